"""The exported Shapefiles in GDAL, and their bytes where GDAL hides them."""

import csv
import io
import struct
import warnings
import zipfile
from dataclasses import replace

import numpy as np
import pyogrio
import pytest

from caspiangeo.io.export import shapefile

SPATIAL = ("routes", "measured_lines", "sites", "kp_points")


@pytest.fixture(scope="module")
def path(everything, about, tmp_path_factory):
    (path,) = shapefile.write(everything, tmp_path_factory.mktemp("shp"), about=about)
    return path


def read(path, layer):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Measured")
        return pyogrio.read_dataframe(path, layer=layer)


def test_the_archive_has_five_files_a_layer_the_names_and_the_credits(path, about):
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        said = archive.read("README.txt").decode()
        encoding = archive.read("sites.cpg")
    parts = {
        f"{name}.{suffix}" for name in SPATIAL for suffix in ("shp", "shx", "dbf", "prj", "cpg")
    }
    assert names == parts | {"README.txt", "name-map.csv"}
    assert about.credits in said
    assert encoding == b"UTF-8"


@pytest.mark.parametrize("name", SPATIAL)
def test_gdal_reads_rows_names_and_places(path, everything, name):
    frame = read(path, name)
    layer = everything[name]
    assert frame.crs.to_epsg() == 4326
    assert list(frame["id"]) == [row["id"] for row in layer.rows]
    assert list(frame.columns[:-1]) == [each.name[:10] for each in layer.columns]
    for geometry, shape in zip(frame.geometry, layer.shapes, strict=True):
        assert np.abs(np.array(geometry.coords)[:, :2] - shape.coordinates[:, :2]).max() < 1e-7


def test_cyrillic_numbers_and_flags(path, everything):
    sites = read(path, "sites").set_index("id")
    assert sites["name_ru"]["aktau-city"] == "Актау"
    assert sites["accuracy_m"]["aktau-port"] == 1200
    assert set(sites["proxy"]) == {0, 1}
    routes = read(path, "routes").set_index("id")
    assert routes["published_"]["btc"] == 1768


def test_lines_have_m(path, everything):
    with zipfile.ZipFile(path) as archive:
        content = archive.read("measured_lines.shp")
    # After the head of 100 bytes each record: number, length, type, box, parts, points, ...
    kind, _, _, _, _, parts, points = struct.unpack_from("<idddd2i", content, 108)
    assert (kind, parts) == (23, 1)  # PolyLineM
    at = 108 + 44 + 4 * parts + 16 * points + 16  # behind the range of M
    m = np.frombuffer(content, dtype="<f8", count=points, offset=at)
    assert np.abs(m - everything["measured_lines"].shapes[0].coordinates[:, 2]).max() < 1e-6


def test_the_names_are_mapped(path, everything):
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("name-map.csv").decode())))
    known = {row["column"]: row["shapefile"] for row in rows if row["layer"] == "routes"}
    assert known["geometry_quality"] == "geometry_q"
    assert list(known) == [each.name for each in everything["routes"].columns]


def test_long_texts_are_cut_between_letters(everything, about, tmp_path):
    row = everything["sites"].rows[0] | {"title": "я" * 200}
    first = replace(everything["sites"], rows=(row,), shapes=everything["sites"].shapes[:1])
    (path,) = shapefile.write({"sites": first}, tmp_path, about=about)
    assert read(path, "sites")["title"][0] == "я" * 127


def test_the_same_input_gives_the_same_bytes(path, everything, about, tmp_path):
    (again,) = shapefile.write(everything, tmp_path, about=about)
    assert again.read_bytes() == path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == [again.name]
    with zipfile.ZipFile(path) as archive:
        assert {each.date_time[:3] for each in archive.infolist()} == {(2026, 11, 23)}


def test_nothing_to_write_gives_no_file(about, tmp_path):
    assert shapefile.write({}, tmp_path, about=about) == []
