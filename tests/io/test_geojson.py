"""The exported GeoJSON in readers that we did not write: GDAL, GeoPandas, two strict validators."""

import itertools
import json
import warnings

import geojson_pydantic
import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from jsonschema import Draft202012Validator

import caspiangeo as cg
from caspiangeo.catalog import default_catalog
from caspiangeo.errors import OutOfRangeError
from caspiangeo.io.export import geojson
from caspiangeo.io.export.geojson import PROFILES
from caspiangeo.io.layers import Choice, Layer, Shape, about_of, layers_of
from caspiangeo.style import MODES

FILES = {
    "full": ["routes", "sites", "kp_points", "mixed"],
    "gis": ["routes", "sites", "kp_points", "mixed"],
    "web": ["routes", "sites", "mixed"],
}
EVERY_FILE = [(profile, name) for profile, names in FILES.items() for name in names]


@pytest.fixture(scope="module")
def layers():
    return layers_of(default_catalog())


@pytest.fixture(scope="module")
def folder(layers, tmp_path_factory):
    """Give each profile a folder with its files."""
    root = tmp_path_factory.mktemp("export")
    catalog = default_catalog()
    about = about_of(catalog, catalog.viewpoint(None, None))
    for profile, names in FILES.items():
        (root / profile).mkdir()
        done = geojson.write(layers, root / profile, about=about, profile=profile)
        assert [path.name for path in done] == [f"{name}.geojson" for name in names]
    return root


def read(folder, profile, name):
    return json.loads((folder / profile / f"{name}.geojson").read_text(encoding="utf-8"))


def test_every_profile_is_tested():
    assert set(FILES) == set(PROFILES)


@pytest.mark.parametrize(("profile", "name"), EVERY_FILE)
def test_files_are_strict(folder, profile, name):
    path = folder / profile / f"{name}.geojson"
    content = read(folder, profile, name)
    geojson_pydantic.FeatureCollection.model_validate(content)
    assert "crs" not in content
    types = {each["geometry"]["type"] for each in content["features"]}
    assert types == {"routes": {"LineString"}, "mixed": {"LineString", "Point"}}.get(
        name, {"Point"}
    )
    ids = [each["id"] for each in content["features"]]
    assert len(set(ids)) == len(ids)
    for feature in content["features"]:
        assert feature["properties"]["id"] == feature["id"]
        assert feature["properties"]["licence"]
        assert not any(isinstance(each, dict | list) for each in feature["properties"].values())
    assert path.read_bytes().endswith(b"}\n")


def broken(name, content):
    """Return what the published schema says against a file."""
    path = default_catalog().root / "schemas" / "geojson" / f"{name}.schema.json"
    return list(Draft202012Validator(json.loads(path.read_text("utf-8"))).iter_errors(content))


@pytest.mark.parametrize(("profile", "name"), EVERY_FILE)
def test_files_keep_to_the_published_schema(folder, profile, name):
    assert broken(name, read(folder, profile, name)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda feature: feature.update(colour="red"),
        lambda feature: feature.pop("id"),
        lambda feature: feature["properties"].update(tags={}),
        lambda feature: feature["properties"].update(mode="canal"),
        lambda feature: feature["properties"].update(published_km="1768"),
        lambda feature: feature["properties"].update(as_of="2026-11-23T00:00:00"),
        lambda feature: feature["geometry"].update(type="Polygon"),
        lambda feature: feature["geometry"]["coordinates"].__setitem__(0, [151, 95]),
        lambda feature: feature["geometry"]["coordinates"].__setitem__(0, [51, 43, 1]),
    ],
)
@pytest.mark.parametrize("name", ["routes", "mixed"])
def test_the_published_schema_is_strict(folder, name, spoil):
    content = read(folder, "full", name)
    spoil(content["features"][0])
    assert broken(name, content)


