"""Nearest approach: against brute force, and ways that were built with geographiclib."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import KRASSOVSKY_1940, MeasuredLine, distance_m, nearest_approach

EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")


def brute_force(one, other, rule):
    """The least distance between samples of two lines, refined around the best."""
    lines = [MeasuredLine(line, rule=rule) for line in (one, other)]
    spans = [(0, line.length_m) for line in lines]
    for _ in range(4):
        places = [np.linspace(low, high, 60) for low, high in spans]
        coords = [line.coordinates_at(p) for line, p in zip(lines, places, strict=True)]
        i, j = (each.ravel() for each in np.indices((60, 60)))
        lengths = Geod(ellps="WGS84").inv(*coords[0][i].T, *coords[1][j].T)[2]
        best = int(np.argmin(lengths))
        for k, index in enumerate((i[best], j[best])):
            step = 1.5 * (spans[k][1] - spans[k][0]) / 59
            at = places[k][index]
            spans[k] = max(at - step, 0), min(at + step, lines[k].length_m)
    return lengths.min()  # of a place that is really there, be it the best or not


def assert_real(found, one, other, rule):
    """The way found joins the two places it names."""
    points = [
        MeasuredLine(line, rule=rule).interpolate(along, clamp=True)
        for line, along in ((one, found.distance_a_m), (other, found.distance_b_m))
    ]
    assert [p.coords[0] for p in points] == [
        found.point_a.coords[0],
        found.point_b.coords[0],
    ]
    assert distance_m(*points) == pytest.approx(found.distance_m, abs=5e-8)


places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0])),
)
lines = st.lists(places, min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(lines, lines, st.sampled_from(RULES))
def test_nothing_is_nearer(one, other, rule):
    found = nearest_approach(one, other, rule=rule)
    assert_real(found, one, other, rule)
    assert found.distance_m <= brute_force(one, other, rule) + 1e-7


near_places = st.tuples(st.floats(0, 30), st.floats(50, 80))


@settings(max_examples=15, deadline=None)
@given(st.lists(near_places, min_size=2, max_size=2), st.lists(near_places, min_size=2, max_size=2))
def test_nothing_is_nearer_to_rhumb_lines_that_bend(one, other):
    found = nearest_approach(one, other, rule="rhumb")
    assert_real(found, one, other, "rhumb")
    assert found.distance_m <= brute_force(one, other, "rhumb") + 1e-7


@pytest.mark.parametrize("length", [10, 1e4, 1e6])
def test_way_that_was_built(length):
    rng = np.random.default_rng(11)
    for _ in range(10):
        lon, lat, azimuth = rng.uniform(-180, 180), rng.uniform(-80, 80), rng.uniform(0, 360)
        ends = [EARTH.Direct(lat, lon, azimuth + turn, length) for turn in (0, 180)]
        way = rng.uniform(0.05, 0.5) * length
        spike = EARTH.Direct(lat, lon, azimuth + 90, way)
        beyond = [
            EARTH.Direct(spike["lat2"], spike["lon2"], spike["azi2"] + turn, length)
            for turn in (-60, 60)
        ]
        one = [(p["lon2"], p["lat2"]) for p in (ends[1], ends[0])]
        other = [(p["lon2"], p["lat2"]) for p in (beyond[0], spike, beyond[1])]
        found = nearest_approach(one, other)
        assert found.distance_m == pytest.approx(way, abs=2e-8)
        assert found.distance_a_m == pytest.approx(length, abs=3e-8)
        assert found.distance_b_m == pytest.approx(length, abs=3e-8)


def test_rhumb_lines_that_are_nearest_between_their_vertices():
    # The parallel of 60 degrees bulges southward of every great circle, and of the other line.
    parallel, other = [(0, 60), (40, 60)], [(-2, 56), (41, 57)]
    found = nearest_approach(parallel, other, rule="rhumb")
    steep = [(0, 80), (80, 80)], [(0, 79), (80, 79.5)]
    bent = nearest_approach(*steep, rule="rhumb")
    for result, pair in ((found, (parallel, other)), (bent, steep)):
        assert_real(result, *pair, "rhumb")
        assert result.distance_m == pytest.approx(brute_force(*pair, "rhumb"), abs=1)


def test_lines_that_meet():
    found = nearest_approach([(0, 0), (2, 0)], [(1, -1), (1, 1)])
    assert found.distance_m == 0
    assert distance_m(found.point_a, found.point_b) < 1e-8
    twice = nearest_approach([(0, 0), (4, 0)], [(3, -1), (3, 1), (1, 1), (1, -1)])
    assert (twice.distance_m, round(twice.point_a.x, 9)) == (0, 1)
    shared = nearest_approach([(0, 0), (4, 0)], [(2, 0), (3, 0)])
    assert (shared.distance_m, shared.point_a.x) == (0, 2)


def test_of_equally_near_places_the_first_is_taken():
    found = nearest_approach([(0, 0), (9, 0)], [(6, 1), (6, 0.5), (4, 1), (2, 0.5), (0, 1)])
    assert (found.point_a.x, found.point_b.x) == (pytest.approx(2, abs=1e-6), 2)


def test_pole_and_antimeridian():
    found = nearest_approach([(0, 85), (180, 85)], [(90, 89), (90, 70)])
    assert found.distance_m == pytest.approx(EARTH.Inverse(89, 90, 90, 0)["s12"], abs=1e-8)
    found = nearest_approach([(179, 0), (179.5, 0)], [(-179.5, 0), (-179, 1)])
    assert found.distance_m == pytest.approx(EARTH.Inverse(0, 179.5, 0, -179.5)["s12"], abs=1e-8)


def test_lines_of_one_point_and_other_ellipsoids():
    found = nearest_approach([(5, 5)], [(5, 6), (6, 6)], ellipsoid=KRASSOVSKY_1940)
    assert found.distance_m == pytest.approx(
        distance_m((5, 5), found.point_b, ellipsoid=KRASSOVSKY_1940), abs=1e-8
    )
    assert (found.distance_a_m, found.point_a.coords[0]) == (0, (5, 5))
    assert nearest_approach([(5, 5)], [(5, 5)]).distance_m == 0
    with pytest.raises(GeometryError, match="empty"):
        nearest_approach(LineString(), [(0, 0), (1, 1)])
