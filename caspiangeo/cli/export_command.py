"""``caspiangeo export``: the data set in a format that other tools open."""

from __future__ import annotations

from pathlib import Path

import click

from caspiangeo.cli import options


@click.command("export")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["geojson"]),
    default="geojson",
    show_default=True,
    help="The format to write.",
)
@click.option(
    "--vertices",
    is_flag=True,
    help="Only the original vertices; by default lines stay within 1 m of the geodesic.",
)
@options.times
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    required=True,
    help="Where to write routes.geojson and sites.geojson; made if it is missing.",
)
def command(
    ids: tuple[str, ...],
    form: str,
    vertices: bool,  # noqa: FBT001 - click passes flags by name
    as_of: str | None,
    known_on: str | None,
    output: str,
) -> None:
    """Write routes and sites as strict GeoJSON, one geometry type a file.

    Name routes or sites to write only those.
    """
    del form  # one format so far
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io import export

    written = export.write_geojson(
        default_catalog(),
        Path(output),
        ids=ids,
        densified=not vertices,
        as_of=as_of,
        known_on=known_on,
    )
    for path, count in written.files.items():
        click.echo(path)
        click.echo(f"  {count} features", err=True)
    if written.without_place:
        click.echo(f"no place known, left out: {', '.join(written.without_place)}", err=True)
