"""Build tests/geodesy/truth/crossings.csv: where lines cross, worked out in forty digits.

    python tools/build_crossing_truth.py            # writes the file (about two minutes)
    python tools/build_crossing_truth.py --check 7  # rebuilds every 7th row and compares

Needs mpmath. Nothing here is shared with the library. Each case starts from a place, two courses
and four lengths; the ends of both segments are rounded to nine decimals of a degree, and the
crossing is then solved again for the rounded ends, so that file and library mean the same lines.

Geodesics: with reduced latitude β, azimuth α₀ at the equator and arc σ on the auxiliary sphere,
distance and longitude are the integrals

    s = b ∫ √(1 + k² sin² σ) dσ
    λ = ω - f sin α₀ ∫ (2 - f) / (1 + (1 - f) √(1 + k² sin² σ)) dσ,   k² = e'² cos² α₀

(Karney, *Algorithms for geodesics*, Journal of Geodesy 87 (2013), equations 7 and 8), done here by
Gauss-Legendre quadrature. The way between two places, and the crossing, are found by Newton's
method in space. Rhumb lines are straight on Mercator's chart, where two of them are cut in closed
form; their lengths come from the quadrature of the meridian.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
from pathlib import Path
from typing import Any, NamedTuple

import mpmath as mp

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "tests" / "geodesy" / "truth" / "crossings.csv"
DIGITS = 20
COLUMNS = [
    *("rule", "family", "a_lon1", "a_lat1", "a_lon2", "a_lat2", "b_lon1", "b_lat1", "b_lon2"),
    *("b_lat2", "lon", "lat", "distance_a_m", "distance_b_m", "angle_deg"),
]

mp.mp.dps = 45
A = mp.mpf(6378137)
F = 1 / mp.mpf("298.257223563")
B = A * (1 - F)
E2 = F * (2 - F)
E = mp.sqrt(E2)
SECOND_E2 = E2 / (1 - E2)
ENOUGH = mp.mpf(10) ** -36

Real = Any  # mpmath has no types


class Vertex(NamedTuple):
    """A place, radians."""

    lon: Real
    lat: Real


class State(NamedTuple):
    """A place on a line and the course there, radians."""

    lon: Real
    lat: Real
    course: Real


def quad(function: Any, low: Real, high: Real) -> Real:
    """Integrate, in steps so short that the quadrature has all digits."""
    steps = int(abs(high - low) / mp.mpf("0.5")) + 1
    return mp.quad(function, mp.linspace(low, high, steps + 1), method="gauss-legendre")


def geodesic(start: State, distance: Real) -> State:
    """Solve the direct problem."""
    beta = mp.atan((1 - F) * mp.tan(start.lat))
    sin_a0 = mp.sin(start.course) * mp.cos(beta)
    cos_a0 = mp.hypot(mp.cos(start.course), mp.sin(start.course) * mp.sin(beta))
    sigma1 = mp.atan2(mp.sin(beta), mp.cos(start.course) * mp.cos(beta))
    k2 = SECOND_E2 * cos_a0**2

    def stretch(sigma: Real) -> Real:
        return mp.sqrt(1 + k2 * mp.sin(sigma) ** 2)

    sigma2 = sigma1 + distance / B
    for _ in range(12):
        step = (B * quad(stretch, sigma1, sigma2) - distance) / (B * stretch(sigma2))
        sigma2 -= step
        if abs(step) < ENOUGH:
            break
    lag = quad(lambda sigma: (2 - F) / (1 + (1 - F) * stretch(sigma)), sigma1, sigma2)
    turn = sphere_lon(sigma2, sin_a0) - sphere_lon(sigma1, sin_a0)
    lat = mp.atan2(cos_a0 * mp.sin(sigma2), (1 - F) * mp.hypot(cos_a0 * mp.cos(sigma2), sin_a0))
    course = mp.atan2(sin_a0, cos_a0 * mp.cos(sigma2))
    return State(start.lon + turn - F * sin_a0 * lag, lat, course)


def sphere_lon(sigma: Real, sin_a0: Real) -> Real:
    """Return the longitude on the auxiliary sphere, counted on over half turns."""
    halves = mp.nint(sigma / mp.pi)
    rest = sigma - halves * mp.pi
    return mp.sign(sin_a0) * halves * mp.pi + mp.atan2(sin_a0 * mp.sin(rest), mp.cos(rest))


def space(place: Vertex | State) -> Any:
    """Return x, y, z in metres."""
    normal = A / mp.sqrt(1 - E2 * mp.sin(place.lat) ** 2)
    from_axis = normal * mp.cos(place.lat)
    return mp.matrix(
        [
            from_axis * mp.cos(place.lon),
            from_axis * mp.sin(place.lon),
            (1 - E2) * normal * mp.sin(place.lat),
        ]
    )


def ahead(state: State, turn: Real = 0) -> Any:
    """Return the unit vector along the course, or turned to starboard of it."""
    east = mp.matrix([-mp.sin(state.lon), mp.cos(state.lon), 0])
    north = mp.matrix(
        [
            -mp.sin(state.lat) * mp.cos(state.lon),
            -mp.sin(state.lat) * mp.sin(state.lon),
            mp.cos(state.lat),
        ]
    )
    return mp.sin(state.course + turn) * east + mp.cos(state.course + turn) * north


def dot(one: Any, other: Any) -> Real:
    """Return the scalar product."""
    return (one.T * other)[0]


def way(start: Vertex, end: Vertex, course: Real, length: Real) -> tuple[State, Real]:
    """Solve the inverse problem from a close guess: the state at the start, and the length."""
    target, radius = space(end), (2 * A + B) / 3
    for _ in range(60):
        here = geodesic(State(start.lon, start.lat, course), length)
        off = target - space(here)
        aside = dot(off, ahead(here, mp.pi / 2))
        length += dot(off, ahead(here))
        course += aside / (radius * mp.sin(length / radius))
        if mp.norm(off) < ENOUGH * A:
            return State(start.lon, start.lat, course), length
    raise ArithmeticError("the inverse problem did not converge")


def geodesic_crossing(ends: list[Vertex], guess: list[Real]) -> tuple[State, State, Real, Real]:
    """Return both states at the crossing and its distances; `guess` is course, length of a, b."""
    one, _ = way(ends[0], ends[1], guess[0], guess[1])
    other, _ = way(ends[2], ends[3], guess[2], guess[3])
    along, beside = guess[4], guess[5]
    for _ in range(60):
        here, there = geodesic(one, along), geodesic(other, beside)
        off = space(there) - space(here)
        tangents = ahead(here), ahead(there)
        cosine = dot(*tangents)
        across = 1 - cosine**2
        pull = [dot(off, tangent) for tangent in tangents]
        along += (pull[0] - cosine * pull[1]) / across
        beside += (cosine * pull[0] - pull[1]) / across
        if mp.norm(off) < ENOUGH * A:
            return here, there, along, beside
    raise ArithmeticError("the crossing did not converge")


def mercator(lat: Real) -> Real:
    """Return the isometric latitude."""
    return mp.atanh(mp.sin(lat)) - E * mp.atanh(E * mp.sin(lat))


def meridian(low: Real, high: Real) -> Real:
    """Return the length of the meridian between two latitudes, metres."""
    return quad(lambda lat: A * (1 - E2) * (1 - E2 * mp.sin(lat) ** 2) ** -1.5, low, high)


def rhumb(start: State, distance: Real) -> State:
    """Return a place about so far along a rhumb line, and on it to the last digit."""
    lat = start.lat + distance * mp.cos(start.course) * 3 / (2 * A + B)
    turn = mp.tan(start.course) * (mercator(lat) - mercator(start.lat))
    return State(start.lon + turn, lat, start.course)


def rhumb_crossing(ends: list[Vertex]) -> tuple[State, State, Real, Real]:
    """Return both states at the crossing of rhumb lines and its distances."""
    one, _, other, _ = chart = [mp.matrix([end.lon, mercator(end.lat)]) for end in ends]
    run_a, run_b = chart[1] - one, chart[3] - other
    gap = other - one
    share = (gap[0] * run_b[1] - gap[1] * run_b[0]) / (run_a[0] * run_b[1] - run_a[1] * run_b[0])
    lon, isometric = one + share * run_a
    lat = mp.findroot(lambda phi: mercator(phi) - isometric, mp.asin(mp.tanh(isometric)))
    courses = [mp.atan2(*run) for run in (run_a, run_b)]
    starts = ends[0].lat, ends[2].lat
    far = [meridian(s, lat) / mp.cos(c) for s, c in zip(starts, courses, strict=True)]
    return State(lon, lat, courses[0]), State(lon, lat, courses[1]), far[0], far[1]


def families(draw: random.Random) -> list[tuple[str, str, Any]]:
    """Return name, rule and maker of each family: lon, lat, courses and the four lengths."""

    def case(lat: float, low_m: float, high_m: float, least_deg: float, most_deg: float) -> Any:
        course = draw.uniform(0, 360)
        turn = draw.uniform(least_deg, most_deg) * draw.choice([-1, 1])
        lengths = [10 ** draw.uniform(mp.log10(low_m), mp.log10(high_m)) for _ in range(4)]
        return draw.uniform(-180, 180), draw.uniform(-lat, lat), course, course + turn, lengths

    def polar() -> Any:
        lon, _, *rest = case(80, 1e4, 2e6, 20, 160)
        return lon, draw.choice([-1, 1]) * draw.uniform(85, 90), *rest

    def antimeridian() -> Any:
        _, *rest = case(80, 1e4, 1e6, 20, 160)
        return 180 - draw.uniform(-0.01, 0.01), *rest

    return [
        ("short", "geodesic", lambda: case(89, 1, 1e4, 20, 160)),
        ("medium", "geodesic", lambda: case(89, 1e4, 5e5, 20, 160)),
        ("long", "geodesic", lambda: case(89, 5e5, 6e6, 20, 160)),
        ("equatorial", "geodesic", lambda: case(0.01, 1e4, 3e6, 20, 160)),
        ("polar", "geodesic", polar),
        ("antimeridian", "geodesic", antimeridian),
        ("sharp", "geodesic", lambda: case(89, 1e3, 1e6, 0.05, 5)),
        ("rhumb", "rhumb", lambda: case(70, 1e2, 1e6, 20, 160)),
    ]


def cases(count: int) -> list[tuple[str, str, Any]]:
    """Return rule, family and parameters of every row."""
    draw = random.Random(1847)
    return [(rule, name, make()) for name, rule, make in families(draw) for _ in range(count)]


def row(rule: str, family: str, parameters: Any) -> list[str]:
    """Solve one case."""
    lon, lat, course_a, course_b, lengths = parameters
    place = mp.radians(mp.mpf(lon)), mp.radians(mp.mpf(lat))
    states, texts = [], []
    go = rhumb if rule == "rhumb" else geodesic
    for course, back, on in ((course_a, *lengths[:2]), (course_b, *lengths[2:])):
        heading = mp.radians(mp.mpf(course))
        for distance in (-back, on):
            states.append(go(State(*place, heading), mp.mpf(distance)))
            texts += [nine_decimals(states[-1].lon, turn=360), nine_decimals(states[-1].lat)]
    degrees = [mp.mpf(float(text)) for text in texts]
    ends = [Vertex(*map(mp.radians, degrees[k : k + 2])) for k in range(0, 8, 2)]
    if rule == "rhumb":
        ends = [Vertex(running(end.lon, ends[0].lon), end.lat) for end in ends]
        found = rhumb_crossing(ends)
    else:
        total = [mp.mpf(lengths[0] + lengths[1]), mp.mpf(lengths[2] + lengths[3])]
        guess = [states[0].course, total[0], states[2].course, total[1], lengths[0], lengths[2]]
        found = geodesic_crossing(ends, [mp.mpf(value) for value in guess])
    here, there, along, beside = found
    turn = mp.fmod(abs(mp.degrees(here.course - there.course)), 180)
    angle = min(turn, 180 - turn)
    numbers = [mp.degrees(running(here.lon, 0)), mp.degrees(here.lat), along, beside, angle]
    return [rule, family, *texts, *(mp.nstr(number, DIGITS) for number in numbers)]


def running(lon: Real, near: Real) -> Real:
    """Return a longitude within half a turn of another, radians."""
    return lon - 2 * mp.pi * mp.nint((lon - near) / (2 * mp.pi))


def nine_decimals(angle: Real, turn: int = 0) -> str:
    """Return an angle in degrees as the file has it."""
    degrees = mp.degrees(angle)
    if turn:
        degrees -= turn * mp.nint(degrees / turn)
    return f"{float(degrees):.9f}"


def main() -> int:
    """Write the file, or compare some of its rows with freshly built ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", type=int, metavar="STEP", help="compare every STEP-th row")
    step = parser.parse_args().check
    wanted = cases(12)
    if step is None:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row(*case) for case in wanted)
        TARGET.write_text(out.getvalue(), encoding="utf-8")
        return 0
    with TARGET.open(encoding="utf-8", newline="") as file:
        kept = list(csv.reader(file))[1:]
    wrong = [k for k in range(0, len(wanted), step) if row(*wanted[k]) != kept[k]]
    for k in wrong:
        print(f"row {k + 2} of {TARGET.name} is not what is built now", file=sys.stderr)
    return 1 if wrong or len(kept) != len(wanted) else 0


if __name__ == "__main__":
    raise SystemExit(main())
