"""What every exported file says of itself: in a sentence, and as names with values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from caspiangeo.io.layers import About, Layer

#: To be said where lines have M.
M_NOTE: Final = "M counts kilometres."

#: How the licences of points that are share-alike begin.
_SHARE_ALIKE = ("ODbL", "CC-BY-SA")


def statement(about: About) -> str:
    """Return what a file is, what it may be used for and whom to credit.

    Examples
    --------
    >>> about = About("1", "0.1.0", "2026-11-23", "2023-09-29", tolerance_m=None, credits="Us.")
    >>> print(statement(about))
    caspiangeo 0.1.0 (data of 2026-11-23), as of 2023-09-29. Lines have their original vertices
    only. Licence: CC-BY-4.0. Us.
    """
    return " ".join(
        (_whose(about) + ".", _lines(about), f"Licence: {about.licence}.", about.credits)
    )


def layer_statement(layer: Layer, about: About) -> str:
    """Return the same for one layer whose lines have M."""
    said = statement(about)
    return f"{said} {M_NOTE}" if layer.geometry == "LineString" else said


def _whose(about: About) -> str:
    said = f"caspiangeo {about.data_version} (data of {about.data_date})"
    said += f", as of {about.as_of}" if about.as_of else ""
    return said + (f", as published by {about.known_on}" if about.known_on else "")


def _lines(about: About) -> str:
    if about.tolerance_m is None:
        return "Lines have their original vertices only."
    return (
        f"A line straight in degrees between its vertices stays within {about.tolerance_m:g} m of "
        "the geodesic or rhumb line."
    )


def facts(about: About) -> dict[str, str]:
    """Return the same for formats that keep metadata as names and values.

    Examples
    --------
    >>> sorted(facts(About("1", "0.1.0", "2026-11-23")))
    ['as_of', 'credits', 'data_date', 'data_version', 'known_on', 'licence', 'schema_version',
     'tolerance_m']
    """
    tolerance = "" if about.tolerance_m is None else f"{about.tolerance_m:g}"
    return {
        "schema_version": about.schema_version,
        "data_version": about.data_version,
        "data_date": about.data_date,
        "as_of": about.as_of or "",
        "known_on": about.known_on or "",
        "tolerance_m": tolerance,
        "licence": about.licence,
        "credits": about.credits,
    }


def licences(layers: Iterable[Layer]) -> dict[str, list[str]]:
    """Return the ids of the rows with a geometry by their licence, the most used one first.

    Examples
    --------
    >>> rows = ({"id": "a", "licence": "ODbL-1.0"}, {"id": "b", "licence": "CC0-1.0"})
    >>> licences([Layer("sites", "Sites", "Point", (), rows)])
    {'CC0-1.0': ['b'], 'ODbL-1.0': ['a']}
    """
    found: dict[str, list[str]] = {}
    for layer in layers:
        for row in layer.rows if layer.geometry else ():
            found.setdefault(str(row.get("licence") or "not stated"), []).append(str(row["id"]))
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def is_share_alike(licence: str) -> bool:
    """Return whether what is made from something under a licence has to be under it as well.

    Examples
    --------
    >>> is_share_alike("ODbL-1.0"), is_share_alike("CC-BY-4.0")
    (True, False)
    """
    return licence.startswith(_SHARE_ALIKE)
