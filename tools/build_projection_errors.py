"""Keep the tables of `docs/why-not-project.md` equal to what the shipped routes give.

python tools/build_projection_errors.py            rewrite the tables between the markers
python tools/build_projection_errors.py --check    exit 1 if a table is stale

Every usual way of measuring in metres is done here as its users do it, with GeoPandas, shapely and
PROJ, on lines as they ship: vertices in degrees, tens of kilometres apart. The truth is the
geodesics between the vertices, measured by ``frame.geodesic`` and by `pyproj.Geod`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import shapely  # noqa: E402
from geopandas import GeoSeries  # noqa: E402
from pyproj import Geod  # noqa: E402

import caspiangeo as cg  # noqa: E402
import caspiangeo.accessor  # noqa: E402
from caspiangeo.geodesy import Ellipsoid, MeasuredLine, destination, distance_m  # noqa: E402

PAGE = ROOT / "docs" / "why-not-project.md"
BLOCK = re.compile(r"(<!-- table: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: What is measured, and how the tables call it.
ROUTES = {
    "btc": "BTC pipeline",
    "wrep": "Baku-Supsa pipeline",
    "baku-poti-rail": "Baku-Poti railway",
    "titr-rail-kz-dostyk": "Aktau-Dostyk railway",
    "aktau-baku-sea": "Aktau-Baku by sea",
    "kuryk-alat-ferry": "Kuryk-Alat ferry",
}
KP_M = 500_000.0
BESIDE_M = 5_000.0
#: What a degree is often taken for, metres.
DEGREE_M = 111_320.0


@dataclass(frozen=True)
class Route:
    """A line of ours, with its geodesic length."""

    title: str
    line: GeoSeries
    length_m: float

    @property
    def exact(self) -> MeasuredLine:
        """The line prepared for kilometre points on the ellipsoid."""
        return MeasuredLine(self.line.iloc[0])

    @property
    def beside(self) -> shapely.Point:
        """A point to starboard of KP 500, at right angles, whose nearest point that is."""
        here, course = self.exact.interpolate(KP_M), self.exact.azimuth_deg(KP_M)
        assert course is not None
        return destination(here, azimuth_deg=course + 90, distance_m=BESIDE_M)


@dataclass(frozen=True)
class Way:
    """A usual way of measuring: a length, the place of a KP, the KP of a place."""

    title: str
    length_m: Callable[[Route], float]
    place: Callable[[Route], shapely.Point]
    kp_m: Callable[[Route], float]


def projected(title: str, crs: int | Callable[[Route], Any]) -> Way:
    """Return the way of projecting first, to one system for all or to one for each route."""

    def crs_of(route: Route) -> Any:
        return crs(route) if callable(crs) else crs

    def flat(route: Route) -> Any:
        return route.line.to_crs(crs_of(route))

    def place(route: Route) -> shapely.Point:
        return flat(route).interpolate(KP_M).to_crs(4326).iloc[0]

    def kp_m(route: Route) -> float:
        point = GeoSeries([route.beside], crs=4326).to_crs(crs_of(route))
        return float(flat(route).project(point.iloc[0]).iloc[0])

    return Way(title, lambda route: float(flat(route).length.iloc[0]), place, kp_m)


def in_degrees() -> Way:
    """Return the way of taking degrees for a plane; KP by their share of the whole length."""

    def place(route: Route) -> shapely.Point:
        return route.line.iloc[0].interpolate(KP_M / route.length_m, normalized=True)

    def kp_m(route: Route) -> float:
        return float(route.line.iloc[0].project(route.beside, normalized=True)) * route.length_m

    return Way(
        "degrees as a plane", lambda route: route.line.iloc[0].length * DEGREE_M, place, kp_m
    )


def on_sphere(title: str, radius_m: float) -> Way:
    """Return the way of great circles (haversine), with latitudes taken for spherical ones."""
    sphere = Ellipsoid("sphere", radius_m, 0.0)

    def measured(route: Route) -> MeasuredLine:
        return MeasuredLine(route.line.iloc[0], ellipsoid=sphere)

    def kp_m(route: Route) -> float:
        return measured(route).locate(lon=route.beside.x, lat=route.beside.y).distance_m

    return Way(
        title,
        lambda route: measured(route).length_m,
        lambda route: measured(route).interpolate(KP_M),
        kp_m,
    )


def middle(route: Route) -> str:
    """Return an azimuthal equidistant projection round the middle of a route."""
    west, south, east, north = route.line.total_bounds
    return f"+proj=aeqd +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +datum=WGS84"


WAYS = (
    projected("Web Mercator, `to_crs(3857)`", 3857),
    projected("UTM 39N for all, `to_crs(32639)`", 32639),
    projected("UTM of each, `estimate_utm_crs()`", lambda route: route.line.estimate_utm_crs()),
    projected("LAEA Europe, `to_crs(3035)`", 3035),
    projected("AEQD round the middle of each", middle),
    in_degrees(),
    on_sphere("great circles, R = 6,371,008.8 m", 6_371_008.8),
    on_sphere("great circles, R = 6,378,137 m", 6_378_137.0),
)


def routes() -> list[Route]:
    """Return the shipped lines, measured by two witnesses that agree."""
    frame = cg.to_geodataframe([cg.route(name) for name in ROUTES])
    lengths = frame.geodesic.length()
    witness = [Geod(ellps="WGS84").geometry_length(line) for line in frame.geometry]
    if not np.allclose(lengths, witness, rtol=0, atol=1e-5):
        raise SystemExit("two witnesses disagree about the lengths; no table was written")
    return [
        Route(title, frame.geometry[[name]], float(lengths[name])) for name, title in ROUTES.items()
    ]


def lengths_table(measured: list[Route]) -> str:
    """Return the errors of the lengths in kilometres, and the worst in per cent."""
    head = ["way", *(each.title for each in measured), "worst"]
    exact = [
        "**geodesic length, km**",
        *(f"**{each.length_m / 1e3:,.1f}**" for each in measured),
        "",
    ]
    rows = []
    for way in WAYS:
        errors = [way.length_m(each) - each.length_m for each in measured]
        shares = [error / each.length_m for error, each in zip(errors, measured, strict=True)]
        worst = max(shares, key=abs)
        rows.append([way.title, *(f"{error / 1e3:+,.2f}" for error in errors), f"{worst:+.2%}"])
    return table(head, [exact, *rows])


def places_table(measured: list[Route]) -> str:
    """Return how far each way's KP 500 lies from where it is, metres."""
    rows = [
        [
            way.title,
            *(
                f"{distance_m(way.place(each), each.exact.interpolate(KP_M)):,.0f}"
                for each in measured
            ),
        ]
        for way in WAYS
    ]
    return table(["way", *(each.title for each in measured)], rows)


