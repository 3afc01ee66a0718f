"""`caspiangeo length FILE` as a user meets it: in a process of its own, or in this one."""

import csv
import io
import itertools
import json
import os
import subprocess
import sys

import pytest
from geographiclib.geodesic import Geodesic

from caspiangeo.cli import program


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    """Runs a command in this process; returns what it printed to stdout and to stderr."""

    def run_here(*arguments):
        program.main(arguments, standalone_mode=False)
        return capsys.readouterr()

    return run_here


def in_a_process(*arguments, cwd, code=0):
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


def geographiclib_km(coordinates):
    pairs = itertools.pairwise(coordinates)
    return sum(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"] for a, b in pairs) / 1000


def test_json_as_scripts_rely_on_it(making, here):
    making.mixed_geojson(here / "mixed.geojson")
    result = in_a_process("length", "mixed.geojson", "--format", "json", cwd=here)
    answer = json.loads(result.stdout)
    assert {key: answer[key] for key in list(answer)[:6]} == {
        "schema_version": "1",
        "file": "mixed.geojson",
        "layer": "mixed",
        "crs": "WGS 84 (EPSG:4326)",
        "ellipsoid": "WGS 84",
        "method": "sum of geodesic segments between the vertices, WGS 84 ellipsoid",
    }
    assert (answer["features"], answer["not_measured"]) == (10, 6)
    assert [row["row"] for row in answer["bad_rows"]] == [1, 2, 4, 5, 6, 8]
    assert answer["bad_rows"][0] == {"row": 1, "why": "no geometry"}
    lines = [making.MAIN, *making.PARTS, [[0, 0], [1, 1]], [[5, 5], [6, 5]]]
    assert answer["computed_km"] == pytest.approx(sum(map(geographiclib_km, lines)), abs=1e-6)
    assert result.stderr == "mixed.geojson: 6 of 10 rows cannot be measured\n"


def test_the_table_gives_rows_total_and_what_is_wrong(run, making, here):
    making.mixed_geojson(here / "mixed.geojson")
    lines = run("length", "mixed.geojson", "--rows", "4").out.splitlines()
    assert lines[:6] == [
        "mixed.geojson, layer mixed: WGS 84 (EPSG:4326)",
        "  row  name      computed",
        "    0  Main      240.240 km",
        "    1  No place           -",
        "    2  Empty              -",
        "    3  Parts     220.004 km",
    ]
    assert lines[6] == "  and 6 more rows: --rows 10, or --format csv, prints them all"
    assert lines[7] == "  computed    728.042 km, 4 of 10 rows"
    assert lines[9:12] == ["  not measured", "    row  why", "      1  no geometry"]


def test_units_change_the_table_alone(run, making, here):
    making.mixed_geojson(here / "mixed.geojson")
    assert "129.719 nmi" in run("length", "mixed.geojson", "--unit", "nmi").out
    answers = [
        json.loads(run("length", "mixed.geojson", "--format", "json", *unit).out)
        for unit in ([], ["--unit", "nmi"])
    ]
    assert answers[0] == answers[1]


def test_csv_has_every_row_and_no_formula(run, making, here):
    line = {"type": "LineString", "coordinates": making.MAIN}
    making.write_geojson(here / "a.geojson", [making.feature(line, name="=1+1")])
    making.write_geojson(here / "b.geojson", [making.feature(None)] * 30)
    printed = run("length", "a.geojson", "b.geojson", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert len(rows) == 31
    assert (rows[0]["label"], rows[0]["row"]) == ("'=1+1", "0")
    assert float(rows[0]["computed_km"]) == pytest.approx(geographiclib_km(making.MAIN), abs=1e-6)
    assert rows[30] == {
        "file": "b.geojson", "row": "29", "label": "", "computed_km": "", "why": "no geometry",
    }  # fmt: skip


def test_geojson_is_the_same_data_with_lengths(run, making, here):
    making.write_vector(here / "lines.gpkg", making.straight_lines(3))
    features = json.loads(run("length", "lines.gpkg", "--format", "geojson").out)["features"]
    assert [each["properties"]["name"] for each in features] == ["row 0", "row 1", "row 2"]
    for each in features:
        there = geographiclib_km(each["geometry"]["coordinates"])
        assert each["properties"]["geodesic_length_m"] / 1000 == pytest.approx(there, abs=1e-6)
    assert [each.name for each in here.iterdir()] == ["lines.gpkg"]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_copy_is_written_beside_any_answer(run, form, making, here):
    making.write_vector(here / "lines.gpkg", making.straight_lines(3))
    printed = run("length", "lines.gpkg", "-o", "out.fgb", "--format", form)
    assert "row 0" in printed.out or form == "json"
    assert "wrote out.fgb" in printed.err
    answer = json.loads(run("length", "out.fgb", "--format", "json").out)
    assert answer["features"] == 3


def test_ids_and_files_stand_in_one_list(run, making, here):
    making.mixed_geojson(here / "mixed.geojson")
    route, file = json.loads(run("length", "btc", "mixed.geojson", "--format", "json").out)
    assert (route["id"], file["file"]) == ("btc", "mixed.geojson")
    printed = run("length", "btc", "./mixed.geojson").out
    assert printed.index("btc, as of") < printed.index("mixed.geojson, layer mixed")


def test_a_record_goes_before_a_file_of_its_name(run, making, here):
    (here / "btc").write_bytes(making.mixed_geojson(here / "mixed.geojson").read_bytes())
    (here / "mine").write_bytes((here / "btc").read_bytes())
    assert "published" in run("length", "btc").out
    assert "layer btc" in run("length", "./btc").out
    assert "layer mine" in run("length", "mine").out


def test_a_file_on_an_old_datum_names_its_ellipsoid(run, making, here):
    making.write_vector(here / "old.gpkg", making.straight_lines(2), crs="EPSG:4284")
    printed = run("length", "old.gpkg").out
    assert "Pulkovo 1942 (EPSG:4284)" in printed
    assert "Krassowsky 1940 ellipsoid" in printed


def test_no_bar_is_drawn_where_nobody_looks(making, here):
    making.write_vector(here / "lines.gpkg", making.straight_lines(3))
    assert in_a_process("length", "lines.gpkg", cwd=here).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_a_bar_is_drawn_on_a_terminal(making, here):
    import pty

    making.write_vector(here / "lines.gpkg", making.straight_lines(3))
    leader, follower = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "caspiangeo", "length", "lines.gpkg"],
        cwd=here,
        stdout=subprocess.DEVNULL,
        stderr=follower,
        check=True,
    )
    os.close(follower)
    assert b"100%" in os.read(leader, 10_000)
    os.close(leader)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.gpkg"], "cannot read nowhere.gpkg: there is no such file"),
        (["no/where"], "cannot read no/where: there is no such file"),
        (["."], "it is a folder; give a file in it"),
        (["nowhere"], "unknown route 'nowhere'"),
        (["broken.geojson"], "broken.geojson: not JSON"),
        (["bare.fgb"], "--crs EPSG:4326"),
        (["bare.fgb", "--crs", "EPSG:1"], "bare.fgb: unknown coordinate system 'EPSG:1'"),
        (["layers.gpkg"], "name one with --layer: a (LineString), b (LineString)"),
        (["layers.gpkg", "--layer", "c"], "no layer 'c'; there are: a, b"),
        (["lines.gpkg", "-o", "lines.gpkg"], "it is the file that is read"),
        (["lines.gpkg", "-o", "out.dwg"], "use one of .geojson"),
        (["lines.gpkg", "-o", "no/out.gpkg"], "does not exist"),
        (["lines.gpkg", "bare.fgb", "-o", "out.gpkg"], "-o goes with one FILE alone"),
        (["lines.gpkg", "--by", "country"], "--by goes with a route"),
        (["lines.gpkg", "--as-of", "2023"], "--as-of goes with a route"),
        (["btc", "-o", "out.gpkg"], "-o goes with a FILE"),
        (["btc", "--crs", "EPSG:4326"], "--crs goes with a FILE"),
        (["btc", "lines.gpkg", "--format", "csv"], "ids or files, not both"),
        (["lines.gpkg", "bare.fgb", "--format", "geojson"], "one FILE at a time"),
        (["points.csv", "--crs", "EPSG:4326"], "has no geometry, only a table"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_clear_line(arguments, said, making, here, capsys, monkeypatch):
    from caspiangeo import cli

    lines = making.straight_lines(2)
    making.write_vector(here / "lines.gpkg", lines, geometry_type="LineString")
    for at, layer in enumerate("ab"):
        path = here / "layers.gpkg"
        making.write_vector(path, lines, layer=layer, geometry_type="LineString", append=at > 0)
    with pytest.warns(UserWarning, match="crs"):
        making.write_vector(here / "bare.fgb", lines, crs=None)
    (here / "broken.geojson").write_text('{"type": "FeatureCollection", ', encoding="utf-8")
    (here / "points.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in here.iterdir()}
    monkeypatch.setattr(sys, "argv", ["caspiangeo", "length", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("caspiangeo: ")
    assert said in line
    assert {path: path.read_bytes() for path in here.iterdir()} == before
