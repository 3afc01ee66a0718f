"""`caspiangeo compare`: what it prints, and what it asks back."""

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
    lines = [[[50, 40], [52, 41]], [[52, 41], [51, 40.6], [50, 40]]]
    features = [
        making.feature({"type": "LineString", "coordinates": each}, name=f"Line {number}")
        for number, each in enumerate(lines)
    ]
    making.write_geojson(tmp_path / "two.geojson", features)
    making.write_geojson(tmp_path / "one.geojson", features[:1])
    return tmp_path


@pytest.fixture
def run(capsys):
    """Runs a command in this process; returns what it printed to stdout and to stderr."""

    def run_here(*arguments):
        program.main(arguments, standalone_mode=False)
        return capsys.readouterr()

    return run_here


def test_json_fields(run, here):
    answer = json.loads(run("compare", "btc", "one.geojson", "--format", "json").out)
    assert list(answer) == [
        "schema_version", "a", "b", "difference_km", "difference_pct", "reverse", "hausdorff_m",
        "within_m", "crs", "ellipsoid", "parts", "boundary", "unattributed_km",
    ]  # fmt: skip
    assert (answer["a"]["id"], answer["b"]["file"]) == ("btc", "one.geojson")
    assert list(answer["parts"][0]) == ["key", "a_km", "b_km", "difference_km", "published_km"]


def test_the_table_puts_the_published_length_first(run, here):
    lines = run("compare", "btc", "one.geojson", "--within", "500m").out.splitlines()
    assert lines[3].split() == ["kilometres", "published", "of", "a", "a", "b", "b", "-", "a"]
    assert lines[4].split()[2:4] == ["1,768", "1,569.7"]
    assert any("within 500.0 m of the other" in line for line in lines)
    assert any("point of view" in line for line in lines)


def test_the_first_file_has_the_plain_options(run, here):
    one = run("compare", "two.geojson", "one.geojson", "--row", "1", "--format", "csv").out
    two = run("compare", "one.geojson", "two.geojson", "--other-row", "1", "--format", "csv").out
    other = run("compare", "btc", "two.geojson", "--where", "name=Line 1", "--format", "csv").out
    titles = [next(csv.DictReader(io.StringIO(text))) for text in (one, two, other)]
    assert titles[0]["a"] == titles[1]["b"] == titles[2]["b"] == "Line 1 (row 1 of two.geojson)"
    assert "b runs against" in run("compare", "two.geojson", "one.geojson", "--row", "1").out


def test_a_map_beside_the_answer(run, here):
    printed = run("compare", "one.geojson", "one.geojson", "--format", "geojson", "-o", "map.html")
    assert len(json.loads(printed.out)["features"]) == 4
    assert printed.err == "wrote map.html\n"
    assert (here / "map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["btc", "two.geojson"], "choose one with --row or --where: 0 (Line 0), 1 (Line 1)"),
        (["one.geojson", "two.geojson"], "choose one with --other-row or --other-where"),
        (["btc", "wrep", "--row", "1"], "--row goes with a FILE"),
        (["btc", "one.geojson", "--other-crs", "EPSG:4326"], "--other-crs goes with a second FILE"),
        (["btc", "one.geojson", "--within", "near"], "--within 'near' is not a length"),
        (["btc", "nowhere.gpkg"], "cannot read nowhere.gpkg"),
        (["btcc", "one.geojson"], "unknown route 'btcc'"),
    ],
)
def test_slips_are_answered_in_one_line(arguments, said, here, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["caspiangeo", "compare", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
