"""What the checker says of other people's GeoJSON, beside two validators that we did not write."""

import json

import geojson_pydantic
import geojson_validator
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from caspiangeo.catalog import default_catalog
from caspiangeo.check import check_files
from caspiangeo.check.report import MOST_FINDINGS
from caspiangeo.errors import DataError, FileError
from caspiangeo.io.export import geojson
from caspiangeo.io.layers import about_of, layers_of

WAY = [[51.2, 43.6], [49.9, 40.4]]
RING = [[0, 0], [1, 0], [1, 1], [0, 0]]
HOLE = [[5, 2], [6, 4], [6, 2], [5, 2]]
CUT = [[[170, 5], [180, 5]], [[-180, 5], [-170, 5]]]


def feature(coordinates=WAY, kind="LineString", **more):
    return {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": kind, "coordinates": coordinates},
    } | more


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features)} | more


def check(folder, content):
    path = folder / "given.geojson"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return check_files([path])


def rules(folder, content):
    return [each.rule for each in check(folder, content).errors]


def warned(folder, content):
    report = check(folder, content)
    assert report.errors == ()
    return [each.rule for each in report.warnings]


# -- the fifteen bad inputs that peers were tried on ----------------------------------------------

POINT = {"type": "Point", "coordinates": [1, 2]}


def gathered(*geometries):
    return {"type": "GeometryCollection", "geometries": list(geometries)}


FIFTEEN = {
    "crs EPSG:3857": (
        collection(
            feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
        ),
        "crs",
    ),
    "clockwise exterior ring": (
        collection(feature([[[0, 0], [1, 1], [1, 0], [0, 0]]], "Polygon")),
        "winding",
    ),
    "unclosed ring": (
        collection(feature([[[0, 0], [1, 0], [1, 1], [0, 1]]], "Polygon")),
        "open-ring",
    ),
    "properties missing": (
        collection({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        "properties",
    ),
    "swapped beyond 90": (collection(feature([43, 151], "Point")), "position"),
    "one-point line": (collection(feature([[51, 43]])), "too-short"),
    "four numbers": (collection(feature([[51, 43, 0, 7], [50, 40, 0, 8]])), "position"),
    "coordinate as text": (collection(feature([["51", "43"], [50, 40]])), "position"),
    "bbox of three": (collection(feature(bbox=[1, 2, 3])), "bbox"),
    "id is an object": (collection(feature(id={})), "id"),
    "duplicate ids": (collection(feature(id="a"), feature(id="a")), "duplicate-id"),
    "nested collections": (
        collection(feature() | {"geometry": gathered(gathered())}),
        "geometry-collection",
    ),
    "crosses the antimeridian": (collection(feature([[170, 50], [-170, 51]])), "antimeridian"),
    "latitude 95": (collection(feature([95.5, 95], "Point")), "position"),
}
LONG = collection(feature([[51.123456789012345, 43.5], [50, 40]]))


@pytest.mark.parametrize(("content", "rule"), FIFTEEN.values(), ids=FIFTEEN.keys())
def test_fourteen_bad_inputs_are_errors(tmp_path, content, rule):
    assert rules(tmp_path, content) == [rule]


def test_the_fifteenth_is_a_warning_fifteen_decimals(tmp_path):
    assert warned(tmp_path, LONG) == ["precision"]


def pydantic_refuses(content):
    try:
        geojson_pydantic.FeatureCollection.model_validate(content)
    except (ValidationError, UserWarning):
        return True
    return False


def validator_refuses(content):
    geojson_validator.configure_logging(enabled=False)
    if geojson_validator.validate_structure(content):
        return True
    found = geojson_validator.validate_geometries(content)
    return bool(found["invalid"] or found["problematic"])


def test_each_validator_alone_misses_some_of_them():
    contents = [content for content, _ in FIFTEEN.values()] + [LONG]
    assert 0 < sum(map(pydantic_refuses, contents)) < len(contents)


# -- every other rule -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({"type": "Topology"}, "geojson-type"),
        ({"type": ["FeatureCollection"]}, "geojson-type"),
        ([1, 2], "geojson-type"),
        ({"type": "FeatureCollection", "features": {}}, "geojson-type"),
        (collection(7), "geojson-type"),
        (collection({"type": "LineString"}), "geojson-type"),
        (collection(crs={}), "crs"),
        (collection(properties={}), "member"),
        (feature(coordinates=WAY, features=[]), "member"),
        (feature([[5723000, 5409000], [5723100, 5409000]]), "position"),
        (feature([[True, 1], [50, 40]]), "position"),
        (feature([51, 43]), "position"),
        (feature([[51], [50, 40]]), "position"),
        (feature([]), "empty-geometry"),
        (feature([], "Polygon"), "empty-geometry"),
        (feature([[]], "MultiPolygon"), "empty-geometry"),
        (feature([[RING], []], "MultiPolygon"), "empty-geometry"),
        (feature([[], WAY], "MultiLineString"), "too-short"),
        (feature([[[0, 0], [1, 0], [1, 1]]], "Polygon"), "open-ring"),
        (feature([[]], "Polygon"), "empty-geometry"),
        (feature([RING, []], "Polygon"), "open-ring"),
        (feature([RING, RING], "Polygon"), "winding"),
        (feature([[RING], [RING[::-1]]], "MultiPolygon"), "winding"),
        (feature({"x": 1}, "Polygon"), "coordinates"),
        (feature([[1, 2]], "MultiLineString"), "position"),
        (feature(None), "coordinates"),
        (feature([0, 0], "Curve"), "geometry-type"),
        (feature([0, 0], ["Point"]), "geometry-type"),
        ({"type": "Feature", "properties": {}, "geometry": "Point"}, "geometry-type"),
        ({"type": "Feature", "properties": {}}, "null-geometry"),
        ({"type": "Feature", "geometry": None}, "properties"),
        (feature(properties=[]), "properties"),
        (feature(id=True), "id"),
        (feature(id=None), "id"),
        (feature(bbox=[0, 0, 1, 1]), "bbox"),
        (feature(bbox=[0, 60, 90, 30]), "bbox"),
        (feature(bbox=["0", 0, 90, 90]), "bbox"),
        (collection(feature(), bbox=[0, 0, 1, 1]), "bbox"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "too-short"),
        ({"type": "GeometryCollection"}, "coordinates"),
    ],
)
def test_a_fault_is_named(tmp_path, content, rule):
    assert rules(tmp_path, content) == [rule]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("[51.2, 43.6]", "[NaN, 43.6]", "position"),
        ("[51.2, 43.6]", "[1e999, 43.6]", "position"),
        ('"properties": {}', '"properties": {"depth": -Infinity}', "not-a-number"),
        ('"properties": {}', '"properties": {"a": [{"b": NaN}]}', "not-a-number"),
        ('"properties": {}', '"properties": {"a": 1, "a": 2}', "duplicate-key"),
        ('"properties": {}', '"properties": {}, "properties": {"a": 1}', "duplicate-key"),
        ('"type": "LineString"', '"type": "Point", "type": "LineString"', "duplicate-key"),
        ('"properties": {}', f'"properties": {{"a": {"[" * 70}{"]" * 70}}}', "depth"),
    ],
)
def test_what_json_readers_pass_over_is_found_in_its_feature(tmp_path, old, new, rule):
    text = json.dumps(collection(feature(id="x"))).replace(old, new)
    (error,) = check(tmp_path, text).errors
    assert error.rule == rule
    assert error.record == "given.geojson, feature 0 (x)"


