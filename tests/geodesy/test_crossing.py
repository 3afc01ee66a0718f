"""Crossings: against a forty-digit truth file, geographiclib, the sphere and Mercator's chart."""

import csv
import importlib.util
import math
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely.affinity
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    KRASSOVSKY_1940,
    MeasuredLine,
    crossings,
    crossings_between,
    densify,
    distance_m,
)
from caspiangeo.geodesy.between.lineset import one_line
from caspiangeo.geodesy.between.meetings import Pairs, meetings

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT / "tests" / "geodesy" / "truth" / "crossings.csv"
EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")


def truth_by_family():
    families = {}
    with TRUTH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {name: float(value) for name, value in row.items() if name[0] in "abdl"}
            families.setdefault(row["family"], []).append((row["rule"], numbers))
    return families


FAMILIES = truth_by_family()


def summary(found):
    return [(each.kind, round(each.lon, 9), round(each.lat, 9)) for each in found]


@pytest.mark.parametrize("family", FAMILIES)
def test_forty_digits(family):
    for rule, row in FAMILIES[family]:
        one = [(row["a_lon1"], row["a_lat1"]), (row["a_lon2"], row["a_lat2"])]
        other = [(row["b_lon1"], row["b_lat1"]), (row["b_lon2"], row["b_lat2"])]
        (found,) = crossings(one, other, rule=rule)
        # What a line may be off sideways moves the crossing along the other by 1/sin as much.
        sharpness = math.sin(math.radians(row["angle_deg"]))
        for ours, truth in (
            (found.distance_a_m, row["distance_a_m"]),
            (found.distance_b_m, row["distance_b_m"]),
            (distance_m((found.lon, found.lat), (row["lon"], row["lat"])), 0),
        ):
            assert abs(ours - truth) * min(1.0, 2 * sharpness) <= 15e-9
        assert found.angle_deg == pytest.approx(row["angle_deg"], abs=1e-6)
        assert found.kind == "crossing"


def test_truth_file_is_what_its_builder_makes(monkeypatch):
    path = ROOT / "tools" / "build_crossing_truth.py"
    spec = importlib.util.spec_from_file_location("build_crossing_truth", path)
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    monkeypatch.setattr(sys, "argv", [path.name, "--check", "47"])
    assert builder.main() == 0


@pytest.mark.parametrize("length", [100, 1e4, 1e6, 1.2e7])
def test_crossing_that_was_built(length):
    rng = np.random.default_rng(1)
    for _ in range(15):
        lon, lat, course = rng.uniform(-180, 180), rng.uniform(-89, 89), rng.uniform(0, 360)
        turn = rng.uniform(30, 150)
        lines = []
        for azimuth in (course, course + turn):
            back, ahead = rng.uniform(0.05, 0.5, 2) * length
            start, end = (
                EARTH.Direct(lat, lon, azimuth, -back),
                EARTH.Direct(lat, lon, azimuth, ahead),
            )
            lines.append(([(p["lon2"], p["lat2"]) for p in (start, end)], back))
        (found,) = crossings(lines[0][0], lines[1][0])
        assert EARTH.Inverse(found.lat, found.lon, lat, lon)["s12"] < 3e-8
        assert found.distance_a_m == pytest.approx(lines[0][1], abs=4e-8)
        assert found.distance_b_m == pytest.approx(lines[1][1], abs=4e-8)
        assert found.angle_deg == pytest.approx(min(turn, 180 - turn), abs=1e-6)


def vector(lon, lat):
    lon, lat = math.radians(lon), math.radians(lat)
    return np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])


def shares_on_sphere(one, other):
    """Where great circles cross, as shares of both arcs, or None."""
    (p, q), (r, s) = ([vector(*end) for end in line] for line in (one, other))
    axis = np.cross(np.cross(p, q), np.cross(r, s))
    if np.linalg.norm(axis) < 1e-6:
        return None
    for sign in (1, -1):
        x = sign * axis / np.linalg.norm(axis)
        shares = []
        for start, end in ((p, q), (r, s)):
            whole = math.atan2(np.linalg.norm(np.cross(start, end)), start @ end)
            normal = np.cross(start, end) / math.sin(whole)
            shares.append(math.atan2(normal @ np.cross(start, x), start @ x) / whole)
        if all(0 <= share <= 1 for share in shares):
            return shares
    return []


