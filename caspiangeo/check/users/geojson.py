"""A user's GeoJSON against RFC 7946 and against the slips that readers pass over in silence.

An error is what some reader refuses or gets wrong; a warning is what every reader takes, but not
every one gives back. Each finding says what is wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from reprlib import repr as shown
from typing import Any, Final

import numpy as np

from caspiangeo.check.report import Finding, told
from caspiangeo.check.users.geometry import NESTING, check_geometry, positions_of
from caspiangeo.check.users.json_text import DEEPEST, Members, nested_in, read_json_text
from caspiangeo.check.users.properties import PropertyRules
from caspiangeo.check.users.swapped import Feature, check_swapped, in_box

#: More decimals of a degree are a tenth of a millimetre, and computed, not measured.
MOST_DECIMALS: Final = 9
#: What old `crs` members call the only system that GeoJSON has.
_LON_LAT = ("CRS84", "EPSG::4326", "EPSG:4326")
#: Members that RFC 7946 (7.1) keeps for other types of objects.
_ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
    "Feature": ("coordinates", "geometries", "features"),
}


def check_file(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a GeoJSON file, by feature.

    Raises
    ------
    FileError
        If the file cannot be read or is larger than 256 MiB.
    DataError
        If it is not JSON at all; the message gives line and column.
    """
    content, marked = read_json_text(path)
    yield from told(_Document(path.name, content).findings(marked=marked), path.name)


class _Document:
    """One file: its features as they are looked at, and what they say together."""

    def __init__(self, name: str, content: Any) -> None:
        self.name = name
        self.content = content
        self._features: list[Feature] = []
        self._properties = PropertyRules()
        self._ids: dict[object, str] = {}
        self._long = 0

    def findings(self, *, marked: bool) -> Iterator[Finding]:
        """Yield all findings, in the order of the file."""
        if marked:
            yield Finding(
                "byte-order-mark",
                self.name,
                "begins with a byte-order mark, at which strict readers stop; save it as UTF-8 "
                "without one",
            )
        yield from self._top()
        if self._long:
            yield Finding(
                "precision",
                self.name,
                f"{self._long} positions have more than {MOST_DECIMALS} decimals, a tenth of a "
                "millimetre; seven are a centimetre and make a smaller file",
                is_error=False,
            )
        yield from self._properties.findings(self.name)
        box = self.content.get("bbox") if isinstance(self.content, dict) else None
        yield from check_swapped(self.name, self._features, box if _is_box(box) else None)

    def _top(self) -> Iterator[Finding]:
        content = self.content
        kind = content.get("type") if isinstance(content, dict) else None
        if kind in ("Feature", "GeometryCollection", *NESTING):
            yield from self._members(self.name, content)
            if kind == "Feature":
                yield from self._feature(0, content)
            else:
                yield from self._geometry(self.name, content)
        elif kind == "FeatureCollection":
            yield from self._members(self.name, content)
            yield from self._collection(content)
        else:
            yield Finding(
                "geojson-type",
                self.name,
                f"the type {shown(kind)} is no FeatureCollection, Feature or geometry"
                if isinstance(content, dict)
                else "is no object; GeoJSON is a FeatureCollection, a Feature or a geometry",
            )

    def _collection(self, content: dict[str, Any]) -> Iterator[Finding]:
        features = content.get("features")
        if not isinstance(features, list):
            yield Finding("geojson-type", self.name, "the member features is not a list")
            return
        for number, feature in enumerate(features):
            where = f"{self.name}, feature {number}"
            if isinstance(feature, dict) and feature.get("type") == "Feature":
                yield from self._feature(number, feature)
            else:
                yield Finding(
                    "geojson-type", where, "is no object of the type Feature; wrap it in one"
                )
        yield from self._box(self.name, content, self._features)

    def _feature(self, number: int, feature: dict[str, Any]) -> Iterator[Finding]:
        where = f"{self.name}, feature {number}"
        if isinstance(feature.get("id"), str | int):
            where += f" ({str(feature['id'])[:40]})"
        if feature is not self.content:
            yield from self._members(where, feature)
        yield from self._id(where, feature)
        properties = feature.get("properties")
        if isinstance(properties, dict):
            self._properties.take(properties)
        elif "properties" not in feature:
            yield Finding("properties", where, "has no member properties; write null for none")
        elif properties is not None:
            yield Finding("properties", where, "the properties are no object; write null for none")
        geometry = feature.get("geometry")
        if "geometry" not in feature:
            yield Finding("null-geometry", where, "has no member geometry; write null for none")
        elif geometry is None:
            yield Finding("null-geometry", where, "has no geometry: on no map", is_error=False)
        else:
            yield from self._geometry(where, geometry)
        named = properties if isinstance(properties, dict) else {}
        box = feature.get("bbox")
        positions = positions_of(geometry)
        seen = Feature(number, positions, named, box if _is_box(box) else None)
        self._features.append(seen)
        yield from self._box(where, feature, [seen])

    def _geometry(self, where: str, geometry: object) -> Iterator[Finding]:
        if isinstance(geometry, dict) and geometry is not self.content:
            yield from self._repeated(where, geometry)
        yield from check_geometry(where, geometry)
        found = positions_of(geometry)
        self._long += int((np.round(found, MOST_DECIMALS) != found).any(axis=1).sum())

    def _members(self, where: str, content: dict[str, Any]) -> Iterator[Finding]:
        """Yield what is wrong with the members of a collection or a feature themselves."""
        yield from self._repeated(where, content)
        yield from _crs(where, content)
        kind = content.get("type")
        for name in _ELSEWHERE.get(str(kind), ()):
            if name in content:
                yield Finding(
                    "member", where, f"a {kind} with a member {name!r}; that belongs elsewhere"
                )
        for name, value in content.items():
            if name not in ("geometry", "features", "coordinates", "geometries", "bbox"):
                yield from _values(where, name, value)

    def _repeated(self, where: str, content: dict[str, Any]) -> Iterator[Finding]:
        for name in content.repeated if isinstance(content, Members) else ():
            yield _twice(where, name)

    def _id(self, where: str, feature: dict[str, Any]) -> Iterator[Finding]:
        if "id" not in feature:
            return
        found = feature["id"]
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            yield Finding("id", where, "the id is neither text nor number; make it one")
        elif found in self._ids:
            yield Finding(
                "duplicate-id",
                where,
                f"the id {shown(found)} stands twice, and readers keep one of the two; change one",
            )
        else:
            self._ids[found] = where

    def _box(
        self, where: str, content: dict[str, Any], features: list[Feature]
    ) -> Iterator[Finding]:
        if "bbox" not in content:
            return
        box = content["bbox"]
        if not _is_box(box):
            yield Finding(
                "bbox",
                where,
                "the bbox is not four numbers (or six with heights): west, south, east, north",
            )
        elif not all(in_box(each.positions, box).all() for each in features):
            yield Finding("bbox", where, "a position lies outside the bbox; compute it anew")


