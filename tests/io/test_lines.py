"""Anybody's lines: every kind of row measured or named, each on the ellipsoid of its datum."""

import itertools
import math

import numpy as np
import pyogrio
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from caspiangeo.errors import DataError, FileError, GeometryError, UnknownIdError
from caspiangeo.io.users import gdal
from caspiangeo.io.users.lines import open_lines, open_points

KRASSOWSKY = Geodesic(6378245.0, 1 / 298.3)


def witness_m(geometry, ellipsoid=Geodesic.WGS84):
    """Return the length of shapely lines by geographiclib."""
    lines = [each for each in shapely.get_parts(geometry) if each.geom_type == "LineString"]
    pairs = (pair for line in lines for pair in itertools.pairwise(line.coords))
    return sum(ellipsoid.Inverse(a[1], a[0], b[1], b[0])["s12"] for a, b in pairs)


def read(path, **options):
    """Return the file, the lengths of all rows and their faults."""
    file = open_lines(path, **options)
    lengths, faults = [], {}
    for batch in file.batches():
        assert batch.first_row == len(lengths)
        lengths += batch.lengths_m().tolist()
        faults |= batch.faults
    assert {row for row, each in enumerate(lengths) if math.isnan(each)} == set(faults)
    return file, lengths, faults


@pytest.fixture(params=["with pyarrow", "without"])
def arrow(request, monkeypatch):
    if request.param == "without":
        monkeypatch.setattr(gdal, "has_pyarrow", lambda: False)
    elif not gdal.has_pyarrow():
        pytest.skip("pyarrow is not installed here; the other half runs")


EXPECTED = {
    1: "no geometry",
    2: "empty geometry",
    4: "holds a Point, no line",
    5: "holds a Polygon, no line",
    6: "vertex 1: latitude 95.0 lies outside -90..90; coordinates are lon, lat in degrees",
    8: "holds a Polygon, no line",
}


def test_each_row_is_measured_or_named_by_the_standard_library(tmp_path, making):
    file, lengths, faults = read(making.mixed_geojson(tmp_path / "mixed.geojson"))
    assert (file.crs, file.ellipsoid.name, file.rows, file.layer) == (
        "WGS 84 (EPSG:4326)", "WGS 84", len(making.ROWS), "mixed",
    )  # fmt: skip
    assert faults == EXPECTED
    check_against_the_witness(lengths, making)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb"])
def test_each_row_is_measured_or_named_through_gdal(suffix, tmp_path, arrow, making):
    path = tmp_path / f"mixed{suffix}"
    if suffix == ".geojson":
        making.mixed_geojson(path)
    else:
        options = {"SPATIAL_INDEX": "NO"} if suffix == ".fgb" else {}
        making.write_vector(path, making.shapes_of(), **options)
    file, lengths, faults = read(path, quick=False)
    assert (file.crs, file.ellipsoid.name, file.rows) == (
        "WGS 84 (EPSG:4326)",
        "WGS 84",
        len(making.ROWS),
    )
    no_empty_ones = {2: "no geometry"} if suffix == ".fgb" else {}
    assert faults == EXPECTED | no_empty_ones
    check_against_the_witness(lengths, making)


def check_against_the_witness(lengths, making):
    for (_, _, measured), shape, length in zip(
        making.ROWS, making.shapes_of(), lengths, strict=True
    ):
        if measured:
            flat = shape
            while any(each.geom_type == "GeometryCollection" for each in shapely.get_parts(flat)):
                flat = shapely.GeometryCollection(list(shapely.get_parts(shapely.get_parts(flat))))
            assert length == pytest.approx(witness_m(flat), abs=1e-7)


COORDINATE = st.one_of(st.floats(-200, 200), st.integers(-90, 90))
POSITION = st.lists(COORDINATE, min_size=2, max_size=3)
GEOMETRY = st.one_of(
    st.none(),
    st.builds(lambda at: {"type": "Point", "coordinates": at}, POSITION),
    st.builds(lambda at: {"type": "LineString", "coordinates": at}, st.lists(POSITION, max_size=4)),
    st.builds(
        lambda at: {"type": "MultiLineString", "coordinates": at},
        st.lists(st.lists(POSITION, min_size=2, max_size=4), max_size=3),
    ),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(GEOMETRY, min_size=1, max_size=6))
