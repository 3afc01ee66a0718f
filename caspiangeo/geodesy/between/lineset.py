"""Many lines as one flat set of segments, to be asked about all at once."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy.between.boxes import Boxes, piece_boxes
from caspiangeo.geodesy.coordinates import Floats, line_coordinates, short_way
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.geometries import Geometries, check_vertices, geometry_items
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces

#: Shorter pieces have smaller boxes, which meet fewer others.
_LONGEST_PIECE_M = 1e5
#: A piece so short is not cut, however far round a pole it winds.
_SHORTEST_PIECE_M = 1.0

#: Within a centimetre of a pole; there meridians tell no direction.
_POLAR_DEG = 90 - 1e-7

_LINES = (GeometryType.LINESTRING, GeometryType.LINEARRING)


@dataclass(frozen=True, eq=False)
class Ends:
    """Both ends of pieces, and the course at the first: degrees.

    `origin_lon` is the longitude that the course is told against; it differs from `lon` at a pole.
    """

    lon: Floats
    lat: Floats
    origin_lon: Floats
    course: Floats
    end_lon: Floats
    end_lat: Floats


class LineSet:
    """Lines under one rule: their segments, one after the other, and these cut into pieces.

    Parameters
    ----------
    coords
        Vertices of all lines, lon, lat in degrees, shape (n, 2).
    line
        Which line each vertex belongs to, shape (n,), ascending.
    count
        How many lines there are.
    """

    def __init__(
        self, coords: Floats, line: Indices, count: int, *, rule: Rule, ellipsoid: Ellipsoid
    ) -> None:
        begins = np.flatnonzero(line[1:] == line[:-1])
        self.count = count
        #: Which line each segment belongs to.
        self.line: Indices = line[begins]
        self.segments = LooseSegments(coords[begins], coords[begins + 1], curve(rule, ellipsoid))
        #: How far along its line each segment starts, and how long each line is, metres.
        self.start_m, self.length_m = self._chain()
        self.closed = self._closed(coords, line)

    @property
    def ellipsoid(self) -> Ellipsoid:
        """What the lines lie on."""
        return self.segments.curve.ellipsoid

    @cached_property
    def pieces(self) -> Pieces:
        """Segments of some length, cut where they are long; of a line of no length, its first."""
        pieces = self.segments.searchable()
        count = np.ceil((pieces.high - pieces.low) / _LONGEST_PIECE_M)
        pieces = pieces.split(count.astype(np.intp))
        while (wide := self._winding(pieces)).any():
            pieces = pieces.split(np.where(wide, 2, 1))
        first = np.flatnonzero(np.diff(self.line, prepend=-1))
        dots = first[self.length_m[self.line[first]] == 0]
        none = np.zeros(len(dots))
        segment = np.concatenate([pieces.segment, dots])
        low, high = np.concatenate([pieces.low, none]), np.concatenate([pieces.high, none])
        return Pieces(segment, low, high).take(np.argsort(segment, kind="stable"))

    @cached_property
    def piece_m(self) -> Floats:
        """Length of each piece, metres."""
        return self.pieces.high - self.pieces.low

    @cached_property
    def boxes(self) -> Boxes:
        """The box of each piece."""
        return piece_boxes(self.segments, self.pieces)

    @cached_property
    def ends(self) -> Ends:
        """Both ends of each piece; vertices are exact."""
        pieces = self.pieces
        lon, lat = self.segments.starts(pieces)
        origin_lon, course = self.segments.start_courses(pieces)
        return Ends(lon, lat, origin_lon, course, *self.segments.ends(pieces))

    def at(self, piece: Indices, place_m: Floats) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat and course at distances from the starts of pieces."""
        return self.segments.at(self.pieces.segment[piece], self._along(piece, place_m))

    def course(self, piece: Indices, place_m: Floats) -> Floats:
        """Return courses at distances from the starts of pieces, degrees.

        At a pole, where every way leads south, they are told against the meridian of Greenwich.
        """
        along = self._along(piece, place_m)
        lon, lat, course = self.segments.course_at(self.pieces.segment[piece], along)
        at_pole = np.abs(lat) > _POLAR_DEG
        return np.where(at_pole, (course - np.sign(lat) * lon) % 360.0, course)

    def distance_m(self, piece: Indices, place_m: Floats) -> Floats:
        """Return how far from the start of its line a place on a piece is, metres."""
        return self.start_m[self.pieces.segment[piece]] + self._along(piece, place_m)

    def _along(self, piece: Indices, place_m: Floats) -> Floats:
        # The end of a piece is where the next begins, to the last bit.
        at_end = place_m == self.piece_m[piece]
        return np.where(at_end, self.pieces.high[piece], self.pieces.low[piece] + place_m)

    def _chain(self) -> tuple[Floats, Floats]:
        # One line at a time: summed over all of them, nanometres would drown.
        start, length = np.zeros(len(self.line)), np.zeros(self.count)
        first = np.flatnonzero(np.diff(self.line, prepend=-1))
        for low, high in pairwise([*first.tolist(), len(self.line)]):
            along = np.cumsum(self.segments.length[low:high])
            start[low + 1 : high] = along[:-1]
            length[self.line[low]] = along[-1]
        return start, length

    def _closed(self, coords: Floats, line: Indices) -> NDArray[np.bool_]:
        closed = np.zeros(self.count, dtype=bool)
        first = np.flatnonzero(np.diff(line, prepend=-1))
        last = np.append(first, len(line))[1:] - 1
        (lon1, lat1), (lon2, lat2) = coords[first].T, coords[last].T
        one_meridian = (short_way(lon2 - lon1) == 0) | (np.abs(lat1) == 90)
        closed[line[first]] = one_meridian & (lat1 == lat2) & (last > first)
        return closed

    def _winding(self, pieces: Pieces) -> NDArray[np.bool_]:
        """Return which pieces of rhumb lines go far round a pole."""
        widest = self.segments.curve.widest_piece_deg
        if np.isinf(widest):
            return np.zeros(len(pieces.segment), dtype=bool)
        lon1, _, _ = self.segments.at(pieces.segment, pieces.low)
        lon2, _, _ = self.segments.at(pieces.segment, pieces.high)
        wide = np.abs(short_way(lon2 - lon1)) > widest
        return np.asarray(wide & (pieces.high - pieces.low > _SHORTEST_PIECE_M))


