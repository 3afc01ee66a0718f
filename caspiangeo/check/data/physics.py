"""What the Earth does not allow: lengths under the geodesic, ports abroad, moorings on land."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from caspiangeo import geodesy
from caspiangeo.catalog import Catalog, preference
from caspiangeo.catalog.boundaries import countries
from caspiangeo.catalog.files import read_json, read_table
from caspiangeo.check.report import Finding
from caspiangeo.errors import DataError
from caspiangeo.model import Claim, Site

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A point closer than this to a rejected one is that point, copied again.
_SAME_POINT_M = 50.0
#: Rounding of a published total and of each of its parts, km.
_ROUNDING_KM = 0.5
_ONSHORE_ROLES = ("oil-terminal", "oil-gas-terminal", "plant", "pump-station", "dry-port")


def check_stated_lengths(catalog: Catalog) -> Iterator[Finding]:
    """Yield stated lengths shorter than the geodesic between their ends, accuracies considered."""
    for claim in catalog.claims.values():
        if claim.quantity != "length" or claim.kind != "stated":
            continue
        value = preference.length_km(claim) or preference.bounds_km(claim)[1]
        if value is None:
            continue
        floor = _floor_km(catalog, claim)
        if floor is not None and value < floor:
            yield Finding(
                "length-below-geodesic",
                claim.id,
                f"states {value:,.1f} km, but its ends are at least {floor:,.1f} km apart",
                is_error=claim.preferred,
            )


def _floor_km(catalog: Catalog, claim: Claim) -> float | None:
    """Return the least distance between the ends of a claim, or None where one is not placed."""
    ends = [catalog.site_records.get(each or "") for each in (claim.from_site, claim.to_site)]
    start, end = ends
    if start is None or end is None or not (start.located and end.located):
        return None
    apart = geodesy.distance_m(_at(start), _at(end))
    slack = (start.accuracy_m or 0) + (end.accuracy_m or 0)
    return max(apart - slack, 0.0) / 1000


def _at(site: Site) -> tuple[float, float]:
    if site.lon is None or site.lat is None:
        raise DataError(f"{site.id} has no place")
    return site.lon, site.lat


def check_sums(catalog: Catalog) -> Iterator[Finding]:
    """Yield published totals whose published parts do not add up to them."""
    groups: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: {"total": [], "part": []})
    for claim in catalog.claims.values():
        if claim.sum_group and claim.sum_role:
            groups[claim.sum_group][claim.sum_role].append(claim)
    for group, claims in groups.items():
        if len(claims["total"]) != 1 or not claims["part"]:
            yield Finding("sums", group, "needs one total and its parts")
            continue
        total = claims["total"][0].value or 0.0
        parts = sum(part.value or 0.0 for part in claims["part"])
        if abs(total - parts) > _ROUNDING_KM:
            yield Finding(
                "sums",
                group,
                f"states {total:g}, but its parts add up to {parts:g}",
                is_error=not claims["total"][0].note,
            )


def check_sites(catalog: Catalog) -> Iterator[Finding]:
    """Yield sites outside their country, moorings on land, onshore facilities at sea."""
    _, polygons = countries(catalog.root)
    dry = land(catalog)
    for site in catalog.sites():
        if not site.located:
            continue
        for country in () if site.at_sea else site.countries:
            yield from _in_country(site, country, polygons.get(country))
        if site.at_sea and _distance_m(site, dry) == 0.0:
            yield Finding("on-water", site.id, f"a {site.role} stands on land")
        if site.role in _ONSHORE_ROLES and _distance_m(site, dry) > (site.accuracy_m or 0):
            yield Finding("on-land", site.id, f"a {site.role} stands in the water")


def _in_country(site: Site, country: str, polygon: BaseGeometry | None) -> Iterator[Finding]:
    if polygon is None:
        return  # outside the context layer, such as Italy
    away = _distance_m(site, polygon)
    if away > (site.accuracy_m or 0):
        yield Finding(
            "in-country",
            site.id,
            f"lies {away:,.0f} m outside {country}, more than its accuracy of "
            f"{site.accuracy_m:,.0f} m",
        )


def _distance_m(site: Site, area: BaseGeometry) -> float:
    """Return the distance from a site to an area on the ellipsoid, 0 inside."""
    from shapely import Point, shortest_line

    point = Point(_at(site))
    if area.intersects(point):
        return 0.0
    return float(geodesy.length_m(shortest_line(point, area)))


def land(catalog: Catalog) -> BaseGeometry:
    """Return the land of the context layer; the Caspian is water."""
    from shapely import union_all
    from shapely.geometry import shape

    content = read_json(catalog.root / "context" / "land.geojson")
    return union_all([shape(feature["geometry"]) for feature in content["features"]])


def check_rejected_points(catalog: Catalog) -> Iterator[Finding]:
    """Yield sites that stand on a point which was looked at and rejected for them."""
    for _, row in read_table(catalog.root / "rejected-points.csv"):
        site = catalog.site_records.get(row["site"] or "")
        if site is None or not site.located or row["lon"] is None or row["lat"] is None:
            continue  # the terms of some rejected points let only their distance be told
        rejected = float(row["lon"]), float(row["lat"])
        if geodesy.distance_m(_at(site), rejected) < _SAME_POINT_M:
            yield Finding("rejected-point", site.id, f"is a rejected point: {row['reason']}")
