"""Which engine measures segments, and how it is fed.

Whatever the engine, a segment goes to the cheapest form that is good for it: the chord up to 0.9
degrees of arc (100 km on the Earth), the great circle up to 109 degrees (12,100 km), and PROJ,
which iterates, beyond; see the module `sphere`. Ellipsoids flatter than 1/250 go to PROJ.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from caspiangeo.errors import OutOfRangeError, missing_extra
from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.coordinates import Booleans, Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.kernel import sphere
from caspiangeo.geodesy.kernel.series import MAX_FLATTENING, Figure, figure

#: What computes the lengths; they agree to 15 nanometres a segment.
Engine: TypeAlias = Literal["auto", "numpy", "compiled", "proj"]
#: From lon, lat and where two neighbours make no segment (a joint, of length 0) to metres.
SegmentSolver: TypeAlias = Callable[[Floats, Floats, Booleans], Floats]
Indices: TypeAlias = NDArray[np.intp]

#: PROJ measures fewer segments than these before NumPy has gone through its hundred calls.
FEW = 200
#: NumPy needs longer for as many segments as these (35 to 100 ns each more than compiled code) than
#: it takes to load numba and the machine code (0.7 s).
MANY = 20_000_000
#: Segments that NumPy does at a time: small enough for the cache, large enough for the calls.
BLOCK = 16_384

_COMPILED = "caspiangeo.geodesy.kernel.compiled"


def segment_solver(ellipsoid: Ellipsoid, engine: Engine) -> SegmentSolver:
    """Return what measures segments.

    Raises
    ------
    OutOfRangeError
        If there is no such engine.
    MissingExtraError
        If it is the compiled one and numba is not installed.
    """
    if engine not in get_args(Engine):
        raise OutOfRangeError(
            f"unknown engine {engine!r}; use one of {', '.join(get_args(Engine))}"
        )
    if engine == "compiled" and not _is_installed():
        raise missing_extra("the compiled engine", extra="fast")

    def solve(lon: Floats, lat: Floats, joint: Booleans) -> Floats:
        chosen = _for_many(len(joint)) if engine == "auto" else engine
        if chosen == "proj" or abs(ellipsoid.flattening) > MAX_FLATTENING:
            return _by_proj(lon, lat, joint, ellipsoid)
        measure = _by_compiled if chosen == "compiled" else _by_numpy
        lengths = np.empty(len(joint))
        if measure(lon, lat, joint, figure(ellipsoid), lengths):
            left = np.flatnonzero(np.isnan(lengths))
            lengths[left] = _proj_lengths(lon, lat, left, ellipsoid)
        return lengths

    return solve


def _for_many(count: int) -> Engine:
    """Return the engine that has the lengths of so many segments soonest."""
    if _COMPILED in sys.modules or (count >= MANY and _is_installed()):
        return "compiled"
    return "proj" if count < FEW else "numpy"


def _is_installed() -> bool:
    return _COMPILED in sys.modules or find_spec("numba") is not None


def _by_proj(lon: Floats, lat: Floats, joint: Booleans, ellipsoid: Ellipsoid) -> Floats:
    lengths = np.zeros(len(joint))
    begin = np.flatnonzero(~joint)
    lengths[begin] = _proj_lengths(lon, lat, begin, ellipsoid)
    return lengths


def _proj_lengths(lon: Floats, lat: Floats, begin: Indices, ellipsoid: Ellipsoid) -> Floats:
    end = begin + 1
    return geodesics.inverse(lon[begin], lat[begin], lon[end], lat[end], ellipsoid)[1]


def _by_compiled(lon: Floats, lat: Floats, joint: Booleans, figure: Figure, lengths: Floats) -> int:
    from caspiangeo.geodesy.kernel.compiled import measure

    return measure(lon, lat, joint, figure, lengths)


def _by_numpy(lon: Floats, lat: Floats, joint: Booleans, figure: Figure, lengths: Floats) -> int:
    """Do what `sphere.measure` does, for a block of segments at a time."""
    left = 0
    with np.errstate(all="ignore"):  # a form is tried on segments that are not its own
        for first in range(0, len(joint), BLOCK):
            end = min(first + BLOCK, len(joint))
            block = slice(first, end + 1)
            left += _measure_block(
                lon[block], lat[block], joint[first:end], figure, lengths[first:end]
            )
    return left


def _measure_block(
    lon: Floats, lat: Floats, joint: Booleans, figure: Figure, lengths: Floats
) -> int:
    lon, lat = np.ascontiguousarray(lon), np.ascontiguousarray(lat)
    vertices = sphere.reduced_latitude(lat, figure)
    one = sphere.Vertices(*(values[:-1] for values in vertices))
    two = sphere.Vertices(*(values[1:] for values in vertices))
    lat_deg, lon_squared = lat[1:] - lat[:-1], lon[1:] - lon[:-1]
    lon_squared *= lon_squared
    lat_squared = lat_deg * lat_deg
    lengths[:], z = sphere.short_lengths(one, two, lat_squared, lon_squared, figure)
    lengths[joint] = 0.0
    lat_squared += lon_squared
    far = (z > sphere.SHORT_HAVERSINE) | (lat_squared > sphere.SHORT_SPREAD_DEG**2)
    index = np.flatnonzero(far)
    index = index[~joint[index]]
    if not index.size:
        return 0
    start = sphere.Vertices(*(values[index] for values in one))
    end = sphere.Vertices(*(values[index] for values in two))
    lon_deg = sphere.longitude_difference(lon[index], lon[index + 1])
    found, z = sphere.long_lengths(start, end, lat_deg[index], lon_deg, figure)
    done = z <= sphere.LONG_HAVERSINE
    lengths[index] = np.where(done, found, np.nan)
    return int(done.size - np.count_nonzero(done))
