"""Whether and where two pieces of lines meet, on the ellipsoid.

From the start of a piece look along its course and towards a point. The sine of the angle between
the two says exactly on which side of the piece, prolonged, the point lies: geodesics from one place
do not meet again nearby, nor do rhumb lines. Two pieces cross if the ends of each lie on different
sides of the other. Where an end lies on the other piece itself, within a tolerance, the two touch
there; two such ends some way apart mean that they share the stretch between them.

Where they cross is found by moving a point along the first piece until, seen from the start of the
second, it stands in the direction of that piece; its distance is then the place on the second. The
ends of the first piece bracket the crossing, so that secant steps kept within cannot miss it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.geodesy.between.bracketing import sign_changes
from caspiangeo.geodesy.between.lineset import LineSet
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices

#: Places come in degrees, whose last bits are two or three nanometres.
_SETTLED_M = 2e-9
#: Ends that touch so near to each other are one meeting, not a stretch.
_SHORTEST_STRETCH_M = 1e-3

#: A place where two lines meet. Distances are from the starts of the lines, in metres; places and
#: courses in degrees; the flags say whether the piece goes on before and after the place.
MEETING = np.dtype(
    [
        ("line_a", np.intp),
        ("line_b", np.intp),
        ("distance_a", np.float64),
        ("distance_b", np.float64),
        ("lon", np.float64),
        ("lat", np.float64),
        ("course_a", np.float64),
        ("course_b", np.float64),
        ("before_a", np.bool_),
        ("after_a", np.bool_),
        ("before_b", np.bool_),
        ("after_b", np.bool_),
    ]
)
Meetings = NDArray[np.void]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pieces of two sets of lines, one pair a row."""

    a: LineSet
    b: LineSet
    piece_a: Indices
    piece_b: Indices

    def take(self, index: Indices) -> "Pairs":
        """Return some of the rows."""
        return Pairs(self.a, self.b, self.piece_a[index], self.piece_b[index])

    def turned(self) -> "Pairs":
        """Return the same rows with the second pieces first."""
        return Pairs(self.b, self.a, self.piece_b, self.piece_a)


@dataclass(frozen=True, eq=False)
class _View:
    """Where the two ends of pieces lie, seen from the starts of others: metres, shape (2, n).

    `aside` of the other piece, prolonged, + to starboard; `along` it from its start.
    """

    aside: Floats
    along: Floats

    def take(self, index: Indices) -> "_View":
        """Return some of the rows."""
        return _View(self.aside[:, index], self.along[:, index])

    def both_sides(self, touch_m: float) -> NDArray[np.bool_]:
        """Tell whether the ends do not lie on one side, clear of the other piece prolonged."""
        aside = self.aside
        return np.asarray((aside.min(axis=0) <= touch_m) & (aside.max(axis=0) >= -touch_m))


@dataclass(frozen=True, eq=False)
class _Touches:
    """Which of the ends a0, a1, b0, b1 of pairs touch the other piece, and where: shape (4, n)."""

    near: NDArray[np.bool_]
    place_a: Floats
    place_b: Floats

    def outermost(self) -> tuple[Indices, Indices]:
        """Return which touching end of each pair comes first along a, and which comes last."""
        first = np.argmin(np.where(self.near, self.place_a, np.inf), axis=0)
        last = np.argmax(np.where(self.near, self.place_a, -np.inf), axis=0)
        return first, last


def meetings(pairs: Pairs, *, touch_m: float) -> tuple[Meetings, Meetings, Meetings]:
    """Return where pieces meet in points, and where the stretches they share begin and end.

    Begin and end are meant along the first pieces.
    """
    view_a = _view(pairs)
    keep = np.flatnonzero(view_a.both_sides(touch_m))
    pairs, view_a = pairs.take(keep), view_a.take(keep)
    view_b = _view(pairs.turned())
    keep = np.flatnonzero(view_b.both_sides(touch_m))
    pairs, view_a, view_b = pairs.take(keep), view_a.take(keep), view_b.take(keep)

    touches = _touches(pairs, view_a, view_b, touch_m)
    first, last = touches.outermost()
    row = np.arange(len(first))
    apart = touches.place_a[last, row] - touches.place_a[first, row]
    shared = touches.near.any(axis=0) & (apart > max(_SHORTEST_STRETCH_M, 4 * touch_m))
    point = touches.near.any(axis=0) & ~shared
    across = (view_a.aside[0] * view_a.aside[1] < 0) & (view_b.aside[0] * view_b.aside[1] < 0)
    across = np.flatnonzero(across & ~point & ~shared)

    crossed = _crossed(pairs.take(across), view_a.take(across), touch_m)
    touched = _touched(pairs, touches, np.argmax(touches.near, axis=0), point, touch_m)
    begin, end = (_touched(pairs, touches, which, shared, touch_m) for which in (first, last))
    return np.concatenate([crossed, touched]), begin, end


