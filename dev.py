#!/usr/bin/env python3
"""The one door for people who work on caspiangeo. Needs Python 3.11 or newer, nothing else.

python3 dev.py map      set up, write the story map, print where it is
python3 dev.py test     set up, run every gate and every test but those of other programs;
                        --clients: install QGIS, PostGIS and others, and run those alone
python3 dev.py docs     set up, build the documentation
python3 dev.py bench    set up, run the benchmarks (or those named); --full --write for the docs
python3 dev.py setup    only set up: a virtual environment in .venv
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STORY = "kazinform-2023-09-29"
BROWSER = ("chromium", "chromium-browser", "google-chrome")
#: What a machine with apt lacks for the browser tests, and fonts for all our languages.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core")
#: Other people's programs that read our exports in the tests; Chromium runs four libraries of npm.
CLIENT_PACKAGES = (
    "gdal-bin",
    "python3-qgis",
    "qgis-providers",
    "postgresql-15-postgis-3",
    "spatialite-bin",
    *DEBIAN_PACKAGES,
)
#: One process a core; the tests of a file share what they prepare, so they stay together.
PARALLEL = ("--numprocesses=auto", "--dist=loadfile")
#: Gates, cheapest first: what it is called, and its command after the environment's Python.
GATES = (
    ("ruff check", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("mypy --strict", ["-m", "mypy"]),
    ("import-linter", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    ("reuse lint", ["-m", "reuse", "lint", "--quiet"]),
    ("pytest", ["-m", "pytest", *PARALLEL]),
)


def main() -> int:
    """Run the command that was named; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - told before anything else can fail
        print(f"caspiangeo needs Python 3.11 or newer; this is {sys.version.split()[0]}")
        return 2
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("setup", "map", "test", "docs", "bench"))
    parser.add_argument("--floor", action="store_true", help="test: lowest declared versions")
    parser.add_argument("--clients", action="store_true", help="test: other programs on our files")
    arguments, rest = parser.parse_known_args()
    os.chdir(ROOT)
    if arguments.command == "test" and arguments.floor:
        return test_floor(rest)
    if arguments.command == "test" and arguments.clients:
        return test_clients(rest)
    return {"setup": setup_all, "map": story_map, "test": test, "docs": docs, "bench": bench}[
        arguments.command
    ](rest)


# -- the environment ------------------------------------------------------------------------------


def python(extras: str = "", *, folder: str = ".venv", constraints: str = "constraints.txt") -> str:
    """Return the Python of a virtual environment that has caspiangeo with these extras."""
    home = ROOT / folder
    executable = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = _fingerprint(constraints)
    stamp = home / f"ready-{extras or 'plain'}"
    if not executable.exists():
        say(f"making a virtual environment in {folder}")
        venv.create(home, with_pip=True)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        say(f"installing caspiangeo{f'[{extras}]' if extras else ''} and what it needs")
        target = f".[{extras}]" if extras else "."
        run(
            [
                str(executable),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--constraint",
                constraints,
                "--editable",
                target,
            ],
            check=True,
        )
        stamp.write_text(wanted, encoding="ascii")
    return str(executable)


def _fingerprint(constraints: str) -> str:
    """Change when the declared or the pinned dependencies change."""
    parts = (ROOT / "pyproject.toml", ROOT / constraints)
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def ensure_browser() -> None:
    """Install Debian's Chromium where that is possible; say plainly where it is not."""
    if any(shutil.which(name) for name in BROWSER):
        return
    if may_install():
        say("installing Chromium for the browser tests")
        install_debian([DEBIAN_PACKAGES])
    if not any(shutil.which(name) for name in BROWSER):
        say(
            "no Chromium here: the browser tests are skipped. "
            f"Install it with: sudo apt-get install {' '.join(DEBIAN_PACKAGES)}"
        )


def ensure_clients() -> None:
    """Install the programs that read our exports; say plainly which could not be."""
    if shutil.which("dpkg-query"):
        missing = [name for name in CLIENT_PACKAGES if not is_installed(name)]
        if missing and may_install():
            say(f"installing {', '.join(missing)}")
            install_debian([[name] for name in missing])
            missing = [name for name in missing if not is_installed(name)]
        if missing:
            say(f"not here; install them with: sudo apt-get install {' '.join(missing)}")
    install_listed(
        ROOT / "tests" / "interop" / "browser-libraries.txt",
        npm(ROOT / ".venv" / "node"),
        home=ROOT / ".venv",
        lost="not tested",
    )


def is_installed(package: str) -> bool:
    """Tell whether Debian has a package installed."""
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(asked, capture_output=True, text=True).stdout == "installed"


def may_install() -> bool:
    """Tell whether apt is here and would obey."""
    return bool(shutil.which("apt-get")) and getattr(os, "geteuid", lambda: 1)() == 0


