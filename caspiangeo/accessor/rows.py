"""Row by row: bringing two columns together, and naming the row where something is wrong."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from caspiangeo.errors import CaspianError, GeometryError, OutOfRangeError
from caspiangeo.geodesy.coordinates import Floats, fault, first_bad
from caspiangeo.geodesy.geometries import Items


@contextmanager
def naming_row(label: object) -> Iterator[None]:
    """Say in an error of geodesy in which row of the data it happened."""
    try:
        yield
    except CaspianError as error:
        raise type(error)(f"{row_name(label)}: {error}") from None


def row_name(label: object) -> str:
    """Return how an error calls a row."""
    return f"row {label!r}" if isinstance(label, str) else f"row {label}"


def column(other: object, crs: Any) -> GeoSeries:
    """Return the geometries of other data in the same coordinate system; of one geometry one row.

    Raises
    ------
    GeometryError
        If it is neither a geometry nor a column of them, or is in another coordinate system.
    """
    if isinstance(other, BaseGeometry):
        return GeoSeries([other], crs=crs)
    if not isinstance(other, GeoSeries | GeoDataFrame):
        raise GeometryError(
            f"expected a geometry, a GeoSeries or a GeoDataFrame, got {type(other).__name__}"
        )
    there = other.geometry
    if there.crs != crs:
        raise GeometryError(
            f"the other data are in {_name(there.crs)}, these in {_name(crs)}; convert them first: "
            "other.to_crs(these.crs)"
        )
    return there


def beside(series: GeoSeries, there: GeoSeries, *, align: bool | None) -> list[GeoSeries]:
    """Return two columns whose rows belong together, as GeoPandas aligns them.

    Raises
    ------
    OutOfRangeError
        If the rows are to be taken in order and their numbers differ.
    """
    if align is False or series.index.equals(there.index):
        if len(series) != len(there):
            raise OutOfRangeError(f"{len(series)} rows and {len(there)} rows do not go together")
        return [series, there]
    if align is None:
        warnings.warn(
            "the indexes differ, rows go together by index; say align=True to have that without "
            "this warning, or align=False for rows in order",
            stacklevel=4,
        )
    return list(series.align(there))


def check_points(items: Items, index: pd.Index) -> None:
    """Refuse what is no single point or cannot be measured.

    Raises
    ------
    GeometryError
        Naming the row.
    """
    wrong = np.flatnonzero(shapely.get_type_id(items) != GeometryType.POINT)
    if len(wrong):
        label, kind = row_name(index[wrong[0]]), items[wrong[0]].geom_type
        raise GeometryError(
            f"{label}: expected a Point, got a {kind}; explode() what holds several"
        )
    coords = shapely.get_coordinates(items)
    bad = first_bad(coords)
    if bad is not None:
        raise GeometryError(f"{row_name(index[bad])}: {fault(coords[bad])}")


def in_rows(values: object, index: pd.Index, name: str) -> Floats:
    """Return one number a row: a number for all, or a column or list of them.

    Raises
    ------
    OutOfRangeError
        If they are no numbers, or of another length or index.
    """
    if isinstance(values, pd.Series) and not values.index.equals(index):
        raise OutOfRangeError(f"{name} has another index than the data; bring them together first")
    try:
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (len(index),))
    except (TypeError, ValueError):
        raise OutOfRangeError(
            f"{name} needs one number, or one for each of the {len(index)} rows"
        ) from None


def missing(items: Items) -> NDArray[np.bool_]:
    """Return which are None or empty."""
    return np.asarray(shapely.is_missing(items) | shapely.is_empty(items))


def _name(crs: Any) -> str:
    return "no coordinate system" if crs is None else str(crs.name)
