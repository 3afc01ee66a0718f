"""Our GeoJSON in readers that we did not write: pyogrio (GDAL) and plain JSON."""

import itertools
import json

import pyogrio
import pytest
from geographiclib.geodesic import Geodesic

import caspiangeo as cg
from caspiangeo.catalog import default_catalog
from caspiangeo.io import export, geojson, write_text


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    export.write_geojson(default_catalog(), folder)
    return folder


def geographiclib_km(coordinates):
    return (
        sum(
            Geodesic.WGS84.Inverse(y0, x0, y1, x1)["s12"]
            for (x0, y0), (x1, y1) in itertools.pairwise(coordinates)
        )
        / 1000
    )


def test_gdal_reads_every_route_with_its_id_and_names(written):
    frame = pyogrio.read_dataframe(written / "routes.geojson")
    assert frame.crs.to_epsg() == 4326
    assert list(frame["id"]) == [each.id for each in cg.routes()]
    assert not frame.geometry.is_empty.any()


def test_densified_lines_keep_their_length_to_a_metre_by_geographiclib(written):
    features = json.loads((written / "routes.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        measured = geographiclib_km(feature["geometry"]["coordinates"])
        assert measured == pytest.approx(feature["properties"]["computed_km"], abs=0.001)


def test_a_line_drawn_straight_in_degrees_stays_within_a_metre_of_the_geodesic(written):
    features = json.loads((written / "routes.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        coordinates = feature["geometry"]["coordinates"]
        pairs = list(itertools.pairwise(coordinates))
        for (x0, y0), (x1, y1) in pairs[:: max(1, len(pairs) // 40)]:
            way = Geodesic.WGS84.Inverse(y0, x0, y1, x1)
            half = Geodesic.WGS84.Direct(y0, x0, way["azi1"], way["s12"] / 2)
            off = Geodesic.WGS84.Inverse(half["lat2"], half["lon2"], (y0 + y1) / 2, (x0 + x1) / 2)
            assert off["s12"] < 1.05


def test_original_vertices_are_flagged(written):
    features = json.loads((written / "routes.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        route = cg.route(feature["id"])
        flagged = [feature["geometry"]["coordinates"][at] for at in feature["vertex_index"]]
        assert flagged == [list(pair) for pair in route.coordinates]


def test_property_names_differ_in_their_first_ten_letters(written):
    for name in ("routes", "sites"):
        feature = json.loads((written / f"{name}.geojson").read_text(encoding="utf-8"))["features"][
            0
        ]
        short = [key[:10] for key in feature["properties"]]
        assert len(short) == len(set(short))
        assert not any(isinstance(each, dict | list) for each in feature["properties"].values())


def test_a_site_without_a_place_is_reported_and_not_drawn(tmp_path):
    done = export.write_geojson(default_catalog(), tmp_path, ids=["psg2", "aktau-port"])
    assert done.without_place == ("psg2",)
    assert list(done.files.values()) == [1]


def test_the_bounding_box_holds_every_position(written):
    content = json.loads((written / "routes.geojson").read_text(encoding="utf-8"))
    west, south, east, north = content["bbox"]
    for feature in content["features"]:
        for lon, lat in feature["geometry"]["coordinates"]:
            assert west <= lon <= east
            assert south <= lat <= north


def test_writing_is_all_or_nothing(tmp_path, monkeypatch):
    target = tmp_path / "kept.txt"
    write_text(target, "first")
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(cg.CaspianError, match="cannot write"):
        write_text(target, "second")
    assert target.read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_frame_joins_with_others():
    ours = cg.to_geodataframe(cg.sites(role="port"))
    countries = pyogrio.read_dataframe(default_catalog().root / "context" / "countries.geojson")
    joined = ours.sjoin(countries[["iso_a2", "geometry"]], predicate="within")
    assert ours.crs == countries.crs
    assert len(joined) > 0
    assert (joined["iso_a2"] == joined["country"]).all()


def test_text_of_an_empty_collection_is_valid():
    content = json.loads(geojson.collection([], default_catalog()))
    assert content["features"] == []
