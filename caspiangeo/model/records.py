"""The records of the data set: frozen, each with its provenance and its field rules.

A record holds what the data files say and nothing computed. Lengths in km, coordinates in decimal
degrees (longitude first), accuracies in m. Missing is ``None``, never zero and never an empty text.
"""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.errors import DataError
from caspiangeo.model import vocabulary as words
from caspiangeo.model.dates import PartialDate


def _one_of(value: str, allowed: tuple[str, ...], what: str, record: str) -> None:
    if value not in allowed:
        raise DataError(f"{record}: {what} {value!r} is not one of {', '.join(allowed)}")


def _sourced(source: str, record: str) -> None:
    if not source:
        raise DataError(f"{record}: no source; every record names the source it rests on")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: who said it, when, under which terms."""

    id: str
    title: str
    publisher: str
    #: Publication date; None means that the source is undated.
    published: PartialDate | None
    #: Address of the page or file; None where it was not recorded (`note` says so).
    url: str | None
    #: SPDX identifier or short name; None where no terms are recorded (`licence_note` says why).
    licence: str | None
    licence_note: str | None
    kind: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and that a missing licence is explained."""
        _one_of(self.kind, words.SOURCE_KINDS, "kind", self.id)
        if not (self.licence or self.licence_note):
            raise DataError(f"{self.id}: neither a licence nor the reason why none is recorded")

    @property
    def label(self) -> str:
        """Who said it and where, in one line."""
        if not self.publisher or self.publisher.casefold() in self.title.casefold():
            return self.title
        return f"{self.publisher}, {self.title}"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a record in one language."""

    subject: str
    lang: str
    name: str
    #: ``current``, ``former``, ``variant``, ``facility`` or ``alias``.
    kind: str
    #: ``parsed`` from a named list, or ``general-knowledge``: not yet reviewed by a speaker.
    evidence: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary."""
        _one_of(self.kind, words.NAME_KINDS, "name kind", self.subject)


@dataclass(frozen=True, slots=True)
class Site:
    """A place with a role: a port, a terminal, a station, a border crossing, a landfall."""

    id: str
    title: str
    role: str
    #: ISO 3166 alpha-2 codes; two for a border.
    countries: tuple[str, ...]
    #: Longitude and latitude in degrees, or None where no source gives the place.
    lon: float | None
    lat: float | None
    #: Radius in metres within which the real facility lies.
    accuracy_m: float | None
    basis: str
    #: True where a town or a neighbour stands in for a facility whose place is not public.
    proxy: bool
    licence: str | None
    source: str
    source_detail: str | None = None
    second_source: str | None = None
    second_lon: float | None = None
    second_lat: float | None = None
    #: Distance in metres between the two sources' points.
    disagreement_m: float | None = None
    note: str | None = None
    names: tuple[Name, ...] = ()

    def __post_init__(self) -> None:
        """Check the vocabulary, and that a place has a source and an accuracy."""
        _one_of(self.role, words.ROLES, "role", self.id)
        if (self.lon is None) != (self.lat is None):
            raise DataError(f"{self.id}: a longitude without a latitude, or the reverse")
        if self.lon is not None:
            _sourced(self.source, self.id)
            if not self.accuracy_m:
                raise DataError(f"{self.id}: a point without an accuracy_m")

    @property
    def located(self) -> bool:
        """Whether any source gives the place."""
        return self.lon is not None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that give the place, the chosen one first."""
        return tuple(each for each in (self.source, self.second_source) if each)

    @property
    def at_sea(self) -> bool:
        """Whether the site stands on water, outside any country's land."""
        return self.role in words.SEA_ROLES


@dataclass(frozen=True, slots=True)
class Place:
    """A named group of sites: "Aktau" is a port, berths, a station and a city."""

    id: str
    title: str
    sites: tuple[str, ...]
    note: str | None = None


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
        _one_of(self.kind, words.WAYPOINT_KINDS, "way point kind", f"way point {self.seq}")
        _sourced(self.source, f"way point {self.seq}")


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
        _one_of(self.mode, words.MODES, "mode", self.id)
        _one_of(self.segment_rule, words.SEGMENT_RULES, "segment rule", self.id)
        _one_of(self.geometry_quality, words.GEOMETRY_QUALITIES, "geometry quality", self.id)


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
class Claim:
    """A published figure or statement, with source, publication date, period and perimeter."""

    id: str
    subject: str
    quantity: str
    #: ``stated`` by the source, ``derived`` from stated figures, ``peer`` measured on another line.
    kind: str
    value: float | None
    value_min: float | None
    value_max: float | None
    #: ``about``, ``more than``, ``up to``, ``range`` ...; None: the plain value.
    qualifier: str | None
    unit: str | None
    #: The statement itself, in our words, where it is not a number.
    text: str | None
    #: ``total``, a country, or the stretch that the source names.
    segment: str | None
    country: str | None
    from_site: str | None
    to_site: str | None
    perimeter: str | None
    as_of: PartialDate | None
    #: Publication date of the statement; None: the source is undated.
    known_on: PartialDate | None
    source: str
    evidence: str
    preferred: bool
    sum_group: str | None = None
    sum_role: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary, the source, and that the claim says something."""
        _one_of(self.kind, words.CLAIM_KINDS, "kind", self.id)
        _sourced(self.source, self.id)
        if self.value is None and self.value_min is None and self.value_max is None:
            if not self.text:
                raise DataError(f"{self.id}: neither a figure nor a statement")
        elif not self.unit:
            raise DataError(f"{self.id}: a figure without a unit")


@dataclass(frozen=True, slots=True)
class Status:
    """What an asset or a service was, from when until when, and who published it."""

    subject: str
    status: str
    since: PartialDate | None
    until: PartialDate | None
    precision: str | None
    known_on: PartialDate | None
    source: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and the source."""
        _one_of(self.status, words.STATUSES, "status", self.subject)
        _sourced(self.source, self.subject)


@dataclass(frozen=True, slots=True)
class Service:
    """What moves over assets in a period: Kazakh oil through BTC."""

    id: str
    title: str
    commodity: str | None
    assets: tuple[str, ...]
    from_site: str | None
    to_site: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CorridorLeg:
    """One route in one leg of a corridor."""

    corridor: str
    title: str
    leg: str
    seq: int
    route: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Corridor:
    """A named family of routes in order, leg by leg."""

    id: str
    title: str
    legs: tuple[CorridorLeg, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A volume in a period: shipped, agreed, proposed or forecast."""

    id: str
    subject: str
    quantity: str
    kind: str
    value: float
    unit: str
    commodity: str | None
    period_start: PartialDate | None
    period_end: PartialDate | None
    from_site: str | None
    to_site: str | None
    perimeter: str | None
    as_of: PartialDate | None
    known_on: PartialDate | None
    source: str
    evidence: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and the source."""
        _one_of(self.kind, words.FLOW_KINDS, "kind", self.id)
        _sourced(self.source, self.id)


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
