"""The exported CSV in Python's reader, pandas, GDAL and shapely."""

import csv
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from caspiangeo.io.export import csv_layers
from caspiangeo.io.layers import Column, Layer, Shape

SPATIAL = ("routes", "measured_lines", "sites", "kp_points")
TABLES = ("claims", "statuses", "flows", "sources")


@pytest.fixture(scope="module")
def folder(everything, about, tmp_path_factory):
    folder = tmp_path_factory.mktemp("csv")
    done = csv_layers.write(everything, folder, about=about)
    expected = {f"{name}.csv" for name in (*SPATIAL, *TABLES)}
    expected |= {f"{name}{suffix}" for name in SPATIAL for suffix in (".csvt", ".prj")}
    assert {path.name for path in done} == expected
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", [*SPATIAL, *TABLES])
def test_every_value_is_there(folder, everything, name):
    found = rows_of(folder / f"{name}.csv")
    assert len(found) == len(everything[name].rows)
    for cells, row in zip(found, everything[name].rows, strict=True):
        for key, value in row.items():
            said = cells[key]
            if value is None:
                assert said == ""
            elif isinstance(value, bool):
                assert said == str(value).lower()
            elif isinstance(value, int | float):
                assert float(said) == value
            else:
                assert said == value or said == f"'{value}"


@pytest.mark.parametrize("name", ["routes", "sites", "kp_points"])
def test_wkt_and_geojson_agree(folder, everything, name):
    for cells, shape in zip(rows_of(folder / f"{name}.csv"), everything[name].shapes, strict=True):
        line = shapely.from_wkt(cells["wkt"])
        assert line == shapely.geometry.shape(json.loads(cells["geojson"]))
        expected = shape.coordinates[:, :2]
        assert np.abs(shapely.get_coordinates(line) - expected).max() < 1e-7


def test_points_have_columns_of_their_own(folder):
    sites = pd.read_csv(folder / "sites.csv").set_index("id")
    assert sites.loc["aktau-port", ["lon", "lat"]].tolist() == [51.22045, 43.59888]
    assert sites["proxy"].dtype == bool
    assert sites["name_ru"]["aktau-city"] == "Актау"


def test_measured_lines_have_their_kilometres(folder):
    cells = {row["id"]: row for row in rows_of(folder / "measured_lines.csv")}
    text = cells["btc--ge"]["wkt"]
    assert text.startswith("LINESTRING M (")
    assert text.endswith(" 249)")
    assert "geojson" not in cells["btc--ge"]


@pytest.mark.parametrize("name", ["routes", "sites", "kp_points"])
def test_gdal_opens_it_as_a_layer_with_its_types_and_coordinate_system(folder, name):
    frame = pyogrio.read_dataframe(folder / f"{name}.csv")
    assert frame.crs.equals("EPSG:4326", ignore_axis_order=True)
    assert frame.geometry.notna().all()
    if name == "routes":
        assert frame["published_km"].dtype == float


def test_a_cell_is_not_longer_than_excel_takes(folder):
    for name in SPATIAL:
        for row in rows_of(folder / f"{name}.csv"):
            assert max(map(len, row.values())) <= 32_767


def test_what_a_spreadsheet_would_run_is_escaped(about, tmp_path):
    column = Column("title", "text", "Title")
    texts = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM", '"quoted", and\nbroken', "-12.5")
    rows = tuple({"title": each} for each in texts)
    point = Shape(np.array([[50.0, 40.0]]), np.ones(1, dtype=bool))
    layer = Layer("sites", "Sites", "Point", (column,), rows, (point,) * len(rows))
    csv_layers.write({"sites": layer}, tmp_path, about=about)
    found = [row["title"] for row in rows_of(tmp_path / "sites.csv")]
    assert found == [f"'{each}" for each in texts[:4]] + list(texts[4:])


def test_precision_is_as_asked(everything, about, tmp_path):
    few = replace(everything["sites"], name="sites")
    csv_layers.write({"sites": few}, tmp_path, about=about, precision=2)
    for row in rows_of(tmp_path / "sites.csv"):
        assert len(row["lon"].partition(".")[2]) <= 2
        assert row["wkt"] == f"POINT ({row['lon']} {row['lat']})"


def test_the_same_input_gives_the_same_bytes(folder, everything, about, tmp_path):
    for path in csv_layers.write(everything, tmp_path, about=about):
        assert path.read_bytes() == (folder / path.name).read_bytes()
