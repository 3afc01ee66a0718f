"""Whether a densely drawn line follows geodesics, or rhumb lines, or lines straight in degrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import shapely

from caspiangeo.check.report import Finding
from caspiangeo.check.users.features import MapFeature
from caspiangeo.geodesy import MeasuredLine
from caspiangeo.geodesy.coordinates import Floats

#: A stretch this long with so many vertices between its ends tells what it was densified along.
_LONG_M: Final = 100_000.0
_LONG_DEG: Final = 0.8
_BETWEEN: Final = 5
#: How near the vertices then are to the curve, and how far off the geodesic, metres.
_ON_M: Final = 10.0
_OFF_M: Final = 100.0
#: How near they are in the plane, degrees: five metres or so.
_STRAIGHT_DEG: Final = 5e-5
#: Farther from the equator Mercator's plane is no help.
_NORTHERNMOST_DEG: Final = 85.0


def check_joints(line: MapFeature) -> Iterator[Finding]:
    """Yield a warning if long stretches of a line follow a rhumb line or a parallel of the plane.

    A line that says so itself, in a column ``segment_rule``, is left alone.
    """
    if line.text_in("segment_rule", "joint") in ("rhumb", "loxodrome"):
        return
    for part in line.lon_lat:
        coords = part.copy()
        coords[:, 0] = np.unwrap(coords[:, 0], period=360)
        if len(coords) < _BETWEEN + 2 or np.abs(coords[:, 1]).max() > _NORTHERNMOST_DEG:
            continue
        worst = max(_stretches(coords), default=None)
        if worst is not None:
            off_m, curve, span_m = worst
            yield Finding(
                "not-geodesic",
                line.where,
                f"a stretch of {span_m / 1000:,.0f} km follows {curve}, up to {off_m:,.0f} m off "
                "the geodesic between its ends; densify along geodesics, or say in a column "
                "segment_rule that rhumb lines are meant",
                is_error=False,
            )
            return


def _stretches(coords: Floats) -> Iterator[tuple[float, str, float]]:
    """Yield how far stretches lie off the geodesic, what they follow, and their lengths."""
    planes: tuple[tuple[str, Callable[[Floats], Floats]], ...] = (
        ("a line straight in degrees", lambda found: found),
        ("a rhumb line", _mercator),
    )
    found = []
    for curve, plane in planes:
        for first, last in _straight(plane(coords)):
            ends = coords[[first, last]]
            lon, lat = coords[first + 1 : last].T
            geodesic, rhumb = (MeasuredLine(ends, rule=rule) for rule in ("geodesic", "rhumb"))
            if geodesic.length_m < _LONG_M:
                continue
            off = float(np.abs(geodesic.locate_many(lon=lon, lat=lat).offset_m).max())
            on_rhumb = float(np.abs(rhumb.locate_many(lon=lon, lat=lat).offset_m).max())
            on = on_rhumb if curve == "a rhumb line" else _off_chord_m(coords[first : last + 1])
            if on < _ON_M and off > _OFF_M:
                found.append((-on, (off, curve, geodesic.length_m)))
    if found:
        # where both fit, as along a parallel, the rhumb line is what sailors mean
        yield max(found, key=lambda each: (each[1][0], each[0]))[1]


def _straight(plane: Floats) -> Iterator[tuple[int, int]]:
    """Yield first and last vertex of the stretches that are straight in a plane."""
    numbered = np.column_stack([plane, np.arange(len(plane))])
    kept = shapely.LineString(numbered).simplify(_STRAIGHT_DEG)
    at = shapely.get_coordinates(kept, include_z=True)[:, 2].astype(np.intp)
    long = np.hypot(*np.diff(plane[at], axis=0).T) > _LONG_DEG
    for each in np.flatnonzero((np.diff(at) > _BETWEEN) & long).tolist():
        yield int(at[each]), int(at[each + 1])


def _mercator(coords: Floats) -> Floats:
    """Return a plane in which rhumb lines are straight, in degrees at the equator."""
    lon, lat = coords.T
    eccentricity = np.sqrt(0.0066943799901413165)  # of WGS 84
    sine = np.sin(np.radians(lat))
    isometric = np.arctanh(sine) - eccentricity * np.arctanh(eccentricity * sine)
    return np.column_stack([lon, np.degrees(isometric)])


def _off_chord_m(coords: Floats) -> float:
    """Return how far vertices lie off the line straight in degrees between the ends, metres."""
    start, end = coords[[0, -1]]
    squeeze = np.array([np.cos(np.radians(coords[:, 1].mean())), 1.0])
    along, away = (end - start) * squeeze, (coords - start) * squeeze
    across = along[0] * away[:, 1] - along[1] * away[:, 0]
    return float(np.abs(across).max() / np.hypot(*along) * 111_320)
