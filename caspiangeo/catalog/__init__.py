"""The data set, loaded into records, looked up forgivingly, seen from a day.

The names below load on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caspiangeo.catalog import preference
    from caspiangeo.catalog.boundaries import Boundary
    from caspiangeo.catalog.catalog import SCHEMA_VERSION, Catalog, default_catalog
    from caspiangeo.catalog.files import shipped
    from caspiangeo.catalog.measures import Measure
    from caspiangeo.catalog.results import Location, Part, Split
    from caspiangeo.catalog.views import CorridorView, RouteView, ServiceView

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

_HOME = {
    "boundaries": ("Boundary",),
    "catalog": ("SCHEMA_VERSION", "Catalog", "default_catalog"),
    "files": ("shipped",),
    "measures": ("Measure",),
    "results": ("Location", "Part", "Split"),
    "views": ("CorridorView", "RouteView", "ServiceView"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
