"""Areas and perimeters of polygons whose edges are geodesics.

A closed ring divides the Earth into two parts, and which of them is meant is not written in its
vertices. Most files mean the smaller one, whichever way round the ring is listed; where a polygon
may cover more than half the Earth, the order of the vertices has to say it.
"""

from functools import cache
from typing import Literal, TypeAlias, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.geometries import Geometries, Items, check_vertices, geometry_items
from caspiangeo.geodesy.lengths import lengths_m

#: Which side of its ring a polygon is.
Interior: TypeAlias = Literal["smaller", "left"]

#: Holes may exceed the ring around them by this much, from rounding; more is a mistake.
ROUNDING_M2 = 1.0


def area_m2(
    polygon: BaseGeometry, *, interior: Interior = "smaller", ellipsoid: Ellipsoid = WGS84
) -> float:
    """Return the area of one polygon, holes subtracted.

    Parameters
    ----------
    polygon
        A shapely Polygon or MultiPolygon; lon, lat in degrees, a height is ignored. Its edges are
        geodesics and take the short way round.
    interior
        Which of the two parts of the Earth the polygon is: ``"smaller"``, at most half of it,
        whichever way round its rings are listed; or ``"left"``, what lies to the left of all its
        rings, as RFC 7946 (GeoJSON) lists them: the outer counter-clockwise, holes clockwise.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        Square metres; 0 if empty. Where a ring crosses itself, its loops cancel or count twice.

    Raises
    ------
    GeometryError
        If it is no polygon, a coordinate cannot be measured, or its holes are larger than the
        polygon.
    OutOfRangeError
        If there is no such interior.

    Examples
    --------
    An octant, and all the Earth but that octant:

    >>> from shapely import Polygon
    >>> octant = Polygon([(0, 0), (90, 0), (90, 90)])
    >>> round(area_m2(octant) / 1e6)
    63758203
    >>> round(area_m2(octant.reverse(), interior="left") / 1e6)
    446307419
    >>> area_m2(Polygon())
    0.0
    """
    if not isinstance(polygon, BaseGeometry):
        raise GeometryError(
            f"expected a shapely Polygon, got {type(polygon).__name__}; for many use areas_m2"
        )
    return float(areas_m2([polygon], interior=interior, ellipsoid=ellipsoid)[0])


