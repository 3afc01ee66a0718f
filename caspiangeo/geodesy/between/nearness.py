"""Where two lines come nearest to each other, on the ellipsoid.

Where two geodesics do not meet, the shortest way between them ends at an end of one of them: were
both its feet within, moving it sideways along both would shorten it, because the curvature of the
ellipsoid is positive (the second variation of its length is minus the integral of the curvature).
So the vertices of each line and their feet on the other decide. Rhumb lines bend, so that two of
them may also come nearest between vertices; there the way stands at right angles to both.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.along.feet import feet
from caspiangeo.geodesy.along.measured import MeasuredLine
from caspiangeo.geodesy.between.boxes import BoxTree
from caspiangeo.geodesy.between.bracketing import sign_changes
from caspiangeo.geodesy.between.crossing import crossings
from caspiangeo.geodesy.between.lineset import one_line
from caspiangeo.geodesy.between.meetings import Pairs
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.segments import Indices

#: Lines this near to each other meet; the arithmetic itself is good to a few nanometres.
_MEET_M = 1e-8
_SETTLED_M = 1e-7


@dataclass(frozen=True)
class NearestApproach:
    """The shortest way between two lines.

    Parameters
    ----------
    distance_m
        Its length, metres; 0 where the lines meet.
    distance_a_m, distance_b_m
        How far its ends are from the starts of the lines, metres.
    point_a, point_b
        Its ends, on the first and on the second line.
    """

    distance_m: float
    distance_a_m: float
    distance_b_m: float
    point_a: shapely.Point
    point_b: shapely.Point


def nearest_approach(
    line_a: object, line_b: object, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> NearestApproach:
    """Return where two lines come nearest to each other.

    Parameters
    ----------
    line_a, line_b
        LineStrings, or arrays of shape (n, 2) or more columns: lon, lat in degrees; heights are
        ignored.
    rule
        What the segments of both lines are: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    NearestApproach
        The shortest geodesic between them; of several, the first along the first line. Where they
        meet, the first such place.

    Raises
    ------
    GeometryError
        If a line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    Two great circles over the South Atlantic, Rio to the Cape and Montevideo by way of Tristan da
    Cunha to the south:

    >>> found = nearest_approach([(-43, -23), (18, -34)], [(-56, -35), (-12, -37), (10, -55)])
    >>> round(found.distance_m, 3), round(found.distance_a_m), round(found.distance_b_m)
    (474734.101, 3317404, 3937998)
    >>> found.point_b.wkt
    'POINT (-12 -37)'
    >>> nearest_approach([(0, 0), (2, 0)], [(1, -1), (1, 1)]).distance_m
    0.0
    """
    a, b = (MeasuredLine(line, rule=rule, ellipsoid=ellipsoid) for line in (line_a, line_b))
    met = crossings(line_a, line_b, rule=rule, touch_m=_MEET_M, ellipsoid=ellipsoid)
    if met:
        ways = np.array([[0.0, met[0].distance_a_m, met[0].distance_b_m]])
    else:
        ways = np.concatenate([_from_vertices(a, b), _from_vertices(b, a)[:, [0, 2, 1]]])
        if rule == "rhumb":
            ways = np.concatenate([ways, _between_vertices(a, b, ways[:, 0].min())])
    near = ways[ways[:, 0] <= ways[:, 0].min() + _MEET_M]
    distance, along_a, along_b = near[np.argmin(near[:, 1])].tolist()
    points = (line.interpolate(along, clamp=True) for line, along in ((a, along_a), (b, along_b)))
    return NearestApproach(distance, along_a, along_b, *points)


def _from_vertices(line: MeasuredLine, other: MeasuredLine) -> Floats:
    """Return rows of distance, along the line, along the other, one a vertex of the line."""
    lon, lat = line.segments.coords.T
    found = other.locate_many(lon=lon, lat=lat)
    return np.column_stack([np.abs(found.offset_m), line.vertex_distances_m, found.distance_m])


def _between_vertices(a: MeasuredLine, b: MeasuredLine, limit_m: float) -> Floats:
    """Return such rows for the ways shorter than a limit with both ends within rhumb lines."""
    one, other = (
        one_line(line.segments.coords, rule=line.rule, ellipsoid=line.ellipsoid) for line in (a, b)
    )
    tree = BoxTree(other.boxes.grown(limit_m, b.ellipsoid))
    rows = [_square_ways(Pairs(one, other, *near)) for near in tree.meet(one.boxes)]
    return np.concatenate([np.empty((0, 3)), *rows])


def _square_ways(pairs: Pairs) -> Floats:
    length = pairs.a.piece_m[pairs.piece_a]
    bounds = np.stack([np.zeros(len(length)), length])
    every = np.arange(len(length))
    closing = np.stack([_closing_m(pairs, every, place)[0] for place in bounds])
    turns = np.flatnonzero((closing[0] > 0) & (closing[1] < 0))
    pairs = pairs.take(turns)
    place = sign_changes(
        lambda row, place: _closing_m(pairs, row, place)[0],
        bounds[:, turns],
        closing[:, turns],
        settled_m=_SETTLED_M,
    )
    _, distance, along_b = _closing_m(pairs, np.arange(len(turns)), place)
    segment_b = pairs.b.pieces.segment[pairs.piece_b]
    return np.column_stack(
        [
            distance,
            pairs.a.distance_m(pairs.piece_a, place),
            pairs.b.start_m[segment_b] + along_b,
        ]
    )


def _closing_m(pairs: Pairs, row: Indices, place: Floats) -> tuple[Floats, Floats, Floats]:
    """From places on the first pieces look at the nearest points of the second.

    Return the part of the way there that leads ahead, its length, and where it ends along the
    segment.
    """
    lon, lat, course = pairs.a.at(pairs.piece_a[row], place)
    pieces = pairs.b.pieces.take(pairs.piece_b[row])
    along = feet(pairs.b.segments, pieces, lon, lat).along
    there_lon, there_lat, _ = pairs.b.segments.at(pieces.segment, along)
    azimuth, distance = geodesics.inverse(lon, lat, there_lon, there_lat, pairs.a.ellipsoid)
    return distance * np.cos(np.radians(azimuth - course)), distance, along
