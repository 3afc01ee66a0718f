"""Who finds the place of a point along a segment, and the point at a place: ours and the peers.

A contender gets `Cases`: segments of one length each with a point beside it, whose foot is known by
construction. It returns metres along, or longitudes and latitudes, in the order of the cases.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyproj
import shapely
from harness import Unavailable
from numpy.typing import NDArray

from caspiangeo.geodesy import MeasuredLine, locate_on_segments

Floats = NDArray[np.float64]
WGS84 = pyproj.Geod(ellps="WGS84")
LAEA = "+proj=laea +lat_0=45 +lon_0=55"


class Cases(NamedTuple):
    """Segments and points, lon, lat in degrees of shape (n, 2), and what is true of them."""

    start: Floats
    end: Floats
    point: Floats
    length_m: float
    #: Where the foot of the point is, as a part of the length.
    fraction: Floats
    foot: Floats

    @property
    def along_m(self) -> Floats:
        """The distance of the foot from the start."""
        return self.fraction * self.length_m

    def lines(self) -> NDArray[np.object_]:
        """Return the segments as LineStrings."""
        return shapely.linestrings(np.stack([self.start, self.end], axis=1))


def cases(length_m: float, count: int) -> Cases:
    """Construct segments between 35 and 55 N, a foot on each, and a point 1 to 10 % off it.

    By geographiclib in Python, which is no contender: start, then along the geodesic to the foot
    and the end, then from the foot at a right angle to either side.
    """
    from geographiclib.geodesic import Geodesic

    random = np.random.default_rng(int(length_m))
    rows = []
    for _ in range(count):
        lon, lat = random.uniform(40.0, 70.0), random.uniform(35.0, 55.0)
        line = Geodesic.WGS84.Line(lat, lon, random.uniform(-180.0, 180.0))
        fraction = random.uniform(0.1, 0.9)
        foot, end = line.Position(fraction * length_m), line.Position(length_m)
        off_m = length_m * random.uniform(0.01, 0.1)
        side = foot["azi2"] + random.choice([-90.0, 90.0])
        point = Geodesic.WGS84.Direct(foot["lat2"], foot["lon2"], side, off_m)
        places = [(each["lon2"], each["lat2"]) for each in (end, point, foot)]
        rows.append([lon, lat, *np.ravel(places), fraction])
    table = np.array(rows)
    return Cases(table[:, :2], table[:, 2:4], table[:, 4:6], length_m, table[:, 8], table[:, 6:8])


# -- along the segment ---------------------------------------------------------------------------


def locate_ours(each: Cases) -> Floats:
    """Locate all pairs at once."""
    lon, lat = each.point.T
    return locate_on_segments(each.start, each.end, lon=lon, lat=lat).distance_m


def locate_planar(crs: str | None, each: Cases) -> Floats:
    """Locate with shapely in a plane: of degrees, or of a projection."""
    lines, points = each.lines(), shapely.points(each.point)
    if crs is not None:
        lines, points = _projected(lines, crs), _projected(points, crs)
    return shapely.line_locate_point(lines, points, normalized=True) * each.length_m


def locate_aeqd(each: Cases) -> Floats:
    """Locate with shapely in a plane of its own for each point, centred on it."""
    here = shapely.Point(0, 0)
    found = []
    for line, (lon, lat) in zip(each.lines(), each.point, strict=True):
        plane = _projected(np.array([line]), f"+proj=aeqd +lon_0={lon} +lat_0={lat}")[0]
        found.append(shapely.line_locate_point(plane, here, normalized=True))
    return np.array(found) * each.length_m


def locate_sphere(each: Cases) -> Floats:
    """Locate on the great circle through the ends, in the plane of the two."""
    start, end, point = (_unit(part) for part in (each.start, each.end, each.point))
    across = np.cross(start, end)
    across /= np.linalg.norm(across, axis=1)[:, None]
    ahead = np.cross(across, start)
    part, whole = (
        np.arctan2((to * ahead).sum(axis=1), (to * start).sum(axis=1)) for to in (point, end)
    )
    return part / whole * each.length_m


def locate_sedona(each: Cases) -> Floats:
    """Locate with SedonaDB's geography."""
    return _sedona(each, "ST_LineLocatePoint(line, point)").astype(float) * each.length_m


def locate_node(who: str, field: str, each: Cases) -> Floats:
    """Locate with turf or with PostGIS in node; a fraction, or metres as they are."""
    values = np.array([answer[field] for answer in _answers(who, each)])
    return values if field == "raw_m" else values * each.length_m


# -- the point at a place ------------------------------------------------------------------------


def interpolate_ours(each: Cases) -> Floats:
    """Interpolate on each segment."""
    ends = zip(each.start, each.end, each.along_m, strict=True)
    return np.array([MeasuredLine([a, b]).coordinates_at([along])[0] for a, b, along in ends])


def substring_ours(each: Cases) -> Floats:
    """Cut each segment at the place and return where the second part begins."""
    ends = zip(each.start, each.end, each.along_m, strict=True)
    parts = [MeasuredLine([a, b]).substring(from_m=along, to_m=along + 1) for a, b, along in ends]
    return np.array([part.coords[0] for part in parts])


def interpolate_planar(crs: str | None, each: Cases) -> Floats:
    """Interpolate with shapely in a plane."""
    lines = each.lines() if crs is None else _projected(each.lines(), crs)
    found = shapely.line_interpolate_point(lines, each.fraction, normalized=True)
    return shapely.get_coordinates(found if crs is None else _projected(found, crs, back=True))


