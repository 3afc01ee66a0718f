"""What a search along a line finds: the nearest point, for one place or for many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caspiangeo.geodesy.coordinates import Floats


@dataclass(frozen=True)
class Location:
    """The nearest point of a line to some other point.

    Parameters
    ----------
    distance_m
        From the start of the line along it, metres.
    offset_m
        From the line to the other point, metres; + to starboard (right of the direction of the
        line), - to port. Beyond an end or outside a bend it is the distance to that vertex.
    lon, lat
        The point on the line, degrees.
    segment
        Which segment that is, counted from 0.
    """

    distance_m: float
    offset_m: float
    lon: float
    lat: float
    segment: int


@dataclass(frozen=True, eq=False)
class Locations:
    """The nearest points of a line to many other points: arrays of shape (k,), one value a point.

    Parameters
    ----------
    distance_m, offset_m, lon, lat, segment
        As those of `Location`. Where a point could not be measured and `invalid="nan"` asked to go
        on, they are NaN and the segment is -1.

    Examples
    --------
    One of them is a `Location`:

    >>> from caspiangeo.geodesy import locate_many
    >>> found = locate_many([(0, 0), (2, 0)], lon=[0.5, 1.0, -3.0], lat=[0.1, -0.1, 0.0])
    >>> len(found), found.distance_m.round(3).tolist()
    (3, [55659.745, 111319.491, 0.0])
    >>> found[2].lon, round(found[2].offset_m, 3)
    (0.0, 333958.472)
    """

    distance_m: Floats
    offset_m: Floats
    lon: Floats
    lat: Floats
    segment: NDArray[np.intp]

    def __len__(self) -> int:
        """Return how many points were located."""
        return len(self.distance_m)

    def __getitem__(self, index: int) -> Location:
        """Return one of them."""
        values = (self.distance_m, self.offset_m, self.lon, self.lat)
        distance, offset, lon, lat = (float(value[index]) for value in values)
        return Location(distance, offset, lon, lat, int(self.segment[index]))
