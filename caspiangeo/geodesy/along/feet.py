"""The foot of a point on a piece of a segment: its nearest point, on the ellipsoid.

From a place P of the line look along its course and towards the query point Q: the angle between
the two and the distance PQ are the angle and the hypotenuse of a spherical right triangle, and the
leg along the course says how far on the foot is. On a sphere one step is exact for a geodesic; on
the ellipsoid it leaves an error that is the step times a small number, the *doubt*: about f (d/R)²
at a distance d, and the angle by which a rhumb line turns over it. A first guess comes from the
chord of the piece, so that one or two looks are enough for most points; each is done with, and
left alone, once what its step can leave is below a nanometre.

The leg against the place of P is close to a straight line of slope -1, so that secant steps settle
the rest in a few rounds; on a rhumb line, which bends, the slope differs and the secant finds it.
The sign of the leg always says which way is nearer, so each place visited bounds the search, and a
step that would leave the bounds halves them instead.
"""

from dataclasses import dataclass

import numpy as np

from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.along.chords import TouchingSpheres, chords_of
from caspiangeo.geodesy.along.space import geocentric
from caspiangeo.geodesy.coordinates import Booleans, Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces

_SETTLED_M = 5e-9
_LEFT_OVER_M = 1e-9
_MOST_STEPS = 60
#: The doubt is used, doubled for safety, to this distance; further off one look more is taken.
_DOUBT_KNOWN_M = 2e6


@dataclass(frozen=True, eq=False)
class Feet:
    """Nearest points, one a piece: metres and degrees.

    `along` is measured from the start of the segment; `bearing` is the direction to the query
    point against the course, + to starboard; `inside` is false where the end of a piece is nearer
    than any point at right angles.
    """

    along: Floats
    distance: Floats
    bearing: Floats
    inside: Booleans


@dataclass(frozen=True, eq=False)
class Targets:
    """Pieces and query points, one each a row: on which piece to find the foot of which point."""

    pieces: Pieces
    lon: Floats
    lat: Floats

    def take(self, index: Indices) -> "Targets":
        """Return some of the rows."""
        return Targets(self.pieces.take(index), self.lon[index], self.lat[index])


@dataclass(frozen=True, eq=False)
class Sight:
    """The view from places on the line to query points: metres and degrees."""

    along: Floats
    leg: Floats
    distance: Floats
    bearing: Floats

    def take(self, index: Indices) -> "Sight":
        """Return some of the rows."""
        rows = (self.along, self.leg, self.distance, self.bearing)
        return Sight(*(each[index] for each in rows))


def feet(segments: LooseSegments, pieces: Pieces, lon: Floats, lat: Floats) -> Feet:
    """Return the nearest point of each piece to its query point."""
    ellipsoid = segments.curve.ellipsoid
    spheres = TouchingSpheres(chords_of(segments, pieces), pieces, ellipsoid)
    guess = spheres.feet_m(geocentric(lon, lat, ellipsoid), np.arange(len(lon)))
    targets = Targets(pieces, lon, lat)
    return settle(segments, targets, look(segments, targets, guess))


def look(segments: LooseSegments, targets: Targets, along: Floats) -> Sight:
    """From places on the line return the leg along the course, the distance and the bearing."""
    ellipsoid = segments.curve.ellipsoid
    here_lon, here_lat, course = segments.course_at(targets.pieces.segment, along)
    azimuth, distance = geodesics.inverse(here_lon, here_lat, targets.lon, targets.lat, ellipsoid)
    bearing = azimuth - course
    angle, arc = np.radians(bearing), distance / ellipsoid.mean_radius_m
    leg = ellipsoid.mean_radius_m * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
    return Sight(along, leg, distance, bearing)


def settle(segments: LooseSegments, targets: Targets, sight: Sight) -> Feet:
    """Return the feet, beginning from a first look."""
    found = _downhill(segments, targets, sight)
    pieces = targets.pieces
    # Beyond a quarter of the Earth a piece may have several places nearer than those around them.
    bend = found.distance + (pieces.high - pieces.low) > convex_m(segments.curve.ellipsoid)
    far = np.flatnonzero(bend)
    if len(far):
        rows = targets.take(far)
        for end in (rows.pieces.low, rows.pieces.high):
            other = _downhill(segments, rows, look(segments, rows, end))
            _put_nearer(found, far, other)
    return found


def convex_m(ellipsoid: Ellipsoid) -> float:
    """Return up to where the distance from a point grows ever faster along any geodesic.

    A quarter of the great circle of a sphere with the greatest Gaussian curvature (the Hessian
    comparison theorem), which is 1/b² or, of a prolate ellipsoid, b²/a⁴.
    """
    a, b = ellipsoid.semimajor_axis_m, ellipsoid.semiminor_axis_m
    return float(np.pi / 2 * min(b, a * a / b))


