"""From the coordinate system that data name to what is measured: degrees on an ellipsoid.

A length or a kilometre point belongs to a geographic coordinate system: longitude, latitude and an
ellipsoid. Every projected system states the one that it was made from, its *base*; undoing the
projection shifts no datum, and PROJ does it to a millimetre or much better. So data are measured on
their own ellipsoid, and results go back to where the data came from. Nothing is guessed: a system
without such a base is refused.

In all data of GDAL and GeoPandas x comes before y, so longitude before latitude, whatever order
the definition of the system has.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from caspiangeo.errors import CaspianError, GeometryError
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.ellipsoid import Ellipsoid

_RADIANS_PER_DEGREE = np.pi / 180


@dataclass(frozen=True, eq=False)
class GeodeticBase:
    """What data in one coordinate system are measured on.

    Parameters
    ----------
    crs
        The coordinate system of the data, without heights.
    geographic
        Its base: longitude from Greenwich and latitude, degrees, on the same datum.
    ellipsoid
        The ellipsoid of that datum.
    """

    crs: CRS
    geographic: CRS
    ellipsoid: Ellipsoid

    @cached_property
    def transformer(self) -> Transformer | None:
        """From the coordinates of the data to lon, lat; None if they are that already.

        Raises
        ------
        GeometryError
            If the projection cannot be undone.
        """
        if self.crs == self.geographic:
            return None
        try:
            return Transformer.from_crs(self.crs, self.geographic, always_xy=True)
        except ProjError as error:
            raise GeometryError(
                f"{self.crs.name} cannot be turned into degrees: {error}; convert the data to "
                "lon, lat first"
            ) from None

    def to_lonlat(self, coords: Floats) -> Floats:
        """Return coordinates of the data as lon, lat in degrees, shape (n, 2).

        What lies outside the projection comes back as infinity, which no length accepts.
        """
        return self._transform(coords, "FORWARD")

    def from_lonlat(self, coords: Floats) -> Floats:
        """Return lon, lat in degrees as coordinates of the data, shape (n, 2)."""
        return self._transform(coords, "INVERSE")

    def _transform(self, coords: Floats, direction: Any) -> Floats:
        if self.transformer is None or len(coords) == 0:
            return coords
        x, y = coords.T
        if len(x) == 1:  # some releases of pyproj warn of arrays of one
            found = self.transformer.transform(float(x[0]), float(y[0]), direction=direction)
            return np.array([found])
        return np.column_stack(self.transformer.transform(x, y, direction=direction))


def geodetic_base(crs: object) -> GeodeticBase:
    """Return the degrees and the ellipsoid that a coordinate system stands on.

    Parameters
    ----------
    crs
        A pyproj CRS, or what names one: an EPSG code, ``"EPSG:4326"``, WKT, a PROJ string.

    Returns
    -------
    GeodeticBase
        Of a projected system its base; of a geographic one itself, or, where it has a height,
        counts from another meridian or in another unit, the same datum in degrees from Greenwich.
        A transformation to another datum that the system carries along is not applied.

    Raises
    ------
    GeometryError
        If there is no such system; if it is a local, vertical or geocentric one, which has no
        longitude and latitude; or if its ellipsoid is flatter than 0.02.

    Examples
    --------
    The old Soviet grid stands on the ellipsoid of Krassowsky, and is measured there:

    >>> base = geodetic_base("EPSG:28409")
    >>> base.geographic.name, base.ellipsoid.name
    ('Pulkovo 1942', 'Krassowsky 1940')
    >>> base.to_lonlat(np.array([[9_500_000.0, 0.0]])).round(6)
    array([[51.,  0.]])
    >>> geodetic_base(4326).transformer is None
    True
    >>> geodetic_base(5773)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.GeometryError: EGM96 height is a Vertical CRS, which has no longitude and
    latitude; nothing in it can be measured on an ellipsoid
    """
    try:
        named: CRS = CRS.from_user_input(crs)
    except CRSError:
        raise GeometryError(
            f"unknown coordinate system {crs!r}; name one as EPSG:4326, by WKT or a PROJ string"
        ) from None
    horizontal = _horizontal(named)
    base = horizontal
    while base.is_derived and base.source_crs is not None:
        base = _horizontal(base.source_crs)
    if not base.is_geographic:
        raise GeometryError(
            f"{named.name} is a {named.type_name}, which has no longitude and latitude; nothing in "
            "it can be measured on an ellipsoid"
        )
    return GeodeticBase(horizontal, _in_degrees(base), _ellipsoid(base))


def _horizontal(crs: CRS) -> CRS:
    """Take off heights and transformations to another datum."""
    while crs.is_compound or crs.is_bound:
        inner = crs.sub_crs_list[0] if crs.is_compound else crs.source_crs
        if inner is None:
            break
        crs = inner
    return crs if len(crs.axis_info) < 3 or crs.type_name == "Geocentric CRS" else crs.to_2d()


def _in_degrees(base: CRS) -> CRS:
    """Return the same datum in degrees from Greenwich; itself if that is what it has."""
    meridian = base.prime_meridian
    factors = [axis.unit_conversion_factor for axis in base.axis_info]
    if (meridian is None or meridian.longitude == 0) and np.allclose(
        factors, _RADIANS_PER_DEGREE, rtol=1e-12, atol=0
    ):
        return base
    definition = base.to_json_dict()
    definition.pop("id", None)
    definition.get("datum", {}).pop("prime_meridian", None)  # an ensemble has none
    definition["name"] += " in degrees from Greenwich"
    definition["coordinate_system"] = {
        "subtype": "ellipsoidal",
        "axis": [
            {"name": "Longitude", "abbreviation": "lon", "direction": "east", "unit": "degree"},
            {"name": "Latitude", "abbreviation": "lat", "direction": "north", "unit": "degree"},
        ],
    }
    return CRS.from_json_dict(definition)


def _ellipsoid(base: CRS) -> Ellipsoid:
    found = base.ellipsoid
    if found is None:
        raise GeometryError(f"{base.name} names no ellipsoid; nothing in it can be measured")
    inverse = found.inverse_flattening  # 0 says a sphere
    try:
        return Ellipsoid(found.name, found.semi_major_metre, 1 / inverse if inverse else 0.0)
    except CaspianError as error:
        raise GeometryError(f"{base.name} cannot be measured: {error}") from None
