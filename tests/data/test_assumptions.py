"""The wander factors are results of the data: the largest ratio seen, rounded up."""

import math
from collections import defaultdict

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.catalog.files import read_table

FAMILY = {
    "oil-pipeline": "land", "gas-pipeline": "land", "rail": "land", "sea": "sea",
    "power-cable": "seabed", "fibre": "seabed",
}  # fmt: skip


def largest_ratios():
    ratios = defaultdict(float)
    for view in default_catalog().routes():
        if view.published_km and view.record.geometry_quality != "hypothetical":
            key = f"{FAMILY[view.record.mode]}-{view.record.geometry_quality}"
            ratios[key] = max(ratios[key], view.published_km / view.computed_km)
    return ratios


FACTORS = {
    row["applies_to"]: float(row["value"])
    for _, row in read_table(default_catalog().root / "assumptions.csv")
    if row["quantity"] == "wander-factor"
}


@pytest.mark.parametrize("kind", sorted(largest_ratios()))
def test_the_factor_is_the_largest_ratio_rounded_up(kind):
    assert FACTORS[kind] == pytest.approx(math.ceil(largest_ratios()[kind] * 100) / 100)


@pytest.mark.parametrize("view", default_catalog().routes(), ids=lambda view: view.id)
def test_a_published_length_lies_in_the_interval_of_its_line(view):
    if view.published_km and view.interval_km:
        low, high = view.interval_km
        assert low <= view.published_km <= high
