"""Cutting a line by polygons, at the points where the line itself meets their boundaries.

The edges of polygons are straight in lon/lat, as RFC 7946 (GeoJSON) and every common boundary file
mean them; the line is a geodesic or a rhumb line. Boxes tell where the two come near each other.
There the line is drawn so finely that the drawing keeps within a millimetre of it, which tells what
meets what. Each meeting is then moved to where the curve itself crosses the edge.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.along.measured import MeasuredLine
from caspiangeo.geodesy.between.boxes import Boxes, BoxTree, piece_boxes
from caspiangeo.geodesy.coordinates import Floats, short_way
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.drawing import pieces_within
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.segments import Pieces, Segments

#: How far the drawing that finds the crossings may lie from the line.
DRAWING_TOLERANCE_M = 1e-3
#: Crossings nearer to each other than this are one: two neighbours share their boundary.
SAME_CROSSING_M = 1e-4

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class LinePiece(Generic[K]):
    """A part of a line and the polygon that it lies in.

    Parameters
    ----------
    key
        Key of the polygon; None where the line lies in none.
    from_m, to_m
        Where the part begins and ends along the whole line, metres.
    line
        The part itself, lon, lat.
    """

    key: K | None
    from_m: float
    to_m: float
    line: shapely.LineString

    @property
    def length_m(self) -> float:
        """Length of the part, metres."""
        return self.to_m - self.from_m


def split_by_polygons(
    line: object,
    polygons: Mapping[K, BaseGeometry],
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> list[LinePiece[K]]:
    """Cut a line where it passes from one polygon to another.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees.
    polygons
        Polygons or MultiPolygons by key, lon, lat in degrees, edges straight in lon/lat. Where
        they overlap, and on a shared boundary, the first in the mapping has the line.
    rule
        What a segment of the line is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    list of LinePiece
        In the order of the line, without gaps: each begins where the one before ends. What lies
        in no polygon has the key None. Parts shorter than 0.1 mm are not told apart.

    Raises
    ------
    GeometryError
        If the line is empty, a coordinate cannot be measured, or a polygon is none or, where the
        line comes near it, is not valid; the message names its key.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    A great circle bulges north of its parallel into a box that no planar cut would find:

    >>> from shapely import box
    >>> pieces = split_by_polygons([(0, 60), (90, 60)], {"north": box(20, 66, 70, 80)})
    >>> [(piece.key, round(piece.length_m)) for piece in pieces]
    [(None, 1265922), ('north', 2089441), (None, 1265922)]
    """
    measured = MeasuredLine(line, rule=rule, ellipsoid=ellipsoid)
    near = _near(measured.segments, polygons)
    cuts = _Track(measured, list(near.values())).crossings_m()
    ends = _distinct(cuts, measured.length_m)
    keys = _keys_at(measured.coordinates_at((ends[:-1] + ends[1:]) / 2), near)
    fresh = [True, *(one != other for one, other in pairwise(keys))]
    starts = np.flatnonzero(fresh)
    stops = np.append(starts[1:], len(keys))
    return [
        LinePiece(keys[start], low, high, measured.substring(from_m=low, to_m=high))
        for start, low, high in zip(
            starts, ends[starts].tolist(), ends[stops].tolist(), strict=True
        )
    ]


def lengths_by_polygon_m(
    line: object,
    polygons: Mapping[K, BaseGeometry],
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> dict[K | None, float]:
    """Return how much of a line lies in each polygon.

    Parameters
    ----------
    line, polygons, rule, ellipsoid
        As `split_by_polygons`.

    Returns
    -------
    dict
        Metres by key, in the order in which the line first meets them; polygons that it misses
        are left out. The last key is None: what lies in no polygon, 0 if nothing does. The sum
        is the length of the line.

    Raises
    ------
    GeometryError, OutOfRangeError
        As `split_by_polygons`.

    Examples
    --------
    >>> from shapely import box
    >>> equator = [(0, 0), (10, 0)]
    >>> halves = {"west": box(0, -1, 4, 1), "east": box(3, -1, 10, 1), "far": box(50, 0, 60, 1)}
    >>> {key: round(metres) for key, metres in lengths_by_polygon_m(equator, halves).items()}
    {'west': 445278, 'east': 667917, None: 0}
    """
    sums: dict[K | None, float] = {}
    for piece in split_by_polygons(line, polygons, rule=rule, ellipsoid=ellipsoid):
        sums[piece.key] = sums.get(piece.key, 0.0) + piece.length_m
    outside = sums.pop(None, 0.0)
    return {**sums, None: outside}


def _near(segments: Segments, polygons: Mapping[K, BaseGeometry]) -> dict[K, BaseGeometry]:
    """Return the polygons that share a box with the line; none of them may be invalid."""
    for key, polygon in polygons.items():
        _check_kind(key, polygon)
    some = {key: polygon for key, polygon in polygons.items() if not polygon.is_empty}
    bounds = shapely.bounds(list(some.values())).reshape(-1, 4)
    boxes = Boxes(*bounds.T).grown(0.0, segments.curve.ellipsoid)
    met = BoxTree(_segment_boxes(segments)).meets(boxes)
    near = {key: some[key] for key, meets in zip(some, met, strict=True) if meets}
    for key, polygon in near.items():
        _check_valid(key, polygon)
    return near


def _segment_boxes(segments: Segments) -> Boxes:
    start = np.zeros(len(segments.length))
    return piece_boxes(segments, Pieces(np.arange(len(start)), start, segments.length))


class _Track:
    """A fine drawing of a line where it comes near the edges of polygons, to find crossings.

    Elsewhere nothing is drawn: a box that surely holds a piece of the line meets no edge there.
    """

    def __init__(self, measured: MeasuredLine, polygons: list[BaseGeometry]) -> None:
        self._segments = segments = measured.segments
        self._edges, boxes = _edges(polygons, _segment_boxes(segments), measured.ellipsoid)
        self._tree = BoxTree(boxes)
        self._pieces = pieces_within(
            segments,
            DRAWING_TOLERANCE_M,
            where=lambda pieces: self._tree.meets(piece_boxes(segments, pieces)),
        )
        self._start_m = measured.vertex_distances_m[self._pieces.segment]
        lon1, lat1, _ = segments.at(self._pieces.segment, self._pieces.low)
        lon2, lat2 = segments.ends(self._pieces)
        jumps = np.abs(lon2 - lon1) > 180
        end = np.where(jumps, lon1 + short_way(lon2 - lon1), lon2)
        self._chords = np.stack([lon1, lat1, end, lat2], axis=1).reshape(-1, 2, 2)

    def crossings_m(self) -> Floats:
        """Return the distances at which the line meets an edge."""
        none = np.empty((2, 0), dtype=np.intp)
        met = self._tree.meet(piece_boxes(self._segments, self._pieces))
        chord, edge = np.concatenate([none, *(np.stack(pairs) for pairs in met)], axis=1)
        chords, edges = self._chords[chord], self._edges[edge]
        apart = chords[:, :, 0].mean(axis=1) - edges[:, :, 0].mean(axis=1)
        cuts = [np.empty(0)]
        # A whole turn leads to the same place; wide edges may be met in several.
        for turn in (-360.0, 0.0, 360.0):
            moved = edges.copy()
            moved[:, :, 0] += (360.0 * np.round(apart / 360.0) + turn)[:, None]
            hit = shapely.intersects(shapely.linestrings(chords), shapely.linestrings(moved))
            cuts.append(self._meet(chord[hit], moved[hit]))
        return np.concatenate(cuts)

    def _meet(self, chord: NDArray[np.intp], edges: Floats) -> Floats:
        """Move each crossing of a chord with an edge to where the curve crosses that edge."""
        pieces, chords = self._pieces.take(chord), self._chords[chord]
        left, right = pieces.low, pieces.high
        side_left, side_right = _side(chords[:, 0], edges), _side(chords[:, 1], edges)
        along = left
        for _ in range(4):  # secant steps; the chord is so near that the first is almost enough
            span = side_right - side_left
            step = np.divide(side_left, -span, out=np.zeros(len(span)), where=span != 0)
            along = np.clip(left + step * (right - left), pieces.low, pieces.high)
            lon, lat, _ = self._segments.at(pieces.segment, along)
            lon = lon - 360.0 * np.round((lon - chords[:, 0, 0]) / 360.0)
            left, side_left, right, side_right = (
                right,
                side_right,
                along,
                _side(np.column_stack([lon, lat]), edges),
            )
        return np.asarray(self._start_m[chord] + along)


def _edges(
    polygons: list[BaseGeometry], around: Boxes, ellipsoid: Ellipsoid
) -> tuple[Floats, Boxes]:
    """Return both ends of the edges around some boxes, shape (n, 2, 2), and their boxes."""
    rings = shapely.get_rings(shapely.get_parts(polygons))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    begins = np.flatnonzero(ring[1:] == ring[:-1])
    (lon1, lat1), (lon2, lat2) = coords[begins].T, coords[begins + 1].T
    boxes = Boxes(
        np.minimum(lon1, lon2),
        np.minimum(lat1, lat2),
        np.maximum(lon1, lon2),
        np.maximum(lat1, lat2),
    )
    near = np.flatnonzero(boxes.near(around))
    edges = np.stack([coords[begins[near]], coords[begins[near] + 1]], axis=1)
    return edges, boxes.take(near).grown(0.0, ellipsoid)


def _side(points: Floats, edges: Floats) -> Floats:
    """Return on which side of its edge, drawn straight in lon/lat, each point lies; 0 is on it."""
    (x, y), (x1, y1), (x2, y2) = points.T, edges[:, 0].T, edges[:, 1].T
    return np.asarray((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1))


def _distinct(cuts: Floats, length_m: float) -> Floats:
    """Return both ends of the line and the cuts between, none close upon another."""
    cuts = np.sort(cuts[(cuts > SAME_CROSSING_M) & (cuts < length_m - SAME_CROSSING_M)])
    gaps = np.diff(cuts, prepend=-np.inf)
    return np.concatenate([[0.0], cuts[gaps > SAME_CROSSING_M], [length_m]])


def _keys_at(points: Floats, polygons: Mapping[K, BaseGeometry]) -> list[K | None]:
    keys: list[K | None] = [None] * len(points)
    free = np.ones(len(points), dtype=bool)
    for key, polygon in polygons.items():
        shapely.prepare(polygon)
        hits = [
            shapely.intersects_xy(polygon, points[:, 0] + turn, points[:, 1])
            for turn in (0.0, -360.0, 360.0)
        ]
        inside = np.any(hits, axis=0) & free
        free &= ~inside
        for index in np.flatnonzero(inside):
            keys[index] = key
    return keys


def _check_kind(key: Hashable, polygon: BaseGeometry) -> None:
    if key is None:
        raise GeometryError("a polygon has the key None, which means outside; give it a name")
    kind = getattr(polygon, "geom_type", type(polygon).__name__)
    if kind not in ("Polygon", "MultiPolygon"):
        raise GeometryError(f"{key!r} is a {kind}, not a Polygon or MultiPolygon")


def _check_valid(key: Hashable, polygon: BaseGeometry) -> None:
    if not polygon.is_valid:
        why = shapely.is_valid_reason(polygon)
        raise GeometryError(f"polygon {key!r} is not valid: {why}; repair it: shapely.make_valid")