def cross_track_m(
    segments: LooseSegments, pieces: Pieces, along: Floats, lon: Floats, lat: Floats
) -> Floats:
    """Return how far points lie beside the line, seen from places abreast of them."""
    radius = segments.curve.ellipsoid.mean_radius_m
    sight = look(segments, Targets(pieces, lon, lat), along)
    across = np.sin(sight.distance / radius) * np.sin(np.radians(sight.bearing))
    return np.asarray(np.abs(radius * np.arcsin(across)))


def _downhill(segments: LooseSegments, targets: Targets, sight: Sight) -> Feet:
    """Follow the legs until they vanish or the end of the piece is reached."""
    search = _Search(segments, targets, sight)
    for _ in range(_MOST_STEPS):
        if not search.advance():
            break
    return search.found


def _put_nearer(found: Feet, rows: Indices, other: Feet) -> None:
    nearer = np.flatnonzero(other.distance < found.distance[rows] - _SETTLED_M)
    for kept, seen in (
        (found.along, other.along),
        (found.distance, other.distance),
        (found.bearing, other.bearing),
        (found.inside, other.inside),
    ):
        kept[rows[nearer]] = seen[nearer]


class _Search:
    """The rows that are not settled yet, and what is known of them."""

    def __init__(self, segments: LooseSegments, targets: Targets, sight: Sight) -> None:
        self._segments = segments
        self._targets = targets
        self._sight = sight
        count = len(sight.along)
        self._row = np.arange(count)
        self._low, self._high = np.full(count, -np.inf), np.full(count, np.inf)
        self._slope: Floats = np.full(count, -1.0)
        self._turning = segments.turning(targets.pieces)
        inside = np.zeros(count, dtype=bool)
        self.found = Feet(sight.along.copy(), sight.distance.copy(), sight.bearing.copy(), inside)

    def advance(self) -> bool:
        """Take one step, put aside what has settled, look again; false if nothing is left."""
        sight, pieces = self._sight, self._targets.pieces
        self._low = np.where(sight.leg > 0, sight.along, self._low)
        self._high = np.where(sight.leg < 0, sight.along, self._high)
        wish = sight.along - sight.leg / self._slope
        along = _within(wish, sight.along, self._low, self._high, pieces)
        step = along - sight.along
        inside = (pieces.low < along) & (along < pieces.high)
        settled = (np.abs(step) <= _SETTLED_M) | (inside & self._leaves_nothing(step))
        self._put_aside(along, step, inside)
        if settled.all():
            return False
        if settled.any():
            left = np.flatnonzero(~settled)
            self._keep(left)
            along, step = along[left], step[left]
        self._look_again(along, step)
        return True

    def _leaves_nothing(self, step: Floats) -> Booleans:
        ellipsoid, distance = self._segments.curve.ellipsoid, self._sight.distance
        arc = distance / ellipsoid.mean_radius_m
        doubt = abs(ellipsoid.flattening) * arc**2 + self._turning * distance
        small = (np.abs(step) <= 1.0) & (2 * doubt * np.abs(step) <= _LEFT_OVER_M)
        return np.asarray(small & (distance <= _DOUBT_KNOWN_M))

    def _put_aside(self, along: Floats, step: Floats, inside: Booleans) -> None:
        row, sight = self._row, self._sight
        self.found.along[row] = along
        # The other leg of the right triangle; over a last step so short it is plane.
        across = sight.distance * np.abs(np.sin(np.radians(sight.bearing)))
        self.found.distance[row] = np.where(np.abs(step) > _SETTLED_M, across, sight.distance)
        self.found.bearing[row] = sight.bearing
        self.found.inside[row] = inside

    def _keep(self, index: Indices) -> None:
        self._targets, self._sight = self._targets.take(index), self._sight.take(index)
        self._row, self._slope = self._row[index], self._slope[index]
        self._low, self._high = self._low[index], self._high[index]
        self._turning = self._turning[index]

    def _look_again(self, along: Floats, step: Floats) -> None:
        last = self._sight.leg
        self._sight = look(self._segments, self._targets, along)
        self._slope = _secant(self._sight.leg - last, step, self._slope)


def _within(wish: Floats, here: Floats, low: Floats, high: Floats, pieces: Pieces) -> Floats:
    """Keep a step on its piece, and between places visited on both sides of the foot."""
    along = np.clip(wish, pieces.low, pieces.high)
    astray = ((along <= low) | (along >= high)) & (along != here)
    middle = np.add(low, high, out=along.copy(), where=astray) / 2
    return np.where(astray, middle, along)


def _secant(rise: Floats, step: Floats, slope: Floats) -> Floats:
    """Return the slope seen over a step, unless the step was too short to tell."""
    told = np.abs(step) > 1e-2
    seen: Floats = np.divide(rise, step, out=slope.copy(), where=told)
    # Where the line bends round the query point the slope is of no use; -1 still leads downhill.
    return np.asarray(np.where((seen < -0.02) & (seen > -50), seen, -1.0))
