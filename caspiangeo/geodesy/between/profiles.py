"""How far one line is from another, all along it, between bounds that hold at every place.

The distance to the other line is known where it was asked for. Between two such places, h apart,
with the distances f₀ and f₁:

- It changes by no more than the way gone (the triangle inequality), so it keeps below
  (f₀ + f₁ + h) / 2.
- The nearest points there bound a part of the other line, which keeps within some *detour* of the
  geodesic between them. Distances between two geodesics are, in the plane, no greater than the
  straight line from f₀ to f₁; on a surface whose Gaussian curvature is 1/r² at most they may swell
  by 1 / cos(L / 2r), with L the longer of both (comparison with the sphere of radius r).
- The other line keeps out of the discs of radius f₀ and f₁ around both places. What is outside is
  no nearer than where the circles cut each other, as in the plane or farther, because the curvature
  is positive (Toponogov).

A gap whose bounds lie too far apart is halved, and the distance asked for in its middle, until a
result is as sure as it was asked for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.along.feet import convex_m
from caspiangeo.geodesy.along.measured import MeasuredLine
from caspiangeo.geodesy.coordinates import Floats

#: More places than this are a mistake in the tolerance.
MOST_PLACES = 2_000_000

#: No gap is longer than this to begin with.
_LONGEST_GAP_M = 1e5


@dataclass(frozen=True, eq=False)
class Gaps:
    """The stretches between neighbouring places: arrays of one value a gap, metres.

    `wide` is the length, `first` and `last` are the distances to the other line at both ends,
    `detour` says how far the other line may leave the geodesic between the nearest points, infinite
    where that is not bounded, and `swell` how many times greater than in the plane the distance
    between two geodesics may be.
    """

    wide: Floats
    first: Floats
    last: Floats
    detour: Floats
    swell: Floats

    def greatest(self, limit: float = np.inf) -> Floats:
        """Return the upper bound of the distance, of the part where its straight line is less."""
        straight = np.minimum(np.maximum(self.first, self.last), limit)
        steep = (self.first + self.last + self.wide) / 2
        return np.minimum(straight * self.swell + self.detour, steep)

    def least(self, low: Floats, high: Floats) -> Floats:
        """Return the lower bound of the distance, of the part between two places in the gap."""
        tip, height = self._tips()
        bound = np.hypot(np.clip(tip, low, high) - tip, height)
        return np.asarray(np.where(self.first + self.last <= self.wide, 0.0, bound))

    def areas(self) -> tuple[Floats, Floats]:
        """Return the lower and the upper bound of the integral of the distance, square metres."""
        tip, height = self._tips()
        below = _area(tip, height) + _area(self.wide - tip, height)
        apart = self.first + self.last <= self.wide
        below = np.where(apart, (self.first**2 + self.last**2) / 2, below)
        level = self.level()
        steep = level + (self.wide**2 - (self.last - self.first) ** 2) / 4
        above = np.minimum(level * self.swell + self.detour * self.wide, steep)
        return below, np.maximum(above, below)

    def level(self) -> Floats:
        """Return the integral of the straight line between both distances, square metres."""
        return np.asarray(self.wide * (self.first + self.last) / 2)

    def _tips(self) -> tuple[Floats, Floats]:
        """Return where the circles cut each other: the place in the gap, and the height over it."""
        tip = (self.wide**2 + self.first**2 - self.last**2) / (2 * self.wide)
        return tip, np.sqrt(np.maximum(self.first**2 - tip**2, 0))


class Profile:
    """The distance from a line to another, both of geodesics, sampled as finely as is needed."""

    def __init__(self, line: MeasuredLine, other: MeasuredLine) -> None:
        self._line, self._other = line, other
        lon, lat = other.segments.coords.T
        feet = line.locate_many(lon=lon, lat=lat).distance_m
        even = np.linspace(0, line.length_m, int(line.length_m / _LONGEST_GAP_M) + 2)
        self.place = np.unique(np.concatenate([line.vertex_distances_m, feet, even]))
        self._rows = self._look(self.place)

    @property
    def away(self) -> Floats:
        """How far from the other line each place is, metres."""
        return np.asarray(self._rows[0])

    def gaps(self) -> Gaps:
        """Return what is known of the stretches between the places."""
        away, along, segment, lon, lat = self._rows
        wide, passed = np.diff(self.place), np.abs(np.diff(along))
        bend = np.flatnonzero(np.diff(segment) != 0)
        ends = lon[bend], lat[bend], lon[bend + 1], lat[bend + 1]
        straight = passed.copy()
        straight[bend] = geodesics.inverse(*ends, self._line.ellipsoid)[1]
        radius = convex_m(self._line.ellipsoid) * 2 / np.pi
        longest = np.maximum(wide, passed)
        bounded = longest + np.maximum(away[:-1], away[1:]) < np.pi / 2 * radius
        detour = np.where(bounded, _height(passed, straight, radius), np.inf)
        swell = 1 / np.cos(np.where(bounded, longest / (2 * radius), 0))
        return Gaps(wide, away[:-1], away[1:], detour, swell)

    def farthest(self, *, tolerance_m: float) -> int:
        """Return which place is farthest from the other line; none is by the tolerance farther."""
        while True:
            high = self.gaps().greatest()
            if not self._halve(high > self.away.max() + tolerance_m, tolerance_m):
                return int(np.argmax(self.away))

    def mean(self, *, tolerance_m: float) -> float:
        """Return the mean distance along the line, sure to the tolerance."""
        if len(self.place) == 1:
            return float(self.away[0])
        while True:
            gaps = self.gaps()
            below, above = gaps.areas()
            doubt, allowed = above - below, tolerance_m * self._line.length_m
            too_much = doubt.sum() > allowed
            if not self._halve(too_much & (doubt > allowed / (2 * len(doubt))), tolerance_m):
                # Mostly that is much nearer to the truth than the bounds.
                area = np.clip(gaps.level(), below, above).sum()
                return float(area / self._line.length_m)

    def share_within(self, within_m: float, *, tolerance_m: float) -> float:
        """Return the share of the line that is within a distance of the other, 0 to 1.

        It is the share for some distance that differs from the one given by the tolerance at most.
        """
        if len(self.place) == 1:
            return float(self.away[0] <= within_m)
        while True:
            gaps = self.gaps()
            low, high = _inside(gaps, within_m)
            inside = high - low
            sure = (inside <= 0) | (gaps.greatest(within_m) <= within_m + tolerance_m)
            for start, end in ((np.zeros(len(low)), low), (high, gaps.wide)):
                clear = gaps.least(start, end) >= within_m - tolerance_m
                sure &= (start >= end) | clear
            if not self._halve(~sure, tolerance_m):
                return float(np.maximum(inside, 0).sum() / self._line.length_m)

    def _look(self, place: Floats) -> Floats:
        """Return for places: distance, place and segment of the nearest point, its lon and lat."""
        lon, lat = self._line.coordinates_at(place, clamp=True).T
        found = self._other.locate_many(lon=lon, lat=lat)
        return np.stack(
            [np.abs(found.offset_m), found.distance_m, found.segment, found.lon, found.lat]
        )

    def _halve(self, gaps: NDArray[np.bool_], tolerance_m: float) -> bool:
        """Look in the middle of some gaps; false if there are none."""
        chosen = np.flatnonzero(gaps)
        if len(chosen) + len(self.place) > MOST_PLACES:
            raise OutOfRangeError(
                f"tolerance_m {tolerance_m:g} would need more than {MOST_PLACES:,} places; choose "
                "a larger one"
            )
        middle = (self.place[chosen] + self.place[chosen + 1]) / 2
        if len(chosen):
            self._rows = np.insert(self._rows, chosen + 1, self._look(middle), axis=1)
            self.place = np.insert(self.place, chosen + 1, middle)
        return len(chosen) > 0


def _height(path: Floats, base: Floats, radius: float) -> Floats:
    """Return how far a path from one end of a base to the other may leave it, on a sphere.

    At most to the apex of the triangle with two equal sides: cos height = cos ½path / cos ½base.
    """
    path, base = np.minimum(path / (2 * radius), np.pi / 2), base / (2 * radius)
    squared = np.sin((path + base) / 2) * np.sin(np.maximum(path - base, 0) / 2) / np.cos(base)
    return np.asarray(2 * radius * np.arcsin(np.sqrt(np.minimum(squared, 1))))


def _area(width: Floats, height: Floats) -> Floats:
    """Return the integral of √(x² + height²) from 0 to a width."""
    slope = np.divide(width, height, out=np.zeros(len(width)), where=height > 0)
    return np.asarray((width * np.hypot(width, height) + height**2 * np.arcsinh(slope)) / 2)


def _inside(gaps: Gaps, limit: float) -> tuple[Floats, Floats]:
    """Return from where to where in gaps the straight line between both distances is in a limit.

    Where it nowhere is, the second is not greater than the first.
    """
    change = gaps.last - gaps.first
    crossing = np.divide(
        (limit - gaps.first) * gaps.wide, change, out=np.zeros(len(change)), where=change != 0
    )
    crossing = np.clip(crossing, 0, gaps.wide)
    first_in, last_in = gaps.first <= limit, gaps.last <= limit
    low = np.where(first_in, 0, np.where(last_in, crossing, gaps.wide))
    high = np.where(last_in, gaps.wide, np.where(first_in, crossing, 0))
    return low, np.maximum(low, high)
