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


def is_wgs84_lonlat(base: GeodeticBase) -> bool:
    """Return whether coordinates are longitude and latitude on WGS 84 as they stand.

    Examples
    --------
    >>> from caspiangeo.io.crs import geodetic_base
    >>> is_wgs84_lonlat(geodetic_base(4326)), is_wgs84_lonlat(geodetic_base(4284))
    (True, False)
    """
    return base.transformer is None and same_datum(base.geographic, _WGS84)


def same_datum(one: CRS, other: CRS) -> bool:
    """Return whether two systems of longitude and latitude are the same but for their order."""
    return bool(one.equals(other, ignore_axis_order=True)) or (
        one.name == other.name and one.ellipsoid == other.ellipsoid
    )


def to_wgs84(base: GeodeticBase) -> Callable[[Floats], Floats]:
    """Return the function that takes lon, lat on the datum of a file to lon, lat on WGS 84.

    Parameters
    ----------
    base
        What the file is measured on.

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
    >>> to_wgs84(geodetic_base("EPSG:4284"))(np.array([[51.0, 43.0]])).round(4)
    array([[50.9989, 43.    ]])
    """
    if same_datum(base.geographic, _WGS84):
        return lambda coords: coords
    try:
        shift = Transformer.from_crs(base.geographic, _WGS84, always_xy=True, allow_ballpark=False)
    except ProjError:
        raise GeometryError(
            f"no transformation from {base.geographic.name} to WGS 84 is known; bring the data to "
            "WGS 84 yourself"
        ) from None

    def shifted(coords: Floats) -> Floats:
        if len(coords) == 0:
            return coords
        return np.column_stack(shift.transform(*coords.T))

    return shifted
