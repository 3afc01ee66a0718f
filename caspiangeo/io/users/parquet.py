"""Rows of a GeoParquet file, a batch at a time, as the module `gdal` gives those of the others.

GeoParquet writes geometries as WKB or the way GeoArrow does. A file that names no coordinate system
is in longitude and latitude on WGS 84, as the standard says; one that says that its system is
unknown has to be told.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from caspiangeo.errors import DataError
from caspiangeo.io.arrow import LON_LAT, geo_metadata, geometry_column, pyarrow
from caspiangeo.io.users.gdal import (
    BATCH_BYTES,
    Rows,
    errors_of,
    next_of,
    storage_of,
    values_of,
    wkb_of,
)

_MAX_BATCH_ROWS = 1 << 16
#: GeoArrow's encodings: how many lists stand around a point.
_LISTS = {
    "point": 0,
    "linestring": 1,
    "polygon": 2,
    "multipoint": 1,
    "multilinestring": 2,
    "multipolygon": 3,
}


@dataclass(eq=False)
class ParquetSource:
    """A GeoParquet file; `open_parquet` makes it.

    Parameters
    ----------
    path
        The file.
    crs
        Its coordinate system in PROJJSON; None if the file says that it is unknown.
    fields
        The names of its other columns.
    geometry
        The name of its geometry column.
    encoding
        How the geometries are written, in small letters: ``wkb`` or a type of GeoArrow.
    geometry_type
        What they are, in the words of GDAL.
    rows
        How many there are.
    batch_rows
        How many to read at a time.
    notes
        What there is to say, each once.
    """

    path: Path
    crs: object
    fields: tuple[str, ...]
    geometry: str
    encoding: str
    geometry_type: str
    rows: int
    batch_rows: int
    notes: list[str] = field(default_factory=list)
    driver: str = "Parquet"
    fid_column: str = ""

    @property
    def layer(self) -> str:
        """The name of its only layer."""
        return self.path.stem

    def batches(self, fields: Sequence[str] = ()) -> Iterator[Rows]:
        """Read the geometries and some columns.

        Raises
        ------
        DataError
            If the file breaks off or is broken.
        """
        with self.opened(fields, fids=False) as (reader, geometry):
            yield from self.rows_of(reader, geometry, fields)

    @contextlib.contextmanager
    def opened(self, fields: Sequence[str] | None, *, fids: bool) -> Iterator[tuple[Any, str]]:
        """Open the file as a pyarrow stream of record batches; None means all columns."""
        del fids  # the format has none
        from pyarrow import parquet

        arrow = pyarrow()
        columns = None if fields is None else [*fields, self.geometry]
        with errors_of(self.path.name, self.notes):
            file = parquet.ParquetFile(self.path, buffer_size=1 << 20)
        with file:
            batches = file.iter_batches(self.batch_rows, columns=columns, use_threads=False)
            schema = file.schema_arrow
            if columns is not None:
                named = [each for each in schema if each.name in columns]
                schema = arrow.schema(named, metadata=schema.metadata)
            yield arrow.RecordBatchReader.from_batches(schema, batches), self.geometry

    def rows_of(self, reader: Any, geometry: str, fields: Sequence[str]) -> Iterator[Rows]:
        """Yield the batches of an opened stream as rows, their geometries in WKB."""
        first = 0
        while (batch := next_of(reader, self.path.name, self.notes)) is not None:
            wkb = partial(self._wkb, batch.column(geometry))
            values = {each: values_of(batch.column(each)) for each in fields}
            yield Rows(first, len(batch), wkb, values, batch)
            first += len(batch)

    def _wkb(self, column: Any) -> NDArray[np.object_]:
        if self.encoding == "wkb":
            return wkb_of(column)
        shapes = _geometries(storage_of(column), self.encoding)
        return np.asarray(shapely.to_wkb(shapes, flavor="iso"), dtype=object)


def open_parquet(path: Path) -> ParquetSource:
    """Open a GeoParquet file.

    Raises
    ------
    DataError
        If it is no GeoParquet file.
    MissingExtraError
        If pyarrow is not installed.
    """
    pyarrow()  # says which extra is missing
    from pyarrow import parquet

    with errors_of(path.name, []):
        metadata = parquet.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
        content = geo_metadata(schema)
        if content is None:
            raise DataError(f"{path.name}: it has no geo metadata, so it is no GeoParquet")
        geometry = geometry_column(schema)
        about = content["columns"].get(geometry, {})
    encoding = str(about.get("encoding", "")).lower()
    if encoding != "wkb" and encoding not in _LISTS:
        raise DataError(f"{path.name}: geometries are written as {encoding!r}, which is unknown")
    sizes = (metadata.row_group(each).total_byte_size for each in range(metadata.num_row_groups))
    each_row = max(sum(sizes) / max(metadata.num_rows, 1), 1)
    return ParquetSource(
        path=path,
        crs=about.get("crs", LON_LAT),
        fields=tuple(each for each in schema.names if each != geometry),
        geometry=geometry,
        encoding=encoding,
        geometry_type=_type(about.get("geometry_types")),
        rows=metadata.num_rows,
        batch_rows=int(min(max(BATCH_BYTES / each_row, 1), _MAX_BATCH_ROWS)),
    )


def _type(types: object) -> str:
    return str(types[0]) if isinstance(types, list) and len(types) == 1 else "Unknown"


def _geometries(column: Any, encoding: str) -> NDArray[np.object_]:
    """Return shapely geometries of a column of GeoArrow."""
    from pyarrow import compute

    missing = column.is_null().to_numpy(zero_copy_only=False)
    offsets = []
    for _ in range(_LISTS[encoding]):
        sizes = compute.fill_null(compute.list_value_length(column), 0).to_numpy()
        offsets.append(np.concatenate([[0], np.cumsum(sizes)]))
        column = column.flatten()
    kind = getattr(GeometryType, encoding.upper())
    found = shapely.from_ragged_array(kind, _coordinates(column), tuple(reversed(offsets)) or None)
    geometries = np.array(found, dtype=object)
    geometries[missing] = None
    return geometries


def _coordinates(points: Any) -> NDArray[np.float64]:
    """Return x, y and the height, if there is one, of a column of points."""
    types = pyarrow().types
    if types.is_struct(points.type):
        names = [each.name for each in points.type]
        columns = dict(zip(names, points.flatten(), strict=True))
        given = [columns[each] for each in ("x", "y", "z") if each in columns]
        return np.column_stack([each.to_numpy(zero_copy_only=False) for each in given])
    flat = points.flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat.reshape(len(points), points.type.list_size), dtype=np.float64)
