"""PostGIS for the tables: a server of our own in a temporary folder, reached by a socket in it.

It listens on no network address and is gone when the benchmark ends. Debian's packages
``postgresql`` and ``postgis`` bring what it needs; without them there is one line saying so.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from harness import Unavailable
from numpy.typing import NDArray

_DEBIAN_HOME = Path("/usr/lib/postgresql")
#: One process a query, no disk flushes: nothing else is to be timed.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "max_parallel_workers_per_gather": "0",
    "shared_buffers": "512MB",
    "work_mem": "256MB",
    "jit": "off",
}


class Server:
    """A running server with the table ``lines``."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user

    def ask(self, query: str, given: str = "") -> str:
        """Run a query through psql and return what it prints, bare."""
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self._folder)]
        command += ["-U", self._user, "-d", "postgres", "-c", query]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(done.stderr.strip().splitlines()[0])
        return done.stdout

    def load_lines(self, lines: NDArray[np.object_]) -> None:
        """Fill the table; a row is a geography."""
        self.ask("DROP TABLE IF EXISTS lines")
        self.ask("CREATE TABLE lines (line geography(LineString, 4326))")
        wkb = shapely.to_wkb(shapely.set_srid(lines, 4326), hex=True, include_srid=True)
        self.ask("COPY lines FROM STDIN", "\n".join(wkb) + "\n")
        self.ask("VACUUM ANALYZE lines")

    def lengths(self) -> NDArray[np.float64]:
        """Return the length of each line in metres."""
        found = self.ask("COPY (SELECT ST_Length(line) FROM lines) TO STDOUT")
        return np.array(found.split(), dtype=float)

    def seconds(self) -> float:
        """Return the server's own time for all lengths."""
        plan = self.ask("EXPLAIN (ANALYZE, TIMING OFF) SELECT sum(ST_Length(line)) FROM lines")
        return float(re.search(r"Execution Time: ([\d.]+) ms", plan)[1]) / 1000  # type: ignore[index]

    def version(self) -> str:
        """Return PostGIS's version."""
        return self.ask("SELECT PostGIS_Lib_Version()").strip()


@contextmanager
def postgres() -> Iterator[Server]:
    """Start a server with PostGIS, and stop it at the end.

    Raises
    ------
    Unavailable
        If PostgreSQL or PostGIS is not installed, or does not start.
    """
    programs = _programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="caspiangeo-bench-"))
    try:
        shutil.chown(folder, *account)
        data = folder / "data"
        _as(account[0], [programs / "initdb", "-D", data, "-A", "trust", "--no-sync"])
        options = " ".join(f"-c {name}={value or repr('')}" for name, value in _SETTINGS.items())
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _as(account[0], [*control, "-o", f"{options} -k {folder}", "start"])
        try:
            server = Server(folder, account[0])
            server.ask("CREATE EXTENSION postgis")
            yield server
        finally:
            _as(account[0], [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    homes = sorted(_DEBIAN_HOME.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not homes or not shutil.which("psql"):
        raise Unavailable("PostgreSQL is not installed (Debian: postgresql, postgis)")
    return homes[-1].parent


def _account() -> tuple[str, int]:
    """Return the user whom the server runs as, and its group: it refuses to run as root."""
    try:
        who = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Unavailable("there is no user `postgres` to run the server as") from None
    return who.pw_name, who.pw_gid


def _as(user: str, command: list[Any]) -> None:
    become: dict[str, Any] = {"user": user, "group": user} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=False,
        cwd=tempfile.gettempdir(),
        **become,
    )
    if done.returncode:
        raise Unavailable(f"{Path(str(command[0])).name} failed with {done.returncode}")
