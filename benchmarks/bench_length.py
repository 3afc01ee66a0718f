"""Bars 1 and 2: how fast lengths are, from flat buffers and from a GeoDataFrame.

Workload a is one line of many vertices, b many lines of 20 vertices, c many lines of two vertices
up to 2000 km apart (see workloads.py). Each contender's lengths are compared with PROJ's while it
warms up, so that a fast wrong answer shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import harness
import numpy as np
from harness import Report, Settings, figure, spread
from length_contenders import (
    COMPILED,
    EACH,
    FLAT,
    FLAT_FRAME,
    FRAMES,
    KERNELS,
    NUMPY,
    WGS84,
    Contender,
    first_lines,
    line_sums,
    ours_on_threads,
    pyproj_flat,
    segment_ends,
)
from postgres import postgres
from workloads import Workload, linestrings, many_long_segments, many_short_lines, one_long_line

#: Greatest number of segments for a contender that goes line by line or segment by segment.
SLOW = {"smoke": 100, "quick": 10_000, "full": 200_000}


def run(settings: Settings) -> Report:
    """Measure all three workloads."""
    report = Report("Lengths: bars 1 and 2")
    for letter, workload in workloads(settings).items():
        kernels = _race(workload, KERNELS, FLAT, settings, report)
        report.table(f"Workload {letter}, {size(workload)}, from flat buffers", kernels.rows)
        frames = _race(workload, FRAMES, FLAT_FRAME, settings, report)
        report.table(f"Workload {letter}, from a GeoDataFrame", frames.rows)
        bars(report, letter, kernels, frames)
    b = many_short_lines(*sizes(settings)["b"])
    report.table("Workload b on the wall, ns a segment", _on_the_wall(b, settings, report))
    return report


def sizes(settings: Settings) -> dict[str, tuple[int, ...]]:
    """Return the arguments of the three workloads."""
    pick = settings.pick
    return {
        "a": (pick(smoke=50, quick=100_000, full=1_000_000),),
        "b": (pick(smoke=5, quick=5_000, full=100_000), 20),
        "c": (pick(smoke=20, quick=50_000, full=1_000_000),),
    }


def workloads(settings: Settings) -> dict[str, Workload]:
    """Return the three workloads by their letters."""
    makers = {"a": one_long_line, "b": many_short_lines, "c": many_long_segments}
    return {letter: make(*sizes(settings)[letter]) for letter, make in makers.items()}


def size(workload: Workload) -> str:
    """Say how many lines and segments there are."""
    lines = len(workload.offsets) - 1
    return f"{lines:,} line{'s' if lines > 1 else ''}, {workload.segments:,} segments"


class Result:
    """The rows of one race, and nanoseconds a segment by contender."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.ns: dict[str, float] = {}

    def times_faster(self, ours: str, peer: str) -> float | None:
        """Return how many times faster one is than another, by their least times."""
        return self.ns[peer] / self.ns[ours] if {ours, peer} <= self.ns.keys() else None


def _race(
    workload: Workload,
    contenders: Mapping[str, Contender],
    peer: str,
    settings: Settings,
    report: Report,
) -> Result:
    """Time contenders by turns, each on as many lines as it can take."""
    most = SLOW[settings.size]
    parts = {
        name: first_lines(workload, None if each.segments is None else min(each.segments, most))
        for name, each in contenders.items()
        if not settings.smoke or name in (peer, NUMPY)
    }
    entrants = {name: partial(contenders[name].prepare, part) for name, part in parts.items()}
    ready = harness.prepared(entrants, report)
    errors = {name: _error(parts[name], function()) for name, function in ready.items()}
    timings = harness.race(ready, min(settings.runs, 3))
    result = Result()
    for name, timing in timings.items():
        result.ns[name] = min(timing.cpu_s) / parts[name].segments * 1e9
    for name, timing in timings.items():
        result.rows.append(
            {
                "contender": name,
                "CPU ns a segment, least (median)": spread(timing.cpu_s, per=parts[name].segments),
                "speed, pyproj flat = 1": figure(result.ns[peer] / result.ns[name]),
                "greatest error of a line": errors[name],
            }
        )
    return result


def _error(workload: Workload, lengths: np.ndarray) -> str:
    """Return how far a line's length is at most from PROJ's, in the unit that reads best."""
    proj = line_sums(workload, WGS84.inv(*segment_ends(workload))[2])
    worst = np.abs(lengths - proj)
    if not worst.any():
        return "0"
    relative = float(np.max(worst / np.maximum(proj, 1e-3)))
    if relative > 1e-5:
        return harness.share(relative)
    return f"{harness.metres(float(worst.max()))}, {relative:.0e} of it"


def bars(report: Report, letter: str, kernels: Result, frames: Result) -> None:
    """Judge what bar 2 asks of this workload."""
    asked = [
        ("NumPy, flat buffers, against pyproj flat", kernels, NUMPY, FLAT, 10.0, "ab"),
        ("NumPy, from a GeoDataFrame, against pyproj flat", frames, NUMPY, FLAT_FRAME, 8.0, "ab"),
        ("NumPy, from a GeoDataFrame, against `geometry_length`", frames, NUMPY, EACH, 25.0, "b"),
        ("compiled, flat buffers, against pyproj flat", kernels, COMPILED, FLAT, 60.0, "ab"),
        (
            "compiled, from a GeoDataFrame, against pyproj flat",
            frames,
            COMPILED,
            FLAT_FRAME,
            15.0,
            "ab",
        ),
        ("compiled, flat buffers, against pyproj flat", kernels, COMPILED, FLAT, 12.0, "c"),
    ]
    for what, result, mine, peer, limit, letters in asked:
        ratio = result.times_faster(mine, peer)
        if letter in letters and ratio is not None:
            report.bar(f"{letter}: {what}, times as fast", ratio, limit, least=True)


def _on_the_wall(workload: Workload, settings: Settings, report: Report) -> list[dict[str, str]]:
    """Time what more than one thread, or a server, does."""
    entrants = {FLAT: partial(pyproj_flat, workload)}
    for name, engine in ((NUMPY, "numpy"), (COMPILED, "compiled")):
        if engine != "compiled" or not settings.smoke:
            for threads in (1, 2):
                ours = partial(ours_on_threads, engine, threads, workload)
                entrants[f"{name}, {threads} thread{'s' if threads > 1 else ''}"] = ours
    timings = harness.race(harness.prepared(entrants, report), settings.runs)
    laps = {name: (each.wall_s, workload.segments) for name, each in timings.items()}
    if settings.peers:
        part = first_lines(workload, 400_000)
        try:
            with postgres() as server:
                server.load_lines(linestrings(part))
                name = f"PostGIS {server.version()} `ST_Length(geography)`, in the server"
                laps[name] = (tuple(server.seconds() for _ in range(settings.runs)), part.segments)
        except harness.Unavailable as why:
            report.absent("PostGIS `ST_Length(geography)`", str(why))
    return [
        {"contender": name, "wall ns a segment, least (median)": spread(seconds, per=segments)}
        for name, (seconds, segments) in laps.items()
    ]


if __name__ == "__main__":
    raise SystemExit(harness.main("length", run, __doc__))