@pytest.mark.parametrize(("profile", "name"), EVERY_FILE)
def test_gdal_reads_ids_names_and_places(folder, layers, profile, name):
    frame = pyogrio.read_dataframe(folder / profile / f"{name}.geojson")
    assert frame.crs.to_epsg() == 4326
    expected = [layers[each] for each in (("routes", "sites") if name == "mixed" else (name,))]
    rows = [row for layer in expected for row in layer.rows]
    assert list(frame["id"]) == [row["id"] for row in rows]
    if profile != "web":
        shapes = [shape.coordinates[:, :2] for layer in expected for shape in layer.shapes]
        off = shapely.get_coordinates(frame.geometry) - np.concatenate(shapes)
        assert np.abs(off).max() < 1e-7
    if profile == "full" and name == "sites":
        names = frame.set_index("id")["name_ru"]
        assert names["aktau-city"] == "Актау"


def test_geopandas_frames_of_two_files_go_together_without_a_warning(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        routes = geopandas.read_file(folder / "gis" / "routes.geojson")
        sites = geopandas.read_file(folder / "gis" / "sites.geojson")
        near = sites.sjoin(routes[["geometry"]], predicate="dwithin", distance=0.001)
    assert {"sangachal-terminal", "aktau-port"} <= set(near["id"])


def test_the_member_caspiangeo_says_what_the_file_is(folder):
    said = read(folder, "web", "mixed")["caspiangeo"]
    assert said["layers"] == ["routes", "sites"]
    assert (said["profile"], said["precision"], said["tolerance_m"]) == ("web", 5, 201)
    assert (said["data_version"], said["as_of"]) == (default_catalog().version, "2026-11-23")
    assert "GeoNames" in said["credits"]
    assert read(folder, "full", "sites")["caspiangeo"]["tolerance_m"] is None


@pytest.mark.parametrize(("profile", "name"), EVERY_FILE)
def test_the_box_holds_every_position(folder, profile, name):
    content = read(folder, profile, name)
    for part in [content, *(each for each in content["features"] if "bbox" in each)]:
        inner = part.get("features", [part])
        coords = shapely.get_coordinates(
            [shapely.geometry.shape(each["geometry"]) for each in inner]
        )
        assert part["bbox"] == [*coords.min(axis=0), *coords.max(axis=0)]


def test_original_vertices_are_told(folder):
    for feature in read(folder, "full", "routes")["features"]:
        at = feature["geometry"]["coordinates"]
        told = [at[index] for index in feature["vertex_index"]]
        assert told == [list(pair) for pair in cg.route(feature["id"]).coordinates]


@pytest.mark.parametrize("profile", ["full", "gis"])
def test_lines_keep_their_length_to_a_metre_by_geographiclib(folder, profile):
    for feature in read(folder, profile, "routes")["features"]:
        coords = feature["geometry"]["coordinates"]
        metres = sum(
            Geodesic.WGS84.Inverse(y0, x0, y1, x1)["s12"]
            for (x0, y0), (x1, y1) in itertools.pairwise(coords)
        )
        assert metres / 1000 == pytest.approx(feature["properties"]["computed_km"], abs=0.001)


# -- the web --------------------------------------------------------------------------------------


def test_routes_and_sites_for_the_web_stay_below_100_kilobytes(folder):
    sizes = [(folder / "web" / f"{name}.geojson").stat().st_size for name in ("routes", "sites")]
    assert sum(sizes) <= 100_000
    assert (folder / "web" / "mixed.geojson").stat().st_size <= 100_000


def test_web_lines_have_our_colours(folder):
    for feature in read(folder, "web", "routes")["features"]:
        said = feature["properties"]
        assert said["stroke"] in (MODES[said["mode"]].light, "#6f6f6f")
        assert 1 <= said["stroke-width"] <= 5
        assert said["title"]
        assert said["description"].endswith(".")
    for feature in read(folder, "web", "sites")["features"]:
        assert feature["properties"]["marker-color"].startswith("#")


def test_planned_lines_are_half_transparent(folder):
    opacity = {
        each["properties"]["status"]: each["properties"]["stroke-opacity"]
        for each in read(folder, "web", "routes")["features"]
    }
    assert opacity["operating"] == 1
    assert opacity["under-construction"] == opacity["agreed"] == 0.5


def test_thinned_lines_stay_within_the_tolerance_that_is_stated(folder):
    tolerance_m = read(folder, "web", "routes")["caspiangeo"]["tolerance_m"]
    full = {each["id"]: each for each in read(folder, "full", "routes")["features"]}
    for feature in read(folder, "web", "routes")["features"]:
        web = shapely.geometry.shape(feature["geometry"])
        for lon, lat in full[feature["id"]]["geometry"]["coordinates"]:
            # Nearest point in a plane that is true to scale at this latitude.
            scale = np.cos(np.radians(lat))
            plane = shapely.transform(web, lambda each, s=scale: each * [s, 1])
            foot = plane.interpolate(plane.project(shapely.Point(lon * scale, lat)))
            off = Geodesic.WGS84.Inverse(lat, lon, foot.y, foot.x / scale)["s12"]
            assert off <= tolerance_m + 1


# -- how to write ---------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(folder, layers, tmp_path):
    about = about_of(default_catalog(), default_catalog().viewpoint(None, None))
    for path in geojson.write(layers, tmp_path, about=about):
        assert path.read_bytes() == (folder / "full" / path.name).read_bytes()


@pytest.mark.parametrize("precision", [1, 3, 9])
def test_precision_is_as_asked(layers, tmp_path, precision):
    about = about_of(default_catalog())
    written = geojson.write(layers, tmp_path, about=about, precision=precision)
    coords = shapely.get_coordinates(pyogrio.read_dataframe(written[0]).geometry)
    assert (coords == np.round(coords, precision)).all()
    exact = np.concatenate([each.coordinates[:, :2] for each in layers["routes"].shapes])
    assert np.abs(coords - exact).max() <= 0.51 * 10.0**-precision


def test_columns_narrow_every_profile(tmp_path):
    few = layers_of(default_catalog(), Choice(ids=["btc"], columns=["status"]))
    about = about_of(default_catalog())
    for profile in PROFILES:
        path = geojson.write(few, tmp_path, about=about, profile=profile)[0]
        (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert {"id", "status"} <= set(feature["properties"])
        assert "published_km" not in feature["properties"]


def test_m_is_not_written_and_a_line_over_the_antimeridian_is_cut():
    shape = Shape(np.array([[179.0, 50, 0], [-179.0, 50, 143]]), np.ones(2, dtype=bool))
    row = {"id": "ring", "licence": "CC0-1.0"}
    layer = Layer("routes", "Routes", "LineString", (), (row,), (shape,))
    found = json.loads(geojson.text([layer], about=about_of(default_catalog())))
    (feature,) = found["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert feature["bbox"] == found["bbox"]
    assert feature["bbox"][0] == 179
    assert feature["bbox"][2] == -179
    assert "vertex_index" not in feature


def test_layers_without_rows_are_not_written(tmp_path):
    few = layers_of(default_catalog(), Choice(ids=["aktau-port"]))
    done = geojson.write(few, tmp_path, about=about_of(default_catalog()))
    assert [path.name for path in done] == ["sites.geojson"]


def test_an_unknown_profile_is_refused(layers, tmp_path):
    with pytest.raises(OutOfRangeError, match="no profile 'paper'; use one of full, gis, web"):
        geojson.write(layers, tmp_path, about=about_of(default_catalog()), profile="paper")


def test_a_frame_joins_with_others():
    ours = cg.to_geodataframe(cg.sites(role="port"))
    countries = pyogrio.read_dataframe(default_catalog().root / "context" / "countries.geojson")
    joined = ours.sjoin(countries[["iso_a2", "geometry"]], predicate="within")
    assert ours.crs == countries.crs
    assert len(joined) > 0
    assert (joined["iso_a2"] == joined["country"]).all()


def test_a_frame_may_hold_routes_and_sites_and_leaves_out_what_has_no_place():
    frame = cg.to_geodataframe([cg.route("btc"), cg.site("aktau-port"), cg.site("psg2")])
    assert list(frame.index) == ["btc", "aktau-port"]
    assert list(frame.geom_type) == ["LineString", "Point"]
