"""Rows of any vector file that GDAL reads, a batch at a time.

With pyarrow a file is read once from end to end, as Arrow hands it over; without it the same rows
are read by number. What GDAL has to say on the way is kept as notes instead of being printed.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyogrio
from numpy.typing import NDArray

from caspiangeo.errors import CaspianError, DataError, FileError, UnknownIdError
from caspiangeo.io.users.parts import UNREADABLE, Holding, Parts, parts_of_wkb

#: About as much of a file as is held in memory at a time.
BATCH_BYTES = 32 * 2**20
_MAX_BATCH_ROWS = 1 << 16
_MIN_BATCH_ROWS = 1 << 8
_MOST_NOTES = 20
#: Formats of one layer, which need not be asked for their layers; to ask is to read some of them.
_ONE_LAYER = (".geojson", ".json", ".geojsonl", ".geojsons", ".csv", ".tsv", ".fgb", ".shp")
#: How GDAL is to open a format: no file written beside the user's, points found in a table.
_OPEN_OPTIONS = {
    ".gml": {"WRITE_GFS": "NO"},
    ".xml": {"WRITE_GFS": "NO"},
    ".csv": {
        "X_POSSIBLE_NAMES": "lon,lng,long,longitude,x,easting",
        "Y_POSSIBLE_NAMES": "lat,latitude,y,northing",
        "KEEP_GEOM_COLUMNS": "YES",
    },
}
#: The reader of this format gives Arrow arrays that are broken where a geometry is missing; the
#: one that all formats share does not (seen in GDAL 3.12).
_CONFIG = {"OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES"}
#: Formats whose number of rows is a note that other programs may leave as it was.
_LOOSE_COUNTS = ("GPKG", "SQLite")
#: In what GDAL calls its types, what may hold the lines or the points of a file.
_MAY_HOLD = {
    "lines": ("LineString", "Curve", "Collection", "Unknown"),
    "points": ("Point", "Collection", "Unknown"),
    "polygons": ("Polygon", "Surface", "Collection", "Unknown"),
}


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of a file, as they are there.

    Parameters
    ----------
    first
        The number of the first of them in the file.
    count
        How many there are.
    wkb
        Returns their geometries in WKB, None where there is none, shape (n,). Made when asked for,
        and not kept: one row may be as large as memory allows.
    values
        The values of the columns asked for, by name.
    table
        All columns as a pyarrow RecordBatch, where they were asked for.
    made_lines
        Reads the geometries again with curves made lines; None if they are that already.
    """

    first: int
    count: int
    wkb: Callable[[], NDArray[np.object_]]
    values: dict[str, list[object]]
    table: Any = None
    made_lines: Callable[[], NDArray[np.object_]] | None = None

    def parts(self, holding: Holding) -> Parts:
        """Return the vertices of the lines or points, and why a row has none."""
        found = parts_of_wkb(self.wkb(), holding)
        if self.made_lines is not None and UNREADABLE in found.faults.values():
            return parts_of_wkb(self.made_lines(), holding)
        return found


