"""What the checker says of other people's GeoJSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.check import check_files
from caspiangeo.errors import DataError, FileError


def feature(coordinates, kind="LineString", **more):
    return {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": kind, "coordinates": coordinates},
    } | more


def rules(tmp_path, content):
    path = tmp_path / "given.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return [each.rule for each in check_files([path]).errors]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({"type": "Topology"}, "geojson-type"),
        ([1, 2], "geojson-type"),
        ({"type": "FeatureCollection", "features": {}}, "geojson-type"),
        ({"type": "FeatureCollection", "features": [], "crs": {}}, "crs"),
        (feature([[43, 151], [44, 152]]), "position"),
        (feature([[5723000, 5409000], [5723100, 5409000]]), "position"),
        (feature([["51", "43"], [50, 40]]), "position"),
        (feature([[True, 1], [50, 40]]), "position"),
        (feature([[51, 43, 0, 7], [50, 40]]), "position"),
        (feature([[51, 43]]), "too-short"),
        (feature([]), "too-short"),
        (feature([51, 43]), "position"),
        (feature([[[0, 0], [1, 0], [1, 1]]], "Polygon"), "open-ring"),
        (feature([[[0, 0], [1, 0], [1, 1], [0, 1]]], "Polygon"), "open-ring"),
        (feature({"x": 1}, "Polygon"), "coordinates"),
        (feature([0, 0], "Curve"), "geometry-type"),
        (feature([[0, 0], [1, 1]], id={}), "id"),
        ({"type": "Feature", "geometry": None}, "properties"),
        ({"type": "FeatureCollection", "features": [7]}, "geojson-type"),
        (
            {
                "type": "FeatureCollection",
                "features": [feature([[0, 0], [1, 1]], id="a"), feature([[0, 0], [1, 1]], id="a")],
            },
            "duplicate-id",
        ),
    ],
)
def test_a_fault_is_named(tmp_path, content, rule):
    assert rule in rules(tmp_path, content)


def test_a_nan_is_found_in_its_feature(tmp_path):
    text = json.dumps(feature([[0, 0], [1, 1]])).replace("[1, 1]", "[NaN, 1]")
    assert rules(tmp_path, text) == ["position"]


def test_a_clean_file_has_no_finding(tmp_path):
    content = {
        "type": "FeatureCollection",
        "features": [
            feature([[51.2, 43.6], [49.9, 40.4]], id="sea"),
            feature([49.9, 40.4], "Point", id="baku"),
            feature([[[0, 0], [1, 0], [1, 1], [0, 0]]], "Polygon", id=3),
        ],
    }
    assert rules(tmp_path, content) == []


@pytest.mark.parametrize("text", ["", "{", "{'type': 1}", "[" * 100_000])
def test_what_is_not_json_is_one_error(tmp_path, text):
    path = tmp_path / "given.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"given\.geojson is not JSON"):
        check_files([path])


def test_a_folder_is_one_error(tmp_path):
    with pytest.raises(FileError, match="cannot read"):
        check_files([tmp_path])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "id"])
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values)
def test_no_json_at_all_makes_the_checker_fall_over(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "given.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [content]}), "utf-8")
    check_files([path])
