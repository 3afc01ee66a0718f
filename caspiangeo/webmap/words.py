"""Every word that a page says by itself, by language.

The page's script and its skeleton take their words from here, so that a language is one table.
Titles of records, notes and names of sources come from the data and are not in it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from caspiangeo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_ENGLISH: Final = {
    # skeleton
    "skip-map": "Skip to the map",
    "skip-lists": "Skip to the list of lines and sites",
    "dark-theme": "Dark",
    "print": "Print",
    "sections": "Sections",
    "tab-report": "Report",
    "tab-about": "About",
    "tab-legend": "Legend and filter",
    "tab-legend-short": "Legend",
    "fold-legend": "Show the legend",
    "tab-lists": "Lines and sites",
    "map": "Map",
    "details": "Details",
    "needs-script": "This map is drawn by the script inside this file; please switch scripts on.",
    "description": "Map of energy and transport links with lengths, volumes, statuses and sources.",
    # map
    "map-content": "Lines and sites on the map",
    "zoom-in": "Zoom in",
    "zoom-out": "Zoom out",
    "scale": "{km} km at {lat}° N",
    "opens": "(opens a new page)",
    "close": "Close the details",
    # legend
    "show-all": "Show all",
    "hide-all": "Hide all",
    "legend-total": "Shown: {shown} of {all} lines. Kilometres are computed on the drawn lines, "
    "{km} in all; hypothetical lines do not count.",
    "legend-quality": "How well the course is known",
    "legend-sites": "Sites",
    "legend-overlays": "Lines from files",
    "legend-proxy": "a town or neighbour stands in",
    # lengths
    "length": "Length",
    "published": "published",
    "computed": "computed",
    "no-length": "no published length",
    "interval": "the asset lies between {low} and {high} km, going by the drawn line alone",
    "no-interval": "no interval can be given",
    "no-interval-hypothetical": "which is the drawn line's, not the asset's: nobody has published "
    "where it would run",
    "difference": "The computed length differs from the published one by {percent} %.",
    "method.geodesic": "Geodesics on the WGS 84 ellipsoid through {points} points.",
    "method.rhumb": "Rhumb lines on the WGS 84 ellipsoid through {points} points.",
    "quality": "Course",
    "no-line": "No line is known: this route is listed and not drawn.",
    "parts": "Published parts",
    "rivals": "Other published figures contradict it",
    # status
    "status-on": "Status on {date}",
    "no-status": "No source says what it was on this day.",
    "since": "{status} since {date}",
    # figures
    "flows": "Volumes",
    "statements": "Statements",
    "other-figures": "Other published figures",
    "undated": "undated",
    "no-licence": "no licence stated",
    "state-of": "state of {date}",
    "from-to": "{from} to {to}",
    "kind.derived": "derived from stated figures",
    "kind.peer": "measured on another drawn line",
    "kind.plan": "plan",
    "kind.target": "target",
    "kind.forecast": "forecast",
    "kind.agreement": "agreed",
    "kind.proposal": "proposed",
    "kind.capacity": "capacity",
    "kind.cumulative": "in all since the start",
    "kind.single-cargo": "one cargo",
    "kind.single": "one journey",
    "kind.mean": "mean",
    "kind.claim": "claimed",
    "unit.kt/a": "kt a year",
    "unit.Mt/a": "Mt a year",
    "unit.bcm/a": "bcm a year",
    "unit.Mbbl/d": "million barrels a day",
    "unit.kbbl/d": "thousand barrels a day",
    "unit.kTEU": "thousand TEU",
    "unit.km2": "km²",
    "unit.m3": "m³",
    "unit.M EUR": "million EUR",
    "unit.bn EUR": "billion EUR",
    "unit.h": "hours",
    "unit.d": "days",
    "part.sea": "at sea",
    "part.land": "on land",
    # relations
    "course": "Course",
    "part-of": "Part of",
    "also-here": "Also under the pointer",
    "lines-here": "Lines that end or pass here",
    "in-report": "In the report",
    "lines": "Lines",
    "former": "former",
    "unreviewed": "* not yet reviewed by a speaker",
    "note": "Note",
    "service": "Service",
    "corridor": "Corridor",
    "families": "Corridors and services",
    "sites": "Sites",
    "not-drawn": "Lines without a known course, not drawn",
    "not-placed": "Sites without a known place, not on the map",
    "search": "Search all names, in any of their languages",
    "found": "{found} found",
    # sites
    "place": "Place",
    "no-place": "place not published",
    "accuracy": "Good to about {metres} m.",
    "proxy": "The point of a town or a neighbour stands in: the place of the facility itself is "
    "not public.",
    "disagreement": "The two sources lie {metres} m apart.",
    "role.port": "port",
    "role.oil-terminal": "oil terminal",
    "role.oil-gas-terminal": "oil and gas terminal",
    "role.oil-berth": "oil berth",
    "role.mooring": "offshore mooring",
    "role.ferry-terminal": "ferry terminal",
    "role.pump-station": "pump station",
    "role.station": "railway station",
    "role.border-crossing": "border crossing",
    "role.landfall": "cable landfall",
    "role.field": "oil or gas field",
    "role.plant": "processing plant",
    "role.city": "city",
    "role.town": "town",
    "role.dry-port": "dry port",
    "role.substation": "substation",
    # header and footer
    "when-both": "As of {as_of}, from what had been published by then",
    "when-split": "As of {as_of}, from what had been published by {known_on}",
    "when-all": "As of {as_of}, from everything in the data set",
    "credits": "Data set caspiangeo {version}, CC BY 4.0.{points} Land, lakes and borders: Natural "
    "Earth, public domain; the borders drawn are those of that data set and take no position on "
    "any territory. Drawn with Leaflet {leaflet}. {network} "
    "Not for navigation, construction or legal boundaries.",
    "network-none": "This file contacts no server.",
    "network-tiles": "Background tiles: {credit}, loaded from {origin}; this file contacts no "
    "other server.",
    "credits-points": " Points from {publishers}.",
}

#: Language to its words.
WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"en": MappingProxyType(_ENGLISH)})


def words(lang: str) -> Mapping[str, str]:
    """Give the words of a language.

    Raises
    ------
    UnknownIdError
        If the page does not speak that language; the message lists those it speaks.

    Examples
    --------
    >>> words("en")["published"]
    'published'
    >>> words("tlh")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: the map does not speak 'tlh' yet; use one of en
    """
    if lang not in WORDS:
        raise UnknownIdError(f"the map does not speak {lang!r} yet; use one of {', '.join(WORDS)}")
    return WORDS[lang]


def day(when: date) -> str:
    """Write a day in English, without the help of the machine's locale.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2023, 9, 29))
    '29 September 2023'
    """
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
