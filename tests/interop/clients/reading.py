"""What a client is asked, and what it answers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

#: The layers that each client reads.
LAYERS = ("routes", "sites")
#: Where a bundle has a layer, by format.
PATHS = {
    "geojson": "geojson/{}.geojson",
    "gpkg": "caspiangeo.gpkg",
    "parquet": "parquet/{}.parquet",
    "fgb": "fgb/{}.fgb",
    "kml": "caspiangeo.kml",
    "kmz": "caspiangeo.kmz",
    "csv": "csv/{}.csv",
    "shp": "caspiangeo.shp.zip",
}


class UnreadableError(Exception):
    """The client cannot make anything of the file."""


@dataclass(frozen=True)
class Source:
    """A layer of a file."""

    form: str
    layer: str
    path: Path

    @classmethod
    def of_bundle(cls, bundle: Path, form: str, layer: str) -> Source:
        """Return where a bundle has a layer."""
        return cls(form, layer, bundle / PATHS[form].format(layer))


@dataclass(frozen=True)
class Feature:
    """What a client found: positions as it holds them, its own length if it measures."""

    id: str
    name_ru: str | None
    positions: list[list[float]]
    length_m: float | None = None

    @classmethod
    def of(cls, id_: str, name_ru: str | None, geometry: dict, length_m: float | None) -> Feature:
        """Return a feature from a GeoJSON geometry; a line of one part may be called several."""
        positions = geometry["coordinates"]
        if geometry["type"] == "Point":
            return cls(id_, name_ru or None, [positions[:2]])
        if geometry["type"] == "MultiLineString":
            (positions,) = positions
        return cls(id_, name_ru or None, [each[:2] for each in positions], length_m)


def kml_layers(layer: str, names: list[str]) -> list[str]:
    """Return which folders of our KML hold a layer: routes have one a mode."""
    others = {"Routes", "Sites", "Kilometre points"}
    return ["Sites"] if layer == "sites" else [name for name in names if name not in others]


def run(command: list[str | Path], *, asked: str | None = None, **options: object) -> str:
    """Run a program and return what it printed.

    Raises
    ------
    UnreadableError
        If it failed; with what it said.
    """
    done = subprocess.run(
        [str(each) for each in command],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )
    if done.returncode:
        raise UnreadableError(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout


def node_modules() -> Path:
    """Return where `dev.py test --clients` puts what npm brings."""
    return Path(sys.prefix) / "node" / "node_modules"
