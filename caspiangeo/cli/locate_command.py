"""``caspiangeo locate``: kilometre points of a route, and the kilometre of a place."""

from __future__ import annotations

from typing import Any

import click

from caspiangeo.cli import options
from caspiangeo.cli.lengths import length_km
from caspiangeo.cli.output import emit_json, emit_rows


@click.command("locate")
@click.argument("name", metavar="ID")
@click.option("--kp", type=float, help="The point at this kilometre.")
@click.option("--measure", metavar="NAME", help="Read --kp in an official kilometre system.")
@click.option("--at", nargs=2, type=float, metavar="LON LAT", help="The nearest point to a place.")
@click.option("--every", metavar="LENGTH", help="A point at each multiple, as in 10km or 5nmi.")
@options.times
@options.format_option("table", "json", "csv", "geojson")
def command(
    name: str,
    kp: float | None,
    measure: str | None,
    at: tuple[float, float] | None,
    every: str | None,
    as_of: str | None,
    known_on: str | None,
    form: str,
) -> None:
    """Turn a kilometre into a point, a place into a kilometre and an offset.

    The geometric kilometre runs along our line. Offsets are metres, + to starboard.
    """
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io import answers

    if sum(each is not None for each in (kp, at, every)) != 1:
        raise click.UsageError("give one of --kp, --at and --every")
    if measure is not None and kp is None:
        raise click.UsageError("--measure goes with --kp")
    catalog = default_catalog()
    view = catalog.route(name, as_of=as_of, known_on=known_on)
    if every is not None:
        step = length_km(every, option="--every")
        count = int(view.computed_km / step) + 1
        found = [view.interpolate(kp_km=number * step) for number in range(count)]
    elif kp is not None:
        found = [view.interpolate(kp_km=kp, measure=measure)]
    else:
        lon, lat = at or (0.0, 0.0)
        found = [view.locate(lon=lon, lat=lat)]
    replies = [answers.location(view, each) for each in found]
    if at is None:
        for reply in replies:
            del reply["offset_m"]
    _emit(replies, form, several=every is not None)


def _emit(replies: list[dict[str, Any]], form: str, *, several: bool) -> None:
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io import geojson

    if form == "json":
        emit_json(replies if several else replies[0])
        return
    rows = [_flat(reply) for reply in replies]
    if form == "geojson":
        named = [
            {"id": f"{row['id']}-kp-{row['kp_km']:.3f}", "route": row.pop("id")} for row in rows
        ]
        points = [
            (row.pop("lon"), row.pop("lat"), names | row)
            for names, row in zip(named, rows, strict=True)
        ]
        click.echo(geojson.points_text(points, default_catalog()), nl=False)
        return
    emit_rows(rows, form)


def _flat(reply: dict[str, Any]) -> dict[str, Any]:
    measures = reply["measures"]
    official = measures if isinstance(measures, dict) else {}
    row = {key: value for key, value in reply.items() if key not in ("schema_version", "measures")}
    return row | {"official": ", ".join(f"{name} {kp:g}" for name, kp in official.items())}
