"""The exported FlatGeobuf files in GDAL."""

import warnings

import numpy as np
import pyogrio
import pytest

from caspiangeo.io.export import flatgeobuf

SPATIAL = ("routes", "measured_lines", "sites", "kp_points")


@pytest.fixture(scope="module")
def folder(everything, about, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fgb")
    done = flatgeobuf.write(everything, folder, about=about)
    assert [path.name for path in done] == [f"{name}.fgb" for name in SPATIAL]
    return folder


def read(path):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Measured")
        return pyogrio.read_dataframe(path), pyogrio.read_info(path)


@pytest.mark.parametrize("name", SPATIAL)
def test_gdal_reads_rows_and_places_in_an_order_of_the_index(folder, everything, name):
    frame, info = read(folder / f"{name}.fgb")
    assert frame.crs.to_epsg() == 4326
    rows = {row["id"]: number for number, row in enumerate(everything[name].rows)}
    assert sorted(frame["id"]) == sorted(rows)
    for key, geometry in zip(frame["id"], frame.geometry, strict=True):
        expected = everything[name].shapes[rows[key]].coordinates[:, :2]
        assert np.abs(np.array(geometry.coords)[:, :2] - expected).max() < 1e-7
    assert info["capabilities"]["fast_spatial_filter"]


def test_it_says_what_it_is_and_whom_to_credit(folder, about):
    _, info = read(folder / "routes.fgb")
    said = info["layer_metadata"]
    assert said["TITLE"] == "Routes"
    assert said["DESCRIPTION"].endswith("M counts kilometres.")
    assert (said["licence"], said["credits"]) == ("CC-BY-4.0", about.credits)
    assert "M counts" not in read(folder / "sites.fgb")[1]["layer_metadata"]["DESCRIPTION"]


def test_lines_have_m(folder):
    with pytest.warns(UserWarning, match="Measured"):
        pyogrio.read_info(folder / "routes.fgb")


def test_a_part_is_read_by_its_box(folder):
    frame = pyogrio.read_dataframe(folder / "sites.fgb", bbox=(50.9, 43.4, 51.4, 43.8))
    assert "aktau-port" in set(frame["id"])
    assert len(frame) < 10


def test_the_same_input_gives_the_same_bytes(folder, everything, about, tmp_path):
    for path in flatgeobuf.write(everything, tmp_path, about=about):
        assert path.read_bytes() == (folder / path.name).read_bytes()
