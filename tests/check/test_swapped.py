"""Latitude and longitude swapped within 90 degrees: found by witnesses, never without one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caspiangeo.catalog import default_catalog
from caspiangeo.check import check_files
from caspiangeo.io.export import geojson

BAKU = (49.9, 40.4)


def point(first, second, **properties):
    geometry = {"type": "Point", "coordinates": [first, second]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def line(*positions, **properties):
    geometry = {"type": "LineString", "coordinates": [list(each) for each in positions]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def turned(value):
    """Swap the first two numbers of every position."""
    if isinstance(value, list) and value and isinstance(value[0], int | float):
        return [value[1], value[0], *value[2:]]
    return [turned(each) for each in value]


def turn(feature):
    geometry = feature["geometry"]
    return feature | {"geometry": geometry | {"coordinates": turned(geometry["coordinates"])}}


def suspicions(folder, *features, **more):
    path = folder / "given.geojson"
    content = {"type": "FeatureCollection", "features": list(features)} | more
    path.write_text(json.dumps(content), encoding="utf-8")
    found = check_files([path]).findings
    return [each.message for each in found if each.rule == "swapped-axes"]


WITNESSED = {
    "columns": ([point(*BAKU, lon=49.9, lat=40.4)], {}),
    "texts": ([point(71.4, 51.2, Longitude="71.4", LATITUDE="51.2")], {}),
    "box": ([line(BAKU, (51.2, 43.6)) | {"bbox": [49.9, 40.4, 51.2, 43.6]}], {}),
    "file": ([line((60.5, 56.8), (71.4, 51.2))], {"bbox": [60, 50, 72, 57]}),
    "codes": ([point(66.9, 48.0, iso_a2="KZ"), point(44.8, 41.7, iso_a2="GE")], {}),
    "names": ([line((66.0, 49.5), (71.4, 51.2), country="Kazakhstan")], {}),
    "several": ([line((49.4, 40.2), (44.8, 41.7), (41.3, 39.9), country="AZ;GE;TR")], {}),
    "sites": ([line((49.93, 40.34), (51.22, 43.6))], {}),
}  # fmt: skip


@pytest.mark.parametrize(("features", "more"), WITNESSED.values(), ids=WITNESSED.keys())
def test_a_swap_that_a_witness_shows_is_a_warning(tmp_path, features, more):
    assert suspicions(tmp_path, *features, **more) == []
    (said,) = suspicions(tmp_path, *map(turn, features), **more)
    assert "latitude and longitude are swapped" in said


def test_only_the_swapped_features_are_counted_where_each_has_its_witness(tmp_path):
    good, bad = point(*BAKU, lon=49.9, lat=40.4), point(40.4, 49.9, lon=49.9, lat=40.4)
    (said,) = suspicions(tmp_path, good, bad)
    assert said.startswith("feature 1 agrees with the coordinates in columns")
    (said,) = suspicions(tmp_path, bad, good, bad)
    assert said.startswith("2 features (the first is feature 0) agree")


@pytest.mark.parametrize("name", ["routes", "sites"])
def test_our_own_records_are_known_when_swapped(tmp_path, name):
    catalog = default_catalog()
    text = (
        geojson.routes_text(catalog.routes(), catalog)
        if name == "routes"
        else geojson.sites_text(catalog.sites(), catalog)
    )
    features = json.loads(text)["features"]
    bare = [each | {"properties": {}} for each in features]
    for each in bare:
        each.pop("bbox", None)
    assert suspicions(tmp_path, *bare) == []
    assert len(suspicions(tmp_path, *map(turn, bare))) == 1


def test_without_a_witness_there_is_no_suspicion(tmp_path):
    assert suspicions(tmp_path, point(44.5, 48.7), point(46.0, 51.5)) == []
    assert suspicions(tmp_path, point(45, 45, lon=45, lat=45, country="KZ")) == []


lons, lats = st.floats(-180, 180), st.floats(-90, 90)
named = st.sampled_from(["KZ", "Russia", "TR", "Peru", "", None, 7, "AZ;GE"])


@settings(max_examples=60)
@given(st.lists(st.tuples(lons, lats, st.booleans()), min_size=1, max_size=12))
def test_a_clean_file_anywhere_on_earth_is_not_suspected(tmp_path_factory, places):
    features = [
        point(lon, lat, lon=round(lon, 3), lat=round(lat, 3)) if told else point(lon, lat)
        for lon, lat, told in places
    ]
    south, north = min(lat for _, lat, _ in places), max(lat for _, lat, _ in places)
    west, east = min(lon for lon, _, _ in places), max(lon for lon, _, _ in places)
    folder = tmp_path_factory.mktemp("clean")
    assert suspicions(folder, *features, bbox=[west, south, east, north]) == []


def test_true_countries_are_never_suspected(tmp_path):
    content = json.loads(
        (default_catalog().root / "context" / "countries.geojson").read_text(encoding="utf-8")
    )
    features = [
        each | {"properties": each["properties"] | {"country": each["properties"]["iso_a2"]}}
        for each in content["features"]
    ]
    assert suspicions(tmp_path, *features) == []


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(43, 48), st.floats(45, 57)), min_size=2, max_size=30))
def test_the_lower_volga_is_not_taken_for_the_caspian(tmp_path_factory, places):
    """Swapped, the valley of the Volga is the Caspian Sea with its ports."""
    features = [point(lon, lat, country="RU") for lon, lat in places]
    assert suspicions(tmp_path_factory.mktemp("volga"), *features) == []
