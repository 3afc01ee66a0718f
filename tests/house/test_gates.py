"""The built files are what their builders write, and the project keeps to its own ground."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "builder",
    [
        "build_schemas",
        "build_datapackage",
        "build_routes",
        "build_cli_docs",
        "build_interop_tables",
        "build_projection_errors",
    ],
)
def test_built_files_are_up_to_date(builder):
    result = subprocess.run(
        [sys.executable, PROJECT / "tools" / f"{builder}.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [PROJECT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_registry_or_is_large():
    signs = (
        "index" + "-url",
        "extra" + "-index",
        r"pypi\.org" + "/simple",
        r"registry\." + "npmjs",
    )
    pattern = re.compile("|".join(signs).encode())
    for path in tracked_files():
        if not path.is_file():
            continue
        content = path.read_bytes()
        assert not pattern.search(content), path
        assert len(content) < 1_500_000, path


def test_no_python_module_is_called_like_a_data_folder():
    for name in ("geodata", "maps"):
        assert not list((PROJECT / "caspiangeo").rglob(f"{name}.py"))


def test_constraints_are_plain_pins():
    for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line), line
