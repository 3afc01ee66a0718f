"""The cut at the antimeridian that RFC 7946 asks for, and boxes that know of it.

A program that draws in degrees draws a line from 179 to -179 the long way round the Earth. So such
a line becomes two, one ending at 180, the other beginning at -180; a polygon likewise. Two vertices
more than 180 degrees apart are joined the short way; exactly 360 degrees on one parallel are the
edge of a polygon all round the Earth, such as that of Antarctica at the pole, and stay.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import WGS84, Ellipsoid
from caspiangeo.geodesy.coordinates import Floats, fault, first_bad
from caspiangeo.geodesy.curves import Curve, curve
from caspiangeo.geodesy.segments import LooseSegments
from caspiangeo.io.rfc7946.runs import runs_of

#: What joins two vertices: a curve on the ellipsoid, or a straight line in degrees.
Joint: TypeAlias = Literal["geodesic", "rhumb", "straight"]

#: A longitude this near to the antimeridian is on it; the seventh decimal is a centimetre.
_NEAR_DEG = 1e-12
_MOST_ROUNDS = 60
_MULTI: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}


def needs_cut(coords: Floats, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which runs of positions have to be cut, or brought into -180..180.

    Parameters
    ----------
    coords
        lon, lat in degrees, shape (n, 2), the runs one after the other.
    starts
        Where each run begins, rising.

    Examples
    --------
    >>> coords = np.array([[170, 0], [190, 0], [179, 0], [-179, 0], [-180, -90], [180, -90.0]])
    >>> needs_cut(coords, np.array([0, 2, 4]))
    array([ True,  True, False])
    """
    lon = coords[:, 0]
    if not len(starts) or max(np.abs(lon).max(), np.abs(np.diff(lon)).max(initial=0)) <= 180:
        return np.zeros(len(starts), dtype=bool)
    jumps = np.append(_turns(coords) != 0, False)
    jumps[starts[1:] - 1] = False
    return np.logical_or.reduceat(jumps | (np.abs(lon) > 180), starts)


def cut_at_antimeridian(
    geometry: BaseGeometry, *, joint: Joint = "geodesic", ellipsoid: Ellipsoid = WGS84
) -> BaseGeometry:
    """Return a geometry with longitudes in -180..180 that no segment leaves.

    Parameters
    ----------
    geometry
        Any shapely geometry in lon, lat degrees; longitudes may run on beyond 180 or jump there.
        A ring round a pole becomes a polygon with an edge along the pole that is nearer.
    joint
        What joins two vertices, and so at which latitude a segment crosses: ``"geodesic"``,
        ``"rhumb"``, or ``"straight"`` in degrees, as planar programs draw.
    ellipsoid
        What a geodesic or a rhumb line runs on.

    Returns
    -------
    shapely.Geometry
        The same geometry if there is nothing to cut; else lines and polygons in parts, as a
        MultiLineString or MultiPolygon where there are several. Heights are interpolated.

    Raises
    ------
    GeometryError
        If a vertex is not finite or lies beyond the poles, or a polygon that has to be cut is not
        valid.

    Examples
    --------
    >>> import shapely
    >>> line = shapely.LineString([(170, 50), (-170, 50)])
    >>> shapely.set_precision(cut_at_antimeridian(line), 1e-3).wkt
    'MULTILINESTRING ((170 50, 180 50.433), (-180 50.433, -170 50))'
    >>> cut_at_antimeridian(line, joint="straight").wkt
    'MULTILINESTRING ((170 50, 180 50), (-180 50, -170 50))'
    >>> cut_at_antimeridian(shapely.Point(190, 0)).wkt
    'POINT (-170 0)'
    >>> cut_at_antimeridian(shapely.LineString([(50, 40), (51, 43)])).wkt
    'LINESTRING (50 40, 51 43)'
    """
    coords = shapely.get_coordinates(geometry)
    bad = first_bad(coords)
    if bad is not None:
        raise GeometryError(f"vertex {bad}: {fault(coords[bad])}")
    return _Cut(joint, ellipsoid).whole(geometry)


