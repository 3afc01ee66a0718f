"""The same data with new columns: nothing lost in any format, whole or not at all, in batches."""

import csv
import json
import math
import os
import sqlite3
import tracemalloc

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import CRS

from caspiangeo.errors import DataError, FileError, MissingExtraError, OutOfRangeError
from caspiangeo.io.users import gdal, staged
from caspiangeo.io.users.columns import write_columns
from caspiangeo.io.users.lengths import COLUMN, file_lengths
from caspiangeo.io.users.lines import open_lines, open_points

FORMATS = (".gpkg", ".fgb", ".shp", ".geojson", ".geojsonl", ".csv")
WAYS = [("without", each) for each in FORMATS]
WAYS += [("with pyarrow", each) for each in (*FORMATS, ".parquet")]


@pytest.fixture(params=["with pyarrow", "without"])
def arrow(request, monkeypatch):
    if request.param == "without":
        monkeypatch.setattr(gdal, "has_pyarrow", lambda: False)
    elif not gdal.has_pyarrow():
        pytest.skip("pyarrow is not installed here; the other half runs")
    return request.param == "with pyarrow"


def contents(path):
    """Return rows, geometries and columns of a written file by pyogrio or pyarrow alone."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        table = parquet.read_table(path)
        columns = {name: table[name].to_pylist() for name in table.column_names}
        name = json.loads(table.schema.metadata[b"geo"])["primary_column"]
        return shapely.from_wkb(columns.pop(name)), columns
    about, _, wkb, values = pyogrio.raw.read(path)
    columns = dict(zip(about["fields"], (each.tolist() for each in values), strict=True))
    return None if wkb is None else shapely.from_wkb(wkb), columns


def none_for_nan(values):
    return [None if isinstance(each, float) and math.isnan(each) else each for each in values]


@pytest.mark.parametrize(("arrow", "suffix"), WAYS, indirect=["arrow"])
def test_every_column_and_geometry_is_kept_in_every_format(suffix, arrow, making, tmp_path):
    lines = [*making.straight_lines(6), None]
    source = making.write_vector(tmp_path / "lines.gpkg", lines, geometry_type="LineString")
    target = tmp_path / f"out{suffix}"
    found = file_lengths(source, target)
    assert found.faults == {6: "no geometry"}
    geometries, columns = contents(target)
    name = "geod_len_m" if suffix == ".shp" else COLUMN
    lengths = [float(each) if each not in (None, "") else None for each in columns.pop(name)]
    assert none_for_nan(lengths)[:6] == pytest.approx([each.length_m for each in found.rows][:6])
    assert none_for_nan(lengths)[6] is None
    assert [str(each) for each in columns["name"]] == [f"row {row}" for row in range(7)]
    assert [int(each) for each in columns["n"]] == [2**53 + row for row in range(7)]
    assert all(str(each).replace("/", "-").startswith("2026-11-23") for each in columns["day"])
    remarks = ["=1+1", "-12.5", "- see below", "Бакы", "", "=1+1", "-12.5"]
    if suffix == ".csv":
        remarks = [f"'{each}" if each[:2] in ("=1", "- ") else each for each in remarks]
    assert [each or "" for each in columns["remark"]] == remarks
    if suffix == ".csv":
        geometries = [shapely.from_wkt(each) if each else None for each in columns["WKT"]]
    for written, given in zip(geometries, lines, strict=True):
        if given is None:
            assert written is None
        else:
            assert shapely.equals_exact(written, given, tolerance=1e-9)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".geojsonl", ".csv"])
def test_rows_of_every_kind_stay_in_their_order(suffix, arrow, making, tmp_path):
    source = making.write_vector(tmp_path / "mixed.gpkg", making.shapes_of())
    file_lengths(source, tmp_path / f"out{suffix}")
    _, columns = contents(tmp_path / f"out{suffix}")
    assert columns["name"] == [f"row {row}" for row in range(len(making.ROWS))]
    measured = [each not in (None, "") and not math.isnan(float(each)) for each in columns[COLUMN]]
    assert measured == [each for _, _, each in making.ROWS]


def test_ids_of_rows_stay_in_a_geopackage(arrow, making, tmp_path):
    source = making.write_vector(
        tmp_path / "lines.gpkg", making.straight_lines(4), SPATIAL_INDEX="NO", FID="number"
    )
    with sqlite3.connect(source) as base:
        base.execute("DELETE FROM lines WHERE number = 2")
        base.execute("UPDATE lines SET number = 77 WHERE number = 4")
    base.close()
    file_lengths(source, tmp_path / "out.gpkg")
    about, ids, _, _ = pyogrio.raw.read(tmp_path / "out.gpkg", return_fids=True)
    assert ids.tolist() == [1, 3, 77]
    assert pyogrio.read_info(tmp_path / "out.gpkg")["fid_column"] == "number"
    assert pyogrio.read_info(tmp_path / "out.gpkg")["layer_name"] == "lines"
    assert "number" not in about["fields"]


def test_a_column_called_fid_is_not_taken_for_the_ids(arrow, making, tmp_path):
    line = {"type": "LineString", "coordinates": making.MAIN}
    source = making.write_geojson(
        tmp_path / "a.geojson", [making.feature(line, fid="x"), making.feature(line, fid="y")]
    )
    file_lengths(source, tmp_path / "out.gpkg")
    assert contents(tmp_path / "out.gpkg")[1]["fid"] == ["x", "y"]


def test_small_geojson_keeps_ids_foreign_members_and_numbers(making, tmp_path):
    line = {"type": "LineString", "coordinates": [[50, 40.123456789012345, 7], [51, 41, 8]]}
    features = [
        {**making.feature(line, n=2**60, list=[1, {"a": None}]), "id": "BTC-1", "since": 2006},
        {"type": "Feature", "id": 17, "geometry": None, "properties": None},
    ]
    source = making.write_geojson(tmp_path / "in.geojson", features, credits="ours")
    file_lengths(source, tmp_path / "out.geojson")
    written = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert written["credits"] == "ours"
    length = written["features"][0]["properties"].pop(COLUMN)
    assert length == pytest.approx(130_000, rel=0.01)
    assert written["features"][0] == features[0]
    assert written["features"][1] == {**features[1], "properties": {COLUMN: None}}


def test_large_geojson_keeps_its_ids(arrow, making, tmp_path):
    line = {"type": "LineString", "coordinates": making.MAIN}
    features = [{**making.feature(line, a=row), "id": 7 * row + 3} for row in range(3)]
    source = making.write_geojson(tmp_path / "in.geojson", features)
    file = open_lines(source, quick=False)
    write_columns(file, tmp_path / "out.geojson", [COLUMN], lambda batch: [batch.lengths_m()])
    written = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert [each["id"] for each in written["features"]] == [3, 10, 17]
    assert [each["properties"]["a"] for each in written["features"]] == [0, 1, 2]
    assert "crs" not in written
    assert file.notes == []


def test_geojson_of_a_file_on_another_datum_is_on_wgs84(making, tmp_path):
    pytest.importorskip("pyarrow", reason="without pyarrow it is refused, see below")
    line = shapely.LineString([(9_500_000, 4_500_000), (9_510_000, 4_500_000)])
    source = making.write_vector(tmp_path / "grid.gpkg", [line, None], crs="EPSG:28409")
    found = file_lengths(source, tmp_path / "out.geojson")
    written = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    lon, lat = written["features"][0]["geometry"]["coordinates"][0]
    # Pulkovo 1942 lies about a hundred metres east of WGS 84 there.
    assert (lon, lat) == pytest.approx((51.0, 40.634), abs=2e-3)
    assert 0.0005 < 51.0 - lon < 0.002
    assert written["features"][0]["properties"][COLUMN] == pytest.approx(found.rows[0].length_m)
    assert found.rows[0].length_m == pytest.approx(10_000, abs=0.1)


def test_what_needs_pyarrow_says_so(making, tmp_path, monkeypatch):
    monkeypatch.setattr(gdal, "has_pyarrow", lambda: False)
    grid = making.write_vector(tmp_path / "grid.gpkg", making.straight_lines(1), crs="EPSG:4284")
    for name in ("out.parquet", "out.geojson"):
        with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[parquet\]"'):
            file_lengths(grid, tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["grid.gpkg"]


def test_a_table_of_places_keeps_its_cells_as_they_were(arrow, tmp_path):
    text = 'code,lon,lat,remark\n007,50.1,40.5,"a, b"\n1e3,-12,,=cmd()\n'
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    file = open_points(tmp_path / "in.csv", crs="EPSG:4326")
    write_columns(file, tmp_path / "out.csv", ["kp_km"], lambda _: [np.array([1.5, np.nan])])
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as written:
        rows = list(csv.reader(written))
    assert rows == [
        ["code", "lon", "lat", "remark", "kp_km"],
        ["007", "50.1", "40.5", "a, b", "1.5"],
        ["1e3", "-12", "", "'=cmd()", ""],
    ]


def test_a_column_that_was_there_is_replaced_and_said(arrow, making, tmp_path):
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(3))
    file_lengths(source, tmp_path / "once.gpkg")
    again = file_lengths(tmp_path / "once.gpkg", tmp_path / "twice.gpkg")
    assert again.file.notes == [f"the column {COLUMN} was there and is replaced"]
    once, twice = (contents(tmp_path / f"{name}.gpkg")[1] for name in ("once", "twice"))
    assert once == twice


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".geojson", ".parquet"])
def test_the_same_input_gives_the_same_bytes(suffix, making, tmp_path):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow", reason="GeoParquet needs the extra parquet")
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(30))
    folders = [tmp_path / name for name in ("one", "two")]
    for at, folder in enumerate(folders):
        folder.mkdir()
        os.utime(source, (1_700_000_000, 1_700_000_000))
        file_lengths(source, folder / f"out{suffix}")
        assert len(list(folder.iterdir())) == 1, at
    first, second = ((folder / f"out{suffix}").read_bytes() for folder in folders)
    assert first == second


def test_both_ways_write_the_same_geopackage(making, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow", reason="without pyarrow there is one way only")
    source = making.write_vector(tmp_path / "lines.gpkg", [*making.straight_lines(600), None])
    file_lengths(source, tmp_path / "with.gpkg")
    monkeypatch.setattr(gdal, "has_pyarrow", lambda: False)
    monkeypatch.setattr(gdal, "BATCH_BYTES", 1)
    file_lengths(source, tmp_path / "without.gpkg")
    (one, given), (other, found) = (
        contents(tmp_path / f"{name}.gpkg") for name in ("with", "without")
    )
    assert one.tolist() == other.tolist()
    assert {key: none_for_nan(each) for key, each in given.items()} == {
        key: none_for_nan(each) for key, each in found.items()
    }


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("out.dwg", OutOfRangeError, "use one of .geojson"),
        ("out", OutOfRangeError, "use one of .geojson"),
        ("missing/out.gpkg", FileError, "does not exist"),
        ("folder.gpkg", FileError, "it is a folder"),
        ("lines.gpkg", FileError, "it is the file that is read"),
        ("open.gpkg", FileError, "another program has it open"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused(name, error, said, making, tmp_path):
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(1))
    (tmp_path / "folder.gpkg").mkdir()
    (tmp_path / "open.gpkg-wal").touch()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error, match=said):
        file_lengths(source, tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("arrow", "suffix"), WAYS, indirect=["arrow"])
def test_a_copy_that_fails_leaves_the_old_file(suffix, arrow, making, tmp_path):
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(3))
    target = tmp_path / f"out{suffix}"
    target.write_text("old", encoding="utf-8")

    def broken(_batch):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_columns(open_lines(source), target, [COLUMN], broken)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["lines.gpkg", f"out{suffix}"]


def test_a_source_that_breaks_off_leaves_no_copy(arrow, making, tmp_path):
    whole = making.write_vector(tmp_path / "whole.fgb", making.straight_lines(400))
    (tmp_path / "cut.fgb").write_bytes(whole.read_bytes()[:40_000])
    with pytest.raises(DataError, match=r"^cut\.fgb: "):
        file_lengths(tmp_path / "cut.fgb", tmp_path / "out.gpkg")
    assert not (tmp_path / "out.gpkg").exists()


def test_a_format_that_cannot_hold_the_data_says_so(arrow, making, tmp_path):
    source = making.write_vector(tmp_path / "mixed.gpkg", making.shapes_of())
    with pytest.raises(DataError, match=r"^out\.shp: cannot be written: "):
        file_lengths(source, tmp_path / "out.shp")
    assert [each.name for each in tmp_path.iterdir()] == ["mixed.gpkg"]


def test_a_shapefile_replaces_all_its_files_and_drops_old_indexes(making, tmp_path):
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(3))
    for suffix in (".shp", ".dbf", ".qix", ".sbn"):
        (tmp_path / f"out{suffix}").write_text("old", encoding="utf-8")
    found = file_lengths(source, tmp_path / "out.shp")
    assert found.file.notes[0] == "the column geodesic_length_m is called geod_len_m in a Shapefile"
    written = {each.suffix for each in tmp_path.glob("out.*")}
    assert written == {".shp", ".dbf", ".shx", ".prj", ".cpg"}
    assert pyogrio.read_info(tmp_path / "out.shp")["features"] == 3


def test_geoparquet_stays_as_it_was_but_for_the_column(making, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.GeoDataFrame(
        {"tags": [["a"], None], "at": np.array(["2026-11-23T10:00", "NaT"], "datetime64[ms]")},
        geometry=[making.straight_lines(1)[0], None],
        crs=32639,
    )
    frame.to_parquet(tmp_path / "in.parquet", geometry_encoding="geoarrow", schema_version="1.1.0")
    file_lengths(tmp_path / "in.parquet", tmp_path / "out.parquet", crs=4326)
    one, other = (parquet.read_table(tmp_path / f"{name}.parquet") for name in ("in", "out"))
    assert other.column_names == [*one.column_names, COLUMN]
    assert other.drop_columns([COLUMN]).equals(one)
    assert geopandas.read_parquet(tmp_path / "out.parquet").crs == frame.crs


def test_memory_does_not_grow_with_the_file(arrow, making, tmp_path, monkeypatch):
    """Four times the rows, the same peak."""
    monkeypatch.setattr(gdal, "BATCH_BYTES", 1)
    monkeypatch.setattr(staged, "_UPDATED_ROWS", 256)
    peaks = []
    for rows in (700, 2_800):
        lines = making.straight_lines(rows, vertices=8)
        source = making.write_vector(tmp_path / f"{rows}.gpkg", lines, geometry_type="LineString")
        del lines
        file_lengths(source, tmp_path / "warm.fgb")
        tracemalloc.start()
        found = file_lengths(source, tmp_path / f"{rows}.fgb")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.features == rows
    # Without pyarrow the eight bytes of each new value are kept.
    assert peaks[1] < peaks[0] * 1.1 + 2_100 * 8


def test_progress_counts_every_row(arrow, making, tmp_path, monkeypatch):
    monkeypatch.setattr(gdal, "BATCH_BYTES", 1)
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(700))
    for target in (None, tmp_path / "out.fgb"):
        steps = []
        file_lengths(source, target, progress=lambda _file, steps=steps: steps.append)
        assert steps == [256, 256, 188]


def test_errors_of_the_writer_are_its_own(arrow, making, tmp_path, monkeypatch):
    source = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(3))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyogrio, "write_arrow", full)
    with pytest.raises(DataError, match=r"cannot be (written|copied): .*No space left"):
        file_lengths(source, tmp_path / "out.gpkg")
    assert [each.name for each in tmp_path.iterdir()] == ["lines.gpkg"]


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb"])
def test_the_coordinate_system_stays_with_its_heights(suffix, arrow, making, tmp_path):
    line = shapely.LineString([(50, 40, 7), (51, 41, 8)])
    kind = "LineString Z"
    source = making.write_vector(
        tmp_path / "high.gpkg", [line], crs="EPSG:9518", geometry_type=kind
    )
    file_lengths(source, tmp_path / f"own{suffix}")
    written = CRS(pyogrio.read_info(tmp_path / f"own{suffix}")["crs"])
    assert written.is_compound
    assert contents(tmp_path / f"own{suffix}")[0][0].has_z
    file_lengths(source, tmp_path / f"told{suffix}", crs="EPSG:4284")
    assert pyogrio.read_info(tmp_path / f"told{suffix}")["crs"] == "EPSG:4284"


def test_heights_that_would_be_dropped_are_refused(arrow, making, tmp_path):
    lines = [*making.straight_lines(1), shapely.LineString([(50, 40, 7), (51, 41, 8)])]
    source = making.write_vector(tmp_path / "high.gpkg", lines)
    with pytest.raises(DataError, match=r"out\.fgb: row 1 has heights, which .* write \.gpkg"):
        file_lengths(source, tmp_path / "out.fgb")
    file_lengths(source, tmp_path / "out.gpkg")
    assert [each.has_z for each in contents(tmp_path / "out.gpkg")[0]] == [False, True]


def test_lists_and_nested_values_are_kept_without_a_word(making, tmp_path):
    pytest.importorskip("pyarrow", reason="without pyarrow a list becomes text")
    line = {"type": "LineString", "coordinates": making.MAIN}
    feature = making.feature(line, tags=["a", "b"], about={"k": 1}, flag=True)
    source = making.write_geojson(tmp_path / "in.geojson", [feature])
    file = open_lines(source, quick=False)
    write_columns(file, tmp_path / "out.geojson", [COLUMN], lambda batch: [batch.lengths_m()])
    (written,) = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    written["properties"].pop(COLUMN)
    assert written["properties"] == feature["properties"]
    assert file.notes == []
