"""Ends of lines off their terminals, and points off the sites that they are named after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from caspiangeo.catalog import default_catalog
from caspiangeo.check.report import Finding
from caspiangeo.check.users.features import MapFeature, sites_named, spellings
from caspiangeo.geodesy import distance_m

if TYPE_CHECKING:
    from caspiangeo.geodesy.coordinates import Floats
    from caspiangeo.model import Site

#: Columns that name where a line begins and where it ends.
_FROM: Final = ("from_site", "from", "start", "origin", "source")
_TO: Final = ("to_site", "to", "end", "destination", "target")
#: Terminals are kilometres long: so much beyond the accuracy of both is no fault, metres.
_TERMINAL_M: Final = 2_000.0
#: A point may be in another part of a harbour, or of a town.
_HARBOUR_M: Final = 5_000.0
_TOWN_M: Final = 15_000.0
#: Farther away it is another place of the same name.
_NAMESAKE_M: Final = 500_000.0
#: A line that has less of its route is a part, which ends elsewhere.
_WHOLE: Final = 0.7


def check_ends(line: MapFeature) -> Iterator[Finding]:
    """Yield a warning for each end of a line that is off the site where it should be.

    The sites are those that its columns name, and those of the route of this data set that it is.
    """
    ends = [line.lon_lat[0][0], line.lon_lat[-1][-1]]
    for columns, at in ((_FROM, 0), (_TO, 1)):
        sites = _expected(line, columns, at)
        if not sites:
            continue
        off_m, site = min(
            ((_off_m(site, end, line), site) for site in sites for end in ends),
            key=lambda each: each[0] - (each[1].accuracy_m or 0),
        )
        room_m = (site.accuracy_m or 0) + line.accuracy_m + _TERMINAL_M
        if off_m > room_m:
            yield Finding(
                "off-terminal",
                line.where,
                f"no end is nearer to {site.title} than {off_m / 1000:,.1f} km, and that site is "
                f"known to {(site.accuracy_m or 0) / 1000:g} km; end the line there, or name where "
                "it ends",
                is_error=False,
            )


def check_point(point: MapFeature) -> Iterator[Finding]:
    """Yield a warning if a point is off the site that it is named after."""
    if not point.sites:
        return
    off_m, site = min(
        ((_off_m(site, point.lon_lat[0][0], point), site) for site in point.sites),
        key=lambda each: each[0] - (each[1].accuracy_m or 0),
    )
    own_m = _TOWN_M if site.role in ("city", "town") else _HARBOUR_M
    if (site.accuracy_m or 0) + point.accuracy_m + own_m < off_m < _NAMESAKE_M:
        yield Finding(
            "off-site",
            point.where,
            f"lies {off_m / 1000:,.1f} km off {site.title} ({site.lon:.3f}, {site.lat:.3f}), which "
            f"is known to {(site.accuracy_m or 0) / 1000:g} km; put it there, or name it otherwise",
            is_error=False,
        )


def _expected(line: MapFeature, columns: Sequence[str], at: int) -> tuple[Site, ...]:
    """Return the sites at which a line should begin (`at` 0) or end (1)."""
    named = line.text_in(*columns)
    if named is not None:
        return next((found for each in spellings(named) if (found := sites_named(each))), ())
    view = line.route
    if view is None or line.length_m < _WHOLE * view.computed_km * 1000:
        return ()
    end = (view.record.from_site, view.record.to_site)[at]
    site = default_catalog().site_records.get(end or "")
    return (site,) if site is not None and site.located else ()


def _off_m(site: Site, place: Floats, feature: MapFeature) -> float:
    """Return how far a place is from a site, or from where our own line ends for that site."""
    ends = [(site.lon or 0.0, site.lat or 0.0)]
    view = feature.route
    if view is not None and site.id in (view.record.from_site, view.record.to_site):
        # such as a sea leg, which ends at a jetty off the terminal
        ends.append(view.coordinates[0 if site.id == view.record.from_site else -1])
    lon, lat = place.tolist()
    return min(distance_m(each, (lon, lat)) for each in ends)
