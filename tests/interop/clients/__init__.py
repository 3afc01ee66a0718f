"""Other people's programs, each reading what we wrote in its own way."""

from .browser import Leaflet, MapLibre, OpenLayers, Turf
from .duck import DuckDB
from .frames import GeoPandas, Pyogrio
from .ogr import Ogr, convert
from .postgis import PostGIS
from .qgis import Qgis
from .reading import LAYERS, Feature, Source, UnreadableError
from .spatialite import SpatiaLite

CLIENTS = {
    each.name: each
    for each in (
        Ogr, Pyogrio, GeoPandas, Qgis, PostGIS, SpatiaLite, DuckDB, MapLibre, Leaflet, OpenLayers,
        Turf,
    )
}  # fmt: skip

__all__ = ["CLIENTS", "LAYERS", "Feature", "Source", "UnreadableError", "convert"]