def areas_m2(
    polygons: Geometries, *, interior: Interior = "smaller", ellipsoid: Ellipsoid = WGS84
) -> Floats:
    """Return the area of each of many polygons, holes subtracted.

    Parameters
    ----------
    polygons
        A sequence or array of shapely Polygons and MultiPolygons, or anything with a ``geometry``
        (GeoSeries, GeoDataFrame); lon, lat in degrees.
    interior, ellipsoid
        As `area_m2`.

    Returns
    -------
    numpy.ndarray
        Square metres, in the shape and order given. A missing polygon (None) has NaN, an empty
        one 0.

    Raises
    ------
    GeometryError
        If an item is no polygon, a coordinate cannot be measured, holes are larger than their
        polygon (the message names item and vertex), or if the data name a coordinate system that
        is not in degrees on this ellipsoid.
    OutOfRangeError
        If there is no such interior.

    Examples
    --------
    A cap round the north pole, and the same box on both sides of the antimeridian:

    >>> from shapely import Polygon, box
    >>> cap = Polygon([(lon, 80) for lon in range(-180, 180, 10)])
    >>> across = Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
    >>> (areas_m2([cap, across, box(0, 0, 2, 1), None]) / 1e6).round(1)
    array([3889205.9,   24619.4,   24619.4,       nan])
    """
    if interior not in get_args(Interior):
        raise OutOfRangeError(
            f"unknown interior {interior!r}; use one of {', '.join(get_args(Interior))}"
        )
    items = _polygons(polygons, ellipsoid)
    parts, owner = shapely.get_parts(items.ravel(), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    areas = _ring_areas(rings, owner[part_of], ellipsoid)
    if interior == "left":
        areas = _sums(areas, part_of, len(parts)) % _whole_m2(ellipsoid)
    else:
        outer = np.diff(part_of, prepend=-1) > 0
        areas = _sums(np.where(outer, 1, -1) * np.abs(areas), part_of, len(parts))
        _check_holes(areas, owner)
    sums = _sums(np.maximum(areas, 0.0), owner, items.size).reshape(items.shape)
    return np.where(shapely.is_missing(items), np.nan, sums)


def perimeters_m(
    polygons: Geometries, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> Floats:
    """Return the length of all rings of each of many polygons, holes included.

    Parameters
    ----------
    polygons
        As `areas_m2`.
    rule
        What an edge is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    numpy.ndarray
        Metres, in the shape and order given. A missing polygon (None) has NaN, an empty one 0.

    Raises
    ------
    GeometryError
        If an item is no polygon or a coordinate cannot be measured (the message names item and
        vertex), or if the data name a coordinate system that is not in degrees on this ellipsoid.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> from shapely import Polygon
    >>> perimeters_m([Polygon([(0, 0), (90, 0), (90, 90)]), Polygon(), None]).round(3)
    array([30022685.63,        0.  ,         nan])
    """
    items = _polygons(polygons, ellipsoid)
    parts, owner = shapely.get_parts(items.ravel(), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    coords, ring_of = shapely.get_coordinates(rings, return_index=True)
    check_vertices(coords, owner[part_of][ring_of])
    lengths = lengths_m(rings, rule=rule, ellipsoid=ellipsoid)
    sums = _sums(lengths, owner[part_of], items.size).reshape(items.shape)
    return np.where(shapely.is_missing(items), np.nan, sums)


def _polygons(polygons: Geometries, ellipsoid: Ellipsoid) -> Items:
    items = geometry_items(polygons, ellipsoid)
    kinds = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
    wrong = ~(np.isin(shapely.get_type_id(items), kinds) | shapely.is_missing(items))
    if wrong.any():
        first = int(np.argmax(wrong.ravel()))
        kind = GeometryType(int(shapely.get_type_id(items).flat[first])).name
        raise GeometryError(f"geometry {first} is a {kind}, not a POLYGON or MULTIPOLYGON")
    return items


def _ring_areas(rings: Items, owner: NDArray[np.intp], ellipsoid: Ellipsoid) -> Floats:
    """Return the area on the left of each ring; more than half the Earth is a negative rest."""
    coords, ring_of = shapely.get_coordinates(rings, return_index=True)
    check_vertices(coords, owner[ring_of])
    ends = np.cumsum(np.bincount(ring_of, minlength=len(rings)))[:-1]
    lons, lats = (np.split(column, ends) for column in np.ascontiguousarray(coords.T))
    found = (geodesics.ring_area(lon, lat, ellipsoid) for lon, lat in zip(lons, lats, strict=True))
    return np.fromiter(found, dtype=np.float64)[: len(rings)]


def _sums(values: Floats, owner: NDArray[np.intp], count: int) -> Floats:
    return np.asarray(np.bincount(owner, weights=values, minlength=count), dtype=np.float64)


def _check_holes(areas: Floats, owner: NDArray[np.intp]) -> None:
    if (areas < -ROUNDING_M2).any():
        item = owner[np.argmax(areas < -ROUNDING_M2)]
        raise GeometryError(
            f"geometry {item} has holes larger than its outer ring; if it is more than half the "
            "Earth, list its rings with the inside on their left and pass interior='left'"
        )


@cache
def _whole_m2(ellipsoid: Ellipsoid) -> float:
    lon, lat = np.array([[0.0, 90.0, 0.0], [0.0, 0.0, 90.0]])
    return 8 * geodesics.ring_area(lon, lat, ellipsoid)  # eight octants
