"""Keep the help texts in `docs/cli.md` equal to what the program prints.

python tools/build_cli_docs.py            rewrite the blocks between the markers
python tools/build_cli_docs.py --check    exit 1 if a block is stale
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from caspiangeo.cli import COMMANDS, program

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
BLOCK = re.compile(r"(<!-- help: ([a-z]+) -->\n```text\n).*?(```)", re.DOTALL)


def help_text(name: str) -> str:
    """Return what ``caspiangeo NAME --help`` prints."""
    parent = click.Context(program, info_name="caspiangeo")
    command = program.get_command(parent, name)
    if command is None:
        raise SystemExit(f"docs/cli.md names an unknown command {name!r}")
    context = click.Context(command, info_name=name, parent=parent, terminal_width=96)
    return command.get_help(context) + "\n"


def main() -> int:
    """Rewrite the page, or compare it."""
    page = PAGE.read_text(encoding="utf-8")
    documented = [found[1] for found in BLOCK.findall(page)]
    missing = [name for name in COMMANDS if name not in documented]
    text = BLOCK.sub(lambda found: found[1] + help_text(found[2]) + found[3], page)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif text != page or missing:
        print(f"docs/cli.md is stale (missing: {missing}); run python tools/build_cli_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
