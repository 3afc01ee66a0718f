"""Partitioned GeoParquet in and out: equal to one process, valid for others, nothing lost."""

import json
import math
import sys

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import LineString, MultiLineString, Point, Polygon

from caspiangeo.errors import (
    CaspianError,
    DataError,
    FileError,
    GeometryError,
    MissingExtraError,
    OutOfRangeError,
)
from caspiangeo.geodesy import KRASSOVSKY_1940, lengths_m
from caspiangeo.io import geoparquet
from caspiangeo.scale import BadRow, lengths_of_parquet
from caspiangeo.scale import parquet as scale_parquet

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")
pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")

RNG = np.random.default_rng(1911)
COLUMN = "geodesic_length_m"


def random_lines(count):
    """Lines of 2 to 12 vertices anywhere, each some 100 km long; some several, some missing."""
    lines = []
    for number in range(count):
        start = [RNG.uniform(-180, 180), RNG.uniform(-70, 70)]
        steps = RNG.normal(0, 0.3, (RNG.integers(1, 12), 2)).cumsum(axis=0)
        line = LineString([start, *(start + steps)])
        lines.append(MultiLineString([line, line.reverse()]) if number % 7 == 3 else line)
    lines[::13] = [None] * len(lines[::13])
    return lines


@pytest.fixture(scope="module", params=["WKB", "geoarrow"])
def dataset(request, tmp_path_factory):
    """A folder of five files in two partitions, in several row groups, and its one frame."""
    folder = tmp_path_factory.mktemp(request.param)
    frame = gpd.GeoDataFrame(
        {"id": np.arange(500), "name": [f"line {number}" for number in range(500)]},
        geometry=random_lines(500),
        crs=4326,
    )
    if request.param == "geoarrow":  # GeoArrow has one type a column
        frame.geometry = [
            each if each is None or each.geom_type == "LineString" else each.geoms[0]
            for each in frame.geometry
        ]
    for number, part in enumerate(np.array_split(np.arange(500), 5)):
        place = folder / f"country={'KZ' if number < 3 else 'AZ'}" / f"part-{number}.parquet"
        place.parent.mkdir(exist_ok=True)
        frame.iloc[part].to_parquet(
            place,
            geometry_encoding=request.param,
            row_group_size=40,
            compression="zstd",
            schema_version="1.1.0",
            write_covering_bbox=True,
            index=False,
        )
    (folder / "_metadata").write_text("not data")
    (folder / ".part.parquet").write_text("not data")
    return folder, frame


def in_order(folder):
    return sorted(folder.rglob("part-*.parquet"), key=lambda path: path.name)


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_lengths_are_those_of_one_process(dataset, tmp_path, threads):
    folder, frame = dataset
    found = lengths_of_parquet(folder, to=tmp_path / "out", threads=threads)
    copies = in_order(tmp_path / "out")
    expected = lengths_m(frame)
    lengths = np.concatenate([pq.read_table(path)[COLUMN].to_numpy() for path in copies])
    assert lengths == pytest.approx(expected.round(3), rel=0, abs=1e-9, nan_ok=True)
    assert round(found.length_m, 3) == round(math.fsum(expected[~np.isnan(expected)]), 3)
    assert (found.rows, found.missing, found.unmeasured) == (500, 39, 0)
    assert {each.target for each in found.files} == set(copies)
    alone = lengths_of_parquet(folder, threads=threads)
    assert alone.length_m == pytest.approx(found.length_m, rel=1e-15)
    assert [each.rows for each in alone.files] == [each.rows for each in found.files]
    assert alone.files[0].target is None


def test_copies_are_the_same_files_with_one_more_column(dataset, tmp_path):
    folder, _ = dataset
    lengths_of_parquet(folder, to=tmp_path)
    for source in in_order(folder):
        copy = tmp_path / source.relative_to(folder)
        before, after = (
            pq.read_table(source, partitioning=None),
            pq.read_table(copy, partitioning=None),
        )
        assert after.drop_columns([COLUMN]).equals(before, check_metadata=True)
        assert after.schema.names[-1] == COLUMN
        chunk = pq.ParquetFile(copy).metadata.row_group(0).column(2)
        assert chunk.compression == "ZSTD"