@dataclass(eq=False)
class GdalSource:
    """One layer of a file that GDAL reads; `open_gdal` makes it.

    Parameters
    ----------
    path
        The file.
    layer
        The name of the layer.
    crs
        Its coordinate system as GDAL names it; None if the file has none.
    fields
        The names of its columns.
    geometry_type
        Of the layer, in the words of GDAL.
    rows
        How many rows there are; None if only reading them all would tell.
    driver
        GDAL's name of the format.
    fid_column
        The column that holds the ids of the rows; empty if the format has none.
    notes
        What GDAL said, each once.
    """

    path: Path
    layer: str
    crs: str | None
    fields: tuple[str, ...]
    geometry_type: str
    rows: int | None
    driver: str
    fid_column: str
    notes: list[str] = field(default_factory=list)

    @property
    def options(self) -> dict[str, str]:
        """How to open the file."""
        return _OPEN_OPTIONS.get(self.path.suffix.lower(), {})

    def batches(self, fields: Sequence[str] = ()) -> Iterator[Rows]:
        """Read the geometries and some columns.

        Raises
        ------
        DataError
            If the file breaks off or is broken.
        """
        return self._arrow_rows(fields) if has_pyarrow() else self._numpy_rows(fields)

    @contextlib.contextmanager
    def opened(
        self,
        fields: Sequence[str] | None,
        *,
        fids: bool,
        pyarrow: bool = True,
        geometry: bool = True,
    ) -> Iterator[tuple[Any, str]]:
        """Open the file as a stream of Arrow batches; `fields` None means all columns.

        Yields
        ------
        reader
            A pyarrow RecordBatchReader, or without `pyarrow` a stream for GDAL to write; within
            this context only.
        geometry : str
            The name of the geometry column.
        """
        with configured(_CONFIG), contextlib.ExitStack() as stack:
            with errors_of(self.path.name, self.notes):
                stream = pyogrio.open_arrow(
                    self.path,
                    layer=self.layer,
                    columns=None if fields is None else list(fields),
                    return_fids=fids,
                    batch_size=self.batch_rows,
                    use_pyarrow=pyarrow,
                    read_geometry=geometry,
                    **self.options,
                )
                about, reader = stack.enter_context(stream)
            yield reader, about["geometry_name"] or "wkb_geometry"

    def rows_of(self, reader: Any, geometry: str, fields: Sequence[str]) -> Iterator[Rows]:
        """Yield the batches of an opened pyarrow stream as rows.

        Raises
        ------
        DataError
            If the file breaks off or is broken.
        """
        first = 0
        while (batch := next_of(reader, self.path.name, self.notes)) is not None:
            yield self._rows(batch, first, geometry, fields)
            first += len(batch)
        self.check_end(first)

    def _rows(self, batch: Any, first: int, geometry: str, fields: Sequence[str]) -> Rows:
        wkb = partial(wkb_of, batch.column(geometry))
        values = {each: values_of(batch.column(each)) for each in fields}
        again = partial(self._made_lines, first, len(batch))
        return Rows(first, len(batch), wkb, values, batch, again)

    def check_end(self, found: int) -> None:
        """Refuse a file that ends before it should: some readers pass over that in silence."""
        if self.rows is None or found >= self.rows:
            return
        said = f"{found:,} of the {self.rows:,} rows that it promises"
        if self.driver not in _LOOSE_COUNTS:
            raise DataError(f"{self.path.name}: the file breaks off: it has {said}")
        note(self.notes, f"it has {said}")

    @property
    def batch_rows(self) -> int:
        """How many rows to read at a time."""
        if not self.rows or not self.path.is_file():
            return _MIN_BATCH_ROWS * 32
        each = max(self.path.stat().st_size / self.rows, 1)
        return int(min(max(BATCH_BYTES / each, _MIN_BATCH_ROWS), _MAX_BATCH_ROWS))

    def _arrow_rows(self, fields: Sequence[str]) -> Iterator[Rows]:
        with self.opened(fields, fids=False) as (reader, geometry):
            yield from self.rows_of(reader, geometry, fields)

    def _numpy_rows(self, fields: Sequence[str]) -> Iterator[Rows]:
        first = 0
        while self.rows is None or first < self.rows:
            about, geometries, columns = self._read(first, self.batch_rows, fields)
            if len(geometries) == 0:
                break
            named = dict(zip(about["fields"], columns, strict=True))
            values = {each: named[each].tolist() for each in fields}
            yield Rows(first, len(geometries), geometries.copy, values)
            first += len(geometries)
            del about, geometries, columns, named
            gc.collect()  # pyogrio 0.13 leaves each batch in a cycle that keeps it alive
        self.check_end(first)

    def _made_lines(self, first: int, count: int) -> NDArray[np.object_]:
        _, geometries, _ = self._read(first, count, ())
        note(self.notes, "curves are measured as the lines that GDAL makes of them")
        return geometries

    def _read(
        self, first: int, count: int, fields: Sequence[str]
    ) -> tuple[dict[str, Any], NDArray[np.object_], list[Any]]:
        with errors_of(self.path.name, self.notes):
            about, _, geometries, columns = pyogrio.raw.read(
                self.path,
                layer=self.layer,
                columns=list(fields),
                skip_features=first,
                max_features=count,
                **self.options,
            )
        return about, geometries, columns


def open_gdal(
    path: Path, *, layer: str | None = None, holding: Holding | Literal["polygons"] = "lines"
) -> GdalSource:
    """Open one layer of a file.

    Parameters
    ----------
    path
        A file that `caspiangeo.io.users.opening.local_file` let pass.
    layer
        Its name; None for the only one that can hold what is wanted.
    holding
        What is wanted: ``"lines"``, ``"points"`` or ``"polygons"``.

    Raises
    ------
    DataError
        If GDAL cannot read the file, if it has no geometry, or if several layers may be meant.
    UnknownIdError
        If there is no such layer; the message lists them.
    """
    if set("!;") & set(str(path)):
        raise FileError(f"cannot read {path}: GDAL takes ! and ; for something else; rename it")
    notes: list[str] = []
    if path.suffix.lower() in _ONE_LAYER:
        about = _about(path, None, notes)
        _check_layer(path.name, layer, {about["layer_name"]: about["geometry_type"]})
    else:
        about = _chosen(path, layer, holding, notes)
    if about["geometry_type"] is None:
        raise DataError(f"{path.name}: layer {about['layer_name']!r} has no geometry, only a table")
    return GdalSource(
        path=path,
        layer=about["layer_name"],
        crs=about["crs"],
        fields=tuple(about["fields"]),
        geometry_type=about["geometry_type"],
        rows=about["features"] if about["features"] >= 0 else None,
        driver=about["driver"],
        fid_column=about["fid_column"],
        notes=notes,
    )


def _about(
    path: Path, layer: str | int | None, notes: list[str], *, count: bool = False
) -> dict[str, Any]:
    options = _OPEN_OPTIONS.get(path.suffix.lower(), {})
    with errors_of(path.name, notes):
        found: dict[str, Any] = pyogrio.read_info(
            path, layer=layer, force_feature_count=count, **options
        )
    return found


