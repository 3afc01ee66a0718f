"""The context layers say what is water, what is land and which country it is in."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, shape

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("land", "lakes", "borders", "countries")
WGS84 = Geod(ellps="WGS84")


def load_builder():
    path = ROOT / "tools" / "build_context.py"
    spec = importlib.util.spec_from_file_location("build_context", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read(name):
    return json.loads((ROOT / "geodata" / "context" / f"{name}.geojson").read_text("utf-8"))


def area_km2(geometry):
    return abs(WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))[0]) / 1e6


@pytest.fixture(scope="module")
def layers():
    return {name: read(name) for name in LAYERS}


@pytest.fixture(scope="module")
def land(layers):
    whole = shapely.union_all([shape(f["geometry"]) for f in layers["land"]["features"]])
    shapely.prepare(whole)
    return whole


@pytest.fixture(scope="module")
def countries(layers):
    return {
        f["properties"]["iso_a2"]: shape(f["geometry"]) for f in layers["countries"]["features"]
    }


@pytest.mark.parametrize(
    ("lon", "lat", "what"),
    [
        (50.0, 42.0, "middle Caspian"),
        (51.5, 39.0, "southern Caspian"),
        (50.5, 45.0, "northern Caspian"),
        (34.0, 43.0, "Black Sea"),
        (36.5, 46.0, "Sea of Azov"),
    ],
)
def test_the_seas_are_water(land, lon, lat, what):
    assert not land.contains(Point(lon, lat)), what


@pytest.mark.parametrize(
    ("lon", "lat", "what"),
    [
        (49.89201, 40.37767, "Baku, GeoNames 587084"),
        (51.17392, 43.66105, "Aktau, GeoNames 610612"),
        (44.83, 41.69, "Tbilisi"),
        (50.36, 40.44, "Pirallahi island"),
        (50.60, 40.32, "Chilov island"),
    ],
)
def test_towns_and_the_absheron_islands_are_land(land, lon, lat, what):
    assert land.contains(Point(lon, lat)), what


def test_the_caspian_has_its_published_size(land):
    """371,000 km2 without Kara-Bogaz-Gol at today's level, 392,600 km2 with it at -27 m
    (Caspian Sea State of the Environment 2019); Natural Earth is of a higher year."""
    water = shapely.box(46.0, 36.0, 55.5, 48.0).difference(land)
    caspian = next(p for p in shapely.get_parts(water) if p.contains(Point(50.0, 42.0)))
    assert 380_000 < area_km2(caspian) < 397_000


@pytest.mark.parametrize(
    ("code", "published_km2"), [("AZ", 86_600), ("GE", 69_700), ("AM", 29_743), ("KG", 199_951)]
)
def test_country_areas_are_the_published_ones(countries, code, published_km2):
    """Total areas of the CIA World Factbook, for countries wholly inside the frame; within 1 %,
    which is what a shoreline and border at 1:10 million can give."""
    assert area_km2(countries[code]) == pytest.approx(published_km2, rel=0.01)


def test_the_countries_of_the_network_are_there(countries):
    wanted = {"AM", "AZ", "BG", "CN", "GE", "IR", "KZ", "RO", "RU", "TM", "TR", "UA", "UZ"}
    assert wanted <= set(countries)


def test_countries_do_not_overlap_and_leave_no_slivers(countries):
    assert shapely.coverage_is_valid(list(countries.values()))


def test_borders_are_the_edges_by_which_routes_are_split(layers, countries):
    border = next(f for f in layers["borders"]["features"] if f["id"] == "az-ge")
    line = shape(border["geometry"])
    for code in border["properties"]["countries"].split(";"):
        assert shapely.boundary(countries[code]).covers(line)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_valid_geojson_with_right_hand_winding(layers, name):
    ids = [feature["id"] for feature in layers[name]["features"]]
    assert len(ids) == len(set(ids))
    assert "crs" not in layers[name]
    for feature in layers[name]["features"]:
        geometry = shape(feature["geometry"])
        assert feature["id"] == feature["properties"]["id"]
        assert geometry.is_valid and not geometry.is_empty
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_keeps_to_the_frame_and_to_four_decimals(layers, name):
    west, south, east, north = layers[name]["bbox"]
    assert (west, south, east, north) == (12, 34, 86, 57)
    for feature in layers[name]["features"]:
        coordinates = shapely.get_coordinates(shape(feature["geometry"]))
        assert coordinates[:, 0].min() >= west and coordinates[:, 0].max() <= east
        assert coordinates[:, 1].min() >= south and coordinates[:, 1].max() <= north
        assert (coordinates == coordinates.round(4)).all()


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_names_its_origin(layers, name):
    assert set(layers[name]["boundary"]) == {"name", "version", "point_of_view"}
    provenance = layers[name]["provenance"]
    assert provenance["origin"].startswith("Natural Earth")
    assert provenance["builder"] == "tools/build_context.py"
    assert provenance["input_sha256"] == load_builder().SHA256[provenance["input"]]


def test_the_layers_stay_small():
    files = (ROOT / "geodata" / "context").glob("*.geojson")
    assert sum(path.stat().st_size for path in files) < 1_700_000


def test_arcs_are_running_sums_on_a_grid():
    builder = load_builder()
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [10, 40]},
        "arcs": [[[0, 0], [2, 0], [0, 4]], [[0, 0], [0, 4], [2, 0]]],
    }
    arcs = builder.decode_arcs(topology)
    assert arcs[0] == [(10, 40), (11, 40), (11, 41)]
    assert builder.join_ring([0, ~1], arcs) == [(10, 40), (11, 40), (11, 41), (10, 41), (10, 40)]


def test_a_ring_that_shrank_to_a_line_is_left_out():
    builder = load_builder()
    assert builder.decode_polygon([[0]], [[(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)]]).is_empty


def test_another_version_of_an_input_is_refused():
    with pytest.raises(SystemExit, match="another version"):
        load_builder().verify("ne_10m_land.shp", b"something else")
