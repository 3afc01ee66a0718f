"""A user's own boundary polygons, for lengths by country or by any other area."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from caspiangeo.catalog import Boundary
from caspiangeo.catalog.files import read_json
from caspiangeo.errors import CaspianError, DataError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Properties that may name an area, in the order in which they are tried.
_KEYS = ("iso_a2", "ISO_A2", "id", "name", "NAME")


def read_boundaries(path: str | Path) -> tuple[Boundary, dict[str, BaseGeometry]]:
    """Read the polygons of a GeoJSON FeatureCollection by the name of each area.

    Parameters
    ----------
    path
        A GeoJSON file in longitude, latitude (WGS 84). An area's key is its property ``iso_a2``,
        ``id`` or ``name``, whichever comes first.

    Returns
    -------
    boundary : Boundary
        Named after the file, or as the file's own member ``boundary`` says.
    polygons : dict of str to shapely geometry
        The areas by key.

    Raises
    ------
    FileError
        If the file cannot be read.
    DataError
        If it is not such a collection; the message names the feature.
    """
    from shapely.geometry import shape

    file = Path(path)
    content = read_json(file)
    polygons: dict[str, BaseGeometry] = {}
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise DataError(f"{file.name}: not a GeoJSON FeatureCollection with areas in it")
    for number, feature in enumerate(features):
        try:
            key = next(
                str(feature["properties"][each]) for each in _KEYS if each in feature["properties"]
            )
            area = shape(feature["geometry"])
        except CaspianError:
            raise
        except Exception as error:  # shapely and the user's file may fail in any way
            raise DataError(
                f"{file.name}: feature {number} needs a polygon and a property iso_a2, id or name"
            ) from error
        if area.geom_type not in ("Polygon", "MultiPolygon"):
            raise DataError(f"{file.name}: feature {number} is a {area.geom_type}, not a polygon")
        polygons[key] = area.union(polygons[key]) if key in polygons else area
    about = content.get("boundary")
    named = about if isinstance(about, dict) else {}
    boundary = Boundary(
        name=str(named.get("name", file.name)),
        version=str(named.get("version", "not stated")),
        point_of_view=str(named.get("point_of_view", "not stated; given by the user")),
    )
    return boundary, polygons
