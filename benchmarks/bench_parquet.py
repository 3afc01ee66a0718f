"""Bar 8, first half: lengths of partitioned GeoParquet, out of the cache of files.

Sixteen files of lines of 20 vertices, once with GeoArrow coordinates and once with WKB. Times count
everything from the path to the sum of all lengths. On more than one thread look at the wall.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import geopandas
import harness
import numpy as np
from harness import Report, Settings, figure
from length_contenders import WGS84, line_sums, load_spatial, segment_ends
from workloads import Workload, geodataframe, many_short_lines

from caspiangeo.scale import lengths_of_dask, lengths_of_parquet, register_duckdb

FILES = 16
PYPROJ = "pyarrow, pyproj flat, 1 thread"
NUMPY = "**caspiangeo** `lengths_of_parquet`, NumPy only, 1 thread"
COMPILED = "**caspiangeo** `lengths_of_parquet`, extra `fast`, 1 thread"
Total = Callable[[], float]


def run(settings: Settings) -> Report:
    """Write the files, then let everybody add all lengths up."""
    report = Report("Partitioned GeoParquet: bar 8")
    lines = settings.pick(smoke=32, quick=40_000, full=1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        workload = many_short_lines(lines, 20)
        size_mb = write_files(workload, Path(folder))
        ready = harness.prepared(entrants(Path(folder), settings), report)
        totals = {name: function() for name, function in ready.items()}
        timings = harness.race(ready, min(settings.runs, 3))
    segments = workload.segments
    report.table(
        f"{FILES} files, {lines:,} lines, {segments:,} segments, {size_mb:,.0f} MB as GeoArrow",
        [
            {
                "contender": name,
                "CPU ns a segment, least (median)": harness.spread(timing.cpu_s, per=segments),
                "million segments a second, CPU": figure(segments / min(timing.cpu_s) / 1e6),
                "on the wall": figure(segments / min(timing.wall_s) / 1e6),
                "sum, km": f"{totals[name] / 1000:,.6f}",
            }
            for name, timing in timings.items()
        ],
    )
    for name, limit in ((NUMPY, 8.0), (COMPILED, 14.0)):
        if name in timings:
            speed = segments / min(timings[name].cpu_s) / 1e6
            report.bar(f"{name}, million segments a CPU second", speed, limit, least=True)
            ratio = min(timings[PYPROJ].cpu_s) / min(timings[name].cpu_s)
            report.say(f"- {name}: {figure(ratio)} times as fast as {PYPROJ}.")
    return report


def write_files(workload: Workload, folder: Path) -> float:
    """Write the lines in both encodings; return the size of the GeoArrow files in MB."""
    frame = geodataframe(workload)
    bounds = np.linspace(0, len(frame), FILES + 1).astype(int)
    for encoding in ("geoarrow", "WKB"):
        (folder / encoding).mkdir()
        for number, (low, high) in enumerate(pairwise(bounds)):
            path = folder / encoding / f"part-{number:02}.parquet"
            frame.iloc[low:high].to_parquet(path, geometry_encoding=encoding)
    return sum(path.stat().st_size for path in (folder / "geoarrow").iterdir()) / 1e6


def entrants(folder: Path, settings: Settings) -> dict[str, Callable[[], Total]]:
    """Return who takes part, each still to be made ready."""
    arrow, wkb = folder / "geoarrow", folder / "WKB"
    ours = {
        NUMPY: partial(partial, total, arrow, "numpy", 1),
        NUMPY.replace("1 thread", "2 threads"): partial(partial, total, arrow, "numpy", 2),
        f"{NUMPY}, WKB": partial(partial, total, wkb, "numpy", 1),
        COMPILED: partial(partial, total, arrow, "compiled", 1),
        COMPILED.replace("1 thread", "2 threads"): partial(partial, total, arrow, "compiled", 2),
        PYPROJ: partial(partial, pyproj_flat, arrow),
    }
    if settings.smoke:
        return {name: each for name, each in ours.items() if name in (NUMPY, PYPROJ)}
    return ours | {
        "DuckDB `ST_Length_Spheroid` over WKB, 1 thread": partial(duckdb_spheroid, wkb),
        "**caspiangeo** in DuckDB, `caspian_length_m`, WKB, 1 thread": partial(duckdb_ours, wkb),
        "SedonaDB over WKB (sphere, S2)": partial(sedona, wkb),
        "dask-geopandas, pyproj flat, threads": partial(dask, wkb, pyproj_partition),
        "**caspiangeo** in Dask, `lengths_of_dask`, threads": partial(dask, wkb, lengths_of_dask),
    }


def total(folder: Path, engine: str, threads: int) -> float:
    """Add up with ours."""
    return lengths_of_parquet(folder, threads=threads, engine=engine).length_m


def pyproj_flat(folder: Path) -> float:
    """Add up with pyproj, a file at a time, straight from the buffers."""
    import pyarrow.parquet

    sums = []
    for path in sorted(folder.iterdir()):
        column = pyarrow.parquet.read_table(path, columns=["geometry"]).column(0).combine_chunks()
        points = column.values
        lon, lat = (points.field(axis).to_numpy() for axis in ("x", "y"))
        lines = Workload(lon, lat, column.offsets.to_numpy())
        sums.append(line_sums(lines, WGS84.inv(*segment_ends(lines))[2]).sum())
    return float(np.sum(sums))


def duckdb_spheroid(folder: Path) -> Total:
    """Return DuckDB's own way; latitude first."""
    connection = _duckdb()
    load_spatial(connection)
    return _summed(connection, folder, "ST_Length_Spheroid(ST_FlipCoordinates(geometry))")


def duckdb_ours(folder: Path) -> Total:
    """Return ours as a function of SQL."""
    connection = _duckdb()
    load_spatial(connection)
    register_duckdb(connection)
    return _summed(connection, folder, "caspian_length_m(geometry)")


def _duckdb():
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _summed(connection, folder: Path, length: str) -> Total:
    query = f"SELECT sum({length}) FROM read_parquet('{folder.as_posix()}/*.parquet')"
    return lambda: connection.execute(query).fetchone()[0]


def sedona(folder: Path) -> Total:
    """Return SedonaDB, whose geography is on a sphere."""
    import pyarrow
    import sedonadb

    session = sedonadb.connect()
    session.read_parquet(folder.as_posix()).to_view("lines", overwrite=True)
    query = "SELECT sum(ST_Length(ST_GeogFromWKB(ST_AsBinary(geometry)))) AS m FROM lines"
    return lambda: float(pyarrow.table(session.sql(query)).column("m")[0].as_py())


def dask(folder: Path, lengths: Callable) -> Total:
    """Return a way in Dask, on threads of this process."""
    import dask_geopandas

    files = sorted(folder.iterdir())

    def summed() -> float:
        frame = dask_geopandas.read_parquet(files)
        threads = {"scheduler": "threads", "num_workers": os.cpu_count()}
        return float(lengths(frame).sum().compute(**threads))

    return summed


def pyproj_partition(frame):
    """Measure each partition with pyproj."""
    return frame.map_partitions(_pyproj_lengths, meta=("length_m", "float64"))


def _pyproj_lengths(part: geopandas.GeoDataFrame):
    import pandas
    import shapely

    coords, line = shapely.get_coordinates(part.geometry, return_index=True)
    same = np.flatnonzero(line[1:] == line[:-1])
    lengths = WGS84.inv(*coords[same].T, *coords[same + 1].T)[2]
    return pandas.Series(np.bincount(line[same], lengths, len(part)), part.index, name="length_m")


if __name__ == "__main__":
    raise SystemExit(harness.main("parquet", run, __doc__))
