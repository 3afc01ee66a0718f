"""New columns with pyarrow: rows go from the reader to the writer, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from caspiangeo.errors import CaspianError
from caspiangeo.io.formulas import plain_column
from caspiangeo.io.users.columns import Job, compact, refuse_heights
from caspiangeo.io.users.gdal import Rows, configured, errors_of, storage_of
from caspiangeo.io.users.targets import LON_LAT_DRIVERS

if TYPE_CHECKING:
    from caspiangeo.io.crs import GeodeticBase
    from caspiangeo.io.users.gdal import GdalSource
    from caspiangeo.io.users.parquet import ParquetSource


def write_streamed(job: Job, folder: Path) -> None:
    """Write the target of a job into a folder."""
    import pyarrow

    source: Any = job.source
    path = folder / job.target.name
    with source.opened(None, fids=job.fids) as (reader, geometry):
        outgoing = _Outgoing(job, reader.schema, geometry)
        failures: list[BaseException] = []
        stream = _catching(outgoing.batches(reader, source), failures)
        batches = pyarrow.RecordBatchReader.from_batches(outgoing.schema, stream)
        try:
            if job.driver == "Parquet":
                _write_parquet(job, batches, path, geometry)
            else:
                write_gdal(job, batches, path, geometry)
        except CaspianError as error:
            raise (failures or [error])[0] from None
        if failures:
            raise failures[0]


def _catching(batches: Iterator[Any], failures: list[BaseException]) -> Iterator[Any]:
    """Keep what is raised while a writer in C asks for batches; it would come out renamed."""
    try:
        yield from batches
    except BaseException as error:
        failures.append(error)
        raise


class _Outgoing:
    """Batches of the source with the new columns, in the form that the target takes."""

    def __init__(self, job: Job, schema: Any, geometry: str) -> None:
        import pyarrow

        self._job, self._geometry = job, geometry
        # Parquet may keep geometries in the form that they have there.
        self._as_is = job.driver == job.source.driver == "Parquet"
        left_out = {name.lower() for name in job.written_names}
        left_out |= {geometry.lower()} if job.table_only else set()
        self._kept = [each for each in schema.names if each.lower() not in left_out]
        fields = [schema.field(each) for each in self._kept]
        if not self._as_is:
            wkb = pyarrow.field(geometry, pyarrow.binary())
            fields = [wkb if each.name == geometry else each for each in fields]
        new = [pyarrow.field(each, pyarrow.float64()) for each in job.written_names]
        self.schema = pyarrow.schema([*fields, *new], metadata=self._metadata(schema))

    def batches(self, reader: Any, source: GdalSource | ParquetSource) -> Iterator[Any]:
        """Yield the batches, computing as they go."""
        import pyarrow

        job = self._job
        for rows in source.rows_of(reader, self._geometry, job.fields):
            refuse_heights(job, rows)
            values = job.done(job.file.measurable(rows))
            kept = [self._column(each, rows) for each in self._kept]
            new = [pyarrow.array(each, mask=np.isnan(each)) for each in values]
            yield pyarrow.record_batch([*kept, *new], schema=self.schema)

    def _column(self, name: str, rows: Rows) -> Any:
        import pyarrow

        column, base = rows.table.column(name), self._job.file.base
        if name != self._geometry:
            return plain_column(column) if self._job.driver == "CSV" else column
        if self._as_is:
            return column
        if self._job.moved and base is not None:
            return pyarrow.array(_on_wgs84(rows.wkb(), base), pyarrow.binary())
        plain = storage_of(column)
        if plain.type == pyarrow.binary():
            return plain
        return pyarrow.array(rows.wkb(), pyarrow.binary())

    def _metadata(self, schema: Any) -> dict[bytes, bytes] | None:
        """Return what GeoParquet says of its columns, the old where there is one."""
        if self._as_is:
            metadata: dict[bytes, bytes] = schema.metadata
            return metadata
        if self._job.driver != "Parquet":
            return None
        from caspiangeo.io.crs import geodetic_base

        crs = geodetic_base(self._job.crs).crs.to_json_dict()
        about = {self._geometry: {"encoding": "WKB", "geometry_types": [], "crs": crs}}
        geo = {"version": "1.0.0", "primary_column": self._geometry, "columns": about}
        return {b"geo": compact(geo).encode()}


def _on_wgs84(wkb: NDArray[np.object_], base: GeodeticBase) -> NDArray[np.object_]:
    """Return geometries as longitude and latitude on WGS 84; a broken one is left out."""
    import shapely

    from caspiangeo.io.users.datums import shift
    from caspiangeo.io.users.parts import from_wkb

    to_wgs84 = shift(base, None)
    moved = shapely.transform(from_wkb(wkb), lambda coords: to_wgs84(base.to_lonlat(coords)))
    return np.asarray(shapely.to_wkb(moved), dtype=object)


def _write_parquet(job: Job, batches: Any, path: Path, geometry: str) -> None:
    from pyarrow import parquet

    # No two lines are alike, and the least of them in bytes says nothing.
    others = [each for each in batches.schema.names if each != geometry]
    options = {"compression": "zstd", "use_dictionary": others, "write_statistics": others}
    with (
        errors_of(job.target.name, job.file.notes, doing="written"),
        parquet.ParquetWriter(path, batches.schema, **options) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)


def write_gdal(job: Job, stream: Any, path: Path, geometry: str) -> None:
    """Let GDAL write a stream of batches: of pyarrow, or one of its own."""
    import pyogrio

    notes = job.file.notes
    no_crs_wanted = job.driver in LON_LAT_DRIVERS
    dated = configured(_date_of(job.file.path))
    with errors_of(job.target.name, notes, doing="written"), dated:
        pyogrio.write_arrow(
            stream,
            path,
            driver=job.driver,
            layer=job.file.layer if job.driver == "GPKG" else None,
            geometry_name=None if job.table_only else geometry,
            geometry_type=job.geometry_type,
            crs=None if no_crs_wanted else job.crs,
            encoding="UTF-8" if job.driver == "ESRI Shapefile" else None,
            dataset_options={"VERSION": "1.2"} if job.driver == "GPKG" else None,
            layer_options=_layer_options(job),
        )
    if no_crs_wanted:
        notes[:] = [each for each in notes if not each.startswith("'crs' was not provided")]


def _layer_options(job: Job) -> dict[str, str]:
    if job.driver == "GPKG":
        return {"FID": job.fid_name}
    if job.driver == "CSV" and not job.table_only:
        return {"GEOMETRY": "AS_WKT"}
    if job.driver == "GeoJSONSeq":
        return {"COORDINATE_PRECISION": "15"}  # all that a double holds; by default seven
    if job.driver == "FlatGeobuf":
        return {"SPATIAL_INDEX": "NO"}  # with it rows without a geometry are refused
    return {}


def _date_of(path: Path) -> dict[str, str]:
    """Date what GDAL writes like the file that it was made from, not by the clock."""
    day = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return {"OGR_CURRENT_DATE": f"{day:%Y-%m-%dT%H:%M:%S}.000Z"}
