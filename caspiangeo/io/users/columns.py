"""The same data with new columns: a user's file copied to any format, a batch of rows at a time.

All columns, geometries and ids of rows stay as they are, and the copy takes its place only when it
is complete. With pyarrow rows go straight from the reader to the writer (`streamed`); without it
they go through a GeoPackage on the disk (`staged`). A small GeoJSON file needs neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from caspiangeo.errors import DataError, missing_extra
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.files import write_text
from caspiangeo.io.users.lines import Batch, VectorFile
from caspiangeo.io.users.small_geojson import SmallGeoJSON, properties_of
from caspiangeo.io.users.targets import LON_LAT_DRIVERS, beside, check_target, driver_of

if TYPE_CHECKING:
    from caspiangeo.io.users.gdal import Rows
    from caspiangeo.io.users.lines import Source

#: Computes the new columns of some rows: an array each, NaN where a value is missing.
Compute: TypeAlias = Callable[[Batch], Sequence[Floats]]
Progress: TypeAlias = Callable[[int], None]

#: Names in a Shapefile have ten letters; ours are cut on purpose, so that they can be told apart.
_SHAPEFILE_NAMES = {"geodesic_length_m": "geod_len_m"}


@dataclass(frozen=True, eq=False)
class Job:
    """What to write, and how.

    Parameters
    ----------
    file
        What is read.
    target
        The file to write.
    driver
        GDAL's name of its format.
    names
        The new columns.
    compute
        Gives their values.
    fields
        Columns whose values `compute` wants to see.
    progress
        Called with the number of rows of each batch when it is done.
    """

    file: VectorFile
    target: Path
    driver: str
    names: tuple[str, ...]
    compute: Compute
    fields: tuple[str, ...]
    progress: Progress | None

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return self.file.source

    @property
    def crs(self) -> str:
        """The coordinate system to write: the file's own with its heights, or the one told."""
        base, own = self.file.base, self.source.crs
        if base is None:
            return "EPSG:4326"
        if self.file.told or own is None:
            return str(base.crs.to_wkt())
        if isinstance(own, str):
            return own
        from pyproj import CRS

        return str(CRS.from_user_input(own).to_wkt())

    @property
    def moved(self) -> bool:
        """Whether the coordinates have to become longitude and latitude on WGS 84."""
        if self.driver not in LON_LAT_DRIVERS or self.file.base is None:
            return False
        from caspiangeo.io.users.datums import is_wgs84_lonlat

        return not is_wgs84_lonlat(self.file.base)

    @property
    def table_only(self) -> bool:
        """Whether the places are in columns of a table, and stay there."""
        return self.driver == self.source.driver == "CSV"

    @property
    def written_names(self) -> list[str]:
        """The names of the new columns as the format can have them."""
        short = _SHAPEFILE_NAMES if self.driver == "ESRI Shapefile" else {}
        return [short.get(name, name) for name in self.names]

    @property
    def fids(self) -> bool:
        """Whether the ids of the rows go along: where they are the user's, not mere numbers."""
        if self.source.fid_column:
            return True
        numbered = self.source.driver in LON_LAT_DRIVERS and "id" not in self.source.fields
        return numbered and self.driver in LON_LAT_DRIVERS

    @property
    def fid_name(self) -> str:
        """The name of the ids of rows in a GeoPackage: the source's, or one that no column has."""
        named = {each.lower() for each in self.source.fields}
        free = next(each for each in ("fid", "ogc_fid", "row_id", "fid_") if each not in named)
        return self.source.fid_column or free

    @property
    def geometry_type(self) -> str:
        """What the new layer holds, in the words of GDAL."""
        # A Shapefile calls lines of several parts lines, other formats do not.
        if self.source.driver == "ESRI Shapefile" and self.driver != "ESRI Shapefile":
            return "Unknown"
        return self.source.geometry_type

    def done(self, batch: Batch) -> Sequence[Floats]:
        """Compute the new columns of a batch."""
        columns = self.compute(batch)
        if self.progress is not None:
            self.progress(batch.count)
        return columns


