"""PostGIS in a cluster of its own, reachable through a socket in its own folder alone."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from .ogr import convert, layers_of
from .reading import Feature, Source, UnreadableError, run


class PostGIS:
    """GeoJSON and CSV by SQL alone, everything else that ogr2ogr reads through ogr2ogr."""

    name = "postgis"
    needs = ("converted",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster()
        self.cluster.ask("CREATE EXTENSION postgis")

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        extensions = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
        here = programs() and any(extensions)
        return None if here else "apt-get install postgresql-15-postgis-3"

    def read(self, source: Source) -> list[Feature]:
        """Return what SQL finds, and lengths on the spheroid."""
        table = f"{source.layer}_{source.form}"
        if source.form == "geojson":
            content = source.path.read_text("utf-8").replace("'", "''")
            self.cluster.ask(
                f"CREATE TABLE {table} AS SELECT each->'properties'->>'id' AS id, "
                "each->'properties'->>'name_ru' AS name_ru, "
                "ST_GeomFromGeoJSON(each->'geometry') AS geom "
                f"FROM jsonb_array_elements(('{content}'::jsonb)->'features') AS each"
            )
        elif source.form == "csv":
            columns = source.path.read_text("utf-8").partition("\n")[0].split(",")
            self.cluster.ask(
                f"CREATE TABLE {table} ({', '.join(f'{each} text' for each in columns)});\n"
                f"\\copy {table} FROM '{source.path}' (FORMAT csv, HEADER)\n"
                f"ALTER TABLE {table} ADD geom geometry;"
                f"UPDATE {table} SET geom = ST_GeomFromText(wkt, 4326);"
            )
        else:
            raise UnreadableError(f"PostGIS has no reader of {source.form}")
        return self.features(table)

    def through_ogr2ogr(self, source: Source) -> list[Feature]:
        """Return what it finds in a table that ogr2ogr filled."""
        return self.features(self.load(source))

    def load(self, source: Source) -> str:
        """Bring a layer in with ogr2ogr, with its M; return the name of the table."""
        table = f"{source.layer}_{source.form}"
        if source.form in ("kml", "kmz"):
            source = convert(source, "gpkg", self.folder)
        options = ["-f", "PostgreSQL", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=row"]
        where = f"PG:host={self.cluster.home} user=postgres dbname=postgres"
        run(["ogr2ogr", *options, "-nln", table, where, source.path, *layers_of(source)])
        return table

    def features(self, table: str) -> list[Feature]:
        """Return the rows of a table, which may lack a column that stands empty."""
        rows = self.cluster.ask(
            "SELECT json_build_array(id, to_jsonb(line) ->> 'name_ru', "
            "ST_AsGeoJSON(ST_Force2D(geom), 12)::json, ST_Length(geom::geography)) "
            f"FROM {table} AS line"
        )
        return [Feature.of(*json.loads(line)) for line in rows.splitlines()]

    def close(self) -> None:
        """Stop the cluster and remove it."""
        self.cluster.close()


class Cluster:
    """A PostgreSQL of our own: no port, a socket in its folder, gone when closed."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="caspiangeo-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
        make = ["initdb", "-D", self.home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        self.serve([*make, "--no-sync"])
        settings = f"-c listen_addresses='' -c unix_socket_directories={self.home} -c fsync=off"
        log = self.home / "log"
        self.serve(["pg_ctl", "-D", self.home / "data", "-l", log, "-w", "-o", settings, "start"])

    def serve(self, command: list[str | Path]) -> None:
        """Run a program of the server; it refuses to run as root."""
        bin_folder = programs()
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        run([*user, bin_folder / command[0], *command[1:]], cwd=self.home)

    def ask(self, sql: str) -> str:
        """Run SQL, and what psql has besides."""
        how = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        return run(["psql", *how, "-h", self.home, "-U", "postgres", "postgres"], asked=sql)

    def close(self) -> None:
        """Stop at once, and remove everything."""
        self.serve(["pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop"])
        shutil.rmtree(self.home)


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None
