"""Lines to find places on: a route of the data set, or one line of a user's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from caspiangeo.errors import (
    AmbiguousNameError,
    DataError,
    GeometryError,
    OutOfRangeError,
    UnknownIdError,
)
from caspiangeo.geodesy import MeasuredLine
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.users.lines import Batch, VectorFile

if TYPE_CHECKING:
    from caspiangeo.catalog import Measure, RouteView
    from caspiangeo.io.crs import GeodeticBase

#: So many rows are named where one has to be chosen.
_MOST_CANDIDATES = 10
#: Ends of parts this near to each other, in degrees, are one vertex: it is about 0.1 mm.
_SAME_DEG = 1e-9


@dataclass(frozen=True, eq=False)
class Subject:
    """A line with its kilometres.

    Parameters
    ----------
    name
        What it is called in messages.
    about
        What an answer says of it first.
    line
        The line, measured on the ellipsoid of its own datum.
    measures
        Its official kilometre systems by name.
    base
        The coordinate system of its longitudes and latitudes; None is WGS 84.
    """

    name: str
    about: dict[str, Any]
    line: MeasuredLine
    measures: Mapping[str, Measure] = field(default_factory=dict)
    base: GeodeticBase | None = None

    @property
    def last_km(self) -> float:
        """The kilometre of its end, rounded down to the millimetre so that it can be typed back."""
        return float(np.floor(self.line.length_m * 1000) / 1e6)

    def distance_m(self, kp_km: float, measure: str | None = None) -> float:
        """Return the distance from the start of a kilometre: along the line, or of a system.

        Raises
        ------
        OutOfRangeError
            If it lies beyond the line, or the system does not cover it.
        AmbiguousNameError
            If an official kilometre is in several places; the message lists them.
        UnknownIdError
            If the line has no such system; the message lists those that it has.
        """
        km = kp_km if measure is None else self.measure(measure).to_geometric(kp_km)
        if not 0 <= km <= self.line.length_m / 1000 + 1e-6:  # printed lengths are rounded to 1 mm
            official = "; for an official kilometre name the measure" if self.measures else ""
            raise OutOfRangeError(
                f"KP {km:g} km lies beyond {self.name}: its line runs from 0 to "
                f"{self.last_km:,.3f} km{official}"
            )
        return km * 1000

    def measure(self, name: str) -> Measure:
        """Return one official kilometre system.

        Raises
        ------
        UnknownIdError
            If the line has no such system; the message lists those that it has.
        """
        if name not in self.measures:
            known = ", ".join(self.measures) or "none"
            raise UnknownIdError(f"{self.name} has no measure {name!r}; it has {known}")
        return self.measures[name]

    def official_km(self, distance_m: float) -> dict[str, float]:
        """Return the official kilometres at a distance, by the systems that cover it."""
        found = {key: each.to_official(distance_m / 1000) for key, each in self.measures.items()}
        return {key: km for key, km in found.items() if km is not None}


def route_subject(view: RouteView) -> Subject:
    """Return a route of the data set as a line to find places on."""
    line = MeasuredLine(view.geometry, rule=view.rule)
    return Subject(view.id, {"id": view.id}, line, view.measures)


def file_subject(file: VectorFile, *, row: int | None = None, where: str | None = None) -> Subject:
    """Return one line of a file as a line to find places on.

    Parameters
    ----------
    file
        The file, opened for lines.
    row
        The number of its row, from 0.
    where
        ``COLUMN=VALUE``, which one row has.

    Raises
    ------
    AmbiguousNameError
        If several rows may be meant; the message lists them.
    DataError
        If there is no such row or none with a line, no such column, or the row cannot be measured.
    GeometryError
        If the row has several lines that do not follow each other.
    OutOfRangeError
        If the file has fewer rows, or `where` is not ``COLUMN=VALUE``.
    """
    found = _rows(file, row, where)
    chosen = next(found, None)
    if chosen is None:
        raise DataError(f"{file.path.name}: {_nothing(row, where)}")
    others = list(islice(found, _MOST_CANDIDATES))
    if others:
        named = ", ".join(each.named for each in (chosen, *others)[:_MOST_CANDIDATES])
        more = ", ..." if len(others) == _MOST_CANDIDATES else ""
        raise AmbiguousNameError(
            f"{file.path.name}: several lines may be meant; choose one with --row or --where: "
            f"{named}{more}"
        )
    name = f"row {chosen.row} of {file.path.name}"
    if chosen.why is not None:
        raise DataError(f"{name} cannot be measured: {chosen.why}")
    about = {
        "file": file.path.name,
        "layer": file.layer,
        "row": chosen.row,
        "name": chosen.label,
        "crs": file.crs,
        "ellipsoid": file.ellipsoid.name,
    }
    line = MeasuredLine(joined(chosen.parts, name), ellipsoid=file.ellipsoid)
    return Subject(name, about, line, base=file.base)


@dataclass(frozen=True, eq=False)
class _Row:
    """A row that may be meant."""

    row: int
    label: object
    parts: list[Floats]
    why: str | None

    @property
    def named(self) -> str:
        return f"{self.row} ({self.label})" if self.label is not None else str(self.row)


def _rows(file: VectorFile, row: int | None, where: str | None) -> Iterator[_Row]:
    """Yield the rows that may be meant; without a choice, those that have a line."""
    column, value = _condition(file, where)
    fields = list(dict.fromkeys(each for each in (file.label, column) if each))
    for batch in file.batches(fields):
        for index in range(batch.count):
            number = batch.first_row + index
            if row is not None and number != row:
                continue
            if column is not None and _text(batch.values[column][index]) != value:
                continue
            why = batch.parts.faults.get(index)
            if why is not None and row is None and column is None:
                continue
            label = batch.values[file.label][index] if file.label else None
            yield _Row(number, label, _parts_of(batch, index), why)
            if row is not None:
                return


def _condition(file: VectorFile, where: str | None) -> tuple[str | None, str]:
    if where is None:
        return None, ""
    column, sign, value = where.partition("=")
    if not sign:
        raise OutOfRangeError(f"{where!r} is not a condition; write COLUMN=VALUE")
    if column.strip() not in file.fields:
        known = ", ".join(file.fields) or "none"
        raise OutOfRangeError(f"{file.path.name} has no column {column.strip()!r}; it has {known}")
    return column.strip(), value.strip()


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with a gap comes as floats
    return "" if value is None else str(value)


def _nothing(row: int | None, where: str | None) -> str:
    if row is None and where is None:
        return "no row has a line"
    chosen = " and ".join(
        each for each in (row is not None and f"number {row}", where and f"{where}") if each
    )
    return f"there is no row with {chosen}; rows count from 0"


def _parts_of(batch: Batch, index: int) -> list[Floats]:
    parts = batch.parts
    return [
        parts.coords[parts.offsets[at] : parts.offsets[at + 1]]
        for at in np.flatnonzero(parts.rows == index)
    ]


def joined(parts: list[Floats], name: str) -> Floats:
    """Return the parts of a line as one, if each begins where the one before ends.

    Raises
    ------
    GeometryError
        If they do not; the message begins with the name.
    """
    whole = parts[0]
    for each in parts[1:]:
        if np.abs(whole[-1] - each[0]).max() > _SAME_DEG:
            raise GeometryError(
                f"{name} has {len(parts)} lines that do not follow each other; kilometres need one "
                "line from start to end"
            )
        whole = np.vstack([whole, each[1:]])
    return whole
