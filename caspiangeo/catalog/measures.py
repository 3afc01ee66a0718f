"""Official kilometre systems of a route: piecewise linear between calibration points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from caspiangeo.errors import OutOfRangeError

if TYPE_CHECKING:
    from caspiangeo.model import MeasurePoint


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

    def to_geometric(self, kp_km: float) -> float:
        """Return the geometric kilometre of an official one.

        Raises
        ------
        OutOfRangeError
            If the system does not cover that kilometre.
        """
        found = _interpolate(kp_km, self.official_km, self.geometric_km)
        if found is None:
            raise OutOfRangeError(
                f"KP {kp_km:g} km lies beyond measure {self.name!r} of {self.route}: it runs from "
                f"{self.official_km[0]:g} to {self.official_km[-1]:g} km"
            )
        return found

    def to_official(self, kp_km: float) -> float | None:
        """Return the official kilometre of a geometric one, or None beyond the system."""
        return _interpolate(kp_km, self.geometric_km, self.official_km)


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


def _interpolate(at: float, xs: tuple[float, ...], ys: tuple[float, ...]) -> float | None:
    for (x0, x1), (y0, y1) in zip(pairwise(xs), pairwise(ys), strict=True):
        if x0 <= at <= x1:
            return y0 + (at - x0) / (x1 - x0) * (y1 - y0)
    return None
