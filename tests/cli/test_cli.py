"""The command line as a user meets it: in a process of its own, from another folder."""

import csv
import io
import json
import subprocess
import sys

import pytest

from caspiangeo.cli import COMMANDS


def run(*arguments, cwd, code=0):
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "caspiangeo", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == code, result.stderr
    return result


@pytest.fixture
def here(tmp_path):
    return tmp_path


def test_help_names_every_command(here):
    printed = run("--help", cwd=here).stdout
    for name in COMMANDS:
        assert f"  {name} " in printed


def test_version_gives_program_data_and_schema(here):
    assert run("--version", cwd=here).stdout.startswith("caspiangeo 0.1.0, data 0.1.0 of 2026-")


def test_length_of_btc_as_scripts_rely_on_it(here):
    answer = json.loads(
        run("length", "btc", "--by", "country", "--format", "json", cwd=here).stdout
    )
    assert answer["schema_version"] == "1"
    assert answer["published_km"] == 1768
    assert [(part["key"], part["published_km"]) for part in answer["parts"]] == [
        ("AZ", 443),
        ("GE", 249),
        ("TR", 1076),
    ]
    assert set(answer) >= {
        "id", "published_km", "computed_km", "interval_km", "geometry_quality", "method",
        "claims", "parts", "boundary", "unattributed_km",
    }  # fmt: skip
    first = answer["claims"][0]
    assert (first["value_km"], first["segment"], first["preferred"]) == (1768, "total", True)
    assert set(first) >= {
        "id", "kind", "value_km", "min_km", "max_km", "qualifier", "segment", "source", "url",
        "date", "perimeter", "preferred",
    }  # fmt: skip
    assert {claim["kind"] for claim in answer["claims"]} <= {"stated", "derived"}
    assert {1776, 1760} <= {claim["value_km"] for claim in answer["claims"]}
    assert answer["boundary"]["name"] == "Natural Earth 1:10m admin-0"
    total = sum(part["computed_km"] for part in answer["parts"]) + answer["unattributed_km"]
    assert total == pytest.approx(answer["computed_km"], abs=0.002)
    low, high = answer["interval_km"]
    assert low < answer["computed_km"] < high


def test_the_fibre_of_the_day_of_the_news(here):
    shown = run("show", "tcfo-fibre", "--known-on", "2023-09-29", cwd=here).stdout
    assert "Siyazan" in shown
    assert "Sumgait" not in shown
    assert "380 km" not in shown
    answer = json.loads(
        run("show", "tcfo-fibre", "--known-on", "2023-09-29", "--format", "json", cwd=here).stdout
    )
    assert answer["to_site"] == "siyazan"
    assert "sumgait" not in json.dumps(answer).casefold()
    assert 380 not in {claim["value"] for claim in answer["claims"]}


def test_a_kilometre_and_back(here):
    at = json.loads(run("locate", "btc", "--kp", "249", "--format", "json", cwd=here).stdout)
    back = json.loads(
        run("locate", "btc", "--at", str(at["lon"]), str(at["lat"]), "--format", "json",
            cwd=here).stdout
    )  # fmt: skip
    assert back["kp_km"] == pytest.approx(249, abs=1e-4)
    assert abs(back["offset_m"]) < 0.1


def test_an_official_kilometre_of_georgia(here):
    border = json.loads(
        run("locate", "btc", "--kp", "249", "--measure", "GE", "--format", "json", cwd=here).stdout
    )
    assert border["measures"]["whole"] == pytest.approx(443 + 249)
    assert border["measures"]["TR"] == pytest.approx(0)


def test_every_ten_kilometres_is_a_valid_collection(here):
    printed = run("locate", "btc", "--every", "100km", "--format", "geojson", cwd=here).stdout
    features = json.loads(printed)["features"]
    assert [feature["properties"]["kp_km"] for feature in features][:3] == [0, 100, 200]
    (here / "kp.geojson").write_text(printed, encoding="utf-8")
    run("check", "kp.geojson", cwd=here)


def test_lengths_as_geojson_are_the_lines_with_their_lengths(here):
    printed = run("length", "titr", "btc", "--format", "geojson", cwd=here).stdout
    lengths = {
        each["id"]: each["properties"]["published_km"] for each in json.loads(printed)["features"]
    }
    assert lengths["btc"] == 1768
    assert {"kuryk-alat-ferry", "titr-rail-kz-dostyk"} <= lengths.keys()
    (here / "lengths.geojson").write_text(printed, encoding="utf-8")
    run("check", "lengths.geojson", cwd=here)


def test_corridor_by_leg(here):
    answer = json.loads(run("length", "titr", "--by", "leg", "--format", "json", cwd=here).stdout)
    assert {4256, 508} <= {claim["value_km"] for claim in answer["claims"]}
    assert any("kuryk-alat-ferry" in part["key"] for part in answer["parts"])


def test_tables_csv_and_json_hold_the_same_rows(here):
    rows = json.loads(run("routes", "--format", "json", cwd=here).stdout)
    table = run("routes", cwd=here).stdout.splitlines()
    sheet = list(csv.DictReader(io.StringIO(run("routes", "--format", "csv", cwd=here).stdout)))
    assert len(rows) == len(sheet) == len(table) - 1
    assert [row["id"] for row in rows] == [row["id"] for row in sheet]


def test_sites_without_a_place_are_listed_with_a_dash(here):
    line = next(
        each for each in run("sites", cwd=here).stdout.splitlines() if each.startswith("psg2 ")
    )
    assert " - " in line


