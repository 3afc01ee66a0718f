"""Strict GeoJSON (RFC 7946): routes and sites as features that any GIS opens.

Longitude before latitude on WGS 84, no `crs` member, a bounding box, the id both as `Feature.id`
and as a property, flat properties that differ in their first ten letters, fixed decimals, the same
bytes for the same input. GIS tools draw straight between vertices in degrees, so lines are made
dense enough to stay within a metre of the geodesic; the index of the original vertices goes along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from caspiangeo.catalog import SCHEMA_VERSION, Catalog, RouteView
from caspiangeo.model import Site, Viewpoint

#: Seven decimals of a degree are about a centimetre.
DECIMALS = 7
_TOLERANCE_M = 1.0
_CREDITS = (
    "caspiangeo, CC BY 4.0; points: GeoNames (CC BY 4.0), Global Energy Monitor (CC BY 4.0), "
    "Global Fishing Watch, NGA World Port Index, Natural Earth"
)

Feature = dict[str, Any]


def route_feature(view: RouteView, catalog: Catalog, *, densified: bool = True) -> Feature:
    """Return a route as a LineString feature with flat provenance.

    Parameters
    ----------
    view
        The route on a day.
    catalog
        Where its sources are.
    densified
        Whether to add vertices so that a line drawn straight in degrees stays within 1 m of the
        geodesic; False keeps the original vertices only.

    Returns
    -------
    dict
        A GeoJSON feature; its foreign member ``vertex_index`` tells which coordinates are
        original vertices.
    """
    coordinates, index = _line(view, densified)
    published, status = view.published, view.status
    source = published and catalog.sources[published.source]
    interval = view.interval_km or (None, None)
    properties = {
        "id": view.id,
        "title": view.title,
        "mode": view.record.mode,
        "commodity": view.record.commodity,
        "from_site": view.record.from_site,
        "to_site": view.record.to_site,
        "status": status and status.status,
        "since": status and _text(status.since),
        "status_source": status and status.source,
        "as_of": str(view.viewpoint.as_of),
        "known_on": _text(view.viewpoint.known_on),
        "published_km": view.published_km,
        "source_id": published and published.source,
        "source_title": source and source.title,
        "source_url": source and source.url,
        "source_date": published and _text(published.known_on),
        "computed_km": view.computed_km,
        "low_km": interval[0],
        "high_km": interval[1],
        "geometry_quality": view.record.geometry_quality,
        "segment_rule": view.record.segment_rule,
        "licence": "CC-BY-4.0",
    }
    geometry = {"type": "LineString", "coordinates": coordinates}
    return _feature(view.id, properties, geometry) | {"vertex_index": index}


def site_feature(site: Site, catalog: Catalog) -> Feature:
    """Return a located site as a Point feature; its decimals follow its accuracy."""
    source = catalog.sources[site.source]
    properties = {
        "id": site.id,
        "title": site.title,
        "role": site.role,
        "country": ";".join(site.countries),
        "accuracy_m": site.accuracy_m,
        "proxy": site.proxy,
        "source_id": site.source,
        "source_title": source.title,
        "source_url": source.url,
        "source_date": _text(source.published),
        "licence": site.licence,
    }
    point = {"type": "Point", "coordinates": [site.lon, site.lat]}
    return _feature(site.id, properties, point)


def collection(
    features: Iterable[Feature], catalog: Catalog, viewpoint: Viewpoint | None = None
) -> str:
    """Return features as the text of one FeatureCollection, one feature a line.

    Parameters
    ----------
    features
        Features of this module, in the order in which to write them.
    catalog
        Gives the version of the data set.
    viewpoint
        The two times at which the features were taken, if any.

    Returns
    -------
    str
        GeoJSON text with a newline at its end; the same for the same input.
    """
    members = list(features)
    about: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "data_version": catalog.version,
        "as_of": None if viewpoint is None else str(viewpoint.as_of),
        "known_on": None if viewpoint is None else _text(viewpoint.known_on),
        "licence": "CC-BY-4.0",
        "credits": _CREDITS,
    }
    head = f'{{"type":"FeatureCollection",{_bbox_member(members)}"caspiangeo":{_compact(about)}'
    body = ",\n".join(_compact(each) for each in members)
    return f'{head},"features":[\n{body}\n]}}\n' if members else f'{head},"features":[]}}\n'


def point_feature(
    feature_id: str, lon: float, lat: float, properties: dict[str, object]
) -> Feature:
    """Return any point, such as a kilometre point, as a feature."""
    point = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
    return _feature(feature_id, {"id": feature_id, **properties}, point)


def _feature(feature_id: str, properties: Feature, geometry: Feature) -> Feature:
    return {
        "type": "Feature",
        "id": feature_id,
        "bbox": _bbox(_positions(geometry)),
        "geometry": geometry,
        "properties": properties,
    }


def _line(view: RouteView, densified: bool) -> tuple[list[list[float]], list[int]]:  # noqa: FBT001
    if not densified:
        return [list(pair) for pair in view.coordinates], list(range(len(view.coordinates)))
    from caspiangeo import geodesy

    dense = geodesy.densify_to_tolerance(view.geometry, tolerance_m=_TOLERANCE_M, rule=view.rule)
    pairs = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in dense.line.coords]
    return pairs, [at for at, kept in enumerate(dense.original) if kept]


def _positions(geometry: Feature) -> Sequence[Sequence[float]]:
    at = geometry["coordinates"]
    return [at] if geometry["type"] == "Point" else at


def _bbox(positions: Sequence[Sequence[float]]) -> list[float]:
    lons, lats = zip(*positions, strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


def _bbox_member(features: Sequence[Feature]) -> str:
    if not features:
        return ""
    corners = [corner for each in features for corner in (each["bbox"][:2], each["bbox"][2:])]
    return f'"bbox":{_compact(_bbox(corners))},'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