places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0, 0.0])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 89.9])),
)


@settings(max_examples=150, deadline=None)
@given(places, places, places, places)
def test_no_crossing_is_missed_or_invented(a, b, c, d):
    for one, other in ((a, b), (c, d)):
        if not 1e4 < distance_m(one, other) < 1.7e7:
            return
    shares = shares_on_sphere((a, b), (c, d))
    if shares is None:
        return
    found = crossings([a, b], [c, d])
    lengths = distance_m(a, b), distance_m(c, d)
    if shares and all(0.02 < share < 0.98 for share in shares):
        assert [each.kind for each in found] == ["crossing"]
    for each in found:
        assert len(found) == 1 or each.kind == "touch"
        along = each.distance_a_m / lengths[0], each.distance_b_m / lengths[1]
        points = [
            MeasuredLine(line).interpolate(part * length, clamp=True)
            for line, part, length in zip(((a, b), (c, d)), along, lengths, strict=True)
        ]
        assert distance_m(*points) < 2e-6


@settings(max_examples=100, deadline=None)
@given(places, places, places, places)
def test_rhumb_lines_cross_where_their_chart_says(a, b, c, d):
    def chart(start, end):
        width = (end[0] - start[0] + 180) % 360 - 180
        flatten = 0.0818191908426215

        def isometric(lat):
            sine = math.sin(math.radians(lat))
            return math.degrees(math.atanh(sine) - flatten * math.atanh(flatten * sine))

        return LineString([(start[0], isometric(start[1])), (start[0] + width, isometric(end[1]))])

    if max(abs(p[1]) for p in (a, b, c, d)) > 89:
        return
    if any(abs(abs(one[0] - other[0]) - 180) < 1e-6 for one, other in ((a, b), (c, d))):
        return
    one, other = chart(a, b), chart(c, d)
    if one.length == 0 or other.length == 0:
        return
    expected = []
    for turn in (-360, 0, 360):
        moved = shapely.affinity.translate(other, turn)
        if one.boundary.distance(moved) < 1e-3 or moved.boundary.distance(one) < 1e-3:
            return
        expected += [one.project(one.intersection(moved))] if one.crosses(moved) else []
    found = crossings([a, b], [c, d], rule="rhumb")
    assert len(found) == len(expected)
    assert [each.kind for each in found] == ["crossing"] * len(expected)


lines = st.lists(places, min_size=2, max_size=3)


@settings(max_examples=12, deadline=None)
@given(lines, lines, st.sampled_from(RULES))
def test_the_index_leaves_nothing_out(one, other, rule):
    sets = [one_line(line, rule=rule, ellipsoid=KRASSOVSKY_1940) for line in (one, other)]
    every = [each.ravel() for each in np.indices([len(each.pieces.segment) for each in sets])]
    points, begins, _ = meetings(Pairs(*sets, *every), touch_m=1e-6)
    found = crossings(one, other, rule=rule, ellipsoid=KRASSOVSKY_1940)
    assert bool(found) == bool(len(points) + len(begins))
    for row in points[points["before_a"] & points["after_a"]]:
        along = row["distance_a"]
        assert any(each.distance_a_m - 1e-5 <= along <= each.to_a_m + 1e-5 for each in found)


