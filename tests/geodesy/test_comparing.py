"""Hausdorff and mean distance: against brute force over finely sampled lines."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import MeasuredLine, compare_lines, distance_m, hausdorff_m
from caspiangeo.geodesy.between import profiles
from caspiangeo.geodesy.between.profiles import Profile

EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")


def sampled(line, other, rule, count=4001):
    """Distances to the other line, evenly along the line."""
    line, other = (MeasuredLine(each, rule=rule) for each in (line, other))
    lon, lat = line.coordinates_at(np.linspace(0, line.length_m, count)).T
    return np.abs(other.locate_many(lon=lon, lat=lat).offset_m)


def walk(seed, count, step_deg, start=(10, 50)):
    rng = np.random.default_rng(seed)
    return np.asarray(start) + np.cumsum(rng.normal((step_deg, 0), step_deg, (count, 2)), axis=0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("tolerance", [50, 1])
@pytest.mark.parametrize(
    ("line", "other"),
    [
        (walk(1, 30, 0.2), walk(2, 20, 0.3)),
        (walk(3, 40, 0.01), walk(3, 40, 0.01)[::4] + 0.003),
        (walk(5, 10, 1, (175, 80)), walk(6, 10, 1, (176, 80))),
        ([(0, 89), (180, 89)], [(90, 88), (-90, 89.5)]),
        ([(0, 0), (30, 0)], [(0, 1), (10, 1.2), (15, 0.01), (20, 1.2), (30, 1)]),
    ],
)
def test_brute_force_agrees_within_the_tolerance(line, other, tolerance, rule):
    within = 0.7 * sampled(line, other, rule, 101).mean()
    found = compare_lines(line, other, within_m=within, tolerance_m=tolerance, rule=rule)
    for one, two, farthest, mean, share in (
        (line, other, found.farthest, found.mean_m, found.share_within),
        (other, line, found.other_farthest, found.other_mean_m, found.other_share_within),
    ):
        measured = MeasuredLine(one, rule=rule)
        step = measured.length_m / 4000
        away = sampled(one, two, rule)
        assert farthest.away_m >= away.max() - tolerance
        assert farthest.away_m <= away.max() + step / 2 + tolerance
        assert mean == pytest.approx(away.mean(), abs=tolerance + step / 2)
        slack = tolerance + step / 2
        assert (away <= within - slack).mean() - 1e-3 <= share
        assert share <= (away <= within + slack).mean() + 1e-3
        point = measured.interpolate(farthest.distance_m, clamp=True)
        assert point == farthest.point
        there = MeasuredLine(two, rule=rule).locate(lon=point.x, lat=point.y)
        assert abs(there.offset_m) == pytest.approx(farthest.away_m, abs=tolerance)
    assert found.hausdorff_m == max(found.farthest.away_m, found.other_farthest.away_m)
    assert hausdorff_m(line, other, tolerance_m=tolerance, rule=rule) == pytest.approx(
        found.hausdorff_m, abs=tolerance
    )


places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0])),
)
lines = st.lists(places, min_size=1, max_size=5)
near = st.lists(st.tuples(st.floats(0, 3), st.floats(60, 62)), min_size=2, max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.tuples(lines, lines), st.tuples(near, near)))
def test_the_distance_keeps_within_its_bounds_all_along(pair):
    line, other = (MeasuredLine(each) for each in pair)
    profile = Profile(line, other)
    gaps = profile.gaps()
    wide = np.flatnonzero(gaps.wide > 1e-3)
    parts = []
    for part in (0.1, 0.25, 0.5, 0.8):
        middle = profile.place[wide] + part * gaps.wide[wide]
        lon, lat = line.coordinates_at(middle, clamp=True).T
        away = np.abs(other.locate_many(lon=lon, lat=lat).offset_m)
        place = part * gaps.wide
        assert (away <= gaps.greatest()[wide] + 1e-5).all()
        assert (away >= gaps.least(place, place)[wide] - 1e-5).all()
        parts.append(away)
    below, above = gaps.areas()
    assert (below <= above).all()


def test_the_farthest_place_may_lie_between_vertices():
    # A square wave around a straight road: half-way along each of its far sides.
    found = compare_lines([(0, 0), (10, 0)], [(0, 0), (0, 5), (10, 5), (10, 0)], tolerance_m=0.01)
    line = MeasuredLine([(0, 5), (10, 5)])
    middle = line.interpolate(line.length_m / 2)
    assert found.farthest.distance_m == pytest.approx(
        MeasuredLine([(0, 0), (5, 0)]).length_m, abs=1
    )
    assert found.other_farthest.away_m >= EARTH.Inverse(0, 5, middle.y, 5)["s12"] - 0.01


def test_a_line_and_itself():
    line = walk(7, 300, 0.05)
    for other in (line, line[::-1]):
        found = compare_lines(line, other, within_m=1e-6, tolerance_m=1e-3)
        assert found.hausdorff_m < 1e-7
        assert found.mean_m < 1e-3
        assert found.share_within == found.other_share_within == 1
        assert found.length_m == pytest.approx(found.other_length_m, abs=1e-6)


def test_lines_of_one_point():
    found = compare_lines([(0, 0)], [(0, 1), (0, 2)], within_m=150_000)
    near, far = distance_m((0, 0), (0, 1)), distance_m((0, 0), (0, 2))
    assert (found.length_m, found.farthest.away_m, found.mean_m) == pytest.approx((0, near, near))
    assert found.other_farthest.away_m == pytest.approx(far)
    assert found.other_mean_m == pytest.approx((near + far) / 2, rel=1e-3)
    assert found.share_within == 1
    assert found.other_share_within == pytest.approx((150_000 - near) / (far - near), abs=1e-4)
    assert compare_lines([(0, 0)], [(0, 1)], within_m=5).share_within == 0


def test_antipodal_lines_are_half_the_earth_apart():
    away = hausdorff_m([(0, 0), (1, 0)], [(180, 0), (-179, 0)])
    assert away == pytest.approx(EARTH.Inverse(0, 0, 0, -179)["s12"], rel=0.01)


def test_what_cannot_be_compared_is_named(monkeypatch):
    line = [(0, 0), (1, 1)]
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(OutOfRangeError, match="tolerance_m"):
            compare_lines(line, line, tolerance_m=bad)
    for bad in (-1, math.nan, math.inf):
        with pytest.raises(OutOfRangeError, match="within_m"):
            compare_lines(line, line, within_m=bad)
    with pytest.raises(GeometryError, match="empty"):
        hausdorff_m(LineString(), line)
    with pytest.raises(OutOfRangeError, match="geodesics to follow the rhumb lines"):
        hausdorff_m([(0, 60), (170, 89.99999)], line, rule="rhumb", tolerance_m=1e-9)
    monkeypatch.setattr(profiles, "MOST_PLACES", 100)
    with pytest.raises(OutOfRangeError, match="choose a larger one"):
        compare_lines([(0, 0), (2, 0)], [(0, 1), (2, 1)], tolerance_m=0.01)
