"""Official kilometre systems of a route: piecewise linear between calibration points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from caspiangeo.errors import OutOfRangeError
from caspiangeo.model import MeasurePoint

if TYPE_CHECKING:
    from caspiangeo.geodesy import Calibration


@dataclass(frozen=True, slots=True)
class Measure:
    """One official kilometre system, tied to the geometric kilometres of the drawn line.

    Examples
    --------
    >>> georgia = Measure("btc", "GE", "BTC, kilometres from the AZ/GE border",
    ...     official_km=(0.0, 249.0), geometric_km=(400.0, 640.0))
    >>> georgia.to_geometric(124.5)
    520.0
    >>> georgia.to_official(700.0) is None  # beyond the stretch that the system covers
    True
    """

    route: str
    name: str
    title: str
    official_km: tuple[float, ...]
    geometric_km: tuple[float, ...]

    @property
    def calibration(self) -> Calibration:
        """The same for `caspiangeo.geodesy`: event tables, kilometre points, M values."""
        return _calibration(self)

    def to_geometric(self, kp_km: float) -> float:
        """Return the geometric kilometre of an official one.

        Raises
        ------
        OutOfRangeError
            If the system does not cover that kilometre.
        AmbiguousNameError
            If the kilometre is in several places; the message lists them.
        """
        return self.calibration.to_distance_m(kp_km) / 1000

    def to_official(self, kp_km: float) -> float | None:
        """Return the official kilometre of a geometric one, or None beyond the system."""
        try:
            return self.calibration.to_measure_km(1000 * kp_km)
        except OutOfRangeError:
            return None


def from_points(points: tuple[MeasurePoint, ...], kp_of_sites: dict[str, float]) -> Measure:
    """Tie the calibration points of one system to the drawn line."""
    ordered = sorted(points, key=lambda point: point.seq)
    first = ordered[0]
    return Measure(
        route=first.route,
        name=first.measure,
        title=first.title,
        official_km=tuple(point.kp_km for point in ordered),
        geometric_km=tuple(kp_of_sites[point.at] for point in ordered),
    )


@cache
def _calibration(measure: Measure) -> Calibration:
    from caspiangeo.geodesy import Calibration

    return Calibration(
        measure.official_km,
        [1000 * km for km in measure.geometric_km],
        name=f"measure {measure.name!r} of {measure.route}",
    )
