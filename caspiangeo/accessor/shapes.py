"""Doing to every line and ring of a geometry what a function does to one."""

from collections.abc import Callable

import shapely
from shapely.geometry.base import BaseGeometry

Redraw = Callable[[BaseGeometry], BaseGeometry]


def redrawn(geometry: BaseGeometry, redraw: Redraw) -> BaseGeometry:
    """Return a geometry with each of its lines and rings redrawn; points stay.

    Examples
    --------
    >>> shape = shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)])
    >>> redrawn(shape, lambda line: line.reverse()).wkt
    'GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((1 0, 0 0, 0 1, 1 1, 1 0)))'
    """
    match geometry:
        case shapely.Point() | shapely.MultiPoint():
            return geometry
        case shapely.LinearRing():
            return shapely.LinearRing(redraw(geometry).coords)
        case shapely.LineString():
            return redraw(geometry)
        case shapely.Polygon():
            return shapely.Polygon(
                redraw(geometry.exterior).coords,
                [redraw(ring).coords for ring in geometry.interiors],
            )
        case _:
            make: Callable[..., BaseGeometry] = type(geometry)
            return make([redrawn(part, redraw) for part in shapely.get_parts(geometry)])