class Bounds:
    """The box around runs of positions that were cut at the antimeridian.

    RFC 7946 lets a box span the antimeridian: its west is then greater than its east. That is taken
    where it is the narrower box, and no run passes the meridian of Greenwich.

    Examples
    --------
    >>> fiji = Bounds()
    >>> fiji.corners() is None
    True
    >>> fiji.add(np.array([[177.0, -20], [-178, -16]]), np.array([0, 1]))
    >>> fiji.corners()
    array([[ 177.,  -20.],
           [-178.,  -16.]])
    """

    def __init__(self) -> None:
        self._low = np.array([np.inf, np.inf])
        self._high = -self._low
        # The most western place of the eastern hemisphere, the most eastern of the western one.
        self._eastern, self._western = np.inf, -np.inf
        self._heights = np.array([np.inf, -np.inf])

    def add(
        self, coords: Floats, starts: NDArray[np.intp], *, heights: Floats | None = None
    ) -> None:
        """Take in runs.

        Parameters
        ----------
        coords
            lon, lat in degrees, shape (n, 2).
        starts
            Where each run begins, rising.
        heights
            Shape (n,); NaN where there is none.
        """
        if not len(starts):
            return
        if heights is not None:
            low, high = self._heights
            self._heights = np.array([np.fmin(low, heights).min(), np.fmax(high, heights).max()])
        lon, lat = coords.T
        west, east = np.minimum.reduceat(lon, starts), np.maximum.reduceat(lon, starts)
        self._low = np.minimum(self._low, [west.min(), lat.min()])
        self._high = np.maximum(self._high, [east.max(), lat.max()])
        # A run at Greenwich is in both hemispheres, and leaves no gap there.
        self._eastern = min(self._eastern, west[east >= 0].min(initial=np.inf))
        self._western = max(self._western, east[west <= 0].max(initial=-np.inf))

    @property
    def heights(self) -> Floats | None:
        """The lowest and the highest height, shape (2,); None if there is none."""
        return self._heights if np.isfinite(self._heights[0]) else None

    def corners(self) -> Floats | None:
        """Return the south-western and the north-eastern corner, shape (2, 2); None if empty."""
        if not np.isfinite(self._low[0]):
            return None
        corners = np.array([self._low, self._high])
        gap = self._eastern - self._western
        if np.isfinite(gap) and gap > 360 - (self._high[0] - self._low[0]):
            corners[:, 0] = self._eastern, self._western
        return corners


class _Cut:
    """The cut under one rule; coordinates are lon, lat and, if there is one, height."""

    def __init__(self, joint: Joint, ellipsoid: Ellipsoid) -> None:
        self._curve = None if joint == "straight" else curve(joint, ellipsoid)

    def whole(self, geometry: BaseGeometry) -> BaseGeometry:
        """Cut a geometry of any type."""
        runs = runs_of([geometry])
        if not needs_cut(runs.coords, runs.starts).any():
            return geometry
        if isinstance(geometry, shapely.Point):
            coords = _coordinates(geometry)
            return shapely.Point(_in_cell(coords, _cell(coords[:, 0]).item())[0])
        if isinstance(geometry, shapely.LineString):
            return _joined(self._pieces(_coordinates(geometry)))
        if isinstance(geometry, shapely.Polygon):
            return _joined(self._polygons(geometry))
        cut = [self.whole(each) for each in shapely.get_parts(geometry)]
        if isinstance(geometry, shapely.GeometryCollection):
            return shapely.GeometryCollection(cut)
        parts = list(shapely.get_parts(cut))
        return _MULTI[parts[0].geom_type](parts)

    def _pieces(self, coords: Floats) -> list[BaseGeometry]:
        """Return a line as pieces that each stay between -180 and 180."""
        running = self._crossed(coords)
        cell = _cell(np.minimum(running[:-1, 0], running[1:, 0]))
        # What runs along the antimeridian itself goes with the piece before it.
        along = (np.diff(running[:, 0]) == 0) & (running[1:, 0] == _west(cell))
        for at in np.flatnonzero(along[1:]) + 1:
            cell[at] = cell[at - 1]
        ends = [0, *(np.flatnonzero(np.diff(cell)) + 1), len(cell)]
        return [
            shapely.LineString(_in_cell(running[low : high + 1], cell[low]))
            for low, high in pairwise(ends)
        ]

    def _polygons(self, polygon: shapely.Polygon) -> list[BaseGeometry]:
        """Return a polygon as polygons that each stay between -180 and 180."""
        shell = _over_pole(self._crossed(_coordinates(polygon.exterior)))
        middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
        holes = []
        for ring in polygon.interiors:
            hole = self._crossed(_coordinates(ring))
            away = middle - (hole[:, 0].min() + hole[:, 0].max()) / 2
            hole[:, 0] += 360 * np.round(away / 360)
            holes.append(hole)
        running = shapely.Polygon(shell, holes)
        if not running.is_valid:
            raise GeometryError(
                "a polygon across the antimeridian cannot be cut: "
                f"{shapely.is_valid_reason(running)}; repair it with shapely.make_valid first"
            )
        cells = _cell(shell[:, 0]).astype(int)
        within = range(cells.min(), cells.max() + 1)
        return [part for cell in within for part in _clipped(running, cell)]

    def _crossed(self, coords: Floats) -> Floats:
        """Return coordinates whose longitudes run on, with a vertex at each crossing."""
        running = coords.copy()
        running[1:, 0] -= 360 * np.cumsum(_turns(coords))
        start, end = running[:-1], running[1:]
        west, east = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
        edge = _west(_cell(east))
        at = np.flatnonzero((west < edge) & (edge < east))
        start, end, edge = start[at], end[at], edge[at]
        part = (edge - start[:, 0]) / (end[:, 0] - start[:, 0])
        between = start + part[:, None] * (end - start)
        between[:, 0] = edge
        if self._curve is not None:
            # Over a pole, and along a whole parallel, the crossing is anywhere.
            bent = np.flatnonzero(np.abs(end[:, 0] - start[:, 0]) < 180)
            between[bent, 1] = _latitudes(start[bent], end[bent], edge[bent], self._curve)
        return np.insert(running, at + 1, between, axis=0)


