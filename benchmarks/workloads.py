"""Lines to measure, the same in every run: one long, many short, many of two vertices.

Names and sizes are those of the tables in docs/performance; coordinates are lon, lat in degrees.
"""

from typing import NamedTuple

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

SEED = 20231123
#: Lines stay between these; folded back like light between mirrors, so that steps keep their size.
WEST_DEG, EAST_DEG, SOUTH_DEG, NORTH_DEG = 25.0, 90.0, 17.0, 72.0
RADIUS_M = 6_371_008.8


class Workload(NamedTuple):
    """Lines as flat buffers: line i has the vertices offsets[i] to offsets[i + 1] - 1."""

    lon: Floats
    lat: Floats
    offsets: NDArray[np.int64]

    @property
    def segments(self) -> int:
        """How many segments there are to measure."""
        return len(self.lon) - (len(self.offsets) - 1)


def one_long_line(vertices: int = 1_000_000) -> Workload:
    """Workload a: one winding line, segments of 6 m to 3.6 km."""
    random = np.random.default_rng(SEED)
    step_m = _spread(random, 6.0, 3600.0, vertices - 1)
    lon, lat = _wander(random, step_m[None, :])
    return Workload(lon.ravel(), lat.ravel(), np.array([0, vertices]))


def many_short_lines(lines: int = 100_000, vertices: int = 20) -> Workload:
    """Workload b: lines of 20 vertices, segments of 100 m to 1 km (shorter where one is folded)."""
    random = np.random.default_rng(SEED + 1)
    step_m = random.uniform(100.0, 1000.0, (lines, vertices - 1))
    lon, lat = _wander(random, step_m)
    return Workload(lon.ravel(), lat.ravel(), np.arange(lines + 1) * vertices)


def many_long_segments(lines: int = 1_000_000) -> Workload:
    """Workload c: lines of two vertices, 1 to 2000 km apart."""
    random = np.random.default_rng(SEED + 2)
    lon, lat = random.uniform(25.0, 90.0, lines), random.uniform(35.0, 55.0, lines)
    azimuth, step_m = random.uniform(-180.0, 180.0, lines), random.uniform(1e3, 2e6, lines)
    lon2, lat2, _ = Geod(ellps="WGS84").fwd(lon, lat, azimuth, step_m)
    ends = np.stack([lon, lon2], 1).ravel(), np.stack([lat, lat2], 1).ravel()
    return Workload(*ends, np.arange(lines + 1) * 2)


#: By the letters of the tables.
WORKLOADS = {"a": one_long_line, "b": many_short_lines, "c": many_long_segments}


def linestrings(workload: Workload) -> NDArray[np.object_]:
    """Return the lines as shapely LineStrings."""
    coords = np.column_stack([workload.lon, workload.lat])
    kind = shapely.GeometryType.LINESTRING
    return shapely.from_ragged_array(kind, coords, (workload.offsets,))


def geodataframe(workload: Workload) -> geopandas.GeoDataFrame:
    """Return the lines as a GeoDataFrame in EPSG:4326."""
    return geopandas.GeoDataFrame(geometry=linestrings(workload), crs=4326)


def _wander(random: np.random.Generator, step_m: Floats) -> tuple[Floats, Floats]:
    """Return lines that begin anywhere in 35-55 N and turn a little at each vertex."""
    count = len(step_m)
    start_lon, start_lat = random.uniform(25.0, 90.0, count), random.uniform(35.0, 55.0, count)
    turn = random.normal(0.0, 0.3, step_m.shape)
    turn[:, 0] = random.uniform(-np.pi, np.pi, count)
    course, step_deg = np.cumsum(turn, axis=1), np.degrees(step_m / RADIUS_M)
    lat = _fold(_walk(start_lat, step_deg * np.cos(course)), SOUTH_DEG, NORTH_DEG)
    east = step_deg * np.sin(course) / np.cos(np.radians(lat[:, :-1]))
    return _fold(_walk(start_lon, east), WEST_DEG, EAST_DEG), lat


def _walk(start: Floats, steps: Floats) -> Floats:
    return np.cumsum(np.concatenate([start[:, None], steps], axis=1), axis=1)


def _fold(values: Floats, low: float, high: float) -> Floats:
    """Reflect at both ends what goes beyond them."""
    span = high - low
    return low + span - np.abs((values - low) % (2 * span) - span)


def _spread(random: np.random.Generator, low: float, high: float, count: int) -> Floats:
    """Return lengths of every order of magnitude alike."""
    return np.exp(random.uniform(np.log(low), np.log(high), count))
