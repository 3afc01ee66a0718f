"""Bar 5: how long a command takes from nothing, beside the bare interpreter and `import click`.

Every run is a process of its own; commands take turns. CPU time is what the operating system
charged the process. Bytecode is compiled once, into a temporary folder, for all of them alike.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import harness
from harness import Report, Settings, Timing, figure
from workloads import one_long_line

PYTHON = "`python -c pass`"
CLICK = '`python -c "import click"`'
IMPORT = '`python -c "import caspiangeo"`'
HELP = "`caspiangeo --help`"
LENGTH = "`caspiangeo length btc`"
CORRIDOR = "`caspiangeo length titr`"
FILE = "`caspiangeo length small.geojson`"
#: Vertices of the line in the small file.
VERTICES = 3000


def run(settings: Settings) -> Report:
    """Start all commands by turns."""
    report = Report("Start-up: bar 5")
    repeats = settings.pick(smoke=1, quick=15, full=40)
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.geojson"
        small.write_text(_small_geojson(), encoding="utf-8")
        entrants = _entrants(small, settings, report)
        environment = dict(os.environ)
        if not settings.smoke:
            environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            for command in entrants.values():
                _start(command, environment)  # compiles, and fills the cache of files
        laps: dict[str, list[tuple[float, float]]] = {name: [] for name in entrants}
        for _ in range(repeats):
            for name, command in entrants.items():
                laps[name].append(_start(command, environment))
    timings = {
        name: Timing(tuple(cpu for cpu, _ in each), tuple(wall for _, wall in each))
        for name, each in laps.items()
    }
    report.table(f"Processes, {repeats} runs each", _rows(timings))
    for name, base in ((HELP, CLICK), (LENGTH, CLICK), (CORRIDOR, CLICK), (IMPORT, PYTHON)):
        if name in timings:
            ratio = _median_cpu(timings, name) / _median_cpu(timings, base)
            report.bar(f"{name}, times {base}, median CPU", ratio, 2.0, least=False)
    return report


def _entrants(small: Path, settings: Settings, report: Report) -> dict[str, list[str]]:
    python = [sys.executable, "-c"]
    beside = Path(sys.executable).with_name("caspiangeo")
    ours = [str(beside)] if beside.exists() else [sys.executable, "-m", "caspiangeo"]
    entrants = {
        PYTHON: [*python, "pass"],
        CLICK: [*python, "import click"],
        IMPORT: [*python, "import caspiangeo"],
        HELP: [*ours, "--help"],
        LENGTH: [*ours, "length", "btc"],
    }
    if settings.smoke:
        return entrants
    entrants[CORRIDOR] = [*ours, "length", "titr"]
    entrants[FILE] = [*ours, "length", str(small)]
    for package in ("numpy", "pyproj", "shapely", "geopandas", "folium"):
        entrants[f'`python -c "import {package}"`'] = [*python, f"import {package}"]
    entrants["`pyproj --help`"] = [sys.executable, "-m", "pyproj", "--help"]
    if shutil.which("ogrinfo"):
        entrants["`ogrinfo --version`"] = ["ogrinfo", "--version"]
        entrants["`ogrinfo -so small.geojson small`"] = ["ogrinfo", "-so", str(small), "small"]
    else:
        report.absent("`ogrinfo`", "GDAL's programs are not installed (Debian: gdal-bin)")
    return entrants


def _start(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command to its end; return its CPU and its wall seconds.

    Raises
    ------
    RuntimeError
        If it fails: a benchmark of a failure says nothing.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    with process.stderr:  # type: ignore[union-attr]
        said = process.stderr.read()  # type: ignore[union-attr]
    if process.returncode:
        raise RuntimeError(f"{command} failed: {said.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime, wall_s


def _rows(timings: dict[str, Timing]) -> list[dict[str, str]]:
    click = _median_cpu(timings, CLICK)
    return [
        {
            "command": name,
            "CPU ms, least (median)": harness.spread(timing.cpu_s, per=1, unit=1e-3),
            "wall ms, least (median)": harness.spread(timing.wall_s, per=1, unit=1e-3),
            "times `import click`": figure(statistics.median(timing.cpu_s) / click),
        }
        for name, timing in timings.items()
    ]


def _median_cpu(timings: dict[str, Timing], name: str) -> float:
    return statistics.median(timings[name].cpu_s)


def _small_geojson() -> str:
    line = one_long_line(VERTICES)
    coordinates = [[round(x, 7), round(y, 7)] for x, y in zip(line.lon, line.lat, strict=True)]
    geometry = {"type": "LineString", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


if __name__ == "__main__":
    raise SystemExit(harness.main("startup", run, __doc__))
