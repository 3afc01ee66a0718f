"""Lengths of geodesics by way of the auxiliary sphere: formulas, without iteration.

Each formula takes arrays or single numbers, so that NumPy can run it over blocks of segments and a
compiler over one segment after the other: both engines compute the same. Latitudes and longitudes
are in degrees, arcs on the sphere in radians.

**The sphere.** A point of latitude φ has the reduced latitude β, tan β = (1 - f) tan φ. Put it at
latitude β on a sphere of radius 1: a geodesic then becomes a great circle with the same courses α
(Bessel 1825; Karney, *Algorithms for geodesics*, Journal of Geodesy 87, 2013, section 2). Along it
sin α cos β = sin α₀ does not change: Clairaut's constant. The arc σ, counted from the equator, and
the longitude ω of the sphere give length and longitude on the ellipsoid::

    s = a ∫ W dσ,    λ = ω - e² sin α₀ ∫ h dσ,    W = sqrt(1 - e² cos²β),    h = 1 / (1 + W)

which are Karney's equations 7 and 8, with e² = f (2 - f). As W = 1 - e² h cos²β and
cos²β = sin²α₀ + cos²α₀ cos²σ, the first can be written with the second::

    s / a = σ₁₂ + sin α₀ (λ - ω) - e² cos²α₀ ∫ h cos²σ dσ                                     (1)

**Long segments.** Between two points λ is known and ω is not. But any ω near it will do for (1).
The great circle that a guess of ω gives belongs to a geodesic between the same two parallels, of
length s* and longitude λ*, and (1) with the true λ is s* + a sin α₀ (λ - λ*). From one parallel to
another ds* = a sin α₀ dλ* (Clairaut again: a step to the east lengthens the way by the part of it
that lies along the way). So the derivative of (1) by ω is a (λ - λ*) dsin α₀/dω, zero where
λ* = λ: an error of ω enters squared, and taking off half of derivative times error leaves its cube.
One Newton step from ω = λ, with the derivative of first order in f, is wrong by 1.3e-7 radians at
most (|f| <= 1/250, arcs up to 109 degrees); the square of that is 17 nm, and the cube is nothing.

**Short segments** need no longitude on the sphere. Two points of the sphere with longitudes λ apart
have the haversine z; their chord is 2 sqrt(z) there, and c on the ellipsoid with the half axes a
and a (1 - f)::

    z = sin²(½Δβ) + cos β₁ cos β₂ sin²(½λ),    c² = a² (4 z - e² ζ²),    ζ = sin β₂ - sin β₁

At the middle of the chord runs a smaller ellipsoid of the same shape. Blown up to full size it is
curved in the direction of the chord by κ, and with e'² = e² / (1 - e²)::

    (½ κ c)² = 4 z² (1 - z) / ((4 z - e² ζ²) (1 - z + e'² S²)),    S = (sin β₁ + sin β₂) / 2

As long as κ stays the same the geodesic is an arc of a circle over the chord, of the length
2 asin(½ κ c) / κ. What its change leaves: expanded to first order in e², for equal z, (1) is
shorter than that by a e² σ₁₂⁵ (ζ² / 4 z - S²) / 160, which is taken off. The rest is of order
e⁴ σ₁₂⁵: below 3 nm at 100 km for |f| <= 1/250.

**Small differences** are never found by subtracting large numbers. With the radius of curvature in
the prime vertical N = a / sqrt(1 - e² sin²φ), sin Δβ = (1 - f) (N₁ / a) (N₂ / a) sin Δφ holds
exactly, and Δφ is a difference of the degrees given. A millimetre is as exact, relatively, as a
kilometre.

**Accuracy**, against a truth of fifty digits (``tools/build_geodesic_truth.py``): 3 nm to 100 km,
15 nm to 12,000 km, mostly from rounding; relatively 5e-14, whatever the length and wherever.
"""

from math import factorial
from typing import NamedTuple

import numpy as np

