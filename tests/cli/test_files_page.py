"""The page on files shows what the program prints, to the letter."""

import re
import shlex
from pathlib import Path

import pytest

from caspiangeo.cli import program

PAGE = Path(__file__).resolve().parents[2] / "docs" / "files.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_each_example_prints_what_the_page_shows(block, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cables.geojson").write_text(blocks("json")[0], encoding="utf-8")
    (tmp_path / "buoys.csv").write_text(blocks("text")[0], encoding="utf-8")
    command, _, shown = block.partition("\n")
    program.main(shlex.split(command.removeprefix("$ caspiangeo ")), standalone_mode=False)
    assert capsys.readouterr().out == shown
