"""Kilometre points: the posts along a line, and how the trade writes them."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy.along.calibration import Calibration
from caspiangeo.geodesy.along.measured import END_TOLERANCE_M, MeasuredLine, prepared
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.curves import Rule
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid

#: More kilometre points than this in one answer is most likely a wrong unit.
MOST_POINTS = 10_000_000

_KP = re.compile(
    r"(?:KP\s*)?(?P<sign>-?)(?P<km>[0-9]+)\+(?P<m>[0-9]{3}(?:\.[0-9]+)?)"
    r"|KP\s*(?P<kp>-?[0-9]+(?:\.[0-9]+)?)(?:\s*km)?"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?)\s*km",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KilometrePoint:
    """A point at a round value along a line.

    Parameters
    ----------
    kp_km
        The value: kilometres from the start of the line, or of an official measure.
    label
        The value as the trade writes it: ``"KP 12+500"``.
    distance_m
        Where it is: metres from the start of the line.
    lon, lat
        Where that is, degrees.
    azimuth_deg
        Course of the line there, degrees clockwise from north; None if the line is one point.
    """

    kp_km: float
    label: str
    distance_m: float
    lon: float
    lat: float
    azimuth_deg: float | None


def kilometre_points(
    line: object,
    *,
    every_m: float,
    start_m: float | None = None,
    measure: Calibration | None = None,
    include_end: bool = False,
    decimals: int = 0,
    rule: Rule = "geodesic",
    ellipsoid: Ellipsoid = WGS84,
) -> list[KilometrePoint]:
    """Return the points at round values along a line.

    Parameters
    ----------
    line
        A LineString, an array of shape (n, 2) or more columns (lon, lat in degrees), or a
        `MeasuredLine`, whose own rule and ellipsoid then hold.
    every_m
        Step between values, metres.
    start_m
        The first value; the others are steps upwards from it. By default all multiples of the
        step, which in a measure may be negative.
    measure
        Count in this official measure; by default along the line itself. Kilometres in a gap are
        left out, those in an overlap come twice.
    include_end
        Add the end of the line, where the measure covers it, even if its value is not round.
    decimals
        How many decimals of a metre the labels have.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Returns
    -------
    list of KilometrePoint
        In the order of the line.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured.
    OutOfRangeError
        If the step is not positive or gives more than ten million points, if the start is not
        finite, the measure reaches beyond the line, or there is no such rule.

    Examples
    --------
    >>> line = [(0, 0), (0.05, 0)]
    >>> [point.label for point in kilometre_points(line, every_m=2500, include_end=True)]
    ['KP 0+000', 'KP 2+500', 'KP 5+000', 'KP 5+566']

    In a measure that falls along the line and begins at 2 km:

    >>> posts = Calibration([2, -3.5], [0, 5_565])
    >>> points = kilometre_points(line, every_m=2000, measure=posts)
    >>> [(point.label, round(point.distance_m)) for point in points]
    [('KP 2+000', 0), ('KP 0+000', 2024), ('KP -2+000', 4047)]
    """
    if not 0 < every_m < math.inf:
        raise OutOfRangeError(f"every_m {every_m} is not a positive number of metres")
    if start_m is not None and not math.isfinite(start_m):
        raise OutOfRangeError(f"start_m {start_m} is not a finite number of metres")
    whole = prepared(line, rule=rule, ellipsoid=ellipsoid)
    value_m, distance = _values(whole, every_m, start_m, measure)
    if include_end:
        value_m, distance = _with_end(whole, value_m, distance, measure)
    coords, azimuths = whole.coordinates_at(distance), whole.azimuths_deg(distance)
    rows = np.column_stack([value_m, distance, coords, azimuths]).tolist()
    return [
        KilometrePoint(
            value / 1000,
            kp_label(value, decimals=decimals),
            place,
            lon,
            lat,
            None if math.isnan(azimuth) else azimuth,
        )
        for value, place, lon, lat, azimuth in rows
    ]


def kp_label(distance_m: float, *, decimals: int = 0) -> str:
    """Write a distance as a kilometre point: kilometres, plus, metres.

    Parameters
    ----------
    distance_m
        Metres; negative before the zero of the line.
    decimals
        How many decimals of a metre.

    Returns
    -------
    str
        Rounded to the metre, or the decimals asked for.

    Raises
    ------
    OutOfRangeError
        If the distance is not finite or `decimals` is not between 0 and 9.

    Examples
    --------
    >>> kp_label(12_500), kp_label(999.6), kp_label(-250), kp_label(12_500.25, decimals=2)
    ('KP 12+500', 'KP 1+000', 'KP -0+250', 'KP 12+500.25')
    """
    if not math.isfinite(distance_m):
        raise OutOfRangeError(f"distance {distance_m} m is not finite; it has no kilometre point")
    if not 0 <= decimals <= 9:
        raise OutOfRangeError(f"decimals {decimals} lies outside 0..9")
    # Whole units of the last decimal, so that 999.6 carries to the next kilometre.
    units = round(abs(distance_m) * 10**decimals)
    km, rest = divmod(units, 1000 * 10**decimals)
    metres, fraction = divmod(rest, 10**decimals)
    sign = "-" if distance_m < 0 and units else ""
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    return f"KP {sign}{km}+{metres:03d}{tail}"


def parse_kp(text: str) -> float:
    """Return the distance that a kilometre point as written means.

    Parameters
    ----------
    text
        ``KP 12+500``, ``12+500``, ``KP 12.5`` or ``12.5 km``; decimals of a metre and a minus sign
        are understood, and three digits are wanted behind the plus.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    OutOfRangeError
        If it is written in no such way; a bare number is refused, because nothing says whether it
        is kilometres or metres.

    Examples
    --------
    >>> parse_kp("KP 12+500"), parse_kp("-0+250.5"), parse_kp("12.5 km")
    (12500.0, -250.5, 12500.0)
    >>> parse_kp("12+50")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: '12+50' is no kilometre point; write KP 12+500 (three digits
    of metres), 12+500 or 12.5 km
    """
    found = _KP.fullmatch(text.strip())
    if found is None:
        raise OutOfRangeError(
            f"{text!r} is no kilometre point; write KP 12+500 (three digits of metres), 12+500 or "
            "12.5 km"
        )
    if found["km"] is None:
        return float(Decimal(found["kp"] or found["number"]) * 1000)
    metres = float(Decimal(found["km"]) * 1000 + Decimal(found["m"]))
    return -metres if found["sign"] else metres


def _values(
    whole: MeasuredLine, every_m: float, start_m: float | None, measure: Calibration | None
) -> tuple[Floats, Floats]:
    """Return the round values and where they are, both in metres."""
    extent = whole.length_m if measure is None else 1000 * measure.extent_km
    if extent / every_m > MOST_POINTS:
        raise OutOfRangeError(
            f"every_m {every_m:g} would give more than {MOST_POINTS:,} points; choose a larger one"
        )
    if measure is None:
        start = start_m or 0.0
        first = max(math.ceil(-start / every_m), 0)
        last = math.floor((whole.length_m + END_TOLERANCE_M - start) / every_m)
        values: Floats = start + every_m * np.arange(first, last + 1, dtype=np.float64)
        return values, np.minimum(values, whole.length_m)
    return measure.round_values_m(every_m, start_m)


def _with_end(
    whole: MeasuredLine, value_m: Floats, distance: Floats, measure: Calibration | None
) -> tuple[Floats, Floats]:
    if len(distance) and distance[-1] >= whole.length_m - END_TOLERANCE_M:
        return value_m, distance
    end = np.array([whole.length_m])
    value = end if measure is None else 1000 * measure.to_measures_km(end, invalid="nan")
    covered = np.isfinite(value)
    return np.append(value_m, value[covered]), np.append(distance, end[covered])
