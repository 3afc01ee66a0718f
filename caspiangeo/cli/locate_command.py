"""``caspiangeo locate``: kilometre points of a line, and the kilometres of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli import options
from caspiangeo.cli.lengths import length_km
from caspiangeo.cli.output import emit_json, emit_rows
from caspiangeo.cli.subjects import is_file, line_of

if TYPE_CHECKING:
    from caspiangeo.io.users.subjects import Subject

Answer = dict[str, Any]


@click.command("locate")
@click.argument("subject", metavar="ID|FILE")
@click.option("--kp", type=float, help="The point at this kilometre.")
@click.option("--at", nargs=2, type=float, metavar="LON LAT", help="The nearest point to a place.")
@click.option("--every", metavar="LENGTH", help="A point at each multiple, as in 10km or 5nmi.")
@click.option(
    "--points", metavar="POINTS", help="Kilometre and offset of every point of a vector file."
)
@click.option("--measure", metavar="NAME", help="Count --kp or --every in an official system.")
@options.times
@click.option("--row", type=click.IntRange(min=0), metavar="N", help="Row of FILE to take, from 0.")
@click.option("--where", metavar="COLUMN=VALUE", help="Take the row of FILE that has this value.")
@options.crs_option
@options.layer_option
@click.option("--points-crs", metavar="CRS", help="Coordinate system of POINTS that name none.")
@click.option("--points-layer", metavar="NAME", help="Layer of POINTS that have several.")
@options.large_option
@options.output_option(
    required=False, what="Write POINTS again with columns kp_km and offset_m, in any format."
)
@options.rows_option
@options.format_option("table", "json", "csv", "geojson")
def command(
    subject: str,
    kp: float | None,
    at: tuple[float, float] | None,
    every: str | None,
    points: str | None,
    measure: str | None,
    points_crs: str | None,
    points_layer: str | None,
    output: str | None,
    rows: int,
    form: str,
    **choice: Any,
) -> None:
    """Turn a kilometre into a point, a place into a kilometre and an offset.

    The geometric kilometre runs along the line: of a route, or one line of a vector file. Offsets
    are metres, + to starboard. Longitudes and latitudes are on the datum of the line.
    """
    if sum(each is not None for each in (kp, at, every, points)) != 1:
        raise click.UsageError("give one of --kp, --at, --every and --points")
    if measure is not None and kp is None and every is None:
        raise click.UsageError("--measure goes with --kp or --every")
    of_points = {"--points-crs": points_crs, "--points-layer": points_layer, "-o": output}
    for option, value in of_points.items():
        if value is not None and points is None:
            raise click.UsageError(f"{option} goes with --points")
    step = length_km(every, option="--every") if every is not None else None
    for option in ("crs", "layer"):
        if choice[option] is not None and not is_file(subject):
            raise click.UsageError(f"--{option} goes with a FILE")
    line = line_of(subject, **choice)
    if points is not None:
        from caspiangeo.cli import points_of_files

        reading = {"crs": points_crs, "layer": points_layer, "large": choice["large"]}
        points_of_files.tell(line, points, output, form, rows, reading)
        return
    _emit(line, _answers(line, kp, at, step, measure), form, several=step is not None)


def _answers(
    line: Subject,
    kp: float | None,
    at: tuple[float, float] | None,
    every_km: float | None,
    measure: str | None,
) -> list[Answer]:
    from caspiangeo.io.users import located

    if every_km is not None:
        return located.at_every(line, every_km, measure=measure)
    if kp is not None:
        return [located.at_kilometre(line, kp, measure=measure)]
    lon, lat = at or (0.0, 0.0)
    return [located.at_place(line, lon=lon, lat=lat)]


def _emit(line: Subject, answers: list[Answer], form: str, *, several: bool) -> None:
    if form == "json":
        emit_json(answers if several else answers[0])
        return
    rows = [_flat(each) for each in answers]
    if form != "geojson":
        emit_rows(rows, form)
    elif "file" in line.about:
        from caspiangeo.io.users import located

        click.echo(located.points_text(rows, line.base), nl=False)
    else:
        _print_route_points(rows)


def _print_route_points(rows: list[Answer]) -> None:
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io.export import geojson

    named = [{"id": f"{row['id']}-kp-{row['kp_km']:.3f}", "route": row.pop("id")} for row in rows]
    points = [
        (row.pop("lon"), row.pop("lat"), names | row)
        for names, row in zip(named, rows, strict=True)
    ]
    click.echo(geojson.points_text(points, default_catalog()), nl=False)


def _flat(answer: Answer) -> Answer:
    """Return an answer as one row; what is the same in all of a file is left to the JSON."""
    hidden = ("schema_version", "measures", "layer", "crs", "ellipsoid")
    row = {key: value for key, value in answer.items() if key not in hidden}
    if row.get("name", "") is None:
        del row["name"]
    official = ", ".join(f"{name} {kp:g}" for name, kp in answer["measures"].items())
    return row | ({"official": official} if "id" in answer else {})
