"""The lengths of a user's files, as `caspiangeo length FILE` prints them."""

from __future__ import annotations

import contextlib
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli.output import plain, table
from caspiangeo.cli.subjects import say
from caspiangeo.cli.tallies import bad_rows, fault_lines, progress_bar, say_faults

if TYPE_CHECKING:
    from caspiangeo.io.users.lengths import MeasuredFile
    from caspiangeo.io.users.lines import VectorFile

Answer = dict[str, Any]
_CSV_COLUMNS = ("file", "row", "label", "computed_km", "why")


def measure(
    path: str,
    output: str | None = None,
    *,
    crs: str | None,
    layer: str | None,
    large: bool,
    most_rows: int = 0,
    each: Callable[[Any, Any], None] | None = None,
) -> MeasuredFile:
    """Measure a file, with a progress bar for those who watch; say what there is to say."""
    from caspiangeo.io.users.lengths import file_lengths

    with contextlib.ExitStack() as stack:
        found = file_lengths(
            path,
            output,
            crs=crs,
            layer=layer,
            large=large,
            most_rows=most_rows,
            each=each,
            progress=lambda file: progress_bar(stack, file),
        )
    say(found.file)
    if not most_rows:  # a table lists them
        say_faults(found)
    return found


def answer(found: MeasuredFile, path: str) -> Answer:
    """Return what `length FILE` promises to scripts."""
    from caspiangeo.catalog import SCHEMA_VERSION

    total, file = found.total_m, found.file
    return {
        "schema_version": SCHEMA_VERSION,
        "file": path,
        "layer": file.layer,
        "crs": file.crs,
        "ellipsoid": file.ellipsoid.name,
        "method": method(file),
        "features": found.features,
        "computed_km": None if total is None else round(total / 1000, 6),
        **bad_rows(found),
    }


def method(file: VectorFile) -> str:
    """Say how lengths of a file come about."""
    return f"sum of geodesic segments between the vertices, {file.ellipsoid.name} ellipsoid"


def text(found: MeasuredFile, unit: str) -> Iterator[str]:
    """Yield the lines of the table: rows, total, what could not be measured."""
    file = found.file
    yield f"{file.path.name}, layer {file.layer}: {file.crs}"
    yield from table(_rows(found, unit), indent="  ")
    more = found.features - len(found.rows)
    if found.rows and more:
        yield f"  and {more:,} more rows: --rows {found.features}, or --format csv, prints them all"
    total = "-" if found.total_m is None else _in(found.total_m, unit)
    measured = found.features - found.not_measured
    yield f"  computed    {total}, {measured:,} of {found.features:,} rows"
    yield f"              {method(file)}"
    yield from fault_lines(found)
    yield ""


def _rows(found: MeasuredFile, unit: str) -> list[Answer]:
    label = found.file.label
    lengths = ["-" if each.length_m is None else _in(each.length_m, unit) for each in found.rows]
    width = max(map(len, lengths), default=0)
    return [
        {"row": each.row} | ({label: each.label} if label else {}) | {"computed": said.rjust(width)}
        for each, said in zip(found.rows, lengths, strict=True)
    ]


def _in(value_m: float, unit: str) -> str:
    from caspiangeo.units import from_km

    return f"{from_km(value_m / 1000, unit):,.3f} {unit}"


def print_csv(paths: tuple[str, ...], **reading: Any) -> None:
    """Print each row of each file as it is measured."""
    from caspiangeo.io.users.lengths import row_lengths

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS)
    for path in paths:

        def each(batch: Any, lengths_m: Any, path: str = path) -> None:
            for row in row_lengths(batch, lengths_m):
                km = None if row.length_m is None else round(row.length_m / 1000, 6)
                writer.writerow(map(plain, (path, row.row, row.label, km, row.why)))

        measure(path, each=each, **reading)


def print_geojson(path: str, **reading: Any) -> None:
    """Print the same data with their lengths."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "lengths.geojson")
        measure(path, str(output), **reading)
        click.echo(output.read_text(encoding="utf-8"), nl=False)
