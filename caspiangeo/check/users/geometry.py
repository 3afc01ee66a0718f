"""A geometry of GeoJSON against RFC 7946, position by position."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from reprlib import repr as shown
from typing import Any, Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.check.report import Finding

#: Longitudes and latitudes in degrees, shape (n, 2).
Positions: TypeAlias = NDArray[np.float64]

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


def positions_of(geometry: Any) -> Positions:
    """Return longitudes and latitudes of a geometry, shape (n, 2); n is 0 if one is not good."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    found = None
    if isinstance(kind, str) and _nests(geometry.get("coordinates"), NESTING.get(kind)):
        found = good_positions([each for run in runs_of(geometry) for each in run])
    return np.empty((0, 2)) if found is None else found


def good_positions(run: list[Any]) -> Positions | None:
    """Return longitudes and latitudes of positions, shape (n, 2), or None if one is not good.

    This is `position_fault` for many at once, without the reasons.
    """
    if not set(map(type, run)) <= {list}:
        return None
    sizes = set(map(len, run))
    numbers = list(chain.from_iterable(run))
    if not sizes <= {2, 3} or not set(map(type, numbers)) <= {int, float}:
        return None
    try:
        values = np.array(numbers, dtype=np.float64)
    except OverflowError:
        return None
    if not (np.abs(values) < _LARGEST).all():  # false for NaN too
        return None
    if len(sizes) == 1:
        found = values.reshape(len(run), -1)[:, :2]
    else:
        found = np.array([each[:2] for each in run], dtype=np.float64).reshape(-1, 2)
    on_earth = (np.abs(found[:, 0]) <= 180) & (np.abs(found[:, 1]) <= 90)
    return found if on_earth.all() else None


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


def _nests(coordinates: object, nesting: int | None) -> bool:
    """Say whether lists stand in lists so many levels deep; what a position is comes later."""
    if nesting is None or not isinstance(coordinates, list):
        return False
    return nesting < 2 or all(_nests(each, nesting - 1) for each in coordinates)


def _run(where: str, kind: str, run: list[Any]) -> Iterator[Finding]:
    """Yield the fault of a list of positions."""
    found = good_positions(run)
    if found is None:
        number, fault = next(
            (number, fault) for number, each in enumerate(run) if (fault := position_fault(each))
        )
        at = f"position {number}: " if kind != "Point" else ""
        yield Finding("position", where, f"{at}{fault}")
    elif kind.endswith("LineString") and len(run) < 2:
        yield Finding("too-short", where, f"a line of {len(run)} positions; it needs two or more")
    elif kind.endswith("Polygon") and (len(run) < 4 or run[0] != run[-1]):
        yield Finding(
            "open-ring", where, "a ring that is not closed; its last position is its first again"
        )
    elif not kind.endswith("Point"):
        yield from _antimeridian(where, found)


def _antimeridian(where: str, found: Positions) -> Iterator[Finding]:
    step = np.abs(np.diff(found, axis=0))
    far = np.flatnonzero((step[:, 0] > 180) & ((step[:, 0] != 360) | (step[:, 1] != 0)))
    if len(far):
        west, east = found[far[0], 0], found[far[0] + 1, 0]
        yield Finding(
            "antimeridian",
            where,
            f"from {west:g} to {east:g} every reader draws round the Earth; cut it at 180 and "
            "-180 into two parts (RFC 7946, 3.1.9)",
        )


def _rings(where: str, geometry: dict[str, Any]) -> Iterator[Finding]:
    """Yield polygons whose rings go the wrong way or cross."""
    several = geometry["type"] == "MultiPolygon"
    for rings in geometry["coordinates"] if several else [geometry["coordinates"]]:
        if not rings:
            yield Finding("empty-geometry", where, "a polygon without rings; leave it out")
            continue
        flat = [np.array([each[:2] for each in ring], dtype=np.float64) for ring in rings]
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


def _area(ring: Positions) -> float:
    """Return twice the area in square degrees, positive if the ring runs counterclockwise."""
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())
