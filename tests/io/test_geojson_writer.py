"""Anybody's geometries as GeoJSON: read back by GDAL, shapely and two strict validators."""

import datetime
import json
import subprocess
import sys

import geojson_pydantic
import geopandas
import numpy as np
import pandas
import pyogrio
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from caspiangeo.errors import DataError, FileError, GeometryError, OutOfRangeError
from caspiangeo.io.rfc7946 import geojson_writer
from caspiangeo.io.rfc7946.geojson_writer import geojson_file, write_geojson

lons, lats = st.floats(-180, 180), st.floats(-90, 90)
vertices = st.tuples(lons, lats)
SQUARE = shapely.box(0, 0, 10, 10, ccw=False)
HOLED = shapely.Polygon(SQUARE.exterior, [[(1, 1), (2, 1), (2, 2)]])


def features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def written(folder, geometries, **how):
    return write_geojson(folder / "out.geojson", geometries, **how)


# -- geometries -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (51.2 43.65)",
        "LINESTRING (51.2 43.65, 49.9 40.4)",
        "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 1 1), (3 3, 3 4, 4 4, 3 3))",
        "MULTIPOINT ((1 2), (3 4))",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8, 9 10))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (7 6, 8 7, 8 6, 7 6)))",
        "POINT Z (51.2 43.65 -28)",
        "LINESTRING Z (51.2 43.65 -28, 49.9 40.4 12.5)",
    ],
)
def test_each_type_comes_back_from_shapely_and_gdal(tmp_path, wkt):
    geometry = shapely.from_wkt(wkt)
    path = written(tmp_path, [geometry], columns={"n": [1]})
    found = shapely.geometry.shape(features(path)[0]["geometry"])
    assert shapely.to_wkt(found) == shapely.to_wkt(geometry)
    frame = pyogrio.read_dataframe(path)
    assert shapely.equals_exact(frame.geometry[0], geometry, tolerance=1e-7)
    assert frame.crs.is_geographic
    assert frame.crs.datum.name.startswith("World Geodetic System 1984")
    geojson_pydantic.FeatureCollection.model_validate_json(path.read_text())


@settings(max_examples=40)
@given(st.lists(st.lists(vertices, min_size=2, max_size=6), min_size=1, max_size=5))
@example([[(179.99999999999997, 0.0), (-1.0, 0.0)]])  # a last bit before the antimeridian
def test_any_lines_come_back_within_half_of_the_last_decimal(tmp_path_factory, lines):
    given = [shapely.LineString(line) for line in lines]
    path = written(tmp_path_factory.mktemp("any"), given)
    for feature, line in zip(features(path), lines, strict=True):
        shape = shapely.geometry.shape(feature["geometry"])
        assert np.abs(shapely.get_coordinates(shape)[:, 0]).max() <= 180
        if shape.geom_type == "LineString":
            off = shapely.get_coordinates(shape) - line
            off[:, 0] -= 360 * np.round(off[:, 0] / 360)  # -180 may have become 180
            assert np.abs(off).max() <= 0.51e-7
        geojson_pydantic.Feature.model_validate(feature)


def test_rings_go_the_way_of_the_standard(tmp_path):
    path = written(tmp_path, [SQUARE, HOLED, shapely.MultiPolygon([SQUARE])])
    for feature in features(path):
        shape = shapely.geometry.shape(feature["geometry"])
        for polygon in shapely.get_parts(shape):
            assert polygon.exterior.is_ccw
            assert not any(hole.is_ccw for hole in polygon.interiors)


def test_a_mixed_list_keeps_its_order(tmp_path):
    given = [
        shapely.Point(1, 2),
        HOLED,
        None,
        shapely.LineString(),
        shapely.LinearRing(SQUARE.exterior),
    ]
    found = [each["geometry"] for each in features(written(tmp_path, given))]
    assert [each and each["type"] for each in found] == [
        "Point", "Polygon", None, None, "LineString",
    ]  # fmt: skip


def test_flat_buffers_are_lines_even_where_they_are_a_slice(tmp_path):
    coords = np.array([[9, 9, 1], [1, 2, 5], [3, 4, 5], [5, 6, 5], [7, 8, 5]], dtype=float)
    path = written(tmp_path, coords, offsets=[1, 3, 3, 5])
    found = [each["geometry"] for each in features(path)]
    assert [each and each["coordinates"] for each in found] == [
        [[1, 2], [3, 4]], None, [[5, 6], [7, 8]],
    ]  # fmt: skip


def test_m_is_never_a_fourth_number(tmp_path):
    line = shapely.from_wkt("LINESTRING ZM (1 2 3 4, 5 6 7 8)")
    (feature,) = features(written(tmp_path, [line]))
    assert feature["geometry"]["coordinates"] == [[1, 2, 3], [5, 6, 7]]


def test_the_box_is_the_narrower_one_over_the_antimeridian(tmp_path):
    path = written(tmp_path, [shapely.LineString([(177, -17), (-178, -19)])])
    assert json.loads(path.read_text())["bbox"] == [177, -19, -178, -17]


