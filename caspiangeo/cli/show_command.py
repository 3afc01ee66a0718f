"""``caspiangeo show``: one record, all that is known of it on a day."""

from __future__ import annotations

from typing import Any

import click

from caspiangeo.cli import options, text
from caspiangeo.cli.output import emit_json


@click.command("show")
@click.argument("name", metavar="ID")
@options.times
@options.format_option("table", "json", "geojson")
def command(name: str, as_of: str | None, known_on: str | None, form: str) -> None:
    """Show a route, corridor, service, site, place or source: figures, status, sources.

    With --known-on, a plan that was not yet public gives way to the plan of that day.
    """
    from caspiangeo.catalog import default_catalog

    catalog = default_catalog()
    kind, record_id = _one(catalog.kinds_of(name), name)
    if form == "geojson":
        click.echo(_geojson(catalog, kind, record_id, as_of, known_on), nl=False)
        return
    answer = _answer(catalog, kind, record_id, as_of, known_on)
    if form == "json":
        emit_json(answer)
        return
    if kind == "route" and answer["id"] != record_id:
        click.echo(f"{record_id}: not yet public; this is the plan of that day", err=True)
    for line in text.describe(answer):
        click.echo(line)


def _one(kinds: dict[str, str], name: str) -> tuple[str, str]:
    """Return the one record that a name means; a place stands for its sites."""
    from caspiangeo.errors import AmbiguousNameError

    if "place" in kinds:
        kinds = {kind: each for kind, each in kinds.items() if kind != "site"}
    if len(kinds) != 1:
        listed = ", ".join(f"the {kind} {each}" for kind, each in kinds.items())
        raise AmbiguousNameError(f"{name!r} may mean {listed}; give one of these ids")
    ((kind, record_id),) = kinds.items()
    return kind, record_id


def _answer(
    catalog: Any, kind: str, record_id: str, as_of: str | None, known_on: str | None
) -> dict[str, Any]:
    from caspiangeo.io import answers

    if kind == "route":
        return answers.route(catalog.route(record_id, as_of=as_of, known_on=known_on), catalog)
    if kind == "corridor":
        return answers.family(catalog.corridor(record_id, as_of=as_of, known_on=known_on), catalog)
    if kind == "service":
        return answers.family(catalog.service(record_id, as_of=as_of, known_on=known_on), catalog)
    if kind == "site":
        return answers.site(catalog.site(record_id), catalog)
    if kind == "place":
        return answers.place(catalog.places[record_id], catalog)
    return {"record": "source", **answers.source(catalog.sources[record_id])}


def _geojson(
    catalog: Any, kind: str, record_id: str, as_of: str | None, known_on: str | None
) -> str:
    from caspiangeo.errors import OutOfRangeError
    from caspiangeo.io.export import geojson

    viewpoint = catalog.viewpoint(as_of, known_on)
    if kind == "route":
        view = catalog.route(record_id, as_of=as_of, known_on=known_on)
        return geojson.routes_text([view], catalog, viewpoint)
    if kind in ("site", "place"):
        ids = [record_id] if kind == "site" else catalog.places[record_id].sites
        sites = [catalog.site_records[each] for each in ids]
        return geojson.sites_text(sites, catalog, viewpoint)
    raise OutOfRangeError(f"a {kind} has no geometry of its own; show its routes instead")
