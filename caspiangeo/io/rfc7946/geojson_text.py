"""Features as GeoJSON text: geometries and columns in, the members of a feature out.

Everything is done a column or a batch of geometries at a time, because a feature at a time is what
makes GeoJSON slow to write. The text is strict RFC 7946: rings wound its way, nothing across the
antimeridian, three numbers a position at most, no NaN; and the same for the same input.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import DataError, GeometryError, OutOfRangeError
from caspiangeo.geodesy.coordinates import fault, measurable
from caspiangeo.geodesy.kernel.ragged import line_buffers
from caspiangeo.io.rfc7946.antimeridian import Bounds, Joint, cut_at_antimeridian, needs_cut
from caspiangeo.io.rfc7946.digits import position_texts
from caspiangeo.io.rfc7946.runs import Runs, runs_of

#: What to do with a geometry that GeoJSON cannot hold: name its row in an error, or write null.
Invalid: TypeAlias = Literal["raise", "null"]

#: Types by shapely's numbers; a ring is a line that is closed.
_TYPES: Final = (
    "Point",
    "LineString",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
)
_COLLECTION = len(_TYPES)
_POLYGONAL, _LINEAR = (3, 6), (1, 2, 5)
_MULTIPLE = 4
_NULL = b"null"


# -- geometries -----------------------------------------------------------------------------------


def geometry_texts(
    geometries: NDArray[Any],
    *,
    decimals: int,
    joint: Joint = "geodesic",
    invalid: Invalid = "raise",
    bounds: Bounds | None = None,
    first_row: int = 0,
) -> list[bytes]:
    """Return geometries as GeoJSON; what is missing or empty is ``null``.

    Parameters
    ----------
    geometries
        shapely geometries of any type but collections; lon, lat in degrees on WGS 84. Heights are
        written, other measures are not.
    decimals
        Of a degree, 1 to 15.
    joint
        What joins two vertices, where a line is cut at the antimeridian.
    invalid
        ``"raise"``, or ``"null"`` for a geometry that GeoJSON cannot hold.
    bounds
        Takes in what was written.
    first_row
        Number of the first geometry, for messages.

    Raises
    ------
    GeometryError
        If a vertex is not finite or lies beyond the poles, or a geometry is a collection.
    OutOfRangeError
        If there are no such decimals.

    Examples
    --------
    >>> line = shapely.LineString([(179.5, 0), (-179.5, 0)])
    >>> for text in geometry_texts(np.array([line, None, shapely.Point()]), decimals=7):
    ...     print(text.decode())
    {"type":"MultiLineString","coordinates":[[[179.5,0.0],[180.0,0.0]],[[-180.0,0.0],[-179.5,0.0]]]}
    null
    null
    """
    held, runs = _prepared(geometries, joint, invalid, first_row)
    kinds = shapely.get_type_id(held)
    heights = None
    if shapely.has_z(runs.shapes).any():
        heights = shapely.get_coordinates(runs.shapes, include_z=True)[:, 2]
    if bounds is not None:
        bounds.add(runs.coords, runs.starts, heights=heights)
    texts = position_texts(runs.coords, runs.ends, decimals=decimals, heights=heights)
    if len(texts) == len(held) and (kinds == 1).all():
        return [b'{"type":"LineString","coordinates":[%b]}' % text for text in texts]
    return _assembled(texts, runs, kinds)


def lines_of(coords: Any, offsets: Any, *, invalid: Invalid = "raise") -> NDArray[Any]:
    """Return the lines of GeoArrow buffers as shapely geometries.

    Parameters
    ----------
    coords, offsets
        As `caspiangeo.geodesy.ragged_lengths_m`.
    invalid
        ``"raise"``, or ``"null"`` to leave a line of one vertex without geometry.

    Raises
    ------
    GeometryError
        If the buffers do not fit each other, or a line has one vertex.
    """
    lon, lat, ends = line_buffers(coords, offsets)
    flat = np.column_stack([lon, lat])
    counts = np.diff(ends)
    single = np.flatnonzero(counts == 1)
    if len(single) and invalid == "raise":
        raise GeometryError(f"row {single[0]}: a line of one vertex; GeoJSON wants two or more")
    if len(single):
        flat = np.delete(flat, ends[single], axis=0)
        counts[single] = 0
        ends = np.concatenate([[0], np.cumsum(counts)])
    lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, flat, (ends,))
    return np.asarray(lines, dtype=object)


def _prepared(
    geometries: NDArray[Any], joint: Joint, invalid: Invalid, first_row: int
) -> tuple[NDArray[Any], Runs]:
    """Return geometries that GeoJSON can hold, and their runs."""
    if invalid not in get_args(Invalid):
        raise OutOfRangeError(
            f"invalid={invalid!r} is unknown; use one of {', '.join(get_args(Invalid))}"
        )
    runs = runs_of(geometries)
    good = measurable(runs.coords)
    unfit = np.concatenate(
        [
            np.flatnonzero(shapely.get_type_id(geometries) == _COLLECTION),
            _rows(runs, np.searchsorted(runs.ends, np.flatnonzero(~good), side="right")),
        ]
    )
    if len(unfit) and invalid == "raise":
        row = int(unfit.min())
        raise GeometryError(f"row {first_row + row}: {_why_unfit(geometries[row])}")
    held = geometries
    if len(unfit):
        held = geometries.copy()
        held[unfit] = None
        runs = runs_of(held)
    crossing = _rows(runs, np.flatnonzero(needs_cut(runs.coords, runs.starts)))
    if not len(crossing):
        return held, runs
    held = held.copy()
    for row in np.unique(crossing):
        held[row] = _cut(held[row], joint, invalid, first_row + row)
    return held, runs_of(held)


def _cut(geometry: Any, joint: Joint, invalid: Invalid, row: int) -> BaseGeometry | None:
    try:
        return cut_at_antimeridian(geometry, joint=joint)
    except GeometryError as error:
        if invalid == "null":
            return None
        raise GeometryError(f"row {row}: {error}") from None


def _rows(runs: Runs, index: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the geometries that some runs belong to."""
    return runs.owner[runs.part[index]]