from caspiangeo.geodesy.coordinates import Booleans, Floats
from caspiangeo.geodesy.kernel.series import Figure, Polynomial

RADIAN = np.pi / 180

#: A segment is short if its two longitudes and its two latitudes together lie within this, ...
SHORT_SPREAD_DEG = 5.0
#: ... and if this is the haversine of its arc at most: 0.9 degrees, 100 km on the Earth.
SHORT_HAVERSINE = float(np.sin(0.45 * RADIAN) ** 2)
#: Beyond this haversine, 109 degrees or 12,100 km on the Earth, longitudes on the sphere become too
#: sensitive; PROJ iterates.
LONG_HAVERSINE = float(np.sin(54.5 * RADIAN) ** 2)

#: Differences of latitude up to this are small.
SMALL_DEG = 2.5

_TINY = 1e-150  # no length, and no division by zero
#: Of sin x / x in x², x in degrees; up to 45 degrees what is left out is less than a bit.
_SINE: Polynomial = tuple(
    (-1.0) ** k * RADIAN ** (2 * k + 1) / factorial(2 * k + 1) for k in range(8)
)
#: Of sin²x / x² in x², x in degrees, up to 2.5 degrees.
_SINE_SQUARED: Polynomial = tuple(
    coefficient * RADIAN ** (2 * k + 2)
    for k, coefficient in enumerate((1, -1 / 3, 2 / 45, -1 / 315))
)
#: Of asin x / x in x², for arcs of half a degree.
_ARCSINE: Polynomial = (1.0, 1 / 6, 3 / 40, 5 / 112)


class Vertices(NamedTuple):
    """Sine and cosine of the reduced latitude, and the normal N / a."""

    sine: Floats
    cosine: Floats
    normal: Floats


class GreatCircle(NamedTuple):
    """The arc between two points of the sphere.

    `clairaut` is sin α₀ and `turning` its derivative by the longitude; `q` is e² cos²α₀, and `wave`
    is q cos 2σₘ, where σₘ is the middle of the arc.
    """

    arc: Floats
    sine: Floats
    cosine: Floats
    clairaut: Floats
    turning: Floats
    q: Floats
    wave: Floats


def choose(condition: Booleans, one: Floats, other: Floats) -> Floats:
    """Return one where a condition holds, elsewhere the other."""
    return np.where(condition, one, other)


def polynomial(x: Floats, coefficients: Polynomial) -> Floats:
    """Return a polynomial of at least two terms, that of x⁰ first (Horner)."""
    total = coefficients[-1] * x
    for power in range(len(coefficients) - 2, 0, -1):
        total += coefficients[power]
        total *= x
    total += coefficients[0]
    return total


def sine_and_cosine(degrees: Floats) -> tuple[Floats, Floats]:
    """Return sine and cosine of 0 to 90 degrees, each with all its digits where it is small."""
    x = np.minimum(degrees, 90.0 - degrees)
    small = polynomial(x * x, _SINE)
    small *= x
    large = np.sqrt(1.0 - small * small)
    steep = degrees > 45.0
    return choose(steep, large, small), choose(steep, small, large)


def reduced_latitude(lat: Floats, figure: Figure) -> Vertices:
    """Return the vertices on the sphere."""
    sine, cosine = sine_and_cosine(np.abs(lat))
    normal = sine * sine
    normal *= -figure.e2
    normal += 1.0
    normal = 1.0 / np.sqrt(normal)
    sine = np.copysign(sine, lat)
    sine *= normal
    sine *= figure.axis_ratio
    cosine *= normal
    return Vertices(sine, cosine, normal)


