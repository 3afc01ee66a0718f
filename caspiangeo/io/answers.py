"""The answers of the command line as plain data: the JSON that scripts may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caspiangeo.catalog import SCHEMA_VERSION, CorridorView, preference

if TYPE_CHECKING:
    from caspiangeo.catalog import Catalog, RouteView, ServiceView, Split
    from caspiangeo.model import Claim, Flow, Place, Site, Source, Status, Viewpoint

Answer = dict[str, Any]

_METHOD = "sum of {rule} segments between the vertices, WGS 84 ellipsoid"


def text_or_none(value: object | None) -> str | None:
    """Return the text of a value, or None where it is missing."""
    return None if value is None else str(value)


def viewpoint(view: Viewpoint) -> Answer:
    """Return the two times of an answer."""
    return {"as_of": str(view.as_of), "known_on": text_or_none(view.known_on)}


def source(record: Source) -> Answer:
    """Return a source with its terms; missing address or licence say why."""
    return {
        "id": record.id,
        "title": record.title,
        "publisher": record.publisher or None,
        "published": text_or_none(record.published),
        "url": record.url,
        "licence": record.licence,
        "licence_note": record.licence_note,
        "kind": record.kind,
        "note": record.note,
    }


def claim(record: Claim, catalog: Catalog) -> Answer:
    """Return a claim with the title and address of its source."""
    said_by = catalog.sources[record.source]
    return {
        "id": record.id,
        "quantity": record.quantity,
        "kind": "stated" if record.kind == "stated" else "derived",
        "peer": record.kind == "peer",
        "value": record.value,
        "min": record.value_min,
        "max": record.value_max,
        "qualifier": record.qualifier,
        "unit": record.unit,
        "text": record.text,
        "segment": record.segment,
        "perimeter": record.perimeter,
        "as_of": text_or_none(record.as_of),
        "date": text_or_none(record.known_on),
        "source": record.source,
        "source_title": said_by.label,
        "url": said_by.url,
        "preferred": record.preferred,
        "note": record.note,
    }


def length_claim(record: Claim, catalog: Catalog) -> Answer:
    """Return a claim about a length, in kilometres whatever unit it was published in."""
    answer = claim(record, catalog)
    for key in ("value", "min", "max", "unit", "quantity", "text"):
        del answer[key]
    low, high = preference.bounds_km(record)
    return answer | {"value_km": preference.length_km(record), "min_km": low, "max_km": high}


def status(record: Status | None, catalog: Catalog) -> Answer | None:
    """Return a status with its source, or None where no source says."""
    if record is None:
        return None
    said_by = catalog.sources[record.source]
    return {
        "status": record.status,
        "since": text_or_none(record.since),
        "until": text_or_none(record.until),
        "date": text_or_none(record.known_on),
        "source": record.source,
        "source_title": said_by.label,
        "url": said_by.url,
        "note": record.note,
    }


def flow(record: Flow, catalog: Catalog) -> Answer:
    """Return a volume with its period, perimeter and source."""
    said_by = catalog.sources[record.source]
    return {
        "id": record.id,
        "quantity": record.quantity,
        "kind": record.kind,
        "value": record.value,
        "unit": record.unit,
        "commodity": record.commodity,
        "period_start": text_or_none(record.period_start),
        "period_end": text_or_none(record.period_end),
        "perimeter": record.perimeter,
        "date": text_or_none(record.known_on),
        "source": record.source,
        "source_title": said_by.label,
        "url": said_by.url,
        "note": record.note,
    }


def length(view: RouteView, catalog: Catalog, split: Split | None = None) -> Answer:
    """Return what `length ID` promises: published first, every rival, ours with its interval."""
    interval = view.interval_km
    return {
        "schema_version": SCHEMA_VERSION,
        "id": view.id,
        **viewpoint(view.viewpoint),
        "published_km": view.published_km,
        "published": view.published and length_claim(view.published, catalog),
        "computed_km": view.computed_km,
        "interval_km": None if interval is None else list(interval),
        "geometry_quality": view.record.geometry_quality,
        "method": _METHOD.format(rule=view.record.segment_rule),
        "claims": [length_claim(each, catalog) for each in view.claims("length")],
        "contradictions": [each.id for each in view.rivals()],
        **_parts(split),
    }


def _parts(split: Split | None) -> Answer:
    if split is None:
        return {"parts": [], "boundary": None, "unattributed_km": None}
    return {
        "parts": [
            {
                "key": part.key,
                "computed_km": round(part.computed_km, 3),
                "published_km": part.published_km,
            }
            for part in split.parts
        ],
        "boundary": split.boundary
        and {
            "name": split.boundary.name,
            "version": split.boundary.version,
            "point_of_view": split.boundary.point_of_view,
        },
        "unattributed_km": round(split.unattributed_km, 3),
    }


def corridor_length(view: CorridorView, catalog: Catalog) -> Answer:
    """Return a corridor's own published lengths, and each route of each leg.

    The legs hold alternatives, so there is no one computed length.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "id": view.id,
        **viewpoint(view.viewpoint),
        "published_km": None,
        "computed_km": None,
        "interval_km": None,
        "method": "the legs hold alternatives: each route is measured, nothing is added up",
        "claims": [length_claim(each, catalog) for each in view.claims("length")],
        "parts": [
            {
                "key": f"{leg}: {route.id}",
                "computed_km": route.computed_km,
                "published_km": route.published_km,
            }
            for leg, routes in view.legs().items()
            for route in routes
        ],
        "boundary": None,
        "unattributed_km": None,
    }


