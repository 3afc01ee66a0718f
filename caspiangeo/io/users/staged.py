"""New columns without pyarrow: through a GeoPackage on the disk, which SQLite can give a column.

GDAL copies the file there and from there to the target, both times as a stream of its own; slower
than with pyarrow, and types that a GeoPackage does not have become text.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio

from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.formulas import is_formula
from caspiangeo.io.users.columns import Job, nulls_for_nan, refuse_heights
from caspiangeo.io.users.gdal import GdalSource, errors_of, open_gdal
from caspiangeo.io.users.streamed import write_gdal

#: How many rows are given their new values at a time.
_UPDATED_ROWS = 1 << 16


def write_staged(job: Job, folder: Path) -> None:
    """Write the target of a job into a folder."""
    source: Any = job.source
    stage = folder / "stage" / "stage.gpkg"
    stage.parent.mkdir()
    with (
        source.opened(None, fids=job.fids, pyarrow=False) as (stream, geometry),
        errors_of(job.file.path.name, job.file.notes, doing="copied"),
    ):
        pyogrio.write_arrow(
            stream,
            stage,
            driver="GPKG",
            layer="stage",
            geometry_name=geometry,
            geometry_type=job.geometry_type,
            crs=job.crs,
            layer_options={"FID": job.fid_name, "SPATIAL_INDEX": "NO"},
        )
    staged = open_gdal(stage)
    source.check_end(staged.rows)
    _add_columns(job, staged)
    opened = open_gdal(stage).opened(
        None, fids=job.fids, pyarrow=False, geometry=not job.table_only
    )
    with opened as (stream, geometry):
        write_gdal(job, stream, folder / job.target.name, geometry)


def _add_columns(job: Job, staged: GdalSource) -> None:
    """Fill the new columns of the staged rows, in the order in which they stand there."""
    # GDAL has to be done with the file before SQLite may write; eight bytes a value are kept.
    found = []
    for rows in staged.batches(job.fields):
        refuse_heights(job, rows)
        found.append(job.done(job.file.measurable(rows)))
    columns = [np.concatenate(each) for each in zip(*found, strict=True)]
    names = job.written_names
    with contextlib.closing(sqlite3.connect(staged.path, isolation_level=None)) as base:
        present = {each[1].lower() for each in base.execute('PRAGMA table_info("stage")')}
        for name in names:
            if name.lower() not in present:
                base.execute(f'ALTER TABLE "stage" ADD COLUMN "{name}" DOUBLE')
        base.execute("BEGIN")
        if found:
            _update(base, job.fid_name, names, columns)
        if job.driver == "CSV":
            _escape_formulas(base)
        base.execute("COMMIT")


def _update(
    base: sqlite3.Connection, fid: str, names: Sequence[str], columns: Sequence[Floats]
) -> None:
    assign = ", ".join(f'"{name}" = ?' for name in names)
    last = -(2**63)
    for first in range(0, len(columns[0]), _UPDATED_ROWS):
        values = [nulls_for_nan(each[first : first + _UPDATED_ROWS]) for each in columns]
        ids = base.execute(
            f'SELECT "{fid}" FROM "stage" WHERE "{fid}" > ? ORDER BY "{fid}" LIMIT ?',
            (last, len(values[0])),
        ).fetchall()
        rows = [(*row, each) for *row, (each,) in zip(*values, ids, strict=True)]
        base.executemany(f'UPDATE "stage" SET {assign} WHERE "{fid}" = ?', rows)
        last = ids[-1][0]


def _escape_formulas(base: sqlite3.Connection) -> None:
    base.create_function("is_formula", 1, is_formula, deterministic=True)
    for _, name, kind, *_ in base.execute('PRAGMA table_info("stage")').fetchall():
        if kind.upper().startswith("TEXT"):
            column = '"' + name.replace('"', '""') + '"'
            base.execute(f"UPDATE stage SET {column} = '''' || {column} WHERE is_formula({column})")
