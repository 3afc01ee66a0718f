"""What the benchmarks share: sizes, time, noise, the machine, tables, and the page they go to.

A benchmark is a script with a function ``run(settings)`` that returns a `Report`. Times are CPU
times of the process unless a table says otherwise: they repeat on a shared machine, where times on
the wall do not. What counts are ratios between contenders that took turns in one run. A contender
that cannot run here is listed as such, never left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
SIZES = ("smoke", "quick", "full")
#: Above this load average others use the cores as well, and tables are not for the page.
QUIET_LOAD = 1.5
_PACKAGES = ("numpy", "pyproj", "shapely", "geopandas", "numba", "pyarrow", "duckdb")


class Unavailable(Exception):  # noqa: N818 - not an error: the table says so
    """A contender cannot run here; the text says why."""


@dataclass(frozen=True)
class Settings:
    """What a run is asked for."""

    size: str = "quick"
    #: Whether the contenders of others take part.
    peers: bool = True
    runs: int = 3
    write: bool = False
    #: Whether to write although others load the cores.
    anyway: bool = False

    @property
    def smoke(self) -> bool:
        """Whether only to see that it runs; nothing is compiled then."""
        return self.size == "smoke"

    def pick(self, *, smoke: int, quick: int, full: int) -> int:
        """Return the number that belongs to the size of this run."""
        return {"smoke": smoke, "quick": quick, "full": full}[self.size]


def parse(description: str, arguments: Sequence[str] | None = None) -> Settings:
    """Read the options that every benchmark takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", action="store_true", help="less than a minute; the default")
    sizes.add_argument("--full", action="store_true", help="the sizes of docs/performance")
    sizes.add_argument("--smoke", action="store_true", help="tiny and without peers: does it run?")
    parser.add_argument("--write", action="store_true", help="put the tables into the docs")
    parser.add_argument("--anyway", action="store_true", help="even if others load the machine")
    given = parser.parse_args(arguments)
    size = "full" if given.full else "smoke" if given.smoke else "quick"
    runs = {"smoke": 1, "quick": 3, "full": 5}[size]
    return Settings(size, size != "smoke", runs, given.write, given.anyway)


def main(name: str, run: Callable[[Settings], Report], description: str) -> int:
    """Run a benchmark as a program: print its report and, if asked, write it to the page."""
    settings = parse(description)
    if settings.write and not settings.anyway and not _grows_quiet():
        print(f"{name}: not run, others keep the load above {QUIET_LOAD}", file=sys.stderr)
        return 1
    before, load = noise(), os.getloadavg()[0]
    report = run(settings)
    report.say(surroundings(before, noise(), load))
    print(report.markdown())
    if settings.write:
        write(name, report)
    return 0


def _grows_quiet(patience_s: float = 300.0) -> bool:
    """Wait until the load is low: tables are for the page, and the last benchmark counts in it."""
    deadline = time.monotonic() + patience_s
    while os.getloadavg()[0] > QUIET_LOAD:
        if time.monotonic() > deadline:
            return False
        time.sleep(5.0)
    return True


# -- time ----------------------------------------------------------------------------------------


class Timing(NamedTuple):
    """Seconds of each run."""

    cpu_s: tuple[float, ...]
    wall_s: tuple[float, ...]


def timed(function: Callable[[], Any]) -> tuple[float, float]:
    """Return the CPU and the wall seconds of one call, without the collector in between."""
    gc.collect()
    gc.disable()
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        return time.process_time() - cpu, time.perf_counter() - wall
    finally:
        gc.enable()


def race(functions: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, Timing]:
    """Time functions by turns, so that a slow moment of the machine hits all of them alike.

    They must be warm: call each once before.
    """
    laps: dict[str, list[tuple[float, float]]] = {name: [] for name in functions}
    for _ in range(runs):
        for name, function in functions.items():
            laps[name].append(timed(function))
    return {
        name: Timing(tuple(cpu for cpu, _ in each), tuple(wall for _, wall in each))
        for name, each in laps.items()
    }


def spread(seconds: Iterable[float], *, per: int, unit: float = 1e-9) -> str:
    """Return the least and the median time per item, such as ``52 (55)`` nanoseconds."""
    times = [each / per / unit for each in seconds]
    return f"{figure(min(times))} ({figure(statistics.median(times))})"


def figure(value: float) -> str:
    """Return a number with three digits that count, no exponent unless it is tiny.

    Examples
    --------
    >>> figure(52.341), figure(1234567), figure(0.0123), figure(4e-9), figure(0.0)
    ('52.3', '1,234,567', '0.0123', '4e-09', '0')
    """
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def metres(value: float) -> str:
    """Return an error in the unit that reads best.

    Examples
    --------
    >>> metres(2.2e-9), metres(0.0123), metres(198.4), metres(18400.0), metres(0.0)
    ('2.2 nm', '12.3 mm', '198 m', '18.4 km', '0')
    """
    if value == 0:
        return "0"
    for unit, size in (("km", 1e3), ("m", 1.0), ("mm", 1e-3), ("µm", 1e-6)):
        if value >= size:
            return f"{figure(value / size)} {unit}"
    return f"{figure(value / 1e-9)} nm"


