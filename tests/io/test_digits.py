"""Decimal text of many positions at once, against Python's own one at a time."""

import json
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from caspiangeo.errors import OutOfRangeError
from caspiangeo.io.rfc7946.digits import position_texts

degrees = st.floats(-180, 180)
positions = st.lists(st.tuples(degrees, degrees), min_size=1, max_size=20)


def read(texts):
    return [json.loads(b"[" + text + b"]") for text in texts]


@settings(max_examples=60)
@example([(0.0, -0.0), (-180.0, 180.0)], 1)
@example([(0.99999999, -0.99999999), (-1e-9, 1e-9)], 7)
@example([(99.95, -9.9999999999999)], 15)
@given(positions, st.integers(1, 15))
def test_numbers_are_the_nearest_decimals(given, decimals):
    (run,) = read(position_texts(np.array(given), np.array([len(given)]), decimals=decimals))
    step = 10.0**-decimals
    assert np.abs(np.array(run) - given).max() <= 0.5000001 * step + 3e-14
    for number in np.ravel(run).tolist():
        assert number == round(number, decimals)


@settings(max_examples=60)
@given(positions)
def test_text_is_as_short_as_json_writes_it(given):
    rounded = [[round(lon, 7) + 0.0, round(lat, 7) + 0.0] for lon, lat in given]
    (text,) = position_texts(np.array(rounded), np.array([len(rounded)]), decimals=7)
    expected = json.dumps(rounded, separators=(",", ":"))
    if "e" not in expected:  # Python turns to powers of ten below 0.0001
        assert f"[{text.decode()}]" == expected


def test_no_number_is_minus_zero():
    (text,) = position_texts(np.array([[-1e-9, -0.0]]), np.array([1]), decimals=7)
    assert text == b"[0.0,0.0]"


def test_runs_longer_and_shorter_than_a_block_stay_apart():
    coords = np.column_stack([np.arange(100_000) % 360 - 180.0, np.full(100_000, 7.25)])
    ends = np.array([1, 70_000, 70_001, 100_000])
    texts = position_texts(coords, ends, decimals=3)
    assert [len(run) for run in read(texts)] == np.diff(ends, prepend=0).tolist()
    assert read(texts)[2] == [coords[70_000].tolist()]


def test_heights_are_a_third_number_where_there_is_one():
    coords, heights = np.array([[1.5, 2.5]] * 4), np.array([-28.0, np.nan, 8848.86049, -1e-9])
    texts = position_texts(coords, np.array([4]), decimals=7, heights=heights)
    assert texts == [b"[1.5,2.5,-28.0],[1.5,2.5],[1.5,2.5,8848.86],[1.5,2.5,0.0]"]
    assert not math.copysign(1, read(texts)[0][3][2]) < 0


def test_nothing_gives_nothing():
    assert position_texts(np.empty((0, 2)), np.empty(0, dtype=np.intp), decimals=7) == []


@pytest.mark.parametrize("decimals", [0, 16, -1])
def test_impossible_decimals_are_refused(decimals):
    with pytest.raises(OutOfRangeError, match=f"{decimals} decimals; use 1 to 15"):
        position_texts(np.zeros((1, 2)), np.array([1]), decimals=decimals)