def _why_unfit(geometry: Any) -> str:
    coords = shapely.get_coordinates(geometry)
    bad = np.flatnonzero(~measurable(coords))
    if len(bad):
        return f"vertex {bad[0]}: {fault(coords[bad[0]])}"
    return "a GeometryCollection, which few readers take; write its parts as rows of their own"


def _assembled(texts: list[bytes], runs: Runs, kinds: NDArray[np.integer[Any]]) -> list[bytes]:
    """Put positions into the brackets of their geometries."""
    part_kinds = kinds[runs.owner].tolist()
    parts = []
    for kind, group in zip(part_kinds, _grouped(texts, runs.part, len(runs.owner)), strict=True):
        if kind in _POLYGONAL:
            parts.append(b"[%b]" % b",".join(b"[%b]" % ring for ring in group))
        else:
            parts.append(b"[%b]" % group[0] if kind in _LINEAR else group[0])
    found = []
    for kind, group in zip(kinds.tolist(), _grouped(parts, runs.owner, len(kinds)), strict=True):
        if not group:
            found.append(_NULL)
            continue
        inner = b"[%b]" % b",".join(group) if kind >= _MULTIPLE else group[0]
        found.append(b'{"type":"%b","coordinates":%b}' % (_TYPES[kind].encode(), inner))
    return found


def _grouped(texts: list[bytes], index: NDArray[np.intp], count: int) -> Iterable[list[bytes]]:
    """Yield the texts of each group; `index` tells the group of each, rising."""
    cuts = np.searchsorted(index, np.arange(count + 1)).tolist()
    return (texts[low:high] for low, high in pairwise(cuts))


