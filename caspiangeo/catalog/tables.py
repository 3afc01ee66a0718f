"""Rows of the data files, made into records.

A record's fields and a file's columns carry the same names but for the few in `_RENAMED`, so one
converter by annotated type serves every table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from caspiangeo.catalog.files import read_json, read_table
from caspiangeo.errors import CaspianError, DataError
from caspiangeo.model import Line, PartialDate, Site, Status

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def _flag(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise DataError(f"{cell!r} is neither yes nor no")
    return cell == "yes"


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


#: How a cell becomes a field, by the field's annotation without ``| None``.
_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": _flag,
    "PartialDate": PartialDate.parse,
    "tuple[str, ...]": _several,
}
#: Value of an empty cell where the field is not optional.
_EMPTY: dict[str, Any] = {"str": "", "bool": False, "tuple[str, ...]": ()}
#: Columns whose header is not the field's name.
_RENAMED: dict[type, dict[str, str]] = {
    Site: {"countries": "country"},
    Status: {"since": "from", "known_on": "published"},
}


def read_records(path: Path, kind: type[Record]) -> tuple[Record, ...]:
    """Read every row of a table as a record of one kind.

    Parameters
    ----------
    path
        A CSV file of `geodata/`.
    kind
        A record class of `caspiangeo.model`.

    Raises
    ------
    DataError
        For a cell that does not convert or a record that breaks a field rule; the message names
        the file and the line.
    """
    return tuple(_record(where, row, kind) for where, row in read_table(path))


def _record(where: str, row: dict[str, str | None], kind: type[Record]) -> Record:
    values: dict[str, Any] = {}
    for field in fields(kind):
        column = column_of(kind, field)
        if column not in row:
            if field.default is not MISSING:
                continue
            raise DataError(f"{where}: the column {column!r} is missing")
        values[field.name] = _value(where, column, row[column], str(field.type))
    try:
        return kind(**values)
    except CaspianError as error:
        raise DataError(f"{where}: {error}") from error


def column_of(kind: type, field: Field[Any]) -> str:
    """Return the column of a table that fills a field of a record."""
    return _RENAMED.get(kind, {}).get(field.name, field.name)


def _value(where: str, column: str, cell: str | None, annotation: str) -> Any:
    optional = annotation.endswith(" | None")
    name = annotation.removesuffix(" | None")
    if cell is None:
        if optional or name in _EMPTY:
            return None if optional else _EMPTY[name]
        raise DataError(f"{where}: {column} is empty")
    try:
        return _CONVERTERS[name](cell)
    except (ValueError, CaspianError) as error:
        raise DataError(f"{where}: {column}: {error}") from error


def read_line(path: Path) -> Line:
    """Read the built line of a route from its GeoJSON file.

    Raises
    ------
    DataError
        If the file is not a FeatureCollection of one LineString with the measured lengths.
    """
    content = read_json(path)
    try:
        (feature,) = content["features"]
        if feature["geometry"]["type"] != "LineString":
            raise DataError(f"{path.name}: not a LineString")
        properties = feature["properties"]
        return Line(
            route=properties["id"],
            coordinates=tuple((lon, lat) for lon, lat in feature["geometry"]["coordinates"]),
            computed_km=properties["computed_km"],
            displacement_km=properties["displacement_km"],
            ends_geodesic_km=properties["ends_geodesic_km"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path.name}: not the line of one route: {error!r}") from error
