"""What an argument means: a record of the data set, or a file of the user's."""

from __future__ import annotations

import os

#: Endings by which a missing file is still known to be meant as one.
_ENDINGS = (
    ".csv", ".dgn", ".dxf", ".fgb", ".gdb", ".geojson", ".geojsonl", ".geojsons", ".geoparquet",
    ".gml", ".gpkg", ".gpx", ".json", ".kml", ".kmz", ".mif", ".parquet", ".pq", ".shp", ".shz",
    ".sqlite", ".tab", ".topojson", ".tsv", ".vrt", ".zip",
)  # fmt: skip


def is_file(subject: str) -> bool:
    """Return whether an argument names a file: by a folder or an ending, or because it is there.

    A bare word that is both a file here and a record of the data set is the record; ``./word`` is
    the file.

    Examples
    --------
    >>> [is_file(each) for each in ("btc", "./btc", "lines.gpkg", "Baku-Tbilisi-Ceyhan")]
    [False, True, True, False]
    """
    if "/" in subject or os.sep in subject or subject in (".", ".."):
        return True
    if subject.lower().endswith(_ENDINGS):
        return True
    return os.path.isfile(subject) and not _is_record(subject)  # noqa: PTH113 - pathlib is slow to load


def _is_record(name: str) -> bool:
    from caspiangeo.catalog import default_catalog
    from caspiangeo.errors import UnknownIdError

    try:
        default_catalog().kinds_of(name)
    except UnknownIdError:
        return False
    return True
