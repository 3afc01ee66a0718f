"""How far two lines are from each other: at most, on average, and along which part."""

from dataclasses import dataclass

import numpy as np
import shapely

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.along.measured import MeasuredLine
from caspiangeo.geodesy.between.profiles import Profile
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.drawing import MOST_VERTICES
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid


@dataclass(frozen=True)
class Farthest:
    """The place of a line that is farthest from another line.

    Parameters
    ----------
    away_m
        How far it is from the other line, metres.
    distance_m
        How far it is from the start of its own line, metres.
    point
        The place itself, lon, lat.
    """

    away_m: float
    distance_m: float
    point: shapely.Point


@dataclass(frozen=True)
class LineComparison:
    """How far two lines are from each other; each way, as the two differ.

    Parameters
    ----------
    length_m, other_length_m
        Lengths of the lines, metres.
    farthest, other_farthest
        The place of the line that is farthest from the other, and of the other from the line.
    mean_m, other_mean_m
        Mean distance to the other line, over the length of the line, and of the other to the line.
    within_m
        The distance asked about, metres.
    share_within, other_share_within
        Which share of the line lies within that distance of the other, and of the other of the
        line, 0 to 1.
    """

    length_m: float
    other_length_m: float
    farthest: Farthest
    other_farthest: Farthest
    mean_m: float
    other_mean_m: float
    within_m: float
    share_within: float
    other_share_within: float

    @property
    def hausdorff_m(self) -> float:
        """Hausdorff distance: no place of either line is farther from the other, metres."""
        return max(self.farthest.away_m, self.other_farthest.away_m)


