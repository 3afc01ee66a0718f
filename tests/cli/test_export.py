"""``caspiangeo export`` in every format, as a user meets it."""

import hashlib
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from caspiangeo.cli import program
from caspiangeo.io.export.bundle import FORMATS


def run(*arguments, cwd, seed="0", code=0):
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "caspiangeo", "export", *arguments],
        cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert result.returncode == code, result.stderr
    return result


def hashes(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_everything_is_written_by_one_command_and_is_the_same_in_another_process(tmp_path):
    some = ("btc", "aktau-port", "psg2")
    first = run("--all", *some, "-o", "first", cwd=tmp_path, seed="1")
    run("--all", *some, "-o", "second", cwd=tmp_path, seed="2")
    found = hashes(tmp_path / "first")
    assert found == hashes(tmp_path / "second")
    assert sorted(found) == sorted(line.removeprefix("first/") for line in first.stdout.split())
    assert {"caspiangeo.gpkg", "caspiangeo.kmz", "README.txt", "name-map.csv"} <= found.keys()
    assert "no place known, left out: psg2" in first.stderr
    for content in (tmp_path / "first").rglob("*"):
        assert content.is_dir() or str(tmp_path).encode() not in content.read_bytes()


def test_a_format_whose_package_is_missing_is_left_out_of_all_and_told(tmp_path):
    (tmp_path / "pyarrow.py").write_text("raise ImportError('hidden')\n")
    done = run("--all", "btc", "-o", "out", cwd=tmp_path)
    assert 'pip install "caspiangeo[parquet]"' in done.stderr
    assert not (tmp_path / "out" / "parquet").exists()
    assert (tmp_path / "out" / "caspiangeo.gpkg").exists()
    refused = run("--format", "parquet", "btc", "-o", "other", cwd=tmp_path, code=2)
    assert refused.stderr.count("\n") == 1
    assert 'pip install "caspiangeo[parquet]"' in refused.stderr


def test_several_formats_may_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    some = ["export", "btc", "--format", "kmz", "--format", "fgb", "-o", "out"]
    assert CliRunner().invoke(program, some).stdout.split() == [
        "out/caspiangeo.kmz",
        *(f"out/fgb/{name}.fgb" for name in ("routes", "measured_lines", "kp_points")),
        "out/README.txt",
        "out/name-map.csv",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all", "--format", "csv"], "--all writes every format; leave --format out"),
        (["--format", "kml", "--profile", "web"], "profile goes with the format geojson"),
        (["--format", "dwg"], ", ".join(repr(each) for each in FORMATS)),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path, arguments, said):
    refused = CliRunner().invoke(program, ["export", *arguments, "-o", str(tmp_path / "out")])
    assert refused.exit_code != 0
    assert said in refused.output + str(refused.exception)
    assert not (tmp_path / "out").exists()
