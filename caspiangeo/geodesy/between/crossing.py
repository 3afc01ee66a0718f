"""Where lines cross, touch, or run along each other, on the ellipsoid."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.between.boxes import BoxTree
from caspiangeo.geodesy.between.gathering import places, stretches
from caspiangeo.geodesy.between.lineset import LineSet, many_lines, one_line
from caspiangeo.geodesy.between.meetings import MEETING, Meetings, Pairs, meetings
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.geometries import Geometries

#: How two lines can meet: the one changes sides of the other, or does not, or both are one.
MeetingKind: TypeAlias = Literal["crossing", "touch", "shared"]

#: Far above the rounding of coordinates in degrees, far below any survey.
TOUCH_M = 1e-6


@dataclass(frozen=True)
class Crossing:
    """A place where two lines meet, or a stretch that they share.

    Parameters
    ----------
    lon, lat
        The place, degrees; of a shared stretch, where it begins along the first line.
    distance_a_m, distance_b_m
        How far it is from the start of either line, metres.
    angle_deg
        Between the two courses there, 0..90 whichever way the lines run; at a vertex that of the
        way ahead. 0 on a shared stretch; NaN if a line has no length.
    kind
        ``"crossing"`` where one line passes from one side of the other to the other side;
        ``"touch"`` where it does not, or where one of them ends; ``"shared"`` where both run along
        each other.
    to_a_m, to_b_m
        How far the end of a shared stretch is from the start of either line, metres; where the
        lines run in opposite directions, `to_b_m` is less than `distance_b_m`. Of a place, the same
        as the distances.
    """

    lon: float
    lat: float
    distance_a_m: float
    distance_b_m: float
    angle_deg: float
    kind: MeetingKind
    to_a_m: float
    to_b_m: float


@dataclass(frozen=True, eq=False)
class Crossings:
    """Where lines of two sets meet: arrays of shape (k,), one value a meeting.

    Parameters
    ----------
    index_a, index_b
        Which lines meet, counted from 0 in the sets given.
    lon, lat, distance_a_m, distance_b_m, angle_deg, kind, to_a_m, to_b_m
        As those of `Crossing`.
    """

    index_a: NDArray[np.intp]
    index_b: NDArray[np.intp]
    lon: Floats
    lat: Floats
    distance_a_m: Floats
    distance_b_m: Floats
    angle_deg: Floats
    kind: NDArray[np.str_]
    to_a_m: Floats
    to_b_m: Floats

    def __len__(self) -> int:
        """Return how many meetings there are."""
        return len(self.lon)

    def __getitem__(self, index: int) -> Crossing:
        """Return one of them, without the numbers of its lines."""
        return Crossing(
            lon=float(self.lon[index]),
            lat=float(self.lat[index]),
            distance_a_m=float(self.distance_a_m[index]),
            distance_b_m=float(self.distance_b_m[index]),
            angle_deg=float(self.angle_deg[index]),
            kind=cast(MeetingKind, str(self.kind[index])),
            to_a_m=float(self.to_a_m[index]),
            to_b_m=float(self.to_b_m[index]),
        )


def crossings(
    line_a: object,
    line_b: object,
    *,
    rule: Rule = "geodesic",
    touch_m: float = TOUCH_M,
    ellipsoid: Ellipsoid = WGS84,
) -> list[Crossing]:
    """Return where two lines meet.

    Parameters
    ----------
    line_a, line_b
        LineStrings, or arrays of shape (n, 2) or more columns: lon, lat in degrees; heights are
        ignored.
    rule
        What the segments of both lines are: ``"geodesic"`` or ``"rhumb"``.
    touch_m
        A vertex or an end this near to the other line is on it, metres. For lines whose joints
        were stored with seven decimals use 0.02.
    ellipsoid
        What they lie on.

    Returns
    -------
    list of Crossing
        In the order of the first line. A place is given once, however many segments meet there;
        each stretch that both lines share is given once, as one.

    Raises
    ------
    GeometryError
        If a line is no line, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule, or `touch_m` is not between 0 and 1000.

    Examples
    --------
    Two great circles over the Atlantic, and two that do not meet:

    >>> one, other = [(-73.8, 40.6), (-0.5, 51.5)], [(-46.6, -23.4), (-22.6, 64.0)]
    >>> [where] = crossings(one, other)
    >>> round(where.lon, 6), round(where.lat, 6), where.kind, round(where.angle_deg, 2)
    (-29.539599, 53.496402, 'crossing', 68.66)
    >>> crossings([(0, 0), (2, 0)], [(0, 1), (2, 1)])
    []
    """
    a, b = (one_line(line, rule=rule, ellipsoid=ellipsoid) for line in (line_a, line_b))
    found = _between(a, b, touch_m)
    return [found[index] for index in range(len(found))]


def crossings_between(
    lines_a: Geometries,
    lines_b: Geometries,
    *,
    rule: Rule = "geodesic",
    touch_m: float = TOUCH_M,
    ellipsoid: Ellipsoid = WGS84,
) -> Crossings:
    """Return where the lines of one set meet those of another.

    Parameters
    ----------
    lines_a, lines_b
        Sequences or arrays of LineStrings, GeoSeries or GeoDataFrames: lon, lat in degrees. A
        missing geometry and an empty one meet nothing.
    rule, touch_m, ellipsoid
        As `crossings`.

    Returns
    -------
    Crossings
        Sorted by line of the first set, distance along it, and line of the second.

    Raises
    ------
    GeometryError
        If an item is no LineString (the message says how to take collections apart), if a
        coordinate cannot be measured, or if the data name a coordinate system that is not in
        degrees on this ellipsoid.
    OutOfRangeError
        As `crossings`.

    Examples
    --------
    >>> from shapely import LineString
    >>> streets = [LineString([(0, 0), (3, 0)]), LineString([(0, 1), (3, 1)])]
    >>> avenues = [LineString([(1, -1), (1, 2)]), None, LineString([(2, 0), (2, 0.5)])]
    >>> found = crossings_between(streets, avenues)
    >>> list(zip(found.index_a.tolist(), found.index_b.tolist(), found.kind.tolist()))
    [(0, 0, 'crossing'), (0, 2, 'touch'), (1, 0, 'crossing')]
    """
    a, b = (many_lines(lines, rule=rule, ellipsoid=ellipsoid) for lines in (lines_a, lines_b))
    return _between(a, b, touch_m)


def _between(a: LineSet, b: LineSet, touch_m: float) -> Crossings:
    if not 0 < touch_m <= 1000:
        raise OutOfRangeError(f"touch_m {touch_m} does not lie between 0 and 1000 metres")
    tree = BoxTree(b.boxes.grown(touch_m, b.ellipsoid))
    none = np.empty(0, dtype=MEETING)
    found = [(none, none, none)]
    for one, other in tree.meet(a.boxes):
        found.append(meetings(Pairs(a, b, one, other), touch_m=touch_m))
    points, begins, ends = (np.concatenate(rows) for rows in zip(*found, strict=True))
    met = places(points, np.concatenate([begins, ends]), a, b, touch_m=touch_m)
    begins, ends = stretches(begins, ends, touch_m=touch_m)
    kind = np.where(met.crosses, "crossing", "touch")
    return _table(
        np.concatenate([met.rows, begins]),
        np.concatenate([met.rows, ends]),
        np.concatenate([met.angle, np.zeros(len(begins))]),
        np.concatenate([kind, np.full(len(begins), "shared")]),
    )


def _table(rows: Meetings, ends: Meetings, angle: Floats, kind: NDArray[np.str_]) -> Crossings:
    order = np.lexsort((rows["line_b"], rows["distance_a"], rows["line_a"]))
    rows, ends = rows[order], ends[order]
    return Crossings(
        index_a=rows["line_a"],
        index_b=rows["line_b"],
        lon=rows["lon"],
        lat=rows["lat"],
        distance_a_m=rows["distance_a"],
        distance_b_m=rows["distance_b"],
        angle_deg=angle[order],
        kind=kind[order],
        to_a_m=ends["distance_a"],
        to_b_m=ends["distance_b"],
    )
