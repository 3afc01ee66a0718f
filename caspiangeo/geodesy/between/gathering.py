"""From meetings of pieces to meetings of lines: each place once, each shared stretch once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.geodesy.between.lineset import LineSet
from caspiangeo.geodesy.between.meetings import Meetings
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices

#: Distances along lines are sums and differ in their last digits from piece to piece.
_ROUNDING_M = 1e-7


@dataclass(frozen=True, eq=False)
class Places:
    """Meetings of lines in points, their angle in degrees, and whether the lines change sides."""

    rows: Meetings
    angle: Floats
    crosses: NDArray[np.bool_]


def places(
    points: Meetings, stretch_ends: Meetings, a: LineSet, b: LineSet, *, touch_m: float
) -> Places:
    """Return each place where lines meet once, leaving out those on the stretches they share."""
    rows = np.concatenate([points, stretch_ends])
    distance_a = _on_ring(rows["distance_a"], rows["line_a"], a, touch_m)
    distance_b = _on_ring(rows["distance_b"], rows["line_b"], b, touch_m)
    group = _groups(rows, distance_a, distance_b, touch_m)
    # Of the meetings in a place, first the one from which both lines go on.
    goes_on = 2 * rows["after_a"].astype(int) + rows["after_b"]
    order = np.lexsort((-goes_on, group))
    shared = np.isin(group, group[len(points) :])
    order = order[~shared[order]]
    if len(order) == 0:
        return Places(rows[:0], np.empty(0), np.empty(0, dtype=bool))
    rows, first = rows[order], np.flatnonzero(np.diff(group[order], prepend=-1))
    return Places(rows[first], _angles(rows, first), _crosses(rows, first))


def stretches(begins: Meetings, ends: Meetings, *, touch_m: float) -> tuple[Meetings, Meetings]:
    """Return where stretches begin and end, with those that follow each other made one."""
    count = len(begins)
    rows = np.concatenate([begins, ends])
    group = _groups(rows, rows["distance_a"], rows["distance_b"], touch_m)
    with_b = ends["distance_b"] > begins["distance_b"]
    begin_key, end_key = 2 * group[:count] + with_b, 2 * group[count:] + with_b
    order = np.argsort(begin_key)
    place = np.minimum(np.searchsorted(begin_key[order], end_key), max(count - 1, 0))
    follower = order[place]
    follows = begin_key[follower] == end_key
    last = np.where(follows, follower, np.arange(count))
    first = np.setdiff1d(np.arange(count), last[follows])
    for _ in range(count.bit_length()):  # each round goes twice as far along the chain
        last = last[last]
    return begins[first], ends[last[first]]


def _on_ring(distance: Floats, line: Indices, lines: LineSet, touch_m: float) -> Floats:
    """Return distances, but at the end of a closed line that of its start, which is there too."""
    length = lines.length_m[line]
    at_end = lines.closed[line] & (distance > length - touch_m)
    return np.where(at_end, distance - length, distance)


def _groups(rows: Meetings, distance_a: Floats, distance_b: Floats, touch_m: float) -> Indices:
    """Give meetings of two lines at one place on both one number."""
    apart = 2 * touch_m + _ROUNDING_M
    lines = rows["line_a"], rows["line_b"]
    order = np.lexsort((distance_a, *lines))
    fresh = np.diff(distance_a[order], prepend=-np.inf) > apart
    for line in lines:
        fresh |= np.diff(line[order], prepend=-1) != 0
    group = np.empty(len(rows), dtype=np.intp)
    group[order] = np.cumsum(fresh)
    order = np.lexsort((distance_b, group))
    fresh = np.diff(distance_b[order], prepend=-np.inf) > apart
    fresh |= np.diff(group[order], prepend=-1) != 0
    number = np.empty(len(rows), dtype=np.intp)
    number[order] = np.cumsum(fresh)
    return number


def _angles(rows: Meetings, first: Indices) -> Floats:
    """Return the angles between the courses, those of the way ahead where there is one."""
    courses = []
    for name in ("a", "b"):
        ahead, behind = (_course(rows, first, name, side) for side in ("after", "before"))
        course = np.where(ahead < 0, behind, ahead)
        courses.append(np.where(course < 0, np.nan, course))
    turn = np.abs(courses[0] - courses[1]) % 180.0
    return np.asarray(np.minimum(turn, 180.0 - turn))


def _crosses(rows: Meetings, first: Indices) -> NDArray[np.bool_]:
    """Tell whether the two ways of the second line lie on different sides of the first."""
    ways = {
        (name, side): _course(rows, first, name, side)
        for name in ("a", "b")
        for side in ("before", "after")
    }
    both_go_on = np.all([way >= 0 for way in ways.values()], axis=0)
    back, came, went = (
        (course - ways["a", "after"]) % 360.0
        for course in (
            ways["a", "before"] + 180.0,
            ways["b", "before"] + 180.0,
            ways["b", "after"],
        )
    )
    # Between the ends of both pieces there is nothing but a crossing, however sharp.
    flags = [rows[f"{side}_{name}"] for name in ("a", "b") for side in ("before", "after")]
    between = np.logical_or.reduceat(np.all(flags, axis=0), first)
    return np.asarray(between | (both_go_on & ((came < back) != (went < back))))


def _course(rows: Meetings, first: Indices, name: str, side: str) -> Floats:
    """Return the course of a line before or after each place; -1 where it does not go on."""
    course = np.where(rows[f"{side}_{name}"], rows[f"course_{name}"], -1.0)
    return np.asarray(np.maximum.reduceat(course, first))