def test_the_standard_library_and_gdal_read_the_same(tmp_path_factory, making, geometries):
    path = tmp_path_factory.mktemp("same") / "any.geojson"
    making.write_geojson(path, [making.feature(each, n=1) for each in geometries])
    _, quick, quick_faults = read(path)
    _, slow, slow_faults = read(path, quick=False)
    assert quick == pytest.approx(slow, nan_ok=True, abs=1e-9)
    assert quick_faults == slow_faults


@pytest.mark.parametrize(
    ("crs", "name", "ellipsoid", "witness"),
    [
        (28409, "Pulkovo 1942 / Gauss-Kruger zone 9", "Krassowsky 1940", KRASSOWSKY),
        (4284, "Pulkovo 1942", "Krassowsky 1940", KRASSOWSKY),
        (32639, "WGS 84 / UTM zone 39N", "WGS 84", Geodesic.WGS84),
        (3857, "WGS 84 / Pseudo-Mercator", "WGS 84", Geodesic.WGS84),
    ],
)
def test_lines_are_measured_on_the_ellipsoid_of_their_own_datum(
    crs, name, ellipsoid, witness, tmp_path, making
):
    lines = making.straight_lines(20)
    base = {28409: 4284, 32639: 4326, 3857: 4326}.get(crs, crs)
    there = Transformer.from_crs(base, crs, always_xy=True)
    moved = [shapely.transform(each, lambda xy: np.c_[there.transform(*xy.T)]) for each in lines]
    path = making.write_vector(tmp_path / "moved.gpkg", moved, crs=f"EPSG:{crs}")
    file, lengths, _ = read(path)
    assert (file.crs, file.ellipsoid.name) == (f"{name} (EPSG:{crs})", ellipsoid)
    assert lengths == pytest.approx([witness_m(each, witness) for each in lines], abs=1e-5)


def test_a_place_outside_the_projection_is_named(tmp_path, making):
    lines = [shapely.LineString([(0, 0), (1e12, 1e12)]), shapely.LineString([(0, 0), (0, 1000)])]
    path = making.write_vector(tmp_path / "far.gpkg", lines, crs="ESRI:54030")
    _, lengths, faults = read(path)
    assert faults == {0: "vertex 1: 1000000000000, 1000000000000 lies outside World_Robinson"}
    assert lengths[1] > 900


def test_a_file_without_a_coordinate_system_has_to_be_told(tmp_path, making):
    lines = making.straight_lines(3)
    with pytest.warns(UserWarning, match="crs"):
        path = making.write_vector(tmp_path / "bare.fgb", lines, crs=None)
    with pytest.raises(DataError, match=r"bare\.fgb: the file names no coordinate system.*--crs"):
        open_lines(path)
    told, lengths, _ = read(path, crs="EPSG:4284")
    assert told.ellipsoid.name == "Krassowsky 1940"
    assert sum(lengths) == pytest.approx(sum(witness_m(each, KRASSOWSKY) for each in lines))
    assert told.notes == []


@pytest.mark.parametrize("undefined", ["Undefined geographic SRS", "Undefined Cartesian SRS"])
def test_a_geopackage_that_says_undefined_names_none(undefined, tmp_path, making):
    wkt = (
        f'GEOGCS["{undefined}",DATUM["unknown",SPHEROID["unknown",6378137,298.257223563]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
        if "geographic" in undefined
        else f'LOCAL_CS["{undefined}",UNIT["Meter",1]]'
    )
    path = making.write_vector(tmp_path / "undefined.gpkg", making.straight_lines(2), crs=wkt)
    with pytest.raises(DataError, match="names no coordinate system"):
        open_lines(path)


def test_another_system_than_the_files_is_used_when_asked_for_and_said(tmp_path, making):
    path = making.mixed_geojson(tmp_path / "mixed.geojson")
    file, lengths, _ = read(path, crs="EPSG:4284")
    assert file.notes == ["the file says WGS 84 (CRS84); read as Pulkovo 1942, as asked"]
    assert lengths[0] == pytest.approx(witness_m(making.shapes_of()[0], KRASSOWSKY))
    assert read(path, crs=4326)[0].notes == []


