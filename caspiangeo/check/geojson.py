"""A user's GeoJSON against RFC 7946 and against the slips that readers pass over in silence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caspiangeo.check.report import Finding
from caspiangeo.errors import DataError, FileError

#: How many nested lists stand around a position, by geometry type.
_NESTING = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_LARGEST_BYTES = 256 * 1024 * 1024


def check_file(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a GeoJSON file, by feature.

    Raises
    ------
    FileError
        If the file cannot be read or is larger than 256 MiB.
    DataError
        If it is not JSON at all; the message gives line and column.
    """
    content = _load(path)
    name = path.name
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        yield Finding("geojson-type", name, "neither a FeatureCollection nor a Feature")
        return
    if "crs" in content:
        yield Finding("crs", name, "has a crs member; RFC 7946 is longitude, latitude on WGS 84")
    features = content.get("features") if content["type"] == "FeatureCollection" else [content]
    if not isinstance(features, list):
        yield Finding("geojson-type", name, "the member features is not a list")
        return
    seen: set[object] = set()
    for number, feature in enumerate(features):
        where = f"{name}, feature {number}"
        yield from _feature(where, feature)
        feature_id = feature.get("id") if isinstance(feature, dict) else None
        if isinstance(feature_id, str | int | float):
            if feature_id in seen:
                yield Finding("duplicate-id", where, f"the id {feature_id!r} stands twice")
            seen.add(feature_id)


def _load(path: Path) -> Any:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise FileError(f"{path} is larger than 256 MiB; check it in parts")
        text = path.read_text(encoding="utf-8")
        return json.loads(text, parse_constant=_not_a_number)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path.name} is not JSON: {error}") from error
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot read {path}: {error.strerror}") from error


def _not_a_number(text: str) -> float:
    """Let NaN and Infinity through as numbers, so that the feature they stand in can be named."""
    return float(text.replace("Infinity", "inf"))


def _feature(where: str, feature: object) -> Iterator[Finding]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield Finding("geojson-type", where, "is not a Feature")
        return
    if "properties" not in feature:
        yield Finding("properties", where, "has no member properties")
    if "id" in feature and not isinstance(feature["id"], str | int | float):
        yield Finding("id", where, "the id is neither a text nor a number")
    geometry = feature.get("geometry")
    if geometry is None:
        yield Finding("null-geometry", where, "has no geometry", is_error="geometry" not in feature)
    elif not isinstance(geometry, dict) or geometry.get("type") not in _NESTING:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        yield Finding("geometry-type", where, f"{kind!r} is not one of {', '.join(_NESTING)}")
    else:
        yield from _geometry(where, geometry)


def _geometry(where: str, geometry: dict[str, Any]) -> Iterator[Finding]:
    kind = geometry["type"]
    try:
        lines = list(_lines(geometry.get("coordinates"), _NESTING[kind]))
    except TypeError:
        yield Finding("coordinates", where, f"the coordinates do not nest as a {kind} does")
        return
    for line in lines:
        for position in line:
            problem = _position(position)
            if problem:
                yield Finding("position", where, problem)
                return
        if kind.endswith("LineString") and len(line) < 2:
            yield Finding("too-short", where, f"a line of {len(line)} positions")
        if kind.endswith("Polygon") and (len(line) < 4 or line[0] != line[-1]):
            yield Finding("open-ring", where, "a ring that is not closed")


def _lines(coordinates: object, nesting: int) -> Iterator[list[object]]:
    """Yield each list of positions of a geometry."""
    if not isinstance(coordinates, list):
        raise TypeError
    if nesting == 0:
        yield [coordinates]
    elif nesting == 1:
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines(part, nesting - 1)


def _position(position: object) -> str | None:
    if not isinstance(position, list) or not 2 <= len(position) <= 3:
        return f"{position!r} is not a position of two or three numbers"
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in position):
        return f"{position!r} holds something that is not a number"
    if not all(math.isfinite(each) for each in position):
        return f"{position!r} is not finite"
    lon, lat = position[:2]
    if abs(lat) > 90 >= abs(lon):
        return f"latitude {lat:g} beyond the poles: latitude and longitude may be swapped"
    if abs(lat) > 90 or abs(lon) > 180:
        return f"{lon:g}, {lat:g} is not on Earth in degrees; is the file in a projection?"
    return None
