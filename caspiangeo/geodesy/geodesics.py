"""The two geodesic problems for flat arrays: the only place that asks PROJ.

PROJ solves them as in Karney, *Algorithms for geodesics*, Journal of Geodesy 87 (2013).
"""

from functools import cache

import numpy as np
from pyproj import Geod

from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid


def inverse(
    lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, ellipsoid: Ellipsoid
) -> tuple[Floats, Floats]:
    """Return the azimuth at point 1 (degrees, 0..360) and the distance to point 2 (metres)."""
    if len(lon1) == 1:  # some releases of pyproj warn of arrays of one
        one = (float(lon1[0]), float(lat1[0]), float(lon2[0]), float(lat2[0]))
        azimuth, _, length = np.array(_geod(ellipsoid).inv(*one)).reshape(3, 1)
    else:
        azimuth, _, length = _geod(ellipsoid).inv(lon1, lat1, lon2, lat2)
    return np.asarray(azimuth) % 360.0, np.asarray(length)


def direct(
    lon: Floats, lat: Floats, azimuth: Floats, distance: Floats, ellipsoid: Ellipsoid
) -> tuple[Floats, Floats, Floats]:
    """Return lon, lat and the course there after a distance along an azimuth."""
    if len(lon) == 1:
        one = (float(lon[0]), float(lat[0]), float(azimuth[0]), float(distance[0]))
        lon2, lat2, back = np.array(_geod(ellipsoid).fwd(*one)).reshape(3, 1)
    else:
        lon2, lat2, back = _geod(ellipsoid).fwd(lon, lat, azimuth, distance)
    return np.asarray(lon2), np.asarray(lat2), (np.asarray(back) + 180.0) % 360.0


def ring_area(lon: Floats, lat: Floats, ellipsoid: Ellipsoid) -> float:
    """Return the area left of a ring of geodesics, m²; if over half the Earth, less the whole."""
    if len(lon) < 3:
        return 0.0
    return float(_geod(ellipsoid).polygon_area_perimeter(lon, lat)[0])


@cache
def _geod(ellipsoid: Ellipsoid) -> Geod:
    return Geod(a=ellipsoid.semimajor_axis_m, f=ellipsoid.flattening)