def short_lengths(
    one: Vertices, two: Vertices, lat_squared: Floats, lon_squared: Floats, figure: Figure
) -> tuple[Floats, Floats]:
    """Return lengths by the chord, in metres, and haversines, which tell where they are good.

    `lat_squared` and `lon_squared` are the squares of the differences, in degrees².
    """
    product = one.cosine * two.cosine
    along = _short_meridional(one, two, product, lat_squared, figure)
    z = _sine_squared(lon_squared * 0.25)
    z *= product
    z += along
    middle = one.sine + two.sine  # 2 S
    middle *= middle
    middle *= 0.25
    rest = 1.0 - along
    rise = rest - middle  # becomes ζ² / 4, without the cancellation of a difference of sines
    rise /= rest
    rise *= along
    chord = rise * -figure.e2  # becomes c² / 4 a²
    chord += z
    bend = _bend(z, chord, middle, figure)
    length = polynomial(bend, _ARCSINE)
    middle *= z
    rise -= middle
    rise *= z
    rise *= figure.e2 / 10
    length -= rise
    length *= np.sqrt(chord)
    length *= 2 * figure.radius_m
    return length, z


def _short_meridional(
    one: Vertices, two: Vertices, product: Floats, lat_squared: Floats, figure: Figure
) -> Floats:
    """Return sin²(½Δβ) = sin²Δβ / 2 (1 + cos Δβ), of segments that are short."""
    along = _sine_squared(lat_squared)
    scale = one.normal * two.normal
    scale *= scale
    along *= scale
    along *= figure.axis_ratio * figure.axis_ratio / 2
    cosine = one.sine * two.sine
    cosine += product
    cosine += 1.0
    along /= cosine
    return along


def _bend(z: Floats, chord: Floats, middle: Floats, figure: Figure) -> Floats:
    """Return (½ κ c)²; 0 where the segment has no length."""
    rest = 1.0 - z
    divisor = middle * figure.second_e2
    divisor += rest
    divisor *= chord
    divisor += _TINY
    bend = z * z
    bend *= rest
    bend /= divisor
    return bend


def _sine_squared(square: Floats) -> Floats:
    """Return sin²x of the square of a small x, which is in degrees."""
    total = polynomial(square, _SINE_SQUARED)
    total *= square
    return total


def longitude_difference(lon1: Floats, lon2: Floats) -> Floats:
    """Return how far apart two longitudes are the short way round, degrees, to the last bit.

    The difference is rounded; what that leaves (Knuth's two-sum) is added after the whole turns
    are taken off, which is exact.
    """
    difference = lon2 - lon1
    back = lon2 - difference
    error = (lon2 - (difference + back)) + (back - lon1)
    difference -= 360.0 * np.rint(difference / 360.0)
    return np.abs(difference + error)


def long_lengths(
    one: Vertices, two: Vertices, lat_deg: Floats, lon_deg: Floats, figure: Figure
) -> tuple[Floats, Floats]:
    """Return lengths by great circles, in metres, and haversines, which tell where they are good.

    `lat_deg` and `lon_deg` are the differences, in degrees, the longitude from 0 to 180.
    """
    along = _meridional(one, two, lat_deg, figure)
    sine, cosine = sine_and_cosine(lon_deg * 0.5)
    first = _great_circle(one, two, along, sine, cosine, figure)
    step = _lag(first, figure) / (1.0 - _slope(first, figure))
    small = step * 0.5  # turn half the longitude by half a step
    square = small * small
    sine_step = small * (1.0 - square * (1 / 6 - square / 120))
    cosine_step = 1.0 - square * (0.5 - square / 24)
    turned = sine * cosine_step + cosine * sine_step
    cosine = cosine * cosine_step - sine * sine_step
    circle = _great_circle(one, two, along, turned, cosine, figure)
    miss = _lag(circle, figure) - step
    length = miss * miss
    length *= circle.turning
    length /= 1.0 - _slope(circle, figure)
    length *= 0.5
    length -= _excess(circle, figure)
    length -= circle.clairaut * step
    length += circle.arc
    length *= figure.radius_m
    return length, along + one.cosine * two.cosine * sine * sine


