"""Kilometre points from one alignment to another."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy import MeasuredLine, translate_kp, translate_kps

EARTH = Geodesic.WGS84
OLD = [(71.0, 51.0), (72.5, 50.2), (74.0, 50.5)]


def offset_line(metres):
    """The old line's first segment, moved to starboard at its start, on a course of its own."""
    course = EARTH.Inverse(51.0, 71.0, 50.2, 72.5)["azi1"]
    start = EARTH.Direct(51.0, 71.0, course + 90, metres)
    end = EARTH.Direct(start["lat2"], start["lon2"], course, 100_000)
    return [(start["lon2"], start["lat2"]), (end["lon2"], end["lat2"])]


def test_a_line_on_itself_is_the_same_kilometre():
    line = MeasuredLine(OLD)
    distances = np.linspace(0, line.length_m, 50)
    found = translate_kps(distances, source=line, target=line, within_m=0.001)
    assert found.distance_m == pytest.approx(distances, abs=1e-6)
    assert np.abs(found.offset_m).max() < 1e-7
    assert found.beyond_m.tolist() == [0] * 50


def test_through_the_foot_that_geographiclib_finds_square():
    new = offset_line(1_000)
    found = translate_kp(30_000, source=OLD, target=new, within_m=2_000)
    here = MeasuredLine(OLD).interpolate(30_000)
    ahead = EARTH.Inverse(found.lat, found.lon, here.y, here.x)
    course = EARTH.Inverse(found.lat, found.lon, new[1][1], new[1][0])["azi1"]
    assert (ahead["azi1"] - course) % 360 == pytest.approx(270, abs=1e-6)
    assert found.offset_m == pytest.approx(-ahead["s12"], abs=1e-8)
    assert found.beyond_m == 0


def test_beyond_the_ends_it_says_by_how_much():
    old = MeasuredLine([(0, 0), (1, 0)])
    new = [(0.2, 0.001), (0.8, 0.001)]
    found = translate_kps([20_000, 40_000, 100_000], source=old, target=new, within_m=20_000)
    metres_a_degree = old.length_m
    assert found.beyond_m == pytest.approx(
        [20_000 - 0.2 * metres_a_degree, 0, 100_000 - 0.8 * metres_a_degree], abs=0.01
    )
    assert found.distance_m[0] == 0
    assert found.distance_m[2] == pytest.approx(0.6 * metres_a_degree, abs=0.01)
    assert found[2].beyond_m == found.beyond_m[2]


def test_a_bend_is_not_an_end():
    target = [(0, 0), (1, 0), (1, -1)]
    source = [(1.01, 0.01), (1.02, 0.02)]
    assert translate_kp(0, source=source, target=target, within_m=5_000).beyond_m == 0


def test_too_far_apart_is_refused_or_nan():
    new = offset_line(1_000)
    with pytest.raises(OutOfRangeError, match=r"KP 150\+000 of the source .* within_m = 2000"):
        translate_kp(150_000, source=OLD, target=new, within_m=2_000)
    with pytest.raises(OutOfRangeError, match="outside the line"):
        translate_kp(1e9, source=OLD, target=new, within_m=2_000)
    found = translate_kps(
        [10_000, 150_000, -5, np.nan], source=OLD, target=new, within_m=2_000, invalid="nan"
    )
    for name in ("distance_m", "offset_m", "beyond_m", "lon", "lat"):
        assert np.isnan(getattr(found, name)).tolist() == [False, True, True, True]
    assert len(found) == 4
    with pytest.raises(OutOfRangeError, match="within_m nan"):
        translate_kp(0, source=OLD, target=new, within_m=np.nan)


def test_a_target_of_one_point_has_no_end_to_be_beyond():
    found = translate_kp(0, source=OLD, target=[(71, 51.001)], within_m=200)
    assert (found.distance_m, found.beyond_m) == (0, 0)
