"""Routes and sites as GeoDataFrames, in the order and CRS that GeoPandas users join against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from caspiangeo.catalog import Catalog, RouteView, default_catalog
from caspiangeo.io import geojson
from caspiangeo.model import Site

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


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
        The original vertices, and the flat properties of the GeoJSON export as columns.

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

    known = catalog or default_catalog()
    features = [
        geojson.site_feature(each, known)
        if isinstance(each, Site)
        else geojson.route_feature(each, known, densified=False)
        for each in records
        if not (isinstance(each, Site) and not each.located)
    ]
    if not features:
        return geopandas.GeoDataFrame(geometry=[], crs="EPSG:4326")
    frame = geopandas.GeoDataFrame.from_features(features, crs="EPSG:4326")
    return frame.set_index("id")
