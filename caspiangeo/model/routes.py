"""Routes, and the lines they are drawn as."""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.model import vocabulary as words
from caspiangeo.model.dates import PartialDate
from caspiangeo.model.rules import one_of


@dataclass(frozen=True, slots=True)
class Route:
    """One line asset with a stated direction: a pipeline, a railway, a sea lane, a cable."""

    id: str
    title: str
    mode: str
    commodity: str | None
    from_site: str | None
    to_site: str | None
    direction: str
    #: What joins two vertices: ``geodesic`` or ``rhumb``.
    segment_rule: str
    geometry_quality: str
    #: First day on which this alignment was public; None: as long as the data know.
    first_published: PartialDate | None = None
    #: Id of the plan that this one replaced.
    supersedes: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary."""
        one_of(self.mode, words.MODES, "mode", self.id)
        one_of(self.segment_rule, words.SEGMENT_RULES, "segment rule", self.id)
        one_of(self.geometry_quality, words.GEOMETRY_QUALITIES, "geometry quality", self.id)


@dataclass(frozen=True, slots=True)
class Line:
    """The drawn line of a route and what was measured on it when the data set was built."""

    route: str
    #: Longitude, latitude pairs in degrees, in the direction of the route.
    coordinates: tuple[tuple[float, float], ...]
    #: Length on the WGS 84 ellipsoid.
    computed_km: float
    #: First-order bound of what the accuracy of the vertices can add or take away.
    displacement_km: float
    #: Geodesic between the two ends: no stated length of the asset may be shorter.
    ends_geodesic_km: float
