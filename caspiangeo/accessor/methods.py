"""The methods behind ``frame.geodesic``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely.geometry.base import BaseGeometry

from caspiangeo.accessor.pairs import (
    feet,
    pair_distances,
    parts_together,
    point_and_line,
    together,
)
from caspiangeo.accessor.rows import beside, check_points, column, in_rows, missing, naming_row
from caspiangeo.accessor.shapes import redrawn
from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    Ellipsoid,
    Engine,
    Interior,
    Invalid,
    MeasuredLine,
    Rule,
    areas_m2,
    crossings_between,
    densify,
    densify_to_tolerance,
    lengths_m,
    perimeters_m,
    points_within,
)
from caspiangeo.geodesy.between.crossing import TOUCH_M
from caspiangeo.geodesy.geometries import Items, check_vertices
from caspiangeo.io.crs import GeodeticBase, geodetic_base

if TYPE_CHECKING:
    from pyproj import CRS

#: What a meeting of two lines is described by, beside its place.
_OF_A_MEETING = ("kind", "distance_a_m", "distance_b_m", "angle_deg", "to_a_m", "to_b_m")


class GeodesicAccessor:
    """Measures of the geometries of a GeoSeries or GeoDataFrame, on the ellipsoid.

    Every result has the index of the data, and NaN or None where a geometry is missing. Every
    method raises `GeometryError` if the data have no coordinate system or one without longitude and
    latitude, and if a coordinate cannot be measured; the message names it.

    Parameters
    ----------
    data
        The GeoSeries or GeoDataFrame; of a frame the active geometry is measured.
    """

    def __init__(self, data: GeoSeries | GeoDataFrame) -> None:
        self._data = data

    @property
    def geographic_crs(self) -> CRS:
        """The coordinate system in which the data are measured: degrees, on their own datum."""
        return self._base.geographic

    @property
    def ellipsoid(self) -> Ellipsoid:
        """The ellipsoid on which the data are measured."""
        return self._base.ellipsoid

    # -- one number a row --------------------------------------------------------------------------

    def length(
        self, *, rule: Rule = "geodesic", engine: Engine = "auto", invalid: Invalid = "raise"
    ) -> pd.Series[float]:
        """Return the length of each line.

        Parameters
        ----------
        rule
            What a segment is: ``"geodesic"`` or ``"rhumb"``.
        engine
            What computes geodesics; see `caspiangeo.geodesy.ragged_lengths_m`.
        invalid
            What becomes of a geometry that holds a polygon or a vertex that cannot be measured:
            ``"raise"``, or ``"nan"``, which gives NaN to that one alone.

        Returns
        -------
        pandas.Series
            Metres, named ``geodesic_length_m`` (or ``rhumb_length_m``); 0 for points and what is
            empty, NaN where missing.

        Raises
        ------
        GeometryError
            If a geometry holds a polygon (see `perimeter`).
        OutOfRangeError
            If there is no such rule or engine.

        Examples
        --------
        Along the middle of its zone UTM draws everything 4 in 10,000 too short:

        >>> import caspiangeo.accessor
        >>> from shapely import LineString
        >>> north = LineString([(500_000, 4_500_000), (500_000, 4_600_000)])
        >>> zone_39 = GeoSeries([north, None], crs="EPSG:32639")
        >>> zone_39.length.tolist(), zone_39.geodesic.length().round(3).tolist()
        ([100000.0, nan], [100040.016, nan])
        """
        found = lengths_m(
            self._lonlat(), rule=rule, ellipsoid=self.ellipsoid, engine=engine, invalid=invalid
        )
        return self._numbers(found, f"{rule}_length_m")

    def area(self, *, interior: Interior = "smaller") -> pd.Series[float]:
        """Return the area of each polygon, holes subtracted.

        Parameters
        ----------
        interior
            ``"smaller"``, at most half the Earth, or ``"left"``, what lies to the left of all
            rings; see `caspiangeo.geodesy.area_m2`.

        Returns
        -------
        pandas.Series
            Square metres, named ``geodesic_area_m2``; 0 if empty, NaN where missing.

        Raises
        ------
        GeometryError
            If a geometry is no polygon, or its holes are larger than itself.
        OutOfRangeError
            If there is no such interior.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import box
        >>> cells = GeoSeries([box(0, 0, 1, 1), box(0, 60, 1, 61)], crs="EPSG:4326")
        >>> (cells.geodesic.area() / 1e6).round(1).tolist()
        [12308.8, 6122.9]
        """
        found = areas_m2(self._lonlat(), interior=interior, ellipsoid=self.ellipsoid)
        return self._numbers(found, "geodesic_area_m2")

    def perimeter(self, *, rule: Rule = "geodesic") -> pd.Series[float]:
        """Return the length of all rings of each polygon, holes included.

        Parameters
        ----------
        rule
            What an edge is: ``"geodesic"`` or ``"rhumb"``.

        Returns
        -------
        pandas.Series
            Metres, named ``geodesic_perimeter_m`` (or ``rhumb_perimeter_m``); 0 if empty, NaN
            where missing.

        Raises
        ------
        GeometryError
            If a geometry is no polygon.
        OutOfRangeError
            If there is no such rule.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import box
        >>> cells = GeoSeries([box(0, 60, 1, 61), None], crs="EPSG:4326")
        >>> cells.geodesic.perimeter().round(3).tolist()
        [332747.879, nan]
        """
        found = perimeters_m(self._lonlat(), rule=rule, ellipsoid=self.ellipsoid)
        return self._numbers(found, f"{rule}_perimeter_m")

    def distance(
        self, other: BaseGeometry | GeoSeries | GeoDataFrame, *, align: bool | None = None
    ) -> pd.Series[float]:
        """Return the distance between each geometry and another, the shortest way.

        Parameters
        ----------
        other
            One geometry in the coordinate system of the data, or a GeoSeries or GeoDataFrame in
            it, row by row: points and lines, or several of them in one, but no polygons.
        align
            As in GeoPandas: rows go together by index (True), in order (False), or by index with
            a warning if the two differ (None).

        Returns
        -------
        pandas.Series
            Metres, named ``geodesic_distance_m``; NaN where one is missing or empty.

        Raises
        ------
        GeometryError
            If the coordinate systems differ, or a geometry is a polygon.
        OutOfRangeError
            If rows in order are asked for and their numbers differ.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import Point
        >>> ends = GeoSeries([Point(179, 0), Point(0, 90), None], crs="EPSG:4326")
        >>> ends.geodesic.distance(Point(-179, 0)).round(3).tolist()
        [222638.982, 10001965.729, nan]
        """
        index, here, there = self._beside(other, align=align)
        found = parts_together(here, there)
        metres = np.full(len(index), np.inf)
        np.minimum.at(metres, found.row, pair_distances(found, index, self.ellipsoid))
        metres[np.isinf(metres)] = np.nan
        return pd.Series(metres, index, name="geodesic_distance_m")

    # -- along lines -------------------------------------------------------------------------------

    def locate(
        self,
        other: BaseGeometry | GeoSeries | GeoDataFrame | None = None,
        *,
        lon: object = None,
        lat: object = None,
        align: bool | None = None,
        rule: Rule = "geodesic",
    ) -> GeoDataFrame:
        """Return where points lie along lines: on each row one of the two.

        Parameters
        ----------
        other
            For lines a point, for points a line: one geometry in the coordinate system of the data,
            or a GeoSeries or GeoDataFrame in it, row by row.
        lon, lat
            Instead of `other`, for lines: one point or one a row, degrees in `geographic_crs`.
        align
            As for `distance`.
        rule
            What a segment of a line is: ``"geodesic"`` or ``"rhumb"``.

        Returns
        -------
        geopandas.GeoDataFrame
            ``distance_m`` along the line from its start, ``offset_m`` of the point from the line
            (+ to starboard), and the nearest point of the line as geometry. NaN and None where
            one is missing or empty.

        Raises
        ------
        GeometryError
            If the coordinate systems differ, or a row has no line and point; explode() what holds
            several.
        OutOfRangeError
            If there is no such rule, or if not one of `other` and `lon` with `lat` is given.

        Examples
        --------
        A ship and a buoy seen from the great circle between two ports, and from the rhumb line:

        >>> import caspiangeo.accessor
        >>> from shapely import LineString, Point
        >>> places = GeoSeries({"ship": Point(180, 46), "buoy": Point(-150, 44)}, crs="EPSG:4326")
        >>> voyage = LineString([(139.7, 35.4), (-122.5, 37.8)])
        >>> found = places.geodesic.locate(voyage)
        >>> (found[["distance_m", "offset_m"]] / 1000).round(1)
              distance_m  offset_m
        ship      3553.2     227.4
        buoy      5915.5     315.8
        >>> (places.geodesic.locate(voyage, rule="rhumb").offset_m / 1000).round(1).tolist()
        [-1065.8, -762.2]
        """
        if (other is None) == (lon is None) or (lon is None) != (lat is None):
            raise OutOfRangeError("say where: either another geometry, or lon= and lat=")
        if other is None:
            index, here, there = self._beside_points(lon, lat)
        else:
            index, here, there = self._beside(other, align=align)
        found = point_and_line(together(here, there), index)
        table = np.full((len(index), 4), np.nan)
        table[found.row] = feet(found, index, rule, self.ellipsoid)
        foot = np.full(len(index), None)
        foot[found.row] = shapely.points(table[found.row, 2:])
        columns = {"distance_m": table[:, 0], "offset_m": table[:, 1]}
        return GeoDataFrame(columns, index, geometry=self._back(foot), crs=self._geometry.crs)

    def interpolate(
        self, distance_m: object, *, rule: Rule = "geodesic", clamp: bool = False
    ) -> GeoSeries:
        """Return the point of each line at a distance from its start.

        Parameters
        ----------
        distance_m
            Along the line, metres: one for all, or one a row. A row with NaN has no point.
        rule
            What a segment is: ``"geodesic"`` or ``"rhumb"``.
        clamp
            Move a distance outside a line to its end instead of raising.

        Returns
        -------
        geopandas.GeoSeries
            Points in the coordinate system of the data; None where the line is missing or empty.

        Raises
        ------
        GeometryError
            If a geometry is no single line; the message names the row.
        OutOfRangeError
            If a distance lies outside its line (the message gives row and range), the column of
            distances does not go with the data, or there is no such rule.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import LineString
        >>> lines = GeoSeries([LineString([(0, 0), (0, 90)]), None], crs="EPSG:4326")
        >>> [round(lat, 6) for lat in lines.geodesic.interpolate(5_000_000).y]
        [45.135474, nan]
        >>> lines.geodesic.interpolate([11_000_000, 0])
        Traceback (most recent call last):
        ...
        caspiangeo.errors.OutOfRangeError: row 0: distance 11000000 m lies outside the line, which
        runs from 0 to 10001965.729 m
        """

        def at(line: BaseGeometry, metres: float) -> BaseGeometry | None:
            return (
                None
                if line.is_empty
                else self._measured(line, rule).interpolate(metres, clamp=clamp)
            )

        return self._geometries(at, distance_m=distance_m)

    def substring(
        self, *, from_m: object, to_m: object, rule: Rule = "geodesic", clamp: bool = False
    ) -> GeoSeries:
        """Return the part of each line between two distances.

        Parameters
        ----------
        from_m, to_m
            Along the line, metres: one for all, or one a row. A row with NaN has no part.
        rule
            What a segment is: ``"geodesic"`` or ``"rhumb"``.
        clamp
            Move what lies outside a line to its ends instead of raising.

        Returns
        -------
        geopandas.GeoSeries
            Lines in the coordinate system of the data; None where the line is missing or empty.

        Raises
        ------
        GeometryError, OutOfRangeError
            As `interpolate`; also if `to_m` lies before `from_m`.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import LineString
        >>> lines = GeoSeries([LineString([(0, 0), (1, 0), (2, 0)])], crs="EPSG:4326")
        >>> part = lines.geodesic.substring(from_m=100_000, to_m=1e9, clamp=True)
        >>> [round(lon, 6) for lon, lat in part[0].coords]
        [0.898315, 1.0, 2.0]
        """

        def between(line: BaseGeometry, low: float, high: float) -> BaseGeometry | None:
            if line.is_empty:
                return None
            return self._measured(line, rule).substring(from_m=low, to_m=high, clamp=clamp)

        return self._geometries(between, from_m=from_m, to_m=to_m)

    def densify(
        self,
        *,
        max_segment_m: float | None = None,
        tolerance_m: float | None = None,
        rule: Rule = "geodesic",
    ) -> GeoSeries:
        """Add vertices to lines and rings, on the geodesic or rhumb line between their vertices.

        Parameters
        ----------
        max_segment_m
            No segment is longer than so many metres.
        tolerance_m
            Instead: straight lines in degrees keep within so many metres of the curve. For data
            in degrees only.
        rule
            What a segment is: ``"geodesic"`` or ``"rhumb"``.

        Returns
        -------
        geopandas.GeoSeries
            In the coordinate system of the data, the given vertices included; points and what is
            empty as it is, None where missing.

        Raises
        ------
        OutOfRangeError
            If not one of the two is given, or it is not positive or too small; if there is no such
            rule; or if a tolerance is asked for and the data are projected.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import LineString, box
        >>> shapes = GeoSeries([LineString([(0, 60), (90, 60)]), box(0, 0, 90, 60)], crs=4326)
        >>> drawn = shapes.geodesic.densify(tolerance_m=10_000)
        >>> len(drawn[0].coords), round(float(drawn[1].bounds[3]), 1)  # north of the parallel
        (19, 67.8)
        """
        if (max_segment_m is None) == (tolerance_m is None):
            raise OutOfRangeError("say how finely: either max_segment_m= or tolerance_m=")
        if tolerance_m is not None and self._base.transformer is not None:
            raise OutOfRangeError(
                f"tolerance_m is about lines drawn in degrees, these data are in "
                f"{self._base.crs.name}; convert them first, or use max_segment_m="
            )

        def finer(line: BaseGeometry) -> BaseGeometry:
            if max_segment_m is not None:
                far = densify(
                    line, max_segment_m=max_segment_m, rule=rule, ellipsoid=self.ellipsoid
                )
            else:
                assert tolerance_m is not None
                far = densify_to_tolerance(
                    line, tolerance_m=tolerance_m, rule=rule, ellipsoid=self.ellipsoid
                )
            return far.line

        return self._geometries(lambda each: redrawn(each, finer))

    # -- all lines against all lines ---------------------------------------------------------------

    def crossings(
        self,
        other: BaseGeometry | GeoSeries | GeoDataFrame,
        *,
        rule: Rule = "geodesic",
        touch_m: float = TOUCH_M,
    ) -> GeoDataFrame:
        """Return where lines of the data meet lines of other data: all with all, not row by row.

        Parameters
        ----------
        other
            One line in the coordinate system of the data, or a GeoSeries or GeoDataFrame in it.
        rule
            What the segments of all lines are: ``"geodesic"`` or ``"rhumb"``.
        touch_m
            A vertex or an end this near to another line is on it, metres.

        Returns
        -------
        geopandas.GeoDataFrame
            A row a meeting: ``index_a`` and ``index_b``, the labels of the two lines (0 for a line
            that was given alone); ``kind``, ``distance_a_m``, ``distance_b_m``, ``angle_deg``,
            ``to_a_m`` and ``to_b_m`` as `caspiangeo.geodesy.Crossing` has them; the place as
            geometry.

        Raises
        ------
        GeometryError
            If the coordinate systems differ, or a geometry is no single line.
        OutOfRangeError
            If there is no such rule, or `touch_m` is not between 0 and 1000.

        Examples
        --------
        The great circle from New York to London and two meridians:

        >>> import caspiangeo.accessor
        >>> from shapely import LineString
        >>> meridians = GeoSeries(
        ...     [LineString([(lon, 0), (lon, 80)]) for lon in (-40, -20, 20)],
        ...     index=["40 W", "20 W", "20 E"],
        ...     crs="EPSG:4326",
        ... )
        >>> found = meridians.geodesic.crossings(LineString([(-73.8, 40.6), (-0.5, 51.5)]))
        >>> found.index_a.tolist(), (found.distance_b_m / 1000).round(1).tolist()
        (['40 W', '20 W'], [2872.5, 4216.2])
        """
        others = self._other(other)
        found = crossings_between(
            self._lonlat(),
            self._lonlat(others),
            rule=rule,
            touch_m=touch_m,
            ellipsoid=self.ellipsoid,
        )
        columns = {
            "index_a": self._geometry.index[found.index_a],
            "index_b": others.index[found.index_b],
            **{name: getattr(found, name) for name in _OF_A_MEETING},
        }
        places = np.asarray(shapely.points(found.lon, found.lat), dtype=object)
        return GeoDataFrame(columns, geometry=self._back(places), crs=self._geometry.crs)

    def points_within(
        self,
        points: BaseGeometry | GeoSeries | GeoDataFrame,
        *,
        within_m: float,
        nearest_only: bool = False,
        rule: Rule = "geodesic",
    ) -> GeoDataFrame:
        """Return which points lie within a distance of which lines of the data, and where.

        Parameters
        ----------
        points
            One point in the coordinate system of the data, or a GeoSeries or GeoDataFrame in it.
        within_m
            Half the width of the corridor round each line, metres.
        nearest_only
            Of several lines near a point, keep only the nearest.
        rule
            What a segment is: ``"geodesic"`` or ``"rhumb"``.

        Returns
        -------
        geopandas.GeoDataFrame
            A row for each point and line that are so near: ``index_point`` and ``index_line``, the
            labels of the two (0 for a point that was given alone); ``distance_m`` along the line
            and ``offset_m`` from it (+ to starboard); the point as geometry. Sorted by point, then
            by line.

        Raises
        ------
        GeometryError
            If the coordinate systems differ, or a geometry is no single line or no single point.
        OutOfRangeError
            If the distance is negative or not finite, or there is no such rule.

        Examples
        --------
        >>> import caspiangeo.accessor
        >>> from shapely import LineString, Point
        >>> flights = GeoSeries({"to Tokyo": LineString([(4.8, 52.3), (139.8, 35.6)])}, crs=4326)
        >>> cities = GeoSeries({"Oslo": Point(10.75, 59.91), "Perm": Point(56.2, 58.0)}, crs=4326)
        >>> near = flights.geodesic.points_within(cities, within_m=300_000)
        >>> near.drop(columns="geometry").round().to_numpy().tolist()
        [['Oslo', 'to Tokyo', 896184.0, -224901.0]]
        """
        places = self._other(points)
        items = self._lonlat(places)
        single = np.flatnonzero(~missing(items))
        check_points(items[single], places.index[single])
        lon, lat = shapely.get_coordinates(items[single]).T
        found = points_within(
            self._lonlat(),
            lon=lon,
            lat=lat,
            within_m=within_m,
            nearest_only=nearest_only,
            rule=rule,
            ellipsoid=self.ellipsoid,
        )
        which = single[found.point]
        columns = {
            "index_point": places.index[which],
            "index_line": self._geometry.index[found.line],
            "distance_m": found.distance_m,
            "offset_m": found.offset_m,
        }
        there = np.asarray(places, dtype=object)[which]
        return GeoDataFrame(columns, geometry=there, crs=self._geometry.crs)

    # -- what the methods share --------------------------------------------------------------------

    @property
    def _geometry(self) -> GeoSeries:
        return self._data.geometry

    @cached_property
    def _base(self) -> GeodeticBase:
        if self._geometry.crs is None:
            raise GeometryError(
                "the data do not say which coordinate system they are in; tell them: "
                'set_crs("EPSG:4326") if they are longitude and latitude on WGS 84'
            )
        return geodetic_base(self._geometry.crs)

    def _other(self, other: BaseGeometry | GeoSeries | GeoDataFrame) -> GeoSeries:
        return column(other, self._geometry.crs)

    def _lonlat(self, series: GeoSeries | None = None) -> Items:
        """Return geometries in degrees, as they are measured."""
        items = np.asarray(self._geometry if series is None else series, dtype=object)
        return items if self._base.transformer is None else _moved(items, self._base.to_lonlat)

    def _back(self, items: Items) -> Items:
        """Return geometries in degrees as the data have them."""
        return items if self._base.transformer is None else _moved(items, self._base.from_lonlat)

    def _beside(
        self, other: BaseGeometry | GeoSeries | GeoDataFrame, *, align: bool | None
    ) -> tuple[pd.Index, Items, Items]:
        """Return the index and both columns in degrees, row beside row."""
        here, there = self._geometry, self._other(other)
        if isinstance(other, BaseGeometry):
            two = np.full(len(here), self._lonlat(there)[0], dtype=object)
        else:
            here, there = beside(here, there, align=align)
            two = self._lonlat(there)
        return here.index, _measurable(self._lonlat(here)), _measurable(two)

    def _beside_points(self, lon: object, lat: object) -> tuple[pd.Index, Items, Items]:
        """Return the index, the data in degrees and a point a row, None where lon or lat is NaN."""
        index = self._geometry.index
        x, y = in_rows(lon, index, "lon"), in_rows(lat, index, "lat")
        there = ~(np.isnan(x) | np.isnan(y))
        points = np.full(len(index), None)
        points[there] = shapely.points(x[there], y[there])
        return index, _measurable(self._lonlat()), _measurable(points)

    def _measured(self, line: BaseGeometry, rule: Rule) -> MeasuredLine:
        return MeasuredLine(line, rule=rule, ellipsoid=self.ellipsoid)

    def _numbers(self, values: Any, name: str) -> pd.Series[float]:
        return pd.Series(values, self._geometry.index, name=name)

    def _geometries(self, make: Callable[..., BaseGeometry | None], **numbers: object) -> GeoSeries:
        """Make a geometry of each row that has all it needs."""
        index, items = self._geometry.index, self._lonlat()
        columns = [in_rows(values, index, name) for name, values in numbers.items()]
        able = ~np.any([shapely.is_missing(items), *map(np.isnan, columns)], axis=0)
        made = np.full(len(index), None)
        for row in np.flatnonzero(able):
            with naming_row(index[row]):
                made[row] = make(items[row], *(float(column[row]) for column in columns))
        return GeoSeries(self._back(made), index, crs=self._geometry.crs)


def _measurable(items: Items) -> Items:
    """Return geometries in degrees as they are, once every vertex has been looked at."""
    check_vertices(*shapely.get_coordinates(items, return_index=True))
    return items


def _moved(items: Items, move: Callable[..., Any]) -> Items:
    with np.errstate(invalid="ignore"):  # what lies outside a projection is named when measured
        return np.asarray(shapely.transform(items, move), dtype=object)
