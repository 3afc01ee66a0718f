"""Segments, prepared once: where each starts, its direction, its length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.geodesy.coordinates import Booleans, Floats, same_branch, short_way
from caspiangeo.geodesy.curves import Curve

Indices = NDArray[np.intp]

#: A longer piece of a geodesic could hold two nearest points, or none that a search finds surely.
LONGEST_PIECE_M = 2e6


def ragged(counts: Indices) -> tuple[Indices, Indices]:
    """Return, for rows of so many items each, the row of every item and its place in the row."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Stretches of segments: the segment, and from and to along it in metres."""

    segment: Indices
    low: Floats
    high: Floats

    def take(self, index: Indices) -> "Pieces":
        """Return some of the pieces."""
        return Pieces(self.segment[index], self.low[index], self.high[index])

    def split(self, count: Indices) -> "Pieces":
        """Cut each piece into `count` equal ones."""
        owner, place = ragged(count)
        low, step = self.low[owner], ((self.high - self.low) / count)[owner]
        last = place + 1 == count[owner]
        high = np.where(last, self.high[owner], low + (place + 1) * step)
        return Pieces(self.segment[owner], low + place * step, high)


class LooseSegments:
    """Segments that need not join, under one rule; arrays of one value a segment.

    Parameters
    ----------
    starts, ends
        lon, lat in degrees, shape (n, 2).
    curve
        What a segment is.
    """

    def __init__(self, starts: Floats, ends: Floats, curve: Curve) -> None:
        self.curve = curve
        (self._start, self.lat), (self._end, self._end_lat) = starts.T, ends.T
        # From a pole every longitude leads away: take the one that leads to the end.
        self.lon = np.where(np.abs(self.lat) == 90, self._end, self._start)
        self.azimuth, self.length = curve.inverse(self.lon, self.lat, self._end, self._end_lat)

    def turning(self, pieces: Pieces) -> Floats:
        """Return how fast at most the course of pieces turns off the geodesic, radians a metre."""
        at = pieces.segment
        return self.curve.turning(self.azimuth[at], self.lat[at], self._end_lat[at])

    def whole(self) -> Pieces:
        """Return each segment of some length as one piece."""
        index = np.flatnonzero(self.length > 0)
        return Pieces(index, np.zeros(len(index)), self.length[index])

    def searchable(self) -> Pieces:
        """Return pieces short enough to hold one nearest point each."""
        pieces = self.whole()
        width = np.abs(short_way(self._end - self._start))[pieces.segment]
        count = np.maximum(pieces.high / LONGEST_PIECE_M, width / self.curve.widest_piece_deg)
        return pieces.split(np.maximum(np.ceil(count), 1).astype(np.intp))

    def course_at(self, segment: Indices, distance: Floats) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat and the course there at distances along segments.

        The longitude is one that the course belongs to, also at a pole, in no certain turn.
        """
        return self.curve.direct(
            self.lon[segment], self.lat[segment], self.azimuth[segment], distance
        )

    def at(self, segment: Indices, distance: Floats) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat, as the line is drawn, and the course; the start is exact."""
        lon, lat, course = self.course_at(segment, distance)
        lon = same_branch(lon, self._start[segment], self._end[segment])
        at_start = distance == 0
        lon = np.where(at_start, self._start[segment], lon)
        return lon, np.where(at_start, self.lat[segment], lat), course

    def starts(self, pieces: Pieces) -> tuple[Floats, Floats]:
        """Return lon, lat where pieces start; the start of a segment is exact."""
        lon, lat = self._start[pieces.segment], self.lat[pieces.segment]
        return self._inner(lon, lat, pieces.segment, pieces.low, pieces.low > 0)

    def start_courses(self, pieces: Pieces) -> tuple[Floats, Floats]:
        """Return, where pieces start, a longitude and the course against its meridian."""
        lon, course = self.lon[pieces.segment], self.azimuth[pieces.segment]
        rows = np.flatnonzero(pieces.low > 0)
        if len(rows):
            lon[rows], _, course[rows] = self.course_at(pieces.segment[rows], pieces.low[rows])
        return lon, course

    def ends(self, pieces: Pieces) -> tuple[Floats, Floats]:
        """Return lon, lat where pieces end; the end of a segment is exact."""
        lon, lat = self._end[pieces.segment], self._end_lat[pieces.segment]
        before_end = pieces.high != self.length[pieces.segment]
        return self._inner(lon, lat, pieces.segment, pieces.high, before_end)

    def _inner(
        self, lon: Floats, lat: Floats, segment: Indices, distance: Floats, inner: Booleans
    ) -> tuple[Floats, Floats]:
        """Put in the places that are no vertices; only for those is a problem solved."""
        rows = np.flatnonzero(inner)
        if len(rows):
            lon[rows], lat[rows], _ = self.at(segment[rows], distance[rows])
        return lon, lat


class Segments(LooseSegments):
    """All segments of a line, each beginning where the one before ends."""

    def __init__(self, coords: Floats, curve: Curve) -> None:
        if len(coords) == 1:  # a line of one point has one segment, of no length
            coords = np.repeat(coords, 2, axis=0)
        self.coords = coords
        super().__init__(coords[:-1], coords[1:], curve)
