"""Every foreign format: what is written for others, and what is read from them.

The names below load on first use, since each format has its own library behind it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caspiangeo.io.arrow import lengths_of_arrow
    from caspiangeo.io.arrow_tables import to_arrow
    from caspiangeo.io.export.bundle import write_bundle
    from caspiangeo.io.files import write_text
    from caspiangeo.io.geodataframe import from_geodataframe, to_geodataframe
    from caspiangeo.io.rfc7946.antimeridian import cut_at_antimeridian
    from caspiangeo.io.rfc7946.geojson_writer import geojson_file, write_geojson
    from caspiangeo.io.users.comparing import compare
    from caspiangeo.io.users.lengths import file_lengths
    from caspiangeo.io.users.lines import open_lines, open_points
    from caspiangeo.io.users.polygons import read_boundaries

__all__ = [
    "compare",
    "cut_at_antimeridian",
    "file_lengths",
    "from_geodataframe",
    "geojson_file",
    "lengths_of_arrow",
    "open_lines",
    "open_points",
    "read_boundaries",
    "to_arrow",
    "to_geodataframe",
    "write_bundle",
    "write_geojson",
    "write_text",
]

_MODULE_OF = {
    "compare": "users.comparing",
    "cut_at_antimeridian": "rfc7946.antimeridian",
    "file_lengths": "users.lengths",
    "from_geodataframe": "geodataframe",
    "geojson_file": "rfc7946.geojson_writer",
    "lengths_of_arrow": "arrow",
    "open_lines": "users.lines",
    "open_points": "users.lines",
    "read_boundaries": "users.polygons",
    "to_arrow": "arrow_tables",
    "to_geodataframe": "geodataframe",
    "write_bundle": "export.bundle",
    "write_geojson": "rfc7946.geojson_writer",
    "write_text": "files",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
