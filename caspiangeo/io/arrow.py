"""Lines in Arrow, measured as they lie in memory: GeoArrow and WKB columns.

GeoArrow keeps the vertices of a whole column in one buffer, and says in another where each line
begins; that is what `caspiangeo.geodesy.ragged_lengths_m` takes, so nothing is copied and no
geometry object is made. WKB puts a header before each line: the vertices of plain LineStrings are
gathered straight from the buffer, anything else goes through shapely.

Two GeoArrow types may share one layout: a list of lists of points is a MultiLineString or a
Polygon. A column must therefore say what it holds, in its extension type, in the metadata of its
field, or in the ``geo`` metadata of GeoParquet; `encoding` says it for one that does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.errors import DataError, GeometryError, missing_extra
from caspiangeo.geodesy import Engine, Invalid, lengths_m, ragged_lengths_m
from caspiangeo.geodesy.coordinates import Floats, check_invalid
from caspiangeo.io.crs import GeodeticBase, geodetic_base

if TYPE_CHECKING:
    import pyarrow as pa

#: How a column of lines may be written.
Encoding = Literal["wkb", "linestring", "multilinestring"]

#: What coordinates are where nothing else is said: longitude, latitude on WGS 84.
LON_LAT = "OGC:CRS84"

_ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)
#: WKB's numbers for a LineString, with heights as ISO and as PostGIS write them, and how many
#: doubles a vertex of each has.
_DOUBLES_A_VERTEX = {2: 2, 1002: 3, 2002: 3, 3002: 4, 0x80000002: 3, 0x40000002: 3, 0xC0000002: 4}
_WKB_HEADER_BYTES = 9
_LITTLE_ENDIAN = 1


def lengths_of_arrow(
    data: Any,
    *,
    column: str | None = None,
    encoding: Encoding | None = None,
    crs: object = None,
    engine: Engine = "auto",
    invalid: Invalid = "raise",
) -> pa.Array:
    """Return the geodesic length of each line of an Arrow column.

    Parameters
    ----------
    data
        A pyarrow Array or ChunkedArray of GeoArrow linestrings or multilinestrings (interleaved or
        separated coordinates) or of WKB, or a Table or RecordBatch that has such a column; so has
        any table that offers itself as an Arrow stream, like `GeoDataFrame.to_arrow()`.
    column
        The column of the table; by default its primary geometry column, or its only one.
    encoding
        ``"wkb"``, ``"linestring"`` or ``"multilinestring"``, where the data do not say it. Binary
        data are WKB.
    crs
        The coordinate system, where the data name none; longitude, latitude on WGS 84 by default.
        Lines are measured on the ellipsoid of their own system; projected ones are brought back to
        its degrees first.
    engine
        As `caspiangeo.geodesy.lengths_m`.
    invalid
        What becomes of a line that cannot be measured: ``"raise"``, or ``"nan"``.

    Returns
    -------
    pyarrow.Array
        Metres, float64, one a row; null where a line is missing, 0 where it is empty.

    Raises
    ------
    GeometryError
        If a line cannot be measured (the message names the row), or the coordinate system cannot.
    DataError
        If there is no such column, or it holds no lines.
    OutOfRangeError
        If there is no such engine or no such way with invalid lines.
    MissingExtraError
        If pyarrow is not installed.

    Examples
    --------
    >>> import pyarrow as pa
    >>> lines = pa.array([[(0.0, 0.0), (1.0, 0.0)], [], None], pa.list_(pa.list_(pa.float64(), 2)))
    >>> lengths_of_arrow(lines, encoding="linestring").to_pylist()
    [111319.49079327..., 0.0, None]
    >>> lengths_of_arrow(lines)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.DataError: a column of list<...> does not say which geometries it holds; pass
    encoding="linestring" or "multilinestring"
    """
    arrow = pyarrow()
    check_invalid(invalid)
    if hasattr(data, "__arrow_c_stream__") and not isinstance(data, arrow.ChunkedArray):
        data = arrow.table(data)
    array, field = _column_of(data, column)
    lines = line_column(field, metadata=_metadata(data), encoding=encoding, crs=crs, engine=engine)
    chunks = array.chunks if isinstance(array, arrow.ChunkedArray) else [array]
    found, row = [], 0
    for chunk in chunks:
        lengths = lines.lengths_m(chunk)
        missing = missing_rows(chunk)
        if invalid == "raise":
            bad = np.flatnonzero(np.isnan(lengths) & ~missing)
            if bad.size:
                raise GeometryError(f"row {row + bad[0]}: {lines.fault(chunk, int(bad[0]))}")
        found.append(arrow.array(lengths, mask=missing))
        row += len(chunk)
    return arrow.concat_arrays(found) if found else arrow.array([], arrow.float64())


@dataclass(frozen=True)
class LineColumn:
    """How the lines of a column are written, and what they are measured on.

    Parameters
    ----------
    encoding
        ``"wkb"``, ``"linestring"`` or ``"multilinestring"``.
    base
        The degrees and the ellipsoid that its coordinate system stands on.
    engine
        As `caspiangeo.geodesy.lengths_m`.
    """

    encoding: Encoding
    base: GeodeticBase
    engine: Engine = "auto"

    def lengths_m(self, array: pa.Array) -> Floats:
        """Return metres, one a row; NaN where a line is missing or cannot be measured.

        Raises
        ------
        DataError
            If the layout of the array is not that of the encoding.
        """
        return self._lengths(array, "nan")

    def fault(self, array: pa.Array, row: int) -> str:
        """Say why a row that has a line has no length."""
        try:
            self._lengths(array.slice(row, 1), "raise")
        except GeometryError as error:
            only = "" if self.encoding == "multilinestring" else "line 0, "
            return str(error).removeprefix(only).removeprefix("geometry 0, ")
        return "it cannot be measured"

    def lengths_of_geometries_m(
        self, geometries: Iterable[object], *, invalid: Invalid = "raise"
    ) -> Floats:
        """Return the lengths of shapely geometries in the coordinates of the column, metres."""
        items = np.asarray(geometries, dtype=object)
        if self.base.transformer is not None:
            items = shapely.transform(items, self.base.to_lonlat)
        return lengths_m(items, ellipsoid=self.base.ellipsoid, engine=self.engine, invalid=invalid)

    def _lengths(self, array: pa.Array, invalid: Invalid) -> Floats:
        array = getattr(array, "storage", array)
        if len(array) == 0:
            return np.empty(0)
        if self.encoding == "wkb":
            return self._wkb_lengths(array, invalid)
        lines, rows = _lists(array, self.encoding)
        if self.encoding == "linestring":
            return self._ragged(_vertices(lines), rows, invalid)
        points, ends = _lists(lines, self.encoding)
        parts = self._ragged(_vertices(points), ends, invalid)
        owner = np.repeat(np.arange(len(array)), np.diff(rows))
        return np.bincount(owner, weights=parts, minlength=len(array)).astype(np.float64)

    def _wkb_lengths(self, array: pa.Array, invalid: Invalid) -> Floats:
        lengths = np.full(len(array), np.nan)
        plain = _plain_lines(array)
        if plain.rows.size:
            lengths[plain.rows] = self._ragged(plain.vertices, plain.offsets, invalid)
        other = ~missing_rows(array)
        other[plain.rows] = False
        rest = np.flatnonzero(other)
        if rest.size:
            geometries = _from_wkb(array.take(pyarrow().array(rest)), invalid)
            lengths[rest] = self.lengths_of_geometries_m(geometries, invalid=invalid)
        return lengths

    def _ragged(
        self,
        vertices: tuple[Floats, Floats] | Floats,
        offsets: NDArray[Any],
        invalid: Invalid,
    ) -> Floats:
        if self.base.transformer is not None:
            pairs = np.column_stack(vertices) if isinstance(vertices, tuple) else vertices[:, :2]
            vertices = self.base.to_lonlat(pairs)
        return ragged_lengths_m(
            vertices,
            offsets,
            ellipsoid=self.base.ellipsoid,
            engine=self.engine,
            invalid=invalid,
        )


def line_column(
    field: pa.Field,
    *,
    metadata: dict[str, Any] | None = None,
    encoding: Encoding | None = None,
    crs: object = None,
    engine: Engine = "auto",
) -> LineColumn:
    """Read off a field how its lines are written and in which coordinate system.

    Parameters
    ----------
    field
        The column's field; GeoArrow's name and coordinate system are in its type or its metadata.
    metadata
        The content of the ``geo`` metadata of GeoParquet, if the table has it.
    encoding, crs, engine
        As `lengths_of_arrow`.

    Raises
    ------
    DataError
        If the field does not say what it holds, or holds no lines; if `crs` contradicts it.
    GeometryError
        If nothing in the coordinate system can be measured on an ellipsoid.
    """
    described = (metadata or {}).get("columns", {}).get(field.name)
    if described is not None:
        name, declared = str(described.get("encoding")), described.get("crs", LON_LAT)
        if declared is None and crs is None:
            raise DataError(
                f"the coordinate system of column {field.name!r} is not known (its crs is null); "
                "name it with crs="
            )
    else:
        name, declared = _geoarrow(field)
    base = _base(_one_crs(declared, crs, field))
    return LineColumn(encoding or _encoding(name, field), base, engine)


def geo_metadata(schema: pa.Schema) -> dict[str, Any] | None:
    """Return the ``geo`` metadata of GeoParquet, or None if a schema has none.

    Raises
    ------
    DataError
        If it is not what GeoParquet asks for.
    """
    text = (schema.metadata or {}).get(b"geo")
    if text is None:
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise DataError(f"the geo metadata are not JSON: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict):
        raise DataError("the geo metadata have no columns; they are not those of GeoParquet")
    return content


def missing_rows(array: pa.Array) -> NDArray[np.bool_]:
    """Return which rows of an array are null."""
    if array.null_count == 0:
        return np.zeros(len(array), dtype=np.bool_)
    return cast(NDArray[np.bool_], array.is_null().to_numpy(zero_copy_only=False))


def pyarrow() -> Any:
    """Return the pyarrow module.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import pyarrow as arrow
    except ImportError:
        raise missing_extra("data in Arrow or Parquet", extra="parquet") from None
    return arrow