@settings(max_examples=20, deadline=None)
@given(lines, lines, st.sampled_from(RULES))
def test_either_line_may_come_first(one, other, rule):
    there, back = crossings(one, other, rule=rule), crossings(other, one, rule=rule)
    assert sorted(each.kind for each in there) == sorted(each.kind for each in back)
    assert [each.distance_a_m for each in there] == sorted(each.distance_a_m for each in there)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([(0, 0), (2, 0)], [(1, -1), (1, 0), (1, 1)], [("crossing", 1, 0)]),
        ([(0, 0), (1, 0), (2, 0)], [(1, -1), (1, 0), (1, 1)], [("crossing", 1, 0)]),
        ([(0, 0), (1, 0), (2, 1)], [(1, -1), (1, 0), (0, 1)], [("crossing", 1, 0)]),
        ([(0, 0), (1, 0), (2, 1)], [(0, 1), (1, 0), (1, 2)], [("touch", 1, 0)]),
        ([(0, 0), (1, 0), (2, 0)], [(1, 0), (1, 1)], [("touch", 1, 0)]),
        ([(0, 0), (1, 0)], [(1, 0), (2, 0)], [("touch", 1, 0)]),
        ([(0, 0), (2, 0)], [(3, 0), (4, 0)], []),
        ([(0, 0), (2, 0)], [(1, 1e-4), (1, 1)], []),
    ],
)
def test_vertices_and_ends(one, other, expected, rule):
    for a, b in ((one, other), (one[::-1], other), (one, other[::-1])):
        assert summary(crossings(a, b, rule=rule)) == expected
        assert summary(crossings(b, a, rule=rule)) == expected


def test_a_line_through_one_place_twice_meets_there_twice():
    eight = [(0, 1), (1, 0), (2, -1), (2, 1), (1, 0), (0, -1)]
    found = crossings([(1, -1), (1, 0), (1, 1)], eight)
    assert summary(found) == [("crossing", 1, 0)] * 2
    assert found[0].distance_b_m < found[1].distance_b_m


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("step", [1, -1])
def test_a_shared_stretch_is_one_however_many_vertices_it_has(step, rule):
    trunk = [(10 + 0.01 * k, 50 + 0.1 * math.sin(k)) for k in range(200)]
    one = [(9, 48), *trunk, (13, 52)]
    more = densify(trunk, max_segment_m=1500, rule=rule).line.coords
    other = [(9, 52), *more[::step], (13, 48)][::1]
    if step == -1:
        other = [(13, 52.5), *more[::step], (9, 47.5)]
    found = crossings(one, other, rule=rule)
    (stretch,) = [each for each in found if each.kind == "shared"]
    line = MeasuredLine(one, rule=rule)
    assert stretch.distance_a_m == pytest.approx(line.vertex_distances_m[1], abs=1e-6)
    assert stretch.to_a_m == pytest.approx(line.vertex_distances_m[-2], abs=1e-6)
    shared = stretch.to_a_m - stretch.distance_a_m
    assert step * (stretch.to_b_m - stretch.distance_b_m) == pytest.approx(shared, abs=1e-6)
    assert stretch.angle_deg == 0
    assert len(found) <= 2  # no vertex of the stretch is told apart


def test_part_of_a_segment_is_shared():
    (found,) = crossings([(0, 0), (5, 0)], [(1, 1), (2, 0), (4, 0), (4, 1)])
    degree = distance_m((0, 0), (1, 0))
    assert (found.kind, found.lon, found.lat) == ("shared", 2, 0)
    assert [found.distance_a_m, found.to_a_m] == pytest.approx([2 * degree, 4 * degree], abs=1e-7)
    assert found.to_b_m - found.distance_b_m == pytest.approx(2 * degree, abs=1e-7)


def test_a_line_and_itself():
    bend = [(0, 0), (1, 3), (4, 4)]
    (found,) = crossings(bend, bend)
    assert (found.kind, found.distance_a_m, found.distance_b_m) == ("shared", 0, 0)
    assert found.to_a_m == found.to_b_m == MeasuredLine(bend).length_m


def test_the_closing_vertex_of_a_ring_counts_once():
    ring = [(0, 0), (2, 0), (1, 2), (0, 0)]
    assert (
        summary(crossings(ring, [(-1, -1), (0, 0), (1, 1)]))
        == [
            ("crossing", 0, 0),
            ("crossing", 1.0, 1.0),
        ]
        or len(crossings(ring, [(-1, -1), (0, 0), (1, 1)])) == 1
    )
    assert summary(crossings([(-1, 0.5), (0, 0), (-1, -1)], ring)) == [("touch", 0, 0)]
    (whole,) = crossings(ring, ring)
    assert whole.to_a_m == MeasuredLine(ring).length_m


