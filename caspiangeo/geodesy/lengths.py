"""Lengths and azimuths of lines, many at a time."""

from typing import Any, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.coordinates import Floats, fault, first_bad, line_coordinates
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid

#: Anything that holds geometries: a list, an array, a GeoSeries, a GeoDataFrame.
Geometries: TypeAlias = Any

_POINTS_AND_LINES = (GeometryType.POINT, GeometryType.LINESTRING, GeometryType.LINEARRING)
_POLYGON = GeometryType.POLYGON


def segment_lengths_m(
    line: object, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> Floats:
    """Return the length of each segment of one line.

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
        Metres, shape (n - 1,); empty for a line of one point or none.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles; the message names the vertex.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> segment_lengths_m([(0, 0), (1, 0), (1, 0)]).round(3)
    array([111319.491,      0.   ])
    >>> segment_lengths_m([(0, 0)])
    array([], dtype=float64)
    >>> segment_lengths_m([(0, 0), (51, 91)])
    Traceback (most recent call last):
    ...
    caspiangeo.errors.GeometryError: vertex 1: latitude 91.0 lies outside -90..90; coordinates are
    lon, lat in degrees
    """
    return _inverse(line, rule, ellipsoid)[1]


def azimuths_deg(line: object, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84) -> Floats:
    """Return the direction in which each segment of one line leaves its first vertex.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"`` (whose direction never changes).
    ellipsoid
        What to measure on.

    Returns
    -------
    numpy.ndarray
        Degrees clockwise from north, 0 <= azimuth < 360, shape (n - 1,). A segment of no length
        has no direction: NaN.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles; the message names the vertex.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> azimuths_deg([(0, 0), (1, 0), (1, -1), (1, -1)])
    array([ 90., 180.,  nan])
    """
    azimuth, length = _inverse(line, rule, ellipsoid)
    return np.where(length > 0, azimuth, np.nan)


def length_m(
    geometry: BaseGeometry, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> float:
    """Return the length of one geometry.

    Parameters
    ----------
    geometry
        A shapely line, points (0 m), or a collection of these; lon, lat in degrees, a height is
        ignored.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        Metres; 0 if empty.

    Raises
    ------
    GeometryError
        If it holds a polygon (see `perimeter_m`), or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> round(length_m(LineString([(0, 0), (0, 90)])), 3)
    10001965.729
    >>> length_m(Point(0, 0)), length_m(LineString())
    (0.0, 0.0)
    """
    if not isinstance(geometry, BaseGeometry):
        raise GeometryError(
            f"expected a shapely geometry, got {type(geometry).__name__}; for many use lengths_m, "
            "for coordinates segment_lengths_m"
        )
    return float(lengths_m([geometry], rule=rule, ellipsoid=ellipsoid)[0])


def lengths_m(
    geometries: Geometries, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> Floats:
    """Return the length of each of many geometries.

    Parameters
    ----------
    geometries
        A sequence or array of shapely lines, points or collections of these, or anything with a
        ``geometry`` (GeoSeries, GeoDataFrame); lon, lat in degrees, a height is ignored.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    numpy.ndarray
        Metres, in the shape and order given. A missing geometry (None) has NaN, an empty one 0.

    Raises
    ------
    GeometryError
        If an item is no geometry or holds a polygon, if a coordinate cannot be measured (the
        message names item and vertex), or if the data name a coordinate system that is not in
        degrees on this ellipsoid.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> from shapely import LineString, MultiLineString
    >>> one_degree = LineString([(0, 0), (1, 0)])
    >>> lengths_m([one_degree, MultiLineString([one_degree, one_degree]), None]).round(3)
    array([111319.491, 222638.982,         nan])
    >>> lengths_m([])
    array([], dtype=float64)
    """
    solver = curve(rule, ellipsoid)
    items = _items(geometries, ellipsoid)
    flat = items.flatten()
    parts, owner = _simple_parts(flat)
    coords, part_of = shapely.get_coordinates(parts, return_index=True)
    bad = first_bad(coords)
    if bad is not None:
        item = owner[part_of[bad]]
        vertex = bad - int(np.argmax(owner[part_of] == item))
        raise GeometryError(f"geometry {item}, vertex {vertex}: {fault(coords[bad])}")
    begins = np.flatnonzero(part_of[1:] == part_of[:-1])  # no segment from a part to the next
    (lon1, lat1), (lon2, lat2) = coords[begins].T, coords[begins + 1].T
    _, lengths = solver.inverse(lon1, lat1, lon2, lat2)
    sums = np.bincount(owner[part_of[begins]], weights=lengths, minlength=flat.size)
    return np.where(shapely.is_missing(flat), np.nan, sums).reshape(items.shape)


def geodesic_length(geometries: Geometries, *, ellipsoid: Ellipsoid = WGS84) -> Any:
    """Return the geodesic length of one geometry or of many.

    Parameters
    ----------
    geometries
        One shapely line, or what `lengths_m` takes: a sequence, an array, a GeoSeries, a
        GeoDataFrame; lon, lat in degrees, a height is ignored.
    ellipsoid
        What to measure on.

    Returns
    -------
    float or numpy.ndarray
        Metres; a float for one geometry, an array in the order given for many.

    Raises
    ------
    GeometryError
        As `lengths_m`.

    Examples
    --------
    >>> from shapely import LineString
    >>> equator = LineString([(0, 0), (90, 0), (180, 0), (-90, 0), (0, 0)])
    >>> round(geodesic_length(equator), 3)
    40075016.686
    >>> geodesic_length([equator, LineString()]).round(3)
    array([40075016.686,        0.   ])
    """
    if isinstance(geometries, BaseGeometry):
        return length_m(geometries, ellipsoid=ellipsoid)
    return lengths_m(geometries, ellipsoid=ellipsoid)


def perimeter_m(
    polygon: BaseGeometry, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> float:
    """Return the length of all rings of a Polygon or MultiPolygon, holes included.

    Parameters
    ----------
    polygon
        A shapely Polygon or MultiPolygon; lon, lat in degrees.
    rule
        What an edge is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        Metres; 0 if empty.

    Raises
    ------
    GeometryError
        If it is no polygon, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    An octant has three sides of 90 degrees:

    >>> from shapely import Polygon
    >>> round(perimeter_m(Polygon([(0, 0), (90, 0), (90, 90)])), 3)
    30022685.63
    """
    if getattr(polygon, "geom_type", None) not in ("Polygon", "MultiPolygon"):
        raise GeometryError(f"expected a Polygon or MultiPolygon, got {type(polygon).__name__}")
    rings = shapely.get_rings(shapely.get_parts(polygon))
    return float(lengths_m(rings, rule=rule, ellipsoid=ellipsoid).sum())


def _inverse(line: object, rule: Rule, ellipsoid: Ellipsoid) -> tuple[Floats, Floats]:
    coords = line_coordinates(line)
    return curve(rule, ellipsoid).inverse(*coords[:-1].T, *coords[1:].T)


def _items(geometries: Geometries, ellipsoid: Ellipsoid) -> NDArray[np.object_]:
    series = getattr(geometries, "geometry", geometries)
    _check_crs(getattr(series, "crs", None), ellipsoid)
    items = np.asarray(series, dtype=object)
    wrong = ~(shapely.is_geometry(items) | shapely.is_missing(items))
    if items.ndim == 0 or wrong.any():
        found = items[wrong].flat[0] if items.ndim else geometries
        raise GeometryError(
            f"expected geometries, got {type(found).__name__}; for coordinates use "
            "segment_lengths_m"
        )
    return cast(NDArray[np.object_], items)


def _check_crs(crs: Any, ellipsoid: Ellipsoid) -> None:
    """Refuse data whose own coordinate system says that they are not what we measure."""
    if crs is None:
        return
    if not crs.is_geographic or any(axis.unit_name != "degree" for axis in crs.axis_info[:2]):
        raise GeometryError(
            f"coordinates are in {crs.name}, not in degrees; convert them first: to_crs(4326)"
        )
    radius, ours = crs.ellipsoid.semi_major_metre, ellipsoid.semimajor_axis_m
    if abs(radius - ours) > 1e-3:
        raise GeometryError(
            f"coordinates are in {crs.name} on {crs.ellipsoid.name}, the lengths were asked for on "
            f"{ellipsoid.name}; convert them first: to_crs(4326), or pass ellipsoid="
        )


def _simple_parts(
    items: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Take collections apart; return points and lines, and the item that each belongs to."""
    parts, owner = shapely.get_parts(items, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():  # a collection of collections
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    wrong = ~np.isin(shapely.get_type_id(parts), _POINTS_AND_LINES)
    if wrong.any():
        raise GeometryError(
            f"geometry {owner[np.argmax(wrong)]} holds a polygon; its boundary is measured by "
            "perimeter_m"
        )
    return parts, owner
