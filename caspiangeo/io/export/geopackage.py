"""The data set as one GeoPackage that opens styled in QGIS: layers, tables, styles, metadata.

Version 1.2 of the standard, which GDAL 3.6 and QGIS 3.22 read without a warning. Each row has the
text column `id`, which stays, besides the number that the format asks for, which counts rows.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from caspiangeo.errors import FileError
from caspiangeo.io.export.gdal_layers import write_layer
from caspiangeo.io.export.qml import qml_of
from caspiangeo.io.export.statement import facts, layer_statement
from caspiangeo.io.export.vertices import rounded
from caspiangeo.io.layers import About, Layer

FILE_NAME: Final = "caspiangeo.gpkg"

# As QGIS makes it.
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""
# The schema extension of the standard: what each column means.
_MEANINGS = """
CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name)
)
"""
_CONSTRAINTS = """
CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)
"""
_QGIS_METADATA = "http://mrcc.com/qgis.dtd"


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write all layers, lines with M, and all tables as one file.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written.
    target
        The folder to write into; it must exist.
    about
        What the file says of itself.
    precision
        Decimals of a degree; 7 by default.

    Returns
    -------
    list of pathlib.Path
        The file written; none if there is nothing to write.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.
    DataError, FileError
        If the file cannot be written.
    """
    wanted = [rounded(each, precision=precision) for each in layers.values() if each.rows]
    path = target / FILE_NAME
    path.unlink(missing_ok=True)
    for number, layer in enumerate(wanted):
        write_layer(
            layer,
            path,
            driver="GPKG",
            about=about,
            append=number > 0,
            dataset_options={"VERSION": "1.2"} if number == 0 else None,
            layer_options={"IDENTIFIER": layer.title, "DESCRIPTION": layer_statement(layer, about)},
            dataset_metadata=facts(about) if number == 0 else None,
        )
    if wanted:
        _finish(path, wanted, about)
    return [path] if wanted else []


def _finish(path: Path, layers: list[Layer], about: About) -> None:
    """Add what GDAL does not write: styles, metadata as QGIS shows them, meanings of columns."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as base:
            _add_styles(base, layers, f"{about.data_date}T00:00:00.000Z")
            _add_meanings(base, layers)
            _add_metadata(base, layers, about)
            base.commit()
            base.execute("VACUUM")
    except sqlite3.Error as error:
        raise FileError(f"cannot write {path}: {error}") from error


def _add_styles(base: sqlite3.Connection, layers: list[Layer], day: str) -> None:
    base.execute(_STYLES)
    for layer in layers:
        if (style := qml_of(layer)) is not None:
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                "owner, update_time) VALUES ('', '', ?, 'geom', 'caspiangeo', ?, '', 1, ?, '', ?)",
                (layer.name, style, layer.title, day),
            )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, "
        "srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles for QGIS', ?, 0)",
        (day,),
    )


def _add_meanings(base: sqlite3.Connection, layers: list[Layer]) -> None:
    base.execute(_MEANINGS)
    base.execute(_CONSTRAINTS)
    for layer in layers:
        base.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
            [(layer.name, each.name, each.title) for each in layer.columns if each.title],
        )
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        base.execute(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', "
            "'http://www.geopackage.org/spec120/#extension_schema', 'read-write')",
            (table,),
        )


def _add_metadata(base: sqlite3.Connection, layers: list[Layer], about: About) -> None:
    """Give each layer the title, licence and credits that QGIS shows among its properties."""
    for layer in layers:
        added = base.execute(
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) "
            "VALUES ('dataset', ?, 'text/xml', ?)",
            (_QGIS_METADATA, _qgis_metadata(layer, about)),
        )
        base.execute(
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, "
            "md_file_id) VALUES ('table', ?, ?, ?)",
            (layer.name, f"{about.data_date}T00:00:00.000Z", added.lastrowid),
        )


def _qgis_metadata(layer: Layer, about: About) -> str:
    return (
        '<qgis version="3.22">'
        f"<identifier>{escape(layer.name)}</identifier>"
        "<type>dataset</type>"
        f"<title>{escape(layer.title)}</title>"
        f"<abstract>{escape(layer_statement(layer, about))}</abstract>"
        f"<rights>{escape(about.credits)}</rights>"
        f"<license>{escape(about.licence)}</license>"
        "</qgis>"
    )
