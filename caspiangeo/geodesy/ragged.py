"""Lengths of many lines from flat buffers, as GeoArrow lays them out; no geometry object needed."""

from typing import Literal, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.coordinates import MAX_LON_DEG, Floats, fault
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid

#: What computes the lengths; they agree to 15 nanometres a segment.
Engine: TypeAlias = Literal["auto", "numpy", "compiled", "proj"]
#: What becomes of a line with a vertex that cannot be measured.
Invalid: TypeAlias = Literal["raise", "nan"]

Offsets: TypeAlias = NDArray[np.int64]


def ragged_lengths_m(
    coords: ArrayLike | tuple[ArrayLike, ArrayLike],
    offsets: ArrayLike,
    *,
    ellipsoid: Ellipsoid = WGS84,
    engine: Engine = "auto",
    invalid: Invalid = "raise",
) -> Floats:
    """Return the geodesic length of each of many lines in flat buffers.

    Parameters
    ----------
    coords
        The vertices of all lines, one line after the other: an array of shape (n, 2) or more
        columns, lon, lat in degrees (interleaved GeoArrow), or a pair of arrays lon, lat of shape
        (n,) (separated GeoArrow). A height is ignored.
    offsets
        Whole numbers of shape (k + 1,): line i has the vertices offsets[i] to offsets[i + 1] - 1.
        They need not begin at 0 nor end at n, as in a slice of an Arrow array.
    ellipsoid
        What to measure on.
    engine
        What computes the lengths: ``"numpy"``, ``"compiled"`` (needs the extra ``fast``),
        ``"proj"``, or ``"auto"``.
    invalid
        What becomes of a line with a vertex that is not finite or lies outside -90..90 or
        -540..540: ``"raise"``, or ``"nan"``: that line alone has NaN.

    Returns
    -------
    numpy.ndarray
        Metres, shape (k,); 0 for a line of one vertex or none.

    Raises
    ------
    GeometryError
        If a vertex cannot be measured (the message names line and vertex), or the buffers do not
        fit each other.
    OutOfRangeError
        If there is no such engine or no such way with invalid lines.
    MissingExtraError
        If the compiled engine is asked for and numba is not installed.

    Examples
    --------
    Two degrees of the equator, a line of no vertex, and half a turn of the equator, which goes
    over a pole:

    >>> vertices = [(0, 0), (1, 0), (2, 0), (0, 0), (180, 0)]
    >>> ragged_lengths_m(vertices, [0, 3, 3, 5]).round(3)
    array([  222638.982,        0.   , 20003931.459])
    >>> ragged_lengths_m(([0, 1], [0, 91]), [0, 2], invalid="nan")
    array([nan])
    """
    _check(engine, Engine, "engine")
    _check(invalid, Invalid, "way with invalid lines")
    lon, lat = _columns(coords)
    ends = _offsets(offsets, len(lon))
    first, last = ends[0], ends[-1]
    lon, lat, ends = lon[first:last], lat[first:last], ends - first
    bad = _bad(lon, lat)
    if bad is not None and invalid == "raise":
        vertex = int(np.argmax(bad))
        line = int(np.searchsorted(ends, vertex, side="right")) - 1
        reason = fault(np.array([lon[vertex], lat[vertex]]))
        raise GeometryError(f"line {line}, vertex {vertex - int(ends[line])}: {reason}")
    lengths = _segments(lon, lat, _joints(ends, bad), ellipsoid)
    sums = _sums(lengths, ends)
    if bad is not None:
        sums[np.searchsorted(ends, np.flatnonzero(bad), side="right") - 1] = np.nan
    return sums


def _check(value: str, choices: object, what: str) -> None:
    if value not in get_args(choices):
        raise OutOfRangeError(
            f"unknown {what} {value!r}; use one of {', '.join(get_args(choices))}"
        )


def _columns(coords: ArrayLike | tuple[ArrayLike, ArrayLike]) -> tuple[Floats, Floats]:
    """Return views of the longitudes and the latitudes."""
    if isinstance(coords, tuple) and len(coords) == 2 and np.ndim(coords[0]) == 1:
        lon, lat = (np.asarray(column, dtype=np.float64) for column in coords)
        if lon.shape != lat.shape or lon.ndim != 1:
            raise GeometryError(
                f"lon and lat have the shapes {lon.shape} and {lat.shape}; expected (n,) twice"
            )
        return lon, lat
    array = np.asarray(cast(ArrayLike, coords), dtype=np.float64)
    if array.size == 0:
        array = array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] < 2:
        raise GeometryError(
            f"coordinates have the shape {array.shape}; expected (n, 2): lon, lat, or a pair of "
            "arrays lon, lat"
        )
    return array[:, 0], array[:, 1]


def _offsets(offsets: ArrayLike, count: int) -> Offsets:
    ends = np.asarray(offsets)
    if ends.ndim != 1 or ends.size == 0 or ends.dtype.kind not in "iu":
        raise GeometryError(
            f"offsets are {ends.dtype} of shape {ends.shape}; expected whole numbers of shape "
            "(k + 1,), of k lines"
        )
    ends = ends.astype(np.int64)
    if ends[0] < 0 or ends[-1] > count or (ends[1:] < ends[:-1]).any():
        raise GeometryError(
            f"offsets run from {ends[0]} to {ends[-1]}; expected numbers that never decrease, "
            f"within 0 to {count}, the number of vertices"
        )
    return ends


def _bad(lon: Floats, lat: Floats) -> NDArray[np.bool_] | None:
    """Return which vertices cannot be measured, None if all can; one look at four extremes."""
    if len(lon) == 0:
        return None
    # A comparison with NaN is false, and an extreme of numbers with a NaN is NaN.
    wide = max(-lon.min(), lon.max()) <= MAX_LON_DEG and max(-lat.min(), lat.max()) <= 90.0
    if wide:
        return None
    return ~((np.abs(lon) <= MAX_LON_DEG) & (np.abs(lat) <= 90.0))


def _joints(ends: Offsets, bad: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Return where two neighbouring vertices make no segment."""
    count = int(ends[-1])
    joint = np.zeros(max(count - 1, 0), dtype=np.bool_)
    inner = ends[(ends > 0) & (ends < count)]
    joint[inner - 1] = True
    if bad is not None:
        joint |= bad[1:] | bad[:-1]
    return joint


def _segments(lon: Floats, lat: Floats, joint: NDArray[np.bool_], ellipsoid: Ellipsoid) -> Floats:
    begin = np.flatnonzero(~joint)
    lengths = np.zeros(len(joint))
    if len(begin):
        _, lengths[begin] = geodesics.inverse(
            lon[begin], lat[begin], lon[begin + 1], lat[begin + 1], ellipsoid
        )
    return lengths


def _sums(lengths: Floats, ends: Offsets) -> Floats:
    """Add up the segments of each line; what lies between two lines is 0."""
    sums = np.zeros(len(ends) - 1)
    real = np.flatnonzero(ends[1:] - ends[:-1] > 1)
    if len(real):
        sums[real] = np.add.reduceat(lengths, ends[real])
    return sums
