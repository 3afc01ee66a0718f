"""The drawn lines: as their way points say, on their sites, in the water where they should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from caspiangeo import geodesy
from caspiangeo.catalog import Catalog, RouteView
from caspiangeo.check.data.physics import land as land_of
from caspiangeo.check.report import Finding

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Coordinates of a built line are rounded to five decimals.
_ROUNDED_DEG = 5.1e-6
#: A stored length is rounded to a millimetre, its coordinates to half a metre a vertex.
_STORED_M = 0.01
#: A sea leg may touch land this near to its ends: quays are built on it.
_PORT_M = 3_000.0
_AT_SEA = ("sea", "fibre", "power-cable")


def check_lines(catalog: Catalog) -> Iterator[Finding]:
    """Yield lines that are not what their way points and their stored lengths say."""
    for view in catalog.routes():
        yield from _as_its_waypoints(view)
        yield from _on_its_sites(view, catalog)
        yield from _as_long_as_stored(view)


def _as_its_waypoints(view: RouteView) -> Iterator[Finding]:
    if [point.seq for point in view.waypoints] != list(range(1, len(view.waypoints) + 1)):
        yield Finding("waypoints", view.id, "the way points are not numbered 1, 2, 3 ...")
    pairs = [(point.lon, point.lat) for point in view.waypoints]
    same = len(pairs) == len(view.coordinates) and all(
        abs(lon - x) <= _ROUNDED_DEG and abs(lat - y) <= _ROUNDED_DEG
        for (lon, lat), (x, y) in zip(pairs, view.coordinates, strict=True)
    )
    if not same:
        yield Finding(
            "waypoints", view.id, "the line differs from its way points: run tools/build_routes.py"
        )


def _on_its_sites(view: RouteView, catalog: Catalog) -> Iterator[Finding]:
    for point in view.waypoints:
        site = catalog.site_records.get(point.site or "")
        if site is None or site.lon is None or site.lat is None:
            continue
        apart = geodesy.distance_m((point.lon, point.lat), (site.lon, site.lat))
        if apart > (site.accuracy_m or 0):
            yield Finding(
                "vertex-on-site",
                view.id,
                f"vertex {point.seq} lies {apart:,.0f} m off {site.id}, good to "
                f"{site.accuracy_m:,.0f} m",
            )


def _as_long_as_stored(view: RouteView) -> Iterator[Finding]:
    measured = geodesy.length_m(view.geometry, rule=view.rule)
    if abs(measured - view.computed_km * 1000) > _STORED_M:
        yield Finding(
            "stored-length",
            view.id,
            f"stores {view.computed_km:,.3f} km but measures {measured / 1000:,.3f} km: "
            "run tools/build_routes.py",
        )


def check_land_and_water(catalog: Catalog) -> Iterator[Finding]:
    """Yield sea legs and cables that cross land, and land routes with a vertex in the water."""
    from shapely import Point, prepare

    land = land_of(catalog)
    prepare(land)
    for view in catalog.routes():
        if view.record.mode in _AT_SEA:
            yield from _dry(view, land)
        else:
            for point in view.waypoints[1:-1]:
                if not land.intersects(Point(point.lon, point.lat)):
                    yield Finding("in-water", view.id, f"vertex {point.seq} {point.name} is at sea")


def _dry(view: RouteView, land: BaseGeometry) -> Iterator[Finding]:
    pieces = geodesy.split_by_polygons(view.geometry, {"land": land}, rule=view.rule)
    whole = pieces[-1].to_m
    ends = (view.waypoints[0].accuracy_m, view.waypoints[-1].accuracy_m)
    start = max(_PORT_M, ends[0])
    stop = whole - max(_PORT_M, ends[1])
    dry = sum(
        max(0.0, min(piece.to_m, stop) - max(piece.from_m, start))
        for piece in pieces
        if piece.key == "land"
    )
    if dry > 0:
        yield Finding("on-land", view.id, f"runs over land for {dry / 1000:,.1f} km")
