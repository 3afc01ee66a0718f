"""The data set, loaded into records, looked up forgivingly, seen from a day."""

from caspiangeo.catalog import preference
from caspiangeo.catalog.boundaries import Boundary
from caspiangeo.catalog.catalog import SCHEMA_VERSION, Catalog, default_catalog
from caspiangeo.catalog.files import shipped
from caspiangeo.catalog.measures import Measure
from caspiangeo.catalog.views import (
    CorridorView,
    Location,
    Part,
    RouteView,
    ServiceView,
    Split,
)

__all__ = [
    "SCHEMA_VERSION",
    "Boundary",
    "Catalog",
    "CorridorView",
    "Location",
    "Measure",
    "Part",
    "RouteView",
    "ServiceView",
    "Split",
    "default_catalog",
    "preference",
    "shipped",
]
