"""Points, rhumb lines and the published test legs, against independent arithmetic."""

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from shapely import Point

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    WGS84,
    Ellipsoid,
    MeasuredLine,
    destination,
    distance_m,
    rhumb_azimuth_deg,
    rhumb_length_m,
    rhumb_point,
)

RNG = np.random.default_rng(51)

# Published test legs: ends (lon, lat), geodesic in km, rhumb line minus geodesic in m, largest
# separation from the geodesic of the rhumb line and of the straight line in lon/lat, in m.
LEGS = {
    "Aktau-Siyazan": ((51.199989, 43.650005), (49.112407, 41.075398), 333.684, 8.4, 1025, 1785),
    "Aktau-Sumgait": ((51.199989, 43.650005), (49.67, 40.59), 362.658, 4.8, 812, 1533),
    "Kuryk-Buzovna": ((51.66, 43.19), (50.12, 40.52), 322.939, 4.3, 724, 1341),
    "Turkmenbashi-Siyazan": (
        (52.962429, 40.003424),
        (49.112407, 41.075398),
        347.171,
        27.6,
        1896,
        2121,
    ),
    "Turkmenbashi-Sangachal": ((52.962429, 40.003424), (49.47, 40.19), 298.511, 19.2, 1465, 1473),
    "Poti-Balchik": (
        (41.667623, 42.150771),
        (28.167437, 43.414341),
        1112.322,
        1191.6,
        22334,
        22692,
    ),
    "Anaklia-Constanta": ((41.57, 42.39), (28.65, 44.17), 1066.015, 1065.3, 20670, 21385),
}


def largest_separation(geodesic, coords):
    return max(abs(geodesic.locate(lon=lon, lat=lat).offset_m) for lon, lat in coords)


@pytest.mark.parametrize("leg", LEGS)
def test_published_legs(leg):
    start, end, geodesic_km, longer_m, rhumb_apart_m, straight_apart_m = LEGS[leg]
    geodesic = MeasuredLine([start, end])
    rhumb = MeasuredLine([start, end], rule="rhumb")
    assert geodesic.length_m / 1000 == pytest.approx(geodesic_km, abs=5e-4)
    assert rhumb.length_m - geodesic.length_m == pytest.approx(longer_m, abs=0.051)
    parts = np.linspace(0, 1, 121)
    on_rhumb = rhumb.coordinates_at(parts * rhumb.length_m)
    straight = np.outer(1 - parts, start) + np.outer(parts, end)
    assert largest_separation(geodesic, on_rhumb) == pytest.approx(rhumb_apart_m, rel=1e-3)
    assert largest_separation(geodesic, straight) == pytest.approx(straight_apart_m, rel=1e-3)


def test_direct_and_inverse_agree_with_geographiclib():
    for _ in range(100):
        lon, lat = RNG.uniform(-180, 180), RNG.uniform(-90, 90)
        azimuth, length = RNG.uniform(0, 360), RNG.uniform(-2e7, 2e7)
        expected = Geodesic.WGS84.Direct(lat, lon, azimuth, length)
        got = destination((lon, lat), azimuth_deg=azimuth, distance_m=length)
        apart = Geodesic.WGS84.Inverse(got.y, got.x, expected["lat2"], expected["lon2"])["s12"]
        assert apart < 15e-9
        back = Geodesic.WGS84.Inverse(lat, lon, got.y, got.x)["s12"]
        assert distance_m(Point(lon, lat), got) == pytest.approx(back, abs=15e-9)


def witness_rhumb(start, end, ellipsoid=WGS84):
    """Length and course by quadrature of the defining integrals in 25 digits."""
    with mpmath.workdps(25):
        a = mpmath.mpf(ellipsoid.semimajor_axis_m)
        f = mpmath.mpf(ellipsoid.flattening)
        e2, degree = f * (2 - f), mpmath.pi / 180
        width = ((mpmath.mpf(end[0]) - mpmath.mpf(start[0]) + 180) % 360 - 180) * degree
        lat1, lat2 = mpmath.mpf(start[1]) * degree, mpmath.mpf(end[1]) * degree

        def meridian(lat):
            return a * (1 - e2) / (1 - e2 * mpmath.sin(lat) ** 2) ** mpmath.mpf("1.5")

        def parallel(lat):
            return a * mpmath.cos(lat) / mpmath.sqrt(1 - e2 * mpmath.sin(lat) ** 2)

        if lat1 == lat2:
            return float(abs(width) * parallel(lat1)), 90.0 if width > 0 else 270.0
        steps = mpmath.linspace(lat1, lat2, 5)
        north = mpmath.quad(meridian, steps, method="gauss-legendre")
        isometric = mpmath.quad(
            lambda lat: meridian(lat) / parallel(lat), steps, method="gauss-legendre"
        )
        length = abs(north) * mpmath.sqrt(1 + (width / isometric) ** 2)
        return float(length), float(mpmath.degrees(mpmath.atan2(width, isometric)) % 360)