def _meridional(one: Vertices, two: Vertices, lat_deg: Floats, figure: Figure) -> Floats:
    """Return sin²(½Δβ): half the chord, squared, or without cancellation if it is short."""
    square = lat_deg * lat_deg
    short = _short_meridional(one, two, one.cosine * two.cosine, square, figure)
    rise, run = two.sine - one.sine, two.cosine - one.cosine
    rise *= rise
    run *= run
    rise += run
    rise *= 0.25
    return choose(square < SMALL_DEG * SMALL_DEG, short, rise)


def _great_circle(
    one: Vertices, two: Vertices, along: Floats, sine: Floats, cosine: Floats, figure: Figure
) -> GreatCircle:
    """Return the arc between two points; `sine` and `cosine` are of half the longitude between."""
    product = one.cosine * two.cosine
    versine = sine * sine
    z = product * versine
    z += along
    root = np.sqrt(z)
    arc = np.arcsin(root)
    arc *= 2.0
    sine_arc = root * np.sqrt(1.0 - z)
    sine_arc *= 2.0
    cosine_arc = z * -2.0
    cosine_arc += 1.0
    divisor = sine_arc + _TINY  # of coincident points
    clairaut = sine * cosine
    clairaut *= product
    clairaut *= 2.0
    clairaut /= divisor
    square = clairaut * clairaut
    versine *= -2.0
    versine += 1.0
    turning = product * versine
    turning -= square * cosine_arc
    turning /= divisor
    rest = 1.0 - square
    wave = rest * cosine_arc
    wave -= 2.0 * one.sine * two.sine
    wave *= figure.e2
    rest *= figure.e2
    return GreatCircle(arc, sine_arc, cosine_arc, clairaut, turning, rest, wave)


def _lag(circle: GreatCircle, figure: Figure) -> Floats:
    """Return ω - λ of the geodesic that belongs to a great circle, radians."""
    lag = polynomial(circle.q, figure.lag[0])
    lag *= circle.arc
    lag += circle.wave * circle.sine * figure.lag[1][0]
    lag *= circle.clairaut
    lag *= figure.e2
    return lag


def _slope(circle: GreatCircle, figure: Figure) -> Floats:
    """Return the derivative of the lag by the longitude, to first order in the flattening."""
    slope = circle.turning * circle.arc
    slope += circle.clairaut * circle.clairaut
    slope *= figure.flattening
    return slope


def _excess(circle: GreatCircle, figure: Figure) -> Floats:
    """Return e² cos²α₀ ∫ h cos²σ dσ; see `caspiangeo.geodesy.kernel.series`."""
    q, rows = circle.q, figure.excess
    q2 = q * q
    wave1, sine1 = circle.wave, circle.sine
    twice, double = 2.0 * wave1, 2.0 * circle.cosine
    wave2, sine2 = twice * wave1 - q2, double * sine1
    wave3, sine3 = twice * wave2 - q2 * wave1, double * sine2 - sine1
    wave4, sine4 = twice * wave3 - q2 * wave2, double * sine3 - sine2
    wave5, sine5 = twice * wave4 - q2 * wave3, double * sine4 - sine3
    total = polynomial(q, rows[0])
    total *= circle.arc
    total += polynomial(q, rows[1]) * (wave1 * sine1)
    total += polynomial(q, rows[2]) * (wave2 * sine2)
    total += polynomial(q, rows[3]) * (wave3 * sine3)
    total += polynomial(q, rows[4]) * (wave4 * sine4)
    total += rows[5][0] * (wave5 * sine5)
    return total


