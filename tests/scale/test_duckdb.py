"""The SQL function: with and without the spatial extension, and beyond memory."""

import math
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import LineString, MultiLineString, Polygon

from caspiangeo.errors import DataError, GeometryError, MissingExtraError
from caspiangeo.geodesy import KRASSOVSKY_1940, lengths_m
from caspiangeo.scale import register_duckdb

duckdb = pytest.importorskip("duckdb", reason="needs the extra scale")
pytest.importorskip("pyarrow", reason="needs the extra scale")

RNG = np.random.default_rng(1912)
LINES = [
    LineString([(50, 40), (51, 41), (60, 45)]),
    MultiLineString([[(179, 10), (-179, 11)], [(0, 0), (1, 0)]]),
    LineString(),
    None,
]


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        register_duckdb(opened)
        yield opened


def load_spatial(connection):
    package = pytest.importorskip(
        "duckdb_extension_spatial", reason="needs the extra interop: DuckDB's spatial extension"
    )
    (extension,) = Path(package.__path__[0]).rglob("spatial.duckdb_extension")
    connection.execute(f"LOAD '{extension.as_posix()}'")


def lengths(connection, query, *parameters):
    return [row[0] for row in connection.execute(query, parameters).fetchall()]


def same(found, geometries, **options):
    expected = lengths_m(np.array([None, *geometries], dtype=object), **options)[1:]
    assert [each is None for each in found] == [each is None for each in geometries]
    known = [math.nan if each is None else each for each in found]
    assert known == pytest.approx(expected, rel=0, abs=75e-9, nan_ok=True)


def test_wkb_blobs_need_no_extension(connection):
    connection.execute("CREATE TABLE lines (number INTEGER, wkb BLOB)")
    rows = [
        (number, None if each is None else shapely.to_wkb(each))
        for number, each in enumerate(LINES)
    ]
    connection.executemany("INSERT INTO lines VALUES (?, ?)", rows)
    same(lengths(connection, "SELECT caspian_length_m(wkb) FROM lines ORDER BY number"), LINES)


@pytest.mark.parametrize("spatial", [False, True], ids=["core", "spatial"])
def test_geometries_with_the_spatial_extension_and_without(connection, spatial):
    if spatial:
        load_spatial(connection)
    connection.execute("CREATE TABLE lines (number INTEGER, line GEOMETRY)")
    rows = [(number, None if each is None else each.wkt) for number, each in enumerate(LINES)]
    connection.executemany("INSERT INTO lines VALUES (?, ?::GEOMETRY)", rows)
    same(lengths(connection, "SELECT caspian_length_m(line) FROM lines ORDER BY number"), LINES)


def test_lengths_are_those_of_the_extension(connection):
    """A witness that shares no code with ours; it takes latitude first."""
    load_spatial(connection)
    ends = RNG.uniform([-180, -90], [180, 90], (300, 4, 2))
    rows = [(shapely.to_wkb(LineString(each)),) for each in ends]
    connection.execute("CREATE TABLE lines (wkb BLOB)")
    connection.executemany("INSERT INTO lines VALUES (?)", rows)
    worst = lengths(
        connection,
        "SELECT max(abs(caspian_length_m(wkb) "
        "- ST_Length_Spheroid(ST_FlipCoordinates(ST_GeomFromWKB(wkb))))) FROM lines",
    )
    assert worst[0] < 3 * 30e-9


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("spatial", [False, True], ids=["core", "spatial"])
def test_geoparquet_is_measured_where_it_lies(connection, tmp_path, encoding, spatial):
    if spatial:
        load_spatial(connection)
    lines = [LINES[1], None, LINES[1]] if encoding == "geoarrow" else LINES
    path = tmp_path / "lines.parquet"
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_parquet(path, geometry_encoding=encoding)
    same(lengths(connection, f"SELECT caspian_length_m(geometry) FROM '{path}'"), lines)


def test_data_larger_than_the_memory_that_duckdb_may_use(connection, tmp_path):
    """32 MB of vertices, measured and written again within 24 MB."""
    begin = RNG.uniform([40, 35], [60, 50], (100_000, 1, 2))
    lines = shapely.linestrings(begin + RNG.normal(0, 0.01, (100_000, 20, 2)).cumsum(axis=1))
    frame = gpd.GeoDataFrame({"id": np.arange(100_000)}, geometry=lines, crs=4326)
    frame.to_parquet(tmp_path / "lines.parquet", compression=None, row_group_size=2_500)
    for setting in (
        "memory_limit = '24MB'",
        "threads = 2",
        "temp_directory = ''",
        "preserve_insertion_order = false",
    ):
        connection.execute(f"SET {setting}")
    source = f"FROM '{tmp_path}/lines.parquet'"
    with pytest.raises(duckdb.OutOfMemoryException):
        connection.execute(f"CREATE TABLE lines AS SELECT geometry {source}")
    connection.execute(
        f"COPY (SELECT *, caspian_length_m(geometry) AS length_m {source}) "
        f"TO '{tmp_path}/measured.parquet' (ROW_GROUP_SIZE 2500)"
    )
    measured = gpd.read_parquet(tmp_path / "measured.parquet").set_index("id")
    expected = lengths_m(frame)
    found = measured["length_m"][frame["id"]].to_numpy()
    assert found == pytest.approx(expected, rel=0, abs=19 * 15e-9)
    assert round(found.sum(), 3) == round(expected.sum(), 3)


def test_a_bad_line_ends_the_query_or_has_nan(connection):
    bad = shapely.to_wkb(LineString([(0, 0), (0, 91)]))
    for value, reason in (
        (bad, "vertex 1: latitude 91.0 lies outside -90..90"),
        (b"rubbish", "not a geometry in WKB"),
        (shapely.to_wkb(Polygon([(0, 0), (1, 0), (1, 1)])), "polygon"),
    ):
        with pytest.raises(duckdb.InvalidInputException, match=reason):
            connection.execute("SELECT caspian_length_m(?)", [value])
    with pytest.raises(duckdb.InvalidInputException, match="column of string does not say"):
        connection.execute("SELECT caspian_length_m('LINESTRING (0 0, 1 1)')")
    register_duckdb(connection, name="length_or_nan", invalid="nan")
    assert math.isnan(lengths(connection, "SELECT length_or_nan(?)", bad)[0])


def test_a_named_coordinate_system_is_that_of_the_geometries(connection):
    register_duckdb(connection, name="gauss_krueger_m", crs=28409)
    lon_lat = LineString([(51.0, 40.0), (51.5, 40.5)])
    project = Transformer.from_crs(4284, 28409, always_xy=True)
    line = shapely.transform(lon_lat, lambda xy: np.column_stack(project.transform(*xy.T)))
    found = lengths(connection, "SELECT gauss_krueger_m(?)", shapely.to_wkb(line))
    expected = lengths_m([lon_lat], ellipsoid=KRASSOVSKY_1940)
    assert found == pytest.approx(expected, rel=0, abs=1e-4)
    with pytest.raises(GeometryError, match="unknown coordinate system"):
        register_duckdb(connection, name="other", crs="mine")


def test_a_name_is_given_once(connection):
    with pytest.raises(DataError, match="has a function caspian_length_m already; choose another"):
        register_duckdb(connection)


def test_without_duckdb_one_line_says_what_to_install(connection, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[scale\]"'):
        register_duckdb(connection)
