"""``caspiangeo length``: how long, who says so, and how long by our own line or by a user's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from caspiangeo.cli import options
from caspiangeo.cli.output import emit_json, table, to_csv
from caspiangeo.cli.subjects import is_file

_UNITS = ("km", "nmi", "mi")


@click.command("length")
@click.argument("subjects", metavar="ID|FILE...", nargs=-1, required=True)
@click.option(
    "--by",
    type=click.Choice(["country", "section", "leg"]),
    help="Split by country, by section between sites, or a corridor by leg.",
)
@click.option(
    "--unit",
    type=click.Choice(_UNITS),
    default="km",
    show_default=True,
    help="Unit of the table; JSON and CSV stay in km.",
)
@options.boundaries_option
@options.times
@options.output_option(
    required=False,
    what="Write the same data as FILE with a column geodesic_length_m: .gpkg, .geojson, .fgb, "
    ".parquet, .shp, .csv.",
)
@options.crs_option
@options.layer_option
@options.large_option
@options.rows_option
@options.format_option("table", "json", "csv", "geojson")
def command(
    subjects: tuple[str, ...],
    by: str | None,
    unit: str,
    boundaries: str | None,
    as_of: str | None,
    known_on: str | None,
    output: str | None,
    crs: str | None,
    layer: str | None,
    large: bool,  # noqa: FBT001 - click passes flags by name
    rows: int,
    form: str,
) -> None:
    """Print the published length of a route with its source, every rival figure, and ours.

    A corridor such as `titr` gives each route of each leg. A FILE is any vector file of lines: each
    row is measured on the ellipsoid of the file's own datum, and what cannot be measured is listed.
    """
    files = tuple(each for each in subjects if is_file(each))
    ids = tuple(each for each in subjects if each not in files)
    of_routes = {"--by": by, "--boundaries": boundaries, "--as-of": as_of, "--known-on": known_on}
    of_files = {"-o": output, "--crs": crs, "--layer": layer, "--large": large or None}
    _check(of_routes, ids, "a route of the data set")
    _check(of_files, files, "a FILE")
    if output is not None and (len(subjects) > 1 or form == "geojson"):
        raise click.UsageError("-o goes with one FILE alone, and not with --format geojson")
    if ids and files and form in ("csv", "geojson"):
        raise click.UsageError(f"--format {form} takes ids or files, not both")
    reading: dict[str, Any] = {"crs": crs, "layer": layer, "large": large}
    if files and form in ("csv", "geojson"):
        _print_files(files, form, output, reading)
    elif form == "geojson":
        click.echo(_geojson(ids, as_of, known_on), nl=False)
    elif form == "csv":
        answers = (_answer(each, by, boundaries, as_of, known_on) for each in ids)
        click.echo(to_csv([row for each in answers for row in _claim_rows(each)]), nl=False)
    else:
        told = []
        for subject in subjects:
            if subject in files:
                told.append(_tell_file(subject, form, unit, rows, output, reading))
            else:
                told.append(_tell(_answer(subject, by, boundaries, as_of, known_on), form, unit))
        if form == "json":
            emit_json(told[0] if len(told) == 1 else told)
    if output is not None:
        click.echo(f"wrote {output}", err=True)


def _check(given: Mapping[str, object], subjects: tuple[str, ...], what: str) -> None:
    for option, value in given.items():
        if value is not None and not subjects:
            raise click.UsageError(f"{option} goes with {what}")


def _print_files(
    files: tuple[str, ...], form: str, output: str | None, reading: dict[str, Any]
) -> None:
    from caspiangeo.cli import length_of_files

    if form == "csv":
        length_of_files.print_csv(files, output=output, **reading)
    elif len(files) == 1:
        length_of_files.print_geojson(files[0], **reading)
    else:
        raise click.UsageError("--format geojson takes one FILE at a time")


def _tell_file(
    path: str, form: str, unit: str, rows: int, output: str | None, reading: dict[str, Any]
) -> dict[str, Any]:
    from caspiangeo.cli import length_of_files

    most_rows = rows if form == "table" else 0
    found = length_of_files.measure(path, output, most_rows=most_rows, **reading)
    if form == "table":
        click.echo("\n".join(length_of_files.text(found, unit)))
    return length_of_files.answer(found, path)


def _tell(answer: dict[str, Any], form: str, unit: str) -> dict[str, Any]:
    if form == "table":
        click.echo("\n".join(_text(answer, unit)))
    return answer


def _answer(
    name: str,
    by: str | None,
    boundaries: str | None,
    as_of: str | None,
    known_on: str | None,
) -> dict[str, Any]:
    from caspiangeo.catalog import default_catalog
    from caspiangeo.errors import OutOfRangeError
    from caspiangeo.io import answers

    catalog = default_catalog()
    if catalog.is_corridor(name):
        if by not in (None, "leg"):
            raise OutOfRangeError(f"{name!r} is a corridor: use --by leg, not --by {by}")
        return answers.corridor_length(
            catalog.corridor(name, as_of=as_of, known_on=known_on), catalog
        )
    view = catalog.route(name, as_of=as_of, known_on=known_on)
    if by == "leg":
        raise OutOfRangeError(f"{view.id!r} is one route: use --by country or --by section")
    boundary, polygons = None, None
    if boundaries is not None:
        from caspiangeo.io import read_boundaries

        boundary, polygons = read_boundaries(boundaries)
    if boundaries and by is None:
        by = "country"
    split = view.split(by, boundary=boundary, polygons=polygons) if by else None
    return answers.length(view, catalog, split)


def _geojson(ids: tuple[str, ...], as_of: str | None, known_on: str | None) -> str:
    """Return the lines with their lengths; a corridor gives every route of its legs."""
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io.export import geojson

    catalog = default_catalog()
    views: dict[str, Any] = {}
    for name in ids:
        if catalog.is_corridor(name):
            legs = catalog.corridor(name, as_of=as_of, known_on=known_on).legs()
            views |= {each.id: each for leg in legs.values() for each in leg}
        else:
            view = catalog.route(name, as_of=as_of, known_on=known_on)
            views[view.id] = view
    return geojson.routes_text(views.values(), catalog, catalog.viewpoint(as_of, known_on))


def _claim_rows(answer: dict[str, Any]) -> list[dict[str, object]]:
    ours = {
        "id": answer["id"],
        "figure": "computed",
        "segment": "total",
        "km": answer["computed_km"],
        "qualifier": answer.get("geometry_quality"),
        "source": "caspiangeo",
        "date": None,
        "url": None,
    }
    stated = [
        {
            "id": answer["id"],
            "figure": claim["kind"],
            "segment": claim["segment"],
            "km": claim["value_km"],
            "qualifier": claim["qualifier"],
            "source": claim["source_title"],
            "date": claim["date"],
            "url": claim["url"],
        }
        for claim in answer["claims"]
    ]
    return [*stated, ours]


def _text(answer: dict[str, Any], unit: str) -> list[str]:
    known = f", published by {answer['known_on']}" if answer["known_on"] else ""
    lines = [f"{answer['id']}, as of {answer['as_of']}{known}", *_published(answer, unit)]
    if answer["computed_km"] is not None:
        between = answer["interval_km"]
        spread = (
            f", between {_in(between[0], unit)} and {_in(between[1], unit)}"
            if between
            else ", no interval"
        )
        lines.append(
            f"  computed    {_in(answer['computed_km'], unit)}{spread} "
            f"({answer['geometry_quality']} line)"
        )
    lines += [f"              {answer['method']}", *_others(answer, unit), *_parts(answer, unit)]
    return [*lines, ""]


def _published(answer: dict[str, Any], unit: str) -> list[str]:
    claim = answer.get("published")
    if claim is None:
        return ["  published   none: no source gives one length of the whole"]
    date = claim["date"] or "undated"
    lines = [f"  published   {_figure(claim, unit)}: {claim['source_title']} ({date})"]
    return [*lines, f"              {claim['url'] or 'address not recorded'}"]


def _figure(claim: dict[str, Any], unit: str) -> str:
    if claim["value_km"] is not None:
        said = _in(claim["value_km"], unit)
        return f"{claim['qualifier']} {said}" if claim["qualifier"] else said
    if claim["min_km"] is not None and claim["max_km"] is not None:
        return (
            f"{_in(claim['min_km'], unit).removesuffix(' ' + unit)} to {_in(claim['max_km'], unit)}"
        )
    return "no figure"


def _others(answer: dict[str, Any], unit: str) -> list[str]:
    shown = (answer.get("published") or {}).get("id")
    rows = [
        {
            "figure": _figure(claim, unit),
            "of": claim["segment"] or "total",
            "kind": "a peer's line" if claim["peer"] else claim["kind"],
            "date": claim["date"] or "undated",
            "source": claim["source_title"],
        }
        for claim in answer["claims"]
        if claim["id"] != shown
    ]
    return (
        ["  other figures, none of them dropped or averaged", *table(rows, indent="    ")]
        if rows
        else []
    )


def _parts(answer: dict[str, Any], unit: str) -> list[str]:
    if not answer["parts"]:
        return []
    rows = [
        {
            "part": part["key"],
            "published": "-" if part["published_km"] is None else _in(part["published_km"], unit),
            "computed": _in(part["computed_km"], unit),
        }
        for part in answer["parts"]
    ]
    boundary = answer["boundary"]
    by = f" by {boundary['name']} {boundary['version']}" if boundary else ""
    lines = [f"  parts{by}", *table(rows, indent="    ")]
    if answer["unattributed_km"] is not None:
        lines.append(f"    not attributed: {_in(answer['unattributed_km'], unit)}")
    if boundary:
        lines.append(f"    point of view: {boundary['point_of_view']}")
    return lines


def _in(value_km: float, unit: str) -> str:
    from caspiangeo.units import from_km

    value = from_km(value_km, unit)
    return f"{value:,.1f} {unit}" if value % 1 else f"{value:,.0f} {unit}"
