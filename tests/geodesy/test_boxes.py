"""Boxes hold what they say they hold, and a search among them forgets nothing."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import STRtree, box

from caspiangeo.geodesy import KRASSOVSKY_1940, WGS84, Ellipsoid, MeasuredLine
from caspiangeo.geodesy.between import boxes as boxes_module
from caspiangeo.geodesy.between.boxes import Boxes, BoxTree, piece_boxes
from caspiangeo.geodesy.segments import Pieces

LEMON = Ellipsoid("lemon", 6_300_000.0, -0.01)

places = st.tuples(
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0, 179.99])),
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 89.999, 0.0])),
)


def held(boxes, row, lon, lat):
    """Which points lie in one box, a whole turn being no difference."""
    from_west = (lon - boxes.west[row]) % 360
    width = boxes.east[row] - boxes.west[row]
    abreast = (lat >= boxes.south[row]) & (lat <= boxes.north[row])
    return abreast & ((from_west <= width) | (width >= 360))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(places, min_size=2, max_size=4),
    st.integers(1, 5),
    st.sampled_from(["geodesic", "rhumb"]),
    st.sampled_from([WGS84, KRASSOVSKY_1940, LEMON]),
)
def test_boxes_hold_their_pieces(coords, count, rule, ellipsoid):
    segments = MeasuredLine(coords, rule=rule, ellipsoid=ellipsoid).segments
    whole = segments.whole()
    pieces = whole.split(np.full(len(whole.segment), count))
    boxes = piece_boxes(segments, pieces)
    for row, (segment, low, high) in enumerate(
        zip(pieces.segment, pieces.low, pieces.high, strict=True)
    ):
        along = np.linspace(low, high, 200)
        lon, lat, _ = segments.at(np.full(200, segment), along)
        assert held(boxes, row, lon, lat).all()
        if boxes.north[row] < 90 and boxes.south[row] > -90:  # and hold little else
            assert boxes.north[row] - lat.max() < 0.01 * (high - low) / 111_000 + 1e-4
            assert lat.min() - boxes.south[row] < 0.01 * (high - low) / 111_000 + 1e-4


@settings(max_examples=60, deadline=None)
@given(places, st.floats(0, 7).map(lambda exponent: 10**exponent), st.floats(0, 360))
def test_grown_boxes_hold_what_is_within_the_margin(place, margin, azimuth):
    lon, lat = (np.array([value]) for value in place)
    boxes = Boxes(lon, lat, lon, lat).grown(margin, WGS84)
    assert boxes.west[0] <= boxes.east[0] <= boxes.west[0] + 360
    for part in (0.1, 0.7, 1.0):
        there = Geodesic.WGS84.Direct(place[1], place[0], azimuth, part * margin)
        assert held(boxes, 0, np.array([there["lon2"]]), np.array([there["lat2"]])).all()


def random_boxes(rng, count):
    west, south = rng.uniform(-200, 200, count), rng.uniform(-89, 85, count)
    return Boxes(west, south, west + rng.uniform(0, 30, count), south + rng.uniform(0, 4, count))


@pytest.mark.parametrize("seed", range(5))
def test_a_search_finds_what_meets_in_any_turn(seed):
    rng = np.random.default_rng(seed)
    raw = random_boxes(rng, 60), random_boxes(rng, 70)
    ours, others = (boxes.grown(1e4, WGS84) for boxes in raw)
    tree = BoxTree(ours)
    found = {pair for other, this in tree.meet(others) for pair in zip(other, this, strict=True)}

    def shapes(boxes, turn):
        return box(boxes.west + turn, boxes.south, boxes.east + turn, boxes.north)

    expected = set()
    for turn in (-360, 0, 360):
        pairs = STRtree(shapes(ours, 0)).query(shapes(others, turn), predicate="intersects")
        expected |= set(zip(*pairs, strict=True))
    assert found == expected
    assert np.flatnonzero(tree.meets(others)).tolist() == sorted({other for other, _ in found})
    assert (others.near(ours) | ~tree.meets(others)).all()
    lon, lat = rng.uniform(-540, 540, 300), rng.uniform(-90, 90, 300)
    points = set(zip(*tree.hold(lon, lat), strict=True))
    inside = {(k, row) for row in range(60) for k in np.flatnonzero(held(ours, row, lon, lat))}
    assert points == inside


def test_many_boxes_come_in_blocks(monkeypatch):
    rng = np.random.default_rng(9)
    ours, others = (random_boxes(rng, count).grown(0.0, WGS84) for count in (40, 50))
    at_once = list(BoxTree(ours).meet(others))
    monkeypatch.setattr(boxes_module, "_MOST_BOXES", 8)
    in_blocks = list(BoxTree(ours).meet(others))
    assert (len(at_once), len(in_blocks)) == (1, 7)
    one, many = (np.concatenate(each, axis=1).T.tolist() for each in (at_once, in_blocks))
    assert sorted(one) == sorted(many)


def test_no_boxes():
    none = piece_boxes(MeasuredLine([(0, 0)]).segments, Pieces(*(np.empty(0, int) for _ in "abc")))
    tree = BoxTree(none)
    assert list(tree.meet(none)) == []
    assert tree.hold(np.array([1.0]), np.array([1.0]))[0].tolist() == []
    assert none.near(none).tolist() == []
