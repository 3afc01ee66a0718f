"""Frozen records of the data set, their vocabulary, and the two times they are seen at."""

from caspiangeo.model.dates import PartialDate
from caspiangeo.model.records import (
    Claim,
    Corridor,
    CorridorLeg,
    Flow,
    Line,
    MeasurePoint,
    Name,
    Place,
    Route,
    Section,
    Service,
    Site,
    Source,
    Status,
    Waypoint,
)
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
