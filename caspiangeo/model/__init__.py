"""Frozen records of the data set, their vocabulary, and the two times they are seen at.

A record holds what the data files say and nothing computed; its provenance and its field rules are
its own. Lengths in km, coordinates in decimal degrees (longitude first), accuracies in m. Missing
is ``None``, never zero and never an empty text.

The names below load on first use: a command that shows one length needs three of these records.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caspiangeo.model.along import MeasurePoint, Section, Waypoint
    from caspiangeo.model.claims import Claim, Source
    from caspiangeo.model.dates import PartialDate
    from caspiangeo.model.events import Flow, Status
    from caspiangeo.model.families import Corridor, CorridorLeg, Service
    from caspiangeo.model.names import Name
    from caspiangeo.model.places import Place, Site
    from caspiangeo.model.routes import Line, Route
    from caspiangeo.model.viewpoint import Viewpoint

__all__ = [
    "Claim",
    "Corridor",
    "CorridorLeg",
    "Flow",
    "Line",
    "MeasurePoint",
    "Name",
    "PartialDate",
    "Place",
    "Route",
    "Section",
    "Service",
    "Site",
    "Source",
    "Status",
    "Viewpoint",
    "Waypoint",
]

_HOME = {
    "along": ("MeasurePoint", "Section", "Waypoint"),
    "claims": ("Claim", "Source"),
    "dates": ("PartialDate",),
    "events": ("Flow", "Status"),
    "families": ("Corridor", "CorridorLeg", "Service"),
    "names": ("Name",),
    "places": ("Place", "Site"),
    "routes": ("Line", "Route"),
    "viewpoint": ("Viewpoint",),
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