# -- properties -----------------------------------------------------------------------------------


def member_texts(columns: Mapping[str, Any], count: int) -> list[str]:
    """Return rows of columns as the members of JSON objects, without the braces.

    Parameters
    ----------
    columns
        Name to values, one a row: a NumPy array, a pandas Series, any sequence. Numbers, texts,
        truth values, dates and times, and lists or dicts of them; NaN, NaT and None are null. A
        column of datetimes that are all at midnight holds dates, as it did before a reader turned
        them into datetimes.
    count
        How many rows there are.

    Raises
    ------
    DataError
        If a column has another number of rows, or a value of another type.

    Examples
    --------
    >>> import datetime
    >>> member_texts({"id": ["btc", "wrep"], "km": np.array([1768.0, np.nan])}, 2)
    ['"id":"btc","km":1768.0', '"id":"wrep","km":null']
    >>> member_texts({"opened": [datetime.date(2006, 7, 13)]}, 1)
    ['"opened":"2006-07-13"']
    >>> member_texts({"shape": [shapely.Point(1, 2)]}, 1)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.DataError: column shape, row 0: a Point; a property is a number, a text, a
    truth value, a date or a list of them
    """
    texts = []
    for name, values in columns.items():
        if len(values) != count:
            raise DataError(f"column {name}: {len(values)} values for {count} rows")
        texts.append(value_texts(str(name), values))
    if not texts:
        return [""] * count
    pattern = ",".join(f"{_quoted(str(name)).replace('%', '%%')}:%s" for name in columns)
    return [pattern % row for row in zip(*texts, strict=True)]


def value_texts(name: str, values: Any) -> list[str]:
    """Return the values of one column as JSON; see `member_texts`."""
    array = _as_array(values)
    kind = array.dtype.kind
    if kind == "f":
        # A number of single precision has its own shortest text.
        double = array.dtype == np.float64
        texts = list(map(repr, array.tolist())) if double else list(map(str, array))
        return _where(np.isfinite(array), texts)
    if kind in "iu":
        return list(map(str, array.tolist()))
    if kind == "M":
        return _moments(array)
    if kind not in "bOU":
        raise DataError(f"column {name} holds {array.dtype}, which JSON cannot; make it a text")
    return [_value_text(name, row, value) for row, value in enumerate(array.tolist())]


def _as_array(values: Any) -> NDArray[Any]:
    """Return a column as an array; of objects, unless NumPy holds its values as they are."""
    if isinstance(getattr(values, "dtype", None), np.dtype):
        return np.asarray(values)
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def _where(kept: NDArray[np.bool_], texts: list[str]) -> list[str]:
    if kept.all():
        return texts
    return [text if keep else "null" for keep, text in zip(kept.tolist(), texts, strict=True)]


def _moments(array: NDArray[Any]) -> list[str]:
    """Return datetimes without a zone; as dates if all are at midnight."""
    there = ~np.isnat(array)
    days = array.astype("M8[D]")
    shown = days if (days[there] == array[there]).all() else array.astype("M8[ms]")
    return _where(there, [f'"{each}"' for each in np.datetime_as_string(shown).tolist()])


def _value_text(name: str, row: int, value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or type(value).__name__ in _PANDAS_MISSING:
        return "null"
    if isinstance(value, float) and not np.isfinite(value):
        return "null"
    try:
        return json.dumps(
            value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain
        )
    except (TypeError, ValueError, RecursionError):
        raise DataError(
            f"column {name}, row {row}: a {type(value).__name__}; a property is a number, a text, "
            "a truth value, a date or a list of them"
        ) from None


def _plain(value: Any) -> Any:
    """Return what JSON has for a value that the json module does not know."""
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, np.ndarray | np.number | np.bool_):
        return value.tolist()
    raise TypeError


_PANDAS_MISSING = ("NAType", "NaTType")
_quoted: Callable[[str], str] = json.encoder.encode_basestring
