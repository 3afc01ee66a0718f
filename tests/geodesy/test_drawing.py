"""Densified lines: how far the drawing lies from the line, and what is kept."""

import numpy as np
import pytest
import shapely
from shapely import LineString

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    MeasuredLine,
    densify,
    densify_to_tolerance,
    length_m,
    segment_lengths_m,
)

RULES = ("geodesic", "rhumb")
LINES = {
    "Caspian": [(51.199989, 43.650005), (49.112407, 41.075398)],
    "Black Sea": [(41.667623, 42.150771), (28.167437, 43.414341)],
    "Pacific": [(140, 35), (-122, 37)],
    "over the Arctic": [(0, 80), (180, 85)],
    "near the pole": [(0, 80), (179, 85)],
    "through the pole": [(10, 80), (50, 90), (120, 70)],
    "crossing the equator": [(-50, -20), (60, 25)],
    "almost antipodal": [(0, -1), (179, 0.5)],
    "with a double vertex": [(0, 50), (0, 50), (9, 50)],
}


def largest_deviation(drawn, line):
    """Straight in lon/lat between vertices, against the exact foot on the line."""
    rng = np.random.default_rng(7)
    coords = shapely.get_coordinates(drawn)
    widest = 0.0
    for start in rng.integers(0, len(coords) - 1, 30):
        (lon1, lat1), (lon2, lat2) = coords[start], coords[start + 1]
        part = rng.uniform()
        lon = lon1 + part * ((lon2 - lon1 + 180) % 360 - 180)
        found = line.locate(lon=lon, lat=lat1 + part * (lat2 - lat1))
        widest = max(widest, abs(found.offset_m))
    return widest


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", LINES)
def test_drawing_keeps_within_the_tolerance(name, rule):
    coords, line = LINES[name], MeasuredLine(LINES[name], rule=rule)
    for tolerance in (1.0, 1000.0):
        drawn = densify_to_tolerance(coords, tolerance_m=tolerance, rule=rule)
        assert largest_deviation(drawn.line, line) <= tolerance
        kept = shapely.get_coordinates(drawn.line)[drawn.original]
        assert np.array_equal(kept, np.array(coords, dtype=float))
        assert length_m(drawn.line, rule=rule) == pytest.approx(line.length_m, abs=1e-5)


def test_no_needless_vertices():
    aktau_siyazan = densify_to_tolerance(LINES["Caspian"])
    # The straight line lies 1785 m off (published), and that falls with the square of the parts.
    assert 1785**0.5 <= len(aktau_siyazan.line.coords) <= 1.5 * 1785**0.5
    assert len(densify_to_tolerance([(0, 0), (100, 0)]).line.coords) == 2
    assert len(densify_to_tolerance(LINES["over the Arctic"]).line.coords) < 100


@pytest.mark.parametrize("rule", RULES)
def test_densify_by_distance(rule):
    coords = [(51.2, 43.6), (49.9, 40.4), (49.9, 40.4), (35.9, 36.9)]
    drawn = densify(coords, max_segment_m=10_000, rule=rule)
    lengths = segment_lengths_m(drawn.line, rule=rule)
    assert lengths.max() <= 10_000 + 1e-6
    assert lengths.sum() == pytest.approx(length_m(LineString(coords), rule=rule), abs=1e-6)
    assert drawn.original.sum() == 4
    assert np.array_equal(shapely.get_coordinates(drawn.line)[drawn.original], np.array(coords))


def test_points_of_a_drawing_lie_in_their_order():
    drawn = densify([(0, 0), (1, 0), (3, 0)], max_segment_m=60_000)
    lons = shapely.get_coordinates(drawn.line)[:, 0]
    assert (np.diff(lons) > 0).all()
    assert lons[drawn.original].tolist() == [0, 1, 3]


def test_empty_and_one_point():
    assert densify(LineString(), max_segment_m=1).line.is_empty
    assert densify_to_tolerance([]).original.shape == (0,)
    assert densify_to_tolerance([(5, 5)]).line.coords[:] == [(5, 5), (5, 5)]


def test_bad_settings():
    line = [(0, 0), (90, 60)]
    for bad in (0, -1, float("nan"), float("inf")):
        with pytest.raises(OutOfRangeError, match="max_segment_m"):
            densify(line, max_segment_m=bad)
        with pytest.raises(OutOfRangeError, match="tolerance_m"):
            densify_to_tolerance(line, tolerance_m=bad)
    with pytest.raises(OutOfRangeError, match="more than 10,000,000 vertices"):
        densify(line, max_segment_m=0.01)
    with pytest.raises(OutOfRangeError, match="more than 10,000,000 vertices"):
        densify_to_tolerance(line, tolerance_m=1e-12)
    with pytest.raises(GeometryError, match="vertex 0"):
        densify([(0, 100), (0, 0)], max_segment_m=5)