def _chosen(path: Path, layer: str | None, holding: str, notes: list[str]) -> dict[str, Any]:
    """Return what is known of the layer that is meant, and of no other that could be."""
    listed = _layers(path, notes)
    _check_layer(path.name, layer, listed)
    if layer is not None:
        return _about(path, layer, notes)
    drawn = {name: kind for name, kind in listed.items() if kind is not None}
    if not drawn:
        raise DataError(f"{path.name}: no layer with a geometry, only tables or nothing at all")
    fit = {
        name: kind
        for name, kind in drawn.items()
        if any(each in kind for each in _MAY_HOLD[holding])
    }
    # With one layer there is nothing to choose, so that its rows need not be counted.
    several = len(fit or drawn) > 1
    abouts = [_about(path, name, notes, count=several) for name in fit or drawn]
    filled = [each for each in abouts if each["features"] != 0] or abouts[:1]
    if len(filled) > 1:
        named = ", ".join(f"{each['layer_name']} ({each['geometry_type']})" for each in filled)
        raise DataError(f"{path.name}: several layers may be meant; name one with --layer: {named}")
    return filled[0]


def _layers(path: Path, notes: list[str]) -> dict[str, str | None]:
    """Return the types of the layers by name."""
    if path.suffix.lower() not in _OPEN_OPTIONS:
        with errors_of(path.name, notes):
            return {str(name): kind for name, kind in pyogrio.list_layers(path)}
    # To list the layers is to open the file without options.
    listed: dict[str, str | None] = {}
    with contextlib.suppress(DataError):
        while True:
            about = _about(path, len(listed), notes)
            listed[about["layer_name"]] = about["geometry_type"]
    if not listed:
        _about(path, 0, notes)  # says why
    return listed


def _check_layer(name: str, layer: str | None, listed: dict[str, str | None]) -> None:
    if layer is not None and layer not in listed:
        raise UnknownIdError(
            f"{name}: no layer {layer!r}; there are: {', '.join(listed) or 'none at all'}"
        )


def has_pyarrow() -> bool:
    """Return whether pyarrow is installed; the extra ``parquet`` brings it."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def next_of(reader: Any, name: str, notes: list[str]) -> Any:
    """Return the next batch of a pyarrow reader; None at its end."""
    with errors_of(name, notes):
        return next(iter(reader), None)


def wkb_of(column: Any) -> NDArray[np.object_]:
    """Return the values of a pyarrow column of WKB as bytes; None for a null."""
    found: NDArray[np.object_] = storage_of(column).to_numpy(zero_copy_only=False)
    return found


def storage_of(column: Any) -> Any:
    """Return a pyarrow column without the type of an extension."""
    return getattr(column, "storage", column)


def values_of(column: Any) -> list[object]:
    """Return the values of a column; text in a wrong encoding loses the letters that it broke."""
    import pyarrow

    if pyarrow.types.is_string(column.type) or pyarrow.types.is_large_string(column.type):
        raw = column.cast(pyarrow.large_binary()).to_pylist()
        return [None if each is None else each.decode("utf-8", "replace") for each in raw]
    values: list[object] = column.to_pylist()
    return values


@contextlib.contextmanager
def configured(options: dict[str, str]) -> Iterator[None]:
    """Configure GDAL for a while."""
    before = {key: pyogrio.get_gdal_config_option(key) for key in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


@contextlib.contextmanager
def errors_of(name: str, notes: list[str], *, doing: str = "read") -> Iterator[None]:
    """Turn what GDAL raises into one line about the file, and what it says into notes.

    Raises
    ------
    DataError
        Whatever went wrong.
    """
    try:
        with _heard(notes):
            yield
    except CaspianError:
        raise
    except Exception as error:  # a broken file makes GDAL and its readers fail in any way
        raise DataError(f"{name}: cannot be {doing}: {_said(error)}") from error


def _said(error: Exception) -> str:
    said = " ".join(str(error).split(";")[0].split()).rstrip(".")
    if "not recognized as being in a supported file format" in said:
        return "GDAL knows no format like that"
    if isinstance(error, IndexError):
        return "there is no layer in it"
    return said or type(error).__name__


class _Collector(logging.Handler):
    def __init__(self, notes: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._notes = notes

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        # Of columns that NumPy has no type for; copies have them nevertheless.
        if not message.startswith("Skipping field"):
            note(self._notes, message)


@contextlib.contextmanager
def _heard(notes: list[str]) -> Iterator[None]:
    logger, collector = logging.getLogger("pyogrio"), _Collector(notes)
    spread, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
    finally:
        logger.removeHandler(collector)
        logger.propagate = spread
        for each in caught:
            note(notes, str(each.message))


def note(notes: list[str], text: str) -> None:
    """Add a note, unless it is there already or there are too many."""
    line = " ".join(text.split())
    if line not in notes and len(notes) < _MOST_NOTES:
        notes.append(line)
