"""Who measures lengths: ours, and the peers that the tables name, each in its own usual way.

A contender is made ready for a workload, which may raise `ImportError` or `Unavailable`, and is
then a function of no argument that returns the length of each line in metres. What is its input
format costs nothing here; the tables "from a GeoDataFrame" count the way from there.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from harness import Unavailable
from numpy.typing import NDArray
from pyproj import Geod
from workloads import RADIUS_M, Workload, geodataframe, linestrings

from caspiangeo.geodesy import geodesic_length, ragged_lengths_m

Floats = NDArray[np.float64]
Measure = Callable[[], Floats]
WGS84 = Geod(ellps="WGS84")

#: The best of the peers that are as accurate as PROJ; every ratio is to this one.
FLAT = "pyproj flat: `Geod.inv` on the real segments, `reduceat`"
FLAT_FRAME = "pyproj flat: `get_coordinates`, `Geod.inv`, `bincount`"
EACH = "pyproj `Geod.geometry_length`, one geometry at a time"
NUMPY = "**caspiangeo**, NumPy only"
COMPILED = "**caspiangeo**, extra `fast`"


class Contender(NamedTuple):
    """How to make a contender ready, and how many segments it may be given."""

    prepare: Callable[[Workload], Measure]
    #: The slow ones are timed on part of the lines; None: all.
    segments: int | None = None


def first_lines(workload: Workload, segments: int | None) -> Workload:
    """Return the first lines that have about so many segments, at least one line."""
    if segments is None or segments >= workload.segments:
        return workload
    if len(workload.offsets) == 2:
        vertices = segments + 1
        return Workload(workload.lon[:vertices], workload.lat[:vertices], np.array([0, vertices]))
    kept = workload.offsets - np.arange(len(workload.offsets))  # segments before each line
    lines = max(int(np.searchsorted(kept, segments, side="right")) - 1, 1)
    offsets = workload.offsets[: lines + 1]
    return Workload(workload.lon[: offsets[-1]], workload.lat[: offsets[-1]], offsets)


def segment_ends(workload: Workload) -> tuple[Floats, Floats, Floats, Floats]:
    """Return lon1, lat1, lon2, lat2 of the real segments; no joint from a line to the next."""
    real = np.ones(len(workload.lon) - 1, dtype=bool)
    real[workload.offsets[1:-1] - 1] = False
    lon, lat = workload.lon, workload.lat
    return lon[:-1][real], lat[:-1][real], lon[1:][real], lat[1:][real]


def line_sums(workload: Workload, segment_m: Floats) -> Floats:
    """Add the segments of each line up; every line has at least one."""
    starts = workload.offsets[:-1] - np.arange(len(workload.offsets) - 1)
    return np.add.reduceat(segment_m, starts)


# -- from flat buffers ---------------------------------------------------------------------------


def ours(engine: str, workload: Workload) -> Measure:
    """Return our function with one engine, on one thread."""
    columns, offsets = (workload.lon, workload.lat), workload.offsets
    return lambda: ragged_lengths_m(columns, offsets, engine=engine)


def ours_on_threads(engine: str, threads: int, workload: Workload) -> Measure:
    """Return our function with the lines shared out among threads."""
    columns, offsets = (workload.lon, workload.lat), workload.offsets
    bounds = np.linspace(0, len(offsets) - 1, threads + 1).astype(int)
    parts = [offsets[low : high + 1] for low, high in pairwise(bounds)]
    measure = partial(ragged_lengths_m, columns, engine=engine)
    pool = ThreadPoolExecutor(threads)
    return lambda: np.concatenate(list(pool.map(measure, parts)))


def pyproj_flat(workload: Workload) -> Measure:
    """Return the careful user's way: one call for all segments, none across lines."""
    return lambda: line_sums(workload, WGS84.inv(*segment_ends(workload))[2])


