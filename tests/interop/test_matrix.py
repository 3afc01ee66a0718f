"""Each format in each client: the same rows, names, positions and lengths as we wrote."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.io.export.bundle import FORMATS
from caspiangeo.io.layers import layers_of

HERE = Path(__file__).parent
#: Run in each run of the tests; the others with `python3 dev.py test --clients`.
LIGHT = ("pyogrio", "geopandas", "duckdb")
HALF_A_DIGIT = 0.5e-7


def rows_of(name):
    with (HERE / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


MATRIX = rows_of("matrix.csv")
LENGTHS = {row["client"]: row["lengths"] for row in rows_of("clients.csv")}


@pytest.fixture(scope="session")
def written():
    """What was written: id to Russian name, positions, and length in metres."""
    found = {}
    for name in ("routes", "sites"):
        layer = layers_of(default_catalog())[name]
        found[name] = {
            row["id"]: (row["name_ru"], shape.coordinates[:, :2], row.get("computed_km", 0) * 1000)
            for row, shape in zip(layer.rows, layer.shapes, strict=True)
        }
    return found


def test_the_matrix_has_each_format_in_each_client_and_a_reason_for_each_no(clients):
    cells = [(row["format"], row["client"]) for row in MATRIX]
    assert cells == [(form, name) for form in FORMATS for name in clients.CLIENTS]
    assert set(LENGTHS) == set(clients.CLIENTS)
    for row in MATRIX:
        assert row["opens"] in ("yes", "ogr2ogr", "no")
        assert row["note"] or row["opens"] != "no", row


def test_names_in_cyrillic_are_among_what_is_read_back(written):
    names = [name for layer in written.values() for name, _, _ in layer.values() if name]
    assert sum(any("а" <= letter <= "я" for letter in name) for name in names) > 20


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id=f"{row['format']}-{row['client']}",
            marks=[] if row["client"] in LIGHT else pytest.mark.client,
        )
        for row in MATRIX
    ],
)
def test_cell(row, client, clients, bundle, converted, written):
    opened = client(row["client"])
    if row["format"] == "parquet" and not importlib.util.find_spec("pyarrow"):
        pytest.skip("GeoParquet is written with the extra parquet")
    for layer in clients.LAYERS:
        source = clients.Source.of_bundle(bundle, row["format"], layer)
        if row["opens"] == "no":
            cannot(opened, row["client"], source, clients, converted)
            continue
        if row["opens"] == "yes":
            found = opened.read(source)
        else:
            found = through_ogr2ogr(opened, row["client"], source, client, clients, converted)
        compare(found, written[layer], LENGTHS[row["client"]])


def through_ogr2ogr(opened, name, source, client, clients, converted):
    """Read what ogr2ogr makes of it, where the client itself cannot."""
    client("ogr2ogr")  # skips where it is not here
    if name == "duckdb":
        with pytest.raises(clients.UnreadableError):
            opened.read(source)
    if hasattr(opened, "through_ogr2ogr"):
        return opened.through_ogr2ogr(source)
    return opened.read(clients.convert(source, "gpkg", converted))


def cannot(opened, name, source, clients, converted):
    """Neither the client itself opens it, nor does ogr2ogr help."""
    with pytest.raises(clients.UnreadableError):
        opened.read(source)
    if name not in LIGHT:
        with pytest.raises(clients.UnreadableError):
            clients.convert(source, "gpkg", converted)


def compare(found, expected, lengths):
    assert sorted(each.id for each in found) == sorted(expected)
    for each in found:
        name, positions, length_m = expected[each.id]
        assert each.name_ru == name
        assert np.shape(each.positions) == positions.shape
        off = np.abs(np.array(each.positions, dtype=float) - positions).max()
        assert off <= HALF_A_DIGIT * 1.001
        if len(positions) > 1:
            assert (each.length_m is None) == (lengths == "none")
            if lengths == "WGS 84":
                assert each.length_m == pytest.approx(length_m, rel=0, abs=1)
