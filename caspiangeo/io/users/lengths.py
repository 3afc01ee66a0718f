"""The lengths of a user's lines: in all, row by row, or as a new column of the same data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.users.columns import Progress, write_columns
from caspiangeo.io.users.lines import Batch, VectorFile, open_lines
from caspiangeo.io.users.targets import DRIVERS

#: The new column: metres on the ellipsoid.
COLUMN = "geodesic_length_m"
#: How many rows that cannot be measured are kept with their reasons; all are counted.
MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class RowLength:
    """The length of one row of a file.

    Parameters
    ----------
    row
        Its number in the file, from 0.
    label
        Its name, as the column that names rows has it; None if there is none.
    length_m
        All its lines together, metres; None if they cannot be measured.
    why
        Why not.
    """

    row: int
    label: object
    length_m: float | None
    why: str | None


@dataclass(eq=False)
class Tally:
    """How many rows of a file were read, and what was wrong with some.

    Parameters
    ----------
    file
        The file.
    features
        How many rows it has.
    not_measured
        How many of them could not be measured.
    faults
        Why not, by row: the first thousand of them.
    """

    file: VectorFile
    features: int = 0
    not_measured: int = 0
    faults: dict[int, str] = field(default_factory=dict)

    def count(self, batch: Batch) -> None:
        """Count the rows of a batch."""
        self.features += batch.count
        self.not_measured += len(batch.parts.faults)
        self.faults.update(islice(batch.faults.items(), max(0, MOST_FAULTS - len(self.faults))))


@dataclass(eq=False)
class MeasuredFile(Tally):
    """What the lines of a file measure.

    Parameters
    ----------
    file, features, not_measured, faults
        As those of `Tally`.
    rows
        The first rows, as many as were asked for.
    """

    rows: list[RowLength] = field(default_factory=list)
    _sums: list[float] = field(default_factory=list)

    @property
    def total_m(self) -> float | None:
        """All rows that could be measured together, metres; None if there are rows, but no such."""
        if self.features and self.features == self.not_measured:
            return None
        return math.fsum(self._sums)

    def add(self, batch: Batch, lengths_m: Floats, *, most_rows: int) -> None:
        """Take in the rows of a batch; of the first `most_rows` of the file each one by itself."""
        room = max(0, most_rows - len(self.rows))
        self.rows += islice(row_lengths(batch, lengths_m), room)
        self.count(batch)
        self._sums.append(float(np.nansum(lengths_m)))


def row_lengths(batch: Batch, lengths_m: Floats) -> Iterator[RowLength]:
    """Yield the rows of a batch one by one."""
    labels = next(iter(batch.values.values()), None)
    faults = batch.parts.faults
    for row, length in enumerate(lengths_m.tolist()):
        label = labels[row] if labels else None
        bad = row in faults
        yield RowLength(batch.first_row + row, label, None if bad else length, faults.get(row))


def file_lengths(
    path: str | Path,
    output: str | Path | None = None,
    *,
    crs: object = None,
    layer: str | None = None,
    large: bool = False,
    most_rows: int = 20,
    each: Callable[[Batch, Floats], None] | None = None,
    progress: Callable[[VectorFile], Progress] | None = None,
) -> MeasuredFile:
    """Measure the lines of a file, and write the same data with their lengths if asked to.

    Parameters
    ----------
    path
        The file; see `caspiangeo.io.open_lines`.
    output
        Where to write the same data with a new column ``geodesic_length_m``, rounded to the
        millimetre, in the format that the suffix says; None writes nothing.
    crs, layer, large
        As `caspiangeo.io.open_lines`.
    most_rows
        How many rows to keep one by one in the result.
    each
        Called with each batch and its lengths in metres.
    progress
        Called with the opened file; returns what is called with the number of rows done.

    Returns
    -------
    MeasuredFile
        The total, the first rows, and what could not be measured.

    Raises
    ------
    FileError, DataError
        If the file cannot be read or the output not be written, and as `caspiangeo.io.open_lines`.
    OutOfRangeError
        If the output is in no format that is written here.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "two.geojson")
    ...     _ = path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", '
    ...         '"properties": {}, "geometry": {"type": "LineString", "coordinates": [[0, 0], '
    ...         '[0, 1]]}}, {"type": "Feature", "properties": {}, "geometry": null}]}')
    ...     found = file_lengths(path, Path(folder, "out.geojson"))
    ...     print(Path(folder, "out.geojson").read_text())
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"geodesic_length_m":110574.389},"geometry":...},
    {"type":"Feature","properties":{"geodesic_length_m":null},"geometry":null}
    ]}
    >>> found.features, found.faults
    (2, {1: 'no geometry'})
    """
    target = None if output is None else Path(output)
    quick = target is None or DRIVERS.get(target.suffix.lower()) == "GeoJSON"
    file = open_lines(path, crs=crs, layer=layer, large=large, quick=quick)
    fields = [file.label] if file.label else []
    found = MeasuredFile(file)
    step = progress(file) if progress else None

    def measure(batch: Batch) -> tuple[Floats]:
        lengths = batch.lengths_m()
        found.add(batch, lengths, most_rows=most_rows)
        if each is not None:
            each(batch, lengths)
        return (np.round(lengths, 3),)  # whichever kernel ran, the same bytes

    if target is not None:
        write_columns(file, target, [COLUMN], measure, fields=fields, progress=step)
        return found
    for batch in file.batches(fields):
        measure(batch)
        if step is not None:
            step(batch.count)
    return found
