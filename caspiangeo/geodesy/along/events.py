"""Event tables: stretches from one distance to another as lines, and lines back as stretches."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import shapely
from numpy.typing import ArrayLike

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy.along.locations import Locations
from caspiangeo.geodesy.along.measured import MeasuredLine, prepared
from caspiangeo.geodesy.coordinates import Booleans, Floats, Invalid, check_invalid
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.geometries import Geometries, Items, geometry_items
from caspiangeo.geodesy.lengths import lengths_m

#: What to do with a row that is no stretch of the line.
InvalidRow: TypeAlias = Literal["raise", "none"]


@dataclass(frozen=True, eq=False)
class Events:
    """Stretches of a line that lie beside other lines: arrays of shape (k,), one value a line.

    Parameters
    ----------
    from_m, to_m
        Where the stretch begins and ends along the line, metres; `from_m` is never behind `to_m`.
    from_offset_m, to_offset_m
        How far the end of the other line lies from there, metres; + to starboard.
    length_m
        Length of the other line itself, metres. Where it differs from the stretch more than the
        offsets explain, the two do not run beside each other.
    against
        True where the other line runs against the line.
    """

    from_m: Floats
    to_m: Floats
    from_offset_m: Floats
    to_offset_m: Floats
    length_m: Floats
    against: Booleans

    def __len__(self) -> int:
        """Return how many stretches there are."""
        return len(self.from_m)


def events_to_lines(
    line: object,
    *,
    from_m: ArrayLike,
    to_m: ArrayLike,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    invalid: InvalidRow = "raise",
) -> Items:
    """Return the parts of a line that an event table means.

    Parameters
    ----------
    line
        A LineString, an array of shape (n, 2) or more columns (lon, lat in degrees), or a
        `MeasuredLine`, whose own rule and ellipsoid then hold.
    from_m, to_m
        Where each stretch begins and ends along the line, metres, shape (k,). Kilometres of an
        official measure become such distances by `Calibration.to_stretches_m`.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.
    invalid
        ``"raise"`` names a row that is no stretch of the line in an error, ``"none"`` gives None
        for it.

    Returns
    -------
    numpy.ndarray
        LineStrings, shape (k,); the vertices in between are the original ones.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If a row lies outside the line, is not finite, or ends before its start; the message names
        it. If there are not as many ends as starts, or there is no such rule.

    Examples
    --------
    A table in the kilometres of a measure that falls along the line, with one row outside of it:

    >>> from caspiangeo.geodesy import Calibration
    >>> line, posts = [(0, 0), (1, 0), (2, 0)], Calibration([220, 0], [0, 222_638])
    >>> starts, ends = posts.to_stretches_m([220, 100, 230], [100, 50, 220], invalid="nan")
    >>> parts = events_to_lines(line, from_m=starts, to_m=ends, invalid="none")
    >>> [part and [round(lon, 3) for lon, lat in part.coords] for part in parts]
    [[0.0, 1.0, 1.091], [1.091, 1.545], None]
    """
    if invalid not in get_args(InvalidRow):
        raise OutOfRangeError(
            f"invalid={invalid!r} is unknown; use one of {', '.join(get_args(InvalidRow))}"
        )
    low, high = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (from_m, to_m))
    if low.ndim != 1 or low.shape != high.shape:
        raise OutOfRangeError(f"{low.size} starts and {high.size} ends; give one of each a row")
    whole = prepared(line, rule=rule, ellipsoid=ellipsoid)
    good = whole.has(low) & whole.has(high) & (low <= high)
    if invalid == "raise" and not good.all():
        row = int(np.argmin(good))
        raise OutOfRangeError(f"row {row}: {_fault(whole, float(low[row]), float(high[row]))}")
    lines: Items = np.full(len(low), None, dtype=object)
    lines[good] = whole.substrings(from_m=low[good], to_m=high[good])
    return lines


def lines_to_events(
    line: object,
    lines: Geometries,
    *,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    invalid: Invalid = "raise",
) -> Events:
    """Return which stretches of a line other lines lie beside, by the feet of their two ends.

    Points have no two ends; `locate_many` gives theirs.

    Parameters
    ----------
    line
        A LineString, an array of shape (n, 2) or more columns (lon, lat in degrees), or a
        `MeasuredLine`, whose own rule and ellipsoid then hold.
    lines
        LineStrings: a list, an array, a GeoSeries or anything with a `geometry`, shape (k,).
    rule
        What a segment is, of all of them: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.
    invalid
        ``"raise"`` names an item that is no LineString or empty in an error, ``"nan"`` gives NaN
        for it.

    Returns
    -------
    Events
        Arrays of shape (k,).

    Raises
    ------
    GeometryError
        If the line is empty, an item is no LineString, a coordinate cannot be measured, or the data
        name a coordinate system other than degrees on this ellipsoid.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    >>> from shapely import LineString
    >>> lines = [LineString([(1.5, 0.001), (0.5, 0)]), None]
    >>> events = lines_to_events([(0, 0), (2, 0)], lines, invalid="nan")
    >>> events.from_m.round(3), events.to_m.round(3), events.against
    (array([55659.745,       nan]), array([166979.236,       nan]), array([ True, False]))
    >>> events.to_offset_m.round(3)
    array([-110.574,      nan])
    """
    check_invalid(invalid)
    whole = prepared(line, rule=rule, ellipsoid=ellipsoid)
    items = geometry_items(lines, whole.ellipsoid).ravel().copy()
    kinds = shapely.get_type_id(items)
    good = np.isin(kinds, (1, 2)) & ~shapely.is_empty(items)
    if invalid == "raise" and not good.all():
        row = int(np.argmin(good))
        found = "None" if items[row] is None else items[row].wkt
        raise GeometryError(f"geometry {row}: expected a LineString with points, got {found:.60}")
    items[~good] = None
    length = lengths_m(items, rule=whole.rule, ellipsoid=whole.ellipsoid, invalid=invalid)
    items[np.isnan(length)] = None  # a vertex in between cannot be measured
    first, last = (_located(whole, items, place) for place in (0, -1))
    against = first.distance_m > last.distance_m
    return Events(
        np.fmin(first.distance_m, last.distance_m),
        np.fmax(first.distance_m, last.distance_m),
        np.where(against, last.offset_m, first.offset_m),
        np.where(against, first.offset_m, last.offset_m),
        length,
        against,
    )


def _located(whole: MeasuredLine, lines: Items, vertex: int) -> Locations:
    """Locate one vertex of each line; NaN for those that have none."""
    points = shapely.get_point(lines, vertex)
    return whole.locate_many(lon=shapely.get_x(points), lat=shapely.get_y(points), invalid="nan")


def _fault(whole: MeasuredLine, low: float, high: float) -> str:
    if low > high:
        return f"it would end at {high:.12g} m, before its start at {low:.12g} m"
    return (
        f"from {low:.12g} to {high:.12g} m lies outside the line, which runs from 0 to "
        f"{whole.length_m:.3f} m"
    )
