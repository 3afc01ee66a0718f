"""The two rules that say what a segment is, behind one pair of questions."""

from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np

from caspiangeo.errors import OutOfRangeError
from caspiangeo.geodesy import geodesics, rhumb
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid

#: What the segments of a line are: the shortest way, or a constant course.
Rule: TypeAlias = Literal["geodesic", "rhumb"]


class Curve(Protocol):
    """What both rules answer, for flat arrays of equal length; degrees and metres."""

    ellipsoid: Ellipsoid
    #: A piece of a segment this wide at most is close to straight on the ground.
    widest_piece_deg: float

    def inverse(
        self, lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats
    ) -> tuple[Floats, Floats]:
        """Return the azimuth at point 1 and the length of the way to point 2."""

    def direct(
        self, lon: Floats, lat: Floats, azimuth: Floats, distance: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat and the course there after a distance."""

    def turning(self, azimuth: Floats, lat1: Floats, lat2: Floats) -> Floats:
        """Return how fast at most the course turns off the geodesic, radians a metre."""


class Geodesic:
    """The shortest way; see `caspiangeo.geodesy.geodesics`."""

    widest_piece_deg = float("inf")

    def __init__(self, ellipsoid: Ellipsoid) -> None:
        self.ellipsoid = ellipsoid

    def inverse(
        self, lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats
    ) -> tuple[Floats, Floats]:
        """Return the azimuth at point 1 and the length of the way to point 2."""
        return geodesics.inverse(lon1, lat1, lon2, lat2, self.ellipsoid)

    def direct(
        self, lon: Floats, lat: Floats, azimuth: Floats, distance: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat and the course there after a distance."""
        return geodesics.direct(lon, lat, azimuth, distance, self.ellipsoid)

    def turning(self, azimuth: Floats, lat1: Floats, lat2: Floats) -> Floats:
        """Return 0: a geodesic does not turn."""
        del lat1, lat2
        return np.zeros(len(azimuth))


class Rhumb:
    """The constant course; see `caspiangeo.geodesy.rhumb`."""

    # The course turns against the geodesic by at most the longitude crossed.
    widest_piece_deg = 5.0

    def __init__(self, ellipsoid: Ellipsoid) -> None:
        self.ellipsoid = ellipsoid

    def inverse(
        self, lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats
    ) -> tuple[Floats, Floats]:
        """Return the azimuth at point 1 and the length of the way to point 2."""
        return rhumb.inverse(lon1, lat1, lon2, lat2, self.ellipsoid)

    def direct(
        self, lon: Floats, lat: Floats, azimuth: Floats, distance: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Return lon, lat and the course there after a distance."""
        lon2, lat2 = rhumb.direct(lon, lat, azimuth, distance, self.ellipsoid)
        return lon2, lat2, azimuth

    def turning(self, azimuth: Floats, lat1: Floats, lat2: Floats) -> Floats:
        """Return how fast at most the course turns off the geodesic, radians a metre."""
        # By sin α tan φ / N; the normal N is one of the radii of curvature.
        steepest = np.tan(np.radians(np.maximum(np.abs(lat1), np.abs(lat2))))
        shortest = self.ellipsoid.curvature_radii_m[0]
        return np.asarray(np.abs(np.sin(np.radians(azimuth))) * steepest / shortest)


def curve(rule: Rule, ellipsoid: Ellipsoid) -> Curve:
    """Return the solver of one rule on one ellipsoid.

    Raises
    ------
    OutOfRangeError
        If there is no such rule.
    """
    if rule == "geodesic":
        return Geodesic(ellipsoid)
    if rule == "rhumb":
        return Rhumb(ellipsoid)
    raise OutOfRangeError(f"unknown segment rule {rule!r}; use one of {', '.join(get_args(Rule))}")
