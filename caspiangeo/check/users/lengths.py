"""The lengths that a file states against its own lines, and against what operators publish."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from caspiangeo.catalog import default_catalog, preference
from caspiangeo.check.report import Finding
from caspiangeo.check.users.features import MapFeature
from caspiangeo.check.users.projected import other_lengths_km
from caspiangeo.check.users.stated import StatedLength, stated_lengths
from caspiangeo.geodesy import lengths_by_polygon_m

if TYPE_CHECKING:
    from caspiangeo.catalog import RouteView

#: How good the ends of a line are where nobody says, metres.
_END_M: Final = 1000.0
#: A drawn line may be so much longer than the real one by its own wiggles.
_WIGGLE: Final = 0.01
#: Two figures for one thing this near to each other are the same.
_SAME: Final = 0.005
#: Published figures are rounded to about this.
_ROUNDED: Final = 0.001
#: A stated length is that of a projection if it is so much nearer to it than to the geodesic one;
#: programs agree on it so well.
_NEARER: Final = 10.0
_PROJECTED: Final = 1e-6
#: Coarser figures hit the length in some projection by chance.
_COARSEST: Final = 1e-3
#: A part of a route has less than this of its length.
_WHOLE: Final = 0.7
#: In a country a drawn line may be so much longer than published, of its own and in all; a border
#: is followed for a few kilometres by accident.
_LONGER: Final = 0.1
_BORDER_KM: Final = 10.0


def check_lengths(line: MapFeature) -> Iterator[Finding]:
    """Yield what is wrong with the lengths that a line states of itself."""
    line_km = line.length_m / 1000
    stated = list(stated_lengths(line.properties, line_km))
    for each in stated:
        if each.country is None:
            yield from _whole(line, each, line_km)
        elif line.route is not None:
            yield from _part(line, each, line.route)
    if line.route is not None and line.length_m / 1000 > _WHOLE * line.route.computed_km:
        yield from _countries(line, line.route)


def _whole(line: MapFeature, stated: StatedLength, line_km: float) -> Iterator[Finding]:
    """Yield the first thing that is wrong with the length of a whole line."""
    for rule in (_below_geodesic, _in_projection, _not_computed, _below_line, _not_published):
        finding = rule(line, stated, line_km)
        if finding is not None:
            yield finding
            return


def _below_geodesic(line: MapFeature, stated: StatedLength, _line_km: float) -> Finding | None:
    if line.apart_m is None:
        return None
    apart_km = (line.apart_m - 2 * max(line.accuracy_m, _END_M)) / 1000
    if stated.km + stated.half_km >= apart_km:
        return None
    return Finding(
        "length-below-geodesic",
        line.where,
        f"{stated.text}, but its ends are {line.apart_m / 1000:,.1f} km apart and nothing between "
        "them can be shorter; look for another unit, a part, or an end in the wrong place",
    )


def _in_projection(line: MapFeature, stated: StatedLength, line_km: float) -> Finding | None:
    sure_km = max(stated.half_km, _PROJECTED * line_km)
    if abs(stated.km - line_km) <= sure_km or sure_km > _COARSEST * line_km:
        return None
    found = [
        (abs(stated.km - km), title)
        for title, km in other_lengths_km(line)
        if abs(stated.km - km) <= sure_km and abs(km - line_km) >= _NEARER * sure_km
    ]
    if not found:
        return None
    return Finding(
        "length-in-projection",
        line.where,
        f"{stated.text}, which is the length of the line in {min(found)[1]}; on the ellipsoid it "
        f"is {line_km:,.3f} km ({stated.km / line_km - 1:+.2%}); measure it there",
        is_error=False,
    )


def _not_computed(line: MapFeature, stated: StatedLength, line_km: float) -> Finding | None:
    off_km = abs(stated.km - line_km)
    if not stated.computed or off_km <= max(stated.half_km, _SAME * line_km):
        return None
    return Finding(
        "computed-length",
        line.where,
        f"{stated.text}, but the line measures {line_km:,.3f} km on the ellipsoid; measure it "
        "again after the last change of the line",
        is_error=False,
    )


def _below_line(line: MapFeature, stated: StatedLength, line_km: float) -> Finding | None:
    room_km = max(stated.half_km, _WIGGLE * line_km, line.accuracy_m / 1000)
    schematic = line.text_in("geometry_quality") in ("schematic", "hypothetical")
    if schematic or stated.km >= line_km - room_km:
        return None
    return Finding(
        "length-below-line",
        line.where,
        f"{stated.text}, but the line itself measures {line_km:,.1f} km; a drawing cuts corners, "
        "so the real length is rarely the shorter one: look for a part, another unit or a detour",
        is_error=False,
    )


def _not_published(line: MapFeature, stated: StatedLength, line_km: float) -> Finding | None:
    """Hold a length against those of the operator, where a line is a whole route of ours."""
    view = line.route
    if view is None or view.published is None or view.published_km is None or stated.computed:
        return None
    own = abs(stated.km - line_km) <= max(stated.half_km, _SAME * line_km)
    if own or line_km < _WHOLE * view.computed_km or _is_known(stated, view):
        return None
    return Finding(
        "operator-length",
        line.where,
        f"{stated.text}; {_published(view)}, and no source of this data set gives that figure; say "
        "whose it is",
        is_error=False,
    )


def _part(line: MapFeature, stated: StatedLength, view: RouteView) -> Iterator[Finding]:
    published = _published_parts(view.id).get(stated.country or "")
    if published is None or _is_known(stated, view):
        return
    yield Finding(
        "operator-length",
        line.where,
        f"{stated.text} in {stated.country}; published of {view.id} there are {published:,g} km, "
        "and no source of this data set gives that figure; say whose it is",
        is_error=False,
    )


def _is_known(stated: StatedLength, view: RouteView) -> bool:
    """Return whether some source says that length, of the whole or of the part in a country."""
    for claim in view.claims("length"):
        if (claim.segment or "total") != (stated.country or "total"):
            continue
        low, high = preference.bounds_km(claim)
        value = preference.length_km(claim)
        for km in (value, low, high):
            if km is not None and abs(km - stated.km) <= max(stated.half_km, _ROUNDED * km):
                return True
    return False


def _published(view: RouteView) -> str:
    published = view.published
    if published is None:
        return "no length is published"
    label = default_catalog().sources[published.source].label
    return f"published are {preference.in_words(published)} ({label})"


def _countries(line: MapFeature, view: RouteView) -> Iterator[Finding]:
    """Hold the kilometres of a drawn route in each country against those published."""
    from caspiangeo.catalog.boundaries import countries

    published = _published_parts(view.id)
    if not published:
        return
    boundary, polygons = countries(default_catalog().root)
    drawn = _drawn_km(line, polygons)
    for key in dict.fromkeys([*published, *drawn]):
        km, stated = drawn.get(key, 0.0), published.get(key, 0.0)
        if km - stated > max(_BORDER_KM, _LONGER * stated) or (stated > 0 and km == 0):
            yield Finding(
                "operator-country",
                line.where,
                f"{km:,.0f} km of the line lie in {key} ({boundary.name}); published of "
                f"{view.id} there are {stated:,g} km; look where the line was drawn",
                is_error=False,
            )


@cache
def _published_parts(route: str) -> dict[str, float]:
    """Return the published kilometres of a route by country, as far as there are any."""
    parts = default_catalog().route(route).split().parts
    return {each.key: each.published_km for each in parts if each.published_km is not None}


def _drawn_km(line: MapFeature, polygons: object) -> dict[str, float]:
    drawn: dict[str, float] = {}
    for part in line.lon_lat:
        for key, metres in lengths_by_polygon_m(part, polygons).items():  # type: ignore[arg-type]
            if key is not None:
                drawn[key] = drawn.get(key, 0.0) + metres / 1000
    return drawn
