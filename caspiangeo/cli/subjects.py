"""What an argument means: a record of the data set, or a file of the user's."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from caspiangeo.io.users.lines import VectorFile
    from caspiangeo.io.users.subjects import Subject

#: Endings by which a missing file is still known to be meant as one.
_ENDINGS = (
    ".csv", ".dgn", ".dxf", ".fgb", ".gdb", ".geojson", ".geojsonl", ".geojsons", ".geoparquet",
    ".gml", ".gpkg", ".gpx", ".json", ".kml", ".kmz", ".mif", ".parquet", ".pq", ".shp", ".shz",
    ".sqlite", ".tab", ".topojson", ".tsv", ".vrt", ".zip",
)  # fmt: skip


def is_file(subject: str) -> bool:
    """Return whether an argument names a file: by a folder or an ending, or because it is there.

    A bare word that is both a file here and a record of the data set is the record; ``./word`` is
    the file.

    Examples
    --------
    >>> [is_file(each) for each in ("btc", "./btc", "lines.gpkg", "Baku-Tbilisi-Ceyhan")]
    [False, True, True, False]
    """
    if "/" in subject or os.sep in subject or subject in (".", ".."):
        return True
    if subject.lower().endswith(_ENDINGS):
        return True
    return os.path.isfile(subject) and not _is_record(subject)  # noqa: PTH113 - pathlib is slow to load


def _is_record(name: str) -> bool:
    from caspiangeo.catalog import default_catalog
    from caspiangeo.errors import UnknownIdError

    try:
        default_catalog().kinds_of(name)
    except UnknownIdError:
        return False
    return True


def line_of(
    subject: str,
    *,
    as_of: str | None,
    known_on: str | None,
    row: int | None,
    where: str | None,
    **reading: Any,
) -> Subject:
    """Return the line that an argument names: a route, or one line of a file."""
    if is_file(subject):
        if as_of is not None or known_on is not None:
            raise click.UsageError("--as-of and --known-on go with a route of the data set")
        from caspiangeo.io.users.lines import open_lines
        from caspiangeo.io.users.subjects import file_subject

        file = open_lines(subject, **reading)
        found = file_subject(file, row=row, where=where)
        say(file)
        return found
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io.users.subjects import route_subject

    if row is not None or where is not None:
        raise click.UsageError("--row and --where go with a FILE")
    return route_subject(default_catalog().route(subject, as_of=as_of, known_on=known_on))


def say(file: VectorFile) -> None:
    """Print what there is to say about the reading of a file to those who watch."""
    for note in file.notes:
        click.echo(f"{file.path.name}: {note}", err=True)


@contextlib.contextmanager
def crs_option_named(option: str) -> Iterator[None]:
    """Let an error that asks for a coordinate system name the option of this file."""
    from caspiangeo.errors import DataError

    try:
        yield
    except DataError as error:
        raise DataError(str(error).replace("--crs", option)) from None
