"""The first thing that a newcomer types: complete, unbroken, and before anything is loaded."""

import subprocess
import sys

from click.testing import CliRunner

from caspiangeo.cli import COMMANDS, program


def test_help_lists_every_command_on_one_whole_line():
    shown = CliRunner().invoke(program, ["--help"], terminal_width=80).output.splitlines()
    width = max(map(len, COMMANDS))
    for name, what in COMMANDS.items():
        assert f"  {name:<{width}}  {what}" in shown


def test_help_keeps_each_example_on_its_own_line():
    shown = CliRunner().invoke(program, ["--help"], terminal_width=80).output.splitlines()
    assert "  caspiangeo length btc --by country" in shown
    assert not any("\\b" in line for line in shown)


def test_help_loads_no_command():
    code = """
import sys
from caspiangeo.cli import program
try:
    program.main(["--help"])
finally:
    print("\\n".join(sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = [name for name in done.stderr.split() if name.startswith("caspiangeo")]
    assert sorted(ours) == ["caspiangeo", "caspiangeo.cli", "caspiangeo.errors"]
