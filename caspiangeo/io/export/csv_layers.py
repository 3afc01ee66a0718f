"""The data set as CSV for spreadsheets, databases and Power BI: geometries as columns of text.

Lines and points stand in `wkt` and `geojson`, points in `lon` and `lat` as well; measured lines
have their kilometres, as ``LINESTRING M``. Beside each file with a geometry stand the types of its
columns (.csvt) and its coordinate system (.prj), by which GDAL and QGIS open it as a layer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from caspiangeo.errors import FileError
from caspiangeo.io.export.gdal_layers import CRS
from caspiangeo.io.export.geojson import geometries_of
from caspiangeo.io.export.vertices import rounded, wkt_of
from caspiangeo.io.formulas import plain_text
from caspiangeo.io.layers import About, Layer, Value
from caspiangeo.io.rfc7946.digits import PRECISION
from caspiangeo.io.rfc7946.geojson_text import geometry_texts

#: The layer whose lines are written with M, and so without GeoJSON, which has none.
_MEASURED: Final = "measured_lines"
_KINDS = {"text": "String", "integer": "Integer", "real": "Real", "flag": "String"}


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write each layer and each table as a file of its own, in UTF-8.

    Text that a spreadsheet would run as a formula begins with an apostrophe.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written.
    target
        The folder to write into; it must exist.
    about
        Not written: CSV has no room for it.
    precision
        Decimals of a degree; 7 by default.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.
    FileError
        If a file cannot be written.
    """
    del about
    decimals = PRECISION if precision is None else precision
    paths = []
    for layer in layers.values():
        if layer.rows:
            for suffix, text in _texts(rounded(layer, precision=precision), decimals):
                paths.append(target / f"{layer.name}{suffix}")
                _write(paths[-1], text)
    return paths


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error


def _texts(layer: Layer, decimals: int) -> Iterator[tuple[str, str]]:
    """Yield the files of a layer: their suffixes and contents."""
    geometry = _geometry_columns(layer, decimals)
    names = [*(each.name for each in layer.columns), *geometry]
    rows = [[_cell(row[each.name]) for each in layer.columns] for row in layer.rows]
    for number, values in enumerate(zip(*geometry.values(), strict=True)):
        rows[number] += values
    yield ".csv", _csv([names, *rows])
    if layer.geometry:
        kinds = [_KINDS[each.kind] for each in layer.columns]
        kinds += [{"wkt": "WKT", "geojson": "String"}.get(each, "Real") for each in geometry]
        yield ".csvt", _csv([kinds])
        yield ".prj", _crs_text()


def _geometry_columns(layer: Layer, decimals: int) -> dict[str, list[str]]:
    if layer.geometry is None:
        return {}
    found: dict[str, list[str]] = {}
    if layer.geometry == "Point":
        for name, axis in (("lon", 0), ("lat", 1)):
            found[name] = [_cell(float(each.coordinates[0, axis])) for each in layer.shapes]
    found["wkt"] = wkt_of(layer, precision=decimals, m=layer.name == _MEASURED)
    if layer.name != _MEASURED:
        texts = geometry_texts(geometries_of(layer), decimals=decimals)
        found["geojson"] = [each.decode("ascii") for each in texts]
    return found


def _cell(value: Value) -> str:
    """Return a value as a cell, a missing one as an empty cell.

    Examples
    --------
    >>> _cell(1768.0), _cell(None), _cell(True), _cell("=1+1"), _cell(-0.5)
    ('1768', '', 'true', "'=1+1", '-0.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(plain_text(value))


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _crs_text() -> str:
    import pyproj
    from pyproj.enums import WktVersion

    return pyproj.CRS(CRS).to_wkt(WktVersion.WKT1_ESRI)
