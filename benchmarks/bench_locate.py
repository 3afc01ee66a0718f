"""Bar 3: where along a segment a point lies, and which point lies at a distance, beside the peers.

Segments of 5 to 2000 km with a point beside each, 1 to 10 % of the length off; the foot is known by
construction with geographiclib. An along-line error is between the place found and the true one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import harness
import numpy as np
import shapely
from harness import Report, Settings, figure, metres
from locate_contenders import (
    INTERPOLATE,
    LOCATE,
    OURS,
    WGS84,
    Cases,
    Floats,
    ask_node,
    cases,
    locate_ours,
    locate_planar,
)
from workloads import one_long_line

from caspiangeo.geodesy import MeasuredLine

LENGTHS_M = (5e3, 50e3, 500e3, 2000e3)
#: What bar 3 asks for.
EXACT_NM = 10.0
QUICK_US = 10.0


def run(settings: Settings) -> Report:
    """Compare errors, then times."""
    report = Report("Along a line: bar 3")
    count = settings.pick(smoke=3, quick=60, full=200)
    known = [cases(length_m, count) for length_m in LENGTHS_M]
    if settings.peers:
        ask_node(known)
    located = _errors(LOCATE, known, _along_error, settings, report)
    report.table(f"Along-line error, median / greatest of {count}", located[0])
    interpolated = _errors(INTERPOLATE, known, _place_error, settings, report)
    report.table(f"Distance from the true point, median / greatest of {count}", interpolated[0])
    for what, error_m in {**located[1], **interpolated[1]}.items():
        report.bar(f"{what}, greatest error in nanometres", error_m * 1e9, EXACT_NM, least=False)
    _times(settings, report)
    return report


def _along_error(each: Cases, found: Floats) -> Floats:
    return np.abs(found - each.along_m)


def _place_error(each: Cases, found: Floats) -> Floats:
    return WGS84.inv(*found.T, *each.foot.T)[2]


def _errors(
    contenders: Mapping[str, Callable[[Cases], Floats]],
    known: list[Cases],
    error: Callable[[Cases, Floats], Floats],
    settings: Settings,
    report: Report,
) -> tuple[list[dict[str, str]], dict[str, float]]:
    """Return a row a contender, and the greatest error of each of ours."""
    rows, ours = [], {}
    for name, function in contenders.items():
        if not settings.peers and OURS not in name:
            continue
        try:
            errors = [error(each, function(each)) for each in known]
        except (ImportError, harness.Unavailable) as why:
            report.absent(name, str(why))
            continue
        row = {"contender": name}
        for each, errors_m in zip(known, errors, strict=True):
            median, greatest = float(np.median(errors_m)), float(np.max(errors_m))
            row[f"{each.length_m / 1000:,.0f} km"] = f"{metres(median)} / {metres(greatest)}"
        rows.append(row)
        if OURS in name:
            ours[name] = float(max(errors_m.max() for errors_m in errors))
    return rows, ours


def _times(settings: Settings, report: Report) -> None:
    """Time pairs of a segment and a point, and a search along a line of many segments."""
    pairs = settings.pick(smoke=20, quick=20_000, full=100_000)
    rows = []
    for length_m in LENGTHS_M:
        each = _many(cases(length_m, min(pairs, 200)), pairs)
        functions = {
            "ours": partial(locate_ours, each),
            "shapely": partial(locate_planar, None, each),
        }
        for function in functions.values():
            function()
        timings = harness.race(functions, settings.runs)
        rows.append(
            {
                "pairs of a segment and a point": f"{length_m / 1000:,.0f} km, {pairs:,} pairs",
                "caspiangeo, CPU µs a pair": harness.spread(
                    timings["ours"].cpu_s, per=pairs, unit=1e-6
                ),
                "shapely in degrees": harness.spread(
                    timings["shapely"].cpu_s, per=pairs, unit=1e-6
                ),
            }
        )
        least_us = min(timings["ours"].cpu_s) / pairs * 1e6
        report.bar(f"{length_m / 1000:,.0f} km, µs a pair", least_us, QUICK_US, least=False)
    report.table("Times a pair, least (median)", rows)
    _search(settings, report)


def _many(each: Cases, count: int) -> Cases:
    """Repeat cases to a larger number of pairs."""
    index = np.arange(count) % len(each.start)
    arrays = (each.start, each.end, each.point)
    start, end, point = (array[index] for array in arrays)
    return Cases(start, end, point, each.length_m, each.fraction[index], each.foot[index])


def _search(settings: Settings, report: Report) -> None:
    """Time the search for the nearest point of one line of many vertices."""
    vertices, points = (
        settings.pick(smoke=10, quick=2_000, full=2_000),
        settings.pick(smoke=10, quick=2_000, full=20_000),
    )
    line = one_long_line(vertices)
    coords = np.column_stack([line.lon, line.lat])
    random = np.random.default_rng(5)
    lon, lat = coords[random.integers(0, vertices, points)].T
    lon, lat = lon + random.normal(0, 0.05, points), lat + random.normal(0, 0.05, points)
    measured, planar = MeasuredLine(coords), shapely.LineString(coords)
    functions = {
        f"{OURS} `MeasuredLine.locate_many`": lambda: measured.locate_many(lon=lon, lat=lat),
        "shapely `line_locate_point` in degrees": lambda: shapely.line_locate_point(
            planar, shapely.points(lon, lat)
        ),
    }
    for function in functions.values():
        function()
    timings = harness.race(functions, settings.runs)
    report.table(
        f"Nearest point of one line of {vertices:,} vertices, {points:,} points",
        [
            {
                "contender": name,
                "CPU µs a point, least (median)": harness.spread(
                    timing.cpu_s, per=points, unit=1e-6
                ),
                "CPU ns a point and segment": figure(
                    min(timing.cpu_s) / points / (vertices - 1) * 1e9
                ),
            }
            for name, timing in timings.items()
        ],
    )


if __name__ == "__main__":
    raise SystemExit(harness.main("locate", run, __doc__))
