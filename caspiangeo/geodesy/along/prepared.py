"""Pieces of lines prepared to bound, in space, how far places are from them, and to measure it."""

import numpy as np

from caspiangeo.geodesy.along.chords import TouchingSpheres, chords_of
from caspiangeo.geodesy.along.feet import Feet, Targets, look, settle
from caspiangeo.geodesy.along.space import geocentric
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces

#: So many distances are bounded at a time.
_MOST_PAIRS = 1 << 17


class PreparedPieces:
    """Pieces with their chords, and the spheres from which feet are guessed."""

    def __init__(self, segments: LooseSegments, pieces: Pieces) -> None:
        self.pieces = pieces
        self._segments = segments
        self._chords = chords_of(segments, pieces)
        self._spheres = TouchingSpheres(self._chords, pieces, segments.curve.ellipsoid)

    def bounds_m(self, places: Floats, place: Indices, piece: Indices) -> tuple[Floats, Floats]:
        """Return between what the straight distances from some of the places to pieces are.

        The places are x, y, z, shape (n, 3); `place` and `piece` say which goes with which.
        """
        away = np.empty(len(piece))
        for low in range(0, len(piece), _MOST_PAIRS):  # a pair takes a few hundred bytes
            rows = slice(low, low + _MOST_PAIRS)
            away[rows] = self._chords.straight_m(places[place[rows]], piece[rows])
        bow = self._chords.bow[piece]
        return away - bow, away + bow

    def feet(self, lon: Floats, lat: Floats, piece: Indices) -> Feet:
        """Return the nearest point of one piece to each place."""
        targets = Targets(self.pieces.take(piece), lon, lat)
        places = geocentric(lon, lat, self._segments.curve.ellipsoid)
        guess = self._spheres.feet_m(places, piece)
        return settle(self._segments, targets, look(self._segments, targets, guess))


def least_each(values: Floats, group: Indices) -> tuple[Floats, Indices]:
    """Return the least value of each group, and where groups begin; groups come in order."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    least = np.minimum.reduceat(values, first) if len(first) else values[:0]
    return np.asarray(least), first
