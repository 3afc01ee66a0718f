"""``caspiangeo export``: the data set in formats that other tools open."""

from __future__ import annotations

from pathlib import Path

import click

from caspiangeo.cli import options
from caspiangeo.cli.lengths import length_km
from caspiangeo.io.export.bundle import FORMATS
from caspiangeo.io.layers import LANGUAGES


@click.command("export")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--format",
    "forms",
    type=click.Choice(list(FORMATS)),
    multiple=True,
    help="The format to write; may be given several times.  [default: geojson]",
)
@click.option("--all", "every", is_flag=True, help="Write every format.")
@click.option("--mode", metavar="MODE", help="Only routes of this mode: pipeline, rail, sea ...")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the titles, where a name is known in it.",
)
@click.option(
    "--columns", metavar="NAME,NAME...", help="Keep only these columns; the id always stays."
)
@click.option(
    "--vertices",
    is_flag=True,
    help="Only the original vertices; by default lines stay within 1 m of the geodesic.",
)
@click.option(
    "--kp-every",
    metavar="LENGTH",
    default="50km",
    show_default=True,
    help="Distance between kilometre points, as in 10km or 5nmi.",
)
@click.option(
    "--profile",
    type=click.Choice(["full", "gis", "web"]),
    help="GeoJSON for whom: every column (default), the usual columns, or a small coloured one.",
)
@click.option(
    "--precision",
    type=click.IntRange(1, 15),
    metavar="DECIMALS",
    help="Decimals of a degree; 7 by default (a centimetre), 5 for the web.",
)
@options.times
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    required=True,
    help="Where to write the files; made if it is missing.",
)
def command(
    ids: tuple[str, ...],
    forms: tuple[str, ...],
    every: bool,  # noqa: FBT001 - click passes flags by name
    mode: str | None,
    language: str,
    columns: str | None,
    vertices: bool,  # noqa: FBT001 - click passes flags by name
    kp_every: str,
    profile: str | None,
    precision: int | None,
    as_of: str | None,
    known_on: str | None,
    output: str,
) -> None:
    """Write the data set in formats that other tools open, with sources and licence in every row.

    Routes, sites, kilometre points, and where the format has room published figures, statuses,
    volumes and sources. Name routes or sites to write only those.

    Several formats get a folder each, unless they are one file, and a README.txt; a format whose
    optional package is not installed is left out of --all, and told.
    """
    from caspiangeo.catalog import default_catalog
    from caspiangeo.io.export.bundle import write_bundle
    from caspiangeo.io.layers import Choice

    if every and forms:
        raise click.UsageError("--all writes every format; leave --format out")
    choice = Choice(
        ids=ids,
        mode=mode,
        as_of=as_of,
        known_on=known_on,
        language=language,
        columns=_split(columns),
        vertices=vertices,
        kp_every_km=length_km(kp_every, option="--kp-every"),
    )
    given = {"profile": profile, "precision": precision}
    done = write_bundle(
        default_catalog(),
        Path(output),
        formats=list(FORMATS) if every else list(dict.fromkeys(forms)) or ["geojson"],
        choice=choice,
        options={name: value for name, value in given.items() if value is not None},
        skip_missing=every,
    )
    for path in done.files:
        click.echo(path)
    for name, reason in done.left_out.items():
        click.echo(f"{name} is left out: {reason}", err=True)
    if done.without_place:
        click.echo(f"no place known, left out: {', '.join(done.without_place)}", err=True)


def _split(names: str | None) -> list[str]:
    return [each.strip() for each in (names or "").split(",") if each.strip()]
