"""Small GeoJSON files, read with the standard library: most files of lines, and no waiting.

Loading the libraries that read every format takes longer than reading such a file. What is read
here is what GDAL reads, row by row; a file that is not plain GeoJSON is left to GDAL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caspiangeo.errors import DataError
from caspiangeo.io.users.parts import EMPTY, NO_GEOMETRY, UNREADABLE, Holding, Parts, no_parts

if TYPE_CHECKING:
    from caspiangeo.geodesy.coordinates import Floats

#: Larger files are left to GDAL.
LARGEST_BYTES = 5_000_000
_SUFFIXES = (".geojson", ".json")
_GEOMETRIES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)
#: Names in old `crs` members that mean what GeoJSON means anyway.
_LON_LAT = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
)


@dataclass(frozen=True, eq=False)
class SmallRows:
    """The features of a small file."""

    features: list[Any]
    values: dict[str, list[object]]
    first: int = 0
    table: None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.features)

    def parts(self, holding: Holding) -> Parts:
        """Return the vertices of the lines or points, and why a row has none."""
        return _parts([_geometry(each) for each in self.features], holding)


@dataclass(eq=False)
class SmallGeoJSON:
    """A small GeoJSON file; `open_small` makes it.

    Parameters
    ----------
    path
        The file.
    content
        All of it.
    features
        Its features; a bare geometry counts as one.
    """

    path: Path
    content: dict[str, Any]
    features: list[Any]
    notes: list[str] = field(default_factory=list)
    #: Longitude, latitude on WGS 84: GeoJSON knows no other.
    crs: str = "OGC:CRS84"
    geometry_type: str = "Unknown"
    driver: str = "GeoJSON"
    fid_column: str = ""

    @property
    def layer(self) -> str:
        """The name of its only layer."""
        return self.path.stem

    @property
    def rows(self) -> int:
        """How many features there are."""
        return len(self.features)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the properties, in the order in which they come, and the id."""
        named = {key: None for each in self.features for key in properties_of(each)}
        if any(isinstance(each, dict) and "id" in each for each in self.features):
            named["id"] = None
        return tuple(named)

    def batches(self, fields: Sequence[str] = ()) -> Iterator[SmallRows]:
        """Give all features at once."""
        values = {name: [_value(each, name) for each in self.features] for name in fields}
        yield SmallRows(self.features, values)


def open_small(path: Path) -> SmallGeoJSON | None:
    """Read a small GeoJSON file; None if it is not small, or nothing that is read here.

    Raises
    ------
    DataError
        If it is broken; the message gives line and column.
    """
    if path.suffix.lower() not in _SUFFIXES or path.stat().st_size > LARGEST_BYTES:
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # one feature a line
            return None
        raise DataError(f"{path.name}: not JSON: {error}") from None
    except UnicodeDecodeError:
        return None
    except (RecursionError, ValueError) as error:
        raise DataError(f"{path.name}: not JSON that can be read: {error}") from None
    if not isinstance(content, dict) or not _is_lon_lat(content.get("crs")):
        return None
    kind, features = content.get("type"), content.get("features")
    if kind == "FeatureCollection" and isinstance(features, list):
        return SmallGeoJSON(path, content, features)
    if kind == "Feature":
        return SmallGeoJSON(path, content, [content])
    if kind in _GEOMETRIES:
        return SmallGeoJSON(path, content, [{"type": "Feature", "geometry": content}])
    return None


def properties_of(feature: Any) -> dict[str, Any]:
    """Return the properties of a feature; none if it has none."""
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _value(feature: Any, name: str) -> object:
    properties = properties_of(feature)
    if name == "id" and "id" not in properties and isinstance(feature, dict):
        return feature.get("id")
    return properties.get(name)


def _is_lon_lat(crs: Any) -> bool:
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return isinstance(properties, dict) and properties.get("name") in _LON_LAT


def _geometry(feature: Any) -> Any:
    return feature.get("geometry") if isinstance(feature, dict) else None


def _parts(geometries: list[Any], holding: Holding) -> Parts:
    import numpy as np

    runs: list[Floats] = []
    rows: list[int] = []
    faults: dict[int, str] = {}
    for row, geometry in enumerate(geometries):
        try:
            found = _runs(geometry, holding)
        except _FaultError as fault:
            faults[row] = str(fault)
            continue
        runs += found
        rows += [row] * len(found)
    if not runs:
        return no_parts(faults)
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in runs])])
    return Parts(np.concatenate(runs), offsets, np.array(rows, dtype=np.intp), faults)


class _FaultError(Exception):
    """Why a geometry cannot be measured."""


def _runs(geometry: Any, holding: Holding) -> list[Floats]:
    """Return the lines or the point of one geometry, each a run of vertices."""
    if geometry is None:
        raise _FaultError(NO_GEOMETRY)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    simple = list(_simple(geometry))
    if all(coordinates == [] for _, coordinates in simple):
        raise _FaultError(EMPTY)
    wanted = "LineString" if holding == "lines" else "Point"
    other = next((each for each, _ in simple if each not in (wanted, "Point")), None)
    runs = [_positions(each) for found, each in simple if found == wanted]
    if other is not None or not runs:
        raise _FaultError(f"holds a {other or kind}, no {holding[:-1]}")
    if holding == "points" and len(runs) > 1:
        raise _FaultError(f"holds {len(runs)} points; one a row can be located")
    return runs


def _simple(geometry: Any) -> Iterator[tuple[str, Any]]:
    """Yield the simple geometries of one, each by its type and its coordinates."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _GEOMETRIES:
        raise _FaultError(UNREADABLE)
    inside = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if not isinstance(inside, list):
        raise _FaultError(UNREADABLE)
    if kind == "GeometryCollection":
        for each in inside:
            yield from _simple(each)
    elif kind.startswith("Multi") and inside:
        yield from ((kind.removeprefix("Multi"), each) for each in inside)
    else:
        yield kind, inside


def _positions(coordinates: Any) -> Floats:
    """Return the vertices of a line, or of a point, as (n, 2)."""
    import numpy as np

    nested = isinstance(coordinates, list) and all(isinstance(each, list) for each in coordinates)
    places = coordinates if nested else [coordinates]
    try:
        pairs = [(place[0], place[1]) for place in places]
    except (IndexError, KeyError, TypeError):
        raise _FaultError(UNREADABLE) from None
    if any(type(number) not in (int, float) for pair in pairs for number in pair):
        raise _FaultError(UNREADABLE)
    if nested and len(pairs) == 1:
        raise _FaultError(UNREADABLE)
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)
