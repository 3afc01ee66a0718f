"""`caspiangeo locate` and `caspiangeo crossings`, on users' files and against the data set."""

import csv
import io
import json
import sys

import pytest

from caspiangeo import cli
from caspiangeo.cli import program


@pytest.fixture
def here(making, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = {"type": "LineString", "coordinates": making.MAIN}
    making.write_geojson(tmp_path / "one.geojson", [making.feature(line, name="Main")])
    making.mixed_geojson(tmp_path / "mixed.geojson")
    points = "name,lon,lat\nA,50.5,40.4\nB,51.5,41.3\nC,,\n"
    (tmp_path / "points.csv").write_text(points, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    """Runs a command in this process; returns what it printed to stdout and to stderr."""

    def run_here(*arguments):
        program.main(arguments, standalone_mode=False)
        return capsys.readouterr()

    return run_here


def test_a_kilometre_of_a_file_and_back(run, here):
    at = json.loads(run("locate", "one.geojson", "--kp", "100", "--format", "json").out)
    assert list(at) == [
        "schema_version", "file", "layer", "row", "name", "crs", "ellipsoid",
        "kp_km", "label", "lon", "lat", "measures",
    ]  # fmt: skip
    assert (at["file"], at["name"], at["label"]) == ("one.geojson", "Main", "KP 100+000")
    place = ("--at", str(at["lon"]), str(at["lat"]))
    back = json.loads(run("locate", "one.geojson", *place, "--format", "json").out)
    assert back["kp_km"] == pytest.approx(100, abs=1e-4)
    assert abs(back["offset_m"]) < 0.1


def test_posts_of_a_row_as_table_csv_and_geojson(run, here):
    arguments = ("locate", "mixed.geojson", "--where", "name=Main", "--every", "100km")
    lines = run(*arguments).out.splitlines()
    assert lines[0].split() == ["file", "row", "name", "kp", "km", "label", "lon", "lat"]
    assert "KP 200+000" in lines[3]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").out)))
    features = json.loads(run(*arguments, "--format", "geojson").out)["features"]
    assert [row["label"] for row in rows] == [each["properties"]["label"] for each in features]
    assert "caspiangeo" not in json.dumps(features)


def test_posts_of_a_route_in_an_official_system(run, here):
    printed = run("locate", "btc", "--every", "100km", "--measure", "TR", "--format", "json").out
    posts = json.loads(printed)
    assert [each["label"] for each in posts][:3] == ["KP 0+000", "KP 100+000", "KP 200+000"]
    assert [each["measures"]["TR"] for each in posts][:3] == [0, 100, 200]


@pytest.mark.parametrize("line", ["one.geojson", "btc"])
def test_points_of_a_table_along_a_line(line, run, here):
    arguments = ("locate", line, "--points", "points.csv", "--points-crs", "EPSG:4326")
    answer = json.loads(run(*arguments, "--format", "json").out)
    assert (answer["features"], answer["not_measured"]) == (3, 1)
    assert answer["bad_rows"] == [{"row": 2, "why": "no geometry"}]
    printed = run(*arguments, "--format", "csv", "-o", "out.csv")
    rows = list(csv.DictReader(io.StringIO(printed.out)))
    written = list(csv.DictReader((here / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert list(written[0]) == ["name", "lon", "lat", "kp_km", "offset_m"]
    for one, row, copy in zip(answer["points"], rows, written, strict=True):
        assert (one["label"], row["label"]) == (copy["name"], copy["name"])
        if one["kp_km"] is not None:
            assert float(row["kp_km"]) == float(copy["kp_km"]) == one["kp_km"]
            assert float(row["offset_m"]) == float(copy["offset_m"]) == one["offset_m"]
    assert rows[2]["why"] == "no geometry"
    features = json.loads(run(*arguments, "--format", "geojson").out)["features"]
    assert features[0]["properties"]["kp_km"] == answer["points"][0]["kp_km"]
    table = run(*arguments, "--rows", "2").out
    assert "A" in table
    assert "and 1 more rows" in table
    assert "+ to starboard" in table


def test_crossings_of_two_files(run, making, here):
    line = {"type": "LineString", "coordinates": [[50.0, 41.0], [52.0, 40.0]]}
    making.write_geojson(here / "across.geojson", [making.feature(line, name="Across")])
    answer = json.loads(run("crossings", "one.geojson", "across.geojson", "--format", "json").out)
    (one,) = answer["crossings"]
    assert list(one) == [
        "kind", "lon", "lat", "angle_deg", "row_a", "name_a", "kp_a_km", "to_kp_a_km",
        "row_b", "name_b", "kp_b_km", "to_kp_b_km",
    ]  # fmt: skip
    assert (one["kind"], one["name_a"], one["name_b"]) == ("crossing", "Main", "Across")
    at = json.loads(
        run("locate", "one.geojson", "--at", str(one["lon"]), str(one["lat"]),
            "--format", "json").out
    )  # fmt: skip
    assert at["kp_km"] == pytest.approx(one["kp_a_km"], abs=1e-4)
    table = run("crossings", "one.geojson", "across.geojson").out.splitlines()
    assert table[0].startswith("one.geojson (a) and across.geojson (b) meet at 1 place")
    assert f"{one['angle_deg']:.1f}°" in table[2]
    rows = list(
        csv.DictReader(
            io.StringIO(run("crossings", "one.geojson", "across.geojson", "--format", "csv").out)
        )
    )
    assert float(rows[0]["kp_b_km"]) == one["kp_b_km"]
    printed = run("crossings", "one.geojson", "across.geojson", "--format", "geojson").out
    (feature,) = json.loads(printed)["features"]
    assert feature["geometry"]["coordinates"] == [one["lon"], one["lat"]]


def test_no_crossing_is_said_plainly(run, here):
    assert run("crossings", "btc", "one.geojson").out.splitlines()[0] == (
        "btc and one.geojson do not meet anywhere"
    )
    assert (
        json.loads(run("crossings", "btc", "one.geojson", "--format", "json").out)["crossings"]
        == []
    )
    empty = json.loads(run("crossings", "btc", "one.geojson", "--format", "geojson").out)
    assert empty["features"] == []


def test_routes_say_how_good_they_are_and_share_their_common_start(run, here):
    printed = run("crossings", "btc", "wrep").out
    assert "shared" in printed
    assert "KP 0+000 to 438+155" in printed
    assert "btc is a waypoint line, no survey" in printed


def test_rows_that_are_left_out_are_named(run, here):
    printed = run("crossings", "mixed.geojson", "one.geojson")
    assert "mixed.geojson: row 1 is left out: no geometry" in printed.err
    assert "shared" in printed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["locate", "mixed.geojson", "--kp", "1"], "choose one with --row or --where: 0 (Main)"),
        (["locate", "one.geojson"], "give one of --kp, --at, --every and --points"),
        (["locate", "one.geojson", "--kp", "500"], "lies beyond row 0 of one.geojson"),
        (["locate", "one.geojson", "--kp", "1", "--row", "5"], "rows count from 0"),
        (["locate", "one.geojson", "--kp", "1", "--measure", "GE"], "it has none"),
        (["locate", "one.geojson", "--at", "5", "95"], "95"),
        (["locate", "one.geojson", "--kp", "1", "--as-of", "2023"], "go with a route"),
        (["locate", "btc", "--kp", "1", "--row", "1"], "go with a FILE"),
        (["locate", "btc", "--kp", "1", "--crs", "EPSG:4326"], "--crs goes with a FILE"),
        (["locate", "btc", "--kp", "1", "-o", "out.csv"], "-o goes with --points"),
        (["locate", "btc", "--points", "points.csv"], "--points-crs EPSG:4326"),
        (["locate", "btc", "--points", "nowhere.csv"], "there is no such file"),
        (["locate", "btc", "--at", "5", "4", "--measure", "GE"], "--measure goes with"),
        (
            ["locate", "btc", "--points", "one.geojson", "--format", "geojson", "-o", "x.gpkg"],
            "-o does not go with",
        ),
        (["crossings", "btc"], "Missing argument"),
        (["crossings", "btc", "nowhere.gpkg"], "there is no such file"),
        (["crossings", "btc", "nabucco"], "unknown route 'nabucco'"),
        (["crossings", "btc", "wrep", "--crs", "EPSG:1"], "--crs goes with a FILE, not with 'btc'"),
        (["crossings", "btc", "wrep", "--other-layer", "x"], "--other-layer goes with a FILE"),
        (["crossings", "btc", "points.csv"], "--other-crs EPSG:4326"),
        (["crossings", "btc", "wrep", "--touch", "-1"], "touch_m"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_clear_line(arguments, said, here, capsys, monkeypatch):
    before = {path: path.read_bytes() for path in here.iterdir()}
    monkeypatch.setattr(sys, "argv", ["caspiangeo", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("caspiangeo: ")
    assert said in line
    assert {path: path.read_bytes() for path in here.iterdir()} == before
