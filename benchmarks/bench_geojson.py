"""Bar 7: how fast lines are written as GeoJSON, beside GeoPandas' two ways.

Lines of 200 vertices with three properties, from a GeoDataFrame to a file on disk.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import geopandas
import harness
import numpy as np
from harness import Report, Settings, figure
from workloads import geodataframe, many_short_lines

from caspiangeo.io import write_geojson

VERTICES = 200
OURS = "**caspiangeo** `write_geojson`, 7 decimals"


def run(settings: Settings) -> Report:
    """Write the same lines by turns."""
    report = Report("Writing GeoJSON: bar 7")
    lines = settings.pick(smoke=3, quick=1000, full=5000)
    frame = made(lines)
    with tempfile.TemporaryDirectory() as folder:
        entrants = {
            OURS: partial(write_geojson, Path(folder) / "ours.geojson", frame),
            "**caspiangeo** `write_geojson`, 15 decimals": partial(
                write_geojson, Path(folder) / "long.geojson", frame, precision=15
            ),
        }
        if settings.peers:
            entrants |= peers(frame, Path(folder))
        sizes_mb = {name: write().stat().st_size / 1e6 for name, write in entrants.items()}
        timings = harness.race(entrants, settings.runs)
    vertices = lines * VERTICES
    report.table(
        f"{lines:,} lines of {VERTICES} vertices, 3 properties",
        [
            {
                "writer": name,
                "CPU ns a vertex, least (median)": harness.spread(timing.cpu_s, per=vertices),
                "million vertices a second": figure(vertices / min(timing.cpu_s) / 1e6),
                "MB": figure(sizes_mb[name]),
            }
            for name, timing in timings.items()
        ],
    )
    speed = vertices / min(timings[OURS].cpu_s) / 1e6
    report.bar("GeoJSON of 7 decimals, million vertices a CPU second", speed, 3.0, least=True)
    return report


def made(lines: int) -> geopandas.GeoDataFrame:
    """Return lines with a number, a text and a measure."""
    frame = geodataframe(many_short_lines(lines, VERTICES))
    frame["number"] = np.arange(lines)
    frame["name"] = [f"line {number}" for number in range(lines)]
    frame["km"] = np.random.default_rng(3).uniform(10.0, 100.0, lines)
    return frame


def peers(frame: geopandas.GeoDataFrame, folder: Path) -> dict[str, partial[Path]]:
    """Return GeoPandas' own ways."""
    return {
        "GeoPandas `to_file` (GDAL)": partial(to_file, frame, folder / "file.geojson"),
        "GeoPandas `to_file`, `COORDINATE_PRECISION=7`": partial(
            to_file, frame, folder / "file-7.geojson", COORDINATE_PRECISION=7
        ),
        "GeoPandas `to_json` and write": partial(to_json, frame, folder / "json.geojson"),
    }


def to_file(frame: geopandas.GeoDataFrame, path: Path, **options: int) -> Path:
    """Write with GDAL."""
    frame.to_file(path, driver="GeoJSON", **options)
    return path


def to_json(frame: geopandas.GeoDataFrame, path: Path) -> Path:
    """Write with Python's json."""
    path.write_text(frame.to_json(), encoding="utf-8")
    return path


if __name__ == "__main__":
    raise SystemExit(harness.main("geojson", run, __doc__))
