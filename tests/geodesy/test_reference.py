"""Kilometre points: places by construction with geographiclib, and by brute force."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from pyproj import Geod
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    MeasuredLine,
    cumulative_m,
    interpolate,
    length_m,
    locate,
    split_at,
    substring,
)

RNG = np.random.default_rng(249)
EARTH = Geodesic.WGS84
RULES = ("geodesic", "rhumb")
# Aktau, Baku, Tbilisi, Ceyhan in round figures: shapes for arithmetic, not places.
CHAIN = [(51.2, 43.6), (49.9, 40.4), (44.8, 41.7), (35.9, 36.9)]


def apart(point, lon, lat):
    return EARTH.Inverse(point.y, point.x, lat, lon)["s12"]


@pytest.mark.parametrize("length", [100, 5e3, 5e4, 5e5, 2e6, 1.2e7])
def test_locate_finds_the_foot_that_was_built(length):
    for _ in range(25):
        lon, lat = RNG.uniform(-180, 180), RNG.uniform(-80, 80)
        azimuth = RNG.uniform(0, 360)
        end = EARTH.Direct(lat, lon, azimuth, length)
        along = RNG.uniform(0.02, 0.98) * length
        aside = RNG.uniform(0.01, 0.1) * min(length, 4e6) * RNG.choice([-1, 1])
        foot = EARTH.Direct(lat, lon, azimuth, along)
        query = EARTH.Direct(foot["lat2"], foot["lon2"], foot["azi2"] + 90, aside)
        found = locate(
            [(lon, lat), (end["lon2"], end["lat2"])], lon=query["lon2"], lat=query["lat2"]
        )
        assert found.distance_m == pytest.approx(along, rel=0, abs=1e-8)
        assert found.offset_m == pytest.approx(aside, rel=0, abs=1e-8)
        assert EARTH.Inverse(found.lat, found.lon, foot["lat2"], foot["lon2"])["s12"] < 2e-8


@pytest.mark.parametrize("rule", RULES)
def test_no_point_of_the_line_is_nearer_than_the_one_located(rule):
    for _ in range(12):
        line = MeasuredLine(
            np.column_stack([RNG.uniform(-180, 180, 5), RNG.uniform(-89, 89, 5)]), rule=rule
        )
        lon, lat = RNG.uniform(-180, 180), RNG.uniform(-90, 90)
        found = line.locate(lon=lon, lat=lat)
        distances = np.linspace(0, line.length_m, 4001)
        coords = line.coordinates_at(distances)
        query = np.full(len(coords), lon), np.full(len(coords), lat)
        lengths = Geod(ellps="WGS84").inv(*coords.T, *query)[2]
        assert abs(found.offset_m) <= lengths.min() + 1e-8
        foot = line.interpolate(found.distance_m)
        assert apart(foot, lon, lat) == pytest.approx(abs(found.offset_m), abs=2e-8)


def test_a_point_nearly_opposite_the_line_is_located():
    # All of this rhumb line is more than a quarter of the Earth away, where it bends towards the
    # point; found by brute force.
    line = MeasuredLine([(60.75, 69.03), (-126.55, 60.27)], rule="rhumb")
    found = line.locate(lon=89.86, lat=-62.49)
    coords = line.coordinates_at(np.linspace(0, line.length_m, 20001))
    lengths = [EARTH.Inverse(lat, lon, -62.49, 89.86)["s12"] for lon, lat in coords[::20]]
    assert found.offset_m <= min(lengths)
    assert min(lengths) - found.offset_m < 10


def test_offset_is_positive_to_starboard():
    north = [(10, 0), (10, 5)]
    assert locate(north, lon=11, lat=2).offset_m > 0
    assert locate(north, lon=9, lat=2).offset_m < 0
    assert locate(north[::-1], lon=11, lat=2).offset_m < 0


def test_outside_of_a_bend_is_the_vertex():
    bend = [(0, 0), (1, 0), (1, -1)]
    found = locate(bend, lon=1.5, lat=0.5)
    assert (found.lon, found.lat) == (1, 0)
    assert found.distance_m == pytest.approx(111_319.4908, abs=1e-4)
    assert found.offset_m == pytest.approx(-EARTH.Inverse(0, 1, 0.5, 1.5)["s12"], abs=1e-8)


def test_beyond_the_ends_is_the_end():
    line = MeasuredLine([(0, 0), (1, 0)])
    before, after = line.locate(lon=-1, lat=0), line.locate(lon=2, lat=0)
    assert (before.distance_m, before.lon, before.segment) == (0, 0, 0)
    assert (after.distance_m, after.lon) == (line.length_m, 1)
    assert before.offset_m == pytest.approx(after.offset_m, abs=1e-8)


def test_of_two_nearest_points_the_first_is_taken():
    hairpin = [(0, 0), (10, 0), (10, 2), (0, 2)]
    assert locate(hairpin, lon=5, lat=0.5).segment == 0
    ring = [(0, 0), (1, 0), (1, 1), (0, 0)]
    assert locate(ring, lon=0, lat=0).distance_m == 0
    there_and_back = [(0, 0), (2, 0), (0, 0)]
    assert locate(there_and_back, lon=1, lat=0.1).segment == 0


@pytest.mark.parametrize("rule", RULES)
def test_vertices_come_back_as_given(rule):
    line = MeasuredLine(CHAIN, rule=rule)
    for distance, (lon, lat) in zip(line.vertex_distances_m, CHAIN, strict=True):
        assert line.interpolate(distance).coords[0] == (lon, lat)
        found = line.locate(lon=lon, lat=lat)
        assert found.distance_m == pytest.approx(distance, abs=1e-8)
        assert abs(found.offset_m) < 1e-8
        assert (found.lon, found.lat) == (lon, lat)


def test_interpolate_agrees_with_geographiclib():
    line = MeasuredLine(CHAIN)
    leg = EARTH.Inverse(43.6, 51.2, 40.4, 49.9)
    there = EARTH.Direct(43.6, 51.2, leg["azi1"], 249_000)
    assert apart(line.interpolate(249_000), there["lon2"], there["lat2"]) < 15e-9
    assert interpolate(CHAIN, 249_000) == line.interpolate(249_000)
    assert line.azimuth_deg(249_000) == pytest.approx(there["azi2"] % 360, abs=1e-10)


def test_out_of_range_names_the_range():
    line = MeasuredLine([(0, 0), (1, 0)])
    for bad in (-0.01, 111_319.6, math.nan, math.inf):
        with pytest.raises(OutOfRangeError, match=r"from 0 to 111319\.491 m"):
            line.interpolate(bad)
    with pytest.raises(OutOfRangeError):
        line.interpolate(math.nan, clamp=True)
    with pytest.raises(OutOfRangeError):
        line.split_at([5, 1e9])
    with pytest.raises(OutOfRangeError, match="before its start"):
        line.substring(from_m=5, to_m=4)
    assert line.interpolate(1e9, clamp=True).coords[0] == (1, 0)
    assert line.substring(from_m=-5, to_m=1e9, clamp=True).equals(LineString([(0, 0), (1, 0)]))


def test_a_length_rounded_to_the_millimetre_is_still_the_end():
    line = MeasuredLine(CHAIN)
    up = math.ceil(line.length_m * 1000) / 1000
    assert line.interpolate(up).coords[0] == CHAIN[-1]


def test_split_at_and_substring():
    line = LineString(CHAIN)
    whole = length_m(line)
    cuts = [whole, 1e6, 0, 2e5, 1e6, cumulative_m(line)[1]]
    parts = split_at(line, cuts)
    assert len(parts) == 4
    assert sum(length_m(part) for part in parts) == pytest.approx(whole, abs=1e-7)
    assert parts[0].coords[-1] == parts[1].coords[0]
    assert parts[1].coords[-1] == CHAIN[1]  # the cut at a vertex is the vertex, once
    assert len(split_at(line, [])) == 1
    middle = substring(line, from_m=3e5, to_m=1.5e6)
    assert list(middle.coords)[1:-1] == CHAIN[1:3]
    assert substring(line, from_m=7, to_m=7).length == 0


def test_longitudes_follow_the_drawing():
    running, jumping = MeasuredLine([(170, 0), (190, 0)]), MeasuredLine([(170, 0), (-170, 0)])
    distance = 0.75 * running.length_m
    assert running.interpolate(distance).x == pytest.approx(185)
    assert jumping.interpolate(distance).x == pytest.approx(-175)
    assert running.locate(lon=-175, lat=1).lon == pytest.approx(185)


@pytest.mark.parametrize("rule", RULES)
def test_lines_through_a_pole(rule):
    line = MeasuredLine([(10, 80), (50, 90), (120, 70)], rule=rule)
    half = line.vertex_distances_m[1]
    assert apart(line.interpolate(half - 1000), 10, line.interpolate(half - 1000).y) < 1e-8
    assert line.interpolate(half + 1000).x == pytest.approx(120)
    found = line.locate(lon=120, lat=75)
    assert (found.segment, abs(found.offset_m) < 1e-8) == (1, True)


def test_over_the_pole_between_vertices():
    line = MeasuredLine([(30, 80), (-150, 80)])
    assert line.interpolate(line.length_m / 2).y == pytest.approx(90)
    assert line.interpolate(0.9 * line.length_m).x == pytest.approx(-150)


def test_zero_length_segments_do_no_harm():
    line = MeasuredLine([(0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0)])
    plain = MeasuredLine([(0, 0), (1, 0), (2, 0)])
    assert line.length_m == plain.length_m
    assert line.locate(lon=1.5, lat=0.2).offset_m == plain.locate(lon=1.5, lat=0.2).offset_m
    assert line.azimuth_deg(line.length_m) == 90
    assert line.azimuth_deg(0) == 90


@pytest.mark.parametrize("point", [[(7, 7)], [(7, 7), (7, 7)]])
def test_a_line_of_one_point(point):
    line = MeasuredLine(point)
    assert line.length_m == 0
    assert line.interpolate(0).coords[0] == (7, 7)
    assert line.azimuth_deg(0) is None
    found = line.locate(lon=7, lat=8)
    assert (found.distance_m, found.lon, found.lat, found.segment) == (0, 7, 7, 0)
    assert found.offset_m == pytest.approx(EARTH.Inverse(7, 7, 8, 7)["s12"], abs=1e-8)
    assert line.substring(from_m=0, to_m=0).length == 0


def test_an_empty_line_has_no_kilometre_points():
    for empty in (LineString(), [], np.empty((0, 2))):
        with pytest.raises(GeometryError, match="empty"):
            MeasuredLine(empty)


def test_bad_coordinates_are_refused():
    with pytest.raises(GeometryError, match="vertex 1"):
        locate([(0, 0), (0, 99)], lon=0, lat=0)
    for lon, lat in ((math.nan, 0), (0, 91), (0, math.inf)):
        with pytest.raises(GeometryError):
            locate(CHAIN, lon=lon, lat=lat)


def test_heights_are_ignored():
    flat, tall = MeasuredLine(CHAIN), MeasuredLine([(*xy, 500) for xy in CHAIN])
    assert tall.length_m == flat.length_m
    assert not tall.interpolate(1e5).has_z
    assert not tall.substring(from_m=1e5, to_m=1e6).has_z
