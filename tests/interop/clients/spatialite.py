"""SpatiaLite's own program, on a database in memory, to which a GeoPackage is attached."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

from .reading import Feature, Source, UnreadableError, run


class SpatiaLite:
    """GeoJSON and Shapefile by its importers, CSV as a virtual table, GeoPackage in place."""

    name = "spatialite"
    needs = ("converted",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        return None if shutil.which("spatialite") else "apt-get install spatialite-bin"

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds, and its lengths on the spheroid."""
        path, layer = source.path, source.layer
        if source.form == "gpkg":
            first = f"ATTACH DATABASE '{path}' AS package;"
            return self.features(first, f"package.{layer}", "CastToXY(GeomFromGPB(geom))")
        if source.form == "geojson":
            first = f"SELECT ImportGeoJSON('{path}', '{layer}');"
            return self.features(first, layer, "geometry")
        if source.form == "csv":
            table = f"VirtualText('{path}', 'UTF-8', 1, POINT, DOUBLEQUOTE, ',')"
            first = f"CREATE VIRTUAL TABLE {layer} USING {table};"
            return self.features(first, layer, "GeomFromText(wkt, 4326)")
        if source.form == "shp":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(self.folder / "unzipped")
            unzipped = self.folder / "unzipped" / layer
            first = f"SELECT ImportSHP('{unzipped}', '{layer}', 'UTF-8', 4326);"
            return self.features(first, layer, "CastToXY(geometry)")
        raise UnreadableError(f"SpatiaLite has no reader of {source.form}")

    def features(self, first: str, table: str, geometry: str) -> list[Feature]:
        """Return the rows of a table that a first statement makes."""
        # A name in double quotes that is no column is its own text.
        values = f'id, "name_ru", AsGeoJSON({geometry}, 12), GeodesicLength({geometry})'
        said = self.ask(f"{first} SELECT json_array({values}) FROM {table};")
        rows = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
        return [
            Feature.of(row[0], row[1] if row[1] != "name_ru" else None, json.loads(row[2]), row[3])
            for row in rows
        ]

    @staticmethod
    def ask(sql: str) -> str:
        """Run SQL; reading files has to be allowed by an environment variable."""
        allowed = {**os.environ, "SPATIALITE_SECURITY": "relaxed"}
        return run(["spatialite", "-silent", "-bail", ":memory:"], asked=sql, env=allowed)