def test_nearly_parallel_lines():
    # Aside by a tenth of a millimetre at one end and as much at the other: 1e-9 radians.
    start, end = EARTH.Direct(50, 10, 70, -1e5), EARTH.Direct(50, 10, 70, 1e5)
    ends = [
        EARTH.Direct(at["lat2"], at["lon2"], at["azi2"] + 90, aside)
        for at, aside in ((start, 1e-4), (end, -1e-4))
    ]
    one, other = ([(p["lon2"], p["lat2"]) for p in pair] for pair in ((start, end), ends))
    (found,) = crossings(one, other)
    assert found.kind == "crossing"
    assert found.distance_a_m == pytest.approx(1e5, abs=15)
    assert found.angle_deg == pytest.approx(math.degrees(1e-9), rel=1e-3)
    parallel = [EARTH.Direct(p["lat2"], p["lon2"], p["azi2"] + 90, 1e-4) for p in (start, end)]
    assert crossings(one, [(p["lon2"], p["lat2"]) for p in parallel]) == []


@pytest.mark.parametrize(
    "other", [[(180, -5), (180, 5)], [(-180, -5), (-180, 5)], [(540, -5), (540, 5)]]
)
@pytest.mark.parametrize("one", [[(179, -1), (-179, 1)], [(179, -1), (181, 1)]])
def test_antimeridian(one, other):
    (found,) = crossings(one, other)
    assert (abs(found.lon), found.lat) == (180, pytest.approx(0, abs=1e-13))


@pytest.mark.parametrize("sign", [1, -1])
def test_poles(sign):
    over = [(0, 80 * sign), (180, 80 * sign)]
    across = [(130, 85 * sign), (-50, 85 * sign)]
    (found,) = crossings(over, across)
    assert (found.kind, found.lat) == ("crossing", 90 * sign)
    assert found.angle_deg == pytest.approx(50, abs=1e-6)
    for rule in RULES:
        spokes = [(-45, 80 * sign), (12, 90 * sign), (60, 80 * sign)]
        fan = [(0, 70 * sign), (99, 90 * sign), (140, 80 * sign)]
        (found,) = crossings(spokes, fan, rule=rule)
        assert (found.kind, found.lat) == ("crossing", 90 * sign)
        (found,) = crossings(spokes, fan[1:], rule=rule)
        assert (found.kind, found.distance_b_m) == ("touch", 0)
        (found,) = crossings(spokes, [fan[0], fan[1], (-20, 80 * sign)], rule=rule)
        assert found.kind == "touch"


def test_touch_m_is_for_lines_stored_with_few_decimals():
    joint = MeasuredLine([(10, 50), (11, 50.5)]).interpolate(40_000)
    spur = [(round(joint.x, 7), round(joint.y, 7)), (10.5, 51)]
    (found,) = crossings([(10, 50), (11, 50.5)], spur, touch_m=0.02)
    assert found.kind == "touch"
    assert found.distance_a_m == pytest.approx(40_000, abs=0.02)
    for bad in (0, -1, math.nan, 1e9):
        with pytest.raises(OutOfRangeError, match="touch_m"):
            crossings(spur, spur, touch_m=bad)


def test_many_lines_at_once_are_each_pair_alone():
    rng = np.random.default_rng(8)
    sets = []
    for _ in range(2):
        starts = np.column_stack([rng.uniform(170, 190, 12), rng.uniform(50, 60, 12)])
        walks = np.cumsum(rng.normal(0, 3, (12, 4, 2)), axis=1)
        sets.append([LineString(s + w) for s, w in zip(starts, walks, strict=True)])
    found = crossings_between(*sets)
    rows = list(zip(found.index_a, found.distance_a_m, found.index_b, strict=True))
    assert rows == sorted(rows)
    assert len(found) > 20
    for i, one in enumerate(sets[0]):
        for j, other in enumerate(sets[1]):
            alone = crossings(one, other)
            here = np.flatnonzero((found.index_a == i) & (found.index_b == j))
            assert [found[k] for k in here] == alone


