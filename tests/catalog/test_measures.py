"""Official kilometre systems on routes: points, posts, parts, and what they refuse."""

import pytest

import caspiangeo as cg
from caspiangeo.catalog.measures import Measure
from caspiangeo.errors import AmbiguousNameError, OutOfRangeError, UnknownIdError
from caspiangeo.geodesy import length_m

BTC = cg.route("btc")
REROUTED = Measure(
    "demo", "old", "Old kilometres", official_km=(0, 10, 8, 20), geometric_km=(0, 11, 11, 23)
)


def test_an_official_kilometre_runs_evenly_between_calibration_points():
    whole = BTC.measure("whole")
    for official, geometric in zip(whole.official_km, whole.geometric_km, strict=True):
        assert whole.to_geometric(official) == pytest.approx(geometric, rel=1e-12)
        assert whole.to_official(geometric) == pytest.approx(official, rel=1e-12)
    first, second = whole.geometric_km[:2]
    assert whole.to_official((first + second) / 2) == pytest.approx(sum(whole.official_km[:2]) / 2)


def test_beyond_a_measure_it_says_what_there_is():
    with pytest.raises(OutOfRangeError, match=r"measure 'GE' of btc, which runs from 0 to 249 km"):
        BTC.interpolate(kp_km=300, measure="GE")
    assert BTC.measure("GE").to_official(5) is None


def test_a_kilometre_in_two_places_is_not_guessed_at():
    assert REROUTED.to_geometric(4) == pytest.approx(4.4)
    with pytest.raises(AmbiguousNameError, match=r"at 9900\.000 and 12000\.000 m"):
        REROUTED.to_geometric(9)
    assert REROUTED.to_official(11) == 8


def test_posts_of_a_route():
    posts = BTC.kilometre_points(every_km=100, measure="GE", include_end=True)
    assert [post.label for post in posts] == ["KP 0+000", "KP 100+000", "KP 200+000"]
    assert posts[1].distance_m / 1000 == pytest.approx(BTC.measure("GE").to_geometric(100))
    ours = BTC.kilometre_points(every_km=500, include_end=True)
    assert [post.kp_km for post in ours[:4]] == [0, 500, 1000, 1500]
    assert ours[-1].kp_km == pytest.approx(BTC.computed_km, abs=1e-6)


def test_a_part_of_a_route():
    part = BTC.substring(from_km=100, to_km=0, measure="GE")
    low, high = (BTC.measure("GE").to_geometric(kilometre) for kilometre in (0, 100))
    assert length_m(part) / 1000 == pytest.approx(high - low)
    assert part.equals_exact(BTC.substring(from_km=low, to_km=high), 1e-9)
    with pytest.raises(OutOfRangeError, match="before its start"):
        BTC.substring(from_km=100, to_km=0)
    with pytest.raises(UnknownIdError, match="it has whole, AZ, GE"):
        BTC.substring(from_km=0, to_km=1, measure="FR")