@pytest.mark.parametrize("crs", ["EPSG:5773", "EPSG:4978", "EPSG:0", "nonsense"])
def test_what_no_length_can_be_measured_in_is_refused(crs, tmp_path, making):
    path = making.mixed_geojson(tmp_path / "mixed.geojson")
    with pytest.raises(GeometryError, match=r"mixed\.geojson: "):
        open_lines(path, crs=crs)


def test_an_old_crs_member_is_heeded(tmp_path, making):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32639"}}
    line = {"type": "LineString", "coordinates": [[500000.0, 4400000.0], [500000.0, 4401000.0]]}
    path = making.write_geojson(tmp_path / "old.geojson", [making.feature(line)], crs=member)
    file, lengths, _ = read(path)
    assert file.crs == "WGS 84 / UTM zone 39N (EPSG:32639)"
    assert lengths == pytest.approx([1000 / 0.9996], abs=0.001)  # the scale on the meridian


def test_several_layers_are_listed_and_one_is_chosen_by_name(tmp_path, making):
    lines, points = making.straight_lines(3), [shapely.Point(50, 40)]
    path = tmp_path / "layers.gpkg"
    making.write_vector(path, lines, layer="roads", geometry_type="LineString")
    making.write_vector(path, points, layer="towns", geometry_type="Point", append=True)
    assert read(path)[0].layer == "roads"  # the only one with lines
    assert open_points(path).layer == "towns"
    making.write_vector(path, lines[:1], layer="rivers", geometry_type="LineString", append=True)
    with pytest.raises(DataError, match=r"roads \(LineString\), rivers \(LineString\)"):
        open_lines(path)
    assert read(path, layer="rivers")[0].rows == 1
    with pytest.raises(UnknownIdError, match="no layer 'canals'; there are: roads, towns, rivers"):
        open_lines(path, layer="canals")


def test_an_empty_layer_is_not_meant(making, tmp_path, arrow):
    path = tmp_path / "walk.gpx"
    lines = [shapely.MultiLineString([each]) for each in making.straight_lines(2)]
    pyogrio.raw.write(
        path,
        np.array([each.wkb for each in lines], dtype=object),
        [np.array(["out", "back"], dtype=object)],
        ["name"],
        layer="tracks",
        geometry_type="MultiLineString",
        crs="EPSG:4326",
        driver="GPX",
    )
    file, lengths, _ = read(path)  # GPX has a layer of routes too, without a row
    assert (file.layer, file.label, len(lengths)) == ("tracks", "name", 2)


def test_points_are_read_one_a_row(tmp_path, making):
    geometries = [
        shapely.Point(50, 40),
        None,
        shapely.MultiPoint([(51, 41)]),
        shapely.MultiPoint([(51, 41), (52, 42)]),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.Point(50, 95),
    ]
    path = making.write_vector(tmp_path / "points.gpkg", geometries)
    (batch,) = open_points(path).batches(["name"])
    assert batch.parts.coords.tolist() == [[50, 40], [51, 41]]
    assert batch.parts.rows.tolist() == [0, 2]
    assert batch.values["name"][2] == "row 2"
    assert batch.faults == {
        1: "no geometry",
        3: "holds 2 points; one a row can be located",
        4: "holds a LineString, no point",
        5: "vertex 0: latitude 95.0 lies outside -90..90; coordinates are lon, lat in degrees",
    }


def test_a_table_of_places_is_a_file_of_points(tmp_path, arrow):
    path = tmp_path / "places.csv"
    path.write_text("id,Latitude,longitude\n007,40.5,50.25\n008,,\n", encoding="utf-8")
    with pytest.raises(DataError, match="names no coordinate system"):
        open_points(path)
    file = open_points(path, crs="EPSG:4326")
    (batch,) = file.batches(["id"])
    assert batch.parts.coords.tolist() == [[50.25, 40.5]]
    assert batch.values["id"] == ["007", "008"]
    assert batch.faults == {1: "no geometry"}


