"""The data set, loaded as it is needed and looked up forgivingly."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from caspiangeo import model
from caspiangeo.catalog.files import read_json, shipped
from caspiangeo.catalog.names import NameIndex
from caspiangeo.catalog.tables import Table, read_line, read_records
from caspiangeo.catalog.views import CorridorView, RouteView, ServiceView
from caspiangeo.errors import OutOfRangeError
from caspiangeo.model.vocabulary import MODE_FAMILIES, MODES, ROLES

if TYPE_CHECKING:
    from caspiangeo.model import (
        Claim,
        Corridor,
        CorridorLeg,
        Flow,
        Line,
        MeasurePoint,
        Name,
        Place,
        Route,
        Service,
        Site,
        Source,
        Status,
        Viewpoint,
        Waypoint,
    )

#: Version of the shape of every JSON answer; raised when a field changes its meaning.
SCHEMA_VERSION = "1"

Subject = TypeVar("Subject", "Status", "Name")


class Catalog:
    """The records of one data set, each table read once and only when asked for.

    Parameters
    ----------
    root
        Folder laid out like `geodata/`; by default the data set that ships.

    Examples
    --------
    >>> catalog = Catalog()
    >>> catalog.route("Baku-Tbilisi-Ceyhan").id
    'btc'
    >>> catalog.site("batmui-port")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: unknown site 'batmui-port'. Did you mean batumi-port ...
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or shipped("geodata")

    # -- the tables ---------------------------------------------------------------------------

    @cached_property
    def package(self) -> dict[str, object]:
        """The data package descriptor: version, date, licence, files."""
        return read_json(self.root / "datapackage.json")

    @property
    def version(self) -> str:
        """Version of the data set."""
        return str(self.package["version"])

    @property
    def data_date(self) -> date:
        """The day whose knowledge the data set holds; the default for `as_of`."""
        return model.PartialDate.parse(str(self.package["created"])).last

    @cached_property
    def sources(self) -> Table[Source]:
        """Every source by id."""
        return Table(self.root / "sources.csv", model.Source)

    @cached_property
    def site_records(self) -> dict[str, Site]:
        """Every site by id, with its names."""
        return {
            each.id: replace(each, names=self.names_of(each.id))
            for each in read_records(self.root / "sites.csv", model.Site)
        }

    @cached_property
    def places(self) -> Table[Place]:
        """Every named group of sites by id."""
        return Table(self.root / "places.csv", model.Place)

    @cached_property
    def route_records(self) -> Table[Route]:
        """Every route by id."""
        return Table(self.root / "routes.csv", model.Route)

    @cached_property
    def services(self) -> Table[Service]:
        """Every service by id."""
        return Table(self.root / "services.csv", model.Service)

    @cached_property
    def corridors(self) -> dict[str, Corridor]:
        """Every corridor by id, its legs in order."""
        legs = read_records(self.root / "corridors.csv", model.CorridorLeg)
        ids = dict.fromkeys(leg.corridor for leg in legs)
        return {
            each: _corridor(each, [leg for leg in legs if leg.corridor == each]) for each in ids
        }

    @cached_property
    def claims(self) -> Table[Claim]:
        """Every claim by id."""
        return Table(self.root / "claims.csv", model.Claim)

    @cached_property
    def flows(self) -> Table[Flow]:
        """Every flow by id."""
        return Table(self.root / "flows.csv", model.Flow)

    @cached_property
    def statuses(self) -> tuple[Status, ...]:
        """Every status row, in file order."""
        return read_records(self.root / "statuses.csv", model.Status)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name row, in file order."""
        return read_records(self.root / "names.csv", model.Name)

    @cached_property
    def measures(self) -> tuple[MeasurePoint, ...]:
        """Every calibration point of the official kilometre systems."""
        return read_records(self.root / "measures.csv", model.MeasurePoint)

    # -- by subject ---------------------------------------------------------------------------

    def claims_of(self, subject: str) -> tuple[Claim, ...]:
        """Every claim about a record."""
        return self.claims.about(subject)

    def flows_of(self, subject: str) -> tuple[Flow, ...]:
        """Every flow on a route, a service or a corridor."""
        return self.flows.about(subject)

    def statuses_of(self, subject: str) -> tuple[Status, ...]:
        """Every status of a record."""
        return _about(subject, self.statuses)

    def names_of(self, subject: str) -> tuple[Name, ...]:
        """Every name of a record."""
        return _about(subject, self.names)

    def measures_of(self, route: str) -> tuple[MeasurePoint, ...]:
        """Calibration points of a route's official kilometre systems."""
        return tuple(each for each in self.measures if each.route == route)

    def line(self, route: str) -> Line:
        """Return the drawn line of a route, with the lengths measured when the data were built."""
        return read_line(self.root / "routes" / f"{route}.geojson")

    def waypoints(self, route: str) -> tuple[Waypoint, ...]:
        """Return the vertices of a route, each with its source."""
        return read_records(self.root / "waypoints" / f"{route}.csv", model.Waypoint)

    def source(self, source_id: str) -> Source:
        """Return one source.

        Raises
        ------
        UnknownIdError
            If no source has this id.
        """
        index = NameIndex("source", "caspiangeo cite")
        for each in self.sources:
            index.add(each, ())
        return self.sources[index.find(source_id)]

    # -- look-up ------------------------------------------------------------------------------

    def viewpoint(
        self, as_of: str | date | None = None, known_on: str | date | None = None
    ) -> Viewpoint:
        """Return the two times at which to look; by default today's data and all of them.

        Raises
        ------
        OutOfRangeError
            If a text is not an ISO date.
        """
        return model.Viewpoint(_day(as_of) or self.data_date, _day(known_on))

    def site(self, name: str) -> Site:
        """Return one site by id or by a name in any language.

        Raises
        ------
        UnknownIdError
            If nothing has that name.
        AmbiguousNameError
            If the name is that of a place with several sites, or of several sites.
        """
        return self.site_records[self._site_index.find(name)]

    def sites(self, *, role: str | None = None) -> tuple[Site, ...]:
        """Return all sites, or those of one role.

        Raises
        ------
        OutOfRangeError
            If there is no such role; the message lists them.
        """
        if role is not None and role not in ROLES:
            raise OutOfRangeError(f"unknown role {role!r}; use one of {', '.join(ROLES)}")
        return tuple(each for each in self.site_records.values() if role in (None, each.role))

    def route(
        self,
        name: str,
        *,
        as_of: str | date | None = None,
        known_on: str | date | None = None,
    ) -> RouteView:
        """Return a route as it stood on a day, from what had been published by a day.

        Where the plan of that name was not yet public, the plan it replaced is returned.

        Raises
        ------
        UnknownIdError
            If nothing has that name.
        OutOfRangeError
            If no plan of that name had been published by `known_on`.
        """
        view = self.viewpoint(as_of, known_on)
        asked = name if name in self.route_records else self._route_index.find(name)
        record: Route | None = self.route_records[asked]
        while record is not None and not view.knows(record.first_published):
            record = self.route_records.get(record.supersedes or "")
        if record is None:
            raise OutOfRangeError(
                f"nothing about {asked!r} had been published by {view.known_on}; the data set "
                f"first knows it from {self.route_records[asked].first_published}"
            )
        return RouteView(self, record, view)

    def routes(
        self,
        *,
        mode: str | None = None,
        as_of: str | date | None = None,
        known_on: str | date | None = None,
    ) -> tuple[RouteView, ...]:
        """Return every route that had been published, or those of one mode.

        Parameters
        ----------
        mode
            ``oil-pipeline``, ``rail``, ``sea`` ...; ``pipeline`` and ``cable`` mean several.
        as_of, known_on
            The two times.

        Raises
        ------
        OutOfRangeError
            If there is no such mode; the message lists them.
        """
        view = self.viewpoint(as_of, known_on)
        modes = _modes(mode)
        return tuple(
            RouteView(self, record, view)
            for record in self.route_records.values()
            if record.mode in modes and view.knows(record.first_published)
        )

    def is_corridor(self, name: str) -> bool:
        """Whether a name means a corridor and not a route."""
        if name in self.route_records:
            return False
        return name in self.corridors or bool(self._corridor_index.candidates(name))

    def corridor(
        self,
        name: str,
        *,
        as_of: str | date | None = None,
        known_on: str | date | None = None,
    ) -> CorridorView:
        """Return a corridor, a named family of routes, as it stood on a day.

        Raises
        ------
        UnknownIdError
            If nothing has that name.
        """
        found = name if name in self.corridors else self._corridor_index.find(name)
        return CorridorView(self, self.corridors[found], self.viewpoint(as_of, known_on))

    def service(
        self,
        name: str,
        *,
        as_of: str | date | None = None,
        known_on: str | date | None = None,
    ) -> ServiceView:
        """Return a service, what moves over assets in a period, as it stood on a day.

        Raises
        ------
        UnknownIdError
            If nothing has that name.
        """
        record = self.services[self._service_index.find(name)]
        return ServiceView(self, record, self.viewpoint(as_of, known_on))

    def place(self, name: str) -> Place:
        """Return a named group of sites.

        Raises
        ------
        UnknownIdError
            If no place has that name.
        """
        return self.places[self._place_index.find(name)]

    def kinds_of(self, name: str) -> dict[str, str]:
        """Return which kinds of record a name may mean: kind to id.

        An exact id means that record alone; a name may mean a route and a place at once.

        Raises
        ------
        UnknownIdError
            If nothing at all has that name.
        """
        tables: dict[str, Collection[str]] = {
            "route": self.route_records,
            "corridor": self.corridors,
            "service": self.services,
            "site": self.site_records,
            "place": self.places,
            "source": self.sources,
        }
        exact = {kind: name for kind, table in tables.items() if name in table}
        if exact:
            return exact
        found = {
            kind: index.find(name)
            for kind, index in self._indexes.items()
            if len(index.candidates(name)) == 1
        }
        if not found and not self._site_index.candidates(name):
            everything = NameIndex("record", "caspiangeo routes` or `caspiangeo sites")
            for table in tables.values():
                for each in table:
                    everything.add(each, ())
            everything.find(name)
        return found

    def sources_of(
        self,
        name: str,
        *,
        as_of: str | date | None = None,
        known_on: str | date | None = None,
    ) -> tuple[str, ...]:
        """Return the ids of every source that a record rests on, in order of first use.

        Raises
        ------
        UnknownIdError
            If nothing has that name.
        """
        ids: list[str] = []
        times = {"as_of": as_of, "known_on": known_on}
        for kind, each in self.kinds_of(name).items():
            if kind == "source":
                ids.append(each)
            elif kind == "site":
                ids += self.site_records[each].sources
            elif kind == "place":
                for site in self.places[each].sites:
                    ids += self.site_records[site].sources
            elif kind == "route":
                route = self.route(each, **times)
                ids += route.sources + tuple(point.source for point in route.waypoints)
            elif kind == "corridor":
                ids += self.corridor(each, **times).sources
            else:
                ids += self.service(each, **times).sources
        return tuple(dict.fromkeys(ids))

    @cached_property
    def _indexes(self) -> dict[str, NameIndex]:
        return {
            "route": self._route_index,
            "corridor": self._corridor_index,
            "service": self._service_index,
            "place": self._place_index,
            "site": self._site_index,
        }

    @cached_property
    def _place_index(self) -> NameIndex:
        return self._index("place", "caspiangeo sites", self.places.values())

    @cached_property
    def _route_index(self) -> NameIndex:
        return self._index("route", "caspiangeo routes", self.route_records.values())

    @cached_property
    def _service_index(self) -> NameIndex:
        return self._index("service", "caspiangeo routes", self.services.values())

    @cached_property
    def _corridor_index(self) -> NameIndex:
        return self._index("corridor", "caspiangeo routes", self.corridors.values())

    @cached_property
    def _site_index(self) -> NameIndex:
        index = self._index("site", "caspiangeo sites", self.site_records.values())
        for place in self.places.values():
            names = [place.title, *(each.name for each in self.names_of(place.id))]
            for site in place.sites:
                index.add(site, [place.id, *names])
        return index

    def _index(
        self, kind: str, listing: str, records: Iterable[Site | Place | Route | Corridor | Service]
    ) -> NameIndex:
        index = NameIndex(kind, listing)
        for each in records:
            index.add(each.id, [each.title, *(name.name for name in self.names_of(each.id))])
        return index


def _about(subject: str, rows: Iterable[Subject]) -> tuple[Subject, ...]:
    return tuple(each for each in rows if each.subject == subject)


def _corridor(corridor_id: str, legs: list[CorridorLeg]) -> Corridor:
    ordered = tuple(sorted(legs, key=lambda leg: leg.seq))
    return model.Corridor(id=corridor_id, title=ordered[0].title, legs=ordered)


def _modes(name: str | None) -> tuple[str, ...]:
    if name is None:
        return MODES
    if name in MODE_FAMILIES:
        return MODE_FAMILIES[name]
    if name not in MODES:
        raise OutOfRangeError(
            f"unknown mode {name!r}; use one of {', '.join((*MODES, *MODE_FAMILIES))}"
        )
    return (name,)


def _day(given: str | date | None) -> date | None:
    """Read a day; a month or a year means its last day."""
    if given is None or isinstance(given, date):
        return given
    return model.PartialDate.parse(given).last


@cache
def default_catalog() -> Catalog:
    """Return the catalogue of the data set that ships, read once a process."""
    return Catalog()
