"""QGIS without a screen, in Debian's own Python: one process that answers questions in JSON."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from .reading import Feature, Source, UnreadableError, kml_layers

PYTHON = "/usr/bin/python3"
SCREENLESS = {"QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "ignore", "LC_ALL": "C.UTF-8"}


class Qgis:
    """What a layer holds, its length on the ellipsoid, the style it came with, a picture."""

    name = "qgis"
    needs = ("converted",)

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, **SCREENLESS, "XDG_RUNTIME_DIR": str(folder)}
        self.process = subprocess.Popen(
            [PYTHON, "-P", Path(__file__).with_name("qgis_answers.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    @staticmethod
    @functools.cache
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        asked = [PYTHON, "-c", "import qgis.core"]
        with contextlib.suppress(OSError):
            if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
                return None
        return "apt-get install python3-qgis qgis-providers"

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds, and its ellipsoidal lengths."""
        names = [source.layer]
        if source.form in ("kml", "kmz"):
            names = kml_layers(source.layer, self.ask("layers", uri=str(source.path)))
        rows = [
            row
            for name in names
            for row in self.ask("features", uri=f"{source.path}|layername={name}")
        ]
        return [Feature.of(row[0], row[1], json.loads(row[2]), row[3]) for row in rows]

    def ask(self, question: str, **arguments: object) -> Any:
        """Ask the process; the answer is one line.

        Raises
        ------
        UnreadableError
            If QGIS cannot open the layer.
        """
        self.process.stdin.write(json.dumps([question, arguments]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise UnreadableError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """Let the process end: it does when nobody can ask any more."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)