def _crs(where: str, content: dict[str, Any]) -> Iterator[Finding]:
    if "crs" not in content:
        return
    crs = content["crs"]
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if isinstance(name, str) and name.endswith(_LON_LAT):
        yield Finding(
            "crs",
            where,
            f"has a crs member, of the old GeoJSON of 2008; it says {name}, what RFC 7946 means "
            "anyway: leave it out",
            is_error=False,
        )
    else:
        yield Finding(
            "crs",
            where,
            f"has a crs member that says {shown(name or crs)}; RFC 7946 is longitude, latitude on "
            "WGS 84 and readers take it for that: transform the positions and leave it out",
        )


def _values(where: str, member: str, value: object) -> Iterator[Finding]:
    """Yield what JSON does not allow, anywhere inside a member; one finding of a kind."""
    repeated, unreal, deep = None, False, False
    for depth, inner in nested_in(value):
        deep = deep or (depth == DEEPEST and isinstance(inner, list | dict))
        unreal = unreal or (isinstance(inner, float) and not abs(inner) < float("inf"))
        if isinstance(inner, Members) and inner.repeated:
            repeated = repeated or inner.repeated[0]
    if repeated:
        yield _twice(where, repeated)
    if unreal:
        yield Finding(
            "not-a-number",
            where,
            f"{member} holds a NaN or an Infinity, which JSON does not have; write null",
        )
    if deep:
        yield Finding(
            "depth", where, f"{member} is nested deeper than {DEEPEST} levels; flatten it"
        )


def _twice(where: str, name: str) -> Finding:
    return Finding(
        "duplicate-key",
        where,
        f"the name {name!r} stands twice in one object, and readers differ in which value they "
        "keep; remove one",
    )


def _is_box(box: object) -> bool:
    """Say whether a member bbox is one: numbers in degrees, south below north."""
    if not isinstance(box, list) or len(box) not in (4, 6):
        return False
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in box):
        return False
    half = len(box) // 2
    west, south, east, north = box[0], box[1], box[half], box[half + 1]
    return bool(abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90)
