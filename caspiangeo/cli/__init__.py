"""The command line: parse, call one function, print.

Data goes to stdout and talk to stderr. Exit codes: 0 all well, 1 a check failed, 2 bad usage or
input, told in one line. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

import caspiangeo
from caspiangeo.errors import CaspianError

#: Commands in the order in which a newcomer meets them, each with what ``--help`` says of it. Each
#: lives in a module of its own, which may be slow to load; the list of all of them must not be.
COMMANDS = {
    "map": "Draw a map as one file that opens with no network.",
    "sites": "List ports, terminals, stations and border crossings.",
    "routes": "List pipelines, railways, sea legs and cables.",
    "show": "Show all that is known of a record, with its sources.",
    "cite": "List the sources of a record.",
    "length": "Measure routes, or lines of your own, and cite rival figures.",
    "locate": "Turn kilometres into points, and places into kilometres.",
    "crossings": "List where lines cross, touch or run along each other.",
    "compare": "Hold one line against another, in figures and on a map.",
    "export": "Write routes, sites and kilometre points for other programs.",
    "check": "Check the data, or files of your own, against the rules.",
}


class Program(click.Group):
    """The group of all commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"caspiangeo.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_versions(ctx: click.Context, _option: click.Parameter, asked: object) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from caspiangeo.catalog import SCHEMA_VERSION, default_catalog

    catalog = default_catalog()
    click.echo(
        f"caspiangeo {caspiangeo.__version__}, data {catalog.version} of {catalog.data_date}, "
        f"schema {SCHEMA_VERSION}"
    )
    ctx.exit()


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Energy and transport links across the Caspian: sourced data, lengths, maps.

\b
caspiangeo map kazinform-2023-09-29 -o story.html
caspiangeo length btc --by country
caspiangeo show tcfo-fibre --known-on 2023-09-29
""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Print the versions of program, data and schema.",
)
def program() -> None:
    """Group the commands; its help text stands above."""


def main() -> None:
    """Run the program; every error that is the user's to mend becomes one line and exit code 2."""
    try:
        sys.exit(program.main(prog_name="caspiangeo", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.UsageError as error:
        asked = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        _fail(f"{error.format_message()}{asked}")
    except (click.ClickException, CaspianError) as error:
        _fail(error.format_message() if isinstance(error, click.ClickException) else str(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as in `caspiangeo sites | head`
        sys.exit(0)


def _fail(message: str) -> None:
    click.echo(f"caspiangeo: {' '.join(message.split())}", err=True)
    sys.exit(2)
