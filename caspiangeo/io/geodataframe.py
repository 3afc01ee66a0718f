"""Routes and sites as GeoDataFrames, in the order and CRS that GeoPandas users join against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from caspiangeo.catalog import Catalog, RouteView, default_catalog
from caspiangeo.io.layers import Row, route_row, site_row, site_shape
from caspiangeo.model import Site

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry


def to_geodataframe(
    records: Iterable[RouteView | Site], *, catalog: Catalog | None = None
) -> GeoDataFrame:
    """Return routes or sites as a GeoDataFrame indexed by id, EPSG:4326, longitude first.

    Parameters
    ----------
    records
        Routes of `caspiangeo.routes()` or sites of `caspiangeo.sites()`; sites without a known
        place have no row.
    catalog
        Where their sources are; by default the data set that ships.

    Returns
    -------
    geopandas.GeoDataFrame
        The original vertices, and the columns that every export has.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> frame = cg.to_geodataframe([cg.route("btc")])
    >>> float(frame.loc["btc", "published_km"])
    1768.0
    >>> len(cg.to_geodataframe([]))
    0
    """
    import geopandas
    import shapely

    known = catalog or default_catalog()
    rows: list[Row] = []
    shapes: list[BaseGeometry] = []
    for each in records:
        if not isinstance(each, Site):
            rows.append(route_row(each, known))
            shapes.append(each.geometry)
        elif each.located:
            rows.append(site_row(each, known))
            shapes.append(shapely.Point(site_shape(each).coordinates[0]))
    if not rows:
        return geopandas.GeoDataFrame(geometry=[], crs="EPSG:4326")
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326").set_index("id")
