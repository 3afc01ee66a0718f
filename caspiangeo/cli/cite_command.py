"""``caspiangeo cite``: the sources behind a record, ready to be cited."""

from __future__ import annotations

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json


@click.command("cite")
@click.argument("name", metavar="ID")
@options.times
@options.format_option("table", "json")
def command(name: str, as_of: str | None, known_on: str | None, form: str) -> None:
    """List the sources of a record: title, publisher, date, address, terms.

    For a route these are the sources of its figures, statuses, volumes and vertices.
    """
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io import answers

    catalog = default_catalog()
    ids = catalog.sources_of(name, as_of=as_of, known_on=known_on)
    records = [catalog.sources[each] for each in ids]
    if form == "json":
        emit_json([answers.source(each) for each in records])
        return
    for each in records:
        dated = str(each.published) if each.published else "undated"
        by = f" {each.publisher}," if each.publisher and each.publisher not in each.title else ""
        click.echo(f"{each.title},{by} {dated}. {each.url or 'Address not recorded'}.")
        click.echo(f"    [{each.id}] {each.licence or each.licence_note}")
