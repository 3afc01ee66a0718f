"""Places in space (geocentric x, y, z), and what their straight distance says of the geodesic.

Let r and R be the least and the greatest radius of curvature of the ellipsoid. At each of its
points a ball of radius r touches it from within and a ball of radius R holds it (Blaschke's
rolling theorem). Along a geodesic from P let c be the straight distance from P, n the normal
inwards and κ the curvature, 1/R <= κ <= 1/r. Then c²/2 has the second derivative 1 - κ h, where h,
the height of P over the tangent plane, lies by the two balls between c²/2R and c²/2r. Compared
with the same equation on a sphere (Sturm), the length s of the geodesic keeps within

    2R asin(c / 2R)  <=  s  <=  2r asin(c / 2r)        the right one while s <= πr.

So a geodesic is no shorter than on the flattest sphere and no longer than on the most curved one:
for WGS 84 the two differ by 2 cm at 100 km.
"""

import numpy as np

from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid


def geocentric(lon: Floats, lat: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return places on the ellipsoid as x, y, z in metres, shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    sine, e2 = np.sin(phi), ellipsoid.eccentricity_squared
    normal = ellipsoid.semimajor_axis_m / np.sqrt(1 - e2 * sine**2)
    from_axis = normal * np.cos(phi)
    xyz = from_axis * np.cos(lam), from_axis * np.sin(lam), (1 - e2) * normal * sine
    return np.column_stack(xyz)


def farthest_straight_m(straight_m: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return how far in space a place may be that lies as near by geodesic as another may.

    The other is `straight_m` away in space, so its geodesic is at most so long; what is farther
    away in space than the value returned has a longer one. Infinite near the antipodes, where the
    upper bound does not hold.
    """
    least, greatest = ellipsoid.curvature_radii_m
    longest = 2 * least * np.arcsin(np.minimum(straight_m / (2 * least), 1))
    # The longest geodesic is πR at most (Bonnet and Myers); one beyond πr ends so far away.
    antipodal = straight_m >= 2 * least - np.pi * (greatest - least)
    straight = 2 * greatest * np.sin(longest / (2 * greatest))
    return np.where(antipodal, np.inf, straight)


def dot(one: Floats, other: Floats) -> Floats:
    """Return the scalar products of vectors, row by row."""
    return np.asarray(np.einsum("ij,ij->i", one, other))


def norm(vectors: Floats) -> Floats:
    """Return the lengths of vectors, row by row."""
    return np.asarray(np.sqrt(dot(vectors, vectors)))