def one_line(line: object, *, rule: Rule, ellipsoid: Ellipsoid) -> LineSet:
    """Return a set of one line: a LineString, or an array of lon, lat.

    Raises
    ------
    GeometryError
        If it is neither, or a vertex cannot be measured.
    OutOfRangeError
        If there is no such rule.
    """
    coords = line_coordinates(line)
    return LineSet(coords, np.zeros(len(coords), np.intp), 1, rule=rule, ellipsoid=ellipsoid)


def many_lines(lines: Geometries, *, rule: Rule, ellipsoid: Ellipsoid) -> LineSet:
    """Return a set of lines: a list, an array, a GeoSeries, a GeoDataFrame of LineStrings.

    A missing geometry and an empty one keep their number and have no segments.

    Raises
    ------
    GeometryError
        If an item is no LineString, a vertex cannot be measured, or the data name a coordinate
        system that is not in degrees on this ellipsoid.
    OutOfRangeError
        If there is no such rule.
    """
    items = geometry_items(lines, ellipsoid).ravel()
    wrong = ~(np.isin(shapely.get_type_id(items), _LINES) | shapely.is_missing(items))
    if wrong.any():
        which = int(np.argmax(wrong))
        raise GeometryError(
            f"geometry {which} is a {items[which].geom_type}, not a LineString; take collections "
            "apart first: shapely.get_parts, or explode() in geopandas"
        )
    coords, line = shapely.get_coordinates(items, return_index=True)
    check_vertices(coords, line)
    return LineSet(coords, line, len(items), rule=rule, ellipsoid=ellipsoid)
