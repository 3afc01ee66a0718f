"""Build the line of every route: geodata/routes.csv and geodata/waypoints/ to geodata/routes/.

A way point is a fact with a source; the line is what they make, in order, joined as the route's
segment rule says. Run it after every change of a way point::

    python tools/build_routes.py
    python tools/build_routes.py --check   # writes nothing; exit 1 if a file is out of date

Three lengths are measured here and stored, all on the WGS 84 ellipsoid:

``computed_km``
    the line itself;
``displacement_km``
    by how much that could change, to first order, if every vertex stood anywhere within its
    accuracy. Moving an end by d changes the length by d at most; moving an inner vertex where the
    line turns by t changes it by ``2 d sin(t / 2)`` at most, which is nothing on a straight line;
``ends_geodesic_km``
    the shortest way between the two ends, which no asset between them can undercut.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from caspiangeo import geodesy  # noqa: E402
from caspiangeo.catalog.tables import read_records  # noqa: E402
from caspiangeo.errors import DataError  # noqa: E402
from caspiangeo.model import Route, Waypoint  # noqa: E402

GEODATA = ROOT / "geodata"
DECIMALS = 5  # 1 m: finer than the accuracy of any vertex
PLACEHOLDER = "@coordinates@"

Coordinates = list[tuple[float, float]]


def main(arguments: list[str] | None = None) -> int:
    """Write the lines, or compare them with ``--check``; return the exit code."""
    parser = argparse.ArgumentParser(description="Build geodata/routes from the way points.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    options = parser.parse_args(arguments)
    try:
        built = build(GEODATA)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    folder = GEODATA / "routes"
    if options.check:
        return report(stale_files(folder, built))
    folder.mkdir(exist_ok=True)
    for name, text in built.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for path in sorted(folder.glob("*.geojson")):
        if path.name not in built:
            path.unlink()
            print(f"removed {path.relative_to(ROOT)}: no such route")
    print(f"{len(built)} lines in {folder.relative_to(ROOT)}")
    return 0


def report(stale: list[str]) -> int:
    """Say which files differ; return the exit code."""
    for name in stale:
        print(f"geodata/routes/{name} is out of date: run tools/build_routes.py", file=sys.stderr)
    return 1 if stale else 0


def stale_files(folder: Path, built: dict[str, str]) -> list[str]:
    """Return the names of files that are missing, that differ, or that no route asks for."""
    present = {path.name: path.read_bytes() for path in folder.glob("*.geojson")}
    names = present.keys() | built.keys()
    return sorted(n for n in names if present.get(n) != built.get(n, "").encode())


def build(geodata: Path) -> dict[str, str]:
    """Return file name -> text for every route of a data folder.

    Raises
    ------
    DataError
        If a table breaks its rules, or a line cannot be built from its way points.
    """
    routes = read_records(geodata / "routes.csv", Route)
    known = {f"{route.id}.csv" for route in routes}
    for path in sorted((geodata / "waypoints").glob("*.csv")):
        if path.name not in known:
            raise DataError(f"waypoints/{path.name}: no route of that id in routes.csv")
    return {
        f"{route.id}.geojson": to_text(
            route, read_records(geodata / "waypoints" / f"{route.id}.csv", Waypoint)
        )
        for route in routes
    }


def to_text(route: Route, waypoints: tuple[Waypoint, ...]) -> str:
    """Return the GeoJSON of one line, a vertex a text line, so that a change reads well."""
    check_waypoints(route.id, waypoints)
    line = [(round(point.lon, DECIMALS), round(point.lat, DECIMALS)) for point in waypoints]
    lons, lats = zip(*line, strict=True)
    content = {
        "type": "FeatureCollection",
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "features": [
            {
                "type": "Feature",
                "id": route.id,
                "properties": properties(route, waypoints, line),
                "geometry": {"type": "LineString", "coordinates": PLACEHOLDER},
            }
        ],
    }
    positions = ",\n".join(f"     [{lon:.{DECIMALS}f}, {lat:.{DECIMALS}f}]" for lon, lat in line)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return text.replace(f'"{PLACEHOLDER}"', f"[\n{positions}\n    ]") + "\n"


def check_waypoints(route: str, waypoints: tuple[Waypoint, ...]) -> None:
    """Raise unless the way points make a line."""
    where = f"waypoints/{route}.csv"
    if len(waypoints) < 2:
        raise DataError(f"{where}: a line needs two way points at least, found {len(waypoints)}")
    for number, point in enumerate(waypoints, start=1):
        if point.seq != number:
            raise DataError(f"{where}: seq {point.seq} where {number} should stand")
        if not (-180 <= point.lon <= 180 and -90 <= point.lat <= 90):
            raise DataError(
                f"{where}: seq {number}: lon {point.lon}, lat {point.lat} is not on Earth"
            )
        if not point.accuracy_m > 0:
            raise DataError(f"{where}: seq {number}: accuracy_m {point.accuracy_m} is not positive")
    for before, after in pairwise(waypoints):
        if (before.lon, before.lat) == (after.lon, after.lat):
            raise DataError(f"{where}: seq {before.seq} and {after.seq} are the same point")


def properties(
    route: Route, waypoints: tuple[Waypoint, ...], line: Coordinates
) -> dict[str, str | int | float | None]:
    """Return the flat properties of one line."""
    rule: Any = route.segment_rule
    accuracies_m = [point.accuracy_m for point in waypoints]
    return {
        "id": route.id,
        "title": route.title,
        "mode": route.mode,
        "commodity": route.commodity,
        "from_site": route.from_site,
        "to_site": route.to_site,
        "segment_rule": route.segment_rule,
        "geometry_quality": route.geometry_quality,
        "first_published": str(route.first_published) if route.first_published else None,
        "supersedes": route.supersedes,
        "vertex_count": len(line),
        "computed_km": to_km(float(geodesy.segment_lengths_m(line, rule=rule).sum())),
        "displacement_km": round(displacement_m(line, accuracies_m, rule) / 1000, 3),
        "ends_geodesic_km": to_km(geodesy.distance_m(line[0], line[-1])),
        "licence": "CC-BY-4.0",
        "sources": ";".join(dict.fromkeys(point.source for point in waypoints)),
    }


def to_km(metres: float) -> float:
    """Return kilometres to the millimetre: below that, the ways to compute a geodesic differ."""
    return round(metres / 1000, 6)


def displacement_m(line: Coordinates, accuracies_m: list[float], rule: Any) -> float:
    """Return the first-order bound of what moving each vertex within its accuracy can change.

    >>> straight = [(50.0, 0.0), (51.0, 0.0), (52.0, 0.0)]
    >>> displacement_m(straight, [100.0, 5000.0, 200.0], "geodesic")
    300.0
    >>> round(displacement_m([(0, 0), (1, 0), (0, 0)], [0.0, 10.0, 0.0], "geodesic"), 3)
    20.0
    """
    leaving = geodesy.azimuths_deg(line, rule=rule)[1:]
    arriving = geodesy.azimuths_deg(line[::-1], rule=rule)[::-1][:-1] + 180
    turns = np.radians(np.abs((leaving - arriving + 180) % 360 - 180))
    inner = np.asarray(accuracies_m[1:-1])
    return float(accuracies_m[0] + accuracies_m[-1] + (2 * inner * np.sin(turns / 2)).sum())


if __name__ == "__main__":
    sys.exit(main())
