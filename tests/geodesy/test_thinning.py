"""Thinning: against the method told in its plainest words, and distances of geographiclib."""

import math
from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import MeasuredLine, densify, length_m, simplify, thinning

EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")


def aways(coords, low, high, rule):
    """Distances of the vertices between two from the segment that joins these."""
    between = np.array(coords[low + 1 : high], dtype=float).reshape(-1, 2)
    line = MeasuredLine([coords[low], coords[high]], rule=rule)
    feet = line.locate_many(lon=between[:, 0], lat=between[:, 1])
    ways = zip(feet.lon, feet.lat, *between.T, strict=True)
    return [EARTH.Inverse(lat1, lon1, lat2, lon2)["s12"] for lon1, lat1, lon2, lat2 in ways]


def plainly(coords, low, high, tolerance, rule):
    """The vertices that Douglas and Peucker keep between two."""
    between = aways(coords, low, high, rule)
    if not between or max(between) <= tolerance:
        return []
    split = low + 1 + int(np.argmax(between))
    before = plainly(coords, low, split, tolerance, rule)
    return [*before, split, *plainly(coords, split, high, tolerance, rule)]


def walk(seed, count, step_deg, start=(10, 50)):
    rng = np.random.default_rng(seed)
    return np.asarray(start) + np.cumsum(rng.normal((step_deg, 0), step_deg, (count, 2)), axis=0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("coords", "tolerance"),
    [
        (walk(1, 120, 0.001), 100),
        (walk(2, 80, 0.1), 20_000),
        (walk(3, 60, 1, (170, 30)), 1e5),
        (walk(4, 40, 0.5, (-10, 80)), 5e4),
    ],
)
def test_the_plain_method_keeps_the_same(coords, tolerance, rule):
    thinner = simplify(coords, tolerance_m=tolerance, rule=rule)
    kept = [0, *plainly(coords, 0, len(coords) - 1, tolerance, rule), len(coords) - 1]
    assert np.flatnonzero(thinner.kept).tolist() == kept
    assert 5 < len(kept) < len(coords)


places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0])),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(places, min_size=2, max_size=12),
    st.floats(0, 7).map(lambda exponent: 10**exponent),
    st.sampled_from(RULES),
)
def test_what_is_left_out_is_near(coords, tolerance, rule):
    thinner = simplify(coords, tolerance_m=tolerance, rule=rule)
    kept = np.flatnonzero(thinner.kept)
    assert thinner.kept[[0, -1]].all()
    assert list(thinner.line.coords) == [coords[k] for k in kept]
    deviations = [0.0]
    for low, high in pairwise(kept):
        deviations += aways(coords, low, high, rule)
    assert thinner.deviation_m == pytest.approx(max(deviations), abs=1e-6)
    assert thinner.deviation_m <= tolerance + 1e-8
    lengths = length_m(LineString(coords), rule=rule), length_m(thinner.line, rule=rule)
    assert (thinner.length_before_m, thinner.length_after_m) == pytest.approx(lengths, abs=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_added_vertices_go_again(rule):
    corners = [(-10, 50), (30, 60), (35, 20)]
    drawn = densify(corners, max_segment_m=20_000, rule=rule).line
    thinner = simplify(drawn, tolerance_m=1e-6, rule=rule)
    assert list(thinner.line.coords) == corners
    assert thinner.deviation_m < 3e-8
    assert thinner.length_after_m == pytest.approx(thinner.length_before_m, abs=1e-5)


def test_a_great_circle_is_not_straight_in_degrees():
    drawn = densify([(0, 60), (90, 60)], max_segment_m=100_000).line
    assert len(simplify(drawn, tolerance_m=1e-6).line.coords) == 2
    assert len(simplify(drawn, tolerance_m=10_000, rule="rhumb").line.coords) > 5


def test_rings_stay_rings():
    around = np.linspace(0, 2 * np.pi, 201)
    circle = np.column_stack([20 + np.cos(around), 10 + np.sin(around)])
    circle[-1] = circle[0]
    for tolerance, least, most in ((1e7, 4, 4), (5_000, 8, 20), (0, 201, 201)):
        thinner = simplify(LineString(circle), tolerance_m=tolerance)
        assert least <= len(thinner.line.coords) <= most
        assert thinner.line.is_closed
        assert thinner.line.is_simple
    hairpin = [(0, 0), (1, 0), (0, 0)]
    assert len(simplify(hairpin, tolerance_m=1e7).line.coords) == 2  # it was no ring
    spot = simplify([(5, 5)] * 6, tolerance_m=1)
    assert len(spot.line.coords) == 4


def test_short_lines():
    assert simplify([(1, 2)], tolerance_m=5).line.wkt == "LINESTRING (1 2, 1 2)"
    two = simplify([(1, 2), (3, 4)], tolerance_m=1e9)
    assert (two.kept.tolist(), two.deviation_m) == ([True, True], 0)
    assert not simplify([(1, 2, 7), (3, 4, 7)], tolerance_m=0).line.has_z
    with pytest.raises(GeometryError, match="empty"):
        simplify(LineString(), tolerance_m=1)


def test_repeated_vertices_go():
    line = [(0, 0), (0, 0), (1, 1), (1, 1), (1, 1), (2, 0), (2, 0)]
    assert simplify(line, tolerance_m=0).line.wkt == "LINESTRING (0 0, 1 1, 2 0)"


def test_blocks_change_nothing(monkeypatch):
    coords = walk(9, 500, 0.01)
    at_once = simplify(coords, tolerance_m=300)
    monkeypatch.setattr(thinning, "_MOST_VERTICES", 17)
    in_blocks = simplify(coords, tolerance_m=300)
    assert in_blocks.kept.tolist() == at_once.kept.tolist()
    assert in_blocks.deviation_m == at_once.deviation_m


def test_bad_tolerances_are_refused():
    for bad in (-1, math.nan, math.inf):
        with pytest.raises(OutOfRangeError, match="tolerance_m"):
            simplify([(0, 0), (1, 1)], tolerance_m=bad)