def measure(lon: Floats, lat: Floats, joint: Booleans, figure: Figure, lengths: Floats) -> int:
    """Fill in the length of each segment, one after the other; what `compiled` compiles.

    It stands in this file because a compiler's cache is renewed when the file of the function
    changes. Every loop does one thing, so that it can be done for several segments at a time.

    Parameters
    ----------
    lon, lat
        The vertices, degrees, shape (n,).
    joint
        Where two neighbours make no segment, shape (n - 1,); it has the length 0.
    figure
        Constants of the ellipsoid.
    lengths
        Metres, shape (n - 1,); NaN where the arc is too long for these formulas.

    Returns
    -------
    int
        How many are NaN.
    """
    size = 1024
    x, y, z = np.empty(size + 1), np.empty(size + 1), np.empty(size)
    vertices = Vertices(np.empty(size + 1), np.empty(size + 1), np.empty(size + 1))
    left = 0
    for first in range(0, len(joint), size):
        count = min(size, len(joint) - first)
        for i in range(count + 1):
            x[i], y[i] = lon[first + i], lat[first + i]
        part, skip = lengths[first : first + count], joint[first : first + count]
        if measure_short(x, y, skip, vertices, z, figure, part):
            left += measure_long(x, y, vertices, z, figure, part)
    return left


def measure_short(
    x: Floats,
    y: Floats,
    joint: Booleans,
    vertices: Vertices,
    z: Floats,
    figure: Figure,
    lengths: Floats,
) -> int:
    """Measure one block by chords; return how many segments, with a large `z`, are too long."""
    sine, cosine, normal = vertices
    count = len(joint)
    for i in range(count + 1):
        sine[i], cosine[i], normal[i] = reduced_latitude(y[i], figure)
    far = 0
    for i in range(count):
        lon_squared, lat_squared = x[i + 1] - x[i], y[i + 1] - y[i]
        lon_squared *= lon_squared
        lat_squared *= lat_squared
        one = Vertices(sine[i], cosine[i], normal[i])
        two = Vertices(sine[i + 1], cosine[i + 1], normal[i + 1])
        length, haversine = short_lengths(one, two, lat_squared, lon_squared, figure)
        wide = lat_squared + lon_squared > SHORT_SPREAD_DEG * SHORT_SPREAD_DEG
        lengths[i] = 0.0 if joint[i] else length
        z[i] = 0.0 if joint[i] else 1.0 if wide else haversine
        far += z[i] > SHORT_HAVERSINE
    return far


def measure_long(
    x: Floats, y: Floats, vertices: Vertices, z: Floats, figure: Figure, lengths: Floats
) -> int:
    """Measure the segments of one block with a large `z`; return how many are too long again."""
    sine, cosine, normal = vertices
    size = len(z)
    where = np.empty(size, dtype=np.int64)
    far = 0
    for i in range(len(lengths)):
        if z[i] > SHORT_HAVERSINE:
            where[far] = i
            far += 1
    one = Vertices(np.empty(size), np.empty(size), np.empty(size))
    two = Vertices(np.empty(size), np.empty(size), np.empty(size))
    lat_deg, lon_deg, found = np.empty(size), np.empty(size), np.empty(size)
    for k in range(far):
        i = where[k]
        one.sine[k], one.cosine[k], one.normal[k] = sine[i], cosine[i], normal[i]
        i += 1
        two.sine[k], two.cosine[k], two.normal[k] = sine[i], cosine[i], normal[i]
        lat_deg[k], lon_deg[k] = y[i] - y[i - 1], longitude_difference(x[i - 1], x[i])
    for k in range(far):
        start = Vertices(one.sine[k], one.cosine[k], one.normal[k])
        end = Vertices(two.sine[k], two.cosine[k], two.normal[k])
        found[k], z[k] = long_lengths(start, end, lat_deg[k], lon_deg[k], figure)
    left = 0
    for k in range(far):
        done = z[k] <= LONG_HAVERSINE
        lengths[where[k]] = found[k] if done else np.nan
        left += 0 if done else 1
    return left


#: What has to be compiled; `choose` is another function there.
FORMULAS = (
    polynomial,
    sine_and_cosine,
    reduced_latitude,
    short_lengths,
    _short_meridional,
    _bend,
    _sine_squared,
    longitude_difference,
    _meridional,
    _great_circle,
    _lag,
    _slope,
    _excess,
    measure_short,
    measure_long,
)
