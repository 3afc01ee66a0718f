"""The nearest point of a line to many points: search, look, leave out, settle, choose.

Or of each of many segments to a point of its own, which needs no search.
"""

from dataclasses import dataclass

import numpy as np

from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.along.chords import TouchingSpheres, chords_of
from caspiangeo.geodesy.along.feet import Feet, Sight, Targets, convex_m, feet, look, settle
from caspiangeo.geodesy.along.search import ChordTree, Pairs
from caspiangeo.geodesy.along.space import geocentric
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices, LooseSegments, Segments

#: Nearer to each other than this are two places one; the arithmetic is good to a few nanometres.
SAME_POINT_M = 1e-8


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest points of a line, arrays of one value a query point, metres.

    `distance` runs along the line, `offset` is + to starboard.
    """

    distance: Floats
    offset: Floats
    segment: Indices

    @classmethod
    def blank(cls, count: int) -> "Nearest":
        """Return room for so many points: so far at the start of segment 0."""
        return cls(np.zeros(count), np.zeros(count), np.zeros(count, dtype=np.intp))

    def choose(self, pairs: Pairs, found: Feet, distance: Floats, segment: Indices) -> None:
        """Of the feet of each place keep the nearest, the first on the line of several."""
        best = _first_of_nearest(pairs, found, distance)
        place = pairs.place[best]
        # What lies straight ahead of an end is on neither side; it counts as starboard.
        port = np.sin(np.radians(found.bearing[best])) < -1e-12
        offset = found.distance[best]
        self.distance[place] = distance[best]
        self.offset[place] = np.where(port, 0.0 - offset, offset)
        self.segment[place] = segment[best]


def nearest_of_each(segments: LooseSegments, lon: Floats, lat: Floats) -> Nearest:
    """Return the nearest point of each segment to its own point; distances from its start."""
    found = Nearest.blank(len(lon))
    pieces = segments.searchable()
    owner = pieces.segment
    if len(owner):
        on_pieces = feet(segments, pieces, lon[owner], lat[owner])
        pairs = Pairs(owner, np.arange(len(owner)))
        found.choose(pairs, on_pieces, on_pieces.along, owner)
    dots = np.flatnonzero(segments.length == 0)
    if len(dots):
        at = segments.lon[dots], segments.lat[dots], lon[dots], lat[dots]
        found.offset[dots] = geodesics.inverse(*at, segments.curve.ellipsoid)[1]
    found.segment[:] = np.arange(len(lon))
    return found


class NearestSearch:
    """A line of some length prepared to find its nearest points."""

    def __init__(self, segments: Segments, vertex_m: Floats) -> None:
        self._segments = segments
        self._vertex_m = vertex_m
        self._pieces = segments.searchable()
        ellipsoid, chords = segments.curve.ellipsoid, chords_of(segments, self._pieces)
        self._tree = ChordTree(chords, ellipsoid)
        self._spheres = TouchingSpheres(chords, self._pieces, ellipsoid)

    def find(self, lon: Floats, lat: Floats) -> Nearest:
        """Return the nearest point of the line to each point."""
        found = Nearest.blank(len(lon))
        places = geocentric(lon, lat, self._segments.curve.ellipsoid)
        for near in self._tree.near(places):
            guess = self._spheres.feet_m(places[near.place], near.piece)
            pairs, on_pieces = self._settled(near, guess, lon, lat)
            segment = self._pieces.segment[pairs.piece]
            distance = self._vertex_m[segment] + on_pieces.along
            found.choose(pairs, on_pieces, distance, segment)
        return found

    def _settled(self, pairs: Pairs, guess: Floats, lon: Floats, lat: Floats) -> tuple[Pairs, Feet]:
        pieces = self._pieces.take(pairs.piece)
        targets = Targets(pieces, lon[pairs.place], lat[pairs.place])
        sight = look(self._segments, targets, guess)
        best = _least_a_place(pairs, sight.distance)
        keep = np.flatnonzero(self._least_m(targets, sight) <= best + SAME_POINT_M)
        found = settle(self._segments, targets.take(keep), sight.take(keep))
        return pairs.take(keep), found

    def _least_m(self, targets: Targets, sight: Sight) -> Floats:
        """Return what the distance to any point of a piece is at least, after one look.

        Along a geodesic the distance is convex, so it keeps above its tangent; a course that turns
        bends it by at most its turning. Too far off for that, the triangle inequality still holds.
        """
        pieces = targets.pieces
        ahead, behind = pieces.high - sight.along, sight.along - pieces.low
        farthest = np.maximum(ahead, behind)
        closing = np.cos(np.radians(sight.bearing))
        turning = self._segments.turning(pieces)
        gain = np.maximum(
            closing * ahead + turning * ahead**2 / 2, turning * behind**2 / 2 - closing * behind
        )
        # Directions are known no better than places, which count for much at a short distance.
        gain = np.maximum(gain, 0) + SAME_POINT_M * farthest / np.maximum(sight.distance, 1e-9)
        convex = sight.distance + farthest < convex_m(self._segments.curve.ellipsoid)
        return np.asarray(sight.distance - np.where(convex, np.minimum(gain, farthest), farthest))


def _least_a_place(pairs: Pairs, values: Floats) -> Floats:
    """Return the least value of each place, once a pair."""
    first = pairs.firsts()
    count = np.diff(first, append=len(values))
    return np.repeat(np.minimum.reduceat(values, first), count)


def _first_of_nearest(pairs: Pairs, found: Feet, distance: Floats) -> Indices:
    """Return which pair of each place is its nearest point, and the first on the line of several.

    Within a metre along the line the distance to a far point is the same to its last digits; there
    a foot at right angles, which is sharp, goes before the end of a piece.
    """
    near = found.distance <= _least_a_place(pairs, found.distance) + SAME_POINT_M
    first = _least_a_place(pairs, np.where(near, distance, np.inf))
    close = near & (distance <= first + 1.0)
    rank = np.where(close, np.where(found.inside, 0, 1), 2)
    order = np.lexsort((rank, pairs.place))
    return np.asarray(order[pairs.firsts()])
