"""What the commands on files tell alike: how far they are, and which rows they could not use."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli.output import table

if TYPE_CHECKING:
    from caspiangeo.io.users.lengths import Tally
    from caspiangeo.io.users.lines import VectorFile

_MOST_SHOWN = 20


def progress_bar(stack: contextlib.ExitStack, file: VectorFile) -> Callable[[int], None]:
    """Return what counts the rows done: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or not file.rows:
        return lambda _rows: None
    bar = click.progressbar(length=file.rows, label=file.path.name, file=sys.stderr)
    return stack.enter_context(bar).update


def say_faults(found: Tally) -> None:
    """Tell those who watch how many rows could not be used."""
    if found.not_measured:
        counted = f"{found.not_measured:,} of {found.features:,} rows"
        click.echo(f"{found.file.path.name}: {counted} cannot be measured", err=True)


def bad_rows(found: Tally) -> dict[str, Any]:
    """Return what an answer says of the rows that could not be used."""
    return {
        "not_measured": found.not_measured,
        "bad_rows": [{"row": row, "why": why} for row, why in found.faults.items()],
    }


def fault_lines(found: Tally) -> Iterator[str]:
    """Yield the lines of a table that list the rows that could not be used."""
    if not found.faults:
        return
    yield "  not measured"
    shown = list(found.faults.items())[:_MOST_SHOWN]
    yield from table([{"row": row, "why": why} for row, why in shown], indent="    ")
    more = found.not_measured - len(shown)
    if more:
        yield f"    and {more:,} more rows"
