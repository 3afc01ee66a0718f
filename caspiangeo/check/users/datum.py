"""Whether a file that says WGS 84 is on an old datum: a hundred metres off, and the same all over.

Only places that are known to a few metres can tell: the vertices of our own lines and our sites.
So this finds maps that were drawn from them, and shifted on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
import shapely

from caspiangeo.catalog import default_catalog
from caspiangeo.check.report import Finding
from caspiangeo.check.users.features import MapFeature
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices

#: Datums of old maps here, by what findings call them.
_DATUMS: Final = {
    "EPSG:4284": "Pulkovo 1942 (S-42)",
    "EPSG:4200": "Pulkovo 1995",
    "EPSG:4230": "European Datum 1950",
}
#: Transformations between datums differ by so much, degrees: about twenty metres.
_NEAR_DEG: Final = 2e-4
#: No old datum here lies farther off than about two hundred metres.
_FARTHEST_DEG: Final = 2.5e-3
#: So many known places have to agree, and so many times more than lie where they should.
_LEAST: Final = 3
_MANY_TIMES: Final = 3


def check_datum(file: str, features: Sequence[MapFeature]) -> Iterator[Finding]:
    """Yield a warning if the places of a file are ours on another datum."""
    parts = [each for feature in features for each in feature.lon_lat]
    if not parts:
        return
    vertices = np.concatenate(parts)
    tree = shapely.STRtree(shapely.points(vertices))  # type: ignore[arg-type]
    straight = len(_hits(tree, _known(), _NEAR_DEG)[0])
    beside = len(_hits(tree, _known(), _FARTHEST_DEG)[0])
    if beside < max(_LEAST, _MANY_TIMES * straight):
        return  # saves the transformations, which are slow to set up
    for title, there in _shifted().items():
        known, given = _hits(tree, there, _NEAR_DEG)
        if len(known) >= max(_LEAST, _MANY_TIMES * straight):
            shift = _mean_shift_m(_known()[known], vertices[given])
            yield Finding(
                "datum-shift",
                file,
                f"{len(known)} places lie {shift} of where they are on WGS 84, as they do on "
                f"{title}; transform the file to WGS 84, or name its datum (--crs)",
                is_error=False,
            )
            return


def _hits(tree: shapely.STRtree, known: Floats, within_deg: float) -> tuple[Indices, Indices]:
    """Return which known places a file has, and its nearest vertex to each."""
    found = tree.query_nearest(shapely.points(known), max_distance=within_deg, all_matches=False)
    return found[0], found[1]


@cache
def _known() -> Floats:
    """Return the vertices of our lines and our sites, each once, degrees."""
    catalog = default_catalog()
    vertices = [pair for each in catalog.routes() for pair in each.coordinates]
    sites = [(each.lon, each.lat) for each in catalog.site_records.values() if each.located]
    return np.unique(np.array([*vertices, *sites], dtype=np.float64), axis=0)


@cache
def _shifted() -> dict[str, Floats]:
    """Return the same places as they read on each old datum."""
    from caspiangeo.io.crs import geodetic_base
    from caspiangeo.io.users.datums import shift

    return {title: shift(None, geodetic_base(crs))(_known()) for crs, title in _DATUMS.items()}


def _mean_shift_m(known: Floats, given: Floats) -> str:
    """Say how far and which way the given places lie of the known ones."""
    lon, lat = (given - known).mean(axis=0)
    east = lon * np.cos(np.radians(known[:, 1].mean())) * 111_320
    north = lat * 111_320
    way = ("north" if north > 0 else "south") if abs(north) > abs(east) / 2 else ""
    side = ("east" if east > 0 else "west") if abs(east) > abs(north) / 2 else ""
    return f"{np.hypot(east, north):,.0f} m {way}{'-' if way and side else ''}{side}"