# -- which column, which encoding, which coordinate system -----------------------------------------


def _column_of(data: Any, name: str | None) -> tuple[Any, pa.Field]:
    arrow = pyarrow()
    if isinstance(data, (arrow.Table, arrow.RecordBatch)):
        found = geometry_column(data.schema, column=name)
        return data.column(found), data.schema.field(found)
    if not isinstance(data, (arrow.Array, arrow.ChunkedArray)):
        raise DataError(
            "expected a pyarrow Array or ChunkedArray, or a table of Arrow, got "
            f"{type(data).__name__}"
        )
    return data, arrow.field("", data.type)


def geometry_column(schema: pa.Schema, *, column: str | None = None) -> str:
    """Return the name of the column to measure.

    Parameters
    ----------
    schema
        Of the table.
    column
        The column that the user names; None for the primary one of GeoParquet, or the only one
        that GeoArrow's metadata name.

    Raises
    ------
    DataError
        If there is no such column, or none or several that could be meant.
    """
    if column is not None:
        if schema.get_all_field_indices(column) == []:
            raise DataError(f"no column {column!r}; there are: {', '.join(schema.names)}")
        return column
    primary = (geo_metadata(schema) or {}).get("primary_column")
    if primary in schema.names:
        return str(primary)
    found = [each.name for each in schema if _geoarrow(each)[0]]
    if len(found) == 1:
        return str(found[0])
    raise DataError(
        f"name the geometry column with column=; there are: {', '.join(found or schema.names)}"
    )


