"""More vertices, so that a program that draws straight lines draws the line that is meant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.along.feet import cross_track_m
from caspiangeo.geodesy.coordinates import Floats, line_coordinates, short_way
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.segments import Indices, Pieces, Segments

#: Asked about pieces of a line: are they wanted?
Where: TypeAlias = Callable[[Pieces], NDArray[np.bool_]]

#: More vertices than this are a mistake in the step, not a drawing.
MOST_VERTICES = 10_000_000

# Where along a chord to look for its distance from the curve, and what of the tolerance to use: a
# chord that keeps within 0.9 of it at these places keeps within all of it between them.
_PLACES = np.arange(1, 6) / 6
_USED = 0.9


@dataclass(frozen=True, eq=False)
class DensifiedLine:
    """A line with more vertices, and which of them it had before.

    Parameters
    ----------
    line
        The drawing: lon, lat in degrees, no heights.
    original
        One bool a vertex: true where it is a vertex of the line that was given.
    """

    line: shapely.LineString
    original: NDArray[np.bool_]


def densify(
    line: object,
    *,
    max_segment_m: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> DensifiedLine:
    """Add vertices so that no segment is longer than a length.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    max_segment_m
        Metres; longer segments are cut into equal parts.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    DensifiedLine
        The line and which vertices are original; these are kept as they were.

    Raises
    ------
    GeometryError
        If a coordinate cannot be measured.
    OutOfRangeError
        If the length is not positive, so short that more than ten million vertices would be
        needed, or if there is no such rule.

    Examples
    --------
    >>> drawn = densify([(0, 60), (90, 60)], max_segment_m=2_000_000)
    >>> [(round(lon, 2), round(lat, 2)) for lon, lat in drawn.line.coords]
    [(0.0, 60.0), (27.24, 66.81), (62.76, 66.81), (90.0, 60.0)]
    >>> drawn.original
    array([ True, False, False,  True])
    >>> densify([(0, 0), (0, 0)], max_segment_m=1).line.wkt
    'LINESTRING (0 0, 0 0)'
    """
    _positive("max_segment_m", max_segment_m)
    segments = Segments(line_coordinates(line), curve(rule, ellipsoid))
    whole = segments.whole()
    count = np.ceil(whole.high / max_segment_m)
    if count.sum() > MOST_VERTICES:
        raise OutOfRangeError(_too_many(f"max_segment_m {max_segment_m:g}"))
    return _drawn(segments, whole.split(count.astype(np.intp)))


def densify_to_tolerance(
    line: object,
    *,
    tolerance_m: float = 1.0,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> DensifiedLine:
    """Add vertices so that straight lines between them, in lon/lat, keep to the line.

    Planar programs, and RFC 7946 (GeoJSON), join two vertices by a straight line in degrees. Few
    vertices are added where that is near the line anyway, many where it is not.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    tolerance_m
        How far the drawing may lie from the line, metres.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    DensifiedLine
        The line and which vertices are original; these are kept as they were.

    Raises
    ------
    GeometryError
        If a coordinate cannot be measured.
    OutOfRangeError
        If the tolerance is not positive, so small that more than ten million vertices would be
        needed, or if there is no such rule.

    Examples
    --------
    Meridians and the equator are straight in degrees already; a parallel is, as a rhumb line:

    >>> len(densify_to_tolerance([(0, 0), (0, 60)]).line.coords)
    2
    >>> len(densify_to_tolerance([(0, 60), (9, 60)], rule="rhumb").line.coords)
    2
    >>> drawn = densify_to_tolerance([(0, 60), (9, 60)], tolerance_m=100)
    >>> len(drawn.line.coords), int(drawn.original.sum())
    (11, 2)
    """
    _positive("tolerance_m", tolerance_m)
    segments = Segments(line_coordinates(line), curve(rule, ellipsoid))
    return _drawn(segments, pieces_within(segments, tolerance_m))


def pieces_within(segments: Segments, tolerance_m: float, *, where: Where | None = None) -> Pieces:
    """Cut segments into pieces whose chords in lon/lat keep within a tolerance; in line order.

    With `where`, which tells of which pieces something is wanted, only those are returned.
    """
    todo = segments.whole()
    done: list[Pieces] = []
    total = 0
    while True:
        if where is not None:
            todo = todo.take(np.flatnonzero(where(todo)))
        if len(todo.segment) == 0:
            return _in_order(done)
        deviation = chord_deviation_m(segments, todo)
        # A chord's distance from the curve falls with the square of its length.
        count = np.ceil(np.sqrt(deviation / (_USED * tolerance_m)))
        if total + count.sum() > MOST_VERTICES:
            raise OutOfRangeError(_too_many(f"tolerance_m {tolerance_m:g}"))
        done.append(todo.take(np.flatnonzero(count <= 1)))
        total += len(done[-1].segment)
        far = np.flatnonzero(count > 1)
        # That holds where the curve is even; in a few rounds its straight parts get few vertices.
        todo = todo.take(far).split(np.minimum(count[far], 16).astype(np.intp))


def chord_deviation_m(segments: Segments, pieces: Pieces) -> Floats:
    """Return how far the lon/lat chord of each piece lies from the piece, metres."""
    lon1, lat1, _ = segments.at(pieces.segment, pieces.low)
    lon2, lat2 = segments.ends(pieces)
    widest = np.zeros(len(lon1))
    for part in _PLACES:
        lon, lat = lon1 + part * short_way(lon2 - lon1), lat1 + part * (lat2 - lat1)
        abreast = pieces.low + part * (pieces.high - pieces.low)
        widest = np.maximum(widest, cross_track_m(segments, pieces, abreast, lon, lat))
    return widest


def _in_order(groups: list[Pieces]) -> Pieces:
    segment = np.concatenate([np.empty(0, np.intp), *(each.segment for each in groups)])
    low = np.concatenate([np.empty(0), *(each.low for each in groups)])
    high = np.concatenate([np.empty(0), *(each.high for each in groups)])
    order: Indices = np.lexsort((low, segment))
    return Pieces(segment, low, high).take(order)


def _drawn(segments: Segments, pieces: Pieces) -> DensifiedLine:
    inner = pieces.take(np.flatnonzero(pieces.low > 0))
    lon, lat, _ = segments.at(inner.segment, inner.low)
    # New vertices go behind the first vertex of their segment; np.insert keeps their order.
    coords = np.insert(segments.coords, inner.segment + 1, np.column_stack([lon, lat]), axis=0)
    original = np.insert(np.ones(len(segments.coords), dtype=bool), inner.segment + 1, values=False)
    return DensifiedLine(shapely.LineString(coords), original)


def _positive(name: str, value: float) -> None:
    if not 0 < value < np.inf:
        raise OutOfRangeError(f"{name} {value} is not a positive number of metres")


def _too_many(setting: str) -> str:
    return f"{setting} would need more than {MOST_VERTICES:,} vertices; choose a larger one"
