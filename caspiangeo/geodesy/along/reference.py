"""Linear referencing, one question at a time; `MeasuredLine` answers many about one line."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import ArrayLike

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.along.locations import Location, Locations
from caspiangeo.geodesy.along.measured import MeasuredLine
from caspiangeo.geodesy.along.nearest import nearest_of_each
from caspiangeo.geodesy.coordinates import Floats, Invalid, line_coordinates, points_coordinates
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.segments import LooseSegments, Pieces

#: So many segments at a time keep within 100 MB.
_MOST_AT_ONCE = 1 << 17


def cumulative_m(line: object, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84) -> Floats:
    """Return the distance of each vertex from the start of a line.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees; a height
        is ignored.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    numpy.ndarray
        Metres along the line, shape (n,); the first is 0.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> cumulative_m([(0, 0), (1, 0), (1, 0), (3, 0)]).round(3)
    array([     0.   , 111319.491, 111319.491, 333958.472])
    """
    return MeasuredLine(line, rule=rule, ellipsoid=ellipsoid).vertex_distances_m


def interpolate(
    line: object,
    distance_m: float,
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    clamp: bool = False,
) -> shapely.Point:
    """Return the point of a line at a distance from its start.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    distance_m
        Along the line, metres; less than 1 mm past an end is the end. A vertex comes back as it
        was given.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.
    clamp
        Move a distance outside the line to its end instead of raising.

    Returns
    -------
    shapely.Point
        Where the line itself is drawn past the antimeridian (170 to 190) its longitude goes on
        like that, elsewhere it is in -180..180.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If the distance is not finite or lies outside the line; the message gives the range.

    Examples
    --------
    >>> from shapely import LineString
    >>> line = LineString([(0, 0), (0, 90)])
    >>> point = interpolate(line, 5_000_000)
    >>> round(point.x, 6), round(point.y, 6)
    (0.0, 45.135474)
    >>> interpolate(line, -1, clamp=True).wkt
    'POINT (0 0)'
    >>> interpolate(line, -1)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: distance -1 m lies outside the line, which runs from 0 to
    10001965.729 m
    """
    return MeasuredLine(line, rule=rule, ellipsoid=ellipsoid).interpolate(distance_m, clamp=clamp)


def locate(
    line: object,
    *,
    lon: float,
    lat: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> Location:
    """Return the nearest point of a line to a point, on the ellipsoid.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    lon, lat
        The point, degrees.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    Location
        Distance along the line, offset (+ to starboard), the foot, and its segment. Of several
        nearest points, the first along the line.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> found = locate([(0, 0), (2, 0)], lon=1, lat=0.1)
    >>> round(found.distance_m, 3), round(found.offset_m, 3)  # to port
    (111319.491, -11057.428)

    Before the start, the offset is the distance to the start:

    >>> found = locate([(0, 0), (2, 0)], lon=-1, lat=0)
    >>> found.distance_m, round(found.offset_m, 3), found.lon
    (0.0, 111319.491, 0.0)
    """
    return MeasuredLine(line, rule=rule, ellipsoid=ellipsoid).locate(lon=lon, lat=lat)


def locate_many(
    line: object,
    *,
    lon: ArrayLike,
    lat: ArrayLike,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    invalid: Invalid = "raise",
) -> Locations:
    """Return the nearest point of a line to each of many points, on the ellipsoid.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    lon, lat
        The points, degrees, shape (k,).
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.
    invalid
        ``"raise"`` names a point that cannot be measured in an error, ``"nan"`` gives NaN for it.

    Returns
    -------
    Locations
        Distance along the line, offset (+ to starboard), the foot and its segment, shape (k,).
        Of several nearest points, the first along the line.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured; the message names the vertex or
        the point.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    On both sides of a line over the antimeridian, and a point without a place:

    >>> line = [(179, 0), (-179, 0)]
    >>> found = locate_many(line, lon=[179.5, -179.5, None], lat=[1, -1, 0], invalid="nan")
    >>> found.distance_m.round(3).tolist()
    [55659.745, 166979.236, nan]
    >>> found.offset_m.round(3).tolist()
    [-110574.389, 110574.389, nan]
    """
    measured = MeasuredLine(line, rule=rule, ellipsoid=ellipsoid)
    return measured.locate_many(lon=lon, lat=lat, invalid=invalid)


def locate_on_segments(
    starts: ArrayLike,
    ends: ArrayLike,
    *,
    lon: ArrayLike,
    lat: ArrayLike,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> Locations:
    """Return the nearest point of each of many segments to a point of its own.

    For pairs of a segment and a point that something else has matched; `locate_many` finds the
    segment of a line itself.

    Parameters
    ----------
    starts, ends
        lon, lat in degrees, shape (k, 2).
    lon, lat
        The points, degrees, shape (k,).
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    Locations
        Distance from the start of the segment, offset (+ to starboard), the foot and the row.

    Raises
    ------
    GeometryError
        If the shapes do not fit, or a coordinate cannot be measured; the message names the row.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    A segment of no length is a point; what is nearest to it lies on neither side:

    >>> found = locate_on_segments([(0, 0), (5, 5)], [(2, 0), (5, 5)], lon=[1, 6], lat=[1, 5])
    >>> found.distance_m.round(3).tolist(), found.offset_m.round(3).tolist()
    ([111319.491, 0.0], [-110574.389, 110898.696])
    """
    points, _ = points_coordinates(lon, lat)
    start = _one_a_point("starts", starts, points)
    end = _one_a_point("ends", ends, points)
    solver = curve(rule, ellipsoid)
    distance, offset, foot = np.empty(len(points)), np.empty(len(points)), np.empty(points.shape)
    for low in range(0, len(points), _MOST_AT_ONCE):
        rows = slice(low, low + _MOST_AT_ONCE)
        segments = LooseSegments(start[rows], end[rows], solver)
        found = nearest_of_each(segments, *points[rows].T)
        distance[rows], offset[rows] = found.distance, found.offset
        from_start = Pieces(found.segment, np.zeros(len(found.segment)), found.distance)
        foot[rows] = np.column_stack(segments.ends(from_start))
    return Locations(distance, offset, foot[:, 0], foot[:, 1], np.arange(len(points)))


def _one_a_point(name: str, values: ArrayLike, points: Floats) -> Floats:
    try:
        coords = line_coordinates(values)
    except GeometryError as problem:
        raise GeometryError(f"{name}: {problem}") from None
    if coords.shape != points.shape:
        raise GeometryError(f"{len(coords)} {name} for {len(points)} points; give one a point")
    return coords


def substring(
    line: object,
    *,
    from_m: float,
    to_m: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    clamp: bool = False,
) -> shapely.LineString:
    """Return the part of a line between two distances.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    from_m, to_m
        Along the line, metres; equal ones give a line of no length.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.
    clamp
        Move what lies outside the line to its ends instead of raising.

    Returns
    -------
    shapely.LineString
        The vertices in between are the original ones.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If a distance is not finite or lies outside the line, or `to_m` lies before `from_m`.

    Examples
    --------
    >>> part = substring([(0, 0), (1, 0), (2, 0)], from_m=100_000, to_m=1e9, clamp=True)
    >>> [round(lon, 6) for lon, lat in part.coords]
    [0.898315, 1.0, 2.0]
    """
    measured = MeasuredLine(line, rule=rule, ellipsoid=ellipsoid)
    return measured.substring(from_m=from_m, to_m=to_m, clamp=clamp)


def split_at(
    line: object,
    distances_m: Iterable[float],
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> list[shapely.LineString]:
    """Cut a line at distances from its start.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    distances_m
        Along the line, metres, in any order.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    list of shapely.LineString
        In the order of the line. A cut that repeats another, or falls on an end, cuts nothing.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If a distance is not finite or lies outside the line.

    Examples
    --------
    >>> from caspiangeo.geodesy import length_m
    >>> parts = split_at([(0, 0), (2, 0)], [200_000, 100_000, 0])
    >>> [round(length_m(part), 3) for part in parts]
    [100000.0, 100000.0, 22638.982]
    """
    return MeasuredLine(line, rule=rule, ellipsoid=ellipsoid).split_at(distances_m)
