"""Lines of files and routes against each other: where they meet, on one datum or brought to one."""

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer

import caspiangeo as cg
from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.io.users.lines import open_lines
from caspiangeo.io.users.meeting import Lines, file_lines, meetings, route_lines

EAST = shapely.LineString([(50, 40), (54, 40)])
NORTH = shapely.LineString([(52, 38), (52, 42)])


def lines_of(making, path, shapes, crs="EPSG:4326"):
    return file_lines(open_lines(making.write_vector(path, shapes, crs=crs)))


def test_a_crossing_with_its_kilometres_and_rows(making, tmp_path):
    a = lines_of(making, tmp_path / "a.gpkg", [None, shapely.MultiLineString([NORTH, EAST])])
    b = lines_of(making, tmp_path / "b.gpkg", [shapely.Point(0, 0), EAST, NORTH])
    answer = meetings(a, b)
    assert answer["crs"] == "WGS 84 (EPSG:4326)"
    assert answer["a"]["bad_rows"] == [{"row": 1 - 1, "why": "no geometry"}]
    assert (answer["b"]["features"], answer["b"]["not_measured"]) == (3, 1)
    crossings = [each for each in answer["crossings"] if each["kind"] == "crossing"]
    assert [(each["row_a"], each["row_b"]) for each in crossings] == [(1, 1), (1, 2)]
    first, second = crossings
    # The geodesic between two places on one parallel bends to the pole, symmetric about its middle.
    way = Geodesic.WGS84.InverseLine(40, 50, 40, 54)
    middle = way.Position(way.s13 / 2)
    assert (first["lon"], first["lat"]) == pytest.approx((52, middle["lat2"]), abs=1e-7)
    assert first["angle_deg"] == pytest.approx(90, abs=1e-3)
    up = Geodesic.WGS84.Inverse(38, 52, middle["lat2"], 52)["s12"] / 1000
    north = Geodesic.WGS84.Inverse(38, 52, 42, 52)["s12"] / 1000
    assert first["kp_a_km"] == pytest.approx(up, abs=1e-6)
    assert first["kp_b_km"] == pytest.approx(way.s13 / 2000, abs=1e-6)
    # The second line of a row counts on from the end of the first.
    assert second["kp_a_km"] == pytest.approx(north + way.s13 / 2000, abs=1e-6)
    assert second["name_b"] == "row 2"
    shared = [each for each in answer["crossings"] if each["kind"] == "shared"]
    assert [(each["to_kp_b_km"] - each["kp_b_km"]) for each in shared] == pytest.approx(
        [north, way.s13 / 1000], abs=1e-6
    )


def test_nothing_in_common_is_an_empty_list(making, tmp_path):
    a = lines_of(making, tmp_path / "a.gpkg", [EAST])
    b = lines_of(making, tmp_path / "b.gpkg", [None, shapely.LineString([(0, 0), (1, 1)])])
    assert meetings(a, b)["crossings"] == []
    nothing = lines_of(making, tmp_path / "c.gpkg", [None])
    assert meetings(a, nothing)["crossings"] == []


def test_one_old_datum_is_kept_and_two_are_brought_to_wgs84(making, tmp_path):
    old = lines_of(making, tmp_path / "old.gpkg", [EAST], "EPSG:4284")
    grid = Transformer.from_crs(4284, 28409, always_xy=True)
    dense = shapely.LineString([(52, 38), (52, 40.5), (52, 42)])
    moved = shapely.transform(
        dense, lambda xy: shapely.get_coordinates(shapely.linestrings(*grid.transform(*xy.T)))
    )
    same = lines_of(making, tmp_path / "grid.gpkg", [moved], "EPSG:28409")
    answer = meetings(old, same)
    assert (answer["crs"], answer["ellipsoid"]) == ("Pulkovo 1942 (EPSG:4284)", "Krassowsky 1940")
    assert answer["crossings"][0]["lon"] == pytest.approx(52, abs=1e-7)
    new = lines_of(making, tmp_path / "new.gpkg", [NORTH])
    both = meetings(old, new)
    assert (both["crs"], both["ellipsoid"]) == ("WGS 84 (EPSG:4326)", "WGS 84")
    shift = Transformer.from_crs(4284, 4326, always_xy=True, allow_ballpark=False)
    west, south = shift.transform(50, 40)
    where = both["crossings"][0]
    along = Geodesic.WGS84.Inverse(south, west, where["lat"], where["lon"])["s12"] / 1000
    assert 0.0005 < 50 - west < 0.0015  # ninety metres
    assert where["kp_a_km"] == pytest.approx(along, abs=1e-4)


def test_a_route_meets_a_file_and_another_route(making, tmp_path):
    ferry = route_lines(cg.route("aktau-baku-sea"))
    cable = route_lines(cg.route("caspian-power-cable"))
    answer = meetings(ferry, cable)
    assert answer["a"] == {"id": "aktau-baku-sea", "geometry_quality": "waypoint"}
    (one,) = answer["crossings"]
    assert "row_a" not in one
    assert cg.route("aktau-baku-sea").locate(lon=one["lon"], lat=one["lat"]).kp_km == pytest.approx(
        one["kp_a_km"], abs=1e-4
    )
    across = lines_of(making, tmp_path / "across.gpkg", [shapely.LineString([(50, 42), (52, 42)])])
    assert [each["row_b"] for each in meetings(ferry, across)["crossings"]] == [0]


def test_two_rules_and_odd_distances_are_refused(making, tmp_path):
    east = lines_of(making, tmp_path / "a.gpkg", [EAST])
    rhumb = Lines(**{**vars(east), "rule": "rhumb", "name": "the rhumb line"})
    with pytest.raises(GeometryError, match=r"geodesic segments, the rhumb line of rhumb ones"):
        meetings(east, rhumb)
    with pytest.raises(OutOfRangeError, match="touch_m"):
        meetings(east, east, touch_m=-1)
