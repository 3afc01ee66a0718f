"""Lengths and azimuths of lines, many at a time."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.coordinates import (
    Booleans,
    Floats,
    Invalid,
    check_invalid,
    line_coordinates,
)
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.geometries import Geometries, Items, check_vertices, geometry_items
from caspiangeo.geodesy.kernel.engines import Engine, SegmentSolver, segment_solver
from caspiangeo.geodesy.kernel.ragged import line_lengths, owners, unmeasurable

Indices = NDArray[np.intp]

_POLYGON = GeometryType.POLYGON  # before it in order: missing, point, line, ring


def segment_lengths_m(
    line: object,
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    engine: Engine = "auto",
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
    engine
        What computes geodesics: ``"numpy"``, ``"compiled"`` (needs the extra ``fast``), ``"proj"``,
        or ``"auto"``; see `ragged_lengths_m`.

    Returns
    -------
    numpy.ndarray
        Metres, shape (n - 1,); empty for a line of one point or none.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or lies beyond the poles; the message names the vertex.
    OutOfRangeError
        If there is no such rule or engine.

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
    lon, lat = line_coordinates(line).T
    return _solver(rule, ellipsoid, engine)(lon, lat, np.zeros(max(len(lon) - 1, 0), dtype=bool))


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
        If there is no such rule or engine.

    Examples
    --------
    >>> azimuths_deg([(0, 0), (1, 0), (1, -1), (1, -1)])
    array([ 90., 180.,  nan])
    """
    coords = line_coordinates(line)
    azimuth, length = curve(rule, ellipsoid).inverse(*coords[:-1].T, *coords[1:].T)
    return np.where(length > 0, azimuth, np.nan)


def length_m(
    geometry: BaseGeometry,
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    engine: Engine = "auto",
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
    engine
        What computes geodesics: ``"numpy"``, ``"compiled"`` (needs the extra ``fast``), ``"proj"``,
        or ``"auto"``; see `ragged_lengths_m`.

    Returns
    -------
    float
        Metres; 0 if empty.

    Raises
    ------
    GeometryError
        If it holds a polygon (see `perimeter_m`), or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such rule or engine.

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
    return float(lengths_m([geometry], rule=rule, ellipsoid=ellipsoid, engine=engine)[0])


def lengths_m(
    geometries: Geometries,
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    engine: Engine = "auto",
    invalid: Invalid = "raise",
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
    engine
        What computes geodesics: ``"numpy"``, ``"compiled"`` (needs the extra ``fast``), ``"proj"``,
        or ``"auto"``; see `ragged_lengths_m`.
    invalid
        What becomes of an item that holds a polygon or a vertex that cannot be measured:
        ``"raise"``, or ``"nan"``: that item alone has NaN.

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
        If there is no such rule or engine.

    Examples
    --------
    >>> from shapely import LineString, MultiLineString
    >>> one_degree = LineString([(0, 0), (1, 0)])
    >>> lengths_m([one_degree, MultiLineString([one_degree, one_degree]), None]).round(3)
    array([111319.491, 222638.982,         nan])
    >>> lengths_m([])
    array([], dtype=float64)
    """
    check_invalid(invalid)
    solve = _solver(rule, ellipsoid, engine)
    items = geometry_items(geometries, ellipsoid)
    flat = items.ravel()
    kind = shapely.get_type_id(flat)
    if (kind >= _POLYGON).any():
        parts, owner, areal = _parts(flat, invalid)
    else:  # points and lines alone: each is its own part
        parts, owner, areal = flat, np.arange(flat.size), np.empty(0, dtype=np.intp)
    coords = shapely.get_coordinates(parts)
    lon, lat = coords.T
    ends = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(parts), dtype=np.int64)])
    bad = unmeasurable(lon, lat)
    if bad.size and invalid == "raise":
        check_vertices(coords, owner[owners(ends, np.arange(len(coords)))])
    sums = line_lengths(lon, lat, ends, bad, solve)
    if parts is not flat:
        sums = np.bincount(owner, weights=sums, minlength=flat.size).astype(np.float64)
    sums[areal] = np.nan
    sums[kind == GeometryType.MISSING] = np.nan
    return sums.reshape(items.shape)


def geodesic_length(
    geometries: Geometries,
    *,
    ellipsoid: Ellipsoid = WGS84,
    engine: Engine = "auto",
    invalid: Invalid = "raise",
) -> Any:
    """Return the geodesic length of one geometry or of many.

    Parameters
    ----------
    geometries
        One shapely line, or what `lengths_m` takes: a sequence, an array, a GeoSeries, a
        GeoDataFrame; lon, lat in degrees, a height is ignored.
    ellipsoid
        What to measure on.
    engine
        What computes geodesics: ``"numpy"``, ``"compiled"`` (needs the extra ``fast``), ``"proj"``,
        or ``"auto"``; see `ragged_lengths_m`.
    invalid
        What becomes of an item that holds a polygon or a vertex that cannot be measured:
        ``"raise"``, or ``"nan"``: that item alone has NaN.

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
        return float(
            lengths_m([geometries], ellipsoid=ellipsoid, engine=engine, invalid=invalid)[0]
        )
    return lengths_m(geometries, ellipsoid=ellipsoid, engine=engine, invalid=invalid)


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
        If there is no such rule or engine.

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


def _solver(rule: Rule, ellipsoid: Ellipsoid, engine: Engine) -> SegmentSolver:
    """Return what measures segments by a rule; rhumb lines have one engine only."""
    geodesic, solver = segment_solver(ellipsoid, engine), curve(rule, ellipsoid)
    if rule == "geodesic":
        return geodesic

    def rhumb(lon: Floats, lat: Floats, joint: Booleans) -> Floats:
        lengths = np.zeros(len(joint))
        begin = np.flatnonzero(~joint)
        _, lengths[begin] = solver.inverse(lon[begin], lat[begin], lon[begin + 1], lat[begin + 1])
        return lengths

    return rhumb


def _parts(items: Items, invalid: Invalid) -> tuple[Items, Indices, Indices]:
    """Return the points and lines in collections, the item of each, and the items with polygons."""
    parts, owner = shapely.get_parts(items, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():  # a collection of collections
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    areal = shapely.get_type_id(parts) == _POLYGON
    if areal.any() and invalid == "raise":
        raise GeometryError(
            f"geometry {owner[np.argmax(areal)]} holds a polygon; its boundary is measured by "
            "perimeter_m"
        )
    return parts[~areal], owner[~areal], owner[areal]
