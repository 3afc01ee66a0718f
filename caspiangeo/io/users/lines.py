"""Anybody's lines and points: any vector file, a batch of rows at a time, in degrees on its datum.

A coordinate system is never guessed. Coordinates become longitude and latitude of the geographic
system that their own one stands on, so that a line is measured on the ellipsoid of its own datum,
and no datum is shifted unless two files have to meet. What cannot be measured is listed by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from caspiangeo.errors import DataError, GeometryError
from caspiangeo.geodesy import WGS84, Ellipsoid, ragged_lengths_m
from caspiangeo.geodesy.coordinates import Floats, fault, measurable
from caspiangeo.io.users.opening import local_file
from caspiangeo.io.users.parts import Holding, Parts
from caspiangeo.io.users.small_geojson import SmallGeoJSON, open_small

if TYPE_CHECKING:
    from caspiangeo.io.crs import GeodeticBase
    from caspiangeo.io.users.gdal import GdalSource
    from caspiangeo.io.users.parquet import ParquetSource

    Source = SmallGeoJSON | GdalSource | ParquetSource

WGS84_NAME = "WGS 84 (EPSG:4326)"
#: Columns that may name a row, in the order in which they are tried.
_LABELS = ("name", "title", "id", "ref", "label")
_PARQUET = (".parquet", ".geoparquet", ".pq")


@dataclass(frozen=True, eq=False)
class Batch:
    """Some rows of a file: their lines or points in lon, lat, degrees, on the datum of the file.

    Parameters
    ----------
    first_row
        The number of the first of the rows in the file, from 0.
    count
        How many rows there are.
    parts
        Their vertices; its rows and faults are counted from the first of this batch.
    values
        The columns asked for, by name.
    table
        All columns as a pyarrow RecordBatch, where the format gives them so.
    ellipsoid
        What they are measured on.
    """

    first_row: int
    count: int
    parts: Parts
    values: dict[str, list[object]]
    table: Any
    ellipsoid: Ellipsoid

    @property
    def faults(self) -> dict[int, str]:
        """Why a row cannot be measured, by its number in the file."""
        return {self.first_row + row: why for row, why in sorted(self.parts.faults.items())}

    def lengths_m(self) -> Floats:
        """Return the length of each row, all its parts together, metres; NaN for a fault."""
        parts = self.parts
        each = ragged_lengths_m(parts.coords, parts.offsets, ellipsoid=self.ellipsoid)
        lengths = np.bincount(parts.rows, weights=each, minlength=self.count).astype(np.float64)
        lengths[list(parts.faults)] = np.nan
        return lengths


@dataclass(eq=False)
class VectorFile:
    """A file opened to be measured; `open_lines` and `open_points` make it.

    Parameters
    ----------
    path
        The file.
    crs
        Its coordinate system, by name and identifier.
    ellipsoid
        What its lines are measured on: that of its own datum.
    notes
        What there is to say about the reading, each once.
    holding
        What is wanted of the rows: ``"lines"`` or ``"points"``.
    source
        What reads them.
    base
        What they are measured on; None if the coordinates are lon, lat on WGS 84 as they stand.
    told
        Whether the coordinate system is the caller's, and not the file's own.
    """

    path: Path
    crs: str
    ellipsoid: Ellipsoid
    notes: list[str]
    holding: Holding
    source: Source
    base: GeodeticBase | None
    told: bool = False

    @property
    def layer(self) -> str:
        """The name of the layer."""
        return self.source.layer

    @property
    def rows(self) -> int | None:
        """How many rows there are; None if only reading them all would tell."""
        return self.source.rows

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.source.fields

    @property
    def label(self) -> str | None:
        """The column that names the rows best: name, title, id, ref or label; None if none is."""
        by_name = {each.lower(): each for each in reversed(self.fields)}
        return next((by_name[each] for each in _LABELS if each in by_name), None)

    def batches(self, fields: Sequence[str] = ()) -> Iterator[Batch]:
        """Read the rows.

        Parameters
        ----------
        fields
            Columns to give along.

        Yields
        ------
        Batch
            About 32 MiB of the file at a time.

        Raises
        ------
        DataError
            If the file turns out to be broken.
        """
        for rows in self.source.batches(fields):
            yield self.measurable(rows)

    def measurable(self, rows: Any) -> Batch:
        """Bring rows as a source gives them to degrees, and name what cannot be measured."""
        parts = self._in_degrees(rows.parts(self.holding))
        return Batch(
            rows.first, rows.count, parts, rows.values, rows.table, ellipsoid=self.ellipsoid
        )

    def _in_degrees(self, parts: Parts) -> Parts:
        coords = parts.coords if self.base is None else self.base.to_lonlat(parts.coords)
        found = Parts(coords, parts.offsets, parts.rows, parts.faults)
        return found.without(self._beyond(parts, coords))

    def _beyond(self, parts: Parts, coords: Floats) -> dict[int, str]:
        """Say why a vertex cannot be measured, by row: the first such vertex of each."""
        bad = np.flatnonzero(~measurable(coords))
        owner = parts.rows[np.searchsorted(parts.offsets, bad, side="right") - 1]
        rows, at = np.unique(owner, return_index=True)
        begin = parts.offsets[np.searchsorted(parts.rows, rows)]
        return {
            int(row): f"vertex {vertex - first}: {self._why(parts.coords[vertex], coords[vertex])}"
            for row, vertex, first in zip(rows, bad[at], begin, strict=True)
        }

    def _why(self, given: Floats, lonlat: Floats) -> str:
        if self.base is None or self.base.transformer is None or not np.isfinite(given).all():
            return fault(lonlat)
        return f"{given[0]:.15g}, {given[1]:.15g} lies outside {self.base.crs.name}"


def open_lines(
    path: str | Path,
    *,
    crs: object = None,
    layer: str | None = None,
    large: bool = False,
    quick: bool = True,
) -> VectorFile:
    """Open a vector file of lines: any format that GDAL reads, and GeoParquet.

    Parameters
    ----------
    path
        The file.
    crs
        The coordinate system of a file that does not name its own: ``"EPSG:32639"``, WKT, a PROJ
        string. Where the file names another, this one is used and a note says so.
    layer
        The layer of a file that has several with lines.
    large
        Read a file of more than 4 GiB, or an archive that unpacks to more.
    quick
        Read a small GeoJSON file with the standard library, without loading GDAL.

    Returns
    -------
    VectorFile
        Its `batches` give the rows.

    Raises
    ------
    FileError
        If the file does not exist or may not be read.
    DataError
        If it is no vector file, has no geometry, or names no coordinate system and none is given.
    GeometryError
        If nothing in its coordinate system can be measured on an ellipsoid.
    UnknownIdError
        If it has no such layer.
    MissingExtraError
        If it is GeoParquet and pyarrow is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "one.geojson")
    ...     _ = path.write_text('{"type": "LineString", "coordinates": [[50, 40], [51, 40]]}')
    ...     [batch.lengths_m().round(3).tolist() for batch in open_lines(path).batches()]
    [[85393.409]]
    >>> open_lines("nowhere.shp")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.FileError: cannot read nowhere.shp: there is no such file
    """
    return _opened(path, "lines", crs=crs, layer=layer, large=large, quick=quick)


def open_points(
    path: str | Path,
    *,
    crs: object = None,
    layer: str | None = None,
    large: bool = False,
    quick: bool = True,
) -> VectorFile:
    """Open a vector file of points, one a row; as `open_lines` in all else.

    A CSV file needs columns lon and lat (or longitude, latitude, x, y), and its `crs`.
    """
    return _opened(path, "points", crs=crs, layer=layer, large=large, quick=quick)


def _opened(
    path: str | Path,
    holding: Holding,
    *,
    crs: object,
    layer: str | None,
    large: bool,
    quick: bool,
) -> VectorFile:
    file = local_file(path, large=large)
    small = open_small(file) if quick and layer in (None, file.stem) else None
    source = small or _source(file, layer, holding)
    given = source.crs if is_named(source.crs) else None
    notes = source.notes
    if crs is None and given is None:
        raise DataError(
            f"{file.name}: the file names no coordinate system, and none is guessed; name it, for "
            "example with --crs EPSG:4326 (crs=)"
        )
    if crs is None and isinstance(source, SmallGeoJSON):
        return VectorFile(file, WGS84_NAME, WGS84, notes, holding, source, None)
    base = _base(file.name, crs or given)
    if crs is not None and given is not None:
        stated = _base(file.name, given)
        if not base.crs.equals(stated.crs, ignore_axis_order=True):
            notes.append(f"the file says {stated.crs.name}; read as {base.crs.name}, as asked")
    from caspiangeo.io.users.datums import crs_name

    return VectorFile(
        path=file,
        crs=crs_name(base.crs),
        ellipsoid=base.ellipsoid,
        notes=notes,
        holding=holding,
        source=source,
        base=base,
        told=crs is not None,
    )


def _source(file: Path, layer: str | None, holding: Holding) -> Source:
    if file.suffix.lower() in _PARQUET:
        from caspiangeo.io.users.parquet import open_parquet

        return open_parquet(file)
    from caspiangeo.io.users.gdal import open_gdal

    return open_gdal(file, layer=layer, holding=holding)


def is_named(crs: object) -> bool:
    """Return whether a file really names a coordinate system; GDAL has words for not doing so."""
    return crs is not None and '"Undefined ' not in str(crs)


def _base(name: str, crs: object) -> GeodeticBase:
    from caspiangeo.io.crs import geodetic_base

    try:
        return geodetic_base(crs)
    except GeometryError as error:
        raise GeometryError(f"{name}: {error}") from None
