"""From the datum of one file to that of another, where two files have to meet.

Between datums there are many transformations, each for a region and with an accuracy; PROJ picks
the best one that it has for each place. Where it has none, shifting nothing would be wrong by a
hundred metres or more, so that is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.crs import GeodeticBase

_WGS84 = CRS("OGC:CRS84")


def crs_name(crs: CRS) -> str:
    """Return the name of a coordinate system and its identifier, if it has one.

    Examples
    --------
    >>> crs_name(CRS(4326)), crs_name(CRS("+proj=longlat +ellps=krass"))
    ('WGS 84 (EPSG:4326)', 'unknown')
    """
    identifier = crs.to_authority(min_confidence=100)
    return f"{crs.name} ({':'.join(identifier)})" if identifier else str(crs.name)


def is_wgs84_lonlat(base: GeodeticBase) -> bool:
    """Return whether coordinates are longitude and latitude on WGS 84 as they stand.

    Examples
    --------
    >>> from caspiangeo.io.crs import geodetic_base
    >>> is_wgs84_lonlat(geodetic_base(4326)), is_wgs84_lonlat(geodetic_base(4284))
    (True, False)
    """
    return base.transformer is None and same_datum(base.geographic, _WGS84)


def on_one_datum(one: GeodeticBase | None, other: GeodeticBase | None) -> bool:
    """Return whether two files are on the same datum; None is WGS 84."""
    return same_datum(*(_WGS84 if each is None else each.geographic for each in (one, other)))


def same_datum(one: CRS, other: CRS) -> bool:
    """Return whether two systems of longitude and latitude are the same but for their order."""
    return bool(one.equals(other, ignore_axis_order=True)) or (
        one.name == other.name and one.ellipsoid == other.ellipsoid
    )


def shift(source: GeodeticBase | None, target: GeodeticBase | None) -> Callable[[Floats], Floats]:
    """Return the function that takes lon, lat on one datum to lon, lat on another.

    Parameters
    ----------
    source, target
        What the coordinates are on, and what they are to be on; None is WGS 84.

    Returns
    -------
    callable
        Takes and returns degrees, shape (n, 2); infinity where no transformation holds.

    Raises
    ------
    GeometryError
        If PROJ knows no transformation between the datums.

    Examples
    --------
    A place in Pulkovo 1942, ninety metres east of the one with these numbers on WGS 84:

    >>> from caspiangeo.io.crs import geodetic_base
    >>> shift(geodetic_base("EPSG:4284"), None)(np.array([[51.0, 43.0]])).round(4)
    array([[50.9989, 43.    ]])
    """
    ours, theirs = (_WGS84 if each is None else each.geographic for each in (source, target))
    if same_datum(ours, theirs):
        return lambda coords: coords
    try:
        step = Transformer.from_crs(ours, theirs, always_xy=True, allow_ballpark=False)
    except ProjError:
        raise GeometryError(
            f"no transformation from {ours.name} to {theirs.name} is known; bring the data to one "
            "datum yourself"
        ) from None

    def shifted(coords: Floats) -> Floats:
        if len(coords) == 0:
            return coords
        if len(coords) == 1:  # some releases of pyproj warn of arrays of one
            return np.array([step.transform(float(coords[0, 0]), float(coords[0, 1]))])
        return np.column_stack(step.transform(*coords.T))

    return shifted
