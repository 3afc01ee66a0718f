"""One line beside another: what an answer says of both, on one datum or two."""

import json

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

import caspiangeo as cg
from caspiangeo.io.users import comparing
from caspiangeo.io.users.comparing import compare
from caspiangeo.io.users.lines import open_lines
from caspiangeo.io.users.subjects import file_subject


@pytest.fixture
def subject(making, tmp_path):
    """Returns a function that makes a file of one line and opens it."""

    def make(coordinates, crs=None, **properties):
        path = tmp_path / "their.geojson"
        line = {"type": "LineString", "coordinates": np.asarray(coordinates).tolist()}
        making.write_geojson(path, [making.feature(line, **properties)])
        return file_subject(open_lines(path, crs=crs))

    return make


def test_a_route_beside_itself_turned_round(subject):
    btc = cg.route("btc")
    found = compare(btc, subject(btc.coordinates[::-1], name="Turned"))
    answer = comparing.as_answer(found)
    assert answer["reverse"]
    assert answer["hausdorff_m"] == pytest.approx(0, abs=0.1)
    assert answer["difference_km"] == pytest.approx(0, abs=1e-6)
    assert answer["b"]["title"] == "Turned (row 0 of their.geojson)"
    assert (answer["a"]["published_km"], answer["b"]["published_km"]) == (1768.0, None)
    assert answer["a"]["share_within"] == answer["b"]["share_within"] == 1.0


def test_one_vertex_moved_is_found_and_measured(subject):
    btc = cg.route("btc")
    coords = np.array(btc.coordinates)
    coords[20, 1] += 0.1
    moved = compare(btc, subject(coords))
    far = moved.distances.other_farthest
    assert (far.point.x, far.point.y) == pytest.approx(tuple(coords[20]), abs=1e-6)
    # the nearest place of the old line is no farther than the old vertex
    line = Geodesic.WGS84.Inverse(coords[20, 1], coords[20, 0], coords[20, 1] - 0.1, coords[20, 0])
    assert 0 < far.away_m <= line["s12"] + 1
    assert not moved.reverse


def test_countries_sum_to_the_lengths_and_name_their_boundary(subject):
    wrep = cg.route("wrep")
    answer = comparing.as_answer(compare(wrep, subject(wrep.coordinates[:12])))
    for side, outside in zip("ab", answer["unattributed_km"], strict=True):
        parts = sum(each[f"{side}_km"] for each in answer["parts"])
        assert parts + outside == pytest.approx(answer[side]["computed_km"], abs=0.01)
    assert {each["key"]: each["published_km"] for each in answer["parts"]} == {
        "AZ": 456.4,
        "GE": 373.2,
    }
    assert answer["boundary"]["name"].startswith("Natural Earth")


def test_own_polygons_split_both(subject):
    halves = {"west": shapely.box(0, 0, 45, 60), "east": shapely.box(45, 0, 90, 60)}
    boundary = compare(cg.route("btc"), cg.route("btc")).boundary
    answer = comparing.as_answer(
        compare(cg.route("btc"), cg.route("wrep"), boundary=boundary, polygons=halves)
    )
    assert {each["key"] for each in answer["parts"]} == {"west", "east"}
    assert answer["unattributed_km"] == [0, 0]


def test_a_line_on_another_datum_is_brought_to_ours(subject):
    from caspiangeo.io.crs import geodetic_base
    from caspiangeo.io.users.datums import shift

    line = subject(cg.route("wrep").coordinates[:5])
    pulkovo = shift(None, geodetic_base("EPSG:4284"))(line.line.segments.coords)
    as_wgs84 = compare(line, subject(pulkovo))
    as_is = compare(line, subject(pulkovo, crs="EPSG:4284"))
    assert 50 < as_wgs84.distances.hausdorff_m < 200
    assert as_is.distances.hausdorff_m < 1
    assert as_is.crs == "WGS 84 (EPSG:4326)"


def test_two_files_on_one_foreign_datum_stay_on_it(subject):
    line = subject([[50, 40], [51, 41]], crs="EPSG:4284")
    found = compare(line, line)
    assert (found.crs, found.ellipsoid.name) == ("Pulkovo 1942 (EPSG:4284)", "Krassowsky 1940")
    lon, lat = found.to_wgs84(np.array([[50.0, 40.0]]))[0]
    assert 1e-4 < np.hypot(lon - 50, lat - 40) < 3e-3


def test_a_ring_run_the_other_way_round(subject):
    around = np.linspace(0, 2 * np.pi, 40)
    ring = np.column_stack([50 + np.cos(around), 40 + np.sin(around)])
    assert compare(subject(ring), subject(ring[::-1])).reverse
    assert not compare(subject(ring), subject(ring)).reverse


def test_geojson_has_both_lines_and_both_places(subject):
    btc = cg.route("btc")
    found = compare(btc, subject(btc.coordinates[:-3]))
    features = json.loads(comparing.as_geojson(found))["features"]
    kinds = [(each["properties"]["kind"], each["geometry"]["type"]) for each in features]
    assert kinds == [("line", "LineString")] * 2 + [("farthest", "Point")] * 2
    far = features[2]
    assert far["geometry"]["coordinates"] == pytest.approx(btc.coordinates[-1], abs=1e-6)
    assert far["properties"]["kp_km"] == pytest.approx(btc.computed_km, abs=1e-5)


def test_rows_hold_every_country_and_no_list(subject):
    rows = comparing.as_rows(comparing.as_answer(compare(cg.route("btc"), cg.route("wrep"))))
    assert [row["figure"] for row in rows if row["figure"].startswith("km in")] == [
        "km in AZ",
        "km in GE",
        "km in TR",
    ]
    assert not any(isinstance(value, list | dict) for row in rows for value in row.values())
