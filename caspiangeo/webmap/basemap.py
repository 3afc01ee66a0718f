"""Land, lakes and borders behind the routes: clipped, simplified, coded in few characters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np
import shapely

from caspiangeo.errors import DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

#: Degrees in one unit of the coded coordinates: 110 m, under a pixel at zoom 10.
STEP_DEG: Final = 0.001
#: The characters of `encode`, in the order of their values.
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CHARACTERS: Final = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
#: Six groups of five bits hold every position on Earth in steps of 1e-6 degree.
_SHIFTS: Final = np.arange(0, 30, 5)
#: No simplified shore of the sea lies further from the original than this, about 550 m.
TOLERANCE_DEG: Final = 0.005
#: Lakes and borders, which only give the eye a hold, are drawn less finely.
COARSE_DEG: Final = 0.016
#: Islands, and lakes, smaller than this are not drawn (square degrees; 0.01 is about 90 km2 here).
_LEAST_ISLAND_DEG2: Final = 1e-4
_LEAST_LAKE_DEG2: Final = 0.03

Bounds = tuple[float, float, float, float]


class Basemap(TypedDict):
    """The context of a map: rings and lines, each coded by `encode`."""

    #: Degrees in one unit.
    step: float
    #: West, south, east, north in degrees: the part of the world that is there.
    bounds: list[float]
    #: ``none`` or ``ne``.
    borders: str
    land: list[str]
    lakes: list[str]
    #: The borders on land; empty where they are not drawn.
    border_lines: list[str]


@lru_cache(maxsize=8)
def basemap(root: Path, bounds: Bounds, *, borders: str) -> Basemap:
    """Cut the context layers to a part of the world.

    Parameters
    ----------
    root
        The folder of the data set; its `context/` holds the layers.
    bounds
        West, south, east, north in degrees.
    borders
        ``ne`` for the borders of Natural Earth, ``none`` for no borders at all.

    Returns
    -------
    Basemap
        Rings of land and of lakes, and border lines, in units of 0.001 degree.

    Raises
    ------
    FileError
        If a layer cannot be read.
    DataError
        If a layer is not GeoJSON.
    """
    context = root / "context"
    return Basemap(
        step=STEP_DEG,
        bounds=list(bounds),
        borders=borders,
        land=_rings(context / "land.geojson", bounds, TOLERANCE_DEG, _LEAST_ISLAND_DEG2),
        lakes=_rings(context / "lakes.geojson", bounds, COARSE_DEG, _LEAST_LAKE_DEG2),
        border_lines=_lines(context / "borders.geojson", bounds) if borders != "none" else [],
    )


def encode(coordinates: Iterable[Iterable[float]], step_deg: float) -> str:
    """Code positions in few characters: whole steps, each the difference from the one before.

    A difference d becomes the number 2d (or -2d - 1 below zero), written in groups of five bits,
    the lowest first; a group that others follow has 32 added. Each group is one character of
    `ALPHABET`, which JSON and HTML leave as it is.

    Parameters
    ----------
    coordinates
        Longitude, latitude pairs in degrees.
    step_deg
        Degrees in one step.

    Returns
    -------
    str
        The code; a position that falls on the one before is left out.

    Examples
    --------
    >>> encode([(0.001, -0.001), (0.001, -0.001), (0.101, -0.001)], 0.001)
    'CBoGA'
    >>> encode([], 0.001)
    ''
    """
    steps = np.rint(np.asarray(list(coordinates), dtype=float).reshape(-1, 2) / step_deg)
    differences = np.diff(steps.astype(np.int64), axis=0, prepend=0)
    moved = (differences != 0).any(axis=1) | (np.arange(len(differences)) == 0)
    signed = differences[np.flatnonzero(moved)].ravel()
    rest = np.where(signed < 0, -2 * signed - 1, 2 * signed)
    groups = rest[:, None] >> _SHIFTS
    codes = groups % 32 + 32 * (groups > 31)
    written = (groups > 0) | (_SHIFTS == 0)
    return bytes(_CHARACTERS[codes[written]]).decode("ascii")


def _rings(path: Path, bounds: Bounds, tolerance_deg: float, least_deg2: float) -> list[str]:
    parts = _clipped(path, bounds, tolerance_deg)
    polygons = [each for each in parts if isinstance(each, shapely.Polygon)]
    rings = [ring for each in polygons for ring in (each.exterior, *each.interiors)]
    rings = [ring for ring in rings if shapely.Polygon(ring).area >= least_deg2]
    return [encode(shapely.get_coordinates(ring)[:-1], STEP_DEG) for ring in rings]


def _lines(path: Path, bounds: Bounds) -> list[str]:
    lines = [each for each in _clipped(path, bounds, COARSE_DEG) if each.geom_type == "LineString"]
    return [encode(shapely.get_coordinates(line), STEP_DEG) for line in lines]


def _clipped(path: Path, bounds: Bounds, tolerance_deg: float) -> tuple[BaseGeometry, ...]:
    try:
        layer = shapely.from_geojson(path.read_bytes())
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from error
    except shapely.errors.GEOSException as error:
        raise DataError(f"{path.name}: not GeoJSON: {error}") from error
    clipped = shapely.clip_by_rect(shapely.get_parts(layer), *bounds)
    simple = shapely.simplify(clipped, tolerance_deg, preserve_topology=False)
    parts = shapely.get_parts(simple)
    return tuple(part for part in parts if not part.is_empty)
