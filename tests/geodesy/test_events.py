"""Event tables to lines and back."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    Calibration,
    MeasuredLine,
    events_to_lines,
    length_m,
    lines_to_events,
    substring,
)

CHAIN = [(51.2, 43.6), (49.9, 40.4), (44.8, 41.7), (35.9, 36.9)]
parts = st.floats(0, 1)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(parts, parts), max_size=6), st.sampled_from(["geodesic", "rhumb"]))
def test_a_table_there_and_back(rows, rule):
    line = MeasuredLine(CHAIN, rule=rule)
    ends = line.length_m * np.sort(np.array(rows).reshape(-1, 2), axis=1)
    lines = events_to_lines(line, from_m=ends[:, 0], to_m=ends[:, 1])
    assert len(lines) == len(rows)
    for part, (low, high) in zip(lines, ends, strict=True):
        assert length_m(part, rule=rule) == pytest.approx(high - low, abs=1e-6)
        alone = substring(CHAIN, from_m=low, to_m=high, rule=rule)
        assert list(part.coords) == list(alone.coords)
    events = lines_to_events(line, lines)
    assert events.from_m == pytest.approx(ends[:, 0], abs=1e-6)
    assert events.to_m == pytest.approx(ends[:, 1], abs=1e-6)
    assert events.length_m == pytest.approx(ends[:, 1] - ends[:, 0], abs=1e-6)
    assert np.abs([events.from_offset_m, events.to_offset_m]).max(initial=0) < 1e-7


def test_vertices_passed_are_the_original_ones():
    line = MeasuredLine(CHAIN)
    at = line.vertex_distances_m
    whole, middle, dot = line.substrings(
        from_m=[0, at[1], 5e5], to_m=[line.length_m, at[2], 5e5], clamp=False
    )
    assert list(whole.coords) == CHAIN
    assert list(middle.coords) == CHAIN[1:3]
    assert dot.length == 0
    assert len(dot.coords) == 2
    assert line.substrings(from_m=[], to_m=[]) == []


def test_rows_of_an_official_measure():
    line = MeasuredLine([(0, 0), (1, 0), (2, 0)])
    posts = Calibration([0, 100, 110, 200], [0, 100_000, 100_000, 190_000], name="posts")
    low, high = posts.to_stretches_m([90, 120, 105], [120, 90, 120], invalid="nan")
    lines = events_to_lines(line, from_m=low, to_m=high, invalid="none")
    assert list(lines[0].coords) == list(lines[1].coords)
    assert length_m(lines[0]) == pytest.approx(20_000, abs=1e-6)
    assert lines[2] is None


def test_bad_rows_are_named_or_left_empty():
    line = [(0, 0), (1, 0)]
    with pytest.raises(OutOfRangeError, match=r"row 1: .* outside the line, .* 111319\.491 m"):
        events_to_lines(line, from_m=[0, 5], to_m=[10, 2e5])
    with pytest.raises(OutOfRangeError, match="row 0: it would end at 5 m, before its start at 6"):
        events_to_lines(line, from_m=[6], to_m=[5])
    with pytest.raises(OutOfRangeError, match="row 2: from nan to 5 m"):
        events_to_lines(line, from_m=[0, 1, np.nan], to_m=[1, 2, 5])
    lines = events_to_lines(line, from_m=[6, 0, -1, 0], to_m=[5, 9, 5, np.inf], invalid="none")
    assert [each is None for each in lines] == [True, False, True, True]
    with pytest.raises(OutOfRangeError, match="2 starts and 1 ends"):
        events_to_lines(line, from_m=[0, 1], to_m=[5])
    with pytest.raises(OutOfRangeError, match="raise, none"):
        events_to_lines(line, from_m=[0], to_m=[5], invalid="nan")
    with pytest.raises(OutOfRangeError, match="part 1 would end at 1 m, before its start at 2 m"):
        MeasuredLine(line).substrings(from_m=[0, 2], to_m=[1, 1])


def test_lines_beside_the_line():
    beside = LineString([(0.25, 0.01), (0.5, 0.02), (0.75, -0.03)])
    events = lines_to_events([(0, 0), (1, 0)], [beside, beside.reverse()])
    assert events.against.tolist() == [False, True]
    assert events.from_m == pytest.approx([events.from_m[0]] * 2)
    assert events.from_offset_m == pytest.approx([-1105.743] * 2, abs=1e-3)
    assert events.to_offset_m == pytest.approx([3317.228] * 2, abs=1e-3)
    assert (events.length_m > events.to_m - events.from_m).all()
    assert len(events) == 2


def test_items_that_are_no_lines():
    line = [(0, 0), (1, 0)]
    good = LineString([(0, 0), (1, 0)])
    bad = LineString([(0, 0), (0.5, 95), (1, 0)])
    items = [good, None, Point(0, 0), LineString(), bad]
    for item in items[1:4]:
        with pytest.raises(GeometryError, match="geometry 1: expected a LineString"):
            lines_to_events(line, [good, item])
    with pytest.raises(GeometryError, match="geometry 1, vertex 1: latitude 95"):
        lines_to_events(line, [good, bad])
    events = lines_to_events(line, items, invalid="nan")
    for name in ("from_m", "to_m", "from_offset_m", "to_offset_m", "length_m"):
        assert np.isnan(getattr(events, name)).tolist() == [False, True, True, True, True]
    assert not events.against.any()


def test_the_items_given_are_left_alone():
    items = np.array([LineString([(0, 0), (1, 0)]), Point(0, 0)], dtype=object)
    lines_to_events([(0, 0), (1, 0)], items, invalid="nan")
    assert shapely.get_type_id(items).tolist() == [1, 0]
