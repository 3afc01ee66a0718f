"""Reading coordinates, and the one place that says which of them can be measured."""

from typing import Literal, TypeAlias, cast, get_args

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError, OutOfRangeError

Floats: TypeAlias = NDArray[np.float64]
Booleans: TypeAlias = NDArray[np.bool_]
#: One point: a pair lon, lat in degrees, or a shapely Point.
LonLat: TypeAlias = tuple[float, float] | shapely.Point

#: What to do with an item that cannot be measured: name it in an error, or give NaN for it.
Invalid: TypeAlias = Literal["raise", "nan"]

#: A longitude further out is no longitude; most likely the coordinates are projected metres.
MAX_LON_DEG = 540.0


def line_coordinates(line: object) -> Floats:
    """Return the vertices of a LineString, or of an array of them, as (n, 2) lon, lat.

    A third column (height) is dropped.

    Raises
    ------
    GeometryError
        If it is neither, or a vertex cannot be measured; the message names the vertex.
    """
    if isinstance(line, BaseGeometry):
        if line.geom_type not in ("LineString", "LinearRing"):
            raise GeometryError(
                f"expected a LineString, got a {line.geom_type}; take its parts one at a time"
            )
        coords = shapely.get_coordinates(line)
    else:
        coords = _array_coordinates(line)
    bad = first_bad(coords)
    if bad is not None:
        raise GeometryError(f"vertex {bad}: {fault(coords[bad])}")
    return coords


def _array_coordinates(values: object) -> Floats:
    try:
        array = np.asarray(cast(ArrayLike, values), dtype=np.float64)
    except (TypeError, ValueError):
        raise GeometryError(
            f"expected a LineString or an array of lon, lat, got {type(values).__name__}"
        ) from None
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] not in (2, 3, 4):
        raise GeometryError(
            f"coordinates have the shape {array.shape}; expected (n, 2) or (n, 3): lon, lat"
        )
    return array[:, :2]


def point_coordinates(point: LonLat) -> tuple[float, float]:
    """Return lon, lat of one point in degrees.

    Raises
    ------
    GeometryError
        If it is no point, or cannot be measured.
    """
    pair = (point.x, point.y) if isinstance(point, shapely.Point) and point else point
    try:
        lon, lat = (float(value) for value in cast(tuple[float, float], pair))
    except (TypeError, ValueError):
        raise GeometryError(f"expected a pair lon, lat or a Point, got {point!r}") from None
    coords = np.array([[lon, lat]])
    if first_bad(coords) is not None:
        raise GeometryError(fault(coords[0]))
    return lon, lat


def points_coordinates(
    lon: ArrayLike, lat: ArrayLike, *, invalid: Invalid = "raise"
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return many points as (k, 2) lon, lat, and which of them can be measured, (k,).

    Raises
    ------
    GeometryError
        If they are no two rows of numbers of one length; unless `invalid` is ``"nan"``, if one
        cannot be measured, and the message names it.
    OutOfRangeError
        If `invalid` is neither.
    """
    check_invalid(invalid)
    try:
        lons, lats = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (lon, lat))
    except (TypeError, ValueError) as problem:
        raise GeometryError(f"expected lon and lat, one number a point: {problem}") from None
    if lons.ndim != 1 or lons.shape != lats.shape:
        raise GeometryError(
            f"{lons.size} values of lon, {lats.size} of lat; give one of each a point"
        )
    coords = np.column_stack([lons, lats])
    good = measurable(coords)
    if invalid == "raise" and not good.all():
        bad = int(np.argmin(good))
        raise GeometryError(f"point {bad}: {fault(coords[bad])}")
    return coords, good


def check_invalid(invalid: Invalid) -> None:
    """Refuse what is neither ``"raise"`` nor ``"nan"``."""
    if invalid not in get_args(Invalid):
        raise OutOfRangeError(
            f"invalid={invalid!r} is unknown; use one of {', '.join(get_args(Invalid))}"
        )


def measurable(coords: Floats) -> NDArray[np.bool_]:
    """Return which vertices, lon and lat in degrees, can be measured."""
    # A comparison with NaN is false, so this catches NaN and infinities too.
    return np.asarray((np.abs(coords[:, 0]) <= MAX_LON_DEG) & (np.abs(coords[:, 1]) <= 90))


def first_bad(coords: Floats) -> int | None:
    """Return the row of the first vertex that cannot be measured, if any."""
    good = measurable(coords)
    return None if good.all() else int(np.argmin(good))


def fault(vertex: Floats) -> str:
    """Say what is wrong with a vertex that `first_bad` found."""
    lon, lat = (float(value) for value in vertex)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return f"coordinates are not finite: lon {lon}, lat {lat}"
    if abs(lat) > 90:
        return f"latitude {lat} lies outside -90..90; coordinates are lon, lat in degrees"
    return f"longitude {lon} lies outside -540..540; coordinates are lon, lat in degrees"


def short_way(lon_difference: Floats) -> Floats:
    """Bring longitude differences, in degrees, into -180..180.

    Only whole turns are taken off, so that a value already in range keeps its last bit.
    """
    return lon_difference - 360.0 * np.round(lon_difference / 360.0)


def same_branch(lon: Floats, start: Floats, end: Floats) -> Floats:
    """Write a longitude on a segment the way the segment itself is written.

    A segment drawn past the antimeridian (170 to 190) keeps its numbers running; one that jumps
    there (179 to -179), or any other, gets longitudes in -180..180.
    """
    running = lon - 360.0 * np.round((lon - start) / 360.0)
    return np.where(np.abs(end - start) <= 180.0, running, short_way(lon))