def test_the_box_of_heights_has_six_numbers(tmp_path):
    given = [
        shapely.Point(1, 2, -28),
        shapely.Point(3, 4),
        shapely.LineString([(5, 6, 7), (8, 9, 10)]),
    ]
    content = json.loads(written(tmp_path, given).read_text())
    assert content["bbox"] == [1, 2, -28, 8, 9, 10]


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        (shapely.LineString([(0, 0), (0, 91)]), "row 1: vertex 1: latitude 91"),
        (shapely.LineString([(0, 0), (5723000, 5)]), "row 1: vertex 1: longitude 5723000"),
        (shapely.Point(1, np.inf), "row 1: vertex 0: coordinates are not finite"),
        (shapely.GeometryCollection([SQUARE]), "row 1: a GeometryCollection"),
        (shapely.LineString([(1, 2), (np.inf, 3), (-np.inf, 4)]), "row 1: vertex 1: coordinates"),
        (shapely.Polygon([(170, 0), (-170, 9), (-170, 0), (170, 9)]), "row 1: a polygon across"),
    ],
)
def test_what_geojson_cannot_hold_is_named_or_null_on_request(tmp_path, geometry, said):
    given = [shapely.Point(1, 2), geometry, SQUARE]
    with pytest.raises(GeometryError, match=said):
        written(tmp_path, given)
    assert not (tmp_path / "out.geojson").exists()
    path = written(tmp_path, given, invalid="null", columns={"n": [0, 1, 2]})
    assert [each["geometry"] is None for each in features(path)] == [False, True, False]
    assert [each["properties"]["n"] for each in features(path)] == [0, 1, 2]


def test_a_line_of_one_vertex_is_named_or_null_on_request(tmp_path):
    coords, offsets = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]], [0, 2, 3, 5]
    with pytest.raises(GeometryError, match="row 1: a line of one vertex"):
        written(tmp_path, coords, offsets=offsets)
    found = features(written(tmp_path, coords, offsets=offsets, invalid="null"))
    assert [each["geometry"] is None for each in found] == [False, True, False]
    assert found[2]["geometry"]["coordinates"] == [[7, 8], [9, 10]]


# -- properties -----------------------------------------------------------------------------------


def test_values_of_every_kind_are_json(tmp_path):
    day = datetime.date(2023, 9, 29)
    columns = {
        "text": ['Ақтау "x" %s\n', None],
        "half": ["\ud800", ""],
        "real": np.array([1 / 3, np.nan]),
        "single": np.array([0.1, np.inf], dtype=np.float32),
        "whole": np.array([-(2**62), 7]),
        "flag": np.array([True, False]),
        "day": pandas.Series(["2023-09-29", None], dtype="datetime64[ns]"),
        "moment": np.array(["2023-09-29T12:30", "NaT"], dtype="M8[s]"),
        "zoned": pandas.Series(pandas.to_datetime(["2023-09-29T12:30Z", None])),
        "nullable": pandas.Series([1, None], dtype="Int64"),
        "class": pandas.Series(["a", None], dtype="category"),
        "date": [day, datetime.time(1, 2)],
        "scalar": np.array([np.float64(2), np.True_], dtype=object),
        "nested": [{"a": [1, np.int64(2)], "b": day}, np.array([1.5, 2])],
    }
    path = written(tmp_path, [shapely.Point(0, 0)] * 2, columns=columns)
    first, second = (each["properties"] for each in features(path))
    assert first == {
        "text": 'Ақтау "x" %s\n',
        "half": "\ud800",
        "real": 1 / 3,
        "single": 0.1,
        "whole": -(2**62),
        "flag": True,
        "day": "2023-09-29",
        "moment": "2023-09-29T12:30:00.000",
        "zoned": "2023-09-29T12:30:00+00:00",
        "nullable": 1,
        "class": "a",
        "date": "2023-09-29",
        "scalar": 2,
        "nested": {"a": [1, 2], "b": "2023-09-29"},
    }
    missing = ("text", "real", "single", "day", "moment", "zoned", "nullable", "class")
    assert [second[name] for name in missing] == [None] * len(missing)
    assert (second["half"], second["scalar"], second["nested"]) == ("", True, [1.5, 2])


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"n": [1, 2]}, "column n: 2 values for 1 rows"),
        ({"shape": [SQUARE]}, "column shape, row 0: a Polygon"),
        ({"n": [{"deep": np.nan}]}, "column n, row 0: a dict"),
        ({"n": [b"raw"]}, "column n, row 0: a bytes"),
        ({"n": np.array([1], dtype="m8[s]")}, "column n holds timedelta"),
        ({"n": np.array([1j])}, "column n holds complex"),
    ],
)
def test_what_json_has_not_is_refused(tmp_path, columns, said):
    with pytest.raises(DataError, match=said):
        written(tmp_path, [shapely.Point(0, 0)], columns=columns)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        ([7, -1], [7, -1]),
        (["a", None], ["a", "none"]),
        ([True, {}], ["none", "none"]),
    ],
)
def test_a_column_id_is_the_id_of_the_features_too(tmp_path, ids, expected):
    path = written(tmp_path, [shapely.Point(0, 0)] * 2, columns={"id": ids})
    assert [each.get("id", "none") for each in features(path)] == expected
    assert [each["properties"]["id"] for each in features(path)] == ids