def pyproj_lines(workload: Workload) -> Measure:
    """Return one call a line, on slices of the buffers."""
    slices = [slice(*ends) for ends in pairwise(workload.offsets)]
    lon, lat = workload.lon, workload.lat
    return lambda: np.array([WGS84.line_length(lon[part], lat[part]) for part in slices])


def pyproj_geometries(workload: Workload) -> Measure:
    """Return one call a geometry: what the documentation shows first."""
    lines = linestrings(workload)
    return lambda: np.array([WGS84.geometry_length(line) for line in lines])


def geographiclib(workload: Workload) -> Measure:
    """Return Karney's own Python, a segment at a time."""
    from geographiclib.geodesic import Geodesic

    ends = np.column_stack(segment_ends(workload))[:, [1, 0, 3, 2]].tolist()
    inverse = partial(Geodesic.WGS84.Inverse, outmask=Geodesic.DISTANCE)
    return lambda: line_sums(workload, np.array([inverse(*each)["s12"] for each in ends]))


def geopy(workload: Workload) -> Measure:
    """Return `geopy.distance.geodesic`, a segment at a time."""
    from geopy.distance import geodesic

    lon1, lat1, lon2, lat2 = (each.tolist() for each in segment_ends(workload))
    starts, ends = list(zip(lat1, lon1, strict=True)), list(zip(lat2, lon2, strict=True))
    return lambda: line_sums(
        workload, np.array([geodesic(*pair).m for pair in zip(starts, ends, strict=True)])
    )


def geodistpy(workload: Workload) -> Measure:
    """Return geodistpy's parallel Vincenty."""
    from geodistpy import geodist

    lon1, lat1, lon2, lat2 = segment_ends(workload)
    starts, ends = np.column_stack([lat1, lon1]), np.column_stack([lat2, lon2])
    return lambda: line_sums(workload, np.atleast_1d(geodist(starts, ends, metric="meter")))


def geovectorslib(workload: Workload) -> Measure:
    """Return geovectorslib's Vincenty in NumPy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources
        from geovectorslib import inverse

    lon1, lat1, lon2, lat2 = segment_ends(workload)

    def measure() -> Floats:
        with np.errstate(all="ignore"):
            return line_sums(workload, inverse(lat1, lon1, lat2, lon2)["s12"])

    return measure


def haversine(workload: Workload) -> Measure:
    """Return the haversine formula on a sphere, in NumPy."""

    def measure() -> Floats:
        lon1, lat1, lon2, lat2 = (np.radians(each) for each in segment_ends(workload))
        chord = (
            np.sin((lat2 - lat1) / 2) ** 2
            + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
        )
        return line_sums(workload, 2 * RADIUS_M * np.arcsin(np.sqrt(chord)))

    return measure


def spherely(workload: Workload) -> Measure:
    """Return S2 through spherely: its geographies hold points on the sphere already."""
    import spherely as s2

    lines = s2.from_wkb(shapely.to_wkb(linestrings(workload)))
    return lambda: s2.length(lines)


def sedonadb(workload: Workload) -> Measure:
    """Return SedonaDB's geography, which is S2 as well, from WKB."""
    import pyarrow
    import sedonadb as sedona

    session = sedona.connect()
    wkb = shapely.to_wkb(linestrings(workload))
    table = pyarrow.table({"line": np.arange(len(wkb)), "wkb": pyarrow.array(wkb)})
    session.create_data_frame(table).to_view("lines", overwrite=True)
    query = "SELECT line, ST_Length(ST_GeogFromWKB(wkb)) AS m FROM lines"

    def measure() -> Floats:
        answer = pyarrow.table(session.sql(query))  # in no order
        lengths = np.empty(len(wkb))
        lengths[answer.column("line").to_numpy()] = answer.column("m").to_numpy()
        return lengths

    return measure


