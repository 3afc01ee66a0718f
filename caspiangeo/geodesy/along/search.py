"""Which pieces of a line can hold the nearest point to a place: by bounds, never by a guess.

Four neighbouring pieces make a run, four runs a longer one, and so on to the whole line, each with
its chord and its bow (module `chords`). From the whole down, runs too far in space to
hold the nearest point (module `space`) are left out with all that is in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from caspiangeo.geodesy.along.chords import Chords
from caspiangeo.geodesy.along.space import farthest_straight_m
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.segments import Indices

_RUN = 4
#: Coordinates in space are rounded far below this; so is what counts as equally near.
_MARGIN_M = 1e-3
#: So many places at a time, and so many pairs of a place and a run, keep within 100 MB.
_MOST_PLACES = 1 << 14
_MOST_PAIRS = 1 << 18


@dataclass(frozen=True, eq=False)
class Pairs:
    """Places and pieces (or runs), one each a pair, sorted by place and then along the line."""

    place: Indices
    piece: Indices

    def take(self, index: Indices) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(self.place[index], self.piece[index])

    def firsts(self) -> Indices:
        """Return where the pairs of each place begin."""
        return np.flatnonzero(np.diff(self.place, prepend=-1))


class ChordTree:
    """A search among the pieces of one line, which join, by their chords."""

    def __init__(self, chords: Chords, ellipsoid: Ellipsoid) -> None:
        self._ellipsoid = ellipsoid
        levels = [chords]
        while len(levels[-1].bow) > 1:
            levels.append(levels[-1].joined(_RUN))
        self._levels = levels[::-1]

    def near(self, places: Floats) -> Iterator[Pairs]:
        """Yield, for places x, y, z, every piece that can hold their nearest point.

        Some places at a time, in no order; each comes once, with all its pieces.
        """
        starts = range(0, len(places), _MOST_PLACES)
        todo = [np.arange(low, min(low + _MOST_PLACES, len(places))) for low in starts]
        while todo:
            block = todo.pop()
            found = self._descend(places[block])
            if found is None:
                todo.extend(np.array_split(block, 2))
            else:
                yield Pairs(block[found.place], found.piece)

    def _descend(self, places: Floats) -> Pairs | None:
        """Return the pairs of some places, or None if there are too many at once."""
        limit = np.full(len(places), np.inf)
        found = Pairs(np.arange(len(places)), np.zeros(len(places), dtype=np.intp))
        for level, chords in enumerate(self._levels):
            if level > 0:
                found = _parts(found, len(chords.bow))
            if len(found.place) > _MOST_PAIRS and len(places) > 1:
                return None
            found = self._worthwhile(found, places, chords, limit)
        return found

    def _worthwhile(self, pairs: Pairs, places: Floats, chords: Chords, limit: Floats) -> Pairs:
        """Keep the pairs that can hold the nearest point; lower the limits by what is seen."""
        away, bow = chords.straight_m(places[pairs.place], pairs.piece), chords.bow[pairs.piece]
        first = pairs.firsts()
        nearest = np.minimum.reduceat(away + bow, first)
        seen = farthest_straight_m(nearest, self._ellipsoid)
        place = pairs.place[first]
        limit[place] = np.minimum(limit[place], seen)
        return pairs.take(np.flatnonzero(away - bow <= limit[pairs.place] + _MARGIN_M))


def _parts(pairs: Pairs, count: int) -> Pairs:
    """Return the parts of runs, of which there are so many on the level below."""
    place = np.repeat(pairs.place, _RUN)
    part = (pairs.piece[:, None] * _RUN + np.arange(_RUN)).ravel()
    real = np.flatnonzero(part < count)
    return Pairs(place[real], part[real])