def kps_table(measured: list[Route]) -> str:
    """Return how wrong each way's KP of a place is, metres."""
    for each in measured:
        found = each.exact.locate(lon=each.beside.x, lat=each.beside.y)
        if abs(found.distance_m - KP_M) > 1e-6:
            raise SystemExit(f"{each.title}: the point beside KP 500 is nearer to another place")
    rows = [[way.title, *(f"{way.kp_m(each) - KP_M:+,.0f}" for each in measured)] for way in WAYS]
    return table(["way", *(each.title for each in measured)], rows)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table, numbers to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in [head, rule, *rows])


def main() -> int:
    """Rewrite the page, or compare it."""
    measured = routes()
    long = [each for each in measured if each.length_m > KP_M]
    tables = {
        "lengths": lengths_table(measured),
        "places": places_table(long),
        "kps": kps_table(long),
    }
    page = PAGE.read_text(encoding="utf-8")
    if [found[1] for found in BLOCK.findall(page)] != list(tables):
        raise SystemExit(f"docs/{PAGE.name} needs the tables {', '.join(tables)}, in this order")
    text = BLOCK.sub(lambda found: found[1] + tables[found[2]] + found[3], page)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif text != page:
        print(f"docs/{PAGE.name} is stale; run python tools/build_projection_errors.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
