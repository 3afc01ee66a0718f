"""One export, any formats: what is written, what is refused before anything is."""

import csv
import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.check.data.licences import SHARE_ALIKE
from caspiangeo.errors import (
    DataError,
    FileError,
    MissingExtraError,
    OutOfRangeError,
    UnknownIdError,
)
from caspiangeo.io.export import flatgeobuf
from caspiangeo.io.export.bundle import FORMATS, write_bundle
from caspiangeo.io.layers import Choice, layers_of

FEW = Choice(ids=["btc", "aktau-port", "psg2"], kp_every_km=500)
HERE = [
    name
    for name in FORMATS
    if name != "parquet" or importlib.util.find_spec("pyarrow")  # an extra
]


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give the folder of an export of everything in every format."""
    folder = tmp_path_factory.mktemp("whole")
    write_bundle(default_catalog(), folder, formats=list(FORMATS), skip_missing=True)
    return folder


def test_the_whole_is_the_same_twice_to_the_byte(whole, tmp_path):
    for choice in (FEW, None):  # over an older export, whose files are replaced
        write_bundle(
            default_catalog(), tmp_path, formats=list(FORMATS), choice=choice, skip_missing=True
        )
    assert contents(tmp_path) == contents(whole)


def test_several_formats_get_a_folder_each_unless_they_are_one_file(whole):
    found = {path.name for path in whole.iterdir()}
    single = {
        "caspiangeo.gpkg", "caspiangeo.kml", "caspiangeo.kmz", "caspiangeo.shp.zip",
        "README.txt", "name-map.csv",
    }  # fmt: skip
    assert found == single | {name for name in HERE if not FORMATS[name].single}


@pytest.mark.parametrize("name", HERE)
def test_one_format_is_written_into_the_folder_itself(name, tmp_path):
    done = write_bundle(default_catalog(), tmp_path, formats=[name], choice=FEW)
    assert {path.parent for path in done.files} == {tmp_path}
    assert contents(tmp_path).keys() == {path.name for path in done.files}
    assert ("README.txt" in contents(tmp_path)) == (not FORMATS[name].says_itself)


def test_the_read_me_says_what_is_in_it_and_whom_to_credit(whole):
    said = (whole / "README.txt").read_text(encoding="utf-8")
    plain = " ".join(said.split())
    assert all(len(line) <= 90 for line in said.splitlines())
    for name in HERE:
        assert f"{name} {FORMATS[name].title}" in plain
        assert f"leaves out: {FORMATS[name].loses}" in plain
    assert "data of 2026-11-23" in plain
    assert "licenses/by/4.0" in plain
    assert "GeoNames (CC BY 4.0)" in plain
    assert "psg2" in plain
    assert re.search(r"share-alike, single points only: altynkol\b", plain)


def test_the_name_map_has_each_column_once(whole):
    text = (whole / "name-map.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    layers = layers_of(default_catalog())
    expected = [(name, each.name) for name, layer in layers.items() for each in layer.columns]
    assert [(row["layer"], row["column"]) for row in rows] == expected
    spatial = [row for row in rows if layers[row["layer"]].geometry]
    assert all(len(row["shapefile"]) <= 10 for row in spatial)
    assert all(row["meaning"] for row in spatial)
    assert len({(row["layer"], row["shapefile"]) for row in spatial}) == len(spatial)


def test_no_line_of_the_default_bundle_is_share_alike_and_few_points_are():
    layers = layers_of(default_catalog())
    shared = [
        (layer.geometry, row["id"])
        for layer in layers.values()
        if layer.geometry
        for row in layer.rows
        if row["licence"] in SHARE_ALIKE
    ]
    assert {geometry for geometry, _ in shared} <= {"Point"}
    assert len(shared) <= 20


def test_the_documented_table_of_formats_is_that_of_the_program():
    page = Path(__file__).parents[2] / "docs" / "exports.md"
    text = page.read_text(encoding="utf-8")
    for each in FORMATS.values():
        assert f"| `{each.name}` | {each.title} | {each.carries} | {each.loses} |" in text


def test_a_format_without_its_package_is_named_or_skipped_on_request(tmp_path, monkeypatch):
    def missing(*_, **__):
        raise MissingExtraError("Parquet needs an optional package")

    monkeypatch.setattr("caspiangeo.io.export.parquet_layers.write", missing)
    done = write_bundle(
        default_catalog(), tmp_path, formats=["fgb", "parquet"], choice=FEW, skip_missing=True
    )
    assert done.left_out == {"parquet": "Parquet needs an optional package"}
    assert "parquet is not here: Parquet needs" in (tmp_path / "README.txt").read_text("utf-8")
    with pytest.raises(MissingExtraError):
        write_bundle(default_catalog(), tmp_path / "out", formats=["fgb", "parquet"], choice=FEW)
    assert not list((tmp_path / "out").iterdir())


def test_what_was_there_stays_if_a_format_fails(tmp_path, monkeypatch):
    write_bundle(default_catalog(), tmp_path, formats=["csv"], choice=FEW)
    before = contents(tmp_path)

    def broken(*_, **__):
        raise DataError("the disk is full")

    monkeypatch.setattr(flatgeobuf, "write_layer", broken)
    other = Choice(ids=["wrep"])
    with pytest.raises(DataError, match="the disk is full"):
        write_bundle(default_catalog(), tmp_path, formats=["csv", "fgb"], choice=other)
    assert contents(tmp_path) == before


def test_nothing_but_unplaced_sites_gives_no_file(tmp_path):
    lost = Choice(ids=["psg2"])
    done = write_bundle(default_catalog(), tmp_path, formats=["fgb", "kml", "shp"], choice=lost)
    assert done.files == ()
    assert done.without_place == ("psg2",)
    assert not list(tmp_path.iterdir())


def test_options_of_formats_exist():
    for each in FORMATS.values():
        writer = getattr(
            importlib.import_module(f"caspiangeo.io.export.{each.module}"), each.function
        )
        named = set(writer.__kwdefaults__ or {})
        assert each.options == named


def test_a_site_without_a_place_is_told(tmp_path):
    done = write_bundle(default_catalog(), tmp_path, choice=Choice(ids=["psg2", "aktau-port"]))
    assert done.without_place == ("psg2",)
    assert done.rows["sites"] == 1
    assert "routes" not in done.rows


def test_options_go_to_the_formats_that_have_them(tmp_path):
    done = write_bundle(default_catalog(), tmp_path, options={"profile": "web", "precision": 3})
    said = done.files[0].read_text(encoding="utf-8")
    assert '"profile":"web","precision":3' in said


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"formats": ["dwg"]}, OutOfRangeError, "no format 'dwg'; use one of geojson, gpkg"),
        ({"options": {"ink": 1}}, OutOfRangeError, "no format has an option ink"),
        ({"formats": [], "options": {"profile": "web"}}, OutOfRangeError, "with the format geoj"),
        ({"choice": Choice(ids=["nabucco"])}, UnknownIdError, "unknown route or site nabucco"),
        ({"choice": Choice(columns=["hue"])}, OutOfRangeError, "no column hue"),
        ({"options": {"profile": "paper"}}, OutOfRangeError, "no profile 'paper'"),
        ({"options": {"precision": 99}}, OutOfRangeError, "99 decimals; use 1 to 15"),
    ],
)
def test_what_is_impossible_is_refused_and_nothing_written(tmp_path, how, error, said):
    with pytest.raises(error, match=said):
        write_bundle(default_catalog(), tmp_path / "out", **how)
    assert not list((tmp_path / "out").glob("*"))


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("kept")
    with pytest.raises(FileError, match="is a file; give a folder"):
        write_bundle(default_catalog(), tmp_path / "out")
