"""Reading many geometries at once: a list, an array, a GeoSeries, a GeoDataFrame."""

from typing import Any, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.coordinates import Floats, fault, first_bad
from caspiangeo.geodesy.ellipsoid import Ellipsoid

#: Anything that holds geometries: a list, an array, a GeoSeries, a GeoDataFrame.
Geometries: TypeAlias = Any
Items: TypeAlias = NDArray[np.object_]

_RADIANS_PER_DEGREE = np.pi / 180


def geometry_items(geometries: Geometries, ellipsoid: Ellipsoid) -> Items:
    """Return geometries as an array of objects, in the shape given.

    Raises
    ------
    GeometryError
        If an item is no geometry, or if the data name a coordinate system that is not in degrees
        on this ellipsoid.
    """
    series = getattr(geometries, "geometry", geometries)
    _check_crs(getattr(series, "crs", None), ellipsoid)
    items = np.asarray(series, dtype=object)
    wrong = ~(shapely.is_geometry(items) | shapely.is_missing(items))
    if items.ndim == 0 or wrong.any():
        found = items[wrong].flat[0] if items.ndim else geometries
        raise GeometryError(
            f"expected a list or an array of geometries, got {type(found).__name__}"
        )
    return cast(Items, items)


def check_vertices(coords: Floats, owner: NDArray[np.intp]) -> None:
    """Refuse a vertex that cannot be measured; `owner` says which geometry each belongs to.

    Raises
    ------
    GeometryError
        Naming the geometry and its vertex.
    """
    bad = first_bad(coords)
    if bad is not None:
        vertex = bad - int(np.argmax(owner == owner[bad]))
        raise GeometryError(f"geometry {owner[bad]}, vertex {vertex}: {fault(coords[bad])}")


def _check_crs(crs: Any, ellipsoid: Ellipsoid) -> None:
    """Refuse data whose own coordinate system says that they are not what we measure."""
    if crs is None:
        return
    factors = [axis.unit_conversion_factor for axis in crs.axis_info[:2]]
    if not (crs.is_geographic and np.allclose(factors, _RADIANS_PER_DEGREE, rtol=1e-9, atol=0)):
        raise GeometryError(
            f"coordinates are in {crs.name}, not in degrees; convert them first: to_crs(4326)"
        )
    radius, ours = crs.ellipsoid.semi_major_metre, ellipsoid.semimajor_axis_m
    if abs(radius - ours) > 1e-3:
        raise GeometryError(
            f"coordinates are in {crs.name} on {crs.ellipsoid.name}, the measures were asked for "
            f"on {ellipsoid.name}; convert them first: to_crs(4326), or pass ellipsoid="
        )
