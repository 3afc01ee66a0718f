"""Boxes in lon/lat that surely hold pieces of lines, and a search among them.

The longitude of a geodesic or a rhumb line runs one way only. So does the latitude of a rhumb
line; that of a geodesic turns back only at its vertex, which lies on the piece where the course
changes from northward to southward (or back), and whose reduced latitude β follows from Clairaut's
relation: cos β = |sin α₁| cos β₁. So a box surely holds its piece, however far that bulges from its
chord, and is no larger than needed. Near a pole, where meridians crowd, it goes all the way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.geodesy.coordinates import Floats, short_way
from caspiangeo.geodesy.curves import Geodesic
from caspiangeo.geodesy.ellipsoid import Ellipsoid
from caspiangeo.geodesy.segments import Indices, LooseSegments, Pieces

#: Every margin is wider by this, which is far above any rounding.
_ROUNDING_M = 1e-3
#: So many boxes are looked up at a time.
_MOST_BOXES = 1 << 12


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes in degrees, arrays of shape (n,); the west is in -180..180, the east east of it."""

    west: Floats
    south: Floats
    east: Floats
    north: Floats

    def take(self, index: Indices) -> "Boxes":
        """Return some of the boxes."""
        return Boxes(self.west[index], self.south[index], self.east[index], self.north[index])

    def near(self, others: "Boxes") -> NDArray[np.bool_]:
        """Tell, fast and roughly, which boxes may meet others: which meet the box of them all."""
        if len(others.west) == 0:
            return np.zeros(len(self.west), dtype=bool)
        west, east = others.west.min(), others.east.max()
        abreast = (self.north >= others.south.min()) & (self.south <= others.north.max())
        turns = (-720.0, -360.0, 0.0, 360.0, 720.0)
        beside = [(self.east >= west + turn) & (self.west <= east + turn) for turn in turns]
        return np.asarray(abreast & np.any(beside, axis=0))

    def grown(self, margin_m: Floats | float, ellipsoid: Ellipsoid) -> "Boxes":
        """Return boxes that hold everything within a distance of what these hold."""
        shortest = ellipsoid.curvature_radii_m[0]
        rise = np.degrees((margin_m + _ROUNDING_M) / shortest)
        south, north = self.south - rise, self.north + rise
        # On the way no parallel is smaller than the last one; its radius is N cos φ.
        steepest = np.maximum(np.abs(south), np.abs(north))
        round_pole = steepest >= 90
        aside = rise / np.cos(np.radians(np.where(round_pole, 0.0, steepest)))
        west, east = self.west - aside, self.east + aside
        whole = round_pole | (east - west >= 360)
        turns = 360.0 * np.floor((west + 180.0) / 360.0)
        return Boxes(
            np.where(whole, -180.0, west - turns),
            south,
            np.where(whole, 180.0, east - turns),
            north,
        )


class BoxTree:
    """A search among boxes; it knows that a whole turn leads back to the same place."""

    def __init__(self, boxes: Boxes) -> None:
        self._owner, shapes = _with_copies(boxes)
        self._copied = len(shapes) > len(boxes.west)
        self._tree = shapely.STRtree(shapes)

    def meet(self, boxes: Boxes) -> Iterator[tuple[Indices, Indices]]:
        """Yield, some at a time, which of other boxes meet which of these: (other, this)."""
        for low in range(0, len(boxes.west), _MOST_BOXES):
            block = np.arange(low, min(low + _MOST_BOXES, len(boxes.west)))
            owner, shapes = _with_copies(boxes.take(block))
            other, this = self._tree.query(shapes)
            pairs = np.stack([block[owner[other]], self._owner[this]])
            if self._copied or len(shapes) > len(block):
                pairs = np.unique(pairs, axis=1)
            yield pairs[0], pairs[1]

    def meets(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Tell which of other boxes meet any of these."""
        met = np.zeros(len(boxes.west), dtype=bool)
        for other, _ in self.meet(boxes):
            met[other] = True
        return met

    def hold(self, lon: Floats, lat: Floats) -> tuple[Indices, Indices]:
        """Return which of some points lie in which boxes: (point, box), sorted by point."""
        point, this = self._tree.query(shapely.points(short_way(lon), lat))
        return point, self._owner[this]


def piece_boxes(segments: LooseSegments, pieces: Pieces) -> Boxes:
    """Return boxes that hold pieces, and a millimetre around them."""
    (lon1, lat1), (lon2, lat2) = segments.starts(pieces), segments.ends(pieces)
    span = short_way(lon2 - lon1)
    west, east = lon1 + np.minimum(span, 0), lon1 + np.maximum(span, 0)
    south, north = np.minimum(lat1, lat2), np.maximum(lat1, lat2)
    ellipsoid = segments.curve.ellipsoid
    if isinstance(segments.curve, Geodesic):
        _, course = segments.start_courses(pieces)
        northward = np.cos(np.radians(course)) > 0
        vertex, least_m = _vertices(lat1, course, ellipsoid)
        reached = least_m <= pieces.high - pieces.low
        north = np.where(reached & northward, np.maximum(vertex, north), north)
        south = np.where(reached & ~northward, np.minimum(-vertex, south), south)
    return Boxes(west, south, east, north).grown(0.0, ellipsoid)


def _vertices(lat: Floats, course: Floats, ellipsoid: Ellipsoid) -> tuple[Floats, Floats]:
    """Return the greatest latitude of geodesics, either way, and how far ahead it is at least."""
    axes = ellipsoid.semiminor_axis_m / ellipsoid.semimajor_axis_m
    reduced = np.arctan(axes * np.tan(np.radians(lat)))
    sine, cosine = np.sin(np.radians(course)), np.cos(np.radians(course))
    across, beside = np.abs(sine) * np.cos(reduced), np.hypot(cosine, sine * np.sin(reduced))
    vertex = np.degrees(np.arctan2(beside, across * axes))
    # On the auxiliary sphere, where an arc is no shorter on the ground than by the lesser axis.
    rise = np.where(cosine > 0, np.sin(reduced), -np.sin(reduced))
    arc = np.arctan2(np.abs(cosine) * np.cos(reduced), rise)
    return vertex, arc * min(ellipsoid.semimajor_axis_m, ellipsoid.semiminor_axis_m)


def _with_copies(boxes: Boxes) -> tuple[Indices, NDArray[np.object_]]:
    """Return boxes as shapes, with copies one turn to the west of those beyond 180 degrees."""
    over = np.flatnonzero(boxes.east > 180)
    owner = np.concatenate([np.arange(len(boxes.west)), over])
    turn = np.where(np.arange(len(owner)) < len(boxes.west), 0.0, 360.0)
    west, south, east, north = boxes.west, boxes.south, boxes.east, boxes.north
    shapes = shapely.box(west[owner] - turn, south[owner], east[owner] - turn, north[owner])
    return owner, shapes