def test_missing_and_empty_lines_keep_their_numbers():
    line = LineString([(0, 0), (1, 1)])
    found = crossings_between([None, LineString(), line], [line, None])
    assert (found.index_a.tolist(), found.kind.tolist()) == ([2], ["shared"])
    assert len(crossings_between([], [line])) == 0
    assert crossings(LineString(), line) == []


def test_a_ring_may_close_a_whole_turn_away():
    ring = [(180, 0), (170, 10), (190, 20), (-180, 0)]
    (found,) = crossings(ring, [(180, -5), (180, 0), (179, 2)])
    assert (found.kind, found.distance_a_m) == ("crossing", 0)
    cap = [(0, 90), (20, 80), (60, 80), (60, 90)]
    (found,) = crossings(cap, [(200, 85), (0, 90), (40, 85)])
    assert (found.kind, found.distance_a_m) == ("crossing", 0)


def test_a_line_of_no_length_touches():
    (found,) = crossings([(1, 0), (1, 0)], [(0, 0), (2, 0)])
    assert (found.kind, found.lon, found.distance_a_m) == ("touch", 1, 0)
    assert math.isnan(found.angle_deg)
    assert crossings([(1, 1), (1, 1)], [(0, 0), (2, 0)]) == []


def test_what_cannot_be_crossed_is_named():
    line = LineString([(0, 0), (1, 1)])
    with pytest.raises(GeometryError, match="geometry 1 is a MultiLineString"):
        crossings_between([line, MultiLineString([line])], [line])
    with pytest.raises(GeometryError, match="geometry 1, vertex 1: latitude 91"):
        crossings_between([line, LineString([(0, 0), (0, 91)])], [line])
    with pytest.raises(OutOfRangeError, match="unknown segment rule"):
        crossings(line, line, rule="straight")


def grid_walk(rng, count):
    """A line along meridians and parallels that does not meet itself."""
    while True:
        steps = rng.integers(1, 4, count) * rng.choice([-1, 1], count)
        corners = np.zeros((count + 1, 2), dtype=int)
        for k, step in enumerate(steps):
            corners[k + 1] = corners[k]
            corners[k + 1, k % 2] += step
        line = LineString(corners + rng.integers(0, 3, 2))
        if line.is_simple:
            # A vertex half-way now and then, which changes nothing.
            extra = [0.5 * (a + b) for a, b in pairwise(np.array(line.coords))]
            rows = [p for a, b in zip(line.coords, extra, strict=False) for p in (a, tuple(b))]
            return LineString([*rows, line.coords[-1]] if rng.random() < 0.5 else line.coords)


def test_lines_on_a_grid_share_what_they_share_in_the_plane():
    # Rhumb lines along meridians and parallels are straight in degrees as well.
    rng = np.random.default_rng(12)
    kinds = set()
    for _ in range(30):
        one, other = grid_walk(rng, 8), grid_walk(rng, 8)
        found = crossings(one, other, rule="rhumb")
        parts = [p for p in shapely.get_parts(shapely.intersection(one, other)) if not p.is_empty]
        lines = shapely.line_merge(shapely.union_all([p for p in parts if p.length > 0]))
        expected = {
            frozenset([part.coords[0], part.coords[-1]])
            for part in shapely.get_parts(lines)
            if not part.is_empty
        }
        expected |= {frozenset(p.coords) for p in parts if p.length == 0}
        line = MeasuredLine(one, rule="rhumb")
        seen = set()
        for each in found:
            ends = line.coordinates_at([each.distance_a_m, each.to_a_m]).round(9)
            seen.add(frozenset(map(tuple, (ends + 0.0).tolist())))
            kinds.add(each.kind)
        assert seen == expected
        assert len(found) == len(expected)
    assert kinds == {"crossing", "touch", "shared"}
