"""Lines cut by polygons: crossings against bisection with geographiclib."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from shapely import LineString, MultiPolygon, Polygon, box

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import (
    length_m,
    lengths_by_polygon_m,
    rhumb_length_m,
    split_by_polygons,
)

EARTH = Geodesic.WGS84


def bisect(start, end, side, low, high):
    """Distance along a geodesic at which `side(lon, lat)` changes sign."""
    line = EARTH.InverseLine(start[1], start[0], end[1], end[0])

    def value(distance):
        at = line.Position(distance, Geodesic.STANDARD | Geodesic.LONG_UNROLL)
        return side(at["lon2"], at["lat2"])

    sign = math.copysign(1, value(low))
    while high - low > 1e-9 * line.s13:
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) * sign > 0 else (low, middle)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) * sign > 0 else (low, middle)
    return (low + high) / 2


def summary(pieces):
    return [piece.key for piece in pieces]


def assert_whole(pieces, line, rule="geodesic"):
    assert pieces[0].from_m == 0
    for one, other in pairwise(pieces):
        assert one.to_m == other.from_m
        assert one.key != other.key
        assert one.line.coords[-1] == other.line.coords[0]
    whole = length_m(LineString(line), rule=rule)
    assert pieces[-1].to_m == pytest.approx(whole, abs=1e-7)  # kernels differ by 15 nm a segment
    parts = [length_m(piece.line, rule=rule) for piece in pieces]
    assert parts == pytest.approx([piece.length_m for piece in pieces], abs=1e-6)
    assert sum(parts) == pytest.approx(whole, abs=1e-6)


def test_crossing_lies_on_the_geodesic():
    start, end = (0, 60), (90, 60)
    slanted = Polygon([(20, 50), (60, 50), (70, 80), (25, 80)])
    pieces = split_by_polygons([start, end], {"field": slanted})
    assert summary(pieces) == [None, "field", None]
    assert_whole(pieces, [start, end])
    half = pieces[-1].to_m / 2
    west = bisect(start, end, lambda x, y: (x - 20) * 30 - (y - 50) * 5, 0, half)
    east = bisect(start, end, lambda x, y: (x - 60) * 30 - (y - 50) * 10, half, 2 * half)
    assert pieces[1].from_m == pytest.approx(west, abs=1e-6)
    assert pieces[1].to_m == pytest.approx(east, abs=1e-6)


def test_a_bulge_that_no_straight_line_shows():
    line = [(0, 60), (90, 60)]
    pieces = split_by_polygons(line, {"north": box(0, 66, 90, 80)})
    assert summary(pieces) == [None, "north", None]
    length = length_m(LineString(line))
    enters = bisect(*line, lambda _, y: y - 66, 0, length / 2)
    assert pieces[1].from_m == pytest.approx(enters, abs=1e-6)
    assert summary(split_by_polygons(line, {"north": box(0, 66, 90, 80)}, rule="rhumb")) == [None]


def test_rhumb_line_is_cut_where_the_rhumb_line_crosses():
    start, end = (51, 43), (28, 60)
    pieces = split_by_polygons([start, end], {"box": box(20, 50, 60, 55)}, rule="rhumb")
    assert_whole(pieces, [start, end], rule="rhumb")
    # On a constant course, distance is proportional to the arc of the meridian.
    arc = [rhumb_length_m((0, 43), (0, lat)) for lat in (50, 55, 60)]
    expected = [part / arc[2] * rhumb_length_m(start, end) for part in arc[:2]]
    assert [pieces[1].from_m, pieces[1].to_m] == pytest.approx(expected, abs=1e-6)


def test_neighbours_share_their_boundary_without_a_gap():
    west, east = box(0, -5, 3.3, 5), box(3.3, -5, 10, 5)
    line = [(1, -1), (9, 2), (1, 3)]
    pieces = split_by_polygons(line, {"west": west, "east": east})
    assert summary(pieces) == ["west", "east", "west"]
    assert_whole(pieces, line)


def test_overlap_goes_to_the_first():
    line = [(0, 0), (10, 0)]
    one, two = box(-1, -1, 6, 1), box(4, -1, 11, 1)
    assert [round(p.line.coords[-1][0], 9) for p in split_by_polygons(line, {1: one, 2: two})] == [
        6,
        10,
    ]
    assert [round(p.line.coords[-1][0], 9) for p in split_by_polygons(line, {2: two, 1: one})] == [
        4,
        10,
    ]


def test_holes_and_parts():
    donut = box(0, -5, 10, 5) - box(4, -1, 6, 1)
    two = MultiPolygon([donut, box(20, -5, 30, 5)])
    line = [(-2, 0), (40, 0)]
    pieces = split_by_polygons(line, {"land": two})
    assert summary(pieces) == [None, "land", None, "land", None, "land", None]
    ends = [round(piece.line.coords[-1][0], 9) for piece in pieces]
    assert ends == [0, 4, 6, 10, 20, 30, 40]
    assert_whole(pieces, line)


def test_line_along_a_boundary_belongs_to_it():
    line = [(0, 0), (10, 0)]
    assert summary(split_by_polygons(line, {"north": box(2, 0, 8, 3)})) == [None, "north", None]


@pytest.mark.parametrize(
    "line", [[(170, 10), (-170, 20)], [(170, 10), (190, 20)], [(-190, 10), (-170, 20)]]
)
def test_antimeridian(line):
    # A country cut at 180 degrees, as files cut it.
    country = MultiPolygon([box(175, 0, 180, 50), box(-180, 0, -178, 50)])
    pieces = split_by_polygons(line, {"country": country})
    assert summary(pieces) == [None, "country", None]
    enters = bisect((170, 10), (190, 20), lambda x, _: x - 175, 0, 1e6)
    leaves = bisect((170, 10), (190, 20), lambda x, _: x - 182, 1e6, 2e6)
    assert [pieces[1].from_m, pieces[1].to_m] == pytest.approx([enters, leaves], abs=1e-6)


def test_over_the_pole():
    line = [(30, 80), (-150, 80)]
    pieces = split_by_polygons(line, {"near": box(0, 0, 60, 85), "far": box(-180, 0, -120, 85)})
    assert summary(pieces) == ["near", None, "far"]
    to_85 = EARTH.Inverse(80, 30, 85, 30)["s12"]
    assert pieces[0].length_m == pytest.approx(to_85, abs=1e-6)
    assert pieces[2].length_m == pytest.approx(to_85, abs=1e-6)


def test_lengths_by_polygon():
    line = LineString([(-2, 0), (40, 0)])
    shapes = {"b": box(20, -5, 30, 5), "a": box(0, -5, 10, 5), "missed": box(0, 40, 1, 41)}
    lengths = lengths_by_polygon_m(line, shapes)
    assert list(lengths) == ["a", "b", None]
    degree = math.pi * 6_378_137 / 180
    assert list(lengths.values()) == pytest.approx(
        [10 * degree, 10 * degree, 22 * degree], abs=1e-6
    )
    assert lengths_by_polygon_m(line, {}) == {None: pytest.approx(length_m(line), abs=1e-7)}


def test_wholly_inside_keeps_the_line():
    line = LineString([(1, 1), (2, 3), (4, 4)])
    (piece,) = split_by_polygons(line, {"all": box(0, 0, 9, 9)})
    assert piece.key == "all"
    assert piece.line.equals_exact(line, 0)


def test_line_of_one_point():
    (piece,) = split_by_polygons([(5, 5), (5, 5)], {"in": box(0, 0, 9, 9)})
    assert (piece.key, piece.length_m) == ("in", 0)


def test_ragged_coast_sums_to_the_whole():
    rng = np.random.default_rng(3)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 2000))
    radius = 8 + rng.uniform(-1, 1, 2000)
    coast = Polygon(np.column_stack([50 + radius * np.cos(angles), 45 + radius * np.sin(angles)]))
    assert coast.is_valid
    line = [(38, 45.2), (50, 37.2), (61, 45), (50, 53)]
    pieces = split_by_polygons(line, {"sea": coast})
    assert len(pieces) > 10
    assert_whole(pieces, line)
    for piece in pieces:
        for end in (piece.line.coords[0], piece.line.coords[-1]):
            if end not in ((38, 45.2), (50, 53)):
                assert coast.exterior.distance(shapely.Point(end)) < 1e-11


@pytest.mark.parametrize(
    ("polygons", "message"),
    [
        ({"x": LineString([(0, 0), (1, 1)])}, "'x' is a LineString"),
        ({"x": None}, "'x' is a NoneType"),
        ({"x": Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])}, "'x' is not valid: Self-intersection"),
        ({None: box(0, 0, 1, 1)}, "key None"),
    ],
)
def test_bad_polygons_are_named(polygons, message):
    with pytest.raises(GeometryError, match=message):
        split_by_polygons([(0, 0), (1, 1)], polygons)


def test_an_invalid_polygon_far_away_does_not_matter():
    bow_tie = Polygon([(100, 50), (102, 52), (102, 50), (100, 52)])
    pieces = split_by_polygons([(0, 0), (4, 0)], {"bow tie": bow_tie, "box": box(1, -1, 2, 1)})
    assert summary(pieces) == [None, "box", None]


@pytest.mark.parametrize("turn", [-360, 0, 360])
def test_polygons_of_any_turn(turn):
    line = [(170, -5), (-170, 5)]
    shapes = {
        "all": box(-180 + turn, 0, 180 + turn, 90),
        "east": box(150 + turn, -9, 175 + turn, 9),
    }
    pieces = split_by_polygons(line, shapes)
    assert summary(pieces) == ["east", None, "all"]
    assert pieces[0].line.coords[-1][0] == pytest.approx(175, abs=1e-9)
    assert pieces[1].line.coords[-1][1] == pytest.approx(0, abs=1e-9)


def test_a_line_that_a_thousand_edges_come_near():
    # A comb whose teeth end a millimetre before the line, and a metre beyond it.
    start, end = (0, 60), (20, 60)
    path = EARTH.InverseLine(60, 0, 60, 20)
    feet = [path.Position(part * path.s13) for part in np.linspace(0.1, 0.9, 200)]

    def comb(reach):
        tips = [EARTH.Direct(p["lat2"], p["lon2"], p["azi2"] + 90, reach) for p in feet]
        teeth = [
            (lon, lat)
            for k, p in enumerate(tips)
            for lon, lat in ((p["lon2"] - 1e-4, 59), (p["lon2"], p["lat2"]))
        ]
        return Polygon([*teeth, (25, 59), (25, 58), (-5, 58), (-5, 59)])

    assert summary(split_by_polygons([start, end], {"comb": comb(2e-3)})) == [None]
    pieces = split_by_polygons([start, end], {"comb": comb(-1.0)})
    assert summary(pieces) == [None, *["comb", None] * 200]


def test_empty_polygon_and_empty_line():
    assert summary(split_by_polygons([(0, 0), (1, 1)], {"none": Polygon()})) == [None]
    with pytest.raises(GeometryError, match="empty"):
        split_by_polygons(LineString(), {})