def install_debian(groups: Iterable[Sequence[str]]) -> None:
    """Install packages of Debian, each group for itself: one that fails does not stop another."""
    run(["apt-get", "update", "--quiet=2"])
    for group in groups:
        run(["apt-get", "install", "--yes", "--quiet=2", *group], quiet=True)


def npm(prefix: Path) -> list[str]:
    """Return the command by which npm installs into a folder."""
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    return ["npm", "install", *quiet, "--prefix", str(prefix)]


def install_listed(listed: Path, command: list[str], *, home: Path, lost: str) -> None:
    """Install each line of a file, unless it has been; say plainly which could not be."""
    lines = listed.read_text(encoding="ascii").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    stamp = home / f"ready-{listed.name}"
    if stamp.exists() and stamp.read_text(encoding="ascii").splitlines() == names:
        return
    if not shutil.which(command[0]):
        say(f"{command[0]} is not installed; {lost}: {', '.join(names)}")
        return
    say(f"installing what {listed.relative_to(ROOT)} lists")
    failed = [name for name in names if run([*command, name]) != 0]
    if failed:
        say(f"could not be installed; {lost}: {', '.join(failed)}")
    else:
        stamp.write_text("\n".join(names), encoding="ascii")


# -- the commands ---------------------------------------------------------------------------------


def setup_all(_rest: list[str]) -> int:
    """Set up everything a developer needs."""
    executable = python("all,docs,interop,test")
    ensure_browser()
    say(f"ready: {executable}")
    return 0


def story_map(rest: list[str]) -> int:
    """Write the map of the news of 29 September 2023 and say where it is."""
    target = ROOT / "out" / f"{STORY}.html"
    target.parent.mkdir(exist_ok=True)
    code = run([python(), "-m", "caspiangeo", "map", STORY, *(rest or ["-o", str(target)])])
    if code == 0 and not rest:
        say(f"open it in a browser: {target.as_uri()}")
    return code


def test(rest: list[str]) -> int:
    """Run every gate; arguments go to pytest alone, and then only pytest runs."""
    executable = python("all,interop,test")
    ensure_browser()
    if rest:
        return run([executable, "-m", "pytest", *rest])
    failed = []
    for name, command in GATES:
        say(name)
        if run([executable, *command]) != 0:
            failed.append(name)
    say("not asked: QGIS, PostGIS and others, which python3 dev.py test --clients installs")
    say(f"failed: {', '.join(failed)}" if failed else "all gates passed")
    return 1 if failed else 0


def test_clients(rest: list[str]) -> int:
    """Let other people's programs read our exports; pytest names at the end who is not here."""
    executable = python("all,interop,test")
    ensure_clients()
    chosen = ["-m", "client or not client", "tests/interop"]
    return run([executable, "-m", "pytest", *chosen, *rest])


def test_floor(rest: list[str]) -> int:
    """Run the tests of the library with the lowest versions that pyproject.toml declares."""
    executable = python("test", folder=".venv-floor", constraints="constraints-floor.txt")
    # The tests of data and documents hold files to account, those of other programs the programs.
    chosen = [
        "-m",
        "not browser and not packaging and not client",
        "--ignore=tests/data",
        "--ignore=tests/house",
        "--ignore=tests/interop",
    ]
    return run([executable, "-m", "pytest", *(rest or [*PARALLEL, *chosen])])


def docs(rest: list[str]) -> int:
    """Build the documentation; a warning is an error."""
    executable = python("docs")
    return run(
        [
            executable,
            "-m",
            "sphinx",
            "--fail-on-warning",
            "--keep-going",
            *rest,
            "docs",
            "docs/_build/html",
        ]
    )


def bench(rest: list[str]) -> int:
    """Run the benchmarks that are named, or all of them; options go to each."""
    names = [word for word in rest if not word.startswith("-")]
    options = [word for word in rest if word.startswith("-")]
    found = sorted((ROOT / "benchmarks").glob("bench_*.py"))
    known = {path.stem.removeprefix("bench_"): path for path in found}
    unknown = [name for name in names if name not in known]
    if unknown:
        say(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    executable = python("all,test", folder=".venv-bench")
    if "--smoke" not in options:
        install_peers(executable)
    return max(run([executable, str(known[name]), *options]) for name in names or known)


def install_peers(executable: str) -> None:
    """Install those whom we are compared with; say plainly who could not be."""
    benchmarks, home = ROOT / "benchmarks", ROOT / ".venv-bench"
    pip = [executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-deps", "--only-binary=:all:"]
    for name, command in (("peers.txt", pip), ("peers-node.txt", npm(home / "node"))):
        install_listed(benchmarks / name, command, home=home, lost="not in the tables")


def run(command: list[str], *, check: bool = False, quiet: bool = False) -> int:
    """Run a command in the project's folder and return its exit code."""
    sink = subprocess.DEVNULL if quiet else None
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # apt must not ask anything
    return subprocess.run(command, cwd=ROOT, check=check, stdout=sink, env=silent).returncode


def say(text: str) -> None:
    """Tell the developer what happens."""
    print(f"[dev] {text}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