def write_columns(
    file: VectorFile,
    target: Path,
    names: Sequence[str],
    compute: Compute,
    *,
    fields: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Write a file again with new columns of floats.

    Parameters
    ----------
    file
        The file to read. One that was opened with ``quick=True`` is written as GeoJSON only.
    target
        The file to write; its suffix says the format.
    names
        The new columns. One that is there already is replaced, and a note says so.
    compute
        Called with each batch of rows, in order; returns an array for each new column.
    fields
        Columns whose values `compute` wants to see.
    progress
        Called with the number of rows of each batch when it is done.

    Raises
    ------
    OutOfRangeError, FileError
        As `caspiangeo.io.users.targets.check_target`, and if the target cannot be written.
    DataError
        If the source turns out to be broken, or the format cannot hold what it has.
    MissingExtraError
        If the target needs pyarrow and it is not installed.
    """
    check_target(target, file.path)
    driver = driver_of(target)
    job = Job(file, target, driver, tuple(names), compute, tuple(fields), progress)
    for name, written in zip(names, job.written_names, strict=True):
        if written.lower() in (each.lower() for each in file.fields):
            file.notes.append(f"the column {written} was there and is replaced")
        if name != written:
            file.notes.append(f"the column {name} is called {written} in a Shapefile")
    if isinstance(file.source, SmallGeoJSON):
        _write_small(job, file.source)
    else:
        _write_any(job)


def refuse_heights(job: Job, rows: Rows) -> None:
    """Refuse heights where the target would drop them without a word.

    A FlatGeobuf of one type has heights; one that takes any type has none, which GDAL does not say.

    Raises
    ------
    DataError
        Naming the row.
    """
    if job.driver != "FlatGeobuf" or job.geometry_type != "Unknown":
        return
    high = next((at for at, each in enumerate(rows.wkb()) if each and _has_z(each)), None)
    if high is not None:
        raise DataError(
            f"{job.target.name}: row {rows.first + high} has heights, which a FlatGeobuf of any "
            "type cannot hold; write .gpkg instead"
        )


def _has_z(wkb: bytes) -> bool:
    kind = int.from_bytes(wkb[1:5], "little" if wkb[0] == 1 else "big")
    return bool(kind & 0x80000000) or kind // 1000 in (1, 3)


def _write_any(job: Job) -> None:
    from caspiangeo.io.users.gdal import has_pyarrow

    with beside(job.target) as folder:
        if has_pyarrow():
            from caspiangeo.io.users.streamed import write_streamed

            write_streamed(job, folder)
            return
        if job.driver == "Parquet":
            raise missing_extra("writing GeoParquet", extra="parquet")
        if job.moved:
            raise missing_extra("GeoJSON of a file in another coordinate system", extra="parquet")
        from caspiangeo.io.users.staged import write_staged

        write_staged(job, folder)


def _write_small(job: Job, source: SmallGeoJSON) -> None:
    """Write the features as they are, foreign members and ids included, one a line."""
    (batch,) = job.file.batches(job.fields)
    columns = [nulls_for_nan(each) for each in job.done(batch)]
    features = []
    for feature, values in zip(source.features, zip(*columns, strict=True), strict=True):
        added = dict(zip(job.names, values, strict=True))
        whole = feature if isinstance(feature, dict) else {"type": "Feature", "geometry": None}
        features.append({**whole, "properties": {**properties_of(feature), **added}})
    about = source.content if source.content.get("type") == "FeatureCollection" else {}
    kept = {key: value for key, value in about.items() if key not in ("type", "features", "crs")}
    head = compact({"type": "FeatureCollection", **kept})[:-1]
    body = ",\n".join(compact(each) for each in features)
    text = f'{head},"features":[\n{body}\n]}}\n' if features else f'{head},"features":[]}}\n'
    write_text(job.target, text)


def nulls_for_nan(values: Floats) -> list[float | None]:
    """Return values as Python has them, None for NaN."""
    return [None if value != value else value for value in values.tolist()]  # NaN is not itself


def compact(value: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
