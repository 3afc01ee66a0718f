"""The straight chords of pieces of a line, in space, and what they tell of the pieces.

A piece keeps within its *bow* of its chord: a curve of length L whose curvature is k at most leaves
the straight line between its ends by kL²/8 at most, and by half its length in any case. The same
is said of a run of pieces that join, about the chord from its start to its end. So the straight
distance from a place to a chord, less and plus the bow, bounds that to the nearest of its points.
"""

from dataclasses import dataclass

import numpy as np

from caspiangeo.geodesy.along.space import dot, geocentric, norm
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces


@dataclass(frozen=True, eq=False)
class Chords:
    """Chords: x, y, z of both ends, shape (n, 3), and the bows, shape (n,), in metres."""

    start: Floats
    end: Floats
    bow: Floats

    def straight_m(self, places: Floats, index: Indices) -> Floats:
        """Return the straight distance from each place to one chord."""
        start = self.start[index]
        offset, chord = places - start, self.end[index] - start
        share = dot(offset, chord) / np.maximum(dot(chord, chord), 1e-24)
        return norm(offset - np.clip(share, 0, 1)[:, None] * chord)

    def joined(self, count: int) -> "Chords":
        """Return the chords of runs of so many neighbours; the last run may have fewer."""
        first = np.arange(0, len(self.bow), count)
        last = np.append(first[1:], len(self.bow)) - 1
        runs = Chords(self.start[first], self.end[last], np.zeros(len(first)))
        run = np.arange(len(self.bow)) // count
        # Both ends of a chord bound how far the rest of it lies from another.
        away = np.maximum(runs.straight_m(self.start, run), runs.straight_m(self.end, run))
        return Chords(runs.start, runs.end, np.maximum.reduceat(away + self.bow, first))


def chords_of(segments: LooseSegments, pieces: Pieces) -> Chords:
    """Return the chords of pieces."""
    ellipsoid = segments.curve.ellipsoid
    length = pieces.high - pieces.low
    curvature = 1 / ellipsoid.curvature_radii_m[0] + segments.turning(pieces)
    return Chords(
        geocentric(*segments.starts(pieces), ellipsoid),
        geocentric(*segments.ends(pieces), ellipsoid),
        np.minimum(curvature * length**2 / 8, length / 2),
    )


class TouchingSpheres:
    """First guesses of feet: as on spheres that touch the ellipsoid beneath the chords."""

    def __init__(self, chords: Chords, pieces: Pieces, ellipsoid: Ellipsoid) -> None:
        chord = chords.end - chords.start
        length = np.maximum(norm(chord), 1e-12)
        middle = (chords.start + chords.end) / 2
        stretch = ellipsoid.semimajor_axis_m / ellipsoid.semiminor_axis_m
        up = middle * np.array([1, 1, stretch**2])
        self._ahead = chord / length[:, None]
        up = up - dot(up, self._ahead)[:, None] * self._ahead
        self._up = up / norm(up)[:, None]
        radius = ellipsoid.mean_radius_m
        half = np.arcsin(np.minimum(length / (2 * radius), 1))
        self._centre = middle - (radius * np.cos(half))[:, None] * self._up
        self._pieces = pieces
        self._metres_a_radian = (pieces.high - pieces.low) / (2 * half)

    def feet_m(self, places: Floats, index: Indices) -> Floats:
        """Return how far along their segments the feet of places on pieces are, about."""
        offset = places - self._centre[index]
        angle = np.arctan2(dot(offset, self._ahead[index]), dot(offset, self._up[index]))
        low, high = self._pieces.low[index], self._pieces.high[index]
        guess = (low + high) / 2 + angle * self._metres_a_radian[index]
        return np.asarray(np.clip(guess, low, high))
