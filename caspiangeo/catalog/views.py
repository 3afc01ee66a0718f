"""Records seen from a day: the published figure first, the computed one second.

A view holds no data of its own: it asks the catalogue, and leaves out what was not yet true
(`as_of`) or not yet published (`known_on`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from caspiangeo import model
from caspiangeo.catalog import intervals, preference
from caspiangeo.errors import OutOfRangeError, UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from caspiangeo.catalog.boundaries import Boundary
    from caspiangeo.catalog.catalog import Catalog
    from caspiangeo.catalog.measures import Measure
    from caspiangeo.catalog.results import Location, Split
    from caspiangeo.geodesy import KilometrePoint, LineComparison, Rule
    from caspiangeo.model import (
        Claim,
        Corridor,
        Flow,
        Line,
        Route,
        Section,
        Service,
        Status,
        Viewpoint,
        Waypoint,
    )

Row = TypeVar("Row", "Claim", "Flow", "Status")


class _Subject:
    """What routes, corridors and services have in common: dated claims, statuses and flows."""

    def __init__(self, catalog: Catalog, subject: str, title: str, viewpoint: Viewpoint) -> None:
        self._catalog = catalog
        #: Id of the record.
        self.id = subject
        #: English title.
        self.title = title
        self.viewpoint = viewpoint

    def claims(self, quantity: str | None = None) -> tuple[Claim, ...]:
        """Return the claims known and valid on the day, the preferred ones first.

        Parameters
        ----------
        quantity
            ``length``, ``capacity``, ``statement`` ...; None for all.
        """
        known = (
            self._told(claim)
            for claim in self._catalog.claims_of(self.id)
            if quantity in (None, claim.quantity)
            and self.viewpoint.knows(claim.known_on)
            and self.viewpoint.begun(claim.as_of)
        )
        return preference.ordered(known, self._catalog.sources)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Volumes known on the day, in the order of the data."""
        return tuple(
            self._told(flow)
            for flow in self._catalog.flows_of(self.id)
            if self.viewpoint.knows(flow.known_on) and self.viewpoint.begun(flow.period_start)
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of its figures, statuses and volumes."""
        rows: tuple[Claim | Status | Flow, ...] = (*self.claims(), *self.statuses, *self.flows)
        return tuple(dict.fromkeys(each.source for each in rows))

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The history as it was known, oldest first; an end not yet reached is left open."""
        return tuple(
            replace(self._told(status), until=self.viewpoint.known_end(status.until))
            for status in self._catalog.statuses_of(self.id)
            if self.viewpoint.knows(status.known_on) and self.viewpoint.begun(status.since)
        )

    def _told(self, row: Row) -> Row:
        """Leave out a note that speaks of a later day than may be known."""
        note = self.viewpoint.told(row.note)
        return row if note == row.note else replace(row, note=note)

    @property
    def status(self) -> Status | None:
        """What it was on the day, as far as it was known; None where no source says."""
        current = [each for each in self.statuses if not self.viewpoint.ended(each.until)]
        begun = sorted(current, key=lambda each: each.since.first if each.since else date.min)
        return begun[-1] if begun else None


class RouteView(_Subject):
    """A route on a day: its record, line, published and computed lengths, and measures."""

    def __init__(self, catalog: Catalog, record: Route, viewpoint: Viewpoint) -> None:
        super().__init__(catalog, record.id, record.title, viewpoint)
        self.record = record

    @property
    def note(self) -> str | None:
        """Note on the route, unless it speaks of a later day than may be known."""
        return self.viewpoint.told(self.record.note)

    @property
    def rule(self) -> Rule:
        """What joins two vertices: a geodesic or a rhumb line."""
        return "rhumb" if self.record.segment_rule == "rhumb" else "geodesic"

    def __repr__(self) -> str:
        """Name the route and the day."""
        return f"<RouteView {self.id} as of {self.viewpoint.as_of}>"

    def __str__(self) -> str:
        """Return the title, the published length with its source, and the computed one."""
        computed = f"{self.computed_km:,.1f} km computed ({self.record.geometry_quality} line)"
        if self.published is None:
            return f"{self.title}: no published length; {computed}"
        source = self._catalog.sources[self.published.source]
        return f"{self.title}: {preference.in_words(self.published)} ({source.label}); {computed}"

    # -- lengths ------------------------------------------------------------------------------

    @cached_property
    def line(self) -> Line:
        """The drawn line with what was measured on it."""
        return self._catalog.line(self.id)

    @property
    def published(self) -> Claim | None:
        """The claim of the whole length to show first, or None."""
        return preference.best_total(self.claims("length"), self._catalog.sources)

    @property
    def published_km(self) -> float | None:
        """Published length, or None where no source gives one number."""
        return preference.length_km(self.published)

    @property
    def computed_km(self) -> float:
        """Our own length of the drawn line on the WGS 84 ellipsoid."""
        return self.line.computed_km

    @property
    def interval_km(self) -> tuple[float, float] | None:
        """Between which lengths the asset lies, going by the drawn line alone.

        None for a hypothetical line, which says nothing about the length.
        """
        return intervals.interval_km(self.record, self.line, self._catalog.root)

    def rivals(self) -> tuple[Claim, ...]:
        """Return the stated whole lengths that contradict the published one."""
        return preference.rivals(self.published, self.claims("length"))

    # -- geometry -----------------------------------------------------------------------------

    @property
    def coordinates(self) -> tuple[tuple[float, float], ...]:
        """Longitude, latitude pairs in degrees, in the direction of the route."""
        return self.line.coordinates

    @cached_property
    def waypoints(self) -> tuple[Waypoint, ...]:
        """The vertices, each with its source and accuracy."""
        return self._catalog.waypoints(self.id)

    @cached_property
    def geometry(self) -> LineString:
        """The line as a shapely geometry."""
        from shapely import LineString

        return LineString(self.coordinates)

    @property
    def __geo_interface__(self) -> dict[str, object]:
        """The line as a GeoJSON-like mapping."""
        return {"type": "LineString", "coordinates": self.coordinates}

    @property
    def wkt(self) -> str:
        """The line as well-known text, longitude first."""
        return self.geometry.wkt

    @property
    def wkb(self) -> bytes:
        """The line as well-known binary, longitude first."""
        return self.geometry.wkb

    # -- along the line -----------------------------------------------------------------------

    @cached_property
    def kp_of_sites(self) -> dict[str, float]:
        """Geometric kilometre of every site that the line passes."""
        from caspiangeo import geodesy

        kps = geodesy.cumulative_m(self.geometry, rule=self.rule) / 1000
        return {
            point.site: float(kp)
            for point, kp in zip(self.waypoints, kps, strict=True)
            if point.site is not None
        }

    def sections(self) -> tuple[Section, ...]:
        """Return the stretches between neighbouring sites of the line, in order."""
        stops = list(self.kp_of_sites.items())
        return tuple(
            model.Section(self.id, start, end, from_km, to_km)
            for (start, from_km), (end, to_km) in pairwise(stops)
        )

    def section(self, start: str, end: str) -> Section:
        """Return the stretch between two sites of the line, in the line's direction.

        Raises
        ------
        UnknownIdError
            If the line passes no such site; the message lists those that it passes.
        OutOfRangeError
            If `end` does not lie behind `start`.
        """
        kps = self.kp_of_sites
        for site in (start, end):
            if site not in kps:
                raise UnknownIdError(
                    f"{self.id} passes no site {site!r}; it passes {', '.join(kps)}"
                )
        if kps[end] <= kps[start]:
            raise OutOfRangeError(f"{end} does not lie behind {start} on {self.id}; swap the two")
        return model.Section(self.id, start, end, kps[start], kps[end])

    def split(
        self,
        by: str = "country",
        *,
        polygons: Mapping[str, BaseGeometry] | None = None,
        boundary: Boundary | None = None,
    ) -> Split:
        """Cut the line into parts, our length of each beside the published one.

        Parameters
        ----------
        by
            ``country`` (cut by boundary polygons) or ``section`` (between sites).
        polygons, boundary
            The user's own polygons by key and what they are called; by default Natural Earth.

        Raises
        ------
        OutOfRangeError
            If `by` is something else.
        """
        if by == "section":
            return self._split_by_section()
        if by != "country":
            raise OutOfRangeError(f"cannot split by {by!r}; use country or section")
        from caspiangeo import geodesy
        from caspiangeo.catalog import boundaries, results

        if polygons is None or boundary is None:
            boundary, polygons = boundaries.countries(self._catalog.root)
        lengths = geodesy.lengths_by_polygon_m(self.geometry, polygons, rule=self.rule)
        parts = tuple(
            results.Part(str(key), metres / 1000, self._published_part(str(key)))
            for key, metres in lengths.items()
            if key is not None
        )
        return results.Split(parts, boundary, lengths.get(None, 0.0) / 1000)

    def _split_by_section(self) -> Split:
        from caspiangeo.catalog import results

        parts = tuple(
            results.Part(
                f"{each.from_site} to {each.to_site}",
                each.computed_km,
                preference.between(self.claims("length"), each.from_site, each.to_site),
            )
            for each in self.sections()
        )
        outside = self.computed_km - sum(part.computed_km for part in parts)
        return results.Split(parts, None, max(outside, 0.0))

    def _published_part(self, country: str) -> Claim | None:
        return preference.part(self.published, self.claims("length"), country)

    def interpolate(self, *, kp_km: float, measure: str | None = None) -> Location:
        """Return the point at a kilometre: geometric, or of an official system by name.

        Raises
        ------
        OutOfRangeError
            If the kilometre lies beyond the line or the measure; the message gives the range.
        UnknownIdError
            If the route has no such measure; the message lists those it has.
        """
        from caspiangeo import geodesy
        from caspiangeo.catalog import results

        kp = kp_km if measure is None else self.measure(measure).to_geometric(kp_km)
        self._within(kp)
        point = geodesy.interpolate(self.geometry, kp * 1000, rule=self.rule)
        return results.Location(kp, 0.0, point.x, point.y, self._official(kp))

    def locate(self, *, lon: float, lat: float) -> Location:
        """Return the nearest point of the line to a place, with its kilometre and offset.

        Raises
        ------
        GeometryError
            If the coordinates are not finite or beyond the poles.
        """
        from caspiangeo import geodesy
        from caspiangeo.catalog import results

        found = geodesy.locate(self.geometry, lon=lon, lat=lat, rule=self.rule)
        kp = found.distance_m / 1000
        return results.Location(kp, found.offset_m, found.lon, found.lat, self._official(kp))

    def kilometre_points(
        self, *, every_km: float, measure: str | None = None, include_end: bool = False
    ) -> list[KilometrePoint]:
        """Return the points at round kilometres: geometric, or of an official system by name.

        Parameters
        ----------
        every_km
            Step between kilometres.
        measure
            Name of an official kilometre system.
        include_end
            Add the end of the line, even if its kilometre is not round.

        Raises
        ------
        OutOfRangeError
            If the step is not positive.
        UnknownIdError
            If the route has no such measure; the message lists those it has.
        """
        from caspiangeo import geodesy

        return geodesy.kilometre_points(
            self.geometry,
            every_m=1000 * every_km,
            measure=None if measure is None else self.measure(measure).calibration,
            include_end=include_end,
            rule=self.rule,
        )

    def substring(self, *, from_km: float, to_km: float, measure: str | None = None) -> LineString:
        """Return the line between two kilometres: geometric, or of an official system by name.

        Official kilometres may come in either order; the line keeps its direction.

        Raises
        ------
        OutOfRangeError
            If a kilometre lies beyond the line or the measure, or `to_km` before `from_km`.
        AmbiguousNameError
            If an official kilometre is in several places; the message lists them.
        UnknownIdError
            If the route has no such measure; the message lists those it has.
        """
        from caspiangeo import geodesy

        low, high = 1000 * from_km, 1000 * to_km
        if measure is not None:
            ends = self.measure(measure).calibration.to_stretches_m([from_km], [to_km])
            low, high = (float(end[0]) for end in ends)
        return geodesy.substring(self.geometry, from_m=low, to_m=high, rule=self.rule)

    def compare(self, other: object, *, within_m: float = 1000.0) -> LineComparison:
        """Return how far the line is from another one: at most and where, on average, each way.

        Parameters
        ----------
        other
            A route, a LineString, or an array of shape (n, 2): lon, lat in degrees on WGS 84. For a
            line of a file, and for the kilometres of both by country, see
            `caspiangeo.io.users.comparing.compare`.
        within_m
            The distance of which to tell which share of either line lies within it of the other.

        Raises
        ------
        GeometryError
            If the other line is empty, or cannot be measured.
        OutOfRangeError
            If `within_m` is negative or not finite.

        Examples
        --------
        >>> import caspiangeo as cg
        >>> found = cg.route("btc").compare(cg.route("wrep"), within_m=5000)
        >>> round(found.share_within, 2), round(found.other_share_within, 2)
        (0.28, 0.61)
        """
        from caspiangeo import geodesy

        line = other.geometry if isinstance(other, RouteView) else other
        return geodesy.compare_lines(self.geometry, line, within_m=within_m, rule=self.rule)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The official kilometre systems of the route by name."""
        from caspiangeo.catalog.measures import from_points

        points = self._catalog.measures_of(self.id)
        return {
            name: from_points(
                tuple(point for point in points if point.measure == name), self.kp_of_sites
            )
            for name in dict.fromkeys(point.measure for point in points)
        }

    def measure(self, name: str) -> Measure:
        """Return one official kilometre system.

        Raises
        ------
        UnknownIdError
            If the route has no such measure; the message lists those it has.
        """
        try:
            return self.measures[name]
        except KeyError:
            known = ", ".join(self.measures) or "none"
            raise UnknownIdError(f"{self.id} has no measure {name!r}; it has {known}") from None

    def _official(self, kp_km: float) -> dict[str, float]:
        found = {name: each.to_official(kp_km) for name, each in self.measures.items()}
        return {name: kp for name, kp in found.items() if kp is not None}

    def _within(self, kp_km: float) -> None:
        if not 0 <= kp_km <= self.computed_km + 1e-6:  # stored lengths are rounded to 1 mm
            last = math.floor(self.computed_km * 1000) / 1000  # so that it can be typed back
            raise OutOfRangeError(
                f"KP {kp_km:g} km lies beyond {self.id}: its line runs from 0 to {last:,.3f} km; "
                "for an official kilometre name the measure"
            )


class CorridorView(_Subject):
    """A corridor on a day: its legs in order, and its own published lengths."""

    def __init__(self, catalog: Catalog, record: Corridor, viewpoint: Viewpoint) -> None:
        super().__init__(catalog, record.id, record.title, viewpoint)
        self.record = record

    def legs(self) -> dict[str, tuple[RouteView, ...]]:
        """Return the routes of each leg, in order, that had been published."""
        known = {
            route.id: route
            for route in self._catalog.routes(
                as_of=self.viewpoint.as_of, known_on=self.viewpoint.known_on
            )
        }
        return {
            leg: tuple(
                known[each.route]
                for each in self.record.legs
                if each.leg == leg and each.route in known
            )
            for leg in dict.fromkeys(each.leg for each in self.record.legs)
        }


class ServiceView(_Subject):
    """A service on a day: what moves, over which assets, how much."""

    def __init__(self, catalog: Catalog, record: Service, viewpoint: Viewpoint) -> None:
        super().__init__(catalog, record.id, record.title, viewpoint)
        self.record = record
