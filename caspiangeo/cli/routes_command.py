"""``caspiangeo routes``: every route of the data set, on a day."""

from __future__ import annotations

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_rows


@click.command("routes")
@click.option(
    "--mode", metavar="MODE", help="Only routes of this mode: pipeline, rail, sea, cable ..."
)
@options.times
@options.format_option("table", "json", "csv", "geojson")
def command(mode: str | None, as_of: str | None, known_on: str | None, form: str) -> None:
    """List the routes: pipelines, railways, sea legs and cables, with status and length.

    The published length comes first; the computed one is our own line's.
    """
    from caspiangeo.catalog import default_catalog

    catalog = default_catalog()
    routes = catalog.routes(mode=mode, as_of=as_of, known_on=known_on)
    if form == "geojson":
        from caspiangeo.io.export import geojson

        viewpoint = catalog.viewpoint(as_of, known_on)
        click.echo(geojson.routes_text(routes, catalog, viewpoint), nl=False)
        return
    rows = [
        {
            "id": each.id,
            "title": each.title,
            "mode": each.record.mode,
            "status": each.status.status if each.status else "unknown",
            "published_km": each.published_km,
            "computed_km": each.computed_km,
            "geometry": each.record.geometry_quality,
        }
        for each in routes
    ]
    emit_rows(rows, form)
