"""Two geometries a row: which is the line and which the point, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from caspiangeo.accessor.rows import missing, naming_row, row_name
from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import Ellipsoid, MeasuredLine, Rule, nearest_approach
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.geodesics import inverse
from caspiangeo.geodesy.geometries import Items

_POINT = GeometryType.POINT
_LINES = (GeometryType.LINESTRING, GeometryType.LINEARRING)
_SEVERAL = (GeometryType.MULTIPOINT, GeometryType.MULTILINESTRING, GeometryType.GEOMETRYCOLLECTION)


@dataclass(frozen=True)
class Pairs:
    """Geometries that go together, and the row of the data that each pair belongs to."""

    row: NDArray[np.intp]
    one: Items
    other: Items

    def take(self, index: NDArray[Any]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.row[index], self.one[index], self.other[index])


def together(one: Items, other: Items) -> Pairs:
    """Return the pair of each row; rows in which something is missing or empty have none."""
    rows = np.flatnonzero(~(missing(one) | missing(other)))
    return Pairs(rows, one[rows], other[rows])


def parts_together(one: Items, other: Items) -> Pairs:
    """Return all pairs of parts of each row, where geometries hold several."""
    found = together(one, other)
    while np.isin(shapely.get_type_id([*found.one, *found.other]), _SEVERAL).any():
        parts, of_one = shapely.get_parts(found.one, return_index=True)
        others, of_other = shapely.get_parts(found.other, return_index=True)
        left = pd.DataFrame({"pair": of_one, "one": np.arange(len(parts))})
        right = pd.DataFrame({"pair": of_other, "other": np.arange(len(others))})
        both = left.merge(right, on="pair")
        fresh = together(parts[both["one"]], others[both["other"]])
        found = Pairs(found.row[both["pair"]][fresh.row], fresh.one, fresh.other)
    return found


def point_and_line(found: Pairs, index: pd.Index) -> Pairs:
    """Return the pairs turned so that the line comes first.

    Raises
    ------
    GeometryError
        If a pair is not one of a point and a line; the message names the row.
    """
    first = np.isin(shapely.get_type_id(found.one), _LINES)
    line, point = np.where(first, found.one, found.other), np.where(first, found.other, found.one)
    good = np.isin(shapely.get_type_id(line), _LINES) & (shapely.get_type_id(point) == _POINT)
    if not good.all():
        bad = int(np.argmin(good))
        kinds = f"{found.one[bad].geom_type} and {found.other[bad].geom_type}"
        raise GeometryError(
            f"{row_name(index[found.row[bad]])}: {kinds} do not make a line and a point; explode() "
            "what holds several"
        )
    return Pairs(found.row, line, point)


def feet(lines_and_points: Pairs, index: pd.Index, rule: Rule, ellipsoid: Ellipsoid) -> Floats:
    """Return distance along, offset, lon and lat of the nearest point of each line, (n, 4).

    A line that comes in many pairs, as one object, is prepared once.
    """
    lines, points = lines_and_points.one, shapely.get_coordinates(lines_and_points.other)
    found = np.empty((len(lines), 4))
    same = pd.factorize(np.fromiter(map(id, lines), dtype=np.int64, count=len(lines)))[0]
    order = np.argsort(same, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(same[order])) + 1):
        if len(group) > 0:
            with naming_row(index[lines_and_points.row[group[0]]]):
                line = MeasuredLine(lines[group[0]], rule=rule, ellipsoid=ellipsoid)
                near = line.locate_many(lon=points[group, 0], lat=points[group, 1])
            found[group] = np.column_stack([near.distance_m, near.offset_m, near.lon, near.lat])
    return found


def pair_distances(found: Pairs, index: pd.Index, ellipsoid: Ellipsoid) -> Floats:
    """Return the distance of each pair, metres, (n,).

    Raises
    ------
    GeometryError
        If a pair holds a polygon; the message names the row.
    """
    kinds = np.column_stack([shapely.get_type_id(found.one), shapely.get_type_id(found.other)])
    points = kinds == _POINT
    known = points | np.isin(kinds, _LINES)
    if not known.all():
        bad = int(np.argmin(known.all(axis=1)))
        raise GeometryError(
            f"{row_name(index[found.row[bad]])}: the distance to a polygon is not measured; take "
            "its boundary, and ask whether it holds the other"
        )
    metres = np.empty(len(kinds))
    both, neither = points.all(axis=1), ~points.any(axis=1)
    mixed = ~(both | neither)
    metres[both] = _between_points(found.take(both), ellipsoid)
    turned = point_and_line(found.take(mixed), index)
    metres[mixed] = np.abs(feet(turned, index, "geodesic", ellipsoid)[:, 1])
    lines = found.take(neither)
    metres[neither] = [
        nearest_approach(one, other, ellipsoid=ellipsoid).distance_m
        for one, other in zip(lines.one, lines.other, strict=True)
    ]
    return metres


def _between_points(found: Pairs, ellipsoid: Ellipsoid) -> Floats:
    here, there = shapely.get_coordinates(found.one), shapely.get_coordinates(found.other)
    return inverse(here[:, 0], here[:, 1], there[:, 0], there[:, 1], ellipsoid)[1]