def test_a_byte_order_mark_is_told_and_read_over(tmp_path):
    assert rules(tmp_path, f"\ufeff{json.dumps(feature())}") == ["byte-order-mark"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (feature() | {"geometry": None}, "null-geometry"),
        (
            collection(
                crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
            ),
            "crs",
        ),
        (
            feature() | {"geometry": gathered(POINT)},
            "geometry-collection",
        ),
        (feature([[[0, 0], [2, 0], [0, 2], [2, 3], [0, 0]]], "Polygon"), "self-intersection"),
        (feature(properties={"tags": {"a": 1}}), "nested-property"),
        (feature(properties={"since": "2023-09-29T00:00:00Z"}), "datetime"),
        (feature(properties={"name:ru": "Баку"}), "property-name"),
        (feature(properties={"length_geodesic": 1, "length_geo": 2}), "property-name"),
    ],
)
def test_what_travels_badly_is_a_warning(tmp_path, content, rule):
    assert warned(tmp_path, content) == [rule]


@pytest.mark.parametrize(
    "content",
    [
        collection(),
        collection(
            feature(id="sea"),
            feature([49.9, 40.4], "Point", id="baku"),
            feature([RING], "Polygon", id=3),
            feature([[[0, 0], [9, 0], [9, 9], [0, 0]], HOLE], "Polygon"),
        ),
        feature([51.2, 43.6, -28], "Point", bbox=[51, 43, -30, 52, 44, 0]),
        feature(bbox=[49.9, 40.4, 51.2, 43.6]),
        feature(CUT, "MultiLineString", bbox=[170, 5, -170, 5]),
        feature([[[-180, -90], [180, -90], [180, -60], [-180, -60], [-180, -90]]], "Polygon"),
        feature(properties=None),
        feature(properties={"stroke-width": 2, "marker-color": "#ffffff", "name": None}),
        feature(properties={"since": "2023-09-29T12:00:00", "day": "2023-09-29"}),
        feature(properties={"название": "Баку"}),
        collection(name="roads", caspiangeo={"a": [1]}),
        {"type": "Point", "coordinates": [1, 2]},
    ],
)
def test_a_clean_file_has_no_finding(tmp_path, content):
    assert check(tmp_path, content).findings == ()


