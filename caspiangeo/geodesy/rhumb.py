"""Rhumb lines (loxodromes) on the ellipsoid, in closed form.

A line of constant course α over an ellipsoid is straight on Mercator's chart. Along it

    northing    Δm = s cos α         m: arc of the meridian
    departure   ρ Δλ = s sin α       ρ = Δm / Δψ, with ψ the isometric latitude

which is a plane right triangle whose base ρ Δλ is measured on a parallel between the two ends:
ρ is the mean radius of the parallels crossed. Where both ends lie on one parallel, ρ is its
radius. All differences are formed without cancellation, so that a course due east and one that
is almost due east agree to the last digits.

m is a Fourier series in the latitude whose coefficients come from the trapezoid rule, which for a
smooth periodic function converges to machine precision; ψ has an elementary closed form. Both
definitions: Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395 (1987),
equations 3-20 and 7-7.

At a pole all longitudes are one: a segment that starts or ends there runs along a meridian.
"""

from functools import cache
from itertools import takewhile

import numpy as np

from caspiangeo.geodesy.coordinates import Floats, short_way
from caspiangeo.geodesy.ellipsoid import Ellipsoid

_SAMPLES = 32  # the k-th coefficient falls off as (f/2)^k: 16 of them reach far below rounding


def inverse(
    lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, ellipsoid: Ellipsoid
) -> tuple[Floats, Floats]:
    """Return the course (degrees, 0..360) and the length (metres) from point 1 to point 2."""
    at_pole = (np.abs(lat1) == 90) | (np.abs(lat2) == 90)
    dlon = np.where(at_pole, 0.0, np.radians(short_way(lon2 - lon1)))
    northing = meridian_arc(lat1, lat2, ellipsoid)
    departure = mean_parallel_radius(lat1, lat2, ellipsoid) * dlon
    course = np.degrees(np.arctan2(departure, northing)) % 360.0
    return course, np.hypot(departure, northing)


def direct(
    lon: Floats, lat: Floats, course: Floats, distance: Floats, ellipsoid: Ellipsoid
) -> tuple[Floats, Floats]:
    """Return the point reached on a constant course.

    NaN where it would pass a pole, and from a pole on any course but a meridian's.
    """
    sine, cosine = np.sin(np.radians(course)), np.cos(np.radians(course))
    lat2 = latitude_after(lat, distance * cosine, ellipsoid)
    with np.errstate(divide="ignore", invalid="ignore"):
        dlon = distance * sine / mean_parallel_radius(lat, lat2, ellipsoid)
    from_pole = np.abs(lat) == 90
    meridional = np.where(from_pole, np.abs(sine) < 1e-12, np.abs(lat2) == 90)
    dlon = np.where(meridional, 0.0, np.where(from_pole, np.nan, dlon))
    return lon + np.degrees(dlon), lat2


def meridian_arc(lat1: Floats, lat2: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return the signed length of the meridian between two latitudes, metres."""
    # sin 2kb - sin 2ka = 2 cos k(a+b) sin k(b-a) keeps full precision for short arcs.
    mean, *waves = _series(ellipsoid)
    total, difference = np.radians(lat1 + lat2), np.radians(lat2 - lat1)
    arc = mean * difference
    for k, wave in enumerate(waves, start=1):
        arc = arc + wave / k * np.cos(k * total) * np.sin(k * difference)
    return arc


def mean_parallel_radius(lat1: Floats, lat2: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return ρ = Δm / Δψ, metres: the mean radius of the parallels between two latitudes."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = meridian_arc(lat1, lat2, ellipsoid) / isometric_difference(lat1, lat2, ellipsoid)
    sine = np.sin(np.radians(lat1))
    normal = ellipsoid.semimajor_axis_m / np.sqrt(1 - ellipsoid.eccentricity_squared * sine**2)
    to_pole = (np.abs(lat1) == 90) | (np.abs(lat2) == 90)
    one_parallel = np.abs(lat2 - lat1) < 1e-100  # too near for a quotient of floats
    return np.where(to_pole, 0.0, np.where(one_parallel, normal * _cos(lat1), ratio))


def isometric_difference(lat1: Floats, lat2: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return ψ(lat2) - ψ(lat1), radians; infinite to a pole."""
    sin1, sin2 = np.sin(np.radians(lat1)), np.sin(np.radians(lat2))
    rise = 2 * _cos((lat1 + lat2) / 2) * np.sin(np.radians(lat2 - lat1) / 2)  # sin2 - sin1
    e2 = ellipsoid.eccentricity_squared
    flatten = _e_atanh_e(rise / (1 - e2 * sin1 * sin2), e2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arcsinh(rise / (_cos(lat1) * _cos(lat2))) - flatten


def latitude_after(lat: Floats, northing: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return the latitude a meridian arc further north, degrees; NaN beyond a pole."""
    step = northing / _series(ellipsoid)[0]
    for _ in range(5):  # Newton; the first guess is right to f, each step squares the error
        arc = meridian_arc(lat, lat + np.degrees(step), ellipsoid)
        step = step + (northing - arc) / _meridian_radius(lat + np.degrees(step), ellipsoid)
    reached = lat + np.degrees(step)
    # A nanometre beyond the pole is rounding, more is a course that has ended.
    return np.where(np.abs(reached) <= 90 + 1e-13, np.clip(reached, -90, 90), np.nan)


def _meridian_radius(lat: Floats, ellipsoid: Ellipsoid) -> Floats:
    a, e2 = ellipsoid.semimajor_axis_m, ellipsoid.eccentricity_squared
    radius: Floats = a * (1 - e2) * (1 - e2 * np.sin(np.radians(lat)) ** 2) ** -1.5
    return radius


@cache
def _series(ellipsoid: Ellipsoid) -> tuple[float, ...]:
    """Fourier coefficients in cos 2kφ of the radius of curvature in the meridian, metres."""
    lat = 180.0 / _SAMPLES * np.arange(_SAMPLES, dtype=np.float64)
    spectrum = np.fft.rfft(_meridian_radius(lat, ellipsoid)).real / _SAMPLES
    mean, waves = float(spectrum[0]), [2 * float(value) for value in spectrum[1:-1]]
    return (mean, *takewhile(lambda wave: abs(wave) > 1e-16 * mean, waves))


def _cos(lat: Floats) -> Floats:
    """Cosine of a latitude in degrees, exactly 0 at the poles."""
    return np.sin(np.radians(90.0 - np.abs(lat)))


def _e_atanh_e(x: Floats, e2: float) -> Floats:
    """Return e atanh(e x), also for the imaginary e of a prolate ellipsoid."""
    e = float(abs(e2) ** 0.5)
    wave: Floats = np.arctanh(e * x) if e2 >= 0 else -np.arctan(e * x)
    return e * wave
