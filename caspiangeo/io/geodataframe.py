"""Routes and sites as GeoDataFrames, and anybody's lines from them.

What goes out has the order and the coordinate system that GeoPandas users join against.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from caspiangeo.catalog import Catalog, RouteView, default_catalog
from caspiangeo.errors import DataError, GeometryError
from caspiangeo.io.layers import Row, route_row, site_row, site_shape
from caspiangeo.model import Site

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries
    from shapely.geometry.base import BaseGeometry

    from caspiangeo.io.crs import GeodeticBase
    from caspiangeo.io.users.parts import Parts
    from caspiangeo.io.users.subjects import Subject

#: So many rows are named where some cannot be measured.
_MOST_FAULTS = 10
#: Columns that may hold what a row is called.
_NAMES = ("name", "title")


def to_geodataframe(
    records: Iterable[RouteView | Site], *, catalog: Catalog | None = None
) -> GeoDataFrame:
    """Return routes or sites as a GeoDataFrame indexed by id, EPSG:4326, longitude first.

    Parameters
    ----------
    records
        Routes of `caspiangeo.routes()` or sites of `caspiangeo.sites()`; sites without a known
        place have no row.
    catalog
        Where their sources are; by default the data set that ships.

    Returns
    -------
    geopandas.GeoDataFrame
        The original vertices, and the columns that every export has.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> frame = cg.to_geodataframe([cg.route("btc")])
    >>> float(frame.loc["btc", "published_km"])
    1768.0
    >>> len(cg.to_geodataframe([]))
    0
    """
    import geopandas
    import shapely

    known = catalog or default_catalog()
    rows: list[Row] = []
    shapes: list[BaseGeometry] = []
    for each in records:
        if not isinstance(each, Site):
            rows.append(route_row(each, known))
            shapes.append(each.geometry)
        elif each.located:
            rows.append(site_row(each, known))
            shapes.append(shapely.Point(site_shape(each).coordinates[0]))
    if not rows:
        return geopandas.GeoDataFrame(geometry=[], crs="EPSG:4326")
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326").set_index("id")


def from_geodataframe(frame: GeoDataFrame | GeoSeries) -> dict[Hashable, Subject]:
    """Return anybody's lines as lines to measure, to find places on and to compare.

    The attributes stay where they are: ``frame.loc[key]`` has those of ``lines[key]``.

    Parameters
    ----------
    frame
        Lines, each of one part or of parts that follow each other, in any coordinate system, which
        the frame must name. Its index labels become the keys.

    Returns
    -------
    dict of label to Subject
        In the order of the frame. Each ``line`` is a `caspiangeo.geodesy.MeasuredLine` in degrees
        on the ellipsoid of its own datum; `caspiangeo.io.compare` and the map of a comparison take
        the whole.

    Raises
    ------
    DataError
        If the frame names no coordinate system, or a label stands twice.
    GeometryError
        If a row cannot be measured; the message lists such rows, and none is left out silently. Or
        if nothing in the coordinate system can.

    Examples
    --------
    >>> import geopandas, shapely
    >>> import caspiangeo as cg
    >>> cable = shapely.LineString([(51.15, 43.6), (49.7, 40.6)])
    >>> frame = geopandas.GeoDataFrame(index=["north"], geometry=[cable], crs="EPSG:4326")
    >>> cg.from_geodataframe(frame.to_crs("EPSG:32639"))["north"].line.length_m
    354...
    >>> cg.from_geodataframe(geopandas.GeoSeries([cable, None], crs="EPSG:4326"))
    Traceback (most recent call last):
    ...
    caspiangeo.errors.GeometryError: 1 of 2 rows cannot be measured: 1: no geometry. Drop or ...
    """
    import numpy as np

    from caspiangeo.io.crs import geodetic_base
    from caspiangeo.io.users.parts import parts_of_geometries

    if frame.crs is None:
        raise DataError(
            "the frame names no coordinate system, and none is guessed; name it with "
            'frame.set_crs("EPSG:4326")'
        )
    if not frame.index.is_unique:
        raise DataError(
            f"the label {frame.index[frame.index.duplicated()][0]!r} stands twice in the index; "
            "use frame.reset_index()"
        )
    base = geodetic_base(frame.crs)
    parts = parts_of_geometries(np.asarray(frame.geometry, dtype=object), "lines")
    found: dict[Hashable, Subject] = {}
    faults: list[str] = []
    for row, label in enumerate(frame.index):
        try:
            found[label] = _subject(frame, row, parts, base)
        except GeometryError as error:
            faults.append(str(error))
    if faults:
        more = "; ..." if len(faults) > _MOST_FAULTS else ""
        raise GeometryError(
            f"{len(faults)} of {len(frame)} rows cannot be measured: "
            f"{'; '.join(faults[:_MOST_FAULTS])}{more}. Drop or repair them first"
        )
    return found


def _subject(
    frame: GeoDataFrame | GeoSeries, row: int, parts: Parts, base: GeodeticBase
) -> Subject:
    """Return a row as a line to find places on."""
    import numpy as np

    from caspiangeo.geodesy import MeasuredLine
    from caspiangeo.io.users.datums import crs_name
    from caspiangeo.io.users.subjects import Subject, joined

    label = frame.index[row]
    if row in parts.faults:
        raise GeometryError(f"{label}: {parts.faults[row]}")
    lines = [
        base.to_lonlat(parts.coords[parts.offsets[at] : parts.offsets[at + 1]])
        for at in np.flatnonzero(parts.rows == row)
    ]
    try:
        line = MeasuredLine(joined(lines, "the row"), ellipsoid=base.ellipsoid)
    except GeometryError as error:
        raise GeometryError(f"{label}: {error}") from None
    about = {
        "row": row,
        "name": _name(frame, row),
        "crs": crs_name(base.crs),
        "ellipsoid": base.ellipsoid.name,
    }
    return Subject(f"row {label} of the frame", about, line, base=base)


def _name(frame: GeoDataFrame | GeoSeries, row: int) -> str | None:
    """Return what a row is called, if a column says so."""
    columns = getattr(frame, "columns", ())
    names = [frame[each].iloc[row] for each in _NAMES if each in columns]
    return next((each for each in names if isinstance(each, str)), None)
