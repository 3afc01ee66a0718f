"""M values: the measure of each vertex, as GIS programs and databases keep it, in and out.

Vertices stay as they are, none is added. A program that reads M runs it evenly between two
vertices; where a measure jumps or ends between vertices, cut the line there first (`split_at`).
"""

import struct
from typing import Any, Literal, TypeAlias, cast, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import CaspianError, GeometryError, OutOfRangeError
from caspiangeo.geodesy.along.calibration import Calibration
from caspiangeo.geodesy.along.measured import prepared
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid

#: What M counts.
MUnit: TypeAlias = Literal["km", "m"]
#: What a vertex without M means: not covered by the measure, or simply not written.
MissingM: TypeAlias = Literal["gap", "between"]

_METRES = {"km": 1000.0, "m": 1.0}
_LINESTRING_M = 2002  # ISO/IEC 13249-3: 2 for a LineString, 2000 for M


def m_coordinates(
    line: object,
    *,
    measure: Calibration | None = None,
    unit: MUnit = "km",
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> Floats:
    """Return the vertices of a line, each with its measure.

    Parameters
    ----------
    line
        A LineString, an array of shape (n, 2) or more columns (lon, lat in degrees), or a
        `MeasuredLine`, whose own rule and ellipsoid then hold.
    measure
        The official measure to give; by default the distance from the start of the line.
    unit
        ``"km"`` or ``"m"``.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    numpy.ndarray
        lon, lat in degrees and M, shape (n, 3); M is NaN where the measure does not cover the line.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If there is no such unit or rule.

    Examples
    --------
    >>> m_coordinates([(0, 0), (1, 0), (2, 0)]).round(3)
    array([[  0.   ,   0.   ,   0.   ],
           [  1.   ,   0.   , 111.319],
           [  2.   ,   0.   , 222.639]])
    >>> posts = Calibration([40, 10], [0, 150_000], name="posts")
    >>> m_coordinates([(0, 0), (1, 0), (2, 0)], measure=posts)[:, 2].round(3)
    array([40.   , 17.736,    nan])
    """
    metres = _metres(unit)
    whole = prepared(line, rule=rule, ellipsoid=ellipsoid)
    distance = whole.vertex_distances_m
    if measure is not None:
        distance = 1000 * measure.to_measures_km(distance, invalid="nan")
    return np.column_stack([whole.segments.coords, distance / metres])


def m_wkb(
    line: object,
    *,
    measure: Calibration | None = None,
    unit: MUnit = "km",
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> bytes:
    """Return a line with M as well-known binary, which GDAL, PostGIS and others read.

    It needs no support of M by shapely.

    Parameters
    ----------
    line, measure, unit, rule, ellipsoid
        As `m_coordinates`.

    Returns
    -------
    bytes
        ISO well-known binary of a LINESTRING M, little-endian.

    Raises
    ------
    GeometryError, OutOfRangeError
        As `m_coordinates`.

    Examples
    --------
    >>> wkb = m_wkb([(0, 0), (1, 0)])
    >>> len(wkb), wkb[:9].hex()
    (57, '01d207000002000000')
    """
    coords = m_coordinates(line, measure=measure, unit=unit, rule=rule, ellipsoid=ellipsoid)
    return struct.pack("<BII", 1, _LINESTRING_M, len(coords)) + coords.astype("<f8").tobytes()


def with_m(
    line: object,
    *,
    measure: Calibration | None = None,
    unit: MUnit = "km",
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> shapely.LineString:
    """Return a line whose vertices have M.

    Parameters
    ----------
    line, measure, unit, rule, ellipsoid
        As `m_coordinates`.

    Returns
    -------
    shapely.LineString
        LINESTRING M with the vertices as given; heights are dropped.

    Raises
    ------
    CaspianError
        If this shapely or its GEOS knows no M; `m_wkb` and `m_coordinates` work without.
    GeometryError, OutOfRangeError
        As `m_coordinates`.

    Examples
    --------
    With shapely 2.1::

        with_m([(0, 0), (0.5, 0)], unit="m")  # LINESTRING M (0 0 0, 0.5 0 55659.745)

    >>> with_m([])
    Traceback (most recent call last):
    ...
    caspiangeo.errors.GeometryError: the line is empty; nothing lies along it
    """
    wkb = m_wkb(line, measure=measure, unit=unit, rule=rule, ellipsoid=ellipsoid)
    if not _knows_m():
        raise CaspianError(
            f"shapely {shapely.__version__} with GEOS {shapely.geos_version_string} has no M "
            "values: they need shapely 2.1 with GEOS 3.12; m_wkb and m_coordinates work without"
        )
    return cast(shapely.LineString, shapely.from_wkb(wkb))


def calibration_from_m(
    line: object,
    *,
    unit: MUnit = "km",
    missing: MissingM = "gap",
    name: str = "M",
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> Calibration:
    """Read an official measure from the M values of a line.

    Parameters
    ----------
    line
        A LineString with M, or an array of shape (n, 3): lon, lat in degrees and M.
    unit
        What its M counts: ``"km"`` or ``"m"``.
    missing
        What a vertex with no M (NaN) means: ``"gap"``, the measure does not cover the line from the
        vertex before to the vertex behind, or ``"between"``, M runs evenly past it.
    name
        What the measure is called, for messages.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    Calibration
        One calibration point a vertex.

    Raises
    ------
    GeometryError
        If the line has no M or is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If M stands still or turns, or there is no such unit, rule or way with missing values.

    Examples
    --------
    >>> posts = calibration_from_m([(0, 0, 400), (1, 0, 510), (2, 0, 620)], name="posts")
    >>> round(posts.to_distance_m(455))
    55660
    >>> calibration_from_m([(0, 0, 5), (1, 0, 5)])
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: row 1: the measure stands still or turns back at 5 km; where
    it jumps, give that distance twice, with the measure before and the measure behind
    """
    metres = _metres(unit)
    if missing not in get_args(MissingM):
        raise OutOfRangeError(
            f"missing={missing!r} is unknown; use one of {', '.join(get_args(MissingM))}"
        )
    rows = _with_m_rows(line)
    distance = prepared(rows[:, :2], rule=rule, ellipsoid=ellipsoid).vertex_distances_m
    m_km = rows[:, 2] * metres / 1000
    used = np.isfinite(m_km) if missing == "between" else np.ones(len(m_km), dtype=bool)
    return Calibration(m_km[used], distance[used], name=name)


def _with_m_rows(line: object) -> Floats:
    if isinstance(line, BaseGeometry):
        if not (line.geom_type == "LineString" and getattr(line, "has_m", False)):
            raise GeometryError(
                f"expected a LineString with M, got a {line.geom_type} without; if M was written "
                "as height, or this shapely knows no M, pass an array of lon, lat, M"
            )
        # include_m came with shapely 2.1, as has_m did.
        read: Any = shapely.get_coordinates
        return np.asarray(read(line, include_m=True))
    rows = np.asarray(line, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise GeometryError(f"the rows have the shape {rows.shape}; expected (n, 3): lon, lat, M")
    return rows


def _metres(unit: MUnit) -> float:
    if unit not in _METRES:
        raise OutOfRangeError(f"unknown unit of M {unit!r}; use one of {', '.join(_METRES)}")
    return _METRES[unit]


def _knows_m() -> bool:
    return hasattr(shapely, "has_m") and shapely.geos_version >= (3, 12, 0)
