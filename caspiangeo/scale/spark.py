"""Lengths in Spark: the generator that ``DataFrame.mapInArrow`` asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from caspiangeo.geodesy import Engine, Invalid
from caspiangeo.io.arrow import Encoding, lengths_of_arrow

if TYPE_CHECKING:
    import pyarrow as pa


def map_in_arrow(
    batches: Iterable[pa.RecordBatch],
    *,
    geometry: str = "geometry",
    column: str = "geodesic_length_m",
    encoding: Encoding | None = None,
    crs: object = None,
    engine: Engine = "auto",
    invalid: Invalid = "nan",
) -> Iterator[pa.RecordBatch]:
    """Yield record batches with the lengths of their lines as a last column, one by one.

    In Spark, `frame.mapInArrow(map_in_arrow, schema)`, where `schema` is that of the frame and the
    new column as a double; options go in by `functools.partial`. It knows nothing of Spark, so any
    stream of record batches will do.

    Parameters
    ----------
    batches
        The batches; nothing is kept of one when the next is asked for.
    geometry
        The column of lines: binary (WKB), or lists of points as in GeoArrow.
    column
        The name of the new column; metres.
    encoding
        ``"linestring"`` or ``"multilinestring"`` for lists that do not say it.
    crs
        The coordinate system, where the batches name none; longitude, latitude on WGS 84 by
        default.
    engine
        As `caspiangeo.geodesy.lengths_m`.
    invalid
        What becomes of a line that cannot be measured: ``"nan"``, or ``"raise"``, which ends the
        job.

    Yields
    ------
    pyarrow.RecordBatch
        Null where a line is missing.

    Raises
    ------
    As `caspiangeo.io.arrow.lengths_of_arrow`.

    Examples
    --------
    >>> import pyarrow, shapely
    >>> lines = shapely.to_wkb(shapely.from_wkt(["LINESTRING (0 0, 1 0)", "LINESTRING EMPTY"]))
    >>> batch = pyarrow.record_batch({"id": [1, 2], "geometry": lines})
    >>> [measured.to_pydict()["geodesic_length_m"] for measured in map_in_arrow([batch])]
    [[111319.49079327..., 0.0]]
    """
    for batch in batches:
        lengths = lengths_of_arrow(
            batch, column=geometry, encoding=encoding, crs=crs, engine=engine, invalid=invalid
        )
        yield batch.append_column(column, lengths)
