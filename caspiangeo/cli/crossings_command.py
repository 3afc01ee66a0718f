"""``caspiangeo crossings``: where lines cross, touch, or run along each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json, table, to_csv
from caspiangeo.cli.subjects import crs_option_named, is_file, say

if TYPE_CHECKING:
    from caspiangeo.io.users.meeting import Lines

Answer = dict[str, Any]
#: So many rows that are left out are named one by one.
_MOST_FAULTS = 20


@click.command("crossings")
@click.argument("first", metavar="ID|FILE")
@click.argument("second", metavar="ID|FILE")
@options.times
@options.crs_option
@options.layer_option
@click.option("--other-crs", metavar="CRS", help="As --crs, for the second FILE.")
@click.option("--other-layer", metavar="NAME", help="As --layer, for the second FILE.")
@options.large_option
@click.option(
    "--touch",
    type=float,
    default=0.02,
    show_default=True,
    metavar="METRES",
    help="A vertex this near to the other line is on it.",
)
@options.format_option("table", "json", "csv", "geojson")
def command(
    first: str,
    second: str,
    as_of: str | None,
    known_on: str | None,
    crs: str | None,
    layer: str | None,
    other_crs: str | None,
    other_layer: str | None,
    large: bool,  # noqa: FBT001 - click passes flags by name
    touch: float,
    form: str,
) -> None:
    """List where two routes, or the lines of vector files, cross, touch or run along each other.

    Every line of a FILE is held against every line of the other. Crossings are those of geodesics,
    not of straight lines on a map; each has its kilometre on both lines and the angle.
    """
    from caspiangeo.io.users import meeting

    times = {"as_of": as_of, "known_on": known_on}
    a = _lines(first, times, {"crs": crs, "layer": layer, "large": large}, prefix="--")
    other = {"crs": other_crs, "layer": other_layer, "large": large}
    b = _lines(second, times, other, prefix="--other-")
    answer = meeting.meetings(a, b, touch_m=touch)
    rows = answer["crossings"]
    if form == "json":
        emit_json(answer)
    elif form == "csv":
        click.echo(to_csv(rows), nl=False)
    elif form == "geojson":
        from caspiangeo.io.users import located

        click.echo(located.points_text(rows, meeting.base_of(a, b)), nl=False)
    else:
        click.echo("\n".join(_text(a, b, answer)))


def _lines(
    subject: str, times: dict[str, str | None], reading: dict[str, Any], *, prefix: str
) -> Lines:
    from caspiangeo.io.users import meeting

    if not is_file(subject):
        from caspiangeo.catalog import default_catalog

        for option in ("crs", "layer"):
            if reading[option] is not None:
                raise click.UsageError(f"{prefix}{option} goes with a FILE, not with {subject!r}")
        return meeting.route_lines(default_catalog().route(subject, **times))
    from caspiangeo.io.users.lines import open_lines

    with crs_option_named(f"{prefix}crs"):
        file = open_lines(subject, **reading)
    lines = meeting.file_lines(file)
    say(file)
    for row, why in list(lines.faults.items())[:_MOST_FAULTS]:
        click.echo(f"{lines.name}: row {row} is left out: {why}", err=True)
    if len(lines.faults) > _MOST_FAULTS:
        click.echo(f"{lines.name}: so are {len(lines.faults) - _MOST_FAULTS:,} more rows", err=True)
    return lines


def _text(a: Lines, b: Lines, answer: Answer) -> Iterator[str]:
    rows = answer["crossings"]
    if not rows:
        yield f"{a.name} and {b.name} do not meet anywhere"
    else:
        count = "1 place" if len(rows) == 1 else f"{len(rows):,} places"
        yield f"{a.name} (a) and {b.name} (b) meet at {count}; {answer['crs']}"
        yield from table([_row(a, b, each) for each in rows], indent="  ")
    for lines in (a, b):
        quality = lines.about.get("geometry_quality")
        if quality is not None and quality not in ("surveyed", "traced"):
            yield f"  {lines.name} is a {quality} line, no survey: places on it are only as good"


def _row(a: Lines, b: Lines, meeting: Answer) -> Answer:
    angle = meeting["angle_deg"]
    return {
        "kind": meeting["kind"],
        "lon": meeting["lon"],
        "lat": meeting["lat"],
        **_on(a, meeting, "a"),
        **_on(b, meeting, "b"),
        "angle": "-" if angle is None else f"{angle:.1f}°".rjust(6),
    }


def _on(lines: Lines, meeting: Answer, side: str) -> Answer:
    """Return the columns of one side: the row of a file, the kilometre, of a stretch both."""
    from caspiangeo.geodesy import kp_label

    start, end = meeting[f"kp_{side}_km"], meeting[f"to_kp_{side}_km"]
    label = kp_label(1000 * start)
    label = label if end is None else f"{label} to {kp_label(1000 * end).removeprefix('KP ')}"
    row = {f"row {side}": meeting[f"row_{side}"]} if "file" in lines.about else {}
    return row | {f"on {side}": label}
