"""Geodesic measures as methods of GeoPandas: ``frame.geodesic.length()``.

Importing this module is the one import of the package that does something: it gives every GeoSeries
and GeoDataFrame the attribute ``geodesic``, the class `GeodesicAccessor`.

The data must say what their coordinates are (``set_crs``). They are measured on the ellipsoid of
that coordinate system: degrees as they stand, a projected system after undoing its projection to
the geographic system that it was made from. No datum is shifted and no system is guessed, and
geometries come back in the coordinate system of the data. Heights are ignored, and dropped from
what comes back.

>>> import caspiangeo.accessor
>>> from geopandas import GeoSeries
>>> from shapely import LineString
>>> flights = GeoSeries(
...     [LineString([(-0.45, 51.47), (-73.78, 40.64)]), None],
...     index=["London to New York", "cancelled"],
...     crs="EPSG:4326",
... )
>>> (flights.geodesic.length() / 1000).round(1)
London to New York    5555.4
cancelled                NaN
Name: geodesic_length_m, dtype: float64
>>> GeoSeries([LineString([(0, 0), (1, 1)])]).geodesic.length()
Traceback (most recent call last):
...
caspiangeo.errors.GeometryError: the data do not say which coordinate system they are in; tell them:
set_crs("EPSG:4326") if they are longitude and latitude on WGS 84
"""

import warnings

from geopandas import GeoDataFrame, GeoSeries

from caspiangeo.accessor.methods import GeodesicAccessor

__all__ = ["GeodesicAccessor"]


class _Attribute:
    """The methods on an object, their documentation on its class; as pandas has it."""

    def __get__(self, data: GeoSeries | GeoDataFrame | None, owner: type) -> object:
        return GeodesicAccessor if data is None else GeodesicAccessor(data)


def _register() -> None:
    for owner in (GeoSeries, GeoDataFrame):
        there = getattr(owner, "geodesic", GeodesicAccessor)
        if getattr(there, "__module__", None) != GeodesicAccessor.__module__:
            warnings.warn(
                f"caspiangeo.accessor replaces what {owner.__name__}.geodesic was: {there!r}",
                stacklevel=3,
            )
        owner.geodesic = _Attribute()


_register()
