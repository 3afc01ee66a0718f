"""``caspiangeo compare``: one line beside another, in figures and on a map."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json, kilometres, table, to_csv
from caspiangeo.cli.subjects import is_file, line_of

if TYPE_CHECKING:
    from caspiangeo.catalog import RouteView
    from caspiangeo.io.users.subjects import Subject

Answer = dict[str, Any]
_OF_FILES = ("row", "where", "crs", "layer")


@click.command("compare")
@click.argument("first", metavar="ID|FILE")
@click.argument("second", metavar="ID|FILE")
@click.option(
    "--within",
    default="1km",
    show_default=True,
    metavar="LENGTH",
    help="Tell which share of each line lies this near to the other.",
)
@options.boundaries_option
@options.times
@click.option("--row", type=click.IntRange(min=0), metavar="N", help="Row of a FILE, from 0.")
@click.option("--where", metavar="COLUMN=VALUE", help="Row of a FILE by what a column says.")
@options.crs_option
@options.layer_option
@click.option(
    "--other-row", type=click.IntRange(min=0), metavar="N", help="As --row, of a second FILE."
)
@click.option("--other-where", metavar="COLUMN=VALUE", help="As --where, of a second FILE.")
@click.option("--other-crs", metavar="CRS", help="As --crs, of a second FILE.")
@click.option("--other-layer", metavar="NAME", help="As --layer, of a second FILE.")
@options.large_option
@options.output_option(required=False, what="Draw both lines as one HTML file as well.")
@options.format_option("table", "json", "csv", "geojson")
def command(
    first: str,
    second: str,
    within: str,
    boundaries: str | None,
    as_of: str | None,
    known_on: str | None,
    output: str | None,
    form: str,
    **files: Any,
) -> None:
    """Compare two lines: routes, or lines of vector files such as someone else's version.

    Both lengths, the published one first; how far the lines are from each other and where; which
    share of each lies near the other; and the kilometres in each country, with the boundary named.
    """
    from caspiangeo.cli.lengths import length_km
    from caspiangeo.io import read_boundaries
    from caspiangeo.io.users import comparing

    boundary, polygons = read_boundaries(boundaries) if boundaries else (None, None)
    times = {"as_of": as_of, "known_on": known_on}
    a, b = _subjects((first, second), times, files)
    found = comparing.compare(
        a,
        b,
        within_m=1000 * length_km(within, option="--within"),
        boundary=boundary,
        polygons=polygons,
    )
    if form == "geojson":
        click.echo(comparing.as_geojson(found), nl=False)
    else:
        answer = comparing.as_answer(found)
        if form == "json":
            emit_json(answer)
        elif form == "csv":
            click.echo(to_csv(comparing.as_rows(answer)), nl=False)
        else:
            click.echo("\n".join(_text(answer)))
    if output is not None:
        from caspiangeo.webmap import draw_comparison

        click.echo(f"wrote {draw_comparison(found).save(output)}", err=True)


def _subjects(
    names: tuple[str, str], times: dict[str, str | None], files: dict[str, Any]
) -> list[RouteView | Subject]:
    """Return both lines; options without a prefix belong to the first FILE there is."""
    from caspiangeo.catalog import default_catalog

    prefixes = iter(("", "other_"))
    found: list[RouteView | Subject] = []
    for name in names:
        if not is_file(name):
            found.append(default_catalog().route(name, **times))
            continue
        prefix = next(prefixes)
        chosen = {key: files[prefix + key] for key in _OF_FILES}
        with _options_named(prefix):
            found.append(line_of(name, as_of=None, known_on=None, large=files["large"], **chosen))
    for prefix in prefixes:
        for key in _OF_FILES:
            if files[prefix + key] is not None:
                which = "a second FILE" if prefix else "a FILE"
                raise click.UsageError(f"--{(prefix + key).replace('_', '-')} goes with {which}")
    return found


@contextlib.contextmanager
def _options_named(prefix: str) -> Iterator[None]:
    """Let an error that asks for an option name that of the second file."""
    from caspiangeo.errors import CaspianError

    try:
        yield
    except CaspianError as error:
        said = str(error)
        for option in _OF_FILES if prefix else ():
            said = said.replace(f"--{option}", f"--other-{option}")
        raise type(error)(said) from None


def _text(answer: Answer) -> Iterator[str]:
    a, b = answer["a"], answer["b"]
    yield f"a  {a['title']}{_quality(a)}"
    yield f"b  {b['title']}{_quality(b)}"
    yield ""
    yield from table(_rows(answer), indent="  ")
    yield ""
    yield from _distances(answer)
    boundary = answer["boundary"]
    yield f"  kilometres by {boundary['name']} {boundary['version']}"
    yield f"  point of view: {boundary['point_of_view']}"


def _quality(side: Answer) -> str:
    quality = side["geometry_quality"]
    return "" if quality is None else f", {quality} line"


def _rows(answer: Answer) -> list[Answer]:
    """Return the table of kilometres: the published ones first."""
    a, b = answer["a"], answer["b"]
    elsewhere_a, elsewhere_b = answer["unattributed_km"]
    published = a["published_km"]
    rows = [_row("whole line", published, a["computed_km"], b["computed_km"])]
    rows += [
        _row(each["key"], each["published_km"], each["a_km"], each["b_km"])
        for each in answer["parts"]
    ]
    if max(elsewhere_a, elsewhere_b) >= 0.05:
        rows.append(_row("in none of them", None, elsewhere_a, elsewhere_b))
    return rows


def _row(what: str, published: float | None, a_km: float, b_km: float) -> Answer:
    return {
        "kilometres": what,
        "published of a": "-" if published is None else kilometres(published).rjust(7),
        "a": f"{a_km:,.1f}".rjust(7),
        "b": f"{b_km:,.1f}".rjust(7),
        "b - a": f"{b_km - a_km:+,.1f}".rjust(7),
    }


def _distances(answer: Answer) -> Iterator[str]:
    a, b = answer["a"], answer["b"]
    if answer["reverse"]:
        yield "  b runs against the direction of a"
    within = f"within {_m(answer['within_m'])} of the other"
    rows = [
        {
            "distance": "mean to the other line",
            "a": _m(a["mean_m"]),
            "b": _m(b["mean_m"]),
        },
        {"distance": "farthest from the other line", "a": _far(a), "b": _far(b)},
        {"distance": "  where: its KP", "a": _kp(a), "b": _kp(b)},
        {"distance": "  where: lon, lat", "a": _place(a), "b": _place(b)},
        {"distance": within, "a": _share(a), "b": _share(b)},
    ]
    yield from table(rows, indent="  ")
    yield f"  places are given in {answer['crs']}"


def _far(side: Answer) -> str:
    return _m(side["farthest"]["away_m"])


def _kp(side: Answer) -> str:
    from caspiangeo.geodesy import kp_label

    return kp_label(1000 * side["farthest"]["kp_km"])


def _place(side: Answer) -> str:
    return f"{side['farthest']['lon']:.5f}, {side['farthest']['lat']:.5f}"


def _share(side: Answer) -> str:
    return f"{100 * side['share_within']:.1f} %"


def _m(metres: float) -> str:
    return f"{metres:,.1f} m" if metres < 1000 else f"{metres / 1000:,.2f} km"
