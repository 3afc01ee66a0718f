"""Official measures of a line: kilometres on paper tied to metres along the geometry.

The kilometres of a pipeline book, of marker posts or of an old alignment never quite fit the line
that is drawn. Calibration points say where on the line some of them are; between two points the
measure runs evenly. Where a line was rerouted its kilometres jump: some exist no more (a gap),
some exist twice (an overlap). Neither is ever guessed at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike

from caspiangeo.errors import AmbiguousNameError, OutOfRangeError
from caspiangeo.geodesy.coordinates import Booleans, Floats, Invalid, check_invalid
from caspiangeo.geodesy.segments import Indices

#: Two answers nearer than this are one; so far past the end of a piece still means the end.
SAME_PLACE_M = 1e-3


class Calibration:
    """A measure of a line, piecewise linear between calibration points.

    Parameters
    ----------
    measure_km
        Kilometres of the measure, shape (n,), rising or falling along the line. A row of NaN
        leaves a gap: the measure does not cover the line between the rows beside it.
    distance_m
        Where they are: metres from the start of the line, shape (n,), in order. A distance given
        twice with two measures is a joint: there the measure jumps.
    name
        What the measure is called, for messages.

    Raises
    ------
    OutOfRangeError
        If the rows are not in order, a measure stands still or turns between two joints, or a
        point stands alone; the message names the row.

    Examples
    --------
    A line made 1 km shorter by a new stretch, after which the old kilometres go on, so that
    kilometres 12 to 13 exist no more:

    >>> posts = Calibration([0, 12, 13, 20], [0, 11_990, 11_990, 18_985], name="posts")
    >>> round(posts.to_distance_m(16), 3), round(posts.to_measure_km(14_987.857), 3)
    (14987.857, 16.0)
    >>> posts.to_distance_m(12.5)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: 12.5 km is no kilometre of posts, which runs from 0 to 12 and
    from 13 to 20 km

    Made longer, the kilometres from 11.5 to 12 exist twice:

    >>> posts = Calibration([0, 12, 11.5, 20], [0, 12_000, 12_000, 20_500], name="posts")
    >>> posts.candidates_m(11.75)
    (11750.0, 12250.0)
    >>> posts.to_distance_m(11.75)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.AmbiguousNameError: 11.75 km of posts is in 2 places: at 11750.000 and
    12250.000 m along the line; give the one that is meant
    """

    def __init__(
        self, measure_km: ArrayLike, distance_m: ArrayLike, *, name: str = "the measure"
    ) -> None:
        self._measure, self._distance = _rows(measure_km, distance_m)
        self._name = name
        self._pieces = _pieces(self._measure, self._distance)
        self._starts = np.array([piece.distance[0] for piece in self._pieces])

    def __repr__(self) -> str:
        """Name the measure and what it covers."""
        return f"<Calibration {self._name}: {self._coverage()}>"

    @property
    def name(self) -> str:
        """What the measure is called."""
        return self._name

    @property
    def measure_km(self) -> Floats:
        """The measures of the calibration points, shape (n,)."""
        return self._measure.copy()

    @property
    def distance_m(self) -> Floats:
        """Where the calibration points are, metres from the start of the line, shape (n,)."""
        return self._distance.copy()

    @property
    def ranges_km(self) -> tuple[tuple[float, float], ...]:
        """From and to which kilometre each piece between two joints or gaps runs, in line order."""
        return tuple((float(each.measure[0]), float(each.measure[-1])) for each in self._pieces)

    def candidates_m(self, measure_km: float) -> tuple[float, ...]:
        """Return every place on the line that has a kilometre of the measure.

        Parameters
        ----------
        measure_km
            Kilometre of the measure.

        Returns
        -------
        tuple of float
            Metres from the start of the line, in order; empty in a gap.

        Examples
        --------
        >>> Calibration([10, 0, 5, 0], [0, 10_000, 10_000, 15_000]).candidates_m(2.5)
        (7500.0, 12500.0)
        """
        asked = np.array([measure_km], dtype=np.float64)
        places = sorted(float(each.distances(asked)[0]) for each in self._pieces)
        found = [place for place in places if not np.isnan(place)]
        apart = [after for before, after in pairwise(found) if after - before > SAME_PLACE_M]
        return tuple(found[:1] + apart)

    def to_distance_m(self, measure_km: float) -> float:
        """Return where a kilometre of the measure is; see `to_distances_m`."""
        return float(self.to_distances_m([measure_km])[0])

    def to_distances_m(self, measure_km: ArrayLike, *, invalid: Invalid = "raise") -> Floats:
        """Return where kilometres of the measure are.

        Parameters
        ----------
        measure_km
            Kilometres of the measure, shape (k,).
        invalid
            ``"raise"``, or ``"nan"`` for those that are nowhere or in several places.

        Returns
        -------
        numpy.ndarray
            Metres from the start of the line, shape (k,).

        Raises
        ------
        OutOfRangeError
            If the measure has no such kilometre; the message says which it has.
        AmbiguousNameError
            If a kilometre is in several places; the message lists them.

        Examples
        --------
        >>> Calibration([100, 90], [0, 10_200]).to_distances_m([100, 95, 80], invalid="nan")
        array([   0., 5100.,   nan])
        """
        check_invalid(invalid)
        asked = np.atleast_1d(np.asarray(measure_km, dtype=np.float64))
        first, last = np.full(len(asked), np.nan), np.full(len(asked), np.nan)
        for piece in self._pieces:
            places = piece.distances(asked)
            first, last = np.fmin(first, places), np.fmax(last, places)
        bad = ~(last - first <= SAME_PLACE_M)
        return _reported(first, bad, invalid, lambda row: self._refuse(float(asked[row])))

    def to_measure_km(self, distance_m: float) -> float:
        """Return the kilometre of the measure at a distance along the line."""
        return float(self.to_measures_km([distance_m])[0])

    def to_measures_km(self, distance_m: ArrayLike, *, invalid: Invalid = "raise") -> Floats:
        """Return the kilometres of the measure at distances along the line.

        Parameters
        ----------
        distance_m
            Metres from the start of the line, shape (k,).
        invalid
            ``"raise"``, or ``"nan"`` where the measure does not cover the line.

        Returns
        -------
        numpy.ndarray
            Kilometres, shape (k,); at a joint, that of the way ahead.

        Raises
        ------
        OutOfRangeError
            If the measure does not cover the line there; the message says what it covers.

        Examples
        --------
        >>> posts = Calibration([0, 12, 13, 20], [0, 12_000, 12_000, 19_000])
        >>> posts.to_measures_km([6_000, 12_000])
        array([ 6., 13.])
        """
        check_invalid(invalid)
        asked = np.atleast_1d(np.asarray(distance_m, dtype=np.float64))
        found = np.full(len(asked), np.nan)
        owner = np.searchsorted(self._starts, asked + SAME_PLACE_M, side="right") - 1
        for number, piece in enumerate(self._pieces):
            mine = np.flatnonzero(owner == number)
            found[mine] = piece.measures(asked[mine])
        return _reported(found, np.isnan(found), invalid, lambda row: self._off(float(asked[row])))

    def to_stretches_m(
        self, from_km: ArrayLike, to_km: ArrayLike, *, invalid: Invalid = "raise"
    ) -> tuple[Floats, Floats]:
        """Return where stretches from one kilometre to another are, in the direction of the line.

        Parameters
        ----------
        from_km, to_km
            Kilometres of the measure, shape (k,), in either order.
        invalid
            ``"raise"``, or ``"nan"`` where an end is nowhere or in several places.

        Returns
        -------
        tuple of numpy.ndarray
            Metres from the start of the line at which they begin and end, shape (k,) each.

        Raises
        ------
        OutOfRangeError, AmbiguousNameError
            As `to_distances_m`.

        Examples
        --------
        >>> Calibration([20, 0], [0, 20_000]).to_stretches_m([5], [7])
        (array([13000.]), array([15000.]))
        """
        ends = [self.to_distances_m(each, invalid=invalid) for each in (from_km, to_km)]
        return np.minimum(*ends), np.maximum(*ends)

    @property
    def extent_km(self) -> float:
        """How many kilometres of the measure there are in all, those in an overlap twice."""
        return sum(abs(high - low) for low, high in self.ranges_km)

    def round_values_m(self, every_m: float, start_m: float | None) -> tuple[Floats, Floats]:
        """Return the multiples of a step that the measure has, and where they are, both in metres.

        In line order; counted from `start_m` upwards, if given.
        """
        base, least = (0.0, -np.inf) if start_m is None else (start_m, 0.0)
        values, places = [], []
        for piece in self._pieces:
            low, high = sorted(1000 * piece.measure[[0, -1]] - base)
            first = max(np.ceil((low - SAME_PLACE_M) / every_m), least)
            steps = np.arange(first, np.floor((high + SAME_PLACE_M) / every_m) + 1)
            values.append(base + every_m * steps)
            places.append(piece.distances(values[-1] / 1000))
        value, place = np.concatenate(values), np.concatenate(places)
        order = np.lexsort((value, place))
        value, place = value[order], place[order]
        # Where the same kilometre ends one piece and begins the next, it comes once.
        again = (np.diff(value) == 0) & (np.diff(place) <= SAME_PLACE_M)
        new = np.append(np.ones(1, dtype=bool), ~again)[: len(value)]
        return value[new], place[new]

    def _coverage(self) -> str:
        return " and ".join(f"from {low:g} to {high:g}" for low, high in self.ranges_km) + " km"

    def _refuse(self, measure_km: float) -> NoReturn:
        places = self.candidates_m(measure_km)
        if not places:
            raise OutOfRangeError(
                f"{measure_km:.12g} km is no kilometre of {self._name}, which runs "
                f"{self._coverage()}"
            )
        listed = " and ".join(f"{place:.3f}" for place in places)
        raise AmbiguousNameError(
            f"{measure_km:.12g} km of {self._name} is in {len(places)} places: at {listed} m along "
            "the line; give the one that is meant"
        )

    def _off(self, distance_m: float) -> NoReturn:
        covered = " and ".join(
            f"from {each.distance[0]:.3f} to {each.distance[-1]:.3f}" for each in self._pieces
        )
        raise OutOfRangeError(
            f"{distance_m:.12g} m along the line is not covered by {self._name}, which goes "
            f"{covered} m"
        )


@dataclass(frozen=True, eq=False)
class _Piece:
    """Calibration points between two joints or gaps; distances rise, measures rise or fall."""

    measure: Floats
    distance: Floats

    def distances(self, measure_km: Floats) -> Floats:
        """Return where kilometres are; NaN for those that are not in this piece."""
        rising = self.measure[-1] > self.measure[0]
        order = slice(None) if rising else slice(None, None, -1)
        return _interpolated(
            measure_km, self.measure[order], self.distance[order], SAME_PLACE_M / 1000
        )

    def measures(self, distance_m: Floats) -> Floats:
        """Return the kilometres at distances; NaN for those that are not in this piece."""
        return _interpolated(distance_m, self.distance, self.measure, SAME_PLACE_M)


def _interpolated(at: Floats, given: Floats, wanted: Floats, slack: float) -> Floats:
    within = (at >= given[0] - slack) & (at <= given[-1] + slack)
    return np.where(within, np.interp(at, given, wanted), np.nan)


def _rows(measure_km: ArrayLike, distance_m: ArrayLike) -> tuple[Floats, Floats]:
    measure, distance = (np.asarray(each, dtype=np.float64) for each in (measure_km, distance_m))
    if measure.ndim != 1 or measure.shape != distance.shape:
        raise OutOfRangeError(
            f"{measure.size} measures and {distance.size} distances; give one of each a point"
        )
    wrong = np.isinf(measure) | (np.isfinite(measure) & ~np.isfinite(distance))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise OutOfRangeError(f"row {row}: {measure[row]} km at {distance[row]} m is not finite")
    known = np.flatnonzero(np.isfinite(measure))
    back = np.flatnonzero(np.diff(distance[known]) < 0)
    if len(back):
        row = int(known[back[0] + 1])
        raise OutOfRangeError(
            f"row {row}: {distance[row]:.12g} m lies before the row above; rows go along the line"
        )
    return measure, distance


def _pieces(measure: Floats, distance: Floats) -> list[_Piece]:
    """Cut the rows at gaps and joints."""
    row = np.flatnonzero(np.isfinite(measure))
    gap, way = np.diff(row) > 1, np.diff(distance[row])
    again = np.flatnonzero((way == 0) & (np.diff(measure[row]) == 0) & ~gap)
    row, gap, way = np.delete(row, again + 1), np.delete(gap, again), np.delete(way, again)
    cuts = np.flatnonzero(gap | (way == 0)) + 1
    return [_piece(measure, distance, each) for each in np.split(row, cuts)]


def _piece(measure: Floats, distance: Floats, row: Indices) -> _Piece:
    if len(row) < 2:
        given = f"row {row[0]} stands alone" if len(row) else "no row has a measure"
        raise OutOfRangeError(f"{given}; a piece of a measure needs two calibration points")
    rise = np.diff(measure[row])
    turned = np.flatnonzero(np.sign(rise) * np.sign(rise[0]) <= 0)
    if len(turned):
        at = int(row[turned[0] + 1])
        raise OutOfRangeError(
            f"row {at}: the measure stands still or turns back at {measure[at]:.12g} km; where it "
            "jumps, give that distance twice, with the measure before and the measure behind"
        )
    return _Piece(measure[row], distance[row])


def _reported(
    values: Floats, bad: Booleans, invalid: Invalid, refuse: Callable[[int], NoReturn]
) -> Floats:
    """Return the values, NaN where they are bad; or refuse the first of those."""
    if invalid == "raise" and bad.any():
        refuse(int(np.argmax(bad)))
    return np.where(bad, np.nan, values)
