"""Fewer vertices, so that none that is left out lies farther from the line than a tolerance.

The method is that of Douglas and Peucker (*The Canadian Cartographer* 10, 1973): of the vertices
between two that are kept, the one farthest from the segment between these is kept too if it is
farther than the tolerance. Here the segment is a geodesic or a rhumb line and the distance is that
on the ellipsoid. All stretches are halved at a time; straight distances in space, which bound those
on the ellipsoid, leave few vertices to be measured.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy.along.nearest import SAME_POINT_M
from caspiangeo.geodesy.along.prepared import PreparedPieces, least_each
from caspiangeo.geodesy.along.space import farthest_straight_m, geocentric
from caspiangeo.geodesy.coordinates import Floats, line_coordinates
from caspiangeo.geodesy.curves import Curve, Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.lengths import segment_lengths_m
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces

#: Into so many pieces at most, and none shorter, a segment is cut to bound distances from it.
_MOST_PIECES = 16
_SHORTEST_PIECE_M = 1e5
#: So many vertices are bounded at a time.
_MOST_VERTICES = 1 << 16
#: Coordinates in space are rounded far below this.
_ROUNDING_M = 1e-6
#: A closed line keeps a triangle.
_FEWEST_OF_RING = 4


@dataclass(frozen=True, eq=False)
class SimplifiedLine:
    """A line with fewer vertices, and what that does to it.

    Parameters
    ----------
    line
        The line that is left: lon, lat in degrees, no heights.
    kept
        One bool for each vertex of the line that was given: true where it was kept.
    length_before_m, length_after_m
        Length of the line that was given, and of the one that is left, metres.
    deviation_m
        The greatest distance of a vertex left out from the segment that goes past it now, metres.
    """

    line: shapely.LineString
    kept: NDArray[np.bool_]
    length_before_m: float
    length_after_m: float
    deviation_m: float


def simplify(
    line: object,
    *,
    tolerance_m: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> SimplifiedLine:
    """Leave out vertices that lie within a tolerance of the line without them.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    tolerance_m
        How far a vertex left out may lie from the segment that goes past it, metres; 0 leaves out
        only what lies on it, to 10 nm.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    SimplifiedLine
        The vertices that are left are as they were, both ends among them; a closed line stays
        closed and keeps at least a triangle. It may touch or cross itself where it did not before.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If the tolerance is negative or not finite, or there is no such rule.

    Examples
    --------
    >>> bends = [(0, 0), (1, 0.001), (2, 0), (2.001, 1), (2, 2)]
    >>> thinner = simplify(bends, tolerance_m=150)
    >>> thinner.line.wkt, round(thinner.deviation_m, 3)
    ('LINESTRING (0 0, 2 0, 2 2)', 111.303)
    >>> thinner.kept.tolist()
    [True, False, True, False, True]
    >>> round(thinner.length_before_m - thinner.length_after_m, 3)
    0.222
    >>> simplify([(0, 0), (3, 0), (3, 3), (0, 0)], tolerance_m=1e7).line.wkt  # rings stay rings
    'LINESTRING (0 0, 3 0, 3 3, 0 0)'
    """
    if not 0 <= tolerance_m < np.inf:
        raise OutOfRangeError(f"tolerance_m {tolerance_m} is not a number of metres from 0 upwards")
    coords = line_coordinates(line)
    if len(coords) == 0:
        raise GeometryError("the line is empty; it has no vertices to keep")
    thinning = _Thinning(coords, curve(rule, ellipsoid))
    thinning.run(tolerance_m)
    left = coords[thinning.kept]
    before, after = (
        float(segment_lengths_m(each, rule=rule, ellipsoid=ellipsoid).sum())
        for each in (coords, left)
    )
    # A LineString has two vertices at least.
    drawn = shapely.LineString(left if len(left) > 1 else np.repeat(left, 2, axis=0))
    return SimplifiedLine(drawn, thinning.kept, before, after, thinning.deviation_m())


class _Thinning:
    """The vertices of a line, and which of them are kept so far."""

    def __init__(self, coords: Floats, curve: Curve) -> None:
        self._coords, self._curve = coords, curve
        self._places = geocentric(coords[:, 0], coords[:, 1], curve.ellipsoid)
        self.kept = np.zeros(len(coords), dtype=bool)
        self.kept[[0, -1]] = True
        self._ring = len(coords) >= _FEWEST_OF_RING and bool((coords[0] == coords[-1]).all())

    def run(self, tolerance_m: float) -> None:
        """Keep vertices until none that is left out is farther than the tolerance."""
        low, high = self._gaps()
        while len(low):
            forced = self._ring and self.kept.sum() < _FEWEST_OF_RING
            stretches = _Stretches(self._coords, self._places, low, high, self._curve)
            vertex, away = stretches.farthest(-1.0 if forced else tolerance_m)
            split = away > tolerance_m + SAME_POINT_M
            if forced:
                split[np.argmax(away)] = True
            low, high, vertex = low[split], high[split], vertex[split]
            self.kept[vertex] = True
            low, high = np.concatenate([low, vertex]), np.concatenate([vertex, high])
            inner = np.flatnonzero(high - low > 1)
            low, high = low[inner], high[inner]

    def deviation_m(self) -> float:
        """Return how far the farthest vertex left out lies from the segment past it, metres."""
        low, high = self._gaps()
        if len(low) == 0:
            return 0.0
        stretches = _Stretches(self._coords, self._places, low, high, self._curve)
        return float(stretches.farthest(-1.0)[1].max())

    def _gaps(self) -> tuple[Indices, Indices]:
        """Return the neighbours among the kept vertices that have others between them."""
        kept = np.flatnonzero(self.kept)
        inner = np.flatnonzero(np.diff(kept) > 1)
        return kept[inner], kept[inner + 1]


class _Stretches:
    """The segments from vertices to later ones, and the vertices in between."""

    def __init__(
        self, coords: Floats, places: Floats, low: Indices, high: Indices, curve: Curve
    ) -> None:
        self._coords, self._places = coords, places
        segments = LooseSegments(coords[low], coords[high], curve)
        self._ellipsoid = curve.ellipsoid
        whole = Pieces(np.arange(len(low)), np.zeros(len(low)), segments.length)
        count = np.ceil(segments.length / _SHORTEST_PIECE_M)
        self._count = np.clip(count, 1, _MOST_PIECES).astype(np.intp)
        self._pieces = PreparedPieces(segments, whole.split(self._count))
        self._owner, place = _numbered(high - low - 1)
        self._vertex = low[self._owner] + 1 + place

    def farthest(self, least_m: float) -> tuple[Indices, Floats]:
        """Return the farthest vertex of each stretch and how far it is; -1 if not over a limit."""
        every = np.arange(len(self._vertex))
        below, above = self._in_blocks(self._bounds, every)
        first = np.flatnonzero(np.diff(self._owner, prepend=-1))
        floor = np.maximum.reduceat(below, first)[self._owner]
        doubtful = np.flatnonzero((above >= floor) & (above > least_m))
        away = np.full(len(every), -1.0)
        (away[doubtful],) = self._in_blocks(self._away, doubtful)
        top = np.maximum.reduceat(away, first)
        vertex = np.where(away == top[self._owner], self._vertex, len(self._coords))
        return np.minimum.reduceat(vertex, first), top

    def _in_blocks(
        self, ask: Callable[[Indices], tuple[Floats, ...]], rows: Indices
    ) -> tuple[Floats, ...]:
        parts = [ask(block) for block in np.array_split(rows, len(rows) // _MOST_VERTICES + 1)]
        return tuple(np.concatenate(values) for values in zip(*parts, strict=True))

    def _bounds(self, rows: Indices) -> tuple[Floats, Floats]:
        """Return between what the distances of vertices from their segments are."""
        _, _, row, below, above = self._pairs(rows)
        return least_each(below, row)[0], _longest_m(least_each(above, row)[0], self._ellipsoid)

    def _away(self, rows: Indices) -> tuple[Floats]:
        """Return the distances of vertices from their segments."""
        vertex, piece, row, below, above = self._pairs(rows)
        limit = farthest_straight_m(least_each(above, row)[0], self._ellipsoid)
        near = np.flatnonzero(below <= limit[row] + _ROUNDING_M)
        lon, lat = self._coords[vertex[near]].T
        feet = self._pieces.feet(lon, lat, piece[near])
        return (least_each(feet.distance, row[near])[0],)

    def _pairs(self, rows: Indices) -> tuple[Indices, Indices, Indices, Floats, Floats]:
        """Return each vertex with every piece of its segment, and between what it is from it."""
        owner = self._owner[rows]
        row, number = _numbered(self._count[owner])
        piece = (np.cumsum(self._count) - self._count)[owner][row] + number
        vertex = self._vertex[rows][row]
        return vertex, piece, row, *self._pieces.bounds_m(self._places, vertex, piece)


def _numbered(count: Indices) -> tuple[Indices, Indices]:
    """Return for groups of so many members the group and the number within it of each."""
    group = np.repeat(np.arange(len(count)), count)
    return group, np.arange(len(group)) - (np.cumsum(count) - count)[group]


def _longest_m(straight: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return how long a geodesic of this straight distance is at most; see `geodesy.space`."""
    least, greatest = ellipsoid.curvature_radii_m
    length = 2 * least * np.arcsin(np.minimum(straight / (2 * least), 1))
    return np.where(straight < 2 * least - np.pi * (greatest - least), length, np.inf) + _ROUNDING_M