# -- frames ---------------------------------------------------------------------------------------


def test_a_frame_keeps_its_columns_its_named_index_and_gets_more(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"name": ["one"], "way": [shapely.LineString([(51, 43), (50, 40)])]},
        geometry="way", crs=4326, index=pandas.Index(["x"], name="id"),
    )  # fmt: skip
    (feature,) = features(written(tmp_path, frame, columns={"length_m": [5.25]}))
    assert feature["properties"] == {"id": "x", "name": "one", "length_m": 5.25}
    assert feature["id"] == "x"


def test_a_projected_frame_is_brought_to_longitude_and_latitude(tmp_path):
    line = geopandas.GeoSeries([shapely.LineString([(51.2, 43.65), (49.9, 40.4)])], crs=4326)
    (feature,) = features(written(tmp_path, line.to_crs(32639)))
    found = np.array(feature["geometry"]["coordinates"])
    assert np.abs(found - [(51.2, 43.65), (49.9, 40.4)]).max() <= 1e-7


def test_a_frame_without_a_coordinate_system_is_refused(tmp_path):
    with pytest.raises(GeometryError, match="set_crs"):
        written(tmp_path, geopandas.GeoSeries([shapely.Point(5, 5)]))


def test_two_columns_of_one_name_are_refused(tmp_path):
    frame = geopandas.GeoDataFrame([[1, 2]], columns=["a", "a"], geometry=[SQUARE], crs=4326)
    with pytest.raises(DataError, match="same name"):
        written(tmp_path, frame)


def test_what_is_no_geometry_is_refused(tmp_path):
    with pytest.raises(GeometryError, match="got a str"):
        written(tmp_path, ["POINT (1 2)"])


# -- files ----------------------------------------------------------------------------------------


def test_batches_give_the_same_bytes_as_one_go(tmp_path, monkeypatch):
    given = [shapely.LineString([(0, 0), (number / 7, 1)]) for number in range(50)]
    whole = written(tmp_path, given, columns={"n": range(50)}).read_bytes()
    monkeypatch.setattr(geojson_writer, "_BATCH_VERTICES", 10)
    with geojson_file(tmp_path / "parts.geojson") as file:
        for low in range(0, 50, 20):
            part = given[low : low + 20]
            file.add(part, columns={"n": range(low, low + len(part))})
        file.add([])
    assert (tmp_path / "parts.geojson").read_bytes() == whole


def test_a_row_is_counted_through_all_batches(tmp_path):
    with (
        pytest.raises(GeometryError, match="row 3: vertex 0"),
        geojson_file(tmp_path / "x.geojson") as file,
    ):
        file.add([SQUARE, SQUARE])
        file.add([SQUARE, shapely.Point(0, 95)])
    assert list(tmp_path.iterdir()) == []


def test_nothing_at_all_is_a_valid_collection(tmp_path):
    path = written(tmp_path, [])
    assert path.read_text() == '{"type":"FeatureCollection","features":[]}\n'


def test_a_fault_leaves_the_old_file(tmp_path):
    path = written(tmp_path, [SQUARE])
    before = path.read_bytes()
    with pytest.raises(GeometryError):
        written(tmp_path, [SQUARE, shapely.Point(0, 95)])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no/such/folder/x.geojson", "."])
def test_a_path_that_cannot_be_written_is_one_error(tmp_path, name):
    with pytest.raises(FileError, match="cannot write"):
        write_geojson(tmp_path / name, [SQUARE])


def test_an_error_of_the_user_while_the_file_is_open_stays_what_it_is(tmp_path):
    with pytest.raises(FileNotFoundError, match="input"), geojson_file(tmp_path / "x.geojson"):
        (tmp_path / "input").read_text()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [{"precision": 0}, {"precision": 16}, {"invalid": "drop"}])
def test_an_impossible_option_is_refused(tmp_path, how):
    with pytest.raises(OutOfRangeError, match="use "):
        written(tmp_path, [SQUARE], **how)


def test_writing_arrays_needs_no_geopandas(tmp_path):
    code = (
        "import sys, numpy as np\n"
        "from caspiangeo.io.rfc7946.geojson_writer import write_geojson\n"
        "write_geojson(sys.argv[1], np.zeros((2, 2)), offsets=[0, 2])\n"
        "assert not {'geopandas', 'pandas'} & set(sys.modules)\n"
    )
    target = tmp_path / "x.geojson"
    subprocess.run([sys.executable, "-c", code, target], check=True)
    assert len(features(target)) == 1