def _metadata(data: Any) -> dict[str, Any] | None:
    return geo_metadata(data.schema) if hasattr(data, "schema") else None


def _geoarrow(field: pa.Field) -> tuple[str, object]:
    """Return the encoding and the coordinate system that GeoArrow's metadata give, if any."""
    metadata = field.metadata or {}
    name = getattr(field.type, "extension_name", "")
    name = name or metadata.get(b"ARROW:extension:name", b"").decode()
    if not name.startswith(("geoarrow.", "ogc.")):
        return "", None
    about = metadata.get(b"ARROW:extension:metadata", b"")
    if isinstance(field.type, pyarrow().ExtensionType):
        about = field.type.__arrow_ext_serialize__()
    try:
        content = json.loads(about or b"{}")
    except ValueError:
        raise DataError(f"the GeoArrow metadata of column {field.name!r} are not JSON") from None
    return name.partition(".")[2], content.get("crs")


def _encoding(name: str, field: pa.Field) -> Encoding:
    types = pyarrow().types
    kind = getattr(field.type, "storage_type", field.type)
    if name.lower() in _ENCODINGS:
        return cast(Encoding, name.lower())
    if name:
        raise DataError(f"a column of {name} holds no lines; valid are: {', '.join(_ENCODINGS)}")
    if types.is_binary(kind) or types.is_large_binary(kind):
        return "wkb"
    raise DataError(
        f"a column of {kind} does not say which geometries it holds; pass "
        'encoding="linestring" or "multilinestring"'
    )


def _one_crs(declared: object, given: object, field: pa.Field) -> object:
    if declared is None or given is None:
        return declared or given or LON_LAT
    ours, theirs = _base(given).crs, _base(declared).crs
    if not ours.equals(theirs, ignore_axis_order=True):
        raise DataError(
            f"column {field.name!r} is in {theirs.name}, not in {ours.name}; leave crs out"
        )
    return declared


def _base(crs: object) -> GeodeticBase:
    return _base_of(json.dumps(crs) if isinstance(crs, dict) else crs)


@lru_cache(maxsize=64)
def _base_of(crs: object) -> GeodeticBase:
    """Remember it: PROJ needs a tenth of a second, and all files of a data set say the same."""
    return geodetic_base(crs)


# -- the buffers -----------------------------------------------------------------------------------


