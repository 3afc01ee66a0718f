"""Geometries of any type as what they are made of: runs of positions, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.geodesy.coordinates import Floats

Indices = NDArray[np.intp]

_POLYGON = 3
_FIRST_OF_SEVERAL = 4  # shapely numbers points, lines, rings and polygons below


@dataclass(frozen=True, eq=False)
class Runs:
    """Each point, line or ring of some geometries.

    Parameters
    ----------
    shapes
        The runs, as points, lines and rings; none is empty.
    part
        Which part each run belongs to, rising. A polygon is one part with a run for each ring,
        the outer one first.
    owner
        Which geometry each part belongs to, rising.
    """

    shapes: NDArray[Any]
    part: Indices
    owner: Indices

    @cached_property
    def coords(self) -> Floats:
        """Longitudes and latitudes, shape (n, 2), run after run."""
        return np.asarray(shapely.get_coordinates(self.shapes))

    @cached_property
    def ends(self) -> Indices:
        """Where in `coords` each run ends."""
        return np.cumsum(shapely.get_num_coordinates(self.shapes), dtype=np.intp)

    @property
    def starts(self) -> Indices:
        """Where in `coords` each run begins."""
        return np.concatenate([np.zeros(1, dtype=np.intp), self.ends])[:-1]


def runs_of(geometries: Sequence[object] | NDArray[Any]) -> Runs:
    """Return the runs of geometries; what is missing or empty has none.

    Rings go the way that RFC 7946 wants: outer ones counterclockwise, holes clockwise.

    Examples
    --------
    >>> square = shapely.box(0, 0, 1, 1, ccw=False)
    >>> runs = runs_of([shapely.Point(5, 5), None, square])
    >>> runs.owner, runs.ends
    (array([0, 2]), array([1, 6]))
    >>> runs.shapes[1].is_ccw
    True
    """
    parts, owner = _parts(np.asarray(geometries, dtype=object))
    polygon = shapely.get_type_id(parts) == _POLYGON
    if not polygon.any():
        return Runs(parts, np.arange(len(parts)), owner)
    rings, of = shapely.get_rings(parts, return_index=True)
    outer = np.diff(of, prepend=-1) > 0
    rings = np.where(shapely.is_ccw(rings) == outer, rings, shapely.reverse(rings))
    others = np.flatnonzero(~polygon)
    part = np.concatenate([of, others])
    order = np.argsort(part, kind="stable")
    return Runs(np.concatenate([rings, parts[others]])[order], part[order], owner)


def _parts(geometries: NDArray[Any]) -> tuple[NDArray[Any], Indices]:
    parts, owner = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(parts) >= _FIRST_OF_SEVERAL).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    kept = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    return parts[kept], owner[kept]
