"""The foot of a point on a piece of a segment: its nearest point, on the ellipsoid.

From a point P of the line look along its course and towards the query point Q: the angle between
the two and the distance PQ are the angle and the hypotenuse of a spherical right triangle, and the
leg along the course says how far on the foot is. On a sphere the first step is exact for a
geodesic; on the ellipsoid its small error is removed by repeating it, with the azimuths and
distances of the ellipsoid, until the leg vanishes: there PQ stands at right angles to the line.
The leg against the place of P is close to a straight line of slope -1, so that secant steps settle
in a few rounds; on a rhumb line, which bends, the slope differs and the secant finds it. The sign
of the leg always says which way is nearer, so each place visited bounds the search, and a step
that would leave the bounds halves them instead.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Pieces, Segments

_SETTLED_M = 5e-9
_MOST_STEPS = 60


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
    inside: NDArray[np.bool_]


def feet(segments: Segments, pieces: Pieces, lon: Floats, lat: Floats) -> Feet:
    """Return the nearest point of each piece to its query point."""
    along = (pieces.low + pieces.high) / 2
    leg, *seen = _look(segments, pieces, along, lon, lat)
    slope: Floats = np.full(len(along), -1.0)
    low, high = pieces.low, pieces.high
    for _ in range(_MOST_STEPS):
        low, high = np.where(leg > 0, along, low), np.where(leg < 0, along, high)
        step = _within(along - leg / slope, low, high, pieces) - along
        along = along + step
        if not (np.abs(step) > _SETTLED_M).any():
            break
        last, (leg, *seen) = leg, _look(segments, pieces, along, lon, lat)
        slope = _secant(leg - last, step, slope)
    inside = (pieces.low < along) & (along < pieces.high)
    return Feet(along, seen[0], seen[1], inside)


def _within(along: Floats, low: Floats, high: Floats, pieces: Pieces) -> Floats:
    """Keep a place inside its bounds: at the end of the piece, else half-way between bounds."""
    known = ((along < low) & (low > pieces.low)) | ((along > high) & (high < pieces.high))
    return np.asarray(np.where(known, (low + high) / 2, np.clip(along, low, high)))


def _secant(rise: Floats, step: Floats, slope: Floats) -> Floats:
    """Return the slope seen over a step, unless the step was too short to tell."""
    told = np.abs(step) > 1e-2
    seen: Floats = np.divide(rise, step, out=slope.copy(), where=told)
    # Where the line bends round the query point the slope is of no use; -1 still leads downhill.
    return np.asarray(np.where((seen < -0.02) & (seen > -50), seen, -1.0))


def _look(
    segments: Segments, pieces: Pieces, along: Floats, lon: Floats, lat: Floats
) -> tuple[Floats, Floats, Floats]:
    """From places on the line return the leg along the course, the distance and the bearing."""
    ellipsoid = segments.curve.ellipsoid
    here_lon, here_lat, course = segments.at(pieces.segment, along)
    azimuth, distance = geodesics.inverse(here_lon, here_lat, lon, lat, ellipsoid)
    bearing = azimuth - course
    angle, arc = np.radians(bearing), distance / ellipsoid.mean_radius_m
    leg = ellipsoid.mean_radius_m * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
    return leg, distance, bearing


def cross_track_m(
    segments: Segments, pieces: Pieces, along: Floats, lon: Floats, lat: Floats
) -> Floats:
    """Return how far points lie beside the line, seen from places abreast of them."""
    radius = segments.curve.ellipsoid.mean_radius_m
    _, distance, bearing = _look(segments, pieces, along, lon, lat)
    across = np.sin(distance / radius) * np.sin(np.radians(bearing))
    return np.asarray(np.abs(radius * np.arcsin(across)))