def hausdorff_m(
    line: object,
    other: object,
    *,
    tolerance_m: float = 1.0,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> float:
    """Return how far two lines are from each other where they are farthest.

    Parameters
    ----------
    line, other
        LineStrings, or arrays of shape (n, 2) or more columns: lon, lat in degrees.
    tolerance_m
        How much farther the lines may be, metres. All places count, not only vertices.
    rule
        What the segments of both lines are: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    float
        The Hausdorff distance, metres: the greatest distance from a place of either line to the
        other line. `compare_lines` tells where that is.

    Raises
    ------
    GeometryError
        If a line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If the tolerance is not positive, or so small that too many places would be needed, or if
        there is no such rule.

    Examples
    --------
    >>> round(hausdorff_m([(0, 0), (2, 0)], [(0, 0), (1, 0.1), (2, 0)]), 3)
    11057.428
    >>> round(hausdorff_m([(0, 0), (2, 0)], [(2, 0), (1, 0), (0, 0)]), 6)
    0.0
    """
    ways = _both_ways(line, other, tolerance_m=tolerance_m, rule=rule, ellipsoid=ellipsoid)
    return max(way.farthest().away_m for way in ways)


def compare_lines(
    line: object,
    other: object,
    *,
    within_m: float = 1000.0,
    tolerance_m: float = 1.0,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> LineComparison:
    """Return how far two lines are from each other: at most, on average, and along which part.

    Parameters
    ----------
    line, other
        LineStrings, or arrays of shape (n, 2) or more columns: lon, lat in degrees.
    within_m
        The distance of which to tell which shares of the lines lie within it, metres.
    tolerance_m
        How sure the answers are, metres: no place is by so much farther than the farthest given,
        the means are no further from the truth, and the shares are those of a distance that is
        no further from the one asked about. All places count, not only vertices.
    rule
        What the segments of both lines are: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    LineComparison
        Each way: from the line to the other, and from the other to the line.

    Raises
    ------
    GeometryError
        If a line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If `within_m` is negative or not finite; if the tolerance is not positive, or so small that
        too many places would be needed; or if there is no such rule.

    Examples
    --------
    A road and a sketch of it that stops half-way:

    >>> found = compare_lines([(0, 0), (2, 0)], [(0, 0.01), (1, 0.01)], within_m=2000)
    >>> round(found.farthest.away_m), round(found.other_farthest.away_m), round(found.hausdorff_m)
    (111325, 1106, 111325)
    >>> found.farthest.point.wkt
    'POINT (2 0)'
    >>> round(found.share_within, 3), found.other_share_within
    (0.507, 1.0)
    >>> round(found.mean_m), round(found.other_mean_m)
    (28399, 1106)
    """
    if not 0 <= within_m < np.inf:
        raise OutOfRangeError(f"within_m {within_m} is not a number of metres from 0 upwards")
    ways = _both_ways(line, other, tolerance_m=tolerance_m, rule=rule, ellipsoid=ellipsoid)
    there, back = ways
    return LineComparison(
        length_m=there.length_m,
        other_length_m=back.length_m,
        farthest=there.farthest(),
        other_farthest=back.farthest(),
        mean_m=there.mean_m(),
        other_mean_m=back.mean_m(),
        within_m=within_m,
        share_within=there.share_within(within_m),
        other_share_within=back.share_within(within_m),
    )


class _Chain:
    """A line, and one of geodesics that keeps within a tolerance of it."""

    def __init__(
        self, line: object, *, tolerance_m: float, rule: Rule, ellipsoid: Ellipsoid
    ) -> None:
        self.line = self.geodesics = MeasuredLine(line, rule=rule, ellipsoid=ellipsoid)
        self._line_m = self.line.vertex_distances_m
        if rule == "rhumb":
            self._straighten(tolerance_m)

    def place(self, distance_m: float) -> tuple[float, shapely.Point]:
        """Return the place on the line that belongs to one on the geodesics."""
        along = np.interp(distance_m, self.geodesics.vertex_distances_m, self._line_m)
        return float(along), self.line.interpolate(float(along), clamp=True)

    def _straighten(self, tolerance_m: float) -> None:
        segments = self.line.segments
        pieces = segments.whole()
        # A curve that turns off the geodesic by k a metre leaves its chord by kL²/8 at most.
        count = np.ceil(pieces.high * np.sqrt(segments.turning(pieces) / (8 * tolerance_m)))
        if count.sum() > MOST_VERTICES:
            raise OutOfRangeError(
                f"tolerance_m {tolerance_m:g} would need more than {MOST_VERTICES:,} geodesics to "
                "follow the rhumb lines; choose a larger one"
            )
        pieces = pieces.split(np.maximum(count, 1).astype(np.intp))
        lon, lat, _ = segments.at(pieces.segment, pieces.low)
        coords = np.vstack([np.column_stack([lon, lat]), segments.coords[-1]])
        self.geodesics = MeasuredLine(coords, ellipsoid=self.line.ellipsoid)
        self._line_m = np.append(self._line_m[pieces.segment] + pieces.low, self.line.length_m)


class _Way:
    """What is to be said of a line as seen from another."""

    def __init__(self, chain: _Chain, other: _Chain, tolerance_m: float) -> None:
        self._chain, self._tolerance_m = chain, tolerance_m
        self._profile = Profile(chain.geodesics, other.geodesics)

    @property
    def length_m(self) -> float:
        return self._chain.line.length_m

    def farthest(self) -> Farthest:
        index = self._profile.farthest(tolerance_m=self._tolerance_m)
        distance, point = self._chain.place(float(self._profile.place[index]))
        return Farthest(float(self._profile.away[index]), distance, point)

    def mean_m(self) -> float:
        return self._profile.mean(tolerance_m=self._tolerance_m)

    def share_within(self, within_m: float) -> float:
        return self._profile.share_within(within_m, tolerance_m=self._tolerance_m)


def _both_ways(
    line: object, other: object, *, tolerance_m: float, rule: Rule, ellipsoid: Ellipsoid
) -> tuple[_Way, _Way]:
    if not 0 < tolerance_m < np.inf:
        raise OutOfRangeError(f"tolerance_m {tolerance_m} is not a positive number of metres")
    # Rhumb lines may take half of the tolerance to be followed, a quarter each.
    rest = tolerance_m if rule == "geodesic" else tolerance_m / 2
    one, two = (
        _Chain(each, tolerance_m=tolerance_m / 4, rule=rule, ellipsoid=ellipsoid)
        for each in (line, other)
    )
    return _Way(one, two, rest), _Way(two, one, rest)