@pytest.mark.parametrize("rows", [1, 257, 2000])
def test_batches_are_bounded_and_hold_every_row_in_order(
    rows, tmp_path, arrow, monkeypatch, making
):
    path = making.write_vector(
        tmp_path / "many.gpkg", making.straight_lines(rows), geometry_type="LineString"
    )
    monkeypatch.setattr(gdal, "BATCH_BYTES", 1)
    batches = list(open_lines(path).batches(["name"]))
    assert max(each.count for each in batches) <= 256
    assert len(batches) == -(-rows // 256)
    names = [name for each in batches for name in each.values["name"]]
    assert names == [f"row {row}" for row in range(rows)]


def test_text_in_a_wrong_encoding_does_not_stop_the_reading(tmp_path, arrow):
    path = tmp_path / "latin.geojson"
    path.write_bytes(
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Abch\xe9ron"}'
        b',"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}]}'
    )
    file = open_lines(path)
    if not gdal.has_pyarrow():
        with pytest.raises(DataError, match=r"latin\.geojson: cannot be read: 'utf-8' codec"):
            list(file.batches([file.label]))
        return
    (batch,) = file.batches([file.label])
    assert batch.values == {"name": ["Abch\ufffdron"]}
    assert batch.lengths_m()[0] > 150_000


def test_heights_and_measures_are_ignored(tmp_path, arrow, making):
    wkt = ["LINESTRING Z (50 40 100, 51 41 900)", "LINESTRING (50 40, 51 41)"]
    path = tmp_path / "high.gpkg"
    making.write_vector(path, [shapely.from_wkt(each) for each in wkt])
    _, lengths, _ = read(path)
    assert lengths[0] == lengths[1]


def test_curves_are_made_lines_by_gdal(tmp_path, arrow):
    path = tmp_path / "curve.csv"
    path.write_text('WKT\n"CIRCULARSTRING (0 0, 1 1, 2 0)"\n', encoding="utf-8")
    file, lengths, faults = read(path, crs="EPSG:4326")
    assert faults == {}
    assert lengths[0] == pytest.approx(math.pi * 111_000, rel=0.01)
    if gdal.has_pyarrow():
        assert file.notes == ["curves are measured as the lines that GDAL makes of them"]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("kind", ["LineString", "MultiLineString"])
def test_geoparquet_in_both_encodings(encoding, kind, tmp_path, making):
    pytest.importorskip("pyarrow", reason="GeoParquet needs the extra parquet")
    geopandas = pytest.importorskip("geopandas")
    lines = making.straight_lines(4)
    if kind == "MultiLineString":
        lines = [shapely.MultiLineString([each, lines[0]]) for each in lines]
    shapes = [lines[0], None, lines[1], shapely.from_wkt(f"{kind} EMPTY"), *lines[2:]]
    frame = geopandas.GeoDataFrame({"name": list("abcdef")}, geometry=shapes, crs="EPSG:4258")
    path = tmp_path / "lines.parquet"
    frame.to_parquet(path, geometry_encoding=encoding, schema_version="1.1.0", row_group_size=4)
    file, lengths, faults = read(path)
    assert (file.ellipsoid.name, file.rows, file.label) == ("GRS 1980", 6, "name")
    assert faults == {1: "no geometry", 3: "empty geometry"}
    grs80 = Geodesic(6378137.0, 1 / 298.257222101)
    for length, shape in zip(lengths, shapes, strict=True):
        if not math.isnan(length):
            assert length == pytest.approx(witness_m(shape, grs80), abs=1e-7)


def test_parquet_without_geometries_is_refused_by_name(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="GeoParquet needs the extra parquet")
    import pyarrow

    parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "plain.parquet")
    with pytest.raises(DataError, match="it has no geo metadata, so it is no GeoParquet"):
        open_lines(tmp_path / "plain.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match=r"broken\.parquet: cannot be read"):
        open_lines(tmp_path / "broken.parquet")


def test_a_name_that_gdal_would_take_for_something_else_is_refused(tmp_path, making):
    path = making.write_vector(tmp_path / "plain.gpkg", making.straight_lines(1))
    path.rename(tmp_path / "a!b.gpkg")
    with pytest.raises(FileError, match="rename it"):
        open_lines(tmp_path / "a!b.gpkg")


def test_reading_leaves_nothing_behind(tmp_path, making):
    pyogrio.raw.write(
        tmp_path / "lines.gml",
        np.array([making.straight_lines(1)[0].wkb], dtype=object),
        [np.array(["x"], dtype=object)],
        ["name"],
        geometry_type="LineString",
        crs="EPSG:4326",
        driver="GML",
    )
    (tmp_path / "lines.xsd").unlink()
    read(tmp_path / "lines.gml")
    assert [each.name for each in tmp_path.iterdir()] == ["lines.gml"]
