"""``caspiangeo map``: a recipe, drawn as one HTML file that needs no network."""

from __future__ import annotations

import click

from caspiangeo.cli import options


@click.command("map")
@click.argument("recipe", default="corridor", metavar="[RECIPE|FILE.toml]")
@options.times
@options.output_option(required=True, what="The HTML file to write.")
def command(recipe: str, as_of: str | None, known_on: str | None, output: str) -> None:
    """Draw a map that opens with no network: a recipe that ships, or your own TOML file.

    The recipes: kazinform-2023-09-29 (the news of that day) and corridor (everything).
    """
    from caspiangeo import webmap

    path = webmap.draw(recipe, as_of=as_of, known_on=known_on).save(output)
    click.echo(path)
