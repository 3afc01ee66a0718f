"""Ships over land and railways over the sea, where the context layers show which is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry import shape

from caspiangeo.catalog import default_catalog
from caspiangeo.catalog.files import read_json
from caspiangeo.check.data.physics import land as land_of
from caspiangeo.check.report import Finding
from caspiangeo.check.users.features import MapFeature
from caspiangeo.geodesy import MeasuredLine

if TYPE_CHECKING:
    from caspiangeo.geodesy.coordinates import Floats

Ground = Literal["land", "sea"]

#: Words in a column that says what a line is, and words that tell it even in a name.
_AT_SEA: Final = re.compile(r"\b(sea|marine|maritime|vessels?|ships?|tankers?|lanes?)\b", re.I)
_SURELY_AT_SEA: Final = re.compile(r"\b(ferry|ferries|shipping|submarine|subsea)\b", re.I)
_ON_LAND: Final = re.compile(r"\b(rail|railways?|railroads?|roads?|highways?|motorways?)\b", re.I)
_KINDS: Final = ("mode", "type", "kind", "category", "class", "transport", "railway", "highway")
_NAMES: Final = ("name", "title")
_SEA_MODES: Final = ("sea", "fibre", "power-cable")

#: Coasts are drawn to about a kilometre, and lines cut corners; quays and landfalls are at ends.
_DEEP_M: Final = 5_000.0
_END_M: Final = 12_000.0
_STEP_M: Final = 2_000.0
_MOST_STEPS: Final = 20_000
_M_A_DEGREE: Final = 111_000.0


def check_ground(line: MapFeature) -> Iterator[Finding]:
    """Yield a warning if a line runs where its kind does not: how far, how deep, and where.

    What a line is, its columns or its name say; one that says nothing is not judged, nor is what
    lies outside the context layers.
    """
    ground = _ground(line)
    if ground is None:
        return
    found = [_deep(part, ground, _DEEP_M + line.accuracy_m) for part in line.lon_lat]
    wrong_m = sum(each for each, _, _ in found)
    if wrong_m:
        _, depth_m, (lon, lat) = max(found, key=lambda each: each[1])
        over, mend = ("land", "round the land") if ground == "sea" else ("water", "ashore")
        yield Finding(
            f"{ground}-line-over-{over}",
            line.where,
            f"runs over {over} for about {wrong_m / 1000:,.0f} km, up to {depth_m / 1000:,.0f} km "
            f"from the coast, at {lon:.3f}, {lat:.3f}; draw it {mend}, or say what else it is",
            is_error=False,
        )


def _ground(line: MapFeature) -> Ground | None:
    """Return where a line should run, if anything says it."""
    kind = " ".join(str(line.properties.get(each) or "") for each in _KINDS).replace("_", " ")
    name = " ".join(str(line.properties.get(each) or "") for each in _NAMES)
    sea = bool(_AT_SEA.search(kind) or _SURELY_AT_SEA.search(f"{kind} {name}"))
    land = bool(_ON_LAND.search(f"{kind} {name}"))
    if sea != land:
        return "sea" if sea else "land"
    if line.route is None or (sea and land):
        return None
    return "sea" if line.route.record.mode in _SEA_MODES else "land"


def _deep(part: Floats, ground: Ground, deep_m: float) -> tuple[float, float, tuple[float, float]]:
    """Return how far a line runs on the wrong side of the coast, how far from it, and where.

    Metres; 0 if it never gets so deep, or only near its ends.
    """
    measured = MeasuredLine(part)
    steps = min(int((measured.length_m - 2 * _END_M) / _STEP_M), _MOST_STEPS)
    if steps < 1:
        return 0.0, 0.0, (0.0, 0.0)
    along = np.linspace(_END_M, measured.length_m - _END_M, steps + 1)
    places = measured.coordinates_at(along, clamp=True)
    points = shapely.points(places)
    west, south, east, north = _land().bounds
    known = shapely.intersects_xy(shapely.box(west, south, east, north), *places.T)
    wrong = known & (shapely.intersects(_land(), points) == (ground == "sea"))
    if ground == "sea":
        wrong &= ~shapely.intersects(_lakes(), points)
    # a degree of longitude is the shorter one, so this is no more than the distance
    squeeze = np.cos(np.radians(places[wrong, 1])) * _M_A_DEGREE
    side = _land() if ground == "land" else _coast()
    away_m = shapely.distance(side, np.asarray(points)[wrong]) * squeeze
    if not len(away_m) or away_m.max() <= deep_m:
        return 0.0, 0.0, (0.0, 0.0)
    lon, lat = places[wrong][away_m.argmax()].tolist()
    return float(wrong.mean() * (along[-1] - along[0])), float(away_m.max()), (lon, lat)


@cache
def _land() -> Any:
    """Return the land of the context layers; the Caspian is water."""
    found = land_of(default_catalog())
    shapely.prepare(found)
    return found


@cache
def _lakes() -> Any:
    """Return the lakes of the context layers, which lie on its land."""
    content = read_json(default_catalog().root / "context" / "lakes.geojson")
    found = shapely.union_all([shape(each["geometry"]) for each in content["features"]])
    shapely.prepare(found)
    return found


@cache
def _coast() -> Any:
    """Return its coast, without the edge of the frame."""
    frame = shapely.box(*_land().bounds).boundary.buffer(0.01)
    found = _land().boundary.difference(frame)
    shapely.prepare(found)
    return found
