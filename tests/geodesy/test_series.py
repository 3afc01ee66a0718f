"""The series against the integrals that they stand for, by Gauss-Legendre quadrature."""

import numpy as np
import pytest

from caspiangeo.geodesy import WGS84, Ellipsoid
from caspiangeo.geodesy.kernel.series import figure
from caspiangeo.geodesy.kernel.sphere import GreatCircle, _excess, _lag

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def great_circle(start, arc, clairaut, e2):
    """Return an arc from one angle, counted from the equator."""
    q = e2 * (1 - clairaut**2)
    wave = q * np.cos(2 * start + arc)
    return GreatCircle(arc, np.sin(arc), np.cos(arc), clairaut, np.zeros(len(arc)), q, wave)


@pytest.mark.parametrize("flattening", [1 / 298.257223563, 1 / 250, -1 / 250, 1 / 5000, 0.0])
def test_series_are_their_integrals(flattening):
    constants = figure(Ellipsoid("some", 1.0, flattening))
    random = np.random.default_rng(4)
    start, arc = random.uniform(-np.pi, np.pi, 500), random.uniform(0, 1.92, 500)
    clairaut = random.uniform(-1, 1, 500)
    along = start + arc * (NODES[:, None] + 1) / 2
    q = constants.e2 * (1 - clairaut**2)
    h = 1 / (1 + np.sqrt((1 - flattening) ** 2 + q * np.sin(along) ** 2))
    lag = constants.e2 * clairaut * (WEIGHTS @ h) * arc / 2
    excess = q * (WEIGHTS @ (h * np.cos(along) ** 2)) * arc / 2
    circle = great_circle(start, arc, clairaut, constants.e2)
    assert _lag(circle, constants) == pytest.approx(lag, rel=0, abs=1.1e-8)
    assert _excess(circle, constants) == pytest.approx(excess, rel=0, abs=4e-16)  # 2.5 nm


def test_the_earths_own():
    assert figure(WGS84).e2 == WGS84.eccentricity_squared
    assert figure(WGS84) is figure(WGS84)
