"""Kilometre points and how they are written."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy import (
    Calibration,
    MeasuredLine,
    kilometre_points,
    kp_label,
    parse_kp,
)

CHAIN = [(51.2, 43.6), (49.9, 40.4), (44.8, 41.7)]


def labels(points):
    return [point.label for point in points]


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_what_is_written_is_read_again(units, decimals):
    distance = units / 10**decimals
    label = kp_label(distance, decimals=decimals)
    assert parse_kp(label) == pytest.approx(distance, rel=1e-15)
    assert parse_kp(label.removeprefix("KP ")) == parse_kp(label)


@pytest.mark.parametrize(
    ("distance", "decimals", "label"),
    [
        (0, 0, "KP 0+000"),
        (-0.0, 0, "KP 0+000"),
        (-0.4, 0, "KP 0+000"),
        (-0.6, 0, "KP -0+001"),
        (999.6, 0, "KP 1+000"),
        (1_768_000, 0, "KP 1768+000"),
        (12_345.678, 1, "KP 12+345.7"),
        (999.99996, 3, "KP 1+000.000"),
    ],
)
def test_labels(distance, decimals, label):
    assert kp_label(distance, decimals=decimals) == label


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("KP 12+500", 12_500),
        ("kp12+500", 12_500),
        ("  12+500 ", 12_500),
        ("KP -1+250.5", -1_250.5),
        ("KP 12.5", 12_500),
        ("KP 12.5 km", 12_500),
        ("12.5 km", 12_500),
        ("-0.25km", -250),
        ("1768 km", 1_768_000),
    ],
)
def test_ways_to_write_a_kilometre_point(text, metres):
    assert parse_kp(text) == metres


@pytest.mark.parametrize(
    "text", ["", "12.5", "12500", "12500 m", "12+50", "12+5000", "KP", "12 + 500", "+500", "KP x"]
)
def test_what_is_no_kilometre_point_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(OutOfRangeError, match=r"write KP 12\+500"):
        parse_kp(text)


def test_labels_of_nothing():
    for bad in (np.nan, np.inf):
        with pytest.raises(OutOfRangeError, match="not finite"):
            kp_label(bad)
    with pytest.raises(OutOfRangeError, match=r"outside 0\.\.9"):
        kp_label(1, decimals=-1)


def test_points_lie_where_geographiclib_goes():
    points = kilometre_points(CHAIN, every_m=100_000)
    first = Geodesic.WGS84.Inverse(43.6, 51.2, 40.4, 49.9)
    there = Geodesic.WGS84.Direct(43.6, 51.2, first["azi1"], 300_000)
    assert labels(points)[:4] == ["KP 0+000", "KP 100+000", "KP 200+000", "KP 300+000"]
    assert (points[3].lon, points[3].lat) == pytest.approx((there["lon2"], there["lat2"]))
    assert points[3].azimuth_deg == pytest.approx(there["azi2"] % 360)
    assert points[3].kp_km == 300
    assert len(points) == int(MeasuredLine(CHAIN).length_m // 100_000) + 1


def test_a_row_of_posts_begins_where_it_is_told_and_may_have_the_end():
    line = MeasuredLine(CHAIN)
    points = kilometre_points(line, every_m=100_000, start_m=250_000, include_end=True)
    assert labels(points)[:2] == ["KP 250+000", "KP 350+000"]
    assert points[-1].distance_m == line.length_m
    assert (points[-1].lon, points[-1].lat) == CHAIN[-1]
    assert points[-1].label == kp_label(line.length_m)
    assert labels(kilometre_points(line, every_m=1e9, include_end=True))[0] == "KP 0+000"
    assert kilometre_points(line, every_m=1e9, start_m=1e8) == []


def test_an_end_that_is_round_comes_once():
    line = MeasuredLine(CHAIN)
    points = kilometre_points(line, every_m=line.length_m / 4, include_end=True)
    assert len(points) == 5
    assert points[-1].distance_m == pytest.approx(line.length_m, abs=1e-6)


def test_kilometres_of_a_measure():
    line = MeasuredLine(CHAIN)
    posts = Calibration([-1, 2, 1, 3], [0, 300_000, 300_000, 500_000], name="posts")
    points = kilometre_points(line, every_m=1000, measure=posts)
    assert labels(points) == [
        "KP -1+000",
        "KP 0+000",
        "KP 1+000",
        "KP 1+000",
        "KP 2+000",
        "KP 2+000",
        "KP 3+000",
    ]
    assert [point.distance_m for point in points] == pytest.approx(
        [0, 100_000, 200_000, 300_000, 300_000, 400_000, 500_000]
    )
    later = kilometre_points(line, every_m=1000, start_m=500, measure=posts)
    assert [point.kp_km for point in later] == [0.5, 1.5, 1.5, 2.5]
    # The end of the line, which the posts do not reach, has no kilometre of theirs.
    assert kilometre_points(line, every_m=1000, measure=posts, include_end=True) == points


def test_the_end_in_a_measure_has_its_own_kilometre():
    line = MeasuredLine(CHAIN)
    posts = Calibration([10.25, 0], [0, line.length_m])
    points = kilometre_points(line, every_m=4000, measure=posts, include_end=True)
    assert labels(points) == ["KP 8+000", "KP 4+000", "KP 0+000"]
    later = kilometre_points(line, every_m=4000, start_m=1000, measure=posts, include_end=True)
    assert labels(later) == ["KP 9+000", "KP 5+000", "KP 1+000", "KP 0+000"]


def test_a_post_where_two_pieces_meet_comes_once():
    posts = Calibration([0, 2, np.nan, 2, 4], [0, 2000, 2000, 2000, 4000])
    points = kilometre_points([(0, 0), (1, 0)], every_m=1000, measure=posts)
    assert [point.kp_km for point in points] == [0, 1, 2, 3, 4]


def test_a_line_of_one_point_has_one_post():
    (point,) = kilometre_points([(7, 8), (7, 8)], every_m=10)
    assert (point.label, point.lon, point.lat, point.azimuth_deg) == ("KP 0+000", 7, 8, None)


def test_steps_that_make_no_row():
    for bad in (0, -5, np.nan, np.inf):
        with pytest.raises(OutOfRangeError, match="every_m"):
            kilometre_points(CHAIN, every_m=bad)
    with pytest.raises(OutOfRangeError, match="start_m"):
        kilometre_points(CHAIN, every_m=1000, start_m=np.nan)
    with pytest.raises(OutOfRangeError, match="more than 10,000,000 points"):
        kilometre_points(CHAIN, every_m=0.01)
    with pytest.raises(OutOfRangeError, match="more than 10,000,000 points"):
        kilometre_points(CHAIN, every_m=1, measure=Calibration([0, 5e4], [0, 10]))
    with pytest.raises(OutOfRangeError, match="outside the line"):
        kilometre_points([(0, 0), (1, 0)], every_m=1e4, measure=Calibration([0, 200], [0, 2e5]))
