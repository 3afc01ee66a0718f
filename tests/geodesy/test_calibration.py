"""Official measures: there and back, gaps, overlaps, falling kilometres, and clear refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caspiangeo.errors import AmbiguousNameError, CaspianError, OutOfRangeError
from caspiangeo.geodesy import Calibration

GAP = Calibration([0, 12, 13, 20], [0, 12_000, 12_000, 19_000], name="gap")
OVERLAP = Calibration([0, 12, 11.5, 20], [0, 12_000, 12_000, 20_500], name="overlap")
UNCOVERED = Calibration([0, 5, np.nan, 8, 10], [0, 5_000, 6_000, 8_000, 10_000], name="uncovered")
FALLING = Calibration([443, 0], [0, 413_569.577], name="falling")

steps = st.lists(
    st.tuples(st.floats(0.001, 100), st.floats(0.1, 1e5), st.booleans(), st.floats(-50, 50)),
    min_size=1,
    max_size=6,
)


def built(rows, sign):
    """Rows of a measure with a jump behind each row that asks for one."""
    measures, distances = [10.0], [100.0]
    for rise, way, jumps, jump in rows:
        measures.append(measures[-1] + sign * rise)
        distances.append(distances[-1] + way)
        if jumps:
            measures.append(measures[-1] + jump)
            distances.append(distances[-1])
    if len(distances) > 1 and distances[-1] == distances[-2]:
        measures, distances = measures[:-1], distances[:-1]
    return measures, distances


@settings(max_examples=60, deadline=None)
@given(steps, st.sampled_from([1, -1]), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_every_place_is_among_the_candidates_of_its_kilometre(rows, sign, parts):
    measures, distances = built(rows, sign)
    measure = Calibration(measures, distances)
    for part in parts:
        place = distances[0] + part * (distances[-1] - distances[0])
        kilometre = measure.to_measure_km(place)
        candidates = measure.candidates_m(kilometre)
        # A slope of 100 km of measure in 0.1 m of line loses no more than rounding.
        assert min(abs(each - place) for each in candidates) <= 1e-3
        assert list(candidates) == sorted(candidates)
        if len(candidates) == 1:
            assert measure.to_distance_m(kilometre) == candidates[0]
        else:
            with pytest.raises(AmbiguousNameError, match=f"in {len(candidates)} places"):
                measure.to_distance_m(kilometre)


def test_a_gap_is_refused_with_what_there_is():
    with pytest.raises(OutOfRangeError, match=r"12\.5 km .* from 0 to 12 and from 13 to 20 km"):
        GAP.to_distance_m(12.5)
    assert GAP.to_distances_m([12, 12.5, 13, 21], invalid="nan").tolist()[::2] == [12_000, 12_000]
    assert np.isnan(GAP.to_distances_m([12, 12.5, 13, 21], invalid="nan")[[1, 3]]).all()


def test_at_a_joint_the_way_ahead_counts():
    assert GAP.to_measures_km([11_999, 12_000, 12_001]).tolist() == [11.999, 13, 13.001]
    assert OVERLAP.to_measure_km(12_000) == 11.5
    assert OVERLAP.candidates_m(12) == (12_000.0, 12_500.0)


def test_an_overlap_lists_its_places():
    with pytest.raises(AmbiguousNameError, match=r"at 11750\.000 and 12250\.000 m along the line"):
        OVERLAP.to_distance_m(11.75)
    assert np.isnan(OVERLAP.to_distances_m([11.75], invalid="nan")[0])
    assert OVERLAP.to_distance_m(11.25) == 11_250


def test_a_stretch_that_the_measure_does_not_cover():
    assert UNCOVERED.ranges_km == ((0, 5), (8, 10))
    assert UNCOVERED.to_measure_km(9_000) == 9
    with pytest.raises(OutOfRangeError, match=r"from 0\.000 to 5000\.000 and from 8000\.000"):
        UNCOVERED.to_measure_km(6_000)
    assert np.isnan(UNCOVERED.to_measures_km([-1, 5_500, 10_001], invalid="nan")).all()
    # Printed lengths are rounded to the millimetre.
    assert UNCOVERED.to_measures_km([-0.0005, 5_000.0005, 7_999.9995]).tolist() == [0, 5, 8]


def test_falling_kilometres():
    assert FALLING.to_distance_m(443) == 0
    assert FALLING.to_measure_km(413_569.577) == 0
    low, high = FALLING.to_stretches_m([10, 20], [20, 10])
    assert low.tolist() == pytest.approx([423 / 443 * 413_569.577] * 2)
    assert (high > low).all()


def test_a_repeated_row_is_one_row():
    twice = Calibration([0, 5, 5, 10], [0, 5_000, 5_000, 10_000])
    assert twice.ranges_km == ((0, 10),)
    assert twice.to_distance_m(5) == 5_000


def test_the_points_given_are_kept():
    assert GAP.measure_km.tolist() == [0, 12, 13, 20]
    assert GAP.distance_m.tolist() == [0, 12_000, 12_000, 19_000]
    assert repr(GAP) == "<Calibration gap: from 0 to 12 and from 13 to 20 km>"
    assert GAP.name == "gap"


@pytest.mark.parametrize(
    ("measure", "distance", "message"),
    [
        ([0, 5, 4], [0, 10, 20], "row 2: the measure stands still or turns back at 4 km"),
        ([0, 5, 5], [0, 10, 20], "row 2: the measure stands still"),
        ([0, 5, 9], [0, 20, 10], "row 2: 10 m lies before the row above"),
        ([0, np.nan, 9], [0, 10, 20], "row 0 stands alone"),
        ([7], [0], "row 0 stands alone"),
        ([], [], "needs two calibration points"),
        ([0, np.inf], [0, 10], "row 1: inf km"),
        ([0, 1], [0, np.nan], "row 1: 1.0 km at nan m"),
        ([0, 1, 2], [0, 10], "3 measures and 2 distances"),
    ],
)
def test_rows_that_make_no_measure_are_named(measure, distance, message):
    with pytest.raises(OutOfRangeError, match=message):
        Calibration(measure, distance)


def test_no_third_way_with_what_is_invalid():
    for ask in (GAP.to_distances_m, GAP.to_measures_km):
        with pytest.raises(OutOfRangeError, match="raise, nan"):
            ask([1], invalid="skip")
    with pytest.raises(CaspianError):
        GAP.to_distance_m(np.nan)
