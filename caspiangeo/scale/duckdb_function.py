"""Lengths in SQL: the same function inside DuckDB, which brings what does not fit in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caspiangeo.errors import DataError, missing_extra
from caspiangeo.geodesy import Engine, Invalid
from caspiangeo.io.arrow import Encoding, lengths_of_arrow, pyarrow

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: What the function is called in SQL.
FUNCTION = "caspian_length_m"


def register_duckdb(
    connection: duckdb.DuckDBPyConnection,
    *,
    name: str = FUNCTION,
    crs: object = None,
    engine: Engine = "auto",
    invalid: Invalid = "raise",
) -> None:
    """Give a DuckDB connection the SQL function ``caspian_length_m(geometry)``, metres.

    It takes a GEOMETRY, or a BLOB that holds WKB, so it works with the spatial extension and
    without; it also takes the lists of points in which DuckDB shows GeoArrow (a list of lists is
    taken for a MultiLineString). Rows come in vectors of 2048, so memory stays what DuckDB uses.

    Parameters
    ----------
    connection
        The connection; the function lives as long as it does.
    name
        What to call the function.
    crs
        The coordinate system of the geometries, which SQL does not hand on; longitude, latitude on
        WGS 84 by default.
    engine
        As `caspiangeo.geodesy.lengths_m`.
    invalid
        What becomes of a line that cannot be measured: ``"raise"`` ends the query with an error
        that says why, ``"nan"`` gives NaN. A NULL stays NULL.

    Raises
    ------
    GeometryError
        If nothing in the coordinate system can be measured on an ellipsoid.
    DataError
        If the connection has a function of that name.
    MissingExtraError
        If DuckDB or pyarrow is not installed.

    Examples
    --------
    >>> import duckdb
    >>> connection = duckdb.connect()
    >>> register_duckdb(connection)
    >>> query = "SELECT round(caspian_length_m('LINESTRING (0 0, 1 0)'::GEOMETRY), 3)"
    >>> connection.execute(query).fetchone()
    (111319.491,)
    >>> connection.execute("SELECT caspian_length_m(NULL)").fetchone()
    (None,)
    """
    arrow, duck = pyarrow(), _duckdb()
    lengths_of_arrow(arrow.array([], arrow.binary()), crs=crs)  # an unknown system is told now

    options = {"crs": crs, "engine": engine, "invalid": invalid}
    try:
        connection.create_function(
            name,
            lambda column: _lengths(column, options),  # DuckDB would evaluate annotations
            None,  # any type
            "DOUBLE",
            type=duck.func.ARROW,
            null_handling=duck.func.SPECIAL,
        )
    except duck.NotImplementedException:
        raise DataError(
            f"the connection has a function {name} already; choose another name="
        ) from None


def _lengths(column: pa.ChunkedArray, options: dict[str, Any]) -> pa.Array:
    arrow = pyarrow()
    if arrow.types.is_null(column.type):
        return arrow.nulls(len(column), arrow.float64())
    return lengths_of_arrow(column, encoding=_encoding(column.type), **options)


def _encoding(kind: pa.DataType) -> Encoding | None:
    """Tell a line from several by how deep the lists go; binary says itself that it is WKB."""
    types = pyarrow().types
    if not types.is_list(kind):
        return None
    return "multilinestring" if types.is_list(kind.value_type) else "linestring"


def _duckdb() -> Any:
    try:
        import duckdb.func
    except ImportError:
        raise missing_extra("SQL in DuckDB", extra="scale") from None
    return duckdb
