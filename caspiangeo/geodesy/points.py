"""From one point to another: distance, course, destination."""

import numpy as np
import shapely

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.coordinates import LonLat, point_coordinates, short_way
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid


def distance_m(start: LonLat, end: LonLat, *, ellipsoid: Ellipsoid = WGS84) -> float:
    """Return the geodesic distance between two points.

    Parameters
    ----------
    start, end
        Pairs lon, lat in degrees, or shapely Points.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles.

    Examples
    --------
    A quarter of a meridian, and the short way over the antimeridian:

    >>> round(distance_m((0, 0), (0, 90)), 3)
    10001965.729
    >>> round(distance_m((179, 0), (-179, 0)), 3)
    222638.982
    """
    return _inverse(start, end, "geodesic", ellipsoid)[1]


def destination(
    start: LonLat, *, azimuth_deg: float, distance_m: float, ellipsoid: Ellipsoid = WGS84
) -> shapely.Point:
    """Return the point that a geodesic reaches.

    Parameters
    ----------
    start
        Pair lon, lat in degrees, or a shapely Point.
    azimuth_deg
        Direction at the start, clockwise from north.
    distance_m
        Length of the way, metres; negative is backwards.
    ellipsoid
        What to measure on.

    Returns
    -------
    shapely.Point
        Longitude in -180..180.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles.
    OutOfRangeError
        If the azimuth or the distance is not finite.

    Examples
    --------
    Straight on over the pole, down the other side:

    >>> point = destination((30, 80), azimuth_deg=0, distance_m=2_000_000)
    >>> round(point.x, 6), round(point.y, 6)
    (-150.0, 82.092406)
    """
    return shapely.Point(*_direct(start, azimuth_deg, distance_m, "geodesic", ellipsoid))


def rhumb_length_m(start: LonLat, end: LonLat, *, ellipsoid: Ellipsoid = WGS84) -> float:
    """Return the length of the rhumb line between two points.

    A rhumb line goes the short way round; between points 180 degrees apart, the way that the sign
    of the difference says. To or from a pole it is a meridian.

    Parameters
    ----------
    start, end
        Pairs lon, lat in degrees, or shapely Points.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles.

    Examples
    --------
    Along the parallel of 60 degrees the rhumb line is the longer way:

    >>> round(rhumb_length_m((0, 60), (180, 60)))
    10044000
    >>> round(distance_m((0, 60), (180, 60)))
    6695786
    """
    return _inverse(start, end, "rhumb", ellipsoid)[1]


def rhumb_azimuth_deg(start: LonLat, end: LonLat, *, ellipsoid: Ellipsoid = WGS84) -> float | None:
    """Return the constant course from one point to another.

    Parameters
    ----------
    start, end
        Pairs lon, lat in degrees, or shapely Points.
    ellipsoid
        What to measure on.

    Returns
    -------
    float or None
        Degrees clockwise from north, 0..360; None between coincident points.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles.

    Examples
    --------
    >>> rhumb_azimuth_deg((170, 10), (-170, 10))
    90.0
    >>> rhumb_azimuth_deg((5, 5), (5, 5)) is None
    True
    """
    azimuth, length = _inverse(start, end, "rhumb", ellipsoid)
    return azimuth if length > 0 else None


def rhumb_point(
    start: LonLat, *, azimuth_deg: float, distance_m: float, ellipsoid: Ellipsoid = WGS84
) -> shapely.Point:
    """Return the point that a rhumb line reaches.

    Parameters
    ----------
    start
        Pair lon, lat in degrees, or a shapely Point.
    azimuth_deg
        The constant course, clockwise from north.
    distance_m
        Length of the way, metres; negative is backwards.
    ellipsoid
        What to measure on.

    Returns
    -------
    shapely.Point
        Longitude in -180..180.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles.
    OutOfRangeError
        If the azimuth or the distance is not finite, or the way would pass a pole, where a
        rhumb line ends. From a pole only the course 180 (or 0) leads away.

    Examples
    --------
    >>> point = rhumb_point((0, 0), azimuth_deg=90, distance_m=111_319.4908)
    >>> round(point.x, 6), round(point.y, 6)
    (1.0, 0.0)
    >>> rhumb_point((0, 80), azimuth_deg=0, distance_m=2_000_000)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: a course of 0 degrees from lat 80 ends at the pole before
    2000000 m
    """
    lon, lat = _direct(start, azimuth_deg, distance_m, "rhumb", ellipsoid)
    if np.isnan(lon) or np.isnan(lat):
        raise OutOfRangeError(
            f"a course of {azimuth_deg:g} degrees from lat {point_coordinates(start)[1]:g} ends at "
            f"the pole before {distance_m:.0f} m"
        )
    return shapely.Point(lon, lat)


def _inverse(start: LonLat, end: LonLat, rule: Rule, ellipsoid: Ellipsoid) -> tuple[float, float]:
    ends = np.array([*point_coordinates(start), *point_coordinates(end)]).reshape(4, 1)
    azimuth, length = curve(rule, ellipsoid).inverse(*ends)
    return float(azimuth[0]), float(length[0])


def _direct(
    start: LonLat, azimuth_deg: float, distance_m: float, rule: Rule, ellipsoid: Ellipsoid
) -> tuple[float, float]:
    for name, value in (("azimuth", azimuth_deg), ("distance", distance_m)):
        if not np.isfinite(value):
            raise OutOfRangeError(f"{name} {value} is not a finite number")
    values = np.array([*point_coordinates(start), azimuth_deg, distance_m], dtype=float)
    lon, lat, _ = curve(rule, ellipsoid).direct(*values.reshape(4, 1))
    wrapped = short_way(lon)
    return float(wrapped[0]), float(lat[0])
