"""GeoParquet in and out, a batch at a time: what a file says of its lines, and a copy with more.

GeoParquet 1.0 and 1.1 are read, with the geometry as WKB or as GeoArrow. A file that names no
coordinate system is in longitude and latitude on WGS 84, as the standard says; one that says that
its system is unknown is refused until the caller names it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from caspiangeo.errors import CaspianError, DataError, FileError
from caspiangeo.geodesy import Engine
from caspiangeo.io.arrow import LineColumn, geo_metadata, geometry_column, line_column, pyarrow
from caspiangeo.io.files import replacing

if TYPE_CHECKING:
    import pyarrow as pa

#: About as much of a file as is held in memory at a time, and the size of a row group written.
BATCH_BYTES = 32 * 2**20
_MAX_BATCH_ROWS = 1 << 20
#: Read ahead so much of a column; pyarrow would load the column of a whole row group.
_READ_BYTES = 2**20

#: Takes a batch of a file and what to write beside it in the new column.
WriteBatch: TypeAlias = Callable[["pa.RecordBatch", "pa.Array"], None]


@dataclass(frozen=True)
class GeoParquetFile:
    """A GeoParquet file that has lines.

    Parameters
    ----------
    path
        Where it is.
    column
        The name of its geometry column.
    lines
        How the lines are written and what they are measured on.
    group_rows
        How many rows each of its row groups has.
    batch_rows
        How many rows to read at a time.
    schema
        Of all its columns, with its metadata.
    options
        How to write a file like it.
    """

    path: Path
    column: str
    lines: LineColumn
    group_rows: tuple[int, ...]
    batch_rows: int
    schema: pa.Schema
    options: dict[str, Any]

    def batches(
        self, groups: Iterable[int], *, columns: list[str] | None = None
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read row groups in order, in batches, each with the number of its first row.

        Parameters
        ----------
        groups
            The numbers of the row groups.
        columns
            What to read; None for all columns.

        Raises
        ------
        FileError
            If the file cannot be read.
        """
        with _errors_of(self.path, "read"), _opened(self.path) as file:
            for group in groups:
                row = sum(self.group_rows[:group])
                for batch in file.iter_batches(
                    self.batch_rows, row_groups=[group], columns=columns, use_threads=False
                ):
                    yield row, batch
                    row += len(batch)

    @contextlib.contextmanager
    def copying(self, target: Path, *, column: str) -> Iterator[WriteBatch]:
        """Write a copy of the file that has one more column of floats, in one step.

        The schema with its metadata stays, ``geo`` included, and so does the compression.

        Parameters
        ----------
        target
            The file to write; its folder must exist.
        column
            The name of the new column, the last one.

        Yields
        ------
        callable
            To be called with each batch of the file and the values of the new column.

        Raises
        ------
        DataError
            If the file has a column of that name.
        FileError
            If the copy cannot be written.
        """
        from pyarrow import parquet

        self.check_new_column(column)
        schema = self.schema.append(pyarrow().field(column, pyarrow().float64()))
        with (
            _errors_of(target, "write"),
            replacing(target) as temporary,
            parquet.ParquetWriter(temporary, schema, **self.options) as writer,
        ):
            yield lambda batch, values: writer.write_batch(
                pyarrow().record_batch([*batch.columns, values], schema=schema)
            )

    def check_new_column(self, name: str) -> None:
        """Refuse to add a column of a name that is taken.

        Raises
        ------
        DataError
            If the file has such a column.
        """
        if name in self.schema.names:
            raise DataError(f"{self.path} has a column {name!r} already; choose another column=")


def open_geoparquet(
    path: Path, *, column: str | None = None, crs: object = None, engine: Engine = "auto"
) -> GeoParquetFile:
    """Read what a GeoParquet file says of its lines.

    Parameters
    ----------
    path
        The file.
    column
        The geometry column to measure; by default the primary one.
    crs
        The coordinate system, for a file that says that its own is unknown.
    engine
        As `caspiangeo.geodesy.lengths_m`.

    Raises
    ------
    FileError
        If it cannot be read, or is no Parquet file.
    DataError
        If it is no GeoParquet, or the column holds no lines.
    GeometryError
        If its coordinate system has no longitude and latitude.
    """
    with _errors_of(path, "read"), _opened(path) as file:
        schema, metadata = file.schema_arrow, file.metadata
    try:
        content = geo_metadata(schema)
        if content is None:
            raise DataError("it has no geo metadata, so it is no GeoParquet")
        name = geometry_column(schema, column=column)
        lines = line_column(schema.field(name), metadata=content, crs=crs, engine=engine)
    except CaspianError as error:
        raise type(error)(f"{path}: {error}") from None
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    row_bytes = sum(each.total_byte_size for each in groups) / max(metadata.num_rows, 1)
    batch_rows = int(BATCH_BYTES / max(row_bytes, BATCH_BYTES / _MAX_BATCH_ROWS))
    return GeoParquetFile(
        path=path,
        column=name,
        lines=lines,
        group_rows=tuple(each.num_rows for each in groups),
        batch_rows=max(batch_rows, 1),
        schema=schema,
        options=_like(metadata, name),
    )


def _opened(path: Path) -> Any:
    pyarrow()  # says which extra is missing
    from pyarrow import parquet

    return parquet.ParquetFile(path, buffer_size=_READ_BYTES, pre_buffer=False)


@contextlib.contextmanager
def _errors_of(path: Path, doing: str) -> Iterator[None]:
    """Turn what pyarrow and the system raise into one line about the file."""
    try:
        yield
    except CaspianError:
        raise
    except (OSError, pyarrow().ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise FileError(f"cannot {doing} {path}: {reason}") from error


def _like(metadata: Any, column: str) -> dict[str, Any]:
    """Return how to write: compressed like the source, coordinates without a dictionary.

    Coordinates hardly repeat, and looking for repetitions is half the time of writing them.
    """
    if metadata.num_row_groups == 0:
        return {}
    group = metadata.row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]
    paths = {each.path_in_schema: each.compression for each in chunks}
    coordinates = [path for path in paths if path == column or path.startswith(f"{column}.")]
    return {
        "compression": paths[coordinates[0]],
        "use_dictionary": [path for path in paths if path not in coordinates],
    }
