"""Ships over land and railways over the sea, where the context layers show which is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely

from caspiangeo.catalog import default_catalog
from caspiangeo.check.features import MapFeature
from caspiangeo.check.physics import land as land_of
from caspiangeo.check.report import Finding
from caspiangeo.geodesy import LinePiece, MeasuredLine, split_by_polygons

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
_M_A_DEGREE: Final = 111_000.0


def check_ground(line: MapFeature) -> Iterator[Finding]:
    """Yield a warning if a line runs where its kind does not: how far, how deep, and where.

    What a line is, its columns or its name say; one that says nothing is not judged, nor is what
    lies outside the context layers.
    """
    ground = _ground(line)
    if ground is None:
        return
    deepest, wrong_m, at = 0.0, 0.0, (0.0, 0.0)
    for part in line.lon_lat:
        measured = MeasuredLine(part)
        for piece in _wrong(part, ground):
            depth_m, place = _deepest(measured, piece, ground)
            if depth_m > _DEEP_M + line.accuracy_m:
                wrong_m += piece.length_m
                if depth_m > deepest:
                    deepest, at = depth_m, place
    if deepest:
        over, mend = ("land", "round the land") if ground == "sea" else ("water", "ashore")
        yield Finding(
            f"{ground}-line-over-{over}",
            line.where,
            f"runs over {over} for {wrong_m / 1000:,.0f} km, up to {deepest / 1000:,.0f} km from "
            f"the coast, at {at[0]:.3f}, {at[1]:.3f}; draw it {mend}, or say what else it is",
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


def _wrong(part: Floats, ground: Ground) -> Iterator[LinePiece[str]]:
    """Yield the stretches on the wrong side of the coast, away from the ends of the line."""
    pieces = split_by_polygons(part, {"land": _land()})
    last = pieces[-1].to_m - _END_M
    for piece in pieces:
        is_wrong = (piece.key == "land") == (ground == "sea")
        if is_wrong and piece.to_m > _END_M and piece.from_m < last:
            yield piece


def _deepest(
    measured: MeasuredLine, piece: LinePiece[str], ground: Ground
) -> tuple[float, tuple[float, float]]:
    """Return how far from the coast a stretch gets, metres, and where."""
    low, high = max(piece.from_m, _END_M), min(piece.to_m, measured.length_m - _END_M)
    if low >= high:
        return 0.0, (0.0, 0.0)
    count = max(int((high - low) / _STEP_M), 2)
    places = measured.coordinates_at(np.linspace(low, high, count), clamp=True)
    west, south, east, north = _land().bounds
    lon, lat = places.T
    known = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    away_deg = shapely.distance(_land() if ground == "land" else _coast(), shapely.points(places))
    # a degree of longitude is the shorter one, so this is no more than the distance
    away_m = np.where(known, away_deg * np.cos(np.radians(lat)) * _M_A_DEGREE, 0.0)
    at = int(away_m.argmax())
    return float(away_m[at]), (float(lon[at]), float(lat[at]))


@cache
def _land() -> Any:
    """Return the land of the context layers; the Caspian is water."""
    found = land_of(default_catalog())
    shapely.prepare(found)
    return found


@cache
def _coast() -> Any:
    """Return its coast, without the edge of the frame."""
    frame = shapely.box(*_land().bounds).boundary.buffer(0.01)
    found = _land().boundary.difference(frame)
    shapely.prepare(found)
    return found
