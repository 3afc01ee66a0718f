"""Build `tests/geodesy/truth/geodesics.csv`: lengths of geodesics to forty digits and more.

    python tools/build_geodesic_truth.py            write the file (a minute or two)
    python tools/build_geodesic_truth.py --check    rebuild one row in 100; exit 1 if one differs

A geodesic starts at a point that is exactly two doubles and runs for an arc on the auxiliary
sphere. Length and longitude are the two integrals of Karney, *Algorithms for geodesics*, Journal of
Geodesy 87 (2013), equations 7 and 8, by Gauss-Legendre quadrature in fifty digits; no series,
nothing that caspiangeo computes with. The end is rounded to two doubles, which moves it by some
nanometres along and across the geodesic, and the length is corrected for that.

The columns: which ellipsoid and group of cases, the two ends in degrees, the length in metres as
the nearest double, and what that double leaves, in nanometres.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from mpmath import mp, mpf

TRUTH = Path(__file__).resolve().parents[1] / "tests" / "geodesy" / "truth" / "geodesics.csv"
HEADER = "ellipsoid,group,lon1,lat1,lon2,lat2,length_m,rest_nm"
SAMPLE = 100

mp.dps = 50
RADIAN = mp.pi / 180
EARTH_M = mpf(6371000)  # turns the lengths below into arcs, on small bodies too

#: Semi-major axis in metres and flattening; WGS 84 and figures at and inside the limit of 1/250.
ELLIPSOIDS = {
    "wgs84": (mpf(6378137), 1 / mpf("298.257223563")),
    "oblate": (mpf(6378137), 1 / mpf(250)),
    "prolate": (mpf(6378137), -1 / mpf(250)),
    "sphere": (mpf(6371000), mpf(0)),
    "moonlike": (mpf(1738100), 1 / mpf(800)),
}


class Case(NamedTuple):
    """Where a geodesic starts, in degrees, and roughly how long it would be on the Earth."""

    lon: float
    lat: float
    azimuth: float
    distance_m: float
    running: bool = False  # written past the antimeridian instead of jumping there


class End(NamedTuple):
    """Where a geodesic ends: degrees, and the course there in radians."""

    lon: mpf
    lat: mpf
    azimuth: mpf
    length_m: mpf


def spread(random: Random, low: float, high: float) -> float:
    """Return a number between two; every order of magnitude is as likely."""
    return float(f"{low * (high / low) ** random.random():.9g}")


def anywhere(random: Random, low: float, high: float, north: float = 90.0) -> Case:
    """Return a case anywhere on the Earth, its length between two in metres."""
    lon, azimuth = round(random.uniform(-180, 180), 9), round(random.uniform(-180, 180), 6)
    return Case(lon, round(random.uniform(-north, north), 9), azimuth, spread(random, low, high))


def corridor(random: Random, low: float, high: float) -> Case:
    """Return a case between the Balkans and the Tian Shan."""
    lon, lat = round(random.uniform(25, 90), 9), round(random.uniform(35, 55), 9)
    return Case(lon, lat, round(random.uniform(-180, 180), 6), spread(random, low, high))


def polar(random: Random) -> Case:
    """Return a case from a millimetre to 1000 km off a pole, any length, any longitude crossed."""
    case = anywhere(random, 1e-3, 1e7)
    off_deg = spread(random, 1e-3, 1e6) / 111_000
    return case._replace(lat=random.choice([-1, 1]) * (90 - off_deg))


def at_the_poles(random: Random) -> Case:
    """Return a case that starts at a pole."""
    return anywhere(random, 1e-3, 1.2e7)._replace(lat=random.choice([-90.0, 90.0]))


def meridian(random: Random) -> Case:
    """Return a case due north or south, some over a pole."""
    return anywhere(random, 1e-3, 1.2e7)._replace(azimuth=random.choice([0.0, 180.0]))


def equator(random: Random) -> Case:
    """Return a case along the equator, or close to it."""
    lat = random.choice([0.0, 0.0, 1e-9, -1e-5, 1e-3])
    return anywhere(random, 1e-3, 1.2e7)._replace(lat=lat, azimuth=random.choice([90.0, -90.0]))


def antimeridian(random: Random) -> Case:
    """Return a case over the antimeridian, some written past it."""
    distance = spread(random, 1e-3, 1.2e7)
    lat = round(random.uniform(-85, 85), 9)
    off_deg = random.random() * distance / 111_000 / float(mp.cos(lat * RADIAN))
    azimuth = round(random.uniform(30, 150), 6)
    return Case(max(180 - off_deg, 0.0), lat, azimuth, distance, random.random() < 0.5)


def near_the_switch(random: Random) -> Case:
    """Return a case about where the chord gives way to the sphere: 100 km, or 5 degrees."""
    case = anywhere(random, 98e3, 102e3)
    if random.random() < 0.5:
        return case
    lat = random.choice([-1, 1]) * spread(random, 75, 89.999)
    width_deg = random.uniform(4.9, 5.1)
    metres = 111_320 * float(mp.cos(lat * RADIAN)) * width_deg
    return case._replace(lat=lat, azimuth=random.choice([90.0, -90.0, 88.0]), distance_m=metres)


Group = tuple[str, str, int, Callable[[Random], Case]]
#: Ellipsoid, name, how many, and what makes a case.
GROUPS: list[Group] = [
    ("wgs84", "corridor-short", 700, lambda r: corridor(r, 1e-3, 1e5)),
    ("wgs84", "corridor-long", 500, lambda r: corridor(r, 1e5, 2.5e6)),
    ("wgs84", "global", 900, lambda r: anywhere(r, 1e-3, 1.2e7)),
    ("wgs84", "global-long", 500, lambda r: anywhere(r, 5e6, 1.2e7)),
    ("wgs84", "beyond", 200, lambda r: anywhere(r, 1.2e7, 1.99e7)),
    ("wgs84", "polar", 400, polar),
    ("wgs84", "pole", 100, at_the_poles),
    ("wgs84", "meridian", 100, meridian),
    ("wgs84", "equator", 100, equator),
    ("wgs84", "antimeridian", 150, antimeridian),
    ("wgs84", "switch", 150, near_the_switch),
]
for _name in ("oblate", "prolate", "sphere", "moonlike"):
    GROUPS += [
        (_name, "global", 150, lambda r: anywhere(r, 1e-3, 1e5)),
        (_name, "global-long", 200, lambda r: anywhere(r, 1e5, 1.2e7)),
        (_name, "polar", 40, polar),
        (_name, "equator", 20, equator),
        (_name, "meridian", 20, meridian),
    ]


def reduced(lat: mpf, flattening: mpf) -> tuple[mpf, mpf]:
    """Return sine and cosine of the reduced latitude of a geographic one, in degrees."""
    sine, cosine = (1 - flattening) * mp.sin(lat * RADIAN), mp.cos(lat * RADIAN)
    size = mp.hypot(sine, cosine)
    return sine / size, cosine / size


def end_of(case: Case, radius_m: mpf, flattening: mpf) -> End:
    """Solve the direct problem: a great circle on the auxiliary sphere, two integrals over it."""
    turned = -1 if case.azimuth < 0 else 1  # a course to the west is the mirror of one to the east
    azimuth = abs(mpf(case.azimuth)) * RADIAN
    sine, cosine = reduced(mpf(case.lat), flattening)
    sin_equator = mp.sin(azimuth) * cosine  # Clairaut's constant: sine of the course at the equator
    cos_equator = mp.hypot(mp.cos(azimuth), mp.sin(azimuth) * sine)
    start = mp.atan2(sine, mp.cos(azimuth) * cosine)
    polar_m = radius_m * (1 - flattening)
    end = start + mpf(case.distance_m) / EARTH_M
    excess = flattening * (2 - flattening) / (1 - flattening) ** 2 * cos_equator**2

    def stretch(arc: mpf) -> mpf:
        return mp.sqrt(1 + excess * mp.sin(arc) ** 2)

    def lag(arc: mpf) -> mpf:
        return (2 - flattening) / (1 + (1 - flattening) * stretch(arc))

    where = [start, (start + end) / 2, end]
    length = polar_m * mp.quad(stretch, where, method="gauss-legendre")
    turn = longitude(sin_equator, end) - longitude(sin_equator, start)
    turn -= 2 * mp.pi * mp.floor(turn / (2 * mp.pi))
    turn -= flattening * sin_equator * mp.quad(lag, where, method="gauss-legendre")
    sin_end = cos_equator * mp.sin(end)
    cos_end = mp.hypot(sin_equator, cos_equator * mp.cos(end))
    lat = mp.atan2(sin_end, (1 - flattening) * cos_end) / RADIAN
    course = mp.atan2(sin_equator, cos_equator * mp.cos(end))
    return End(mpf(case.lon) + turned * turn / RADIAN, lat, turned * course, length)


def longitude(sin_equator: mpf, arc: mpf) -> mpf:
    """Return the longitude on the auxiliary sphere, from the crossing of the equator."""
    return mp.atan2(sin_equator * mp.sin(arc), mp.cos(arc))


def row(name: str, group: str, case: Case) -> str:
    """Return one line of the file."""
    radius_m, flattening = ELLIPSOIDS[name]
    end = end_of(case, radius_m, flattening)
    lon = end.lon if case.running else end.lon - 360 * mp.nint(end.lon / 360)
    lon2, lat2 = float(lon), float(end.lat)
    square = flattening * (2 - flattening)
    size = 1 - square * mp.sin(end.lat * RADIAN) ** 2
    north_m = radius_m * (1 - square) / size ** mpf("1.5") * (lat2 - end.lat) * RADIAN
    parallel_m = radius_m / mp.sqrt(size) * mp.cos(end.lat * RADIAN)
    east_m = parallel_m * (lon2 - lon) * RADIAN
    along_m = north_m * mp.cos(end.azimuth) + east_m * mp.sin(end.azimuth)
    across_m = east_m * mp.cos(end.azimuth) - north_m * mp.sin(end.azimuth)
    length = mp.hypot(end.length_m + along_m, across_m)
    rest_nm = f"{float((length - float(length)) * 10**9):.3f}"
    ends = ",".join(repr(value) for value in (case.lon, case.lat, lon2, lat2, float(length)))
    return f"{name},{group},{ends},{rest_nm}"


def rows(step: int) -> Iterator[tuple[int, str]]:
    """Return every so many rows, each with its place in the file."""
    place = 0
    for name, group, count, case in GROUPS:
        for index in range(count):
            if place % step == 0:
                yield place, row(name, group, case(Random(f"{name} {group} {index}")))
            place += 1


def main() -> int:
    """Write the file, or compare a sample of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare a sample, write nothing")
    if not parser.parse_args().check:
        TRUTH.parent.mkdir(exist_ok=True)
        text = "\n".join([HEADER, *(line for _, line in rows(1))])
        TRUTH.write_text(text + "\n", encoding="utf-8", newline="\n")
        return 0
    header, *found = TRUTH.read_text(encoding="utf-8").splitlines()
    wrong = [line for place, line in rows(SAMPLE) if found[place : place + 1] != [line]]
    if header != HEADER or len(found) != sum(group[2] for group in GROUPS) or wrong:
        print(f"{TRUTH.name} is not what its builder writes: {wrong[:1]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
