"""Bar 8, second half: which points lie within 25 km of which route, beside shapely in a plane.

Thirty routes of long segments, points anywhere around them. Ours says at which kilometre and how
far off as well; the planar joins only say which. Projecting is part of their time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import harness
import numpy as np
import pyproj
import shapely
from harness import Report, Settings
from numpy.typing import NDArray

from caspiangeo.geodesy import points_within

Floats = NDArray[np.float64]
#: A pair as one number: point times the number of lines, plus line.
PairSet = NDArray[np.int64]
WITHIN_M = 25_000.0
LINES, SEGMENTS = 30, 39
LAEA = "+proj=laea +lat_0=45 +lon_0=55"
OURS = "**caspiangeo** `points_within`, exact, with kilometre and offset"
IN_LAEA = "shapely `STRtree.query(dwithin)` in LAEA 45 N 55 E"


def run(settings: Settings) -> Report:
    """Join, compare, and time by turns."""
    report = Report("Corridor join: bar 8")
    count = settings.pick(smoke=50, quick=50_000, full=200_000)
    lines, lon, lat = routes(), *points(count)
    entrants = {OURS: lambda: partial(exact, lines, lon, lat)}
    for name, crs in (
        (IN_LAEA, LAEA),
        ("the same in UTM 39N", "EPSG:32639"),
        ("the same in EPSG:3857", "EPSG:3857"),
    ):
        entrants[name] = partial(partial, planar, crs, lines, lon, lat)
    if settings.peers:
        entrants["SedonaDB `ST_DWithin(geography)` (sphere, S2)"] = partial(sedona, lines, lon, lat)
    ready = harness.prepared(entrants, report)
    pairs = {name: function() for name, function in ready.items()}
    timings = harness.race(ready, settings.runs)
    true = pairs[OURS]
    report.table(
        f"{count:,} points, {LINES} routes of {LINES * SEGMENTS:,} segments, within 25 km: "
        f"{len(true):,} pairs",
        [
            {
                "contender": name,
                "CPU µs a point, least (median)": harness.spread(
                    timing.cpu_s, per=count, unit=1e-6
                ),
                "pairs too many": f"{len(np.setdiff1d(pairs[name], true)):,}",
                "pairs missing": f"{len(np.setdiff1d(true, pairs[name])):,}",
            }
            for name, timing in timings.items()
        ],
    )
    ratio = min(timings[OURS].cpu_s) / min(timings[IN_LAEA].cpu_s)
    report.bar("the exact join, times shapely's planar one (LAEA)", ratio, 1.5, least=False)
    return report


def routes() -> NDArray[np.object_]:
    """Return routes that wander between 36 and 54 N in segments of 20 to 100 km."""
    random = np.random.default_rng(8)
    geod = pyproj.Geod(ellps="WGS84")
    lon, lat = random.uniform(40.0, 65.0, LINES), random.uniform(38.0, 50.0, LINES)
    course = random.uniform(-180.0, 180.0, LINES)
    vertices = [np.column_stack([lon, lat])]
    for _ in range(SEGMENTS):
        course += random.normal(0.0, 20.0, LINES)
        course = np.where((lat < 36.0) | (lat > 54.0), course + 180.0, course)
        lon, lat, _ = geod.fwd(lon, lat, course, random.uniform(20e3, 100e3, LINES))
        vertices.append(np.column_stack([lon, lat]))
    return shapely.linestrings(np.stack(vertices, axis=1))


def points(count: int) -> tuple[Floats, Floats]:
    """Return points all over the region."""
    random = np.random.default_rng(9)
    return random.uniform(30.0, 80.0, count), random.uniform(30.0, 60.0, count)


def exact(lines: NDArray[np.object_], lon: Floats, lat: Floats) -> PairSet:
    """Join with ours."""
    hits = points_within(lines, lon=lon, lat=lat, within_m=WITHIN_M)
    return hits.point * LINES + hits.line


def planar(crs: str, lines: NDArray[np.object_], lon: Floats, lat: Floats) -> PairSet:
    """Join with shapely in a projection."""
    change = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    flat = shapely.transform(lines, lambda xy: np.column_stack(change(*xy.T)))
    places = shapely.points(*change(lon, lat))
    point, line = shapely.STRtree(flat).query(places, predicate="dwithin", distance=WITHIN_M)
    return point * LINES + line


def sedona(lines: NDArray[np.object_], lon: Floats, lat: Floats) -> Callable[[], PairSet]:
    """Prepare SedonaDB, whose geography is on a sphere."""
    import pyarrow
    import sedonadb

    session = sedonadb.connect()
    for name, geometries in (("routes", lines), ("places", shapely.points(lon, lat))):
        columns = {"id": np.arange(len(geometries)), "wkb": shapely.to_wkb(geometries)}
        table = pyarrow.table({key: pyarrow.array(each) for key, each in columns.items()})
        session.create_data_frame(table).to_view(name, overwrite=True)
    query = (
        "SELECT p.id AS point, r.id AS route FROM places AS p JOIN routes AS r "
        f"ON ST_DWithin(ST_GeogFromWKB(p.wkb), ST_GeogFromWKB(r.wkb), {WITHIN_M})"
    )

    def join() -> PairSet:
        found = pyarrow.table(session.sql(query))
        return found.column("point").to_numpy() * LINES + found.column("route").to_numpy()

    return join


if __name__ == "__main__":
    raise SystemExit(harness.main("corridor", run, __doc__))