def route(view: RouteView, catalog: Catalog) -> Answer:
    """Return all that is known of a route on the day."""
    record = view.record
    interval = view.interval_km
    return {
        "schema_version": SCHEMA_VERSION,
        "record": "route",
        "id": view.id,
        "title": view.title,
        "mode": record.mode,
        "commodity": record.commodity,
        "from_site": record.from_site,
        "to_site": record.to_site,
        "direction": record.direction,
        **viewpoint(view.viewpoint),
        "status": status(view.status, catalog),
        "published_km": view.published_km,
        "published": view.published and length_claim(view.published, catalog),
        "computed_km": view.computed_km,
        "interval_km": None if interval is None else list(interval),
        "geometry_quality": record.geometry_quality,
        "segment_rule": record.segment_rule,
        "first_published": text_or_none(record.first_published),
        "note": view.note,
        "claims": [claim(each, catalog) for each in view.claims()],
        "flows": [flow(each, catalog) for each in view.flows],
        "history": [status(each, catalog) for each in view.statuses],
    }


def family(view: CorridorView | ServiceView, catalog: Catalog) -> Answer:
    """Return all that is known of a corridor or a service on the day."""
    parts = (
        {leg: [route.id for route in routes] for leg, routes in view.legs().items()}
        if isinstance(view, CorridorView)
        else {"assets": list(view.record.assets)}
    )
    return {
        "schema_version": SCHEMA_VERSION,
        "record": "corridor" if isinstance(view, CorridorView) else "service",
        "id": view.id,
        "title": view.title,
        **viewpoint(view.viewpoint),
        "status": status(view.status, catalog),
        "routes": parts,
        "claims": [claim(each, catalog) for each in view.claims()],
        "flows": [flow(each, catalog) for each in view.flows],
        "history": [status(each, catalog) for each in view.statuses],
    }


def site(record: Site, catalog: Catalog) -> Answer:
    """Return a site with its place, its accuracy, its names and its sources."""
    return {
        "schema_version": SCHEMA_VERSION,
        "record": "site",
        "id": record.id,
        "title": record.title,
        "role": record.role,
        "country": list(record.countries),
        "lon": record.lon,
        "lat": record.lat,
        "accuracy_m": record.accuracy_m,
        "basis": record.basis,
        "proxy": record.proxy,
        "licence": record.licence,
        "source_detail": record.source_detail,
        "disagreement_m": record.disagreement_m,
        "names": [
            {"lang": name.lang, "name": name.name, "kind": name.kind, "evidence": name.evidence}
            for name in record.names
        ],
        "sources": [source(catalog.sources[each]) for each in record.sources],
        "note": record.note,
    }


def place(record: Place, catalog: Catalog) -> Answer:
    """Return a place and the sites that it groups."""
    return {
        "schema_version": SCHEMA_VERSION,
        "record": "place",
        "id": record.id,
        "title": record.title,
        "sites": [
            {
                "id": each,
                "title": catalog.site_records[each].title,
                "role": catalog.site_records[each].role,
            }
            for each in record.sites
        ],
        "note": record.note,
    }