def test_copies_are_valid_geoparquet_for_others(dataset, tmp_path):
    folder, frame = dataset
    lengths_of_parquet(folder, to=tmp_path)
    back = gpd.GeoDataFrame(gpd.pd.concat([gpd.read_parquet(each) for each in in_order(tmp_path)]))
    assert back.crs == frame.crs
    assert back["geometry"].geom_equals(frame.geometry.set_axis(back.index)).sum() == 461
    boxed = gpd.read_parquet(in_order(tmp_path)[0], bbox=(0, -90, 180, 90))
    assert 0 < len(boxed) < 100
    geo = json.loads(pq.read_schema(in_order(tmp_path)[0]).metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert geo["version"] == "1.1.0"
    assert column["encoding"] in ("WKB", "linestring")
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


def test_any_batch_size_gives_the_same(dataset, tmp_path, monkeypatch):
    folder, _ = dataset
    whole = lengths_of_parquet(folder, to=tmp_path / "whole")
    monkeypatch.setattr(geoparquet, "BATCH_BYTES", 2000)
    small = lengths_of_parquet(folder, to=tmp_path / "small")
    assert round(small.length_m, 3) == round(whole.length_m, 3)
    first, second = in_order(tmp_path / "whole")[0], in_order(tmp_path / "small")[0]
    assert pq.read_table(first, partitioning=None) == pq.read_table(second, partitioning=None)
    assert pq.ParquetFile(second).num_row_groups > pq.ParquetFile(first).num_row_groups


def test_memory_is_that_of_a_few_batches(tmp_path, monkeypatch):
    """Two row groups of 16 MB, read 64 kB at a time by two threads."""
    vertices = pa.array(np.tile([50.0, 40.0], 1_000_000))
    points = pa.FixedSizeListArray.from_arrays(vertices, 2)
    del vertices
    flat = points.flatten()
    points = pa.StructArray.from_arrays([flat[::2], flat[1::2]], ["x", "y"])
    lines = pa.ListArray.from_arrays(pa.array(range(0, 1_000_001, 100), pa.int32()), points)
    geo = described(encoding="linestring")
    table = pa.table({"geometry": lines}).replace_schema_metadata({"geo": json.dumps(geo)})
    for name in ("a", "b"):
        pq.write_table(
            table, tmp_path / f"{name}.parquet", use_dictionary=False, compression="none"
        )
    del points, flat, lines, table
    monkeypatch.setattr(geoparquet, "BATCH_BYTES", 1 << 16)
    measured, most = scale_parquet._Task._measured, []
    before = pa.total_allocated_bytes()

    def watched(self, first, batch, **options):
        most.append(pa.total_allocated_bytes() - before)
        return measured(self, first, batch, **options)

    monkeypatch.setattr(scale_parquet._Task, "_measured", watched)
    assert lengths_of_parquet(tmp_path, threads=2).rows == 20_000
    assert len(most) > 400
    assert max(most) < 12_000_000, "whole row groups would be 32 MB"


# -- bad rows --------------------------------------------------------------------------------------


def bad_frame():
    return gpd.GeoDataFrame(
        {"id": range(6)},
        geometry=[
            LineString([(0, 0), (1, 0)]),
            None,
            LineString([(0, 0), (1, 91)]),
            Polygon([(0, 0), (1, 0), (1, 1)]),
            Point(3, 4),
            LineString([(0, 0), (2, 0)]),
        ],
        crs=4326,
    )


def test_bad_rows_are_named_and_kept(tmp_path):
    path = tmp_path / "bad.parquet"
    bad_frame().to_parquet(path, row_group_size=2)
    found = lengths_of_parquet(path, to=tmp_path / "out")
    reasons = {row.row: row.reason for row in found.bad}
    assert found.bad[0] == BadRow(path, 2, reasons[2])
    assert "vertex 1: latitude 91.0" in reasons[2]
    assert "polygon" in reasons[3]
    assert set(reasons) == {2, 3}
    assert (found.rows, found.missing, found.unmeasured) == (6, 1, 2)
    copy = pq.read_table(tmp_path / "out" / "bad.parquet")
    assert copy["id"].to_pylist() == list(range(6))
    assert copy[COLUMN].null_count == 3
    assert found.length_m == pytest.approx(3 * 111_319.491, abs=2e-3)
    assert lengths_of_parquet(path).bad == found.bad


def test_only_the_first_bad_rows_are_named_but_all_are_counted(tmp_path, monkeypatch):
    path = tmp_path / "bad.parquet"
    bad = [LineString([(0, 0), (0, 95)])] * 50
    gpd.GeoDataFrame(geometry=bad, crs=4326).to_parquet(path, row_group_size=10)
    monkeypatch.setattr(scale_parquet, "NAMED_A_FILE", 12)
    for to in (None, tmp_path / "out"):
        found = lengths_of_parquet(path, to=to)
        assert [row.row for row in found.bad] == list(range(12))
        assert found.unmeasured == 50


def test_rubbish_in_a_wkb_column_is_a_bad_row(tmp_path):
    geo = {
        "version": "1.1.0",
        "primary_column": "g",
        "columns": {"g": {"encoding": "WKB", "geometry_types": []}},
    }
    table = pa.table({"g": [shapely.to_wkb(LineString([(0, 0), (1, 0)])), b"\x01rubbish", None]})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), tmp_path / "g.parquet")
    found = lengths_of_parquet(tmp_path)
    assert [(row.row, row.reason[:21]) for row in found.bad] == [(1, "not a geometry in WKB")]
    assert found.length_m == pytest.approx(111_319.491, abs=1e-3)


