"""Lengths of partitioned GeoParquet: threads over files and row groups, a batch at a time."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from caspiangeo.errors import FileError, OutOfRangeError
from caspiangeo.geodesy import Engine
from caspiangeo.io.arrow import missing_rows, pyarrow
from caspiangeo.io.geoparquet import GeoParquetFile, WriteBatch, open_geoparquet

if TYPE_CHECKING:
    import pyarrow as pa

#: A folder of GeoParquet files, one file, or several.
Source: TypeAlias = str | Path | Iterable[str | Path]

#: So many rows that cannot be measured are named for each file; the rest are counted.
NAMED_A_FILE = 1000
_SUFFIXES = (".parquet", ".geoparquet")


@dataclass(frozen=True)
class BadRow:
    """A row whose line cannot be measured: where it is, counted from 0, and why."""

    path: Path
    row: int
    reason: str


@dataclass(frozen=True)
class FileLengths:
    """What was measured in one file.

    Parameters
    ----------
    path
        The file.
    target
        Its copy with the lengths, if one was written.
    rows
        How many rows it has.
    missing
        How many of them have no geometry.
    unmeasured
        How many have one that cannot be measured.
    bad
        The first thousand of these.
    length_m
        The sum of all other lengths, metres.
    """

    path: Path
    target: Path | None
    rows: int
    missing: int
    unmeasured: int
    bad: tuple[BadRow, ...]
    length_m: float


@dataclass(frozen=True)
class ParquetLengths:
    """What was measured in many files, in their order."""

    files: tuple[FileLengths, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(each.rows for each in self.files)

    @property
    def missing(self) -> int:
        """How many rows have no geometry."""
        return sum(each.missing for each in self.files)

    @property
    def unmeasured(self) -> int:
        """How many rows have a geometry that cannot be measured."""
        return sum(each.unmeasured for each in self.files)

    @property
    def bad(self) -> tuple[BadRow, ...]:
        """The rows that cannot be measured, a thousand a file at most."""
        return tuple(row for each in self.files for row in each.bad)

    @property
    def length_m(self) -> float:
        """The sum of all lengths, metres."""
        return math.fsum(each.length_m for each in self.files)


def lengths_of_parquet(
    source: Source,
    *,
    to: str | Path | None = None,
    column: str = "geodesic_length_m",
    geometry: str | None = None,
    crs: object = None,
    threads: int | None = None,
    engine: Engine = "auto",
) -> ParquetLengths:
    """Measure the lines of GeoParquet files, however many; write copies that have the lengths.

    Memory is bounded: each thread holds one batch of about 32 MiB. Every copy is complete or not
    there; all files are looked at before the first is written.

    Parameters
    ----------
    source
        A folder (with its folders inside, as partitioned data sets have), a file, or several files.
    to
        The folder to write into, one copy a file under the same relative path; None to measure
        only. A row that cannot be measured is copied with null as its length.
    column
        The name of the new column; metres, rounded to the millimetre.
    geometry
        The column to measure; by default each file's primary geometry column.
    crs
        The coordinate system, for files that say that theirs is unknown. Lines are measured on the
        ellipsoid of their own system; projected ones are brought back to its degrees first.
    threads
        How many to use; by default as many as there are cores. A thread takes a row group at a
        time, or, where copies are written, a file.
    engine
        As `caspiangeo.geodesy.lengths_m`.

    Returns
    -------
    ParquetLengths
        Counts, the sum of the lengths, and the rows that cannot be measured.

    Raises
    ------
    FileError
        If there are no files, one cannot be read or written, or a copy would replace its source.
    DataError
        If a file is no GeoParquet with lines, or has such a column already.
    GeometryError
        If nothing in a file's coordinate system can be measured on an ellipsoid.
    MissingExtraError
        If pyarrow is not installed.

    Examples
    --------
    >>> import geopandas, tempfile
    >>> from shapely import LineString
    >>> lines = geopandas.GeoSeries.from_wkt(["LINESTRING (0 0, 1 0)", "LINESTRING (0 0, 1 91)"])
    >>> frame = geopandas.GeoDataFrame(geometry=lines, crs=4326)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     frame.to_parquet(f"{folder}/lines.parquet")
    ...     found = lengths_of_parquet(folder, to=f"{folder}/measured")
    ...     copy = geopandas.read_parquet(f"{folder}/measured")
    >>> round(found.length_m, 3), found.bad[0].row, found.bad[0].reason
    (111319.491, 1, 'vertex 1: latitude 91.0 lies outside -90..90; coordinates are lon, lat in
    degrees')
    >>> copy["geodesic_length_m"].round(3).to_list()
    [111319.491, nan]
    """
    pyarrow()  # says which extra is missing
    if threads is not None and threads < 1:
        raise OutOfRangeError(f"threads {threads} is less than 1")
    paths, names = _places(source)
    files = [open_geoparquet(path, column=geometry, crs=crs, engine=engine) for path in paths]
    tasks = _tasks(files) if to is None else _copying_tasks(files, names, Path(to), column)
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        parts: dict[Path, list[FileLengths]] = {path: [] for path in paths}
        for part in pool.map(_Task.run, tasks):
            parts[part.path].append(part)
    targets = {task.file.path: task.target for task in tasks}
    return ParquetLengths(
        tuple(_whole(path, targets.get(path), each) for path, each in parts.items())
    )


@dataclass(frozen=True)
class _Task:
    """Row groups of one file for one thread to measure and, with a target, to copy."""

    file: GeoParquetFile
    groups: tuple[int, ...]
    target: Path | None = None
    column: str = ""

    def run(self) -> FileLengths:
        parts: list[FileLengths] = []
        columns = None if self.target else [self.file.column]
        with self._copy() as write:
            for first, batch in self.file.batches(self.groups, columns=columns):
                named = sum(len(each.bad) for each in parts)
                part, lengths = self._measured(first, batch, room=NAMED_A_FILE - named)
                parts.append(part)
                write(batch, lengths)
        return _whole(self.file.path, self.target, parts)

    def _copy(self) -> contextlib.AbstractContextManager[WriteBatch]:
        if self.target is None:
            return contextlib.nullcontext(lambda _batch, _lengths: None)
        return self.file.copying(self.target, column=self.column)

    def _measured(
        self, first: int, batch: pa.RecordBatch, *, room: int
    ) -> tuple[FileLengths, pa.Array]:
        """Measure one batch, whose first row is row `first` of the file."""
        lines, array = self.file.lines, batch.column(self.file.column)
        lengths, missing = lines.lengths_m(array), missing_rows(array)
        unknown = np.isnan(lengths) | missing
        wrong = np.flatnonzero(unknown & ~missing).tolist()
        bad = tuple(
            BadRow(self.file.path, first + row, lines.fault(array, row)) for row in wrong[:room]
        )
        total = math.fsum(lengths[~unknown])
        part = FileLengths(
            self.file.path, self.target, len(array), int(missing.sum()), len(wrong), bad, total
        )
        stored = lengths.round(3)  # so that copies are the same bytes whichever engine ran
        return part, pyarrow().array(stored, mask=unknown)


def _whole(path: Path, target: Path | None, parts: list[FileLengths]) -> FileLengths:
    """Add up what was measured in parts of one file."""
    bad = tuple(row for part in parts for row in part.bad)[:NAMED_A_FILE]
    return FileLengths(
        path,
        target,
        sum(part.rows for part in parts),
        sum(part.missing for part in parts),
        sum(part.unmeasured for part in parts),
        bad,
        math.fsum(part.length_m for part in parts),
    )


def _tasks(files: list[GeoParquetFile]) -> list[_Task]:
    """Return a task for each row group."""
    return [_Task(file, (group,)) for file in files for group in range(len(file.group_rows))]


def _copying_tasks(
    files: list[GeoParquetFile], names: list[Path], to: Path, column: str
) -> list[_Task]:
    """Return a task for each file; make the folders that the copies go to.

    Raises
    ------
    FileError
        If a copy would replace a source or another copy, or a folder cannot be made.
    DataError
        If a file has a column of that name.
    """
    targets = [to / name for name in names]
    sources = {file.path.resolve() for file in files}
    for file, target in zip(files, targets, strict=True):
        file.check_new_column(column)
        if target.resolve() in sources or targets.count(target) > 1:
            raise FileError(f"{target} would replace a source or another copy; name another folder")
    try:
        for folder in {target.parent for target in targets}:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot make the folder {folder}: {error.strerror}") from error
    return [
        _Task(file, tuple(range(len(file.group_rows))), target, column)
        for file, target in zip(files, targets, strict=True)
    ]


def _places(source: Source) -> tuple[list[Path], list[Path]]:
    """Return the files, and the path of each inside the folder that was named.

    Raises
    ------
    FileError
        If there is none.
    """
    if not isinstance(source, (str, Path)):
        paths = [Path(each) for each in source]
        found = [(path, Path(path.name)) for path in paths]
    elif Path(source).is_dir():
        root = Path(source)
        inside = [path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file()]
        found = [(root / name, name) for name in inside if _is_data(name)]
    else:
        found = [(Path(source), Path(Path(source).name))]
    if not found:
        raise FileError(f"{source} has no GeoParquet files (*{' *'.join(_SUFFIXES)})")
    return [path for path, _ in found], [name for _, name in found]


def _is_data(name: Path) -> bool:
    """Leave out what writers of data sets put beside the data, as pyarrow and Spark do."""
    return name.suffix in _SUFFIXES and not any(part.startswith((".", "_")) for part in name.parts)
