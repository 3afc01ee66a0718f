"""Flat buffers: every layout that GeoArrow allows, and every way in which they can be wrong."""

import math

import numpy as np
import pytest
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import lengths_m, ragged_lengths_m

LINES = [
    [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)],
    [],
    [(50.0, 40.0)],
    [(179.0, 10.0), (-179.0, 12.0)],
    [],
]
VERTICES = np.array([vertex for line in LINES for vertex in line])
OFFSETS = np.cumsum([0] + [len(line) for line in LINES])


def expected():
    return [float(lengths_m([LineString(line if len(line) > 1 else [])])[0]) for line in LINES]


def test_every_layout_gives_the_same():
    heights = np.column_stack([VERTICES, np.full(len(VERTICES), math.nan)])
    pair = VERTICES[:, 0].copy(), VERTICES[:, 1].copy()
    for coords in (VERTICES, np.asfortranarray(VERTICES), heights, pair, VERTICES.tolist()):
        for offsets in (OFFSETS, OFFSETS.astype(np.int32), OFFSETS.astype(np.uint32).tolist()):
            assert ragged_lengths_m(coords, offsets) == pytest.approx(expected(), rel=1e-15)


def test_a_slice_of_a_longer_buffer():
    assert ragged_lengths_m(VERTICES, OFFSETS[2:5]).tolist() == expected()[2:4]
    assert ragged_lengths_m(VERTICES, [3, 3]).tolist() == [0.0]
    assert ragged_lengths_m(VERTICES, [6]).shape == (0,)


def test_nothing_at_all():
    assert ragged_lengths_m([], [0]).shape == (0,)
    assert ragged_lengths_m(np.empty((0, 2)), [0, 0, 0]).tolist() == [0, 0]
    assert ragged_lengths_m(([], []), [0, 0]).tolist() == [0]


def test_only_the_line_with_a_bad_vertex_has_nan():
    for lon, lat in ((math.nan, 0), (0, 90.1), (-540.1, 0), (0, -math.inf)):
        for vertex in range(len(VERTICES)):
            spoilt = VERTICES.copy()
            spoilt[vertex] = lon, lat
            owner = int(np.searchsorted(OFFSETS, vertex, side="right")) - 1
            wanted = [math.nan if each == owner else value for each, value in enumerate(expected())]
            found = ragged_lengths_m(spoilt, OFFSETS, invalid="nan")
            assert found == pytest.approx(wanted, rel=1e-15, nan_ok=True)
            with pytest.raises(GeometryError, match=f"^line {owner}, vertex "):
                ragged_lengths_m(spoilt, OFFSETS)


def test_a_bad_vertex_outside_the_slice_does_not_matter():
    spoilt = VERTICES.copy()
    spoilt[0] = math.nan
    assert ragged_lengths_m(spoilt, OFFSETS[1:]).tolist() == expected()[1:]


@pytest.mark.parametrize(
    ("coords", "offsets", "message"),
    [
        (VERTICES, [0, 7], "from 0 to 7; expected numbers that never decrease, within 0 to 6"),
        (VERTICES, [-1, 6], "from -1 to 6"),
        (VERTICES, [0, 4, 2, 6], "never decrease"),
        (VERTICES, [], r"shape \(0,\)"),
        (VERTICES, [[0, 6]], "whole numbers"),
        (VERTICES, [0.0, 6.0], "float64"),
        (VERTICES[:, 0], [0, 6], r"shape \(6,\)"),
        (([0, 1], [0]), [0, 1], r"shapes \(2,\) and \(1,\)"),
    ],
)
def test_buffers_that_do_not_fit(coords, offsets, message):
    with pytest.raises(GeometryError, match=message):
        ragged_lengths_m(coords, offsets)


def test_unknown_words_list_the_known():
    with pytest.raises(OutOfRangeError, match="'fortran'; use one of auto, numpy, compiled, proj"):
        ragged_lengths_m(VERTICES, OFFSETS, engine="fortran")
    with pytest.raises(OutOfRangeError, match="invalid='skip' is unknown; use one of raise, nan"):
        ragged_lengths_m(VERTICES, OFFSETS, invalid="skip")
