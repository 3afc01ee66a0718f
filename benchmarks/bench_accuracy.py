"""Bar 1: how wrong lengths are, against truths of fifty digits, and against PROJ everywhere.

The truths are those of the tests (tests/geodesy/truth/geodesics.csv, built by
tools/build_geodesic_truth.py); each is a line of two vertices. Errors are metres, or parts of the
length where a contender's Earth is a sphere or a plane.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import harness
import numpy as np
from harness import Report, Settings, metres, share
from length_contenders import COMPILED, FRAMES, KERNELS, NUMPY, Floats
from pyproj import Geod
from workloads import Workload

from caspiangeo.geodesy import WGS84, Ellipsoid, ragged_lengths_m

TRUTH = Path(__file__).resolve().parents[1] / "tests" / "geodesy" / "truth" / "geodesics.csv"
#: As tools/build_geodesic_truth.py has them: semi-major axis in metres, flattening.
FIGURES = {
    "wgs84": WGS84,
    "oblate": Ellipsoid("oblate", 6378137.0, 1 / 250),
    "prolate": Ellipsoid("prolate", 6378137.0, -1 / 250),
    "sphere": Ellipsoid("sphere", 6371000.0, 0.0),
    "moonlike": Ellipsoid("moonlike", 1738100.0, 1 / 800),
}
#: The classes of the tables, in metres; bar 1 ends at the last but one.
CLASSES_M = (0.0, 50e3, 2500e3, 12000e3, 21000e3)
ENGINES = {NUMPY: "numpy", COMPILED: "compiled", "**caspiangeo**, PROJ": "proj"}
#: What bar 1 allows a segment, metres.
ALLOWED_M = 15e-9


class Truth(NamedTuple):
    """Geodesics of two ends each, and their lengths: a double and what it leaves."""

    lines: Workload
    length_m: Floats
    rest_m: Floats

    def errors_m(self, measured: Floats) -> Floats:
        """Return how far measured lengths are off."""
        return np.abs(measured - self.length_m - self.rest_m)


def run(settings: Settings) -> Report:
    """Compare everybody with the truths, and us with PROJ."""
    report = Report("Errors of lengths: bar 1")
    every = settings.pick(smoke=200, quick=1, full=1)
    truths = {name: read_truth(name, every) for name in FIGURES}
    report.table(
        f"Greatest error of a segment on WGS 84, {len(truths['wgs84'].length_m):,} truths",
        _contenders(truths["wgs84"], settings, report),
    )
    rows, worst = _ellipsoids(truths, settings, report)
    report.table("Greatest error of a segment up to 12,000 km, by figure of the Earth", rows)
    caption, rows, apart = _sweep(settings, report)
    report.table(caption, rows)
    for engine, error_m in {**worst, **apart}.items():
        report.bar(f"{engine}, nanometres", error_m * 1e9, ALLOWED_M * 1e9, least=False)
    return report


def read_truth(ellipsoid: str, every: int = 1) -> Truth:
    """Read the truths on one ellipsoid, or one in so many."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ellipsoid"] == ellipsoid][::every]
    table = np.array([[float(row[name]) for name in _COLUMNS] for row in rows])
    lon, lat = table[:, [0, 2]].ravel(), table[:, [1, 3]].ravel()
    lon -= 360.0 * np.round(lon / 360.0)  # some peers know no 190 degrees
    lines = Workload(lon, lat, np.arange(len(rows) + 1) * 2)
    return Truth(lines, table[:, 4], table[:, 5] * 1e-9)


_COLUMNS = ("lon1", "lat1", "lon2", "lat2", "length_m", "rest_nm")


def _contenders(truth: Truth, settings: Settings, report: Report) -> list[dict[str, str]]:
    """Return a row a contender: its greatest error in each class of length."""
    chosen = {**{name: each for name, each in FRAMES.items() if "to_crs" in name}, **KERNELS}
    entrants = {
        name: partial(each.prepare, truth.lines)
        for name, each in chosen.items()
        if not settings.smoke or name == NUMPY
    }
    rows = []
    for name, function in harness.prepared(entrants, report).items():
        measured = function()
        row = {"contender": name}
        for low, high in pairwise(CLASSES_M):
            here = (truth.length_m > low) & (truth.length_m <= high)
            row[_class(low, high)] = _worst(truth.errors_m(measured)[here], truth.length_m[here])
        rows.append(row)
    return rows