# -- coordinate systems ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_projected_files_are_measured_on_their_own_ellipsoid(tmp_path, encoding):
    lon_lat = LineString([(51.0, 40.0), (51.5, 40.5), (52.0, 40.5)])
    project = Transformer.from_crs(4284, 28409, always_xy=True)
    line = shapely.transform(lon_lat, lambda xy: np.column_stack(project.transform(*xy.T)))
    frame = gpd.GeoDataFrame(geometry=[line], crs=28409)
    frame.to_parquet(tmp_path / "gauss-krueger.parquet", geometry_encoding=encoding)
    expected = lengths_m([lon_lat], ellipsoid=KRASSOVSKY_1940)[0]
    assert lengths_of_parquet(tmp_path).length_m == pytest.approx(expected, abs=1e-4)


def write_with(path, geo):
    table = pa.table({"geometry": [shapely.to_wkb(LineString([(0, 0), (1, 0)]))]})
    pq.write_table(table.replace_schema_metadata(geo and {"geo": json.dumps(geo)}), path)


def described(**column):
    column = {"encoding": "WKB", "geometry_types": ["LineString"]} | column
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def test_an_unknown_coordinate_system_must_be_named(tmp_path):
    path = tmp_path / "unknown.parquet"
    write_with(path, described(crs=None))
    with pytest.raises(DataError, match=r"unknown.parquet: .* not known .* name it with crs="):
        lengths_of_parquet(path)
    assert lengths_of_parquet(path, crs=4326).length_m == pytest.approx(111_319.491, abs=1e-3)
    write_with(path, described())  # the standard: longitude, latitude on WGS 84
    assert lengths_of_parquet(path).length_m == pytest.approx(111_319.491, abs=1e-3)
    with pytest.raises(DataError, match="not in WGS 84 / UTM zone 39N; leave crs out"):
        lengths_of_parquet(path, crs=32639)


@pytest.mark.parametrize(
    ("geo", "error", "message"),
    [
        (None, DataError, "no geo metadata, so it is no GeoParquet"),
        ({"version": "1.1.0"}, DataError, "have no columns"),
        (described(encoding="polygon"), DataError, "column of polygon holds no lines"),
        (described(crs={"type": "nonsense"}), GeometryError, "unknown coordinate system"),
        (described() | {"primary_column": "way"}, DataError, "name the geometry column"),
    ],
)
def test_files_that_are_no_geoparquet_of_lines_are_refused(tmp_path, geo, error, message):
    write_with(tmp_path / "a.parquet", geo)
    with pytest.raises(error, match=f"a.parquet: .*{message}"):
        lengths_of_parquet(tmp_path)


