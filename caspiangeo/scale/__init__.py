"""The same lengths on an existing engine, when the data outgrow one table or one machine.

One pure function over GeoArrow buffers, `caspiangeo.geodesy.ragged_lengths_m`, is carried to where
the data are: threads over partitioned GeoParquet, SQL in DuckDB, Dask, Spark. There is no engine of
our own. Lengths are those of `caspiangeo.geodesy.lengths_m`, whichever way they went.

The names below load on first use, each with the library behind it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caspiangeo.io.arrow import lengths_of_arrow
    from caspiangeo.scale.dask_frames import lengths_of_dask
    from caspiangeo.scale.duckdb_function import register_duckdb
    from caspiangeo.scale.parquet import BadRow, FileLengths, ParquetLengths, lengths_of_parquet
    from caspiangeo.scale.spark import map_in_arrow

__all__ = [
    "BadRow",
    "FileLengths",
    "ParquetLengths",
    "lengths_of_arrow",
    "lengths_of_dask",
    "lengths_of_parquet",
    "map_in_arrow",
    "register_duckdb",
]

_HOME = {
    "caspiangeo.io.arrow": ("lengths_of_arrow",),
    "caspiangeo.scale.dask_frames": ("lengths_of_dask",),
    "caspiangeo.scale.duckdb_function": ("register_duckdb",),
    "caspiangeo.scale.parquet": (
        "BadRow",
        "FileLengths",
        "ParquetLengths",
        "lengths_of_parquet",
    ),
    "caspiangeo.scale.spark": ("map_in_arrow",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
