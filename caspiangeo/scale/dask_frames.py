"""Lengths of a frame in partitions, on as many machines as Dask has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caspiangeo.errors import DataError, missing_extra
from caspiangeo.geodesy import Engine, Invalid
from caspiangeo.io.arrow import LON_LAT, LineColumn
from caspiangeo.io.crs import geodetic_base

if TYPE_CHECKING:
    import geopandas
    import pandas


def lengths_of_dask(
    frame: Any,
    *,
    name: str = "geodesic_length_m",
    engine: Engine = "auto",
    invalid: Invalid = "raise",
) -> Any:
    """Return the geodesic lengths of a dask-geopandas frame or series, not computed yet.

    Each partition is measured where it lies; nothing but the lengths travels. A partition depends
    on nothing else, so Dask computes it anew if a worker dies.

    Parameters
    ----------
    frame
        A `dask_geopandas.GeoDataFrame` or `GeoSeries` of lines. They are measured on the ellipsoid
        of their own coordinate system; projected ones are brought back to its degrees first. One
        without a coordinate system is in longitude, latitude on WGS 84.
    name
        What to call the series.
    engine
        As `caspiangeo.geodesy.lengths_m`.
    invalid
        What becomes of a line that cannot be measured: ``"raise"``, or ``"nan"``.

    Returns
    -------
    dask.dataframe.Series
        Metres, in the partitions and with the index of the frame; NaN for a missing geometry.

    Raises
    ------
    DataError
        If it is no dask-geopandas frame or series.
    GeometryError
        If nothing in its coordinate system can be measured; when computed, if a line cannot be.
    MissingExtraError
        If dask-geopandas is not installed.

    Examples
    --------
    >>> import dask_geopandas, geopandas
    >>> from shapely import LineString
    >>> lines = geopandas.GeoSeries([LineString([(0, 0), (1, 0)]), None], crs=4326)
    >>> lengths_of_dask(dask_geopandas.from_geopandas(lines, npartitions=2)).compute().round(3)
    0    111319.491
    1           NaN
    Name: geodesic_length_m, dtype: float64
    """
    if not _is_dask(frame):
        raise DataError(
            f"expected a dask_geopandas GeoDataFrame or GeoSeries, got {type(frame).__name__}; for "
            "geopandas use caspiangeo.geodesic_length"
        )
    import pandas

    geodetic_base(frame.crs or LON_LAT)  # a system that cannot be measured is told now
    return frame.map_partitions(
        _lengths,
        name=name,
        engine=engine,
        invalid=invalid,
        meta=pandas.Series(dtype="float64", name=name),
    )


def _lengths(
    part: geopandas.GeoDataFrame | geopandas.GeoSeries,
    *,
    name: str,
    engine: Engine,
    invalid: Invalid,
) -> pandas.Series:
    import pandas

    lines = LineColumn("wkb", geodetic_base(part.crs or LON_LAT), engine)
    found = lines.lengths_of_geometries_m(part.geometry.to_numpy(), invalid=invalid)
    return pandas.Series(found, index=part.index, name=name)


def _is_dask(frame: Any) -> bool:
    try:
        import dask_geopandas
    except ImportError:
        raise missing_extra("lengths in Dask", extra="scale") from None
    return isinstance(frame, (dask_geopandas.GeoDataFrame, dask_geopandas.GeoSeries))