# -- files -----------------------------------------------------------------------------------------


def test_what_cannot_be_read_or_written_is_one_line(tmp_path):
    good, broken = tmp_path / "in" / "a.parquet", tmp_path / "in" / "b.parquet"
    good.parent.mkdir()
    write_with(good, described())
    for source, to, message in (
        (tmp_path / "none", None, "cannot read .*none: "),
        (tmp_path, tmp_path, "would replace a source"),
        ([good, good], tmp_path / "out", "would replace a source or another copy"),
        (good, good, "cannot make the folder"),
        ([], None, "no GeoParquet files"),
    ):
        with pytest.raises(FileError, match=message):
            lengths_of_parquet(source, to=to)
    broken.write_bytes(b"PAR1 rubbish PAR1")
    with pytest.raises(FileError, match=r"cannot read .*b.parquet: "):
        lengths_of_parquet(good.parent, to=tmp_path / "out")
    assert not (tmp_path / "out").exists(), "nothing is written if one file is broken"
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="no GeoParquet files"):
        lengths_of_parquet(tmp_path / "empty")
    with pytest.raises(OutOfRangeError, match="threads 0"):
        lengths_of_parquet(good, threads=0)


def test_a_column_of_that_name_is_not_overwritten(tmp_path):
    write_with(tmp_path / "a.parquet", described())
    lengths_of_parquet(tmp_path, to=tmp_path / "out")
    with pytest.raises(DataError, match="has a column 'geodesic_length_m' already; choose another"):
        lengths_of_parquet(tmp_path / "out", to=tmp_path / "again")
    lengths_of_parquet(tmp_path / "out", to=tmp_path / "again", column="again_m")
    again = pq.read_table(tmp_path / "again" / "a.parquet")
    assert again["again_m"] == again[COLUMN]


def test_a_copy_is_whole_or_not_there(tmp_path, monkeypatch):
    bad_frame().to_parquet(tmp_path / "a.parquet", row_group_size=2)
    out = tmp_path / "out"
    lengths_of_parquet(tmp_path / "a.parquet", to=out)
    before = (out / "a.parquet").read_bytes()
    write = pq.ParquetWriter.write_batch
    left = iter([True])

    def full_disk(self, batch, *arguments, **options):
        if not next(left, False):
            raise OSError(28, "No space left on device")
        return write(self, batch, *arguments, **options)

    monkeypatch.setattr(pq.ParquetWriter, "write_batch", full_disk)
    with pytest.raises(FileError, match=r"cannot write .*a.parquet: No space left on device"):
        lengths_of_parquet(tmp_path / "a.parquet", to=out)
    assert (out / "a.parquet").read_bytes() == before
    assert [each.name for each in out.iterdir()] == ["a.parquet"]


def test_the_same_input_gives_the_same_bytes_whichever_engine_ran(dataset, tmp_path):
    folder, _ = dataset
    for name, threads, engine in (("one", 1, "auto"), ("two", 4, "numpy"), ("three", 2, "proj")):
        lengths_of_parquet(folder, to=tmp_path / name, threads=threads, engine=engine)
    for first in in_order(tmp_path / "one"):
        for name in ("two", "three"):
            second = tmp_path / name / first.relative_to(tmp_path / "one")
            assert first.read_bytes() == second.read_bytes()


def test_a_file_of_no_rows(tmp_path):
    gpd.GeoDataFrame(geometry=[], crs=4326).to_parquet(tmp_path / "a.parquet")
    found = lengths_of_parquet(tmp_path, to=tmp_path / "out")
    assert (found.rows, found.length_m) == (0, 0.0)
    assert COLUMN in gpd.read_parquet(tmp_path / "out").columns


def test_without_pyarrow_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[parquet\]"') as caught:
        lengths_of_parquet(tmp_path)
    assert isinstance(caught.value, CaspianError)
