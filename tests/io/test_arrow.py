"""GeoArrow and WKB columns against geographiclib and against shapely's own geometries."""

import json
import math
import struct
import sys
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely import GeometryCollection, LineString, MultiLineString, Point, Polygon

from caspiangeo.errors import DataError, GeometryError, MissingExtraError, OutOfRangeError
from caspiangeo.geodesy import KRASSOVSKY_1940, lengths_m
from caspiangeo.io.arrow import lengths_of_arrow

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")

POINT = {
    "interleaved": pa.list_(pa.float64(), 2),
    "interleaved with heights": pa.list_(pa.float64(), 3),
    "separated": pa.struct([("x", pa.float64()), ("y", pa.float64())]),
    "separated with heights": pa.struct(
        [("x", pa.float64()), ("y", pa.float64()), ("z", pa.float64())]
    ),
}
LINES = [
    LineString([(50, 40), (51, 41), (60, 45)]),
    None,
    LineString(),
    LineString([(179, 10), (-179, 11)]),
    LineString([(5, -89), (95, 89.5), (30, 0)]),
]
MULTI = [
    MultiLineString([LINES[0], LINES[3]]),
    None,
    MultiLineString(),
    MultiLineString([LINES[4]]),
]

degrees = st.tuples(
    st.floats(-180, 180, allow_subnormal=False), st.floats(-90, 90, allow_subnormal=False)
)
vertices = st.lists(degrees, min_size=2, max_size=6)
columns = st.lists(st.one_of(st.none(), st.just([]), vertices), max_size=8)


def witness_m(coords):
    return math.fsum(
        Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]
        for (lon1, lat1, *_), (lon2, lat2, *_) in pairwise(coords)
    )


def point(vertex, layout):
    padded = (*vertex, 7.0)[: 3 if "heights" in layout else 2]
    return dict(zip("xyz", padded, strict=False)) if "separated" in layout else padded


def nested(geometry, layout):
    if geometry is None:
        return None
    if hasattr(geometry, "geoms"):
        return [nested(part, layout) for part in geometry.geoms]
    return [point(vertex, layout) for vertex in geometry.coords]


def line_array(lines, layout):
    return pa.array([nested(each, layout) for each in lines], pa.list_(POINT[layout]))


def wkb_array(geometries, kind=None, **options):
    return pa.array(
        [None if each is None else shapely.to_wkb(each, **options) for each in geometries],
        kind or pa.binary(),
    )


def check(found, geometries, nanometres=15):
    assert found.type == pa.float64()
    for length, geometry in zip(found.to_pylist(), geometries, strict=True):
        if geometry is None:
            assert length is None
        else:
            parts = getattr(geometry, "geoms", [geometry])
            expected = math.fsum(witness_m(part.coords) for part in parts)
            assert length == pytest.approx(expected, rel=0, abs=nanometres * 1e-9 * 5)


@pytest.mark.parametrize("layout", POINT)
def test_linestrings_agree_with_geographiclib(layout):
    check(lengths_of_arrow(line_array(LINES, layout), encoding="linestring"), LINES)


@pytest.mark.parametrize("layout", POINT)
def test_multilinestrings_agree_with_geographiclib(layout):
    kind = pa.list_(pa.list_(POINT[layout]))
    array = pa.array([nested(each, layout) for each in MULTI], kind)
    check(lengths_of_arrow(array, encoding="multilinestring"), MULTI)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()], ids=str)
@pytest.mark.parametrize(
    "options",
    [{}, {"byte_order": 0}, {"include_srid": True}, {"output_dimension": 2}, {"flavor": "iso"}],
    ids=str,
)
def test_wkb_of_every_kind_agrees_with_geographiclib(kind, options):
    mixed = [
        *LINES,
        *MULTI,
        shapely.force_3d(LINES[0], 9.0),
        Point(3, 4),
        GeometryCollection([LINES[3]]),
    ]
    mixed = [each if each is None else shapely.set_srid(each, 4326) for each in mixed]
    array = wkb_array(mixed, kind, **options)
    check(lengths_of_arrow(array), mixed)
    check(lengths_of_arrow(array.slice(3)), mixed[3:])


def test_large_lists_and_chunks_and_extension_types():
    separated = line_array(LINES, "separated")
    large = separated.cast(pa.large_list(POINT["separated"]))
    chunked = pa.chunked_array([separated, separated.slice(2)])
    check(lengths_of_arrow(large, encoding="linestring"), LINES)
    check(lengths_of_arrow(chunked, encoding="linestring"), [*LINES, *LINES[2:]])
    empty = pa.chunked_array([], type=separated.type)
    assert lengths_of_arrow(empty, encoding="linestring").to_pylist() == []
    check(lengths_of_arrow(pa.ExtensionArray.from_storage(LineType(), separated)), LINES)


class LineType(pa.ExtensionType):
    """What a library that registers GeoArrow's types gives."""

    def __init__(self, metadata=b""):
        self.metadata = metadata
        super().__init__(pa.list_(POINT["separated"]), "geoarrow.linestring")

    def __arrow_ext_serialize__(self):
        return self.metadata

    @classmethod
    def __arrow_ext_deserialize__(cls, _storage, serialized):
        return cls(serialized)


