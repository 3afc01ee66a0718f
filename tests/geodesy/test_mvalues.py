"""M values in and out."""

import struct

import numpy as np
import pytest
import shapely
from shapely import LineString

from caspiangeo.errors import CaspianError, GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    Calibration,
    MeasuredLine,
    calibration_from_m,
    cumulative_m,
    m_coordinates,
    m_wkb,
    with_m,
)
from caspiangeo.geodesy.along import mvalues

CHAIN = [(51.2, 43.6), (49.9, 40.4), (44.8, 41.7), (35.9, 36.9)]
POSTS = Calibration([12, 500], [0, 500_000], name="posts")


def test_vertices_keep_their_places_and_get_their_distance():
    rows = m_coordinates(LineString([(*xy, 99) for xy in CHAIN]))
    assert rows[:, :2].tolist() == [list(xy) for xy in CHAIN]
    assert rows[:, 2] * 1000 == pytest.approx(cumulative_m(CHAIN))
    assert m_coordinates(CHAIN, unit="m")[:, 2].tolist() == cumulative_m(CHAIN).tolist()


def test_a_vertex_that_the_measure_does_not_cover_has_no_m():
    m = m_coordinates(CHAIN, measure=POSTS)[:, 2]
    assert np.isnan(m).tolist() == [False, False, True, True]
    assert m[1] == POSTS.to_measure_km(cumulative_m(CHAIN)[1])


def test_well_known_binary_read_by_hand():
    wkb = m_wkb(CHAIN)
    assert struct.unpack("<BII", wkb[:9]) == (1, 2002, 4)
    values = np.array(struct.unpack("<12d", wkb[9:])).reshape(4, 3)
    assert values.tolist() == m_coordinates(CHAIN).tolist()


def test_shapely_reads_m_or_it_is_said_that_it_cannot():
    if hasattr(shapely, "has_m"):
        line = with_m(CHAIN, measure=POSTS)
        assert line.has_m
        assert not line.has_z
        assert shapely.get_coordinates(line, include_m=True) == pytest.approx(
            m_coordinates(CHAIN, measure=POSTS), nan_ok=True
        )
        back = calibration_from_m(with_m(CHAIN))
        assert back.distance_m == pytest.approx(cumulative_m(CHAIN))
    else:
        with pytest.raises(CaspianError, match=r"shapely 2\.0.*m_wkb and m_coordinates work"):
            with_m(CHAIN)


def test_a_shapely_without_m_is_named(monkeypatch):
    monkeypatch.setattr(mvalues, "_knows_m", lambda: False)
    with pytest.raises(CaspianError, match=r"shapely .* has no M values"):
        with_m(CHAIN)


@pytest.mark.parametrize("unit", ["km", "m"])
def test_a_measure_there_and_back(unit):
    falling = Calibration([2000, 1], [0, MeasuredLine(CHAIN).length_m])
    back = calibration_from_m(m_coordinates(CHAIN, measure=falling, unit=unit), unit=unit)
    places = np.linspace(0, MeasuredLine(CHAIN).length_m, 20)
    assert back.to_measures_km(places) == pytest.approx(falling.to_measures_km(places))


def test_a_vertex_without_m_is_a_gap_or_lies_between():
    rows = [(0, 0, 10), (1, 0, 20), (2, 0, np.nan), (3, 0, 40), (4, 0, 50)]
    assert calibration_from_m(rows).ranges_km == ((10, 20), (40, 50))
    between = calibration_from_m(rows, missing="between")
    assert between.ranges_km == ((10, 50),)
    assert between.to_measure_km(cumulative_m(np.array(rows)[:, :2])[2]) == pytest.approx(30)


def test_a_jump_at_a_vertex_given_twice_is_a_joint():
    rows = [(0, 0, 0), (1, 0, 100), (1, 0, 103), (1, 0, 103), (2, 0, 200)]
    assert calibration_from_m(rows).ranges_km == ((0, 100), (103, 200))


def test_what_has_no_m_is_refused():
    with pytest.raises(GeometryError, match="expected a LineString with M, got a LineString"):
        calibration_from_m(LineString(CHAIN))
    with pytest.raises(GeometryError, match=r"expected \(n, 3\)"):
        calibration_from_m(CHAIN)
    with pytest.raises(GeometryError, match="empty"):
        calibration_from_m(np.empty((0, 3)))
    with pytest.raises(OutOfRangeError, match="km, m"):
        m_coordinates(CHAIN, unit="mi")
    with pytest.raises(OutOfRangeError, match="gap, between"):
        calibration_from_m([(0, 0, 1), (1, 0, 2)], missing="drop")
