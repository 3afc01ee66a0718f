"""The points of a user's file along a line, as `caspiangeo locate ... --points` prints them."""

from __future__ import annotations

import contextlib
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli.output import emit_json, plain, table
from caspiangeo.cli.subjects import crs_option_named, say
from caspiangeo.cli.tallies import bad_rows, fault_lines, progress_bar, say_faults

if TYPE_CHECKING:
    from caspiangeo.io.users.located import FilePoints
    from caspiangeo.io.users.subjects import Subject

_CSV_COLUMNS = ("row", "label", "kp_km", "offset_m", "why")


def tell(
    line: Subject,
    points: str,
    output: str | None,
    form: str,
    rows: int,
    reading: dict[str, Any],
) -> None:
    """Locate the points, print where they are, and write them again if asked to."""
    if form == "geojson":
        if output is not None:
            raise click.UsageError("-o does not go with --format geojson")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "points.geojson")
            _locate(line, points, str(copy), 0, reading)
            click.echo(copy.read_text(encoding="utf-8"), nl=False)
        return
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_CSV_COLUMNS)
        _locate(line, points, output, 0, reading, each=_printer(writer))
    elif form == "json":
        found = _locate(line, points, output, 0 if output else None, reading)
        emit_json(_answer(line, points, found, listed=output is None))
    else:
        found = _locate(line, points, output, rows, reading)
        click.echo("\n".join(_text(line, found)))
    if output is not None:
        click.echo(f"wrote {output}", err=True)


def _locate(
    line: Subject,
    points: str,
    output: str | None,
    most_rows: int | None,
    reading: dict[str, Any],
    each: Callable[[Any, Any], None] | None = None,
) -> FilePoints:
    from caspiangeo.io.users.located import locate_points

    with contextlib.ExitStack() as stack:
        stack.enter_context(crs_option_named("--points-crs"))
        found = locate_points(
            line,
            points,
            output,
            most_rows=most_rows,
            each=each,
            progress=lambda file: progress_bar(stack, file),
            **reading,
        )
    say(found.file)
    if not most_rows:
        say_faults(found)
    return found


def _printer(writer: Any) -> Callable[[Any, Any], None]:
    from caspiangeo.io.users.located import point_rows

    def print_rows(batch: Any, columns: Any) -> None:
        for row in point_rows(batch, columns):
            cells = (row.row, row.label, row.kp_km, row.offset_m, row.why)
            writer.writerow(map(plain, cells))

    return print_rows


def _answer(line: Subject, points: str, found: FilePoints, *, listed: bool) -> dict[str, Any]:
    from caspiangeo.catalog import SCHEMA_VERSION

    rows = [
        {"row": each.row, "label": each.label, "kp_km": each.kp_km, "offset_m": each.offset_m}
        for each in found.rows
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "line": line.about,
        "points_file": points,
        "points_crs": found.file.crs,
        "features": found.features,
        **bad_rows(found),
        "points": rows if listed else None,
    }


def _text(line: Subject, found: FilePoints) -> Iterator[str]:
    yield f"{found.features:,} points of {found.file.path.name} along {line.name}"
    yield from table(_rows(found), indent="  ")
    more = found.features - len(found.rows)
    if found.rows and more:
        yield f"  and {more:,} more rows: --rows {found.features}, or --format csv, prints them all"
    yield from fault_lines(found)
    yield "  offset: metres beside the line, + to starboard"


def _rows(found: FilePoints) -> list[dict[str, object]]:
    named = found.file.label
    told = [
        ("-", "-") if each.kp_km is None else (f"{each.kp_km:,.3f}", f"{each.offset_m:,.1f}")
        for each in found.rows
    ]
    wide = [max((len(each[at]) for each in told), default=0) for at in (0, 1)]
    return [
        {"row": each.row}
        | ({named: each.label} if named else {})
        | {"kp km": kp.rjust(wide[0]), "offset m": offset.rjust(wide[1])}
        for each, (kp, offset) in zip(found.rows, told, strict=True)
    ]
