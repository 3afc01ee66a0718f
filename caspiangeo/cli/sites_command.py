"""``caspiangeo sites``: every site of the data set."""

from __future__ import annotations

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_rows


@click.command("sites")
@click.option("--role", metavar="ROLE", help="Only sites of this role: port, city, station ...")
@options.times
@options.format_option("table", "json", "csv", "geojson")
def command(role: str | None, as_of: str | None, known_on: str | None, form: str) -> None:
    """List the sites: ports, terminals, stations, border crossings, landfalls.

    A site whose place no source gives is listed without coordinates. The last column names the
    routes known on the day that begin or end there.
    """
    from caspiangeo.catalog import default_catalog

    catalog = default_catalog()
    sites = catalog.sites(role=role)
    routes = catalog.routes(as_of=as_of, known_on=known_on)
    if form == "geojson":
        from caspiangeo.io.export import geojson

        viewpoint = catalog.viewpoint(as_of, known_on)
        click.echo(geojson.sites_text(sites, catalog, viewpoint), nl=False)
        return
    rows = [
        {
            "id": site.id,
            "title": site.title,
            "role": site.role,
            "country": ";".join(site.countries),
            "lon": site.lon,
            "lat": site.lat,
            "accuracy_m": site.accuracy_m,
            "routes": " ".join(
                each.id
                for each in routes
                if site.id in (each.record.from_site, each.record.to_site)
            ),
        }
        for site in sites
    ]
    emit_rows(rows, form)
