"""Rows of the data files, made into records.

A record's fields and a file's columns carry the same names but for the few in `_RENAMED`, so one
converter by annotated type serves every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from caspiangeo.catalog.files import read_json, read_table
from caspiangeo.errors import CaspianError, DataError
from caspiangeo.model import Line, PartialDate

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")
#: The cells of a row by column; an empty cell is None.
Row: TypeAlias = dict[str, str | None]


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
#: Columns whose header is not the field's name, by record.
_RENAMED: dict[str, dict[str, str]] = {
    "Site": {"countries": "country"},
    "Status": {"since": "from", "known_on": "published"},
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


class Table(Mapping[str, Record]):
    """The records of a table by id, each made of its row when it is first asked for.

    Parameters
    ----------
    path
        A CSV file of `geodata/` with a column ``id``.
    kind
        A record class of `caspiangeo.model`.

    Raises
    ------
    DataError
        If a row has no id; for any other fault when the record is asked for.

    Examples
    --------
    >>> from caspiangeo.catalog import shipped
    >>> from caspiangeo.model import Source
    >>> sources = Table(shipped("geodata") / "sources.csv", Source)
    >>> sources["gfw-anchorages-2025-06"].publisher
    'Global Fishing Watch'
    >>> "nowhere" in sources
    False
    """

    def __init__(self, path: Path, kind: type[Record]) -> None:
        self._kind = kind
        self._rows: dict[str, tuple[str, Row]] = {}
        self._made: dict[str, Record] = {}
        for where, row in read_table(path):
            record_id = row.get("id")
            if record_id is None:
                raise DataError(f"{where}: id is empty")
            self._rows[record_id] = where, row

    def __getitem__(self, record_id: str) -> Record:
        """Return one record."""
        if record_id not in self._made:
            self._made[record_id] = _record(*self._rows[record_id], self._kind)
        return self._made[record_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids in file order."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._rows)

    def __contains__(self, record_id: object) -> bool:
        """Whether there is such an id."""
        return record_id in self._rows

    def about(self, subject: str) -> tuple[Record, ...]:
        """Return the records whose column ``subject`` is this one, in file order."""
        wanted = (key for key, (_, row) in self._rows.items() if row.get("subject") == subject)
        return tuple(self[key] for key in wanted)


def _record(where: str, row: Row, kind: type[Record]) -> Record:
    values: dict[str, Any] = {}
    for column in _columns(kind):
        if column.header in row:
            values[column.field] = _value(where, column, row[column.header])
        elif column.required:
            raise DataError(f"{where}: the column {column.header!r} is missing")
    try:
        return kind(**values)
    except CaspianError as error:
        raise DataError(f"{where}: {error}") from error


def column_of(kind: type, field: Field[Any]) -> str:
    """Return the column of a table that fills a field of a record."""
    return _RENAMED.get(kind.__name__, {}).get(field.name, field.name)


class _Column(NamedTuple):
    """How a column of a table fills a field of a record."""

    field: str
    header: str
    #: Whether the table must have the column.
    required: bool
    convert: Callable[[str], Any]
    #: Value of an empty cell; MISSING where a cell must not be empty.
    empty: Any


@cache
def _columns(kind: type[DataclassInstance]) -> tuple[_Column, ...]:
    """Return how each field is filled; found out once a kind, not once a row."""
    found = []
    for field in fields(kind):
        annotation = str(field.type)
        name = annotation.removesuffix(" | None")
        if name not in _CONVERTERS:
            continue  # filled from another table
        empty = None if name != annotation else _EMPTY.get(name, MISSING)
        required = field.default is MISSING
        header = column_of(kind, field)
        found.append(_Column(field.name, header, required, _CONVERTERS[name], empty))
    return tuple(found)


def _value(where: str, column: _Column, cell: str | None) -> Any:
    if cell is None:
        if column.empty is MISSING:
            raise DataError(f"{where}: {column.header} is empty")
        return column.empty
    try:
        return column.convert(cell)
    except (ValueError, CaspianError) as error:
        raise DataError(f"{where}: {column.header}: {error}") from error


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
