"""The integrals over the auxiliary sphere as series, for any ellipsoid.

Both integrals of `caspiangeo.geodesy.kernel.sphere` have the factor h = 1 / (1 + W) with
W² = (1 - f)² + q sin²σ and q = e² cos²α₀. Its Taylor series in x = q sin²σ needs few terms, because
x is at most e²; the powers of sin²σ are sums of cosines of multiples of 2σ::

    sin²ʲσ = Σ w(j, k) cos 2kσ,  w(j, k) = (-1)ᵏ C(2j, j - k) 2 / 4ʲ,  half of that for k = 0

so that over an arc σ₁₂ with the middle σₘ, where cos 2kσ becomes cos 2kσₘ sin kσ₁₂ / k::

    ∫ h dσ        = A₀(q) σ₁₂ + Σ Aₖ(q) qᵏ cos 2kσₘ sin kσ₁₂
    q ∫ h cos²σ dσ = B₀(q) σ₁₂ + Σ Bₖ(q) qᵏ cos 2kσₘ sin kσ₁₂

with polynomials A and B in q whose coefficients depend on the flattening alone. They are computed
here once for an ellipsoid, from these formulas, for whatever flattening it has.
"""

from functools import cache
from math import comb
from typing import NamedTuple

from caspiangeo.geodesy.ellipsoid import Ellipsoid

#: Up to this flattening, oblate or prolate, the series and the single Newton step of `sphere` keep
#: their accuracy; the Earth's is 1/298.
MAX_FLATTENING = 1 / 250

#: Highest power of x in the lag of longitude, which only has to be good to 1e-8 radians, and in the
#: length. What is left out costs 0.8 nm each on the Earth and 2.3 nm at 1/250; with a power less in
#: the length it would be half a micrometre.
LAG_ORDER = 1
LENGTH_ORDER = 4

Polynomial = tuple[float, ...]


class Figure(NamedTuple):
    """What the formulas need to know of an ellipsoid; numbers only, so that they can be compiled.

    `lag` and `excess` are the polynomials A and B, one for each k.
    """

    radius_m: float
    flattening: float
    axis_ratio: float
    e2: float
    second_e2: float
    lag: tuple[Polynomial, ...]
    excess: tuple[Polynomial, ...]


@cache
def figure(ellipsoid: Ellipsoid) -> Figure:
    """Return the constants of an ellipsoid.

    Examples
    --------
    On a sphere nothing depends on the direction, and h is 1/2:

    >>> from caspiangeo.geodesy import Ellipsoid
    >>> figure(Ellipsoid("sphere", 1.0, 0.0)).lag
    ((0.5, -0.0625), (0.0625,))
    """
    f, e2 = ellipsoid.flattening, ellipsoid.eccentricity_squared
    h = _taylor(1 - f, max(LAG_ORDER, LENGTH_ORDER))
    lag = [
        tuple(h[j] * _cosine(j, k) / max(k, 1) for j in range(k, LAG_ORDER + 1))
        for k in range(LAG_ORDER + 1)
    ]
    excess = [
        tuple(
            h[j] * (_cosine(j, k) - _cosine(j + 1, k)) / max(k, 1)
            for j in range(max(k - 1, 0), LENGTH_ORDER + 1)
        )
        for k in range(LENGTH_ORDER + 2)
    ]
    excess[0] = (0.0, *excess[0])  # of q, not of 1
    return Figure(
        ellipsoid.semimajor_axis_m, f, 1 - f, e2, e2 / (1 - f) ** 2, tuple(lag), tuple(excess)
    )


def _taylor(root: float, order: int) -> list[float]:
    """Return the Taylor coefficients in x of 1 / (1 + W), W = sqrt(root² + x)."""
    w = [root]  # the binomial series
    for j in range(1, order + 1):
        w.append(w[-1] * (1.5 - j) / (j * root * root))
    h = [1 / (1 + root)]  # from h (1 + W) = 1, power by power
    for j in range(1, order + 1):
        h.append(-sum(w[i] * h[j - i] for i in range(1, j + 1)) / (1 + root))
    return h


def _cosine(j: int, k: int) -> float:
    """Return the coefficient of cos 2kσ in sin²ʲσ."""
    if k > j:
        return 0.0
    return float((-1) ** k * comb(2 * j, j - k) * (2 if k else 1)) / 4.0**j