def interpolate_pyproj(each: Cases) -> Floats:
    """Interpolate with pyproj's inverse and direct problems: how one does it right by hand."""
    azimuth, _, length_m = WGS84.inv(*each.start.T, *each.end.T)
    return np.column_stack(WGS84.fwd(*each.start.T, azimuth, length_m * each.fraction)[:2])


def interpolate_sedona(each: Cases) -> Floats:
    """Interpolate with SedonaDB's geography."""
    found = _sedona(each, "ST_AsText(ST_LineInterpolatePoint(line, fraction))")
    return shapely.get_coordinates(shapely.from_wkt(found))


def interpolate_node(who: str, each: Cases) -> Floats:
    """Interpolate with turf or with PostGIS in node."""
    return np.array([answer["at"] for answer in _answers(who, each)])


# -- how they are reached ------------------------------------------------------------------------


@cache
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _projected(
    geometries: NDArray[np.object_], crs: str, *, back: bool = False
) -> NDArray[np.object_]:
    direction = "INVERSE" if back else "FORWARD"
    change = partial(_transformer(crs).transform, direction=direction)
    return shapely.transform(geometries, lambda xy: np.column_stack(change(*xy.T)))


def _unit(lonlat: Floats) -> Floats:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _sedona(each: Cases, asked: str) -> NDArray[np.object_]:
    import pyarrow
    import sedonadb

    session = sedonadb.connect()
    table = pyarrow.table(
        {
            "number": np.arange(len(each.start)),
            "line": shapely.to_wkt(each.lines(), rounding_precision=-1),
            "point": shapely.to_wkt(shapely.points(each.point), rounding_precision=-1),
            "fraction": each.fraction,
        }
    )
    session.create_data_frame(table).to_view("cases", overwrite=True)
    answer = pyarrow.table(
        session.sql(
            f"SELECT number, {asked} AS found FROM (SELECT number, fraction, "
            "ST_GeogFromWKT(line) AS line, ST_GeogFromWKT(point) AS point FROM cases)"
        )
    ).to_pandas()
    return answer.sort_values("number")["found"].to_numpy()


#: What node answered, by who and which length; it starts slowly, so it is asked once for all.
_ANSWERED: dict[tuple[str, float], list[dict[str, Any]]] = {}


def ask_node(known: list[Cases]) -> None:
    """Let turf and PostGIS answer all cases; where they cannot, their contenders say so."""
    columns = ("start", "end", "point", "fraction")
    asked = []
    for each in known:
        rows = zip(*(getattr(each, name).tolist() for name in columns), strict=True)
        asked += [
            {**dict(zip(columns, row, strict=True)), "length_m": each.length_m} for row in rows
        ]
    for who in ("turf", "postgis"):
        with suppress(Unavailable):
            answers = iter(_node(who, json.dumps(asked)))
            for each in known:
                _ANSWERED[who, each.length_m] = [next(answers) for _ in each.start]


def _answers(who: str, each: Cases) -> list[dict[str, Any]]:
    if (who, each.length_m) not in _ANSWERED:
        _node(who, "[]")  # says why
    return _ANSWERED[who, each.length_m]


def _node(who: str, texts: str) -> list[dict[str, Any]]:
    folder = Path(sys.prefix) / "node"
    if not shutil.which("node"):
        raise Unavailable("node is not installed")
    if not (folder / "node_modules").is_dir():
        raise Unavailable("its packages are not installed (benchmarks/peers-node.txt)")
    script = Path(__file__).with_name("node_contenders.mjs")
    done = subprocess.run(
        ["node", str(script), who, str(folder)],
        input=texts,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{who} in node failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


Locate = Callable[[Cases], Floats]
POSTGIS = "PostGIS 3.6 (PGlite), geography"
TURF = "turf"
SEDONA = "SedonaDB, geography (S2)"
OURS = "**caspiangeo**"
SHAPELY = "shapely in degrees (= PostGIS geometry, DuckDB)"

LOCATE: dict[str, Locate] = {
    SHAPELY: partial(locate_planar, None),
    "shapely in EPSG:3857": partial(locate_planar, "EPSG:3857"),
    "shapely in UTM 39N": partial(locate_planar, "EPSG:32639"),
    "shapely in LAEA 45 N 55 E": partial(locate_planar, LAEA),
    "shapely in AEQD centred on each point": locate_aeqd,
    "great circle (NumPy)": locate_sphere,
    f"{POSTGIS} `ST_LineLocatePoint`": partial(locate_node, "postgis", "fraction"),
    f"{SEDONA} `ST_LineLocatePoint`": locate_sedona,
    f"{TURF} `nearestPointOnLine`, as a fraction": partial(locate_node, "turf", "fraction"),
    f"{TURF} `nearestPointOnLine`, its metres": partial(locate_node, "turf", "raw_m"),
    f"{OURS} `locate_on_segments`": locate_ours,
}
INTERPOLATE: dict[str, Locate] = {
    SHAPELY: partial(interpolate_planar, None),
    "shapely in UTM 39N": partial(interpolate_planar, "EPSG:32639"),
    "shapely in LAEA 45 N 55 E": partial(interpolate_planar, LAEA),
    f"{TURF} `along`": partial(interpolate_node, "turf"),
    f"{SEDONA} `ST_LineInterpolatePoint`": interpolate_sedona,
    f"{POSTGIS} `ST_LineInterpolatePoint`": partial(interpolate_node, "postgis"),
    "pyproj `Geod.inv` and `Geod.fwd`": interpolate_pyproj,
    f"{OURS} `coordinates_at`": interpolate_ours,
    f"{OURS} `substring`": substring_ours,
}