def _latitudes(start: Floats, end: Floats, edge: Floats, joint: Curve) -> Floats:
    """Return where segments reach a meridian between their ends, by false position."""
    segments = LooseSegments(start[:, :2], end[:, :2], joint)
    index = np.arange(len(edge))
    low, high = np.zeros(len(edge)), segments.length
    low_off, high_off = start[:, 0] - edge, end[:, 0] - edge
    was_beyond, lat = np.zeros(len(edge), dtype=bool), start[:, 1]
    for _ in range(_MOST_ROUNDS):
        middle = (low * high_off - high * low_off) / (high_off - low_off)
        lon, lat, _ = segments.at(index, middle)
        off = lon - edge
        if (np.abs(off) <= _NEAR_DEG).all():
            break
        beyond = off * high_off > 0
        # An end that stays twice counts half, so that both come near.
        stays = np.where(beyond == was_beyond, 0.5, 1.0)
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
        low_off = np.where(beyond, low_off * stays, off)
        high_off = np.where(beyond, off, high_off * stays)
        was_beyond = beyond
    return lat


def _over_pole(ring: Floats) -> Floats:
    """Close a ring that runs once round the Earth along the pole that is nearer."""
    turn = 360 * np.round((ring[-1, 0] - ring[0, 0]) / 360)
    if not turn:
        return ring
    first = int(np.argmax(ring[:, 0] == _west(_cell(ring[:, 0]))))
    after = ring[1 : first + 1].copy()
    after[:, 0] += turn
    corners = np.array([ring[first], ring[first]])
    corners[0, 0] += turn
    corners[:, 1] = np.copysign(90.0, ring[:, 1].mean())
    return np.vstack([ring[first:], after, corners])


def _clipped(running: shapely.Polygon, cell: int) -> list[BaseGeometry]:
    """Return what of a polygon lies on one turn round the Earth."""
    west = 360.0 * cell - 180
    inside = shapely.intersection(running, shapely.box(west, -90, west + 360, 90))
    parts = shapely.get_parts(inside)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return list(
        shapely.transform(parts, lambda each: _in_cell(each, cell), include_z=running.has_z)
    )


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else _MULTI[parts[0].geom_type](parts)


def _turns(coords: Floats) -> Floats:
    """Return by how many turns round the Earth each longitude jumps against the one before."""
    step = np.diff(coords[:, :2], axis=0)
    along_parallel = (np.abs(step[:, 0]) == 360) & (step[:, 1] == 0)
    return np.where(along_parallel, 0, np.round(step[:, 0] / 360))


def _coordinates(geometry: BaseGeometry) -> Floats:
    return np.asarray(shapely.get_coordinates(geometry, include_z=bool(geometry.has_z)))


def _cell(lon: Floats) -> Floats:
    """Return which turn round the Earth longitudes are on: 0 for -180 to below 180."""
    cell = np.floor((lon + 180) / 360)
    return np.asarray(cell - (lon < _west(cell)))  # the sum may have been rounded up


def _west(cell: Floats) -> Floats:
    return 360 * cell - 180


def _in_cell(coords: Floats, cell: float) -> Floats:
    """Return coordinates of one turn round the Earth with longitudes in -180..180."""
    moved = coords.copy()
    moved[:, 0] -= 360 * cell
    return moved