def _view(pairs: Pairs) -> _View:
    """Return where the ends of the first pieces lie, seen from the second."""
    ends, piece = pairs.a.ends, pairs.piece_a
    start = _sight(pairs.b, pairs.piece_b, ends.lon[piece], ends.lat[piece])
    end = _sight(pairs.b, pairs.piece_b, ends.end_lon[piece], ends.end_lat[piece])
    return _View(np.stack([start[0], end[0]]), np.stack([start[1], end[1]]))


def _sight(lines: LineSet, piece: Indices, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return how far points lie aside and along pieces, seen from their starts."""
    ends, radius = lines.ends, lines.ellipsoid.mean_radius_m
    origin = ends.origin_lon[piece], ends.lat[piece]
    azimuth, distance = lines.segments.curve.inverse(*origin, lon, lat)
    # From a pole every rhumb line leads south (or north); what tells them apart is the meridian.
    at_pole = np.abs(origin[1]) == 90
    turn = lon - origin[0]
    azimuth = np.where(at_pole, np.where(origin[1] > 0, 180.0 - turn, turn), azimuth)
    angle, arc = np.radians(azimuth - ends.course[piece]), distance / radius
    aside = radius * np.arcsin(np.sin(arc) * np.sin(angle))
    along = radius * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
    return aside, along


def _touches(pairs: Pairs, view_a: _View, view_b: _View, touch_m: float) -> _Touches:
    length_a, length_b = pairs.a.piece_m[pairs.piece_a], pairs.b.piece_m[pairs.piece_b]
    near_a, place_b = _near(view_a, length_b, touch_m)
    near_b, place_a = _near(view_b, length_a, touch_m)
    start = np.zeros(len(length_a))
    return _Touches(
        np.concatenate([near_a, near_b]),
        np.stack([start, length_a, *place_a]),
        np.stack([*place_b, start, length_b]),
    )


def _near(view: _View, length: Floats, touch_m: float) -> tuple[NDArray[np.bool_], Floats]:
    """Tell which ends touch the other piece, and where: at its end rather than beside that."""
    along = view.along
    beyond = np.maximum(np.maximum(-along, along - length), 0)
    place = np.where(along >= length - touch_m, length, np.where(along <= touch_m, 0, along))
    return np.hypot(view.aside, beyond) <= touch_m, place


def _touched(
    pairs: Pairs, touches: _Touches, which: Indices, rows: NDArray[np.bool_], touch_m: float
) -> Meetings:
    """Return the meetings at one end of each of some pairs."""
    row = np.flatnonzero(rows)
    pairs, which = pairs.take(row), which[row]
    a, b, one, other = pairs.a.ends, pairs.b.ends, pairs.piece_a, pairs.piece_b
    lon = np.stack([a.lon[one], a.end_lon[one], b.lon[other], b.end_lon[other]])
    lat = np.stack([a.lat[one], a.end_lat[one], b.lat[other], b.end_lat[other]])
    each = which, np.arange(len(row))
    place_a, place_b = touches.place_a[which, row], touches.place_b[which, row]
    return _meetings(pairs, place_a, place_b, lon[each], lat[each], touch_m)


def _crossed(pairs: Pairs, view: _View, touch_m: float) -> Meetings:
    """Return the meetings of pieces that cross; of those that only seem to, by rounding, none."""
    place_a, place_b = _settled(pairs, view)
    beyond = np.maximum(-place_b, place_b - pairs.b.piece_m[pairs.piece_b])
    real = np.flatnonzero(beyond <= touch_m)
    pairs, place_a, place_b = pairs.take(real), place_a[real], place_b[real]
    lon, lat, _ = pairs.a.at(pairs.piece_a, place_a)
    return _meetings(pairs, place_a, place_b, lon, lat, touch_m)


def _settled(pairs: Pairs, view: _View) -> tuple[Floats, Floats]:
    """Move places along the first pieces until they lie on the second; return both places."""
    length = pairs.a.piece_m[pairs.piece_a]
    place_b = np.zeros(len(length))

    def aside_m(row: Indices, place: Floats) -> Floats:
        lon, lat, _ = pairs.a.at(pairs.piece_a[row], place)
        aside, place_b[row] = _sight(pairs.b, pairs.piece_b[row], lon, lat)
        return aside

    bounds = np.stack([np.zeros(len(length)), length])
    place_a = sign_changes(aside_m, bounds, view.aside, settled_m=_SETTLED_M)
    return place_a, place_b


def _meetings(
    pairs: Pairs, place_a: Floats, place_b: Floats, lon: Floats, lat: Floats, touch_m: float
) -> Meetings:
    found = np.empty(len(lon), dtype=MEETING)
    found["lon"], found["lat"] = lon, lat
    sides = (("a", pairs.a, pairs.piece_a, place_a), ("b", pairs.b, pairs.piece_b, place_b))
    for name, lines, piece, place in sides:
        found[f"line_{name}"] = lines.line[lines.pieces.segment[piece]]
        found[f"distance_{name}"] = lines.distance_m(piece, place)
        found[f"course_{name}"] = lines.course(piece, place)
        found[f"before_{name}"] = place > touch_m
        found[f"after_{name}"] = place < lines.piece_m[piece] - touch_m
    return found
