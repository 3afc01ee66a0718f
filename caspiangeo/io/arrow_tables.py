"""Routes and sites as Arrow tables, for whatever takes Arrow in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from caspiangeo.catalog import Catalog, RouteView
from caspiangeo.io.arrow import pyarrow
from caspiangeo.io.geodataframe import to_geodataframe
from caspiangeo.model import Site

if TYPE_CHECKING:
    import pyarrow as pa


def to_arrow(
    records: Iterable[RouteView | Site],
    *,
    catalog: Catalog | None = None,
    encoding: Literal["WKB", "geoarrow"] = "WKB",
) -> pa.Table:
    """Return routes or sites as an Arrow table with the metadata of GeoArrow.

    Parameters
    ----------
    records, catalog
        As `to_geodataframe`.
    encoding
        How the column ``geometry`` holds its geometries: ``geoarrow.wkb``, or, for routes alone or
        sites alone, the type of GeoArrow itself. Both name the coordinate system, EPSG:4326 with
        longitude first.

    Returns
    -------
    pyarrow.Table
        The columns of `to_geodataframe`, with ``id`` as the first.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> table = cg.to_arrow(cg.routes(mode="pipeline"))
    >>> table.column_names[0], table.num_rows
    ('id', 2)
    >>> table.schema.field("geometry").metadata[b"ARROW:extension:name"]
    b'geoarrow.wkb'
    """
    arrow = pyarrow()
    frame = to_geodataframe(records, catalog=catalog)
    if len(frame):
        frame = frame.reset_index()
    return arrow.table(frame.to_arrow(index=False, geometry_encoding=encoding))
