"""A line prepared for linear referencing: from a distance along it to a point, and back."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import geodesics
from caspiangeo.geodesy.along.feet import Targets, look
from caspiangeo.geodesy.along.locations import Location, Locations
from caspiangeo.geodesy.along.nearest import SAME_POINT_M, NearestSearch
from caspiangeo.geodesy.coordinates import (
    Booleans,
    Floats,
    Invalid,
    line_coordinates,
    point_coordinates,
    points_coordinates,
)
from caspiangeo.geodesy.curves import Rule, curve
from caspiangeo.geodesy.ellipsoid import WGS84, Ellipsoid
from caspiangeo.geodesy.segments import Indices, Pieces, Segments, ragged

#: Lengths are printed to the millimetre; so far past an end still means the end.
END_TOLERANCE_M = 1e-3


class MeasuredLine:
    """A line prepared for many questions about distances along it.

    Parameters
    ----------
    line
        A LineString, or an array of shape (n, 2) or more columns: lon, lat in degrees; a height
        is ignored.
    rule
        What a segment is: ``"geodesic"`` or ``"rhumb"``.
    ellipsoid
        What to measure on.

    Raises
    ------
    GeometryError
        If the line is empty, or a coordinate cannot be measured; the message names the vertex.
    OutOfRangeError
        If there is no such rule.

    Examples
    --------
    Across the antimeridian, with a point on the starboard side:

    >>> line = MeasuredLine([(179, 0), (-179, 0)])
    >>> round(line.length_m, 3)
    222638.982
    >>> line.interpolate(line.length_m / 2).wkt
    'POINT (180 0)'
    >>> found = line.locate(lon=-179.5, lat=-0.1)
    >>> round(found.distance_m, 3), round(found.offset_m, 3), found.segment
    (166979.236, 11057.428, 0)
    >>> line.interpolate(300_000)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: distance 300000 m lies outside the line, which runs from 0
    to 222638.982 m
    """

    def __init__(
        self, line: object, *, rule: Rule = "geodesic", ellipsoid: Ellipsoid = WGS84
    ) -> None:
        coords = line_coordinates(line)
        if len(coords) == 0:
            raise GeometryError("the line is empty; nothing lies along it")
        self._segments = Segments(coords, curve(rule, ellipsoid))
        self._rule, self._ellipsoid = rule, ellipsoid
        self._vertex_m = np.concatenate([[0.0], np.cumsum(self._segments.length)])

    @property
    def rule(self) -> Rule:
        """What a segment of this line is."""
        return self._rule

    @property
    def ellipsoid(self) -> Ellipsoid:
        """What it is measured on."""
        return self._ellipsoid

    @property
    def segments(self) -> Segments:
        """The segments of the line, prepared."""
        return self._segments

    @property
    def length_m(self) -> float:
        """Length of the whole line, metres."""
        return float(self._vertex_m[-1])

    @property
    def vertex_distances_m(self) -> Floats:
        """Distance of each vertex from the start, metres, shape (n,)."""
        return self._vertex_m.copy()

    def coordinates_at(self, distances_m: ArrayLike, *, clamp: bool = False) -> Floats:
        """Return the points at many distances.

        Parameters
        ----------
        distances_m
            From the start along the line, metres, shape (k,); less than 1 mm past an end is the
            end.
        clamp
            Move what lies outside the line to its ends instead of raising.

        Returns
        -------
        numpy.ndarray
            lon, lat in degrees, shape (k, 2). Where the line itself is drawn past the
            antimeridian (170 to 190) longitudes go on like that, elsewhere they are in -180..180.

        Raises
        ------
        OutOfRangeError
            If a distance is not finite or lies outside the line.

        Examples
        --------
        >>> MeasuredLine([(0, 0), (2, 0)]).coordinates_at([0, 1e9], clamp=True)
        array([[0., 0.],
               [2., 0.]])
        """
        distance = self._on_line(distances_m, clamp=clamp)
        vertex = self._nearest_vertex(distance)
        segment, along = self._place(distance)
        lon, lat, _ = self._segments.at(segment, along)
        at_vertex = np.abs(distance - self._vertex_m[vertex]) <= SAME_POINT_M
        return np.where(
            at_vertex[:, None], self._segments.coords[vertex], np.column_stack([lon, lat])
        )

    def interpolate(self, distance_m: float, *, clamp: bool = False) -> shapely.Point:
        """Return the point at one distance; see the function `interpolate`."""
        lon, lat = self.coordinates_at([distance_m], clamp=clamp)[0]
        return shapely.Point(float(lon), float(lat))

    def azimuth_deg(self, distance_m: float, *, clamp: bool = False) -> float | None:
        """Return the course of the line at one distance, at a vertex that of the way ahead.

        Parameters
        ----------
        distance_m
            From the start along the line, metres.
        clamp
            Move a distance outside the line to its end instead of raising.

        Returns
        -------
        float or None
            Degrees clockwise from north, 0..360; None if the whole line is one point.

        Raises
        ------
        OutOfRangeError
            If the distance is not finite or lies outside the line.

        Examples
        --------
        A great circle turns on its way; at 60 degrees north, from east to north-east and back:

        >>> line = MeasuredLine([(0, 60), (90, 60)])
        >>> [round(line.azimuth_deg(part * line.length_m), 1) for part in (0, 0.5, 1)]
        [49.1, 90.0, 130.9]
        """
        course = float(self.azimuths_deg([distance_m], clamp=clamp)[0])
        return None if np.isnan(course) else course

    def azimuths_deg(self, distances_m: ArrayLike, *, clamp: bool = False) -> Floats:
        """Return the courses of the line at many distances, at a vertex those of the way ahead.

        Parameters
        ----------
        distances_m
            From the start along the line, metres, shape (k,).
        clamp
            Move what lies outside the line to its ends instead of raising.

        Returns
        -------
        numpy.ndarray
            Degrees clockwise from north, 0..360, shape (k,); NaN if the whole line is one point.

        Raises
        ------
        OutOfRangeError
            If a distance is not finite or lies outside the line.

        Examples
        --------
        >>> MeasuredLine([(0, 0), (1, 0), (1, 1)]).azimuths_deg([0, 111_319.4908, 200_000])
        array([90.,  0.,  0.])
        """
        distance = self._on_line(distances_m, clamp=clamp)
        if self.length_m == 0:
            return np.full(len(distance), np.nan)
        return self._segments.at(*self._place(distance))[2]

    def locate(self, *, lon: float, lat: float) -> Location:
        """Return the nearest point of the line to a point; see the function `locate`."""
        return self._located(np.array([point_coordinates((lon, lat))]))[0]

    def locate_many(
        self, *, lon: ArrayLike, lat: ArrayLike, invalid: Invalid = "raise"
    ) -> Locations:
        """Return the nearest point of the line to each of many; see the function `locate_many`."""
        coords, good = points_coordinates(lon, lat, invalid=invalid)
        found = self._located(coords[good])
        if good.all():
            return found
        values = (found.distance_m, found.offset_m, found.lon, found.lat)
        distance, offset, foot_lon, foot_lat = (_spread(value, good) for value in values)
        segment = np.full(len(good), -1, dtype=np.intp)
        segment[good] = found.segment
        return Locations(distance, offset, foot_lon, foot_lat, segment)

    def substring(self, *, from_m: float, to_m: float, clamp: bool = False) -> shapely.LineString:
        """Return the part of the line between two distances; see the function `substring`."""
        if to_m < from_m:
            raise OutOfRangeError(f"the part would end at {to_m} m, before its start at {from_m} m")
        return self.substrings(from_m=[from_m], to_m=[to_m], clamp=clamp)[0]

    def substrings(
        self, *, from_m: ArrayLike, to_m: ArrayLike, clamp: bool = False
    ) -> list[shapely.LineString]:
        """Return many parts of the line.

        Parameters
        ----------
        from_m, to_m
            Where each begins and ends along the line, metres, shape (k,).
        clamp
            Move what lies outside the line to its ends instead of raising.

        Returns
        -------
        list of shapely.LineString
            The vertices in between are the original ones.

        Raises
        ------
        OutOfRangeError
            If a distance is not finite or lies outside the line, or a part would end before its
            start.

        Examples
        --------
        >>> line = MeasuredLine([(0, 0), (1, 0), (2, 0)])
        >>> parts = line.substrings(from_m=[0, 50_000], to_m=[100_000, 150_000])
        >>> [[round(lon, 3) for lon, lat in part.coords] for part in parts]
        [[0.0, 0.898], [0.449, 1.0, 1.347]]
        """
        low, high = (self._on_line(each, clamp=clamp) for each in (from_m, to_m))
        back = np.flatnonzero(high < low)
        if len(back):
            raise OutOfRangeError(
                f"part {back[0]} would end at {high[back[0]]:.12g} m, before its start at "
                f"{low[back[0]]:.12g} m"
            )
        first = np.searchsorted(self._vertex_m, low + SAME_POINT_M, side="right")
        last = np.searchsorted(self._vertex_m, high - SAME_POINT_M, side="left")
        inner = np.maximum(last - first, 0)
        part, place = ragged(inner + 2)
        # Of each part the first and the last point, between them the vertices passed.
        vertex = np.clip(first[part] + place - 1, 0, len(self._vertex_m) - 1)
        coords = self._segments.coords[vertex]
        ends = np.cumsum(inner + 2)
        coords[ends - inner - 2] = self.coordinates_at(low)
        coords[ends - 1] = self.coordinates_at(high)
        return list(np.atleast_1d(shapely.linestrings(coords, indices=part)))

    def split_at(self, distances_m: Iterable[float]) -> list[shapely.LineString]:
        """Return the parts of the line between cuts; see the function `split_at`."""
        cuts = self._on_line(list(distances_m), clamp=False)
        inside = (cuts > SAME_POINT_M) & (cuts < self.length_m - SAME_POINT_M)
        ends = np.array([0.0, *np.unique(cuts[inside]), self.length_m])
        return self.substrings(from_m=ends[:-1], to_m=ends[1:])

    def has(self, distances_m: Floats) -> Booleans:
        """Return which distances lie on the line; less than 1 mm past an end is the end."""
        before_end = distances_m <= self.length_m + END_TOLERANCE_M
        return (distances_m >= -END_TOLERANCE_M) & before_end

    def beyond_m(self, found: Locations, *, lon: Floats, lat: Floats) -> Floats:
        """Return by how much located points lie past the end (+) or before the start (-), metres.

        Along the course of the line at that end; 0 for points abreast of the line.
        """
        beyond = np.zeros(len(found))
        if self.length_m == 0:
            return beyond
        for end, sign in ((0.0, -1.0), (self.length_m, 1.0)):
            rows = np.flatnonzero(np.abs(found.distance_m - end) <= SAME_POINT_M)
            if len(rows) == 0:
                continue
            segment, along = self._place(np.full(len(rows), end))
            pieces = Pieces(segment, along, along)
            leg = look(self._segments, Targets(pieces, lon[rows], lat[rows]), along).leg
            beyond[rows] = np.where(sign * leg > END_TOLERANCE_M, leg, 0.0)
        return beyond

    def _on_line(self, distances_m: ArrayLike, *, clamp: bool) -> Floats:
        distance = np.atleast_1d(np.asarray(distances_m, dtype=np.float64))
        good = np.isfinite(distance) if clamp else self.has(distance)
        if not good.all():
            raise OutOfRangeError(
                f"distance {distance[~good][0]:.12g} m lies outside the line, which runs from 0 to "
                f"{self.length_m:.3f} m"
            )
        return np.clip(distance, 0.0, self.length_m)

    def _place(self, distance: Floats) -> tuple[Indices, Floats]:
        segment = np.searchsorted(self._vertex_m, distance, side="right") - 1
        # At the end of the line, the last segment that has a length.
        last = int(np.searchsorted(self._vertex_m, self.length_m)) - 1
        segment = np.asarray(np.minimum(segment, max(last, 0)), dtype=np.intp)
        return segment, np.minimum(
            distance - self._vertex_m[segment], self._segments.length[segment]
        )

    def _nearest_vertex(self, distance: Floats) -> Indices:
        after = np.clip(np.searchsorted(self._vertex_m, distance), 1, len(self._vertex_m) - 1)
        nearer_before = distance - self._vertex_m[after - 1] <= self._vertex_m[after] - distance
        return np.asarray(after - nearer_before, dtype=np.intp)

    @cached_property
    def _search(self) -> NearestSearch:
        return NearestSearch(self._segments, self._vertex_m)

    def _located(self, coords: Floats) -> Locations:
        if self.length_m == 0:
            return self._located_from_a_point(coords)
        found = self._search.find(*coords.T)
        lon, lat = self.coordinates_at(found.distance, clamp=True).T
        return Locations(found.distance, found.offset, lon, lat, found.segment)

    def _located_from_a_point(self, coords: Floats) -> Locations:
        lon, lat = np.tile(self._segments.coords[0], (len(coords), 1)).T
        _, offset = geodesics.inverse(lon, lat, coords[:, 0], coords[:, 1], self._ellipsoid)
        segment = np.zeros(len(coords), dtype=np.intp)
        return Locations(np.zeros(len(coords)), offset, lon, lat, segment)


def prepared(line: object, *, rule: Rule, ellipsoid: Ellipsoid) -> MeasuredLine:
    """Return a line prepared for many questions; one that is so already, as it is."""
    if isinstance(line, MeasuredLine):
        return line
    return MeasuredLine(line, rule=rule, ellipsoid=ellipsoid)


def _spread(values: Floats, good: Booleans) -> Floats:
    """Put values back where their points were good, NaN elsewhere."""
    spread: Floats = np.full(len(good), np.nan)
    spread[good] = values
    return spread
