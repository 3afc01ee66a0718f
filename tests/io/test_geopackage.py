"""The exported GeoPackage in SQLite and GDAL: rows, kilometres, styles, metadata, bytes."""

import struct
import warnings
from sqlite3 import connect
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
from geographiclib.geodesic import Geodesic

import caspiangeo as cg
from caspiangeo.catalog import default_catalog
from caspiangeo.io.export import geopackage
from caspiangeo.io.export.qml import qml_of
from caspiangeo.io.layers import Choice, layers_of
from caspiangeo.style import MODES, STROKES

SPATIAL = ("routes", "measured_lines", "sites", "kp_points")


@pytest.fixture(scope="module")
def path(everything, about, tmp_path_factory):
    (path,) = geopackage.write(everything, tmp_path_factory.mktemp("gpkg"), about=about)
    return path


@pytest.fixture(scope="module")
def base(path):
    connection = connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def read(path, layer):
    """Return a layer as GeoPandas has it; pyogrio warns that it leaves M out."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Measured")
        return pyogrio.read_dataframe(path, layer=layer, fid_as_index=True)


def line_m(blob):
    """Return lon, lat, M of a line in the binary form of GeoPackage."""
    assert blob[:2] == b"GP"
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
    order, kind, count = struct.unpack_from("<BII", blob, 8 + envelope)
    assert (order, kind) == (1, 2002)
    return np.frombuffer(blob, dtype="<f8", offset=17 + envelope).reshape(count, 3)


def test_it_is_a_sound_geopackage_1_2(base):
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"GPKG", "big")
    assert base.execute("PRAGMA user_version").fetchone() == (10200,)


def test_every_layer_and_table_is_listed(path, base, everything):
    listed = dict(base.execute("SELECT table_name, data_type FROM gpkg_contents"))
    expected = {
        name: "features" if layer.geometry else "attributes" for name, layer in everything.items()
    }
    assert listed == expected | {"layer_styles": "attributes"}
    kinds = dict(base.execute("SELECT table_name, m FROM gpkg_geometry_columns"))
    assert kinds == {"routes": 1, "measured_lines": 1, "sites": 0, "kp_points": 0}


@pytest.mark.parametrize("name", SPATIAL)
def test_gdal_reads_ids_names_and_numbers_of_rows(path, everything, name):
    frame = read(path, name)
    assert frame.crs.to_epsg() == 4326
    assert list(frame["id"]) == [row["id"] for row in everything[name].rows]
    assert list(frame.index) == list(range(1, len(frame) + 1))
    assert frame["licence"].notna().all()


def test_texts_numbers_and_flags_come_back_as_they_were(path, everything):
    sites = read(path, "sites")
    for row, (_, found) in zip(everything["sites"].rows, sites.iterrows(), strict=True):
        assert found["name_ru"] == row["name_ru"] or (row["name_ru"] is None)
        assert found["accuracy_m"] == row["accuracy_m"]
        assert bool(found["proxy"]) is row["proxy"]
    assert sites.set_index("id")["name_ka"]["aktau-city"] == "აქთაუ"
    claims = read(path, "claims")
    assert len(claims) == len(everything["claims"].rows)
    assert "geometry" not in claims


def test_missing_values_are_null(base, everything):
    missing = sum(row["published_km"] is None for row in everything["routes"].rows)
    assert base.execute("SELECT count(*) FROM routes WHERE published_km IS NULL").fetchone() == (
        missing,
    )


def test_an_official_kilometre_found_by_m_is_ours_within_a_metre(base):
    """What ST_LocateAlong and the event tools of GIS programs do: M runs evenly in degrees."""
    query = "SELECT id, route, measure, from_km, to_km, geom FROM measured_lines"
    for name, route, measure, from_km, to_km, blob in base.execute(query):
        vertices = line_m(blob)
        view, system = cg.route(route), {} if measure == "geometric" else {"measure": measure}
        for kilometre in np.linspace(from_km, to_km, 40):
            lon, lat = (np.interp(kilometre, vertices[:, 2], vertices[:, axis]) for axis in (0, 1))
            ours = view.interpolate(kp_km=float(kilometre), **system)
            off_m = Geodesic.WGS84.Inverse(ours.lat, ours.lon, float(lat), float(lon))["s12"]
            assert off_m < 1, (name, kilometre)


def test_routes_carry_the_kilometre_along_our_line(base, everything):
    for name, computed_km, blob in base.execute("SELECT id, computed_km, geom FROM routes"):
        m = line_m(blob)[:, 2]
        assert m[0] == 0, name
        assert (np.diff(m) > 0).all()
        assert m[-1] == pytest.approx(computed_km, abs=1e-6)


@pytest.mark.parametrize("name", SPATIAL)
def test_the_spatial_index_has_a_box_a_row(base, everything, name):
    found = base.execute(f"SELECT count(*), max(maxx) FROM rtree_{name}_geom").fetchone()
    east = max(shape.coordinates[:, 0].max() for shape in everything[name].shapes)
    assert found == (len(everything[name].rows), pytest.approx(east, abs=1e-4))


# -- styles ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def styles(base):
    query = "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
    return {name: ElementTree.fromstring(text) for name, text in base.execute(query)}


def options(layer):
    return {each.get("name"): each.get("value") for each in layer.findall("./Option/Option")}


def test_each_layer_has_one_default_style_with_its_geometry_type(base, styles):
    assert set(styles) == set(SPATIAL)
    assert base.execute("SELECT count(*) FROM layer_styles").fetchone() == (len(SPATIAL),)
    assert styles["routes"].findtext("layerGeometryType") == "1"
    assert styles["sites"].findtext("layerGeometryType") == "0"


def test_each_route_has_a_category_in_the_colour_of_its_mode_and_the_dashes_of_its_status(
    styles, everything
):
    renderer = styles["routes"].find("renderer-v2")
    assert renderer.get("type") == "categorizedSymbol"
    symbols = {each.get("name"): each for each in renderer.findall("symbols/symbol")}
    by_value = {each.get("value"): each.get("symbol") for each in renderer.iter("category")}
    for row in everything["routes"].rows:
        value = f"{row['mode']}, {row['status']}, {row['geometry_quality']}"
        simple = [
            options(each)
            for each in symbols[by_value[value]].findall("layer")
            if each.get("class") == "SimpleLine"
        ]
        stroke = STROKES[row["status"]]
        red, green, blue = (int(MODES[row["mode"]].light[at : at + 2], 16) for at in (1, 3, 5))
        ink = "111,111,111,255" if stroke.muted else f"{red},{green},{blue},255"
        (line,) = [each for each in simple if each["line_color"] == ink]
        assert float(line["line_width"]) == pytest.approx(stroke.width_px * 0.75, abs=0.01)
        dashes = [float(each) / 0.75 for each in line["customdash"].split(";")]
        assert line["use_custom_dash"] == ("1" if stroke.dash_px else "0")
        if stroke.dash_px:
            assert dashes == pytest.approx(stroke.dash_px, abs=0.01)


def test_lines_and_points_are_labelled(styles):
    assert styles["routes"].find("labeling/settings/text-style").get("fieldName") == "title"
    assert styles["kp_points"].find("labeling/settings/text-style").get("fieldName") == "label"
    assert styles["routes"].get("labelsEnabled") == "1"


def test_each_role_of_a_site_has_a_symbol(styles, everything):
    found = {each.get("value") for each in styles["sites"].iter("category")}
    assert found == {row["role"] for row in everything["sites"].rows}


def test_a_style_asks_only_for_columns_that_are_there():
    few = layers_of(default_catalog(), Choice(ids=["btc"], columns=["status"]))
    style = ElementTree.fromstring(qml_of(few["routes"]))
    assert style.find("renderer-v2").get("attr") == "coalesce(\"status\", '')"
    assert style.find("labeling/settings/text-style").get("fieldName") == "id"
    bare = ElementTree.fromstring(qml_of(few["kp_points"]))
    assert bare.find(".//data_defined_properties") is None
    none = layers_of(default_catalog(), Choice(ids=["btc"], columns=["since"]))
    assert ElementTree.fromstring(qml_of(none["routes"])).find("renderer-v2").get("attr") == "''"


# -- metadata and bytes ---------------------------------------------------------------------------


def test_licence_credits_and_version_are_inside(path, base, about):
    said = pyogrio.read_info(path, layer="sites")
    assert said["dataset_metadata"]["licence"] == "CC-BY-4.0"
    assert said["dataset_metadata"]["data_version"] == default_catalog().version
    assert "GeoNames" in said["dataset_metadata"]["credits"]
    descriptions = dict(base.execute("SELECT table_name, description FROM gpkg_contents"))
    assert descriptions["routes"].endswith("M counts kilometres.")
    assert "M counts" not in descriptions["sites"]
    query = (
        "SELECT table_name, metadata FROM gpkg_metadata JOIN gpkg_metadata_reference "
        "ON id = md_file_id WHERE md_standard_uri = 'http://mrcc.com/qgis.dtd'"
    )
    for_qgis = {name: ElementTree.fromstring(text) for name, text in base.execute(query)}
    assert for_qgis["routes"].findtext("license") == "CC-BY-4.0"
    assert for_qgis["routes"].findtext("rights") == about.credits


def test_columns_tell_what_they_mean(base, everything):
    query = "SELECT description FROM gpkg_data_columns WHERE table_name = ? AND column_name = ?"
    for each in everything["routes"].columns:
        assert base.execute(query, ("routes", each.name)).fetchone() == (each.title,)


def test_no_day_in_it_is_that_of_the_clock(base, about):
    day = f"{about.data_date}T00:00:00.000Z"
    assert set(base.execute("SELECT last_change FROM gpkg_contents")) == {(day,)}
    assert set(base.execute("SELECT timestamp FROM gpkg_metadata_reference")) == {(day,)}
    assert set(base.execute("SELECT update_time FROM layer_styles")) == {(day,)}


def test_the_same_input_gives_the_same_bytes(path, everything, about, tmp_path):
    for _ in range(2):  # also over an older file
        (again,) = geopackage.write(everything, tmp_path, about=about)
        assert again.read_bytes() == path.read_bytes()


def test_precision_is_as_asked(everything, about, tmp_path):
    (path,) = geopackage.write(everything, tmp_path, about=about, precision=3)
    frame = read(path, "sites")
    assert (frame.geometry.x == frame.geometry.x.round(3)).all()


def test_nothing_to_write_gives_no_file(about, tmp_path):
    assert geopackage.write({}, tmp_path, about=about) == []
