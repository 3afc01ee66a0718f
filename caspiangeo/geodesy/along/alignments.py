"""Kilometre points from one alignment to another, through the foot on the other line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.along.kilometres import kp_label
from caspiangeo.geodesy.along.measured import prepared
from caspiangeo.geodesy.coordinates import Floats, Invalid, check_invalid
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid


@dataclass(frozen=True)
class Translation:
    """A kilometre point of one line on another.

    Parameters
    ----------
    distance_m
        Along the target line from its start, metres.
    offset_m
        From the target line to the point on the source line, metres; + to starboard.
    beyond_m
        0 where the point lies abreast of the target line; else by how much it lies ahead of its
        end (+) or behind its start (-), metres along the course there.
    lon, lat
        The point on the target line, degrees.
    """

    distance_m: float
    offset_m: float
    beyond_m: float
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Translations:
    """Kilometre points of one line on another: arrays of shape (k,), one value a point.

    Parameters
    ----------
    distance_m, offset_m, beyond_m, lon, lat
        As those of `Translation`; NaN where `invalid="nan"` asked to go on.
    """

    distance_m: Floats
    offset_m: Floats
    beyond_m: Floats
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        """Return how many points were translated."""
        return len(self.distance_m)

    def __getitem__(self, index: int) -> Translation:
        """Return one of them."""
        values = (self.distance_m, self.offset_m, self.beyond_m, self.lon, self.lat)
        return Translation(*(float(value[index]) for value in values))


def translate_kp(
    distance_m: float,
    *,
    source: object,
    target: object,
    within_m: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> Translation:
    """Return where a kilometre point of one line lies on another.

    Parameters
    ----------
    distance_m
        Along the source line from its start, metres.
    source, target
        LineStrings, arrays of shape (n, 2) or more columns (lon, lat in degrees), or
        `MeasuredLine`, whose own rule and ellipsoid then hold.
    within_m
        How far apart the two lines may be there, metres; further apart, one says nothing of the
        other.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    Translation
        Distance on the target, offset between the two, and whether it is beyond an end.

    Raises
    ------
    GeometryError
        If a line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If the distance lies outside the source, the lines are further apart than `within_m`, or
        there is no such rule.

    Examples
    --------
    A reroute a kilometre to the north, which begins later:

    >>> old, new = [(0, 0), (1, 0)], [(0.2, 0.009), (1, 0.009)]
    >>> found = translate_kp(50_000, source=old, target=new, within_m=1_500)
    >>> round(found.distance_m, 3), round(found.offset_m, 3), found.beyond_m
    (27736.101, 995.189, 0.0)
    >>> round(translate_kp(22_000, source=old, target=new, within_m=1_500).beyond_m, 2)
    -263.9
    >>> translate_kp(0, source=old, target=new, within_m=1_500)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: KP 0+000 of the source lies 22286.128 m off the target, more
    than within_m = 1500
    """
    many = translate_kps(
        [distance_m],
        source=source,
        target=target,
        within_m=within_m,
        rule=rule,
        ellipsoid=ellipsoid,
    )
    return many[0]


def translate_kps(
    distances_m: ArrayLike,
    *,
    source: object,
    target: object,
    within_m: float,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
    invalid: Invalid = "raise",
) -> Translations:
    """Return where kilometre points of one line lie on another.

    Parameters
    ----------
    distances_m
        Along the source line from its start, metres, shape (k,).
    source, target, within_m, rule, ellipsoid
        As `translate_kp`.
    invalid
        ``"raise"``, or ``"nan"`` for those that are off the source or too far from the target.

    Returns
    -------
    Translations
        Arrays of shape (k,).

    Raises
    ------
    GeometryError, OutOfRangeError
        As `translate_kp`.

    Examples
    --------
    >>> old, new = [(0, 0), (1, 0)], [(0.2, 0.009), (1, 0.009)]
    >>> found = translate_kps(
    ...     [0, 50_000, 1e9], source=old, target=new, within_m=1_500, invalid="nan"
    ... )
    >>> found.distance_m.round(3)
    array([      nan, 27736.101,       nan])
    """
    check_invalid(invalid)
    if not within_m >= 0:
        raise OutOfRangeError(f"within_m {within_m} is not a number of metres from 0 up")
    one, other = (prepared(each, rule=rule, ellipsoid=ellipsoid) for each in (source, target))
    distance = np.atleast_1d(np.asarray(distances_m, dtype=np.float64))
    good = one.has(distance) | (invalid == "raise")
    lon, lat = one.coordinates_at(distance[good]).T
    found = other.locate_many(lon=lon, lat=lat)
    far = np.abs(found.offset_m) > within_m
    if invalid == "raise" and far.any():
        row = int(np.argmax(far))
        raise OutOfRangeError(
            f"{kp_label(distance[row])} of the source lies {abs(found.offset_m[row]):.3f} m off "
            f"the target, more than within_m = {within_m:g}"
        )
    beyond = other.beyond_m(found, lon=lon, lat=lat)
    values: Floats = np.full((5, len(distance)), np.nan)
    columns = (found.distance_m, found.offset_m, beyond, found.lon, found.lat)
    values[:, good] = np.where(far, np.nan, np.array(columns))
    return Translations(*values)
