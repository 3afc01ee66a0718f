"""Kilometres on one line of a file, points of a file along it, on one datum or on two."""

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer

from caspiangeo.errors import (
    AmbiguousNameError,
    DataError,
    GeometryError,
    OutOfRangeError,
    UnknownIdError,
)
from caspiangeo.io.users.lines import open_lines
from caspiangeo.io.users.located import at_every, at_kilometre, at_place, locate_points, points_text
from caspiangeo.io.users.subjects import file_subject

KRASSOWSKY = Geodesic(6378245.0, 1 / 298.3)
EQUATOR = shapely.LineString([(50, 0), (51, 0), (52, 0)])


@pytest.fixture
def lines(making, tmp_path):
    rows = [
        EQUATOR,
        None,
        shapely.MultiLineString([[(50, 1), (51, 1)], [(51, 1), (52, 1)]]),
        shapely.MultiLineString([[(50, 2), (51, 2)], [(53, 2), (54, 2)]]),
        shapely.Point(1, 1),
    ]
    return making.write_vector(tmp_path / "lines.gpkg", rows)


def subject(path, **choice):
    return file_subject(open_lines(path), **choice)


def test_a_kilometre_a_place_and_posts_on_one_row(lines):
    line = subject(lines, row=0)
    degree_m = Geodesic.WGS84.Inverse(0, 0, 0, 1)["s12"]
    assert line.line.length_m == pytest.approx(2 * degree_m, abs=1e-6)
    at = at_kilometre(line, degree_m / 1000)
    assert (at["lon"], at["lat"], at["label"]) == (51.0, 0.0, "KP 111+319")
    assert (at["file"], at["row"], at["name"], at["measures"]) == ("lines.gpkg", 0, "row 0", {})
    place = at_place(line, lon=51.5, lat=-0.1)
    assert place["kp_km"] == pytest.approx(1.5 * degree_m / 1000, abs=1e-6)
    beside = Geodesic.WGS84.Inverse(0, 51.5, -0.1, 51.5)["s12"]
    assert place["offset_m"] == pytest.approx(beside, abs=1e-3)
    posts = at_every(line, 50)
    assert [each["label"] for each in posts] == [f"KP {km}+000" for km in (0, 50, 100, 150, 200)]


def test_parts_that_follow_each_other_are_one_line(lines):
    line = subject(lines, row=2)
    there = (
        Geodesic.WGS84.Inverse(1, 50, 1, 51)["s12"] + Geodesic.WGS84.Inverse(1, 51, 1, 52)["s12"]
    )
    assert line.line.length_m == pytest.approx(there, abs=1e-6)
    with pytest.raises(GeometryError, match=r"row 3 of lines\.gpkg has 2 lines that do not follow"):
        subject(lines, row=3)


def test_one_row_has_to_be_chosen(lines, making, tmp_path):
    with pytest.raises(AmbiguousNameError, match=r"--row or --where: 0 \(row 0\), 2 \(row 2\), 3"):
        subject(lines)
    assert subject(lines, where="name=row 2").about["row"] == 2
    assert subject(lines, where=f"n = {2**53 + 2}").about["row"] == 2
    only = making.write_vector(tmp_path / "only.gpkg", [None, EQUATOR, shapely.Point(1, 1)])
    assert subject(only).about["row"] == 1
    many = making.write_vector(tmp_path / "many.gpkg", making.straight_lines(50))
    with pytest.raises(AmbiguousNameError, match=r"9 \(row 9\), \.\.\.$"):
        subject(many)


@pytest.mark.parametrize(
    ("choice", "error", "said"),
    [
        ({"row": 99}, DataError, "there is no row with number 99; rows count from 0"),
        ({"row": 1}, DataError, "row 1 of lines.gpkg cannot be measured: no geometry"),
        ({"row": 4}, DataError, "cannot be measured: holds a Point, no line"),
        ({"where": "name=Nowhere"}, DataError, "there is no row with name=Nowhere"),
        ({"where": "name"}, OutOfRangeError, "'name' is not a condition; write COLUMN=VALUE"),
        ({"where": "nome=x"}, OutOfRangeError, "has no column 'nome'; it has name, n, day"),
        ({"where": "day=2026-11-23"}, AmbiguousNameError, "several lines may be meant"),
    ],
    ids=str,
)
def test_a_choice_that_is_none_is_named(choice, error, said, lines):
    with pytest.raises(error) as raised:
        subject(lines, **choice)
    assert said in str(raised.value)


