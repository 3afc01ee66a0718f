"""Lengths as other programs give them: in a projection, on a sphere, in degrees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from pyproj import Transformer

from caspiangeo.check.users.features import MapFeature
from caspiangeo.geodesy.coordinates import Floats

#: Projections in which lengths are taken by mistake, besides the zones of UTM.
_PROJECTIONS: Final = {
    "EPSG:3857": "Web Mercator (EPSG:3857)",
    "EPSG:3395": "World Mercator (EPSG:3395)",
    "EPSG:3035": "LAEA Europe (EPSG:3035)",
    "EPSG:3034": "LCC Europe (EPSG:3034)",
    "EPSG:4087": "equidistant cylindrical (EPSG:4087), degrees times 111.32 km",
    "EPSG:6933": "EASE-Grid 2.0 (EPSG:6933)",
}
#: Radii of the sphere that programs take, metres.
_SPHERES: Final = {
    "a sphere of 6371.0088 km (haversine)": 6_371_008.8,
    "a sphere of 6378.137 km (haversine)": 6_378_137.0,
}


def other_lengths_km(line: MapFeature) -> Iterator[tuple[str, float]]:
    """Yield the lengths of a line that are not geodesic, each by what it was taken in.

    Parameters
    ----------
    line
        The line; its vertices are joined straight in each projection.

    Yields
    ------
    tuple of str and float
        What to call the projection or sphere, and kilometres.
    """
    base = line.file.base
    if base is not None and base.transformer is not None:
        own = [base.from_lonlat(each) for each in line.parts]
        yield f"the projection of the file, {line.file.crs}", _planar(own) / 1000
    for crs, title in {**_PROJECTIONS, **_utm(line)}.items():
        projected = [_projected(crs, each) for each in line.lon_lat]
        yield title, _planar(projected) / 1000
    for title, radius in _SPHERES.items():
        yield title, sum(_haversine(each, radius) for each in line.lon_lat) / 1000


def _utm(line: MapFeature) -> dict[str, str]:
    """Return the zones of UTM that somebody may have taken: the middle one and its neighbours."""
    lon, lat = np.concatenate(line.lon_lat).mean(axis=0)
    zone = int((lon + 180) // 6) + 1
    north, half = (326, "N") if lat >= 0 else (327, "S")
    zones = [(each - 1) % 60 + 1 for each in (zone - 1, zone, zone + 1)]
    return {
        f"EPSG:{north}{each:02}": f"UTM zone {each}{half} (EPSG:{north}{each:02})" for each in zones
    }


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _projected(crs: str, lon_lat: Floats) -> Floats:
    return np.column_stack(_transformer(crs).transform(*lon_lat.T))


def _planar(parts: list[Floats]) -> float:
    with np.errstate(invalid="ignore"):  # outside a projection there is infinity
        return float(sum(np.hypot(*np.diff(each, axis=0).T).sum() for each in parts))


def _haversine(lon_lat: Floats, radius: float) -> float:
    lon, lat = np.radians(lon_lat).T
    half = (
        np.sin(np.diff(lat) / 2) ** 2
        + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    )
    return float(2 * radius * np.arcsin(np.sqrt(half)).sum())
