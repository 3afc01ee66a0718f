"""A user's own boundary polygons, for lengths by country or by any other area."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from caspiangeo.catalog import Boundary
from caspiangeo.errors import DataError
from caspiangeo.io.users.opening import local_file
from caspiangeo.io.users.small_geojson import SmallGeoJSON, open_small, properties_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: The number of a row, its columns and its geometry, lon, lat on WGS 84.
Row: TypeAlias = tuple[int, dict[str, Any], object]

#: Columns that may name an area, in the order in which they are tried.
_KEYS = ("iso_a2", "ISO_A2", "id", "name", "NAME")


def read_boundaries(path: str | Path) -> tuple[Boundary, dict[str, BaseGeometry]]:
    """Read the polygons of a vector file by the name of each area.

    Parameters
    ----------
    path
        Any vector file of polygons that GDAL reads, and that names its coordinate system. An area's
        key is its column ``iso_a2``, ``id`` or ``name``, whichever comes first; areas of one key
        are one.

    Returns
    -------
    boundary : Boundary
        Named after the file, or as the member ``boundary`` of a small GeoJSON file says.
    polygons : dict of str to shapely geometry
        The areas by key, lon, lat on WGS 84.

    Raises
    ------
    FileError
        If the file cannot be read.
    DataError
        If it has no areas, or names no coordinate system; the message names the row.
    GeometryError
        If no transformation from its datum to WGS 84 is known.
    """
    file = local_file(path)
    small = open_small(file)
    polygons: dict[str, BaseGeometry] = {}
    for number, properties, geometry in _of_gdal(file) if small is None else _of_small(small):
        key = next((str(properties[each]) for each in _KEYS if properties.get(each)), None)
        kind = getattr(geometry, "geom_type", None)
        if key is None or geometry is None:
            raise DataError(
                f"{file.name}: row {number} needs a polygon and a column iso_a2, id or name"
            )
        if kind not in ("Polygon", "MultiPolygon"):
            raise DataError(f"{file.name}: row {number} is a {kind}, not a polygon")
        area: Any = geometry
        polygons[key] = area.union(polygons[key]) if key in polygons else area
    if not polygons:
        raise DataError(f"{file.name}: there are no areas in it")
    return _boundary(file.name, None if small is None else small.content), polygons


def _boundary(name: str, content: dict[str, Any] | None) -> Boundary:
    about = (content or {}).get("boundary")
    named = about if isinstance(about, dict) else {}
    return Boundary(
        name=str(named.get("name", name)),
        version=str(named.get("version", "not stated")),
        point_of_view=str(named.get("point_of_view", "not stated; given by the user")),
    )


def _of_small(file: SmallGeoJSON) -> Iterator[Row]:
    import shapely

    for number, feature in enumerate(file.features):
        given = feature.get("geometry") if isinstance(feature, dict) else None
        try:
            geometry = None if given is None else shapely.geometry.shape(given)
        except Exception:  # shapely may fail in any way on what is no geometry
            geometry = None
        yield number, properties_of(feature), geometry


def _of_gdal(path: Path) -> Iterator[Row]:
    import numpy as np
    import shapely

    from caspiangeo.io.crs import geodetic_base
    from caspiangeo.io.users.datums import shift
    from caspiangeo.io.users.gdal import open_gdal
    from caspiangeo.io.users.lines import is_named
    from caspiangeo.io.users.parts import from_wkb

    source = open_gdal(path, holding="polygons")
    if not is_named(source.crs):
        raise DataError(f"{path.name}: the file names no coordinate system, and none is guessed")
    base = geodetic_base(source.crs)
    to_wgs84 = shift(base, None)
    keys = [each for each in _KEYS if each in source.fields]
    for rows in source.batches(keys):
        shapes = shapely.transform(
            from_wkb(rows.wkb()), lambda coords: to_wgs84(base.to_lonlat(coords))
        )
        for at, geometry in enumerate(np.asarray(shapes)):
            yield rows.first + at, {key: rows.values[key][at] for key in keys}, geometry