def test_a_file_without_lines(making, tmp_path):
    path = making.write_vector(tmp_path / "points.gpkg", [shapely.Point(1, 1), None])
    with pytest.raises(DataError, match=r"points\.gpkg: no row has a line"):
        subject(path)


def test_what_lies_beyond_the_line_and_unknown_systems_are_refused(lines):
    line = subject(lines, row=0)
    for km in (-1, 222.7, math.nan):
        with pytest.raises(OutOfRangeError, match=r"lies beyond row 0 .* from 0 to 222\.639 km$"):
            at_kilometre(line, km)
    assert at_kilometre(line, line.last_km)["lon"] == pytest.approx(52, abs=2e-8)
    with pytest.raises(UnknownIdError, match="has no measure 'GE'; it has none"):
        at_kilometre(line, 1, measure="GE")


def test_points_of_a_file_get_kilometre_and_offset(lines, making, tmp_path):
    places = [shapely.Point(50.5, 0.1), None, shapely.Point(51.5, -0.2), shapely.Point(49, 0)]
    points = making.write_vector(tmp_path / "points.gpkg", places)
    line = subject(lines, row=0)
    found = locate_points(line, points, tmp_path / "out.gpkg")
    degree_km = Geodesic.WGS84.Inverse(0, 0, 0, 1)["s12"] / 1000
    expected = [
        (0.5 * degree_km, -Geodesic.WGS84.Inverse(0, 0, 0.1, 0)["s12"]),
        None,
        (1.5 * degree_km, Geodesic.WGS84.Inverse(0, 0, 0.2, 0)["s12"]),
        (0.0, 1000 * degree_km),
    ]
    for row, pair in zip(found.rows, expected, strict=True):
        assert (row.kp_km is None) == (pair is None)
        if pair is not None:
            assert (row.kp_km, row.offset_m) == pytest.approx(pair, abs=1e-3)
    assert (found.features, found.not_measured) == (4, 1)
    (again,) = open_lines(tmp_path / "out.gpkg").batches(["kp_km", "offset_m", "name"])
    assert np.array(again.values["kp_km"], float) == pytest.approx(
        [np.nan if each.kp_km is None else each.kp_km for each in found.rows], nan_ok=True
    )
    assert again.values["name"] == [f"row {row}" for row in range(4)]


def test_points_on_another_datum_are_brought_to_that_of_the_line(making, tmp_path):
    grid = shapely.LineString([(9_500_000, 4_500_000), (9_600_000, 4_500_000)])
    lines = making.write_vector(tmp_path / "grid.gpkg", [grid], crs="EPSG:28409")
    line = file_subject(open_lines(lines))
    ends = Transformer.from_crs(28409, 4284, always_xy=True).transform(*np.array(grid.coords).T)
    (lon0, lon1), (lat0, lat1) = ends
    way = KRASSOWSKY.InverseLine(lat0, lon0, lat1, lon1)
    there = way.Position(30_000)
    to_wgs84 = Transformer.from_crs(4284, 4326, always_xy=True, allow_ballpark=False)
    point = shapely.Point(to_wgs84.transform(there["lon2"], there["lat2"]))
    points = making.write_vector(tmp_path / "points.gpkg", [point])
    found = locate_points(line, points)
    assert found.rows[0].kp_km == pytest.approx(30, abs=1e-5)
    assert found.rows[0].offset_m == pytest.approx(0, abs=0.02)
    assert found.file.notes == ["points were brought to the datum of row 0 of grid.gpkg"]
    on_grid = making.write_vector(tmp_path / "same.gpkg", [grid.interpolate(0)], crs="EPSG:28409")
    assert locate_points(line, on_grid).file.notes == []
    moon = making.write_vector(tmp_path / "moon.gpkg", [point], crs="IAU_2015:30100")
    with pytest.raises(GeometryError, match=r"no transformation from .* to Pulkovo 1942 is known"):
        locate_points(line, moon)


def test_geojson_of_places_is_on_wgs84(making, tmp_path):
    lines = making.write_vector(tmp_path / "old.gpkg", [EQUATOR], crs="EPSG:4284")
    line = file_subject(open_lines(lines))
    text = points_text([at_kilometre(line, 0)], line.base)
    assert '"coordinates":[49.99' in text
    assert points_text([], None) == '{"type":"FeatureCollection","features":[]}\n'
