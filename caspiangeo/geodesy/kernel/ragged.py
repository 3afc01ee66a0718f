"""Lengths of many lines from flat buffers, as GeoArrow lays them out; no geometry object needed."""

from typing import TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.coordinates import MAX_LON_DEG, Floats, Invalid, check_invalid, fault
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.kernel.engines import Engine, SegmentSolver, segment_solver

Offsets: TypeAlias = NDArray[np.int64]

#: Vertices looked at in one go; they stay in the cache meanwhile.
_LOOK = 16_384


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
        What computes the lengths; all agree to 15 nanometres a segment. ``"proj"`` is the
        reference, ``"numpy"`` ten times as fast, ``"compiled"`` fifty times (numba, from the extra
        ``fast``). ``"auto"`` takes the compiled code if it is loaded already, or if there are 20
        million segments or more and numba is installed, because NumPy would then take longer than
        the loading does; PROJ for fewer than 200 segments, before NumPy has got going; else NumPy.
        Segments beyond 12,000 km, and ellipsoids flatter than 1/250, always go to PROJ.
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
    check_invalid(invalid)
    solve = segment_solver(ellipsoid, engine)
    lon, lat, ends = line_buffers(coords, offsets)
    bad = unmeasurable(lon, lat)
    if bad.size and invalid == "raise":
        line, vertex = owners(ends, bad[:1])[0], bad[0]
        reason = fault(np.array([lon[vertex], lat[vertex]]))
        raise GeometryError(f"line {line}, vertex {vertex - ends[line]}: {reason}")
    return line_lengths(lon, lat, ends, bad, solve)


def line_buffers(
    coords: ArrayLike | tuple[ArrayLike, ArrayLike], offsets: ArrayLike
) -> tuple[Floats, Floats, Offsets]:
    """Return longitudes, latitudes and where lines begin and end, cut to what the offsets span.

    Raises
    ------
    GeometryError
        If the buffers do not fit each other.
    """
    lon, lat = _columns(coords)
    ends = _offsets(offsets, len(lon))
    first, last = ends[0], ends[-1]
    return lon[first:last], lat[first:last], ends - first


def unmeasurable(lon: Floats, lat: Floats) -> Offsets:
    """Return which vertices cannot be measured; the extremes of each block say that none is bad."""
    found = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(lon), _LOOK):
        x, y = lon[first : first + _LOOK], lat[first : first + _LOOK]
        # A comparison with NaN is false, and the extreme of numbers and a NaN is NaN.
        if not (max(-x.min(), x.max()) <= MAX_LON_DEG and max(-y.min(), y.max()) <= 90.0):
            good = (np.abs(x) <= MAX_LON_DEG) & (np.abs(y) <= 90.0)
            found.append(first + np.flatnonzero(~good))
    return np.concatenate(found)


def owners(ends: Offsets, vertices: Offsets) -> Offsets:
    """Return the line that each vertex belongs to."""
    return np.searchsorted(ends, vertices, side="right") - 1


def line_lengths(
    lon: Floats, lat: Floats, ends: Offsets, bad: Offsets, solve: SegmentSolver
) -> Floats:
    """Return the length of each line; NaN where one of the `bad` vertices is its own."""
    count = len(lon)
    joint = np.zeros(max(count - 1, 0), dtype=np.bool_)
    inside = slice(*np.searchsorted(ends, [1, count]))
    joint[ends[inside] - 1] = True
    joint[bad[bad > 0] - 1] = True
    joint[bad[bad < count - 1]] = True
    sums = _sums(solve(lon, lat, joint), ends)
    sums[owners(ends, bad)] = np.nan
    return sums


def _sums(lengths: Floats, ends: Offsets) -> Floats:
    """Add up the segments of each line; between lines there may be joints, of length 0."""
    starts, vertices = ends[:-1], np.diff(ends)
    if (vertices == 2).all():  # nothing to add up
        return lengths[starts]
    if (vertices >= 2).all():
        return np.add.reduceat(lengths, starts)
    sums, real = np.zeros(len(starts)), vertices >= 2
    if real.any():
        sums[real] = np.add.reduceat(lengths, starts[real])
    return sums


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
