"""Rows of a file taken apart: the vertices of their lines or points in flat buffers, faults by row.

A row may hold one line, several, or a collection; or nothing that can be measured. What cannot be
measured is named with its reason and has no vertices here, so that it is never taken for a length
of zero and never lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from caspiangeo.geodesy.coordinates import Floats

#: What is wanted of each row.
Holding: TypeAlias = Literal["lines", "points"]
Indices: TypeAlias = NDArray[np.intp]

NO_GEOMETRY = "no geometry"
EMPTY = "empty geometry"
UNREADABLE = "geometry cannot be read: broken, a curve, or a line of one vertex"

#: shapely's numbers of the types that are collections of others.
_COLLECTIONS = (4, 5, 6, 7)
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class Parts:
    """Lines or points of some rows, in flat buffers.

    Parameters
    ----------
    coords
        The vertices of all parts, one part after the other, shape (n, 2), x before y.
    offsets
        Part i has the vertices offsets[i] to offsets[i + 1] - 1, shape (k + 1,).
    rows
        The row that each part belongs to, rising, shape (k,).
    faults
        Why a row cannot be measured, by row; such a row has no parts.
    """

    coords: Floats
    offsets: NDArray[np.int64]
    rows: Indices
    faults: dict[int, str]

    def without(self, faults: dict[int, str]) -> Parts:
        """Return the parts of the rows that have no such fault; the faults are added."""
        if not faults:
            return self
        kept = ~np.isin(self.rows, list(faults))
        size = np.diff(self.offsets)
        offsets = np.concatenate([[0], np.cumsum(size[kept])])
        coords = self.coords[np.repeat(kept, size)]
        return Parts(coords, offsets, self.rows[kept], {**self.faults, **faults})


def no_parts(faults: dict[int, str]) -> Parts:
    """Return no parts at all, only faults."""
    return Parts(np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.intp), faults)


def parts_of_wkb(values: Sequence[bytes | None] | NDArray[Any], holding: Holding) -> Parts:
    """Return the parts of rows in WKB; None is a row without a geometry.

    Examples
    --------
    >>> import shapely
    >>> line = shapely.LineString([(0, 0), (1, 0), (2, 5)])
    >>> found = parts_of_wkb([line.wkb, None, b"?"], "lines")
    >>> found.offsets, found.rows
    (array([0, 3]), array([0]))
    >>> found.faults
    {1: 'no geometry', 2: 'geometry cannot be read: broken, a curve, or a line of one vertex'}
    """
    given = [value is not None for value in values]
    geometries = from_wkb(values)
    del values  # the same vertices in memory four times would be once too often
    found = parts_of_geometries(geometries, holding)
    lost = [row for row, why in found.faults.items() if why == NO_GEOMETRY]
    found.faults.update({row: UNREADABLE for row in lost if given[row]})
    return found


def from_wkb(values: Sequence[bytes | None] | NDArray[Any]) -> NDArray[np.object_]:
    """Return shapely geometries; None for what is missing or cannot be read."""
    import shapely

    items = np.empty(len(values), dtype=object)
    items[:] = values
    try:
        return np.asarray(shapely.from_wkb(items, on_invalid="ignore"), dtype=object)
    except NotImplementedError:  # a curve, which stops the reading of all the others
        return np.array([_one_from_wkb(each) for each in items] + [None], dtype=object)[:-1]


def _one_from_wkb(value: bytes | None) -> object:
    import shapely

    try:
        return shapely.from_wkb(value, on_invalid="ignore")
    except NotImplementedError:
        return None


def parts_of_geometries(geometries: NDArray[np.object_], holding: Holding) -> Parts:
    """Return the parts of rows of shapely geometries."""
    import shapely

    faults: dict[int, str] = {}
    for wrong, why in (
        (shapely.is_missing(geometries), NO_GEOMETRY),
        (shapely.is_empty(geometries), EMPTY),
    ):
        faults.update(dict.fromkeys(np.flatnonzero(wrong).tolist(), why))
    simple, owner = _simple(geometries)
    kinds = shapely.get_type_id(simple)
    wanted = (_LINE, _RING) if holding == "lines" else (_POINT,)
    # Points beside lines have no length, so they are no fault; anything else would be left out.
    allowed = np.isin(kinds, (*wanted, _POINT))
    for at in np.flatnonzero(~allowed).tolist():
        faults.setdefault(int(owner[at]), f"holds a {simple[at].geom_type}, no {holding[:-1]}")
    fit = np.isin(kinds, wanted)
    simple, owner = simple[fit], owner[fit]
    for row in np.flatnonzero(np.bincount(owner, minlength=len(geometries)) == 0).tolist():
        if row not in faults:
            faults[row] = f"holds a {geometries[row].geom_type}, no {holding[:-1]}"
    coords = shapely.get_coordinates(simple)
    offsets = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(simple))])
    parts = Parts(coords, offsets.astype(np.int64), owner, {})
    found = parts.without(faults)
    return found if holding == "lines" else _single(found)


def _simple(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], Indices]:
    """Take collections apart, collections of collections too."""
    import shapely

    simple, owner = geometries, np.arange(len(geometries))
    held = ~(shapely.is_missing(simple) | shapely.is_empty(simple))
    simple, owner = simple[held], owner[held]
    while np.isin(shapely.get_type_id(simple), _COLLECTIONS).any():
        simple, index = shapely.get_parts(simple, return_index=True)
        owner = owner[index]
    return simple, owner


def _single(points: Parts) -> Parts:
    """Refuse rows of several points: which of them is meant is not for us to say."""
    rows, count = np.unique(points.rows, return_counts=True)
    several = {
        int(row): f"holds {number} points; one a row can be located"
        for row, number in zip(rows, count, strict=True)
        if number > 1
    }
    return points.without(several)
