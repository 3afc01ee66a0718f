"""Which of many points lie within a distance of which of many lines, and where along them.

Boxes that hold the corridors leave out most points, straight distances in space most of the rest,
by bounds that hold for certain. Only what may be the nearest point of its line is measured on the
ellipsoid, and that decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.along.nearest import SAME_POINT_M, Nearest
from caspiangeo.geodesy.along.prepared import PreparedPieces, least_each
from caspiangeo.geodesy.along.search import Pairs
from caspiangeo.geodesy.along.space import farthest_straight_m, geocentric
from caspiangeo.geodesy.between.boxes import BoxTree
from caspiangeo.geodesy.between.lineset import LineSet, many_lines
from caspiangeo.geodesy.coordinates import Floats, points_coordinates
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.geometries import Geometries
from caspiangeo.geodesy.segments import Indices

#: A block of points is so small that it meets no more pieces of lines than this, even if all do.
_MOST_PAIRS = 1 << 22
_FEWEST_POINTS, _MOST_POINTS = 1 << 8, 1 << 14
#: Coordinates in space are rounded far below this.
_ROUNDING_M = 1e-3


@dataclass(frozen=True, eq=False)
class CorridorHits:
    """Points near lines: arrays of shape (k,), one value for each pair of a point and a line.

    Parameters
    ----------
    point, line
        Which point, and which line, counted from 0 as they were given.
    distance_m
        From the start of the line along it to the place nearest to the point, metres.
    offset_m
        From the line to the point, metres; + to starboard (right of the direction of the line), -
        to port. Beyond an end or outside a bend it is the distance to that vertex.
    """

    point: NDArray[np.intp]
    line: NDArray[np.intp]
    distance_m: Floats
    offset_m: Floats

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.point)


def points_within(
    lines: Geometries,
    *,
    lon: ArrayLike,
    lat: ArrayLike,
    within_m: float,
    nearest_only: bool = False,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> CorridorHits:
    """Return which points lie within a distance of which lines, and where along them.

    Parameters
    ----------
    lines
        A sequence or array of LineStrings, a GeoSeries or a GeoDataFrame: lon, lat in degrees. A
        missing geometry and an empty one are near nothing.
    lon, lat
        The points, degrees, shape (k,).
    within_m
        Half the width of the corridor, metres.
    nearest_only
        Of several lines near a point, keep only the nearest; of equally near ones, the first.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    CorridorHits
        Sorted by point, then by line. Of several nearest places on one line, the first along it.

    Raises
    ------
    GeometryError
        If an item is no LineString, or a coordinate cannot be measured (the message names it), or
        if the data name a coordinate system that is not in degrees on this ellipsoid.
    OutOfRangeError
        If the distance is negative or not finite, or there is no such rule.

    Examples
    --------
    Which of four places lie within 100 km of two parallel roads along the equator, and where?

    >>> from shapely import LineString
    >>> roads = [LineString([(0, 0), (9, 0)]), LineString([(9, 1), (0, 1)])]
    >>> near = points_within(roads, lon=[3, 4, 5, 6], lat=[0.3, 0.5, -0.5, 5], within_m=100_000)
    >>> list(zip(near.point.tolist(), near.line.tolist(), near.offset_m.round().tolist()))
    [(0, 0, -33172.0), (0, 1, -77708.0), (1, 0, -55287.0), (1, 1, -55627.0), (2, 0, 55287.0)]
    >>> near.distance_m[:2].round(3).tolist()
    [333958.472, 667851.209]
    >>> len(points_within(roads, lon=[3], lat=[0.3], within_m=0))
    0
    """
    if not 0 <= within_m < np.inf:
        raise OutOfRangeError(f"within_m {within_m} is not a number of metres from 0 upwards")
    coords, _ = points_coordinates(lon, lat)
    corridors = _Corridors(many_lines(lines, rule=rule, ellipsoid=ellipsoid), within_m)
    step = _MOST_PAIRS // max(len(corridors.lines.pieces.segment), 1)
    step = min(max(step, _FEWEST_POINTS), _MOST_POINTS)
    starts = range(0, max(len(coords), 1), step)
    blocks = [corridors.hits(coords[low : low + step], nearest_only=nearest_only) for low in starts]
    return CorridorHits(
        np.concatenate([hits.point + low for low, hits in zip(starts, blocks, strict=True)]),
        np.concatenate([hits.line for hits in blocks]),
        np.concatenate([hits.distance_m for hits in blocks]),
        np.concatenate([hits.offset_m for hits in blocks]),
    )


class _Corridors:
    """Lines prepared to find the points near them."""

    def __init__(self, lines: LineSet, within_m: float) -> None:
        self.lines, self._within_m = lines, within_m
        self._tree = BoxTree(lines.boxes.grown(within_m, lines.ellipsoid))
        self._pieces = PreparedPieces(lines.segments, lines.pieces)
        self._line = lines.line[lines.pieces.segment]

    def hits(self, coords: Floats, *, nearest_only: bool) -> CorridorHits:
        """Return the hits of some points."""
        point, piece = self._possible(coords, nearest_only=nearest_only)
        line = self._line[piece]
        fresh = (np.diff(point, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
        lon, lat = coords[point].T
        feet = self._pieces.feet(lon, lat, piece)
        segment = self.lines.pieces.segment[piece]
        nearest = Nearest.blank(int(fresh.sum()))
        along = self.lines.start_m[segment] + feet.along
        nearest.choose(Pairs(np.cumsum(fresh) - 1, piece), feet, along, segment)
        point, line, offset = point[fresh], line[fresh], np.abs(nearest.offset)
        hit = offset <= self._within_m
        if nearest_only:
            hit &= _first_of_least(point, offset)
        return CorridorHits(point[hit], line[hit], nearest.distance[hit], nearest.offset[hit])

    def _possible(self, coords: Floats, *, nearest_only: bool) -> tuple[Indices, Indices]:
        """Return points and pieces that can be near, and nearest on their line, in order."""
        lon, lat = coords.T
        point, piece = self._tree.hold(lon, lat)
        places = geocentric(lon, lat, self.lines.ellipsoid)
        below, above = self._pieces.bounds_m(places, point, piece)
        near = np.flatnonzero(below <= self._within_m + _ROUNDING_M)
        near = near[np.lexsort((piece[near], point[near]))]  # pieces are numbered line by line
        point, piece, below, above = point[near], piece[near], below[near], above[near]
        rival = np.diff(point, prepend=-1) != 0
        if not nearest_only:
            rival |= np.diff(self._line[piece], prepend=-1) != 0
        rivals = np.cumsum(rival) - 1
        limit = farthest_straight_m(least_each(above, rivals)[0], self.lines.ellipsoid)
        keep = np.flatnonzero(below <= limit[rivals] + _ROUNDING_M)
        return point[keep], piece[keep]


def _first_of_least(point: Indices, offset: Floats) -> NDArray[np.bool_]:
    """Tell which row of each point has the least offset; of equal ones the first."""
    least, first = least_each(offset, point)
    each = np.repeat(least, np.diff(first, append=len(point)))
    least_row, _ = least_each(
        np.where(offset <= each + SAME_POINT_M, np.arange(len(point)), np.inf), point
    )
    chosen = np.zeros(len(point), dtype=bool)
    chosen[least_row.astype(np.intp)] = True
    return chosen
