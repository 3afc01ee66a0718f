"""How answers are printed: aligned text, JSON or CSV on stdout."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence

import click

Row = Mapping[str, object]


def emit_json(answer: object) -> None:
    """Print an answer as JSON."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))


def emit_rows(rows: Sequence[Row], form: str) -> None:
    """Print rows of the same columns as an aligned table, as JSON or as CSV."""
    if form == "json":
        emit_json(rows)
    elif form == "csv":
        click.echo(to_csv(rows), nl=False)
    else:
        for line in table(rows):
            click.echo(line)


def to_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV; a text that a spreadsheet would run as a formula is made plain text."""
    sink = io.StringIO()
    if rows:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([plain(value) for value in row.values()] for row in rows)
    return sink.getvalue()


def plain(value: object) -> object:
    """Return a cell of a CSV file in which no text is a formula to a spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def table(rows: Sequence[Row], *, indent: str = "") -> Iterable[str]:
    """Yield the lines of an aligned table; numbers to the right, a missing value as a dash."""
    if not rows:
        return
    heads = list(rows[0])
    body = [[_shown(head, row) for head in heads] for row in rows]
    numeric = [all(isinstance(row[head], int | float | None) for row in rows) for head in heads]
    titles = [head.replace("_", " ") for head in heads]
    widths = [max(len(line[column]) for line in [titles, *body]) for column in range(len(heads))]
    for line in [titles, *body]:
        cells = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ]
        yield (indent + "  ".join(cells)).rstrip()


def _shown(head: str, row: Row) -> str:
    """Return a cell with no more decimals than the column, or the row's accuracy, can bear."""
    value = row[head]
    if isinstance(value, float) and head in ("lon", "lat"):
        accuracy = row.get("accuracy_m")
        return degrees(value, accuracy if isinstance(accuracy, float) else None)
    if isinstance(value, float) and head.endswith("_km"):
        return kilometres(value)
    return cell(value)


def kilometres(value_km: float) -> str:
    """Return a length to a tenth of a kilometre.

    Examples
    --------
    >>> kilometres(1569.689123), kilometres(1768.0)
    ('1,569.7', '1,768')
    """
    return f"{value_km:,.1f}".removesuffix(".0")


def degrees(value: float, accuracy_m: float | None) -> str:
    """Return a coordinate with the decimals that an accuracy bears, 5 where none is stated.

    Examples
    --------
    >>> degrees(51.22045, 1200.0), degrees(51.22045, 60000.0), degrees(51.22045, None)
    ('51.220', '51.22', '51.22045')
    """
    if accuracy_m is None:
        return f"{value:.5f}"
    metres_a_tenth_of_it = accuracy_m / 10
    decimals = min(5, max(1, math.ceil(math.log10(111_000 / metres_a_tenth_of_it))))
    return f"{value:.{decimals}f}"


def cell(value: object) -> str:
    """Return a value as a reader would write it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0") if abs(value) >= 100 else f"{value:,.10g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value) or "-"
    return str(value)
