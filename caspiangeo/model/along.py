"""What stands along the line of a route: vertices, sections, official kilometres."""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.model import vocabulary as words
from caspiangeo.model.rules import one_of, sourced


@dataclass(frozen=True, slots=True)
class Waypoint:
    """One vertex of a route line: what stands there, who says so, how well it is known."""

    seq: int
    lon: float
    lat: float
    name: str
    kind: str
    #: Id of the site on which the vertex stands, if any.
    site: str | None
    source: str
    accuracy_m: float
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and the source."""
        one_of(self.kind, words.WAYPOINT_KINDS, "way point kind", f"way point {self.seq}")
        sourced(self.source, f"way point {self.seq}")


@dataclass(frozen=True, slots=True)
class Section:
    """The stretch of a route between two of its sites, in geometric kilometres."""

    route: str
    from_site: str
    to_site: str
    from_km: float
    to_km: float

    @property
    def computed_km(self) -> float:
        """Our own length of the stretch."""
        return self.to_km - self.from_km


@dataclass(frozen=True, slots=True)
class MeasurePoint:
    """A calibration point of an official kilometre system on a route."""

    route: str
    measure: str
    title: str
    seq: int
    kp_km: float
    #: Id of the site on the line at which the official kilometre holds.
    at: str
    source: str
    note: str | None = None