def share(relative: float) -> str:
    """Return an error that goes with the length, in per cent.

    Examples
    --------
    >>> share(0.0033), share(1.3), share(1e7)
    ('0.33 %', '130 %', 'over 1,000 %')
    """
    return "over 1,000 %" if relative > 10 else f"{float(f'{100 * relative:.2g}'):g} %"


# -- noise and machine ---------------------------------------------------------------------------


class Noise(NamedTuple):
    """Milliseconds on the wall of a kernel that always does the same."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        """Return the three."""
        return f"{self.low:.0f} / {self.median:.0f} / {self.high:.0f} ms"


def noise(repeats: int = 15) -> Noise:
    """Time the probe: the same arithmetic each time, so that its spread is the machine's."""
    angle = np.linspace(0.0, 1.5, 20_000)

    def probe() -> None:
        for _ in range(60):
            np.sqrt(1.0 + np.sin(angle) * np.cos(angle))

    times = [1000 * timed(probe)[1] for _ in range(repeats)]
    return Noise(min(times), statistics.median(times), max(times))


def machine() -> str:
    """Describe the machine and what is installed, in one sentence."""
    versions = [f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        versions += [f"{package} {version(package)}"] if version(package) else []
    import pyproj
    import shapely

    libraries = f"PROJ {pyproj.proj_version_str}, GEOS {shapely.geos_version_string}"
    return f"{os.cpu_count()} cores ({_processor()}), {_memory_gib():.0f} GiB; " + ", ".join(
        [*versions, libraries]
    )


def surroundings(before: Noise, after: Noise, load: float) -> str:
    """Say on what, when and how quietly the figures were taken."""
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return (
        f"Taken on {day} with {machine()}. Load average {load:.1f} before and "
        f"{os.getloadavg()[0]:.1f} after (this run included). A fixed kernel, fifteen times, least "
        f"/ median / greatest: {before} before, {after} after."
    )


def version(package: str) -> str | None:
    """Return the installed version of a package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


# -- reports -------------------------------------------------------------------------------------

Row = Mapping[str, str]


@dataclass
class Report:
    """What a benchmark found, as Markdown; tables keep the order in which rows were added."""

    title: str
    blocks: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Add a paragraph."""
        self.blocks.append(text)

    def table(self, caption: str, rows: Sequence[Row]) -> None:
        """Add a table; all rows have the same columns, all but the first set to the right."""
        heads = list(rows[0])
        rule = [":---", *["---:"] * (len(heads) - 1)]
        lines = [heads, rule, *([row[head] for head in heads] for row in rows)]
        body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        self.blocks.append(f"{caption}\n\n{body}")

    def bar(self, what: str, value: float, limit: float, *, least: bool) -> None:
        """Say whether a bar is met: `value` against the `limit`, the least or the most allowed."""
        met = value >= limit if least else value <= limit
        verdict = "met" if met else "**missed**"
        word = "at least" if least else "at most"
        self.say(f"- {what}: {figure(value)}, asked for {word} {figure(limit)}: {verdict}.")

    def absent(self, contender: str, why: str) -> None:
        """Note a contender that could not run."""
        self.missing[contender] = why

    def markdown(self) -> str:
        """Return the whole report."""
        lines = [f"### {self.title}", *self.blocks]
        if self.missing:
            lines += ["Not run here:", *(f"- {name}: {why}" for name, why in self.missing.items())]
        return _joined(lines) + "\n"


def _joined(blocks: Iterable[str]) -> str:
    """Join paragraphs; items of one list stay together."""
    text = ""
    for block in blocks:
        together = block.startswith("- ") and text.rsplit("\n", 1)[-1].startswith("- ")
        text += ("" if not text else "\n" if together else "\n\n") + block
    return text


def prepared(
    contenders: Mapping[str, Callable[[], Callable[[], Any]]], report: Report
) -> dict[str, Callable[[], Any]]:
    """Make contenders ready and warm; note those that cannot run here."""
    ready = {}
    for name, prepare in contenders.items():
        try:
            function = prepare()
            function()
        except (ImportError, Unavailable) as error:
            report.absent(name, str(error))
        else:
            ready[name] = function
    return ready


def write(name: str, report: Report) -> None:
    """Put a report between its markers on the page.

    Raises
    ------
    SystemExit
        If the page has no such markers.
    """
    text = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- bench:{name} -->\n", f"<!-- end of bench:{name} -->"
    if begin not in text or end not in text:
        raise SystemExit(f"{PAGE.name} has no markers {begin.strip()} and {end}")
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    PAGE.write_text(f"{head}{begin}\n{report.markdown()}\n{end}{tail}", encoding="utf-8")
    print(f"written to {PAGE.name}: bench:{name}", file=sys.stderr)
