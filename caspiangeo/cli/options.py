"""Options that several commands share: one definition each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def times(command: Command) -> Command:
    """Add ``--as-of`` and ``--known-on``."""
    as_of = click.option(
        "--as-of", metavar="DAY", help="What was true on this day; default: the data set's date."
    )
    known_on = click.option(
        "--known-on", metavar="DAY", help="Use only what had been published by this day."
    )
    return as_of(known_on(command))


def format_option(*choices: str) -> Callable[[Command], Command]:
    """Add ``--format`` with these choices, the first one the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="How to print the answer.",
    )


def output_option(*, required: bool, what: str) -> Callable[[Command], Command]:
    """Add ``-o``, the file to write."""
    return click.option("-o", "--output", metavar="FILE", required=required, help=what)


boundaries_option = click.option(
    "--boundaries",
    metavar="FILE",
    help="Polygons to split by, of any vector file, instead of Natural Earth's countries.",
)

crs_option = click.option(
    "--crs", metavar="CRS", help="Coordinate system of a FILE that names none, as EPSG:32639."
)

layer_option = click.option(
    "--layer", metavar="NAME", help="Layer of a FILE that has several with lines."
)

large_option = click.option(
    "--large", is_flag=True, help="Read a FILE above 4 GiB, or an archive that unpacks to more."
)

rows_option = click.option(
    "--rows",
    type=click.IntRange(min=0),
    metavar="N",
    default=20,
    show_default=True,
    help="Rows of a FILE that the table lists.",
)
