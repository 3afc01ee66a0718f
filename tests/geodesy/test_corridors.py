"""Corridor joins: against built distances (geographiclib) and brute force over sampled lines."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import MeasuredLine, points_within
from caspiangeo.geodesy.between import corridors

EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")


def pairs(hits):
    return list(zip(hits.point.tolist(), hits.line.tolist(), strict=True))


def test_points_a_micrometre_in_and_out():
    rng = np.random.default_rng(25)
    lines, lon, lat, expected = [], [], [], []
    for k in range(60):
        start = rng.uniform(-180, 180), rng.uniform(-85, 85)
        azimuth, length = rng.uniform(0, 360), 10 ** rng.uniform(3, 6)
        end = EARTH.Direct(start[1], start[0], azimuth, length)
        lines.append(LineString([start, (end["lon2"], end["lat2"])]))
        along = rng.uniform(0.1, 0.9) * length
        foot = EARTH.Direct(start[1], start[0], azimuth, along)
        for excess in (-1e-6, 1e-6):
            side = rng.choice([-1, 1])
            point = EARTH.Direct(
                foot["lat2"], foot["lon2"], foot["azi2"] + 90 * side, 25_000 + excess
            )
            lon.append(point["lon2"])
            lat.append(point["lat2"])
            if excess < 0:
                expected.append((len(lon) - 1, k, along, side * (25_000 + excess)))
    hits = points_within(lines, lon=lon, lat=lat, within_m=25_000)
    own = [row for row, (point, line) in enumerate(pairs(hits)) if line == point // 2]
    found = np.column_stack([hits.point, hits.line, hits.distance_m, hits.offset_m])[own]
    assert found == pytest.approx(np.array(expected), abs=2e-8)


places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0])),
)
lines = st.lists(st.lists(places, min_size=2, max_size=3), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None)
@given(
    lines,
    st.lists(places, min_size=1, max_size=8),
    st.floats(1, 6.9).map(lambda exponent: 10**exponent),
    st.sampled_from(RULES),
)
def test_no_point_is_missed_or_invented(shapes, points, within, rule):
    lon, lat = np.array(points).T
    hits = points_within(
        [LineString(shape) for shape in shapes], lon=lon, lat=lat, within_m=within, rule=rule
    )
    found = set(pairs(hits))
    for number, shape in enumerate(shapes):
        line = MeasuredLine(shape, rule=rule)
        step = line.length_m / 2000
        sampled = line.coordinates_at(np.linspace(0, line.length_m, 2001))
        for point in range(len(points)):
            there = (np.full(2001, value) for value in (lon[point], lat[point]))
            least = Geod(ellps="WGS84").inv(*sampled.T, *there)[2].min()
            if least <= within:
                assert (point, number) in found
            if least - step / 2 > within + 1e-6:
                assert (point, number) not in found
    for row, (point, number) in enumerate(pairs(hits)):
        there = MeasuredLine(shapes[number], rule=rule).interpolate(
            hits.distance_m[row], clamp=True
        )
        offset = EARTH.Inverse(there.y, there.x, lat[point], lon[point])["s12"]
        assert abs(hits.offset_m[row]) == pytest.approx(offset, abs=1e-6)


def walks(count, seed):
    rng = np.random.default_rng(seed)
    starts = np.column_stack([rng.uniform(160, 200, count), rng.uniform(60, 88, count)])
    steps = np.cumsum(rng.normal(0, 1, (count, 12, 2)), axis=1)
    coords = starts[:, None] + steps
    coords[:, :, 1] = np.clip(coords[:, :, 1], -90, 90)
    return [LineString(each) for each in coords], rng


@pytest.mark.parametrize("rule", RULES)
def test_each_line_alone_says_the_same(rule):
    lines, rng = walks(6, seed=3)
    lon, lat = rng.uniform(140, 220, 400), rng.uniform(60, 90, 400)
    hits = points_within(lines, lon=lon, lat=lat, within_m=250_000, rule=rule)
    assert len(hits) > 90
    assert pairs(hits) == sorted(pairs(hits))
    for number, line in enumerate(lines):
        located = MeasuredLine(line, rule=rule).locate_many(lon=lon, lat=lat)
        near = np.flatnonzero(np.abs(located.offset_m) <= 250_000)
        here = hits.line == number
        assert hits.point[here].tolist() == near.tolist()
        assert hits.distance_m[here] == pytest.approx(located.distance_m[near], abs=1e-7)
        assert hits.offset_m[here] == pytest.approx(located.offset_m[near], abs=1e-8)


def test_blocks_change_nothing(monkeypatch):
    lines, rng = walks(4, seed=4)
    lon, lat = rng.uniform(-180, 180, 100), rng.uniform(60, 90, 100)
    at_once = points_within(lines, lon=lon, lat=lat, within_m=300_000)
    monkeypatch.setattr(corridors, "_MOST_POINTS", 7)
    in_blocks = points_within(lines, lon=lon, lat=lat, within_m=300_000)
    assert len(at_once) > 0
    for name in ("point", "line", "distance_m", "offset_m"):
        assert getattr(at_once, name).tolist() == getattr(in_blocks, name).tolist()


def test_nearest_only():
    lines, rng = walks(6, seed=5)
    lon, lat = rng.uniform(150, 210, 200), rng.uniform(60, 90, 200)
    every = points_within(lines, lon=lon, lat=lat, within_m=400_000)
    nearest = points_within(lines, lon=lon, lat=lat, within_m=400_000, nearest_only=True)
    assert len(nearest) < len(every)
    assert nearest.point.tolist() == sorted(set(every.point.tolist()))
    for row, point in enumerate(nearest.point):
        of_point = every.point == point
        least = np.abs(every.offset_m[of_point]).min()
        assert abs(nearest.offset_m[row]) == least


def test_of_two_lines_that_share_a_road_the_first_is_nearest():
    shared = [(0, 0), (1, 0), (2, 1)]
    lines = [LineString([(-1, 3), *shared]), LineString(shared)]
    hits = points_within(lines, lon=[0.5], lat=[0.1], within_m=20_000, nearest_only=True)
    assert hits.line.tolist() == [0]


def test_edges():
    line = LineString([(0, 0), (2, 0)])
    on_it = points_within([line], lon=[1, 2], lat=[0, 0], within_m=0)
    assert on_it.offset_m == pytest.approx([0, 0], abs=0)
    assert len(points_within([line], lon=[], lat=[], within_m=10)) == 0
    assert len(points_within([], lon=[1], lat=[0], within_m=10)) == 0
    assert pairs(points_within([None, LineString(), line], lon=[1], lat=[0], within_m=1)) == [
        (0, 2)
    ]
    dot = points_within([LineString([(5, 5), (5, 5)])], lon=[5, 7], lat=[5.1, 5], within_m=2e4)
    assert (dot.point.tolist(), dot.distance_m.tolist()) == ([0], [0])
    assert dot.offset_m[0] == pytest.approx(EARTH.Inverse(5, 5, 5.1, 5)["s12"], abs=1e-8)
    everywhere = points_within([line], lon=[-179, 90], lat=[0, -90], within_m=3e7)
    assert pairs(everywhere) == [(0, 0), (1, 0)]


def test_bad_input_is_named():
    line = LineString([(0, 0), (2, 0)])
    for bad in (-1, math.nan, math.inf):
        with pytest.raises(OutOfRangeError, match="within_m"):
            points_within([line], lon=[0], lat=[0], within_m=bad)
    with pytest.raises(GeometryError, match="point 1: latitude 91"):
        points_within([line], lon=[0, 0], lat=[0, 91], within_m=5)
    with pytest.raises(GeometryError, match="1 of lat"):
        points_within([line], lon=[0, 0], lat=[0], within_m=5)