def _class(low_m: float, high_m: float) -> str:
    if high_m == CLASSES_M[-1]:
        return f"beyond {low_m / 1000:,.0f} km"
    return (
        f"{low_m / 1000:,.0f} to {high_m / 1000:,.0f} km" if low_m else f"to {high_m / 1e3:.0f} km"
    )


def _worst(error_m: Floats, length_m: Floats) -> str:
    if len(error_m) == 0:
        return "-"
    if not np.isfinite(error_m).all():
        return "fails"
    relative = float(np.max(error_m / np.maximum(length_m, 1.0)))
    return share(relative) if relative > 1e-5 else metres(float(error_m.max()))


def _engines(settings: Settings, report: Report) -> dict[str, Callable[..., Floats]]:
    """Return our engines that are installed, by their names."""
    ready = {}
    for name, engine in ENGINES.items():
        if settings.smoke and engine == "compiled":
            continue
        measure = partial(ragged_lengths_m, engine=engine)
        try:
            measure([(0, 0), (1, 1)], [0, 2])
        except ImportError as error:
            report.absent(name, str(error))
        else:
            ready[name] = measure
    return ready


def _ellipsoids(
    truths: dict[str, Truth], settings: Settings, report: Report
) -> tuple[list[dict[str, str]], dict[str, float]]:
    """Return a row an engine of ours, and its greatest error in metres."""
    rows, worst = [], {}
    for name, measure in _engines(settings, report).items():
        row, greatest = {"engine": name}, 0.0
        for figure, truth in truths.items():
            lines, known = truth.lines, truth.length_m <= _farthest_m(figure)
            measured = measure((lines.lon, lines.lat), lines.offsets, ellipsoid=FIGURES[figure])
            error_m = float(truth.errors_m(measured)[known].max())
            row[_flattening(figure)] = metres(error_m)
            greatest = max(greatest, error_m)
        rows.append(row)
        worst[f"{name}, against the truths"] = greatest
    return rows, worst


def _farthest_m(figure: str) -> float:
    """Return how far bar 1 goes; on a small body, less than half a turn, the shortest way."""
    return min(CLASSES_M[-2], 0.95 * np.pi * FIGURES[figure].semiminor_axis_m)


def _flattening(figure: str) -> str:
    flattening = FIGURES[figure].flattening
    sign = "-" if flattening < 0 else ""
    return f"{figure}, f = {sign}1/{1 / abs(flattening):.5g}" if flattening else "sphere"


def _sweep(
    settings: Settings, report: Report
) -> tuple[str, list[dict[str, str]], dict[str, float]]:
    """Compare with PROJ from pole to pole, in all directions, at all distances to 12,000 km."""
    step = settings.pick(smoke=45, quick=3, full=1)
    lat, azimuth, distance_m = (
        each.ravel()
        for each in np.meshgrid(
            np.arange(-90.0, 90.1, step),
            np.arange(0.0, 360.0, step) + 0.5,
            np.geomspace(1.0, CLASSES_M[-2], settings.pick(smoke=3, quick=30, full=60)),
        )
    )
    proj = Geod(ellps="WGS84")
    lon = np.random.default_rng(1).uniform(-180.0, 180.0, len(lat))
    lon2, lat2, _ = proj.fwd(lon, lat, azimuth, distance_m)
    truth_m = proj.inv(lon, lat, lon2, lat2)[2]
    columns = np.stack([lon, lon2], 1).ravel(), np.stack([lat, lat2], 1).ravel()
    rows, worst = [], {}
    for name, measure in _engines(settings, report).items():
        if ENGINES[name] == "proj":
            continue
        error_m = np.abs(measure(columns, np.arange(len(lat) + 1) * 2) - truth_m)
        row = {"engine": name}
        for low, high in pairwise(CLASSES_M[:-1]):
            here = (truth_m > low) & (truth_m <= high)
            row[_class(low, high)] = metres(float(error_m[here].max(initial=0.0)))
        rows.append(row)
        worst[f"{name}, against PROJ"] = float(error_m.max())
    caption = (
        f"Greatest difference from PROJ, {len(lat):,} segments from pole to pole in all directions"
    )
    return caption, rows, worst


if __name__ == "__main__":
    raise SystemExit(harness.main("accuracy", run, __doc__))