AWKWARD = [
    ((0, 45), (100, 45)),
    ((0, 45), (100, 45 + 1e-12)),
    ((0, 0), (10, 1e-9)),
    ((170, -30), (-170, 10)),
    ((20, -85), (10, 85)),
    ((0, 88), (90, 89)),
    ((5, 10), (5, 60)),
    ((5, 60), (5, 10)),
]


def random_pairs(count):
    lons, lats = RNG.uniform(-180, 180, (count, 2)), RNG.uniform(-88, 88, (count, 2))
    return [
        tuple(zip(lon.tolist(), lat.tolist(), strict=True))
        for lon, lat in zip(lons, lats, strict=True)
    ]


@pytest.mark.parametrize(("start", "end"), AWKWARD + random_pairs(15))
def test_rhumb_agrees_with_quadrature(start, end):
    length, course = witness_rhumb(start, end)
    assert rhumb_length_m(start, end) == pytest.approx(length, abs=15e-9)
    got = rhumb_azimuth_deg(start, end)
    assert abs(math.remainder(got - course, 360)) < 1e-11
    reached = rhumb_point(start, azimuth_deg=got, distance_m=rhumb_length_m(start, end))
    assert distance_m(reached, end) < 5e-8


@pytest.mark.parametrize("flattening", [0.0, 1 / 250, -1 / 250, 0.02])
def test_rhumb_on_other_ellipsoids(flattening):
    figure = Ellipsoid("trial", 6.4e6, flattening)
    for start, end in random_pairs(3):
        length, _ = witness_rhumb(start, end, figure)
        assert rhumb_length_m(start, end, ellipsoid=figure) == pytest.approx(length, abs=15e-9)


def test_rhumb_is_the_limit_of_short_geodesics():
    line = MeasuredLine([(52.962429, 40.003424), (10, 70)], rule="rhumb")
    coords = line.coordinates_at(np.linspace(0, line.length_m, 2001))
    steps = [
        Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
        for (lon1, lat1), (lon2, lat2) in pairwise(coords)
    ]
    # A chord of the curve is short by its length cubed times its curvature squared over 24.
    assert 0 < line.length_m - math.fsum(step["s12"] for step in steps) < 0.05
    middle = [(step["azi1"] + step["azi2"]) / 2 % 360 for step in steps]
    assert middle == pytest.approx([line.azimuth_deg(0)] * len(steps), abs=1e-5)


def test_rhumb_to_and_from_a_pole_is_a_meridian():
    quarter = 10_001_965.729
    assert rhumb_length_m((10, 0), (77, 90)) == pytest.approx(quarter, abs=5e-4)
    assert rhumb_azimuth_deg((10, 0), (77, 90)) == 0
    assert rhumb_azimuth_deg((77, 90), (10, 0)) == 180
    assert rhumb_length_m((1, -90), (2, 90)) == pytest.approx(2 * quarter, abs=1e-3)
    assert rhumb_length_m((1, 90), (100, 90)) == 0
    assert rhumb_azimuth_deg((1, 90), (100, 90)) is None


def test_rhumb_ends_at_the_pole():
    with pytest.raises(OutOfRangeError, match="ends at the pole"):
        rhumb_point((0, 89), azimuth_deg=10, distance_m=1e6)
    with pytest.raises(OutOfRangeError, match="ends at the pole"):
        rhumb_point((0, 90), azimuth_deg=90, distance_m=1)
    assert rhumb_point((40, 90), azimuth_deg=180, distance_m=1e6).x == 40


def test_half_a_turn_goes_the_way_of_its_sign():
    assert rhumb_azimuth_deg((0, 10), (180, 10)) == 90
    assert rhumb_azimuth_deg((180, 10), (0, 10)) == 270


@pytest.mark.parametrize(
    "bad", [(0, 91), (math.nan, 0), (0, math.inf), "ab", (1, 2, 3), None, Point()]
)
def test_bad_points(bad):
    with pytest.raises(GeometryError):
        distance_m((0, 0), bad)


def test_bad_course_and_distance():
    with pytest.raises(OutOfRangeError, match="azimuth nan"):
        destination((0, 0), azimuth_deg=math.nan, distance_m=1)
    with pytest.raises(OutOfRangeError, match="distance inf"):
        rhumb_point((0, 0), azimuth_deg=0, distance_m=math.inf)
