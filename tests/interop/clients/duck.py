"""DuckDB with its spatial extension, from the package that PyPI has."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from .reading import Feature, Source, UnreadableError

#: What stands after FROM, by format; the last are read with DuckDB's own readers.
FROM = {
    "parquet": "'{path}'",
    "csv": "(SELECT *, ST_GeomFromText(wkt) AS geom FROM read_csv('{path}'))",
}
#: A folder of our KML that has such rows.
KML_FOLDER = {"routes": "Railway", "sites": "Sites"}


class DuckDB:
    """Its own reader of Parquet and CSV, and the GDAL inside its extension."""

    name = "duckdb"
    needs = ()

    def __init__(self) -> None:
        self.connection = connect()

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        needed = ("duckdb", "duckdb_extension_spatial")
        if all(importlib.util.find_spec(each) for each in needed):
            return None
        return "pip install duckdb and duckdb-extension-spatial of the same version"

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds, and its lengths on the spheroid, which take latitude first."""
        import duckdb

        table = FROM.get(source.form, "ST_Read('{path}', layer='{layer}')")
        # Asked for a layer that is not there, the extension of 1.5.5 takes the process down.
        layer = KML_FOLDER[source.layer] if source.form in ("kml", "kmz") else source.layer
        table = table.format(path=source.path, layer=layer)
        geometry = "geometry" if source.form == "parquet" else "geom"
        length = (
            f"ST_Length_Spheroid(ST_FlipCoordinates({geometry}))"
            if source.layer == "routes"
            else "NULL"
        )
        query = f"SELECT *, ST_AsGeoJSON({geometry}) AS shape, {length} AS length_m FROM {table}"
        try:
            found = self.connection.execute(query)
            names = [each[0] for each in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            return [
                Feature.of(row["id"], row.get("name_ru"), json.loads(row["shape"]), row["length_m"])
                for row in rows
            ]
        except (duckdb.Error, KeyError) as error:
            raise UnreadableError(str(error)) from error

    def close(self) -> None:
        """Let the database in memory go."""
        self.connection.close()


def connect() -> Any:
    """Return a database in memory that has the spatial extension, loaded without any network."""
    import duckdb
    import duckdb_extension_spatial

    (home,) = duckdb_extension_spatial.__path__
    (extension,) = Path(home).rglob("spatial.duckdb_extension")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension.as_posix()}'")
    return connection