@settings(max_examples=60, deadline=None)
@given(columns, st.data())
def test_all_encodings_and_slices_give_the_same(rows, data):
    start = data.draw(st.integers(0, len(rows)))
    stop = data.draw(st.integers(start, len(rows)))
    lines = [None if row is None else LineString(row) for row in rows]
    expected = lengths_m(np.array([None, *lines], dtype=object))[1:]
    for array, encoding in (
        *((line_array(lines, layout), "linestring") for layout in POINT),
        (wkb_array(lines), "wkb"),
    ):
        found = lengths_of_arrow(array.slice(start, stop - start), encoding=encoding)
        known = found.to_numpy(zero_copy_only=False)
        assert found.is_null().to_pylist() == [row is None for row in rows[start:stop]]
        assert known == pytest.approx(expected[start:stop], rel=0, abs=75e-9, nan_ok=True)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3))
def test_hostile_wkb_is_refused_row_by_row(rubbish, lines):
    head = struct.pack("<BI", 1, 2)
    array = pa.array([rubbish, head + rubbish, *[shapely.to_wkb(LINES[0])] * lines])
    found = lengths_of_arrow(array, invalid="nan").to_pylist()
    assert len(found) == 2 + lines
    assert found[2:] == pytest.approx([witness_m(LINES[0].coords)] * lines, rel=0, abs=75e-9)


def test_a_null_that_covers_vertices_is_not_measured():
    rubbish = [[(0, 0), (1, 0)], [(0, 999), (1, 999)], [(0, 0), (2, 0)]]
    whole = pa.array(rubbish, pa.list_(POINT["interleaved"]))
    mask = pa.py_buffer(bytes([0b101]))
    array = pa.Array.from_buffers(
        whole.type, 3, [mask, whole.buffers()[1]], children=[whole.values]
    )
    found = lengths_of_arrow(array, encoding="linestring").to_pylist()
    assert found[1] is None
    assert found[2] == pytest.approx(2 * found[0])


def test_nothing_is_copied_on_the_way_to_the_kernel(monkeypatch):
    seen = []
    module = sys.modules["caspiangeo.io.arrow"]
    kernel = module.ragged_lengths_m
    monkeypatch.setattr(
        module,
        "ragged_lengths_m",
        lambda coords, *a, **k: seen.append(coords) or kernel(coords, *a, **k),
    )
    separated, interleaved = (line_array(LINES, kind) for kind in ("separated", "interleaved"))
    lengths_of_arrow(separated, encoding="linestring")
    lengths_of_arrow(interleaved, encoding="linestring")
    (lon, lat), both = seen
    for array, column in ((lon, separated.values.field("x")), (lat, separated.values.field("y"))):
        assert array.ctypes.data == column.buffers()[1].address
    assert both.ctypes.data == interleaved.values.values.buffers()[1].address


# -- what a column says of itself ------------------------------------------------------------------


def geoarrow_field(name, about=None):
    metadata = {
        "ARROW:extension:name": f"geoarrow.{name}",
        "ARROW:extension:metadata": json.dumps(about or {}),
    }
    return pa.field("way", pa.list_(POINT["separated"]), metadata=metadata)


def table(lines, field):
    return pa.Table.from_arrays(
        [pa.array(range(len(lines))), line_array(lines, "separated")],
        schema=pa.schema([pa.field("id", pa.int64()), field]),
    )


def test_a_table_says_which_column_and_what_it_holds():
    check(lengths_of_arrow(table(LINES, geoarrow_field("linestring"))), LINES)
    batch = table(LINES, geoarrow_field("linestring")).to_batches()[0]
    check(lengths_of_arrow(batch), LINES)
    with pytest.raises(DataError, match="column of polygon holds no lines"):
        lengths_of_arrow(table(LINES, geoarrow_field("polygon")))
    with pytest.raises(DataError, match="name the geometry column with column=; there are: id, w"):
        lengths_of_arrow(table(LINES, pa.field("way", pa.list_(POINT["separated"]))))
    with pytest.raises(DataError, match="no column 'road'; there are: id, way"):
        lengths_of_arrow(table(LINES, geoarrow_field("linestring")), column="road")


@pytest.mark.parametrize("encoding", ["wkb", "geoarrow"])
def test_a_table_of_another_library_is_taken_as_a_stream(encoding):
    frame = gpd.GeoDataFrame({"id": range(len(LINES))}, geometry=LINES, crs=4326)
    check(lengths_of_arrow(frame.to_arrow(geometry_encoding=encoding)), LINES)


