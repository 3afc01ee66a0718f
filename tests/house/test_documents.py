"""What the documents say is true: their commands run, their links exist, nothing is left out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import caspiangeo
from caspiangeo.catalog import shipped
from caspiangeo.cli import COMMANDS

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "geodata" / "README.md",
    *sorted((PROJECT / "docs").glob("*.md")),
]


def shell_lines(page):
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        yield from block.splitlines()


SHELL = sorted({line for page in PAGES for line in shell_lines(page)})


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("caspiangeo ")])
def test_each_documented_command_runs(line, tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", *shlex.split(line)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_the_readmes_two_commands_are_what_ci_runs():
    ours = [line for line in SHELL if line.startswith("python3 dev.py")]
    assert ours == ["python3 dev.py map", "python3 dev.py test"]
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if line.startswith("python3 dev.py")][:2] == ours


def test_every_shell_line_is_one_of_these():
    assert all(line.startswith(("caspiangeo ", "python3 dev.py ")) for line in SHELL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_documented(command):
    assert f"## {command}\n" in (PROJECT / "docs" / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(caspiangeo.__all__))
def test_each_public_name_is_documented(name):
    assert f"caspiangeo.{name}" in (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("recipe", sorted(shipped("maps").glob("*.toml")), ids=lambda p: p.stem)
def test_each_recipe_is_documented(recipe):
    assert recipe.stem in (PROJECT / "docs" / "maps.md").read_text(encoding="utf-8")


def test_each_table_of_the_data_is_in_the_data_dictionary():
    dictionary = (PROJECT / "geodata" / "README.md").read_text(encoding="utf-8")
    for table in (PROJECT / "geodata").glob("*.csv"):
        assert table.name in dictionary


def test_versions_agree():
    change = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    cite = (PROJECT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {caspiangeo.__version__}" in change
    assert f"version: {caspiangeo.__version__}\n" in cite