def test_citing_a_route_names_its_sources_with_addresses(here):
    printed = run("cite", "wrep", cwd=here).stdout
    assert "https://www.socar.az/en/page/baku-supsa-pipeline" in printed


def test_a_place_lists_its_sites(here):
    printed = run("show", "Aktau", cwd=here).stdout
    assert "aktau-port" in printed
    assert "aktau-city" in printed


def test_export_writes_strict_geojson_that_our_own_check_accepts(here):
    run("export", "-o", "out", cwd=here)
    run("check", "out/routes.geojson", "out/sites.geojson", cwd=here)
    routes = json.loads((here / "out/routes.geojson").read_text(encoding="utf-8"))
    assert "crs" not in routes
    assert {feature["geometry"]["type"] for feature in routes["features"]} == {"LineString"}
    assert all(each["id"] == each["properties"]["id"] for each in routes["features"])
    again = run("export", "-o", "again", cwd=here)
    assert "again/routes.geojson" in again.stdout
    first, second = (here / name / "routes.geojson" for name in ("out", "again"))
    assert first.read_bytes() == second.read_bytes()


def test_an_export_is_as_it_was_asked_for(here):
    printed = run(
        "export", "btc", "aktau-city", "--profile", "web", "--precision", "3", "--language", "ru",
        "--columns", "title,status,role", "--as-of", "2023-09-29", "-o", "out", cwd=here,
    ).stdout  # fmt: skip
    assert printed.splitlines() == [f"out/{each}.geojson" for each in ("routes", "sites", "mixed")]
    run("check", *printed.split(), cwd=here)
    content = json.loads((here / "out/mixed.geojson").read_text(encoding="utf-8"))
    route, site = (each["properties"] for each in content["features"])
    assert site["title"] == "Актау"
    assert set(route) == {
        "id", "title", "status", "description", "stroke", "stroke-width", "stroke-opacity",
    }  # fmt: skip
    assert content["caspiangeo"]["as_of"] == "2023-09-29"
    assert content["features"][1]["geometry"]["coordinates"] == [51.174, 43.661]


def test_the_data_set_passes_its_own_check(here):
    assert json.loads(run("check", "--format", "json", cwd=here).stdout)["errors"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["length", "nabucco"], "unknown route 'nabucco'"),
        (["length", "btk", "--by", "leg"], "use --by country"),
        (["show", "Batmui"], "Did you mean"),
        (["locate", "btc", "--kp", "5000"], "lies beyond btc"),
        (["locate", "btc", "--kp", "-1"], "lies beyond btc"),
        (["locate", "btc", "--kp", "1", "--measure", "XX"], "no measure 'XX'; it has whole"),
        (["locate", "btc", "--kp", "nan"], "lies beyond"),
        (["locate", "btc", "--at", "45", "95"], "95"),
        (["locate", "btc"], "give one of --kp, --at, --every and --points"),
        (["locate", "btc", "--every", "ten"], "write 10km"),
        (["routes", "--mode", "canal"], "unknown mode 'canal'; use one of"),
        (["show", "btc", "--as-of", "soon"], "'soon' is not a date"),
        (["show", "btc", "--as-of", "2023-02-31"], "is not a date"),
        (["map", "nowhere", "-o", "x.html"], "nowhere"),
        (["map", "corridor", "-o", "no/such/folder/x.html"], "does not exist"),
        (["map", "corridor", "-o", "."], "it is a folder"),
        (["map", "."], "Missing option '-o'"),
        (["map", ".", "-o", "x.html"], "."),
        (["map", "broken.toml", "-o", "x.html"], "broken.toml"),
        (["check", "broken.geojson"], "is not JSON"),
        (["check", "."], "cannot read"),
        (["check", "missing.geojson"], "cannot read"),
        (["export", "-o", "broken.toml"], "is a file"),
        (["export", "nabucco", "-o", "out"], "unknown route or site nabucco"),
        (["export", "--columns", "hue", "-o", "out"], "no column hue; the columns are"),
        (["export", "--mode", "canal", "-o", "out"], "unknown mode 'canal'"),
        (["export", "--kp-every", "ten", "-o", "out"], "--kp-every 'ten' is not a length"),
        (["length", "btc", "--boundaries", "broken.geojson"], "not JSON"),
        (["frobnicate"], "No such command"),
        (["length"], "Missing argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_clear_line_and_loses_nothing(arguments, said, here):
    (here / "broken.toml").write_text('title = "unfinished', encoding="utf-8")
    (here / "broken.geojson").write_text('{"type": "FeatureCollection", ', encoding="utf-8")
    (here / "x.html").write_text("kept", encoding="utf-8")
    before = {path: path.read_bytes() for path in here.iterdir()}
    result = run(*arguments, cwd=here, code=2)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("caspiangeo: ")
    assert said in line
    assert "Traceback" not in result.stderr
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_a_file_with_faults_is_exit_code_1(here):
    (here / "swapped.geojson").write_text(
        '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[43,151]}}',
        encoding="utf-8",
    )
    assert "may be swapped" in run("check", "swapped.geojson", cwd=here, code=1).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that not even root may fill")
def test_an_unwritable_output_is_one_clear_line(here):
    result = run("map", "corridor", "-o", "/proc/map.html", cwd=here, code=2)
    (line,) = result.stderr.splitlines()
    assert line.startswith("caspiangeo: cannot write /proc/map.html: ")


def test_a_reader_that_leaves_early_is_no_error(here):
    shell = f"{sys.executable} -m caspiangeo sites | head -n 1"
    result = subprocess.run(
        shell, shell=True, cwd=here, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout.startswith("id ")
