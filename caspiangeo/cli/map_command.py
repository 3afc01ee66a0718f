"""``caspiangeo map``: a recipe, drawn as one HTML file that needs no network."""

from __future__ import annotations

import click

from caspiangeo.cli import options


@click.command("map")
@click.argument("recipe", default="corridor", metavar="[RECIPE|FILE.toml]")
@options.times
@click.option("--theme", type=click.Choice(["auto", "light", "dark"]), help="Colours of the page.")
@click.option(
    "--tiles",
    nargs=2,
    metavar="URL CREDIT",
    help="Load background tiles: an https address with {z}, {x}, {y}, and whom to credit.",
)
@options.output_option(required=True, what="The HTML file to write.")
def command(
    recipe: str,
    as_of: str | None,
    known_on: str | None,
    theme: str | None,
    tiles: tuple[str, str] | None,
    output: str,
) -> None:
    """Draw a map that opens with no network: a recipe that ships, or your own TOML file.

    The recipes: kazinform-2023-09-29 (the news of that day) and corridor (everything). The page
    contacts no server unless you ask for tiles.
    """
    from caspiangeo import webmap

    background = webmap.Tiles(*tiles) if tiles else None
    page = webmap.draw(recipe, as_of=as_of, known_on=known_on, theme=theme, tiles=background)
    path = page.save(output)
    click.echo(path)
