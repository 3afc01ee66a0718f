"""Layers through GDAL: GeoPackage, FlatGeobuf and Shapefile, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
from numpy.typing import NDArray

from caspiangeo.io.export.vertices import wkb_of
from caspiangeo.io.layers import About, Column, Layer
from caspiangeo.io.users.gdal import configured, errors_of

#: In this order: longitude, latitude, as GIS formats have it and GeoPandas joins it.
CRS: Final = "EPSG:4326"

_TYPES = {"Point": "Point", "LineString": "Measured LineString"}
_KINDS: Final = {"text": object, "integer": np.int64, "real": np.float64, "flag": np.bool_}


def write_layer(
    layer: Layer,
    path: Path,
    *,
    driver: str,
    about: About,
    append: bool = False,
    dataset_options: Mapping[str, str] | None = None,
    layer_options: Mapping[str, str] | None = None,
    dataset_metadata: Mapping[str, str] | None = None,
    layer_metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a layer, its lines with M, or a table.

    Parameters
    ----------
    layer
        What to write; its coordinates are written as they are.
    path
        The file.
    driver
        GDAL's name of the format.
    about
        Gives the day that GDAL writes where it would write the time.
    append
        Add the layer to a file that is there.
    dataset_options, layer_options
        How to write, by GDAL's names.
    dataset_metadata, layer_metadata
        What the file and the layer say, where the format has room.

    Raises
    ------
    DataError
        If GDAL cannot write it.
    """
    values, missing = columns_of(layer)
    spatial = layer.geometry is not None
    dated = configured({"OGR_CURRENT_DATE": f"{about.data_date}T00:00:00.000Z"})
    with dated, errors_of(path.name, [], doing="written"):
        pyogrio.raw.write(
            path,
            wkb_of(layer, m=True) if spatial else None,
            values,
            [each.name for each in layer.columns],
            field_mask=missing,
            layer=layer.name,
            driver=driver,
            geometry_type=_TYPES[layer.geometry] if layer.geometry else None,
            crs=CRS if spatial else None,
            encoding="UTF-8" if driver == "ESRI Shapefile" else None,
            promote_to_multi=False,
            append=append,
            dataset_options=dict(dataset_options or {}),
            layer_options=dict(layer_options or {}),
            dataset_metadata=dict(dataset_metadata or {}) or None,
            layer_metadata=dict(layer_metadata or {}) or None,
        )


def columns_of(layer: Layer) -> tuple[list[NDArray[Any]], list[NDArray[np.bool_] | None]]:
    """Return the columns of a layer as arrays, and of each where nothing stands, if that matters.

    Examples
    --------
    >>> columns = (Column("id", "text", ""), Column("km", "real", ""), Column("new", "flag", ""))
    >>> row = {"id": None, "km": None, "new": None}
    >>> columns_of(Layer("t", "T", None, columns, (row,)))
    ([array([None], dtype=object), array([nan]), array([False])], [None, None, array([ True])])
    """
    found = [_column(layer, each) for each in layer.columns]
    return [values for values, _ in found], [missing for _, missing in found]


def _column(layer: Layer, column: Column) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    values = [row[column.name] for row in layer.rows]
    if column.kind in ("text", "real"):
        return np.array(values, dtype=_KINDS[column.kind]), None  # None itself, and NaN, are nulls
    missing = np.array([each is None for each in values], dtype=bool)
    return np.array([each or 0 for each in values], dtype=_KINDS[column.kind]), missing
