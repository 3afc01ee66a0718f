"""What a view of a route answers with: the parts of a split, a place along the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caspiangeo.catalog import preference

if TYPE_CHECKING:
    from caspiangeo.catalog.boundaries import Boundary
    from caspiangeo.model import Claim


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a route: a country or a section, its own length beside the published one."""

    key: str
    computed_km: float
    published: Claim | None

    @property
    def published_km(self) -> float | None:
        """Published length of the part, if a claim gives one."""
        return preference.length_km(self.published)


@dataclass(frozen=True, slots=True)
class Split:
    """A route cut into parts; they and the unattributed remainder sum to the whole."""

    parts: tuple[Part, ...]
    #: The boundary that made the cut; None for sections.
    boundary: Boundary | None
    unattributed_km: float


@dataclass(frozen=True, slots=True)
class Location:
    """A point on a route, and the point that was asked for."""

    kp_km: float
    #: Distance from the line in metres, + to starboard of its direction.
    offset_m: float
    #: The foot on the line, degrees.
    lon: float
    lat: float
    #: Kilometre in each official system that covers the point.
    measures: dict[str, float]
