"""What must hold for any line: searched for counter-examples."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from caspiangeo.geodesy import (
    MeasuredLine,
    densify,
    distance_m,
    length_m,
    lengths_m,
    segment_lengths_m,
    split_at,
    split_by_polygons,
)

lons = st.floats(-180, 180)
lats = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 90.0]))
points = st.tuples(lons, lats)
lines = st.lists(points, min_size=2, max_size=6)
rules = st.sampled_from(["geodesic", "rhumb"])
parts = st.floats(0, 1)
search = settings(max_examples=40, deadline=None)


@search
@given(lines)
def test_length_agrees_with_the_second_witness(coords):
    expected = math.fsum(
        Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]
        for (lon1, lat1), (lon2, lat2) in pairwise(coords)
    )
    assert length_m(LineString(coords)) == pytest.approx(expected, rel=1e-14, abs=15e-9)


@search
@given(lines, rules)
def test_one_and_many_and_prepared_agree(coords, rule):
    line = LineString(coords)
    one = length_m(line, rule=rule)
    assert lengths_m([line, None, line], rule=rule)[[0, 2]].tolist() == [one, one]
    assert segment_lengths_m(coords, rule=rule).sum() == pytest.approx(one, rel=1e-14)
    assert MeasuredLine(coords, rule=rule).length_m == pytest.approx(one, rel=1e-14, abs=1e-8)


@search
@given(lines, rules, st.lists(parts, max_size=5))
def test_parts_add_up_to_the_whole(coords, rule, where):
    whole = MeasuredLine(coords, rule=rule).length_m
    pieces = split_at(coords, [part * whole for part in where], rule=rule)
    assert sum(length_m(piece, rule=rule) for piece in pieces) == pytest.approx(whole, abs=1e-6)


@search
@given(lines, rules, parts)
def test_a_kilometre_point_is_found_again(coords, rule, part):
    line = MeasuredLine(coords, rule=rule)
    distance = part * line.length_m
    point = line.interpolate(distance)
    found = line.locate(lon=point.x, lat=point.y)
    assert abs(found.offset_m) < 1e-7
    assert found.distance_m <= distance + 1e-6  # where the line meets itself, the first pass
    assert distance_m(line.interpolate(found.distance_m), point) < 1e-7


@search
@given(points, points, rules, parts)
def test_on_a_single_segment_it_is_the_same_kilometre(start, end, rule, part):
    line = MeasuredLine([start, end], rule=rule)
    point = line.interpolate(part * line.length_m)
    found = line.locate(lon=point.x, lat=point.y)
    assert found.distance_m == pytest.approx(part * line.length_m, abs=1e-6)


@search
@given(lines, rules)
def test_the_way_back_is_as_long(coords, rule):
    there = segment_lengths_m(coords, rule=rule)
    back = segment_lengths_m(coords[::-1], rule=rule)
    assert back[::-1] == pytest.approx(there, abs=15e-9)


@search
@given(st.tuples(lons, st.floats(-60, 60)), st.floats(0, 360), st.floats(1e3, 1e6), parts)
def test_reversed_line_has_the_other_side(start, azimuth, length, part):
    end = Geodesic.WGS84.Direct(start[1], start[0], azimuth, length)
    ends = [start, (end["lon2"], end["lat2"])]
    foot = Geodesic.WGS84.Direct(start[1], start[0], azimuth, part * length)
    query = Geodesic.WGS84.Direct(foot["lat2"], foot["lon2"], foot["azi2"] + 90, 0.1 * length)
    there = MeasuredLine(ends).locate(lon=query["lon2"], lat=query["lat2"])
    back = MeasuredLine(ends[::-1]).locate(lon=query["lon2"], lat=query["lat2"])
    assert back.offset_m == pytest.approx(-there.offset_m, abs=2e-8)
    assert back.distance_m == pytest.approx(length - there.distance_m, abs=5e-8)


@search
@given(lines, rules, st.sampled_from([-360.0, 360.0]), points)
def test_a_whole_turn_changes_nothing(coords, rule, turn, query):
    line = MeasuredLine(coords, rule=rule)
    turned = MeasuredLine([(lon + turn, lat) for lon, lat in coords], rule=rule)
    # Adding a turn costs the last bits of a longitude: up to 6e-14 degrees, 7 nm a vertex.
    assert turned.length_m == pytest.approx(line.length_m, abs=1e-6)
    one, other = (each.locate(lon=query[0], lat=query[1]) for each in (line, turned))
    assert abs(other.offset_m) == pytest.approx(abs(one.offset_m), abs=1e-6)


@search
@given(points, points)
def test_no_rhumb_line_is_shorter_than_the_geodesic(start, end):
    geodesic, rhumb = (segment_lengths_m([start, end], rule=r)[0] for r in ("geodesic", "rhumb"))
    assert rhumb >= geodesic - 15e-9


@search
@given(lines, rules, st.floats(1e5, 1e7))
def test_more_vertices_make_no_longer_line(coords, rule, step):
    drawn = densify(coords, max_segment_m=step, rule=rule)
    whole = MeasuredLine(coords, rule=rule).length_m
    assert length_m(drawn.line, rule=rule) == pytest.approx(whole, abs=1e-6)
    kept = np.array(drawn.line.coords)[drawn.original]
    assert kept.tolist() == [list(vertex) for vertex in coords]


# A region is enough here: the drawing that finds crossings is fine, and long lines take long.
near = st.lists(st.tuples(st.floats(0, 20), st.floats(-70, 70)), min_size=2, max_size=3)
corners = st.tuples(st.floats(-5, 20), st.floats(-80, 60), st.floats(0.1, 15), st.floats(0.1, 60))
boxes = corners.map(lambda c: box(c[0], c[1], c[0] + c[2], min(c[1] + c[3], 90)))


@settings(max_examples=12, deadline=None)
@given(near, rules, st.lists(boxes, max_size=3), st.lists(parts, min_size=8, max_size=8))
def test_every_point_lies_in_the_polygon_of_its_part(coords, rule, shapes, where):
    line = MeasuredLine(coords, rule=rule)
    pieces = split_by_polygons(coords, dict(enumerate(shapes)), rule=rule)
    assert [piece.from_m for piece in pieces[1:]] == [piece.to_m for piece in pieces[:-1]]
    assert (pieces[0].from_m, pieces[-1].to_m) == (0, line.length_m)
    total = sum(length_m(piece.line, rule=rule) for piece in pieces)
    assert total == pytest.approx(line.length_m, abs=1e-6)
    for distance in np.array(where) * line.length_m:
        point = line.interpolate(distance)
        around = shapely.Point(point.x, point.y)
        if any(shape.boundary.distance(around) < 1e-6 for shape in shapes):
            continue  # within decimetres of an edge
        inside = [key for key, shape in enumerate(shapes) if shape.contains(around)]
        part = next(piece for piece in pieces if distance <= piece.to_m)
        assert part.key == (inside[0] if inside else None)
