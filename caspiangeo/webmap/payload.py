"""The one data block of a page: records as plain JSON, seen from the recipe's two days.

The block is one object, written and read by this project alone::

    page       id, title, intro, lang, theme, view, reach, as_of, known_on (or null)
    step       degrees in one unit of the coded lines (see `basemap.encode`)
    sources    title, publisher, published, url, licence   (only those that are cited)
    routes     id, title, label, mode, quality, segment_rule, shares_way, status, status_row,
               published, rivals, parts, computed {km, low, high, difference}, line, points,
               flows, statements, figures, names, from, to, direction, services, corridors, note
    sites      id, title, label, role, countries, lon, lat, position, accuracy_m, proxy, sources,
               disagreement_m, routes, rank, major, names, places, flows, figures, note
    services   id, title, assets, status, status_row, published, rivals, flows, ...
    corridors  id, title, legs [{title, routes}], and the same
    report     heading, source, items [{text, records, figures, note}], or null
    lettering  text, kind, lon, lat, from, to
    overlays   title, facts, line: lines that are no records of the data set
    spots      lon, lat, text: places that are marked
    basemap    see `basemap.Basemap`
    style      modes, strokes, casings, shapes, roles: `caspiangeo.style` as it is
    words      key -> text in the language of the page
    figures    columns, texts, rows: every claim and flow that is shown, once

A record refers to a figure by its place in that table (see `figures.Figures`): `published` to one,
`rivals`, `parts`, `flows`, `statements` and `figures` to several; to a source by its place as well.
An object leaves out what is unknown: nothing is null or zero for want of knowledge.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import shapely

from caspiangeo import geodesy, style
from caspiangeo.catalog import RouteView
from caspiangeo.errors import DataError, UnknownIdError
from caspiangeo.webmap.basemap import basemap, encode
from caspiangeo.webmap.figures import Figures, Payload, filled
from caspiangeo.webmap.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caspiangeo.catalog import Catalog, CorridorView, ServiceView
    from caspiangeo.model import Claim, Flow, Name, Site, Viewpoint
    from caspiangeo.webmap.recipe import Recipe, Report, ReportItem

#: Degrees in one unit of a coded line, about 1 m.
STEP_DEG: Final = 1e-5
#: How far a drawn line may leave its geodesic, in metres: a sixth of a pixel at zoom 10.
DRAWN_TOLERANCE_M: Final = 20.0
#: Modes whose routes over one stretch are one track or one lane, not two lines side by side.
_SHARED_WAYS: Final = ("rail", "sea")
#: Quantities whose claims are sentences and not figures.
_STATEMENTS: Final = ("statement", "status")
#: How much a role weighs when symbols and labels compete for room.
_ROLE_RANK: Final = {
    "city": 8,
    "port": 6,
    "oil-terminal": 5,
    "oil-gas-terminal": 5,
    "ferry-terminal": 5,
    "dry-port": 3,
    "border-crossing": 2,
    "landfall": 2,
    "station": 2,
    "town": 1,
}
#: From this rank on a site is lettered in the larger type.
_MAJOR_RANK: Final = 8


def build(recipe: Recipe, catalog: Catalog, *, lang: str = "en") -> Payload:
    """Put together the data block of a page.

    Parameters
    ----------
    recipe
        What to show, and of which day.
    catalog
        The data set.
    lang
        Language of the page's own words.

    Returns
    -------
    dict
        The block as described at the head of this module, ready for `json.dumps`.

    Raises
    ------
    UnknownIdError
        If the recipe names a record that the data set does not have.
    DataError
        If the recipe puts one claim or flow where the data set has none of that id.
    """
    return _Builder(recipe, catalog, lang).payload()


class _Builder:
    """Collects the records of a page and the sources that they cite."""

    def __init__(self, recipe: Recipe, catalog: Catalog, lang: str) -> None:
        self.recipe = recipe
        self.catalog = catalog
        self.lang = lang
        self.viewpoint: Viewpoint = catalog.viewpoint(recipe.as_of, recipe.known_on)
        self.figures = Figures(catalog, self.viewpoint)
        days = {"as_of": self.viewpoint.as_of, "known_on": self.viewpoint.known_on}
        self.routes = self._chosen_routes(days)
        self.services = [catalog.service(each, **days) for each in recipe.services]
        self.corridors = [catalog.corridor(each, **days) for each in recipe.corridors]
        self.sites = self._chosen_sites()
        shown = (self.routes, self.services, self.corridors, self.sites)
        self.ids = {each.id for group in shown for each in group}

    # -- what is shown --------------------------------------------------------------------------

    def _chosen_routes(self, days: dict[str, Any]) -> list[RouteView]:
        """Routes of the recipe that had been published; a plan of then for a later one."""
        if self.recipe.routes is None:
            return list(self.catalog.routes(**days))
        known = {each.id: each for each in self.catalog.routes(**days)}
        for each in self.recipe.routes:
            if each not in self.catalog.route_records:
                raise UnknownIdError(
                    f"the recipe names no route of the data set: {each!r}; "
                    "`caspiangeo routes` lists them"
                )
        return [known[each] for each in dict.fromkeys(self.recipe.routes) if each in known]

    def _chosen_sites(self) -> list[Site]:
        if self.recipe.sites is None:
            touched = [site for route in self.routes for site in self._sites_of(route)]
            return [self.catalog.site_records[each] for each in dict.fromkeys(touched)]
        for each in self.recipe.sites:
            if each not in self.catalog.site_records:
                raise UnknownIdError(
                    f"the recipe names no site of the data set: {each!r}; "
                    "`caspiangeo sites` lists them"
                )
        return [self.catalog.site_records[each] for each in dict.fromkeys(self.recipe.sites)]

    @staticmethod
    def _sites_of(route: RouteView) -> tuple[str, ...]:
        ends = (route.record.from_site, route.record.to_site)
        along = (point.site for point in route.waypoints)
        return tuple(dict.fromkeys(each for each in (*ends, *along) if each))

    # -- the block ------------------------------------------------------------------------------

    def payload(self) -> Payload:
        recipe = self.recipe
        west, south, east, north = recipe.bounds
        content: Payload = {
            "page": self._page(),
            "step": STEP_DEG,
            "routes": [self._route(each) for each in self.routes],
            "sites": [self._site(each) for each in self.sites],
            "services": [self._service(each) for each in self.services],
            "corridors": [self._corridor(each) for each in self.corridors],
            "report": self._report(recipe.report) if recipe.report else None,
            "lettering": [
                {
                    "text": each.text,
                    "kind": each.kind,
                    "lon": each.lon,
                    "lat": each.lat,
                    "from": each.from_zoom,
                    "to": each.to_zoom,
                }
                for each in recipe.lettering
            ],
            "overlays": [],
            "spots": [],
            "basemap": basemap(
                self.catalog.root, (west, south, east, north), borders=recipe.borders
            ),
            "style": _style(),
            "words": dict(words(self.lang)),
        }
        content["figures"] = self.figures.table()
        content["sources"] = self.figures.sources()
        return content

    def _page(self) -> Payload:
        known_on = self.viewpoint.known_on
        tiles = self.recipe.tiles
        return {
            "id": self.recipe.id,
            "title": self.recipe.title,
            "intro": self.recipe.intro,
            "lang": self.lang,
            "theme": self.recipe.theme,
            "view": list(self.recipe.view or self.recipe.bounds),
            "reach": list(self.recipe.bounds),
            "as_of": self.viewpoint.as_of.isoformat(),
            "known_on": known_on.isoformat() if known_on else None,
            "data_version": self.catalog.version,
            "tiles": tiles and {"url": tiles.url, "credit": tiles.credit, "origin": tiles.origin},
        }

    def _route(self, view: RouteView) -> Payload:
        record = view.record
        published = view.published
        content = {
            **self._subject(view),
            "label": self.recipe.labels.get(view.id),
            "mode": record.mode,
            "quality": record.geometry_quality,
            "segment_rule": record.segment_rule,
            "shares_way": record.mode in _SHARED_WAYS,
            "computed": _computed(view),
            "line": encode(_drawn(view), STEP_DEG),
            "points": len(view.coordinates),
            "from": record.from_site if record.from_site in self._site_ids else None,
            "to": record.to_site if record.to_site in self._site_ids else None,
            "direction": record.direction,
            "services": [s.id for s in self.services if view.id in s.record.assets],
            "corridors": [
                c.id for c in self.corridors if any(leg.route == view.id for leg in c.record.legs)
            ],
            "supersedes": self._superseded(record.supersedes),
            "note": self.figures.note(record.note),
        }
        lengths = [
            claim
            for claim in view.claims("length")
            if published is None or claim.id != published.id
        ]
        rivals = view.rivals()
        parts = [each for each in lengths if each not in rivals and _same_split(each, published)]
        content["published"] = None if published is None else self.figures.place(published)
        content["rivals"] = self.figures.places(rivals)
        content["parts"] = self.figures.places(parts)
        content["figures"] = [
            *self.figures.places(
                each for each in lengths if each not in rivals and each not in parts
            ),
            *content["figures"],
        ]
        return filled(content)

    @property
    def _site_ids(self) -> set[str]:
        return {each.id for each in self.sites}

    def _superseded(self, route: str | None) -> str | None:
        if route is None:
            return None
        return f"Replaces the earlier plan: {self.catalog.route_records[route].title}."

    def _service(self, view: ServiceView) -> Payload:
        shown = {each.id for each in self.routes}
        return filled(
            {
                **self._subject(view),
                "assets": [each for each in view.record.assets if each in shown],
                "note": self.figures.note(view.record.note),
            }
        )

    def _corridor(self, view: CorridorView) -> Payload:
        shown = {each.id for each in self.routes}
        legs = [
            {"title": title, "routes": [each.id for each in routes if each.id in shown]}
            for title, routes in view.legs().items()
        ]
        return filled({**self._subject(view), "legs": [leg for leg in legs if leg["routes"]]})

    def _subject(self, view: RouteView | ServiceView | CorridorView) -> Payload:
        """Return what routes, services and corridors have in common."""
        claims = view.claims()
        statements = [each for each in claims if each.quantity in _STATEMENTS]
        shown_first = view.claims("length") if isinstance(view, RouteView) else ()
        others = [c for c in claims if c not in statements and c not in shown_first]
        status = view.status
        content: Payload = {
            "id": view.id,
            "title": view.title,
            "names": _names(self.catalog.names_of(view.id)),
            "status": status.status if status else "unknown",
            "status_row": self.figures.status(status) if status else None,
            "flows": self.figures.places(view.flows),
            "statements": self.figures.places(statements),
            "figures": self.figures.places(others),
        }
        return content

    def _site(self, site: Site) -> Payload:
        routes = [each.id for each in self.routes if site.id in self._sites_of(each)]
        ends = sum(site.id in (each.record.from_site, each.record.to_site) for each in self.routes)
        rank = _ROLE_RANK.get(site.role, 0) + 2 * ends + len(routes)
        claims = [c for c in self.catalog.claims_of(site.id) if self.figures.known(c)]
        flows = [f for f in self.catalog.flows_of(site.id) if self.figures.known(f)]
        content: Payload = {
            "id": site.id,
            "title": site.title,
            "label": self.recipe.labels.get(site.id, site.title),
            "role": site.role,
            "countries": list(site.countries),
            "proxy": site.proxy or None,
            "sources": [self.figures.cite(each) for each in site.sources],
            "routes": routes,
            "rank": rank,
            "major": rank >= _MAJOR_RANK or None,
            "names": _names(site.names),
            "places": self._places_of(site.id),
            "flows": self.figures.places(flows),
            "figures": self.figures.places(claims),
            "note": self.figures.note(site.note),
        }
        if site.lon is not None and site.lat is not None and site.accuracy_m is not None:
            content |= {
                "lon": site.lon,
                "lat": site.lat,
                "position": position(lon=site.lon, lat=site.lat, accuracy_m=site.accuracy_m),
                "accuracy_m": site.accuracy_m,
                "disagreement_m": site.disagreement_m,
            }
        return filled(content)

    def _places_of(self, site: str) -> list[str]:
        """Names of the places that a site belongs to, for the search."""
        places = [each for each in self.catalog.places.values() if site in each.sites]
        names = [each.name for place in places for each in self.catalog.names_of(place.id)]
        return list(dict.fromkeys([*(place.title for place in places), *names]))

    # -- the report -------------------------------------------------------------------------------

    def _report(self, report: Report) -> Payload:
        return {
            "heading": report.heading,
            "source": self.figures.cite(self.catalog.source(report.source).id),
            "items": [self._report_item(each) for each in report.items],
        }

    def _report_item(self, item: ReportItem) -> Payload:
        records = [each for each in item.records if self._on_map(each)]
        rows = [self._row(each) for each in item.figures]
        known = [each for each in rows if self.figures.known(each)]
        return filled(
            {
                "text": item.text,
                "records": records,
                "figures": self.figures.places(known),
                "note": item.note,
            },
        )

    def _on_map(self, record: str) -> bool:
        """Whether the page shows a record; a name that is no record at all is an error."""
        if record not in self.ids:
            everything = (
                self.catalog.route_records,
                self.catalog.site_records,
                self.catalog.services,
                self.catalog.corridors,
            )
            if not any(record in table for table in everything):
                raise DataError(f"the report names {record!r}, which the data set does not have")
        return record in self.ids

    def _row(self, figure: str) -> Claim | Flow:
        found = self.catalog.claims.get(figure) or self.catalog.flows.get(figure)
        if found is None:
            raise DataError(f"the report cites {figure!r}: no claim and no flow has this id")
        return found


def position(*, lon: float, lat: float, accuracy_m: float) -> str:
    """Write a position no finer than its accuracy deserves.

    Parameters
    ----------
    lon, lat
        Degrees.
    accuracy_m
        Radius in metres within which the place lies.

    Returns
    -------
    str
        Latitude and longitude; the last digit is worth a tenth of the accuracy to all of it.

    Examples
    --------
    >>> position(lon=51.22857, lat=43.602367, accuracy_m=900)
    '43.602° N, 51.229° E'
    >>> position(lon=51.65, lat=43.2, accuracy_m=6000)
    '43.20° N, 51.65° E'
    >>> position(lon=-0.05, lat=-1.0, accuracy_m=60000)
    '1.0° S, 0.1° W'
    """
    metres_per_degree = 111_320  # along a meridian, WGS 84, rounded
    digits = max(0, math.ceil(-math.log10(accuracy_m / metres_per_degree)))
    north, east = "NS"[lat < 0], "EW"[lon < 0]
    return f"{abs(lat):.{digits}f}° {north}, {abs(lon):.{digits}f}° {east}"


def _computed(view: RouteView) -> Payload:
    """Our own length, its interval, and by how much it differs from the published one."""
    interval = view.interval_km
    low, high = interval if interval else (None, None)
    content: Payload = {"km": round(view.computed_km, 3), "low": low, "high": high}
    if view.published_km and interval:
        content["difference"] = f"{100 * (view.computed_km / view.published_km - 1):+.1f}"
    return filled(content)


def _drawn(view: RouteView) -> list[tuple[float, float]]:
    """Return the line with enough points for a map that draws straight between them."""
    dense = geodesy.densify_to_tolerance(
        view.geometry, tolerance_m=DRAWN_TOLERANCE_M, rule=view.rule
    )
    drawn: list[tuple[float, float]] = shapely.get_coordinates(dense.line).tolist()
    return drawn


def _same_split(claim: Claim, published: Claim | None) -> bool:
    return (
        published is not None
        and claim.sum_group is not None
        and claim.sum_group == published.sum_group
    )


def _names(names: Iterable[Name]) -> list[Payload]:
    """Names in all languages, each once; those that no speaker has reviewed are marked."""
    found = {
        (each.lang, each.name): filled(
            {
                "lang": each.lang,
                "name": each.name,
                "former": each.kind == "former" or None,
                "unreviewed": each.evidence == "general-knowledge" or None,
            }
        )
        for each in names
    }
    return list(found.values())


def _style() -> Payload:
    return {
        "modes": {
            key: {"id": key, "title": each.title, "outline": each.outline, "ties": each.ties}
            for key, each in style.MODES.items()
        },
        "strokes": {key: asdict(each) for key, each in style.STROKES.items()},
        "casings": {key: asdict(each) for key, each in style.CASINGS.items()},
        "shapes": dict(style.SHAPES),
        "roles": dict(style.SITE_SHAPES),
    }
