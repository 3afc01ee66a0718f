"""The figure of the Earth that a length is measured on."""

from dataclasses import dataclass

from caspiangeo.errors import OutOfRangeError

#: Beyond this flattening the series of a meridian arc would need more terms; the Earth's is 0.0034.
MAX_FLATTENING = 0.02


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid of revolution and where its two numbers come from.

    Parameters
    ----------
    name
        What it is called.
    semimajor_axis_m
        Equatorial radius, metres.
    flattening
        (a - b) / a, no unit; 0 is a sphere.
    source
        Who defines it.

    Raises
    ------
    OutOfRangeError
        If the radius is not positive or the flattening lies beyond 0.02 either way.

    Examples
    --------
    >>> WGS84.semiminor_axis_m
    6356752.314245179
    >>> Ellipsoid("melon", 6.4e6, 0.3)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: flattening 0.3 of melon lies outside -0.02..0.02
    """

    name: str
    semimajor_axis_m: float
    flattening: float
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a figure that the series of this package do not cover."""
        if not 0 < self.semimajor_axis_m < float("inf"):
            raise OutOfRangeError(
                f"semi-major axis {self.semimajor_axis_m} m of {self.name} is not a positive number"
            )
        if not abs(self.flattening) <= MAX_FLATTENING:
            raise OutOfRangeError(
                f"flattening {self.flattening} of {self.name} lies outside "
                f"-{MAX_FLATTENING}..{MAX_FLATTENING}"
            )

    @property
    def semiminor_axis_m(self) -> float:
        """Polar radius b = a (1 - f), metres."""
        return self.semimajor_axis_m * (1 - self.flattening)

    @property
    def eccentricity_squared(self) -> float:
        """First eccentricity squared e² = f (2 - f), no unit; negative if prolate."""
        return self.flattening * (2 - self.flattening)

    @property
    def mean_radius_m(self) -> float:
        """Mean radius (2a + b) / 3, metres."""
        return (2 * self.semimajor_axis_m + self.semiminor_axis_m) / 3

    @property
    def curvature_radii_m(self) -> tuple[float, float]:
        """Least and greatest radius of curvature, metres: b²/a and a²/b if oblate."""
        # In the meridian b²/a at the equator, a²/b at the poles; across it a at the equator.
        a, b = self.semimajor_axis_m, self.semiminor_axis_m
        radii = b * b / a, a, a * a / b
        return min(radii), max(radii)


WGS84 = Ellipsoid("WGS 84", 6378137.0, 1 / 298.257223563, "EPSG:7030")
GRS80 = Ellipsoid("GRS 1980", 6378137.0, 1 / 298.257222101, "EPSG:7019")
#: Of the older maps and charts of the former Soviet Union (Pulkovo 1942).
KRASSOVSKY_1940 = Ellipsoid("Krassowsky 1940", 6378245.0, 1 / 298.3, "EPSG:7024")