def test_a_projected_column_is_measured_on_its_own_ellipsoid():
    lon_lat = np.array([(51.0, 40.0), (51.1, 40.2), (51.3, 40.2)])
    project = Transformer.from_crs(4284, 28409, always_xy=True)
    line = LineString(np.column_stack(project.transform(*lon_lat.T)))
    expected = lengths_m([LineString(lon_lat)], ellipsoid=KRASSOVSKY_1940)[0]
    about = {"crs": CRS(28409).to_json_dict()}
    for array in (
        table([line], geoarrow_field("linestring", about)),
        pa.ExtensionArray.from_storage(
            LineType(json.dumps(about).encode()), line_array([line], "separated")
        ),
    ):
        assert lengths_of_arrow(array)[0].as_py() == pytest.approx(expected, abs=1e-4)
    for array in (wkb_array([line]), wkb_array([MultiLineString([line])])):
        assert lengths_of_arrow(array, crs=28409)[0].as_py() == pytest.approx(expected, abs=1e-4)
    with pytest.raises(GeometryError, match=r"row 0: vertex 0: latitude 44\d+.* outside -90..90"):
        lengths_of_arrow(wkb_array([line]))


def test_a_coordinate_system_is_never_guessed_nor_overruled():
    named = table(LINES, geoarrow_field("linestring", {"crs": "EPSG:4326"}))
    check(lengths_of_arrow(named, crs="OGC:CRS84"), LINES)
    with pytest.raises(DataError, match="column 'way' is in WGS 84, not in Pulkovo 1942"):
        lengths_of_arrow(named, crs=4284)
    with pytest.raises(GeometryError, match="unknown coordinate system"):
        lengths_of_arrow(table(LINES, geoarrow_field("linestring", {"crs": "mine"})))
    unknown = {"columns": {"way": {"encoding": "linestring", "crs": None}}, "primary_column": "way"}
    geo = table(LINES, geoarrow_field("linestring")).replace_schema_metadata(
        {"geo": json.dumps(unknown)}
    )
    with pytest.raises(DataError, match=r"not known .* name it with crs="):
        lengths_of_arrow(geo)
    check(lengths_of_arrow(geo, crs=4326), LINES)


# -- what cannot be measured -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (LineString([(0, 0), (1, 91)]), "vertex 1: latitude 91.0 lies outside -90..90"),
        (LineString([(0, 0), (1, 1), (math.inf, 0)]), "vertex 2: coordinates are not finite"),
        (Polygon([(0, 0), (1, 0), (1, 1)]), "holds a polygon"),
        (GeometryCollection([Polygon([(0, 0), (1, 0), (1, 1)])]), "holds a polygon"),
        (MultiLineString([[(0, 0), (1, 0)], [(0, 0), (600, 0)]]), "vertex 3: longitude 600.0"),
    ],
    ids=lambda value: getattr(value, "geom_type", ""),
)
def test_a_bad_row_is_named_or_has_nan(geometry, reason):
    array = wkb_array([None, LINES[0], geometry, LINES[3]])
    with pytest.raises(GeometryError, match=f"^row 2: .*{reason}"):
        lengths_of_arrow(array)
    first, second, third, fourth = lengths_of_arrow(array, invalid="nan").to_pylist()
    assert first is None
    assert math.isnan(third)
    check(pa.array([second, fourth]), [LINES[0], LINES[3]])


def test_a_bad_row_of_geoarrow_is_named_in_its_chunk():
    good = line_array(LINES, "separated")
    bad = pa.array([[{"x": 0, "y": 0}, {"x": None, "y": 1}]], good.type)
    with pytest.raises(GeometryError, match="row 5: vertex 1: coordinates are not finite"):
        lengths_of_arrow(pa.chunked_array([good, bad]), encoding="linestring")


def test_a_bad_part_of_several_is_named():
    bad = pa.array(
        [[[(0, 0), (1, 1)], [(0, 0), (1, 91)]]], pa.list_(pa.list_(POINT["interleaved"]))
    )
    with pytest.raises(GeometryError, match="row 0: line 1, vertex 1: latitude 91"):
        lengths_of_arrow(bad, encoding="multilinestring")


def test_no_other_way_with_bad_rows():
    with pytest.raises(OutOfRangeError, match="invalid='null' is unknown; use one of raise, nan"):
        lengths_of_arrow(wkb_array(LINES), invalid="null")


def test_rubbish_is_named():
    with pytest.raises(GeometryError, match="row 1: not a geometry in WKB"):
        lengths_of_arrow(pa.array([shapely.to_wkb(LINES[0]), b"rubbish"]))


@pytest.mark.parametrize(
    ("array", "encoding", "message"),
    [
        (pa.array([1, 2]), "wkb", "column of int64 is no WKB"),
        (pa.array([1, 2]), "linestring", "column of int64 is no GeoArrow linestring"),
        (pa.array([[1.0]]), "linestring", "points of double are not those of GeoArrow"),
        (pa.array([[[1, 2]]], pa.list_(pa.list_(pa.int8(), 2))), "linestring", "are int8"),
        (pa.array(["LINESTRING (0 0, 1 1)"]), None, "column of string does not say"),
        (
            np.zeros(3),
            None,
            "expected a pyarrow Array or ChunkedArray, or a table of Arrow, got ndarray",
        ),
    ],
)
def test_other_columns_are_refused(array, encoding, message):
    with pytest.raises(DataError, match=message):
        lengths_of_arrow(array, encoding=encoding)


def test_without_pyarrow_one_line_says_what_to_install(monkeypatch):
    array = wkb_array(LINES)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[parquet\]"'):
        lengths_of_arrow(array)
