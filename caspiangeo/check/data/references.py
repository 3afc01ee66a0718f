"""Every id that a record names exists, and every id is there once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from caspiangeo.catalog import Catalog
from caspiangeo.catalog.files import read_table
from caspiangeo.check.report import Finding
from caspiangeo.model import Claim, Flow, Name, Route, Service, Site, Status

_TABLES_WITH_IDS = ("sources", "sites", "places", "routes", "services", "claims", "flows")


def check_unique_ids(catalog: Catalog) -> Iterator[Finding]:
    """Yield ids that stand twice in a table, or name records of two kinds."""
    for table in _TABLES_WITH_IDS:
        rows = read_table(catalog.root / f"{table}.csv")
        for each, count in Counter(row["id"] for _, row in rows).items():
            if count > 1:
                yield Finding("unique-id", str(each), f"stands {count} times in {table}.csv")
    kinds = (catalog.route_records, catalog.corridors, catalog.services, catalog.site_records)
    for each, count in Counter(each for table in kinds for each in table).items():
        if count > 1:
            yield Finding("unique-id", each, "names records of two kinds")


def check_sources(catalog: Catalog) -> Iterator[Finding]:
    """Yield records whose source does not exist, and sources that no row uses or names."""
    used = set(_words_of_notes(catalog))
    for record, source in _uses(catalog):
        used.add(source)
        if source not in catalog.sources:
            yield Finding("source", record, f"names the source {source!r}, which does not exist")
    for source in sorted(catalog.sources.keys() - used):
        yield Finding("source", source, "is used by no record", is_error=False)


def _uses(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for claim in catalog.claims.values():
        yield claim.id, claim.source
    for flow in catalog.flows.values():
        yield flow.id, flow.source
    for status in catalog.statuses:
        yield f"status of {status.subject}", status.source
    for point in catalog.measures:
        yield f"measure {point.measure} of {point.route}", point.source
    for site in catalog.site_records.values():
        for source in site.sources:
            yield site.id, source
    for route in catalog.route_records:
        for vertex in catalog.waypoints(route):
            yield f"{route} vertex {vertex.seq}", vertex.source


def _words_of_notes(catalog: Catalog) -> Iterator[str]:
    """Yield what may be a source id in a note: a vertex names there who says the asset passes."""
    rows: tuple[Site | Claim | Status | Flow | Name, ...] = (
        *catalog.sites(),
        *catalog.claims.values(),
        *catalog.statuses,
        *catalog.flows.values(),
        *catalog.names,
    )
    notes = [row.note for row in rows]
    for route in catalog.route_records:
        notes += [vertex.note for vertex in catalog.waypoints(route)]
    for note in notes:
        yield from re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", note or "")


def check_subjects(catalog: Catalog) -> Iterator[Finding]:
    """Yield claims, flows, statuses and names about records that do not exist."""
    assets = {*catalog.route_records, *catalog.corridors, *catalog.services}
    named = {*assets, *catalog.site_records, *catalog.places}
    for what, rows, known in (
        ("claim", catalog.claims.values(), named),
        ("flow", catalog.flows.values(), named),
        ("status", catalog.statuses, named),
        ("name", catalog.names, named),
    ):
        for row in rows:
            if row.subject not in known:
                yield Finding("subject", row.subject, f"a {what} is about no known record")


def check_members(catalog: Catalog) -> Iterator[Finding]:
    """Yield sites and routes that another record names but that do not exist."""
    sites, routes = catalog.site_records, catalog.route_records
    for record, site in _named_sites(catalog):
        if site is not None and site not in sites:
            yield Finding("member", record, f"names the site {site!r}, which does not exist")
    for record, route in _named_routes(catalog):
        if route is not None and route not in routes:
            yield Finding("member", record, f"names the route {route!r}, which does not exist")


def _named_sites(catalog: Catalog) -> Iterator[tuple[str, str | None]]:
    for place in catalog.places.values():
        yield from ((place.id, site) for site in place.sites)
    ended: tuple[Route | Claim | Flow | Service, ...] = (
        *catalog.route_records.values(),
        *catalog.claims.values(),
        *catalog.flows.values(),
        *catalog.services.values(),
    )
    for record in ended:
        yield record.id, record.from_site
        yield record.id, record.to_site
    for point in catalog.measures:
        yield f"measure {point.measure} of {point.route}", point.at
    for route in catalog.route_records:
        yield from ((route, vertex.site) for vertex in catalog.waypoints(route))


def _named_routes(catalog: Catalog) -> Iterator[tuple[str, str | None]]:
    for route in catalog.route_records.values():
        yield route.id, route.supersedes
    for service in catalog.services.values():
        yield from ((service.id, asset) for asset in service.assets)
    for corridor in catalog.corridors.values():
        yield from ((corridor.id, leg.route) for leg in corridor.legs)
    for point in catalog.measures:
        yield f"measure {point.measure}", point.route
