"""Layers, from which every format is written: flat, sourced, and never further than they say."""

import itertools

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

import caspiangeo as cg
from caspiangeo.catalog import default_catalog
from caspiangeo.errors import OutOfRangeError, UnknownIdError
from caspiangeo.io.layers import (
    KP_COLUMNS,
    MEASURED_COLUMNS,
    ROUTE_COLUMNS,
    SITE_COLUMNS,
    Choice,
    about_of,
    layers_of,
    points_layer,
    routes_layer,
    sites_layer,
)

KINDS = {"text": str, "integer": int, "real": (int, float), "flag": bool}
TABLES = ("claims", "statuses", "flows", "sources")


@pytest.fixture(scope="module")
def layers():
    return layers_of(default_catalog(), Choice(kp_every_km=100))


def test_every_layer_and_table_is_there_in_drawing_order(layers):
    assert list(layers) == ["routes", "measured_lines", "sites", "kp_points", *TABLES]
    assert [each.geometry for each in layers.values()] == [
        "LineString", "LineString", "Point", "Point", None, None, None, None,
    ]  # fmt: skip
    assert all(layer.rows for layer in layers.values())


@pytest.mark.parametrize(
    "columns", [ROUTE_COLUMNS, SITE_COLUMNS, MEASURED_COLUMNS, KP_COLUMNS], ids=len
)
def test_names_of_columns_survive_a_shapefile(columns):
    names = [each.name for each in columns]
    assert len({name[:10] for name in names}) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
    assert all(each.title for each in columns)


def test_rows_hold_what_their_columns_say(layers):
    for layer in layers.values():
        names = [each.name for each in layer.columns]
        for row in layer.rows:
            assert list(row) == names
            for column in layer.columns:
                value = row[column.name]
                assert value is None or isinstance(value, KINDS[column.kind]), (column, value)
                assert column.kind == "flag" or not isinstance(value, bool)


def test_each_row_with_a_geometry_names_a_licence_and_has_an_id_of_its_own(layers):
    for layer in layers.values():
        if layer.geometry:
            assert len(layer.shapes) == len(layer.rows)
            assert all(row["licence"] for row in layer.rows)
            assert len({row["id"] for row in layer.rows}) == len(layer.rows)


def test_m_rises_along_a_route_to_its_computed_length(layers):
    for row, shape in zip(layers["routes"].rows, layers["routes"].shapes, strict=True):
        kilometres = shape.coordinates[:, 2]
        assert kilometres[0] == 0
        assert (np.diff(kilometres) > 0).all()
        assert kilometres[-1] == pytest.approx(row["computed_km"], abs=1e-6)


def test_a_line_drawn_straight_in_degrees_stays_within_a_metre_of_the_geodesic(layers):
    for shape in layers["routes"].shapes:
        pairs = list(itertools.pairwise(shape.coordinates[:, :2].tolist()))
        for (x0, y0), (x1, y1) in pairs[:: max(1, len(pairs) // 20)]:
            way = Geodesic.WGS84.Inverse(y0, x0, y1, x1)
            half = Geodesic.WGS84.Direct(y0, x0, way["azi1"], way["s12"] / 2)
            off = Geodesic.WGS84.Inverse(half["lat2"], half["lon2"], (y0 + y1) / 2, (x0 + x1) / 2)
            assert off["s12"] < 1.05


def test_original_vertices_are_told(layers):
    for row, shape in zip(layers["routes"].rows, layers["routes"].shapes, strict=True):
        vertices = cg.route(row["id"]).coordinates
        assert shape.coordinates[shape.original, :2].tolist() == [list(each) for each in vertices]


def test_measured_lines_count_what_the_system_says(layers):
    layer = layers["measured_lines"]
    rows = {row["id"]: row for row in layer.rows}
    georgia = rows["btc--ge"]
    assert (georgia["from_km"], georgia["to_km"]) == (0, 249)
    assert georgia["source_id"]


def test_kilometre_points_lie_at_their_kilometres(layers):
    layer = layers["kp_points"]
    rows = [row for row in layer.rows if row["route"] == "btc"]
    assert [row["kp_km"] for row in rows] == [each * 100.0 for each in range(16)]
    assert [row["label"] for row in rows][:2] == ["KP 0+000", "KP 100+000"]
    shape = layer.shapes[layer.rows.index(rows[3])]
    lon, lat = shape.coordinates[0]
    assert cg.route("btc").locate(lon=lon, lat=lat).kp_km == pytest.approx(300, abs=1e-6)


def test_a_choice_narrows(layers):
    catalog = default_catalog()
    few = layers_of(catalog, Choice(ids=["btc", "aktau-port"], columns=["status", "role"]))
    assert [row["id"] for row in few["routes"].rows] == ["btc"]
    assert few["routes"].rows[0] == {"id": "btc", "status": "operating"}
    assert few["sites"].rows[0] == {"id": "aktau-port", "role": "port"}
    rail = layers_of(catalog, Choice(mode="rail"))
    assert {row["mode"] for row in rail["routes"].rows} == {"rail"}
    plain = layers_of(catalog, Choice(ids=["btc"], vertices=True))["routes"].shapes[0]
    assert plain.original.all()


def test_titles_follow_the_language_where_a_name_is_known():
    rows = layers_of(default_catalog(), Choice(ids=["aktau-city", "psg1"], language="ru"))
    assert rows["sites"].rows[0]["title"] == "Актау"


def test_the_two_times_reach_the_rows():
    past = layers_of(default_catalog(), Choice(known_on="2023-09-29"))
    ids = {row["id"] for row in past["routes"].rows}
    assert "tcfo-fibre" not in ids
    assert {row["known_on"] for row in past["routes"].rows} == {"2023-09-29"}


@pytest.mark.parametrize(
    ("choice", "error", "said"),
    [
        (Choice(ids=["nabucco"]), UnknownIdError, "unknown route or site nabucco"),
        (Choice(mode="canal"), Exception, "unknown mode 'canal'"),
        (Choice(language="la"), OutOfRangeError, "no titles in the language 'la'"),
        (Choice(columns=["hue"]), OutOfRangeError, "no column hue"),
        (Choice(kp_every_km=0), OutOfRangeError, "must be positive"),
    ],
)
def test_an_impossible_choice_is_refused(choice, error, said):
    with pytest.raises(error, match=said):
        layers_of(default_catalog(), choice)


def test_single_layers_are_those_of_the_whole(layers):
    catalog = default_catalog()
    (row,) = routes_layer([cg.route("btc")], catalog).rows
    assert row == layers["routes"].rows[0]
    sites = sites_layer(catalog.sites(), catalog)
    assert sites.rows == layers["sites"].rows


def test_points_of_any_kind_make_a_layer():
    layer = points_layer("p", "P", [(51.2, 43.65, {"id": "a", "km": 1.5, "last": True, "n": None})])
    assert [each.kind for each in layer.columns] == ["text", "real", "flag", "text"]
    assert layer.shapes[0].coordinates.tolist() == [[51.2, 43.65]]
    assert points_layer("p", "P", []).rows == ()


def test_about_says_the_times_and_how_lines_are_drawn():
    catalog = default_catalog()
    about = about_of(catalog, catalog.viewpoint("2025", "2023-09-29"), vertices=True)
    assert (about.as_of, about.known_on) == ("2025-12-31", "2023-09-29")
    assert about.tolerance_m is None
    assert "OpenStreetMap" in about.credits