def duckdb(workload: Workload) -> Measure:
    """Return DuckDB's spatial extension; its function wants latitude first."""
    import duckdb as duck
    import pyarrow

    connection = duck.connect(config={"threads": 1})
    load_spatial(connection)
    table = pyarrow.table({"wkb": pyarrow.array(shapely.to_wkb(linestrings(workload)))})
    connection.register("wkb_lines", table)
    connection.execute(
        "CREATE TABLE lines AS "
        "SELECT ST_FlipCoordinates(ST_GeomFromWKB(wkb)) AS line FROM wkb_lines"
    )
    query = "SELECT ST_Length_Spheroid(line) AS m FROM lines"
    return lambda: connection.execute(query).fetchnumpy()["m"]


def load_spatial(connection: object) -> None:
    """Load DuckDB's spatial extension from the package that carries it, without the network."""
    from pathlib import Path

    try:
        import duckdb_extension_spatial as package
    except ImportError:
        raise Unavailable("needs the package duckdb-extension-spatial") from None
    (extension,) = Path(package.__path__[0]).rglob("spatial.duckdb_extension")
    connection.execute(f"LOAD '{extension.as_posix()}'")  # type: ignore[attr-defined]


# -- from a GeoDataFrame -------------------------------------------------------------------------


def ours_from_frame(engine: str, workload: Workload) -> Measure:
    """Return the one call that a GeoPandas user types."""
    frame = geodataframe(workload)

    return lambda: geodesic_length(frame, engine=engine)


def pyproj_from_frame(workload: Workload) -> Measure:
    """Return the careful user's way: coordinates out, one call, back to lines."""
    frame = geodataframe(workload)

    def measure() -> Floats:
        coords, line = shapely.get_coordinates(frame.geometry, return_index=True)
        same = np.flatnonzero(line[1:] == line[:-1])
        (lon1, lat1), (lon2, lat2) = coords[same].T, coords[same + 1].T
        return np.bincount(line[same], WGS84.inv(lon1, lat1, lon2, lat2)[2], len(frame))

    return measure


def projected(crs: str, workload: Workload) -> Measure:
    """Return what many do: project, then measure in the plane."""
    frame = geodataframe(workload)

    def measure() -> Floats:
        with np.errstate(invalid="ignore"):  # far off, a projection gives infinities
            return frame.to_crs(crs).length.to_numpy()

    return measure


#: Equal areas around the middle of the region.
LAEA = "+proj=laea +lat_0=45 +lon_0=55"

KERNELS = {
    FLAT: Contender(pyproj_flat),
    "pyproj `Geod.line_length` on slices": Contender(pyproj_lines, 200_000),
    EACH: Contender(pyproj_geometries, 200_000),
    "geographiclib (Python)": Contender(geographiclib, 2_000),
    "`geopy.distance.geodesic`": Contender(geopy, 2_000),
    "DuckDB `ST_Length_Spheroid`, 1 thread": Contender(duckdb),
    "geovectorslib (Vincenty, NumPy)": Contender(geovectorslib),
    "geodistpy (Vincenty, numba, all cores)": Contender(geodistpy),
    "NumPy haversine (sphere)": Contender(haversine),
    "spherely (sphere, S2)": Contender(spherely),
    "SedonaDB `ST_Length(geography)` (sphere, S2)": Contender(sedonadb),
    NUMPY: Contender(partial(ours, "numpy")),
    COMPILED: Contender(partial(ours, "compiled")),
}
FRAMES = {
    FLAT_FRAME: Contender(pyproj_from_frame),
    EACH: Contender(pyproj_geometries, 200_000),
    'GeoPandas `to_crs("EPSG:32639").length` (UTM)': Contender(partial(projected, "EPSG:32639")),
    "GeoPandas `to_crs(LAEA 45 N 55 E).length`": Contender(partial(projected, LAEA)),
    'GeoPandas `to_crs("EPSG:3857").length`': Contender(partial(projected, "EPSG:3857")),
    NUMPY: Contender(partial(ours_from_frame, "numpy")),
    COMPILED: Contender(partial(ours_from_frame, "compiled")),
}