def test_what_we_write_has_no_finding_at_all(tmp_path):
    catalog = default_catalog()
    layers = layers_of(catalog)
    for profile in geojson.PROFILES:
        files = geojson.write(layers, tmp_path, about=about_of(catalog), profile=profile)
        assert check_files(files).findings == ()


def test_the_files_of_the_data_set_have_no_error():
    files = sorted(default_catalog().root.rglob("*.geojson"))
    assert len(files) > 10
    assert check_files(files).errors == ()


def test_each_finding_says_what_to_do(tmp_path):
    for content, _ in FIFTEEN.values():
        (error,) = check(tmp_path, content).errors
        assert ";" in error.message or ":" in error.message or "it needs" in error.message


# -- bounds ---------------------------------------------------------------------------------------


def test_many_findings_of_a_kind_are_counted(tmp_path):
    content = collection(*[feature([[51, 43]]) for _ in range(MOST_FINDINGS + 5)])
    found = check(tmp_path, content).errors
    assert len(found) == MOST_FINDINGS + 1
    assert found[-1].message == "5 more findings of this kind"


def test_an_endless_name_is_cut_short(tmp_path):
    (error,) = check(tmp_path, collection(feature([["x" * 9999, 1], [1, 2]], id="y" * 9999))).errors
    assert len(error.message) + len(error.record) < 400


@pytest.mark.parametrize(
    "text",
    ["", "{", "{'type': 1}", "[" * 100_000, "9" * 5_000, '{"a": "\udcff"}', "[1] [2]"],
    ids=lambda text: text[:12],
)
def test_what_is_not_json_is_one_error(tmp_path, text):
    path = tmp_path / "given.geojson"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError, match=r"given\.geojson is not JSON"):
        check_files([path])


def test_a_folder_is_one_error(tmp_path):
    with pytest.raises(FileError, match="cannot read"):
        check_files([tmp_path])


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("caspiangeo.check.users.json_text.LARGEST_BYTES", 10)
    with pytest.raises(FileError, match="check it in parts"):
        check(tmp_path, feature())


MEMBERS = ["type", "features", "geometry", "coordinates", "properties", "id", "bbox", "crs"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(MEMBERS) | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=60)
@given(json_values)
def test_no_json_at_all_makes_the_checker_fall_over(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("fuzz")
    check(folder, json.dumps(content))
    check(folder, {"type": "FeatureCollection", "features": [content]})


# -- against the two validators -------------------------------------------------------------------

good = st.lists(st.integers(-80, 80), min_size=2, max_size=2)
positions = good | good | good | st.lists(st.sampled_from([5, 91, 200, "5", None]), max_size=4)
lines = st.lists(positions, max_size=4)
rings = lines | lines.map(lambda line: line + line[:1])
nested = {
    "Point": positions,
    "MultiPoint": lines,
    "LineString": lines,
    "MultiLineString": st.lists(lines, max_size=3),
    "Polygon": st.lists(rings, max_size=2),
    "MultiPolygon": st.lists(st.lists(rings, max_size=2), max_size=2),
    "Curve": lines,
}
geometries = st.sampled_from(list(nested)).flatmap(
    lambda kind: st.fixed_dictionaries({"type": st.just(kind), "coordinates": nested[kind]})
)
spoiled = st.fixed_dictionaries(
    {"type": st.just("Feature"), "properties": st.just({}), "geometry": geometries | st.none()},
    optional={"id": st.sampled_from(["a", 1, None, []])},
)


@settings(max_examples=150)
@given(spoiled)
def test_what_we_let_pass_both_validators_let_pass(tmp_path_factory, given):
    content = collection(given)
    if not rules(tmp_path_factory.mktemp("spoiled"), content):
        assert not pydantic_refuses(content)
        assert not geojson_validator.validate_structure(content)
