"""GDAL's own programs, ogrinfo and ogr2ogr, as the system has them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from .reading import Feature, Source, kml_layers, run

TARGETS = {
    "geojson": ("GeoJSON", ["-lco", "RFC7946=YES"]),
    "gpkg": ("GPKG", []),
}


class Ogr:
    """ogr2ogr: everything to GeoJSON; it measures nothing."""

    name = "ogr2ogr"
    needs = ("converted",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        return None if shutil.which("ogr2ogr") else "apt-get install gdal-bin"

    def read(self, source: Source) -> list[Feature]:
        """Return what GDAL finds."""
        read = json.loads(convert(source, "geojson", self.folder).path.read_text("utf-8"))
        found = []
        for each in read["features"]:
            columns = each["properties"]  # from GeoJSON the id remains that of the feature alone
            id_ = columns.get("id") or each["id"]
            found.append(Feature.of(id_, columns.get("name_ru"), each["geometry"], None))
        return found


def convert(source: Source, form: str, folder: Path) -> Source:
    """Bring a layer into another format with ogr2ogr.

    Raises
    ------
    UnreadableError
        If GDAL cannot read it.
    """
    driver, options = TARGETS[form]
    target = folder / f"{source.layer}-of-{source.form}.{form}"
    if target.exists():
        return Source(form, source.layer, target)
    if source.form in ("kml", "kmz") and form == "geojson":
        source = convert(source, "gpkg", folder)  # GeoJSON takes one layer, KML has one a mode
    layers = layers_of(source)
    append = ["-append"] if len(layers) > 1 else []
    written = ["-f", driver, *append, *options, "-nln", source.layer, target]
    run(["ogr2ogr", *written, source.path, *layers])
    return Source(form, source.layer, target)


def layers_of(source: Source) -> list[str]:
    """Return which layers of a file hold what is meant."""
    listed = run(["ogrinfo", "-ro", "-q", source.path])
    names = re.findall(r"^\d+: (.+?)(?: \(.*\))?$", listed, re.MULTILINE)
    if source.form in ("kml", "kmz"):
        return kml_layers(source.layer, names)
    return [source.layer]
