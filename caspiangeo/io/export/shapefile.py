"""The data set as Shapefiles in one zip archive, which GDAL, QGIS and ArcGIS open as it is.

The format is of 1998: names have ten letters, texts 254 bytes. Lines have M. The archive has a
table of the full names, and says whom to credit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from caspiangeo.io.export.archive import write_archive
from caspiangeo.io.export.gdal_layers import write_layer
from caspiangeo.io.export.name_map import NAME_MAP, name_map, short_name
from caspiangeo.io.export.statement import M_NOTE, statement
from caspiangeo.io.export.vertices import rounded
from caspiangeo.io.layers import About, Column, Layer, Row, Value

FILE_NAME: Final = "caspiangeo.shp.zip"

_MOST_BYTES = 254
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write each layer as a Shapefile, all in one archive; tables are left out.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written.
    target
        The folder to write into; it must exist.
    about
        What the archive says of itself.
    precision
        Decimals of a degree; 7 by default.

    Returns
    -------
    list of pathlib.Path
        The archive written; none if there is nothing to write.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.
    DataError
        If a file cannot be written.
    """
    wanted = [each for each in layers.values() if each.geometry and each.rows]
    if not wanted:
        return []
    members = {
        "README.txt": f"{statement(about)} {M_NOTE}\n".encode(),
        NAME_MAP: name_map(wanted).encode(),
    }
    with tempfile.TemporaryDirectory(dir=target, prefix=".shp-") as folder:
        for layer in wanted:
            path = Path(folder, f"{layer.name}.shp")
            write_layer(
                _short(rounded(layer, precision=precision)),
                path,
                driver="ESRI Shapefile",
                about=about,
                layer_options={"DBF_DATE_LAST_UPDATE": about.data_date, "RESIZE": "YES"},
            )
            parts = [path.with_suffix(each) for each in _PARTS]
            members |= {each.name: each.read_bytes() for each in parts}
    write_archive(target / FILE_NAME, members, day=about.data_date)
    return [target / FILE_NAME]


def _short(layer: Layer) -> Layer:
    """Return a layer whose names and texts a Shapefile can hold."""
    columns = tuple(_short_column(each) for each in layer.columns)
    rows = tuple(_short_row(row) for row in layer.rows)
    return replace(layer, columns=columns, rows=rows)


def _short_column(column: Column) -> Column:
    # Readers take a logical value of a Shapefile for a number, a text or a flag; 0 and 1 are safe.
    kind = "integer" if column.kind == "flag" else column.kind
    return replace(column, name=short_name(column.name), kind=kind)


def _short_row(row: Row) -> Row:
    return {short_name(name): _short_text(value) for name, value in row.items()}


def _short_text(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
    return value
