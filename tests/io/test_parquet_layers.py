"""The exported GeoParquet in GeoPandas and pyarrow, and against what its standard asks."""

import json
import warnings

import geopandas
import numpy as np
import pytest
import shapely

from caspiangeo.io.export import parquet_layers

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")

SPATIAL = ("routes", "measured_lines", "sites", "kp_points")
TABLES = ("claims", "statuses", "flows", "sources")


@pytest.fixture(scope="module")
def folder(everything, about, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet")
    done = parquet_layers.write(everything, folder, about=about)
    assert [path.name for path in done] == [f"{name}.parquet" for name in (*SPATIAL, *TABLES)]
    return folder


@pytest.mark.parametrize("name", SPATIAL)
def test_geopandas_reads_it_without_a_warning(folder, everything, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = geopandas.read_parquet(folder / f"{name}.parquet")
    layer = everything[name]
    assert frame.crs.to_epsg() == 4326
    assert list(frame["id"]) == [row["id"] for row in layer.rows]
    expected = np.concatenate([shape.coordinates[:, :2] for shape in layer.shapes])
    assert np.abs(shapely.get_coordinates(frame.geometry) - expected).max() < 1e-7


@pytest.mark.parametrize("name", SPATIAL)
def test_it_keeps_to_geoparquet_1_1(folder, name):
    geo = json.loads(parquet.read_metadata(folder / f"{name}.parquet").metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    said = geo["columns"]["geometry"]
    assert said["encoding"] == "WKB"
    assert said["geometry_types"] == ["LineString" if name in SPATIAL[:2] else "Point"]
    assert said["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert said["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    frame = geopandas.read_parquet(folder / f"{name}.parquet")
    assert np.allclose(said["bbox"], frame.total_bounds, atol=0)
    boxes = parquet.read_table(folder / f"{name}.parquet", columns=["bbox"])["bbox"].to_pylist()
    assert [tuple(box.values()) for box in boxes] == [each.bounds for each in frame.geometry]


def test_a_part_is_read_by_its_box(folder):
    frame = geopandas.read_parquet(folder / "sites.parquet", bbox=(50.9, 43.4, 51.4, 43.8))
    assert {"aktau-port", "aktau-city"} <= set(frame["id"])
    assert len(frame) < 10


def test_kilometres_stand_in_a_column_one_a_vertex(folder, everything):
    frame = geopandas.read_parquet(folder / "measured_lines.parquet").set_index("id")
    assert (frame["m_km"].map(len) == shapely.get_num_points(frame.geometry)).all()
    assert frame["m_km"]["btc--ge"][[0, -1]].tolist() == [0, 249]


def test_types_and_missing_values(folder, everything):
    table = parquet.read_table(folder / "routes.parquet")
    kinds = {each.name: str(each.type) for each in table.schema}
    assert (kinds["id"], kinds["published_km"], kinds["m_km"]) == (
        "string", "double", "list<element: double>",
    )  # fmt: skip
    rows = [{**row} for row in everything["routes"].rows]
    kept = [each.name for each in everything["routes"].columns]
    assert table.select(kept).to_pylist() == rows
    sites = parquet.read_table(folder / "sites.parquet")
    assert sites["proxy"].to_pylist() == [row["proxy"] for row in everything["sites"].rows]


@pytest.mark.parametrize("name", [*SPATIAL, *TABLES])
def test_licence_credits_and_version_are_inside(folder, about, name):
    metadata = parquet.read_metadata(folder / f"{name}.parquet").metadata
    said = json.loads(metadata[b"caspiangeo"])
    assert (said["layer"], said["licence"], said["credits"]) == (name, "CC-BY-4.0", about.credits)
    assert (b"geo" in metadata) == (name in SPATIAL)


def test_columns_tell_what_they_mean(folder):
    schema = parquet.read_schema(folder / "routes.parquet")
    assert schema.field("published_km").metadata[b"title"] == b"Published length, km"


def test_the_same_input_gives_the_same_bytes(folder, everything, about, tmp_path):
    for path in parquet_layers.write(everything, tmp_path, about=about):
        assert path.read_bytes() == (folder / path.name).read_bytes()
