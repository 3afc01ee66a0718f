"""Many points at once: feet by construction, every segment tried, and bounds that must hold."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import WGS84, Ellipsoid, MeasuredLine, locate_many, locate_on_segments
from caspiangeo.geodesy.along import search
from caspiangeo.geodesy.along.chords import chords_of
from caspiangeo.geodesy.along.space import farthest_straight_m, geocentric
from caspiangeo.geodesy.curves import curve
from caspiangeo.geodesy.segments import Segments

EARTH = Geodesic.WGS84
FIGURES = (WGS84, Ellipsoid("oblate", 6.4e6, 1 / 150), Ellipsoid("prolate", 6.4e6, -1 / 150))

lons = st.floats(-180, 180)
lats = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 90.0]))
places = st.tuples(lons, lats)
rules = st.sampled_from(["geodesic", "rhumb"])
searching = settings(max_examples=40, deadline=None)


def built(length, count, rng):
    """Segments, with the foot of a point of each and how far it lies aside, by geographiclib."""
    rows = []
    for _ in range(count):
        lon, lat, azimuth = rng.uniform(-180, 180), rng.uniform(-80, 80), rng.uniform(0, 360)
        along, aside = rng.uniform(0.02, 0.98) * length, rng.uniform(0.01, 0.1) * length
        aside *= rng.choice([-1, 1])
        end = EARTH.Direct(lat, lon, azimuth, length)
        foot = EARTH.Direct(lat, lon, azimuth, along)
        query = EARTH.Direct(foot["lat2"], foot["lon2"], foot["azi2"] + 90, aside)
        here, there = (end["lon2"], end["lat2"]), (query["lon2"], query["lat2"])
        rows.append([lon, lat, *here, *there, along, aside])
    return np.array(rows).T


def tried_everywhere(line, lon, lat):
    """The nearest point by trying each segment alone."""
    ends = line.segments.coords
    count, many = len(ends) - 1, len(lon)
    found = locate_on_segments(
        np.tile(ends[:-1], (many, 1)),
        np.tile(ends[1:], (many, 1)),
        lon=np.repeat(lon, count),
        lat=np.repeat(lat, count),
        rule=line.rule,
    )
    return np.abs(found.offset_m).reshape(many, count).min(axis=1)


@pytest.mark.parametrize("length", [5e3, 5e4, 5e5, 2e6])
def test_pairs_find_the_feet_that_were_built(length):
    lon1, lat1, lon2, lat2, lon, lat, along, aside = built(length, 150, np.random.default_rng(8))
    found = locate_on_segments(
        np.column_stack([lon1, lat1]), np.column_stack([lon2, lat2]), lon=lon, lat=lat
    )
    assert np.abs(found.distance_m - along).max() < 1e-8
    assert np.abs(found.offset_m - aside).max() < 1e-8
    assert found.segment.tolist() == list(range(150))


@pytest.mark.parametrize("rule", ["geodesic", "rhumb"])
@pytest.mark.parametrize("spread", [0.01, 1.0, 60.0])
def test_no_segment_holds_a_nearer_point(rule, spread):
    rng = np.random.default_rng(12)
    walk = np.cumsum(rng.normal(0, 0.3, (60, 2)), axis=0) + np.array([178, 60])
    line = MeasuredLine(np.clip(walk, [-500, -90], [500, 90]), rule=rule)
    lon = walk[:, 0] + rng.normal(0, spread, 60)
    lat = np.clip(walk[:, 1] + rng.normal(0, spread, 60), -90, 90)
    found = line.locate_many(lon=lon, lat=lat)
    assert np.abs(found.offset_m) == pytest.approx(tried_everywhere(line, lon, lat), abs=2e-8)


@searching
@given(st.lists(places, min_size=2, max_size=7), st.lists(places, min_size=1, max_size=6), rules)
def test_no_place_on_any_line_is_nearer(coords, queries, rule):
    line = MeasuredLine(coords, rule=rule)
    lon, lat = np.array(queries).T
    found = line.locate_many(lon=lon, lat=lat)
    samples = line.coordinates_at(np.linspace(0, line.length_m, 301))
    for index, (x, y) in enumerate(queries):
        there = np.full(len(samples), x), np.full(len(samples), y)
        lengths = Geod(ellps="WGS84").inv(*samples.T, *there)[2]
        assert abs(found.offset_m[index]) <= lengths.min() + 2e-8
        assert found[index] == line.locate(lon=x, lat=y)


def test_each_point_alone_and_in_any_block_is_the_same(monkeypatch):
    rng = np.random.default_rng(3)
    line = MeasuredLine(np.column_stack([np.linspace(0, 60, 200), rng.uniform(-5, 5, 200)]))
    lon, lat = rng.uniform(-20, 80, 300), rng.uniform(-40, 40, 300)
    whole = line.locate_many(lon=lon, lat=lat)
    monkeypatch.setattr(search, "_MOST_PLACES", 64)
    monkeypatch.setattr(search, "_MOST_PAIRS", 50)
    pieced = line.locate_many(lon=lon, lat=lat)
    for name in ("distance_m", "offset_m", "lon", "lat", "segment"):
        assert getattr(pieced, name).tolist() == getattr(whole, name).tolist()
    assert [line.locate(lon=lon[k], lat=lat[k]) for k in range(9)] == [whole[k] for k in range(9)]


def test_the_centre_of_a_ring_is_as_near_to_all_of_it():
    ring = [EARTH.Direct(10, 20, azimuth, 300e3) for azimuth in range(0, 360, 4)]
    line = MeasuredLine([(each["lon2"], each["lat2"]) for each in ring])
    found = line.locate_many(lon=[20, 20], lat=[10, 10.5])
    # Between two vertices the geodesic runs inside the circle, 183 m at most.
    assert 300e3 - 184 < abs(found.offset_m[0]) < 300e3 - 182
    assert abs(found.offset_m[1]) == pytest.approx(
        tried_everywhere(line, np.array([20.0]), np.array([10.5]))[0], abs=1e-8
    )


def test_the_first_of_several_nearest_points_is_taken():
    there_and_back = [(0, 0), (2, 0), (0, 0), (2, 0)]
    found = locate_many(there_and_back, lon=[1, 0, 2, 3], lat=[0.1, 0, 0, 0])
    assert found.segment.tolist() == [0, 0, 0, 0]
    assert found.distance_m[1] == 0
    assert found.lon.tolist() == pytest.approx([1, 0, 2, 2], abs=1e-12)


def test_sides_ends_bends_and_vertices():
    bend = [(0, 0), (1, 0), (1, 0), (1, -1)]
    found = locate_many(bend, lon=[0.5, 0.5, 1.5, 1, -1, 1.2], lat=[0.1, -0.1, 0.5, 0, 0, -0.5])
    assert np.sign(found.offset_m.round(6)).tolist() == [-1, 1, -1, 0, 1, -1]
    assert found.lon.tolist() == pytest.approx([0.5, 0.5, 1, 1, 0, 1], abs=1e-12)
    assert found.lat[2:5].tolist() == [0, 0, 0]
    assert found.segment[-1] == 2


@pytest.mark.parametrize("rule", ["geodesic", "rhumb"])
def test_a_line_from_a_pole_is_drawn_from_any_longitude(rule):
    # The longitude given for a pole says nothing; the line leads down the meridian of its end.
    line = MeasuredLine([(156.7, -90), (-104.5, -88.9), (-104.5, -60)], rule=rule)
    found = line.locate_many(lon=[92.4, -104.5, 75.5], lat=[-82.4, -75, -89.9])
    assert found.distance_m[[0, 2]].tolist() == [0, 0]
    to_pole = EARTH.Inverse(-90, 0, -82.4, 0)["s12"]
    assert abs(found.offset_m[0]) == pytest.approx(to_pole, abs=1e-8)
    assert found.distance_m[1] == pytest.approx(EARTH.Inverse(-90, 0, -75, 0)["s12"], abs=1e-8)


def test_points_that_cannot_be_measured():
    line = [(0, 0), (1, 0)]
    with pytest.raises(GeometryError, match="point 1: latitude 95"):
        locate_many(line, lon=[0, 1], lat=[0, 95])
    found = locate_many(line, lon=[0.5, 1, np.nan], lat=[0, 95, 0], invalid="nan")
    assert np.isnan(found.offset_m).tolist() == [False, True, True]
    assert found.segment.tolist() == [0, -1, -1]
    with pytest.raises(OutOfRangeError, match="raise, nan"):
        locate_many(line, lon=[0], lat=[0], invalid="skip")
    with pytest.raises(GeometryError, match="2 values of lon, 1 of lat"):
        locate_many(line, lon=[0, 1], lat=[0])


def test_no_points_and_a_line_of_one_point():
    assert len(locate_many([(0, 0), (1, 0)], lon=[], lat=[])) == 0
    assert len(locate_on_segments([], [], lon=[], lat=[])) == 0
    dot = locate_many([(7, 7), (7, 7)], lon=[7, 7], lat=[8, 7])
    assert dot.distance_m.tolist() == [0, 0]
    assert dot.offset_m[0] == pytest.approx(EARTH.Inverse(7, 7, 8, 7)["s12"], abs=1e-8)


def test_segments_and_points_must_be_as_many():
    with pytest.raises(GeometryError, match="1 ends for 2 points"):
        locate_on_segments([(0, 0), (0, 0)], [(1, 0)], lon=[0, 1], lat=[0, 0])
    with pytest.raises(GeometryError, match="starts: vertex 0: latitude 99"):
        locate_on_segments([(0, 99)], [(1, 0)], lon=[0], lat=[0])


@searching
@given(places, places, places, st.sampled_from(FIGURES))
def test_what_is_farther_in_space_than_the_bound_is_farther_by_geodesic(one, two, query, figure):
    lon, lat = np.array([one, two, query]).T
    here = geocentric(lon, lat, figure)
    straight = np.sqrt(((here[:2] - here[2]) ** 2).sum(axis=1))
    geod = Geod(a=figure.semimajor_axis_m, f=figure.flattening)
    lengths = np.array(geod.inv(lon[:2], lat[:2], lon[[2, 2]], lat[[2, 2]])[2])
    if straight[1] > farthest_straight_m(straight, figure)[0]:
        assert lengths[1] > lengths[0] - 1e-6


@searching
@given(st.lists(places, min_size=2, max_size=9), rules, st.integers(2, 5))
def test_pieces_keep_within_the_bows_of_their_chords(coords, rule, run):
    segments = Segments(np.array(coords), curve(rule, WGS84))
    pieces = segments.searchable()
    if not len(pieces.segment):
        return
    chords = chords_of(segments, pieces)
    runs = chords.joined(run)
    index = np.arange(len(pieces.segment))
    for part in np.linspace(0, 1, 9):
        along = pieces.low + part * (pieces.high - pieces.low)
        lon, lat, _ = segments.at(pieces.segment, along)
        spots = geocentric(lon, lat, WGS84)
        assert (chords.straight_m(spots, index) <= chords.bow + 1e-6).all()
        assert (runs.straight_m(spots, index // run) <= runs.bow[index // run] + 1e-6).all()
