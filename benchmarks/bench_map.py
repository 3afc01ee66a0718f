"""Bar 6: drawing the whole catalogue as one page, beside folium's own ways.

The peers draw the same lines and sites, with a title in a tooltip and nothing else; ours has the
figures, the sources, a legend and a base map in it. Files are those that a page asks others for.
"""

from __future__ import annotations

import re
from functools import partial

import folium
import harness
from harness import Report, Settings, figure

import caspiangeo as cg
from caspiangeo.model import Site

OURS = '**caspiangeo** `explore("corridor").html()`'
#: What a page loads from elsewhere when it is opened.
_LOADED = re.compile(
    r"""<(?:script|link|img)\b[^>]*(?:src|href)=["'](?:https?:)?//|tileLayer\(\s*["']http"""
)


def run(settings: Settings) -> Report:
    """Draw by turns, and look at what came out."""
    report = Report("The map of everything: bar 6")
    entrants = {OURS: partial(partial, ours)}
    if settings.peers:
        entrants["folium `PolyLine` and `Marker`"] = partial(partial, with_folium)
        entrants["folium `GeoJson`, one layer"] = partial(partial, with_geojson)
        entrants["GeoPandas `explore`"] = partial(partial, with_explore)
    ready = harness.prepared(entrants, report)
    pages = {name: function() for name, function in ready.items()}
    timings = harness.race(ready, max(settings.runs, 3))
    vertices = sum(len(route.coordinates) for route in cg.routes())
    report.table(
        f"{len(cg.routes())} routes of {vertices:,} vertices, {len(_sites())} sites",
        [
            {
                "way": name,
                "CPU ms, least (median)": harness.spread(timing.cpu_s, per=1, unit=1e-3),
                "kB": figure(len(pages[name].encode()) / 1000),
                "files from elsewhere": str(len(_LOADED.findall(pages[name]))),
            }
            for name, timing in timings.items()
        ],
    )
    report.bar("CPU milliseconds", min(timings[OURS].cpu_s) * 1000, 100.0, least=False)
    report.bar("MB", len(pages[OURS].encode()) / 1e6, 0.8, least=False)
    report.bar("files from elsewhere", len(_LOADED.findall(pages[OURS])), 0, least=False)
    return report


def _sites() -> list[Site]:
    return [site for site in cg.sites() if site.located]


def ours() -> str:
    """Draw the recipe that holds everything."""
    return cg.explore("corridor").html()


def with_folium() -> str:
    """Draw an element a record, as folium's tutorial does."""
    page = folium.Map([42, 50], zoom_start=5)
    for route in cg.routes():
        places = [(lat, lon) for lon, lat in route.coordinates]
        folium.PolyLine(places, tooltip=route.title).add_to(page)
    for site in _sites():
        folium.Marker((site.lat, site.lon), tooltip=site.title).add_to(page)
    return page.get_root().render()


def with_geojson() -> str:
    """Draw all records as one layer."""
    page = folium.Map([42, 50], zoom_start=5)
    for records in (cg.routes(), _sites()):
        tooltip = folium.GeoJsonTooltip(["title"])
        folium.GeoJson(cg.to_geodataframe(records), tooltip=tooltip).add_to(page)
    return page.get_root().render()


def with_explore() -> str:
    """Draw as GeoPandas does."""
    page = cg.to_geodataframe(cg.routes()).explore(tooltip="title")
    page = cg.to_geodataframe(_sites()).explore(m=page, tooltip="title")
    return page.get_root().render()


if __name__ == "__main__":
    raise SystemExit(harness.main("map", run, __doc__))
