"""Sites, and the places that group them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caspiangeo.errors import DataError
from caspiangeo.model import vocabulary as words
from caspiangeo.model.rules import one_of, sourced

if TYPE_CHECKING:
    from caspiangeo.model.names import Name


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
        one_of(self.role, words.ROLES, "role", self.id)
        if (self.lon is None) != (self.lat is None):
            raise DataError(f"{self.id}: a longitude without a latitude, or the reverse")
        if self.lon is not None:
            sourced(self.source, self.id)
            if not self.accuracy_m:
                raise DataError(f"{self.id}: a point without an accuracy_m")

    @property
    def located(self) -> bool:
        """Whether any source gives the place."""
        return self.lon is not None

    @property
    def __geo_interface__(self) -> dict[str, object]:
        """The point as a GeoJSON-like mapping; an empty one where no source gives the place."""
        return {"type": "Point", "coordinates": (self.lon, self.lat) if self.located else ()}

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