def _lists(array: pa.Array, encoding: Encoding) -> tuple[pa.Array, NDArray[Any]]:
    """Return the values that the lists of an array cover, and where in them each list begins."""
    types = pyarrow().types
    if not (types.is_list(array.type) or types.is_large_list(array.type)):
        raise DataError(f"a column of {array.type} is no GeoArrow {encoding}")
    if len(array) == 0:
        return array.values.slice(0, 0), np.zeros(1, np.int64)
    offsets = array.offsets.to_numpy()
    if array.null_count and np.diff(offsets)[missing_rows(array)].any():
        # A null may cover values; taking all rows over leaves them out.
        return _lists(array.take(pyarrow().array(np.arange(len(array)))), encoding)
    first, last = offsets[0], offsets[-1]
    return array.values.slice(first, last - first), offsets - first


def _vertices(points: pa.Array) -> tuple[Floats, Floats] | Floats:
    """Return points the way GeoArrow keeps them: x and y apart, or interleaved."""
    types = pyarrow().types
    if types.is_struct(points.type):
        names = [field.name for field in points.type]
        if "x" in names and "y" in names:
            columns = points.flatten()
            return _doubles(columns[names.index("x")]), _doubles(columns[names.index("y")])
    elif types.is_fixed_size_list(points.type) and points.null_count == 0:
        return _doubles(points.flatten()).reshape(len(points), points.type.list_size)
    raise DataError(f"points of {points.type} are not those of GeoArrow, or some are null")


def _doubles(values: pa.Array) -> Floats:
    if not pyarrow().types.is_float64(values.type):
        raise DataError(f"coordinates are {values.type}; those of GeoArrow are double")
    return cast(Floats, values.to_numpy(zero_copy_only=False))  # a null becomes NaN


class _PlainLines(NamedTuple):
    """LineStrings of a WKB column, in the form of GeoArrow."""

    #: Which rows they are.
    rows: NDArray[np.intp]
    vertices: Floats
    offsets: NDArray[np.int64]


def _plain_lines(array: pa.Array) -> _PlainLines:
    """Gather the vertices of the rows that are LineStrings written like the first, if it is one.

    Numbers lie at any byte of the buffer, so they are read through views that advance by one byte.
    """
    begin, size, buffer = _binary(array)
    rows = np.flatnonzero(size >= _WKB_HEADER_BYTES)
    nothing = _PlainLines(rows[:0], np.empty((0, 2)), np.zeros(1, np.int64))
    if not rows.size:
        return nothing
    order, number = (_at_any_byte(buffer, kind) for kind in ("u1", "<u4"))
    kind, count = number[begin[rows] + 1], number[begin[rows] + 5].astype(np.int64)
    step = 8 * _DOUBLES_A_VERTEX.get(int(kind[0]), 0)
    if not step:
        return nothing
    plain = (order[begin[rows]] == _LITTLE_ENDIAN) & (kind == kind[0])
    plain &= size[rows] == _WKB_HEADER_BYTES + step * count
    rows, count = rows[plain], count[plain]
    offsets = np.concatenate([[0], np.cumsum(count)])
    at = np.arange(0, step * offsets[-1], step)
    at += np.repeat(begin[rows] + _WKB_HEADER_BYTES - step * offsets[:-1], count)
    pairs = _at_any_byte(buffer, "V16")[at]  # x and y at once
    return _PlainLines(rows, pairs.view("<f8").reshape(-1, 2), offsets)


def _binary(array: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64], Any]:
    """Return where each value of a binary array begins, its size, and the buffer, in bytes."""
    types = pyarrow().types
    if not (types.is_binary(array.type) or types.is_large_binary(array.type)):
        raise DataError(f"a column of {array.type} is no WKB; that is binary")
    _, ends, buffer = array.buffers()
    width = np.int64 if types.is_large_binary(array.type) else np.int32
    offsets = np.frombuffer(ends, width, len(array) + 1, array.offset * np.dtype(width).itemsize)
    return offsets[:-1].astype(np.int64), np.diff(offsets).astype(np.int64), buffer or b""


def _at_any_byte(buffer: Any, kind: str) -> NDArray[Any]:
    """Return a view of a buffer whose item i is the number that begins at byte i."""
    count = max(memoryview(buffer).nbytes - np.dtype(kind).itemsize + 1, 0)
    return np.ndarray(count, kind, buffer, strides=(1,))


def _from_wkb(array: pa.Array, invalid: Invalid) -> NDArray[np.object_]:
    """Return shapely geometries; None for one that cannot be read, where that is not an error."""
    values = array.to_numpy(zero_copy_only=False)
    try:
        found = shapely.from_wkb(values, on_invalid="raise" if invalid == "raise" else "ignore")
    except shapely.errors.ShapelyError as error:
        raise GeometryError(f"not a geometry in WKB: {error}") from None
    return cast(NDArray[np.object_], found)
