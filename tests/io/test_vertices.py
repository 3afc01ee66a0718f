"""Vertices rounded and encoded by hand, read by shapely."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.errors import OutOfRangeError
from caspiangeo.io.export.vertices import boxes_of, position_texts, rounded, wkb_of, wkt_of
from caspiangeo.io.layers import Layer, Shape

PLACES = st.lists(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 1e5)), min_size=2, max_size=9
)


def line_layer(rows):
    shape = Shape(np.array(rows, dtype=float), np.ones(len(rows), dtype=bool))
    return Layer("routes", "Routes", "LineString", (), ({},), (shape,))


def point_layer(lon, lat):
    shape = Shape(np.array([[lon, lat]], dtype=float), np.ones(1, dtype=bool))
    return Layer("sites", "Sites", "Point", (), ({},), (shape,))


@given(PLACES)
def test_binary_and_text_are_what_shapely_reads(rows):
    layer = line_layer(rows)
    expected = np.array(rows)[:, :2]
    assert (shapely.get_coordinates(shapely.from_wkb(wkb_of(layer, m=False))) == expected).all()
    read = shapely.get_coordinates(shapely.from_wkt(wkt_of(layer, precision=7)))
    assert np.abs(read - expected).max() <= 0.5e-7 + 1e-12


@given(PLACES, st.integers(1, 15))
def test_rounding_is_what_the_digits_say(rows, precision):
    layer = rounded(line_layer(rows), precision=precision)
    places = layer.shapes[0].coordinates
    # Above 13 decimals a double itself is coarser.
    assert np.abs(places[:, :2] - np.array(rows)[:, :2]).max() <= 0.5 * 10.0**-precision + 1e-13
    assert (places[:, 2] == np.round(np.array(rows)[:, 2], 6)).all()
    texts = position_texts(layer.shapes[0], decimals=precision, between=" ")
    assert all(
        len(number.partition(".")[2]) <= precision for text in texts for number in text.split()
    )


def test_m_is_the_third_number_of_a_line_and_a_point_has_none():
    (wkb,) = wkb_of(line_layer([[50, 40, 0], [51, 41, 139.5]]), m=True)
    assert wkb[:9].hex() == "01d207000002000000"
    assert np.frombuffer(wkb[9:], dtype="<f8").tolist() == [50, 40, 0, 51, 41, 139.5]
    (wkb,) = wkb_of(point_layer(50, 40), m=True)
    assert shapely.from_wkb(wkb) == shapely.Point(50, 40)
    assert wkt_of(point_layer(50, 40), m=True) == ["POINT (50 40)"]


def test_no_minus_zero():
    layer = rounded(point_layer(-1e-9, -0.0), precision=7)
    assert wkt_of(layer) == ["POINT (0 0)"]
    assert not np.signbit(layer.shapes[0].coordinates).any()


def test_boxes():
    assert boxes_of(line_layer([[50, 42, 0], [51, 41, 1]])).tolist() == [[50, 41, 51, 42]]
    assert boxes_of(Layer("routes", "Routes", "LineString", (), ())).shape == (0, 4)


@pytest.mark.parametrize("precision", [0, -1, 16])
def test_impossible_decimals_are_refused(precision):
    with pytest.raises(OutOfRangeError, match="decimals; use 1 to 15"):
        rounded(point_layer(50, 40), precision=precision)
