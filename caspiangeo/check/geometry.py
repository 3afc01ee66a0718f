"""A geometry of GeoJSON against RFC 7946, position by position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from reprlib import repr as shown
from typing import Any, Final

from caspiangeo.check.report import Finding

#: How many nested lists stand around a position, by geometry type.
NESTING: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_LARGEST = 1e300
_SWAP = "latitude and longitude may be swapped: GeoJSON has the longitude first"


def check_geometry(where: str, geometry: object) -> Iterator[Finding]:
    """Yield what is wrong with a geometry, the first fault of each of its lines or rings."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str):
        yield Finding(
            "geometry-type", where, "the geometry is no object with a type; use null if none"
        )
    elif kind == "GeometryCollection":
        yield from _collection(where, geometry)
    elif kind not in NESTING:
        yield Finding("geometry-type", where, f"{shown(kind)} is not one of {', '.join(NESTING)}")
    elif not _nests(geometry.get("coordinates"), NESTING[kind]):
        yield Finding(
            "coordinates",
            where,
            f"the brackets of the coordinates are not those of a {kind}; it needs other ones",
        )
    elif not any(runs_of(geometry)):
        yield Finding("empty-geometry", where, f"a {kind} without positions; write null instead")
    else:
        faults = [each for run in runs_of(geometry) for each in _run(where, kind, run)]
        yield from faults
        if kind.endswith("Polygon") and not faults:
            yield from _rings(where, geometry)


def runs_of(geometry: dict[str, Any]) -> list[list[Any]]:
    """Return the lists of positions of a geometry that nests as its type does."""
    found = [geometry["coordinates"]]
    for _ in range(NESTING[geometry["type"]] - 1):
        found = [inner for each in found for inner in each]
    return found if NESTING[geometry["type"]] else [found]


def positions_of(geometry: object) -> list[list[float]]:
    """Return the positions of a geometry that are good, in any geometry; none of a collection."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in NESTING:
        return []
    if not _nests(geometry.get("coordinates"), NESTING[kind]):
        return []
    return [each for run in runs_of(geometry) for each in run if position_fault(each) is None]


def position_fault(position: object) -> str | None:
    """Say what is wrong with a position, if anything is."""
    if not isinstance(position, list) or not 2 <= len(position) <= 3:
        extra = isinstance(position, list) and len(position) > 3
        more = "; leave out M or whatever the fourth number is" if extra else ""
        return f"{shown(position)} is not a position of two or three numbers{more}"
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in position):
        return f"{shown(position)} holds something that is not a number"
    if not all(abs(each) < _LARGEST for each in position):  # false for NaN too
        return f"{shown(position)} is not finite; JSON has no NaN and no Infinity"
    lon, lat = position[:2]
    if abs(lat) > 90 >= abs(lon):
        return f"latitude {lat:g} lies beyond the poles; {_SWAP}"
    if abs(lat) > 90 or abs(lon) > 180:
        return (
            f"{lon:g}, {lat:g} is not on Earth in degrees; if the file is in a projection, "
            "transform it to longitude and latitude on WGS 84"
        )
    return None


def _collection(where: str, geometry: dict[str, Any]) -> Iterator[Finding]:
    members = geometry.get("geometries")
    if not isinstance(members, list):
        yield Finding("coordinates", where, "a GeometryCollection needs a list of geometries")
        return
    yield Finding(
        "geometry-collection",
        where,
        "a GeometryCollection, which many GIS programs skip; write its parts as features",
        is_error=False,
    )
    for each in members:
        if isinstance(each, dict) and each.get("type") == "GeometryCollection":
            yield Finding(
                "geometry-collection", where, "a GeometryCollection inside another; take it apart"
            )
        else:
            yield from check_geometry(where, each)


def _nests(coordinates: object, nesting: int) -> bool:
    """Say whether lists stand in lists so many levels deep; what a position is comes later."""
    if not isinstance(coordinates, list):
        return False
    return nesting < 2 or all(_nests(each, nesting - 1) for each in coordinates)


def _run(where: str, kind: str, run: list[Any]) -> Iterator[Finding]:
    """Yield the fault of a list of positions."""
    for number, position in enumerate(run):
        fault = position_fault(position)
        if fault:
            at = f"position {number}: " if kind != "Point" else ""
            yield Finding("position", where, f"{at}{fault}")
            return
    if kind.endswith("LineString") and len(run) < 2:
        yield Finding("too-short", where, f"a line of {len(run)} positions; it needs two or more")
    elif kind.endswith("Polygon") and (len(run) < 4 or run[0] != run[-1]):
        yield Finding(
            "open-ring", where, "a ring that is not closed; its last position is its first again"
        )
    elif not kind.endswith("Point"):
        yield from _antimeridian(where, run)


def _antimeridian(where: str, run: list[Any]) -> Iterator[Finding]:
    for (lon, lat, *_), (after, lat_after, *_) in pairwise(run):
        step = abs(after - lon)
        if step > 180 and not (step == 360 and lat == lat_after):
            yield Finding(
                "antimeridian",
                where,
                f"from {lon:g} to {after:g} every reader draws round the Earth; cut it at 180 and "
                "-180 into two parts (RFC 7946, 3.1.9)",
            )
            return


def _rings(where: str, geometry: dict[str, Any]) -> Iterator[Finding]:
    """Yield polygons whose rings go the wrong way or cross."""
    import shapely

    several = geometry["type"] == "MultiPolygon"
    for rings in geometry["coordinates"] if several else [geometry["coordinates"]]:
        if not rings:
            yield Finding("empty-geometry", where, "a polygon without rings; leave it out")
            continue
        flat = [[position[:2] for position in ring] for ring in rings]
        for number, ring in enumerate(flat):
            if _area(ring) < 0 if number == 0 else _area(ring) > 0:
                what, way = ("an outer", "counter") if number == 0 else ("an inner", "")
                yield Finding(
                    "winding",
                    where,
                    f"{what} ring that does not run {way}clockwise; reverse it (RFC 7946, 3.1.6)",
                )
                break
        polygon = shapely.Polygon(flat[0], flat[1:])
        if not polygon.is_valid:
            reason = shapely.is_valid_reason(polygon)
            yield Finding(
                "self-intersection",
                where,
                f"the polygon is not valid: {reason}; areas and overlays of it go wrong",
                is_error=False,
            )


def _area(ring: list[list[float]]) -> float:
    """Return twice the area in square degrees, positive if the ring runs counterclockwise."""
    lon, lat = ring[0]
    return math.fsum(
        (x0 - lon) * (y1 - lat) - (x1 - lon) * (y0 - lat) for (x0, y0), (x1, y1) in pairwise(ring)
    )
