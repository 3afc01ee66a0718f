"""``caspiangeo check``: the rules, over our data or over a user's GeoJSON."""

from __future__ import annotations

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json


@click.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@options.format_option("table", "json")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], form: str) -> None:
    """Hold the data against its schemas and against physics; exit code 1 if an error is found.

    Without a file the data set that ships is checked; with files, these GeoJSON files are.
    """
    from caspiangeo import check

    report = check.check_files(files) if files else check.check_catalog()
    if form == "json":
        emit_json(report.as_answer())
    else:
        for line in report.as_lines():
            click.echo(line)
    if report.errors:
        ctx.exit(1)
