"""``caspiangeo check``: the rules, over our data or over a user's map."""

from __future__ import annotations

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json


@click.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@options.crs_option
@options.layer_option
@options.format_option("table", "json")
@click.pass_context
def command(
    ctx: click.Context, files: tuple[str, ...], crs: str | None, layer: str | None, form: str
) -> None:
    """Hold data against schemas and physics; exit code 1 if an error is found.

    Without a file the data set that ships is checked. With files, any vector files, what their maps
    say is: stated lengths, ends, land and sea, axes, datum; and of GeoJSON the format as well.
    """
    from caspiangeo import check

    if (crs or layer) and not files:
        raise click.UsageError("--crs and --layer go with a FILE")
    report = check.check_files(files, crs=crs, layer=layer) if files else check.check_catalog()
    if form == "json":
        emit_json(report.as_answer())
    else:
        for line in report.as_lines():
            click.echo(line)
    if report.errors:
        ctx.exit(1)
