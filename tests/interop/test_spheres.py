"""Clients that measure on a sphere: how far off their lengths are, as the documentation has it."""

import csv
from pathlib import Path

import pytest

from caspiangeo.catalog import default_catalog

pytestmark = pytest.mark.client

with (Path(__file__).parent / "clients.csv").open(encoding="utf-8", newline="") as opened:
    SPHERES = [row for row in csv.DictReader(opened) if row["lengths"] == "sphere"]


@pytest.mark.parametrize("row", SPHERES, ids=lambda row: row["client"])
def test_error_of_a_sphere_is_the_documented_one(row, client, clients, bundle):
    source = clients.Source.of_bundle(bundle, "geojson", "routes")
    found = {each.id: each.length_m for each in client(row["client"]).read(source)}
    exact = {route.id: route.computed_km * 1000 for route in default_catalog().routes()}
    assert found.keys() == exact.keys()
    total = sum(found.values()) / sum(exact.values()) - 1
    worst = max((found[id_] / exact[id_] - 1 for id_ in exact), key=abs)
    assert [f"{total:+.2%}", f"{worst:+.2%}"] == [row["total"], row["worst"]]
