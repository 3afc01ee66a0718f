"""The engines against a truth of fifty digits, against PROJ, and against each other."""

import csv
import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from caspiangeo.errors import MissingExtraError
from caspiangeo.geodesy import (
    WGS84,
    Ellipsoid,
    geodesics,
    lengths_m,
    ragged_lengths_m,
    segment_lengths_m,
)
from caspiangeo.geodesy.kernel import engines, sphere
from caspiangeo.geodesy.kernel.series import figure

TRUTH = Path(__file__).parent / "truth" / "geodesics.csv"
PROJECT = Path(__file__).resolve().parents[2]
ELLIPSOIDS = {
    "wgs84": WGS84,
    "oblate": Ellipsoid("oblate", 6_378_137.0, 1 / 250),
    "prolate": Ellipsoid("prolate", 6_378_137.0, -1 / 250),
    "sphere": Ellipsoid("sphere", 6_371_000.0, 0.0),
    "moonlike": Ellipsoid("moonlike", 1_738_100.0, 1 / 800),
}
NANOMETRE = 1e-9
BOUND_M = 15 * NANOMETRE

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the extra `fast` (numba) is not installed"
)
COMPILED = pytest.param("compiled", marks=needs_numba)
OWN = ("numpy", COMPILED)
ENGINES = ("proj", *OWN)


def truth():
    """Return the cases by ellipsoid and group: lon1, lat1, lon2, lat2, metres, rest in nm."""
    found = {}
    with TRUTH.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = [float(value) for value in list(row.values())[2:]]
            found.setdefault((row["ellipsoid"], row["group"]), []).append(values)
    return {key: np.array(rows).T for key, rows in found.items()}


CASES = truth()


def pair_lengths(lon1, lat1, lon2, lat2, **options):
    """Return the length of many lines of two vertices."""
    lon, lat = np.column_stack([lon1, lon2]).ravel(), np.column_stack([lat1, lat2]).ravel()
    return ragged_lengths_m((lon, lat), np.arange(len(lon1) + 1) * 2, **options)


def errors_m(name, group, engine):
    *ends, length, rest_nm = CASES[name, group]
    found = pair_lengths(*ends, ellipsoid=ELLIPSOIDS[name], engine=engine)
    return (found - length) - rest_nm * NANOMETRE, length


def test_the_truth_is_what_its_builder_writes():
    builder = PROJECT / "tools" / "build_geodesic_truth.py"
    result = subprocess.run(
        [sys.executable, builder, "--check"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "group"), CASES)
def test_every_engine_against_the_truth(name, group, engine):
    error, _ = errors_m(name, group, engine)
    assert np.abs(error).max() <= BOUND_M


@pytest.mark.parametrize("engine", OWN)
@pytest.mark.parametrize(("name", "group"), CASES)
def test_own_forms_are_exact_relatively(name, group, engine):
    error, length = errors_m(name, group, engine)
    own = length < 1.2e7 * ELLIPSOIDS[name].semimajor_axis_m / WGS84.semimajor_axis_m
    assert (np.abs(error[own]) <= 5e-14 * length[own]).all()
    short = length < 1e5
    assert np.abs(error[short]).max(initial=0) <= 3 * NANOMETRE
    assert group == "beyond" or own.any()


def sweep(length_m, count, ellipsoid):
    """Return geodesics of one length from all latitudes in all directions, and along the axes."""
    random = np.random.default_rng(int(length_m))
    lat = np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    azimuth = random.uniform(-180, 180, count)
    axes = count // 20
    azimuth[:axes] = random.choice([0.0, 90.0, 180.0, -90.0], axes)
    lat[: axes // 2] = random.choice([0.0, 90.0, -90.0, 1e-9, 89.999], axes // 2)
    lon = random.uniform(-180, 180, count)
    metres = np.full(count, length_m)
    return lon, lat, *geodesics.direct(lon, lat, azimuth, metres, ellipsoid)[:2]


@pytest.mark.parametrize("engine", OWN)
@pytest.mark.parametrize("name", ["wgs84", "oblate", "prolate"])
def test_sweep_over_latitudes_and_azimuths(name, engine):
    ellipsoid = ELLIPSOIDS[name]
    for length in (1e-3, 1.0, 1e3, 3e4, 9.9e4, 1.01e5, 4e5, 2e6, 6e6, 9e6, 1.19e7, 1.3e7, 1.9e7):
        ends = sweep(length, 4000, ellipsoid)
        expected = pair_lengths(*ends, ellipsoid=ellipsoid, engine="proj")
        found = pair_lengths(*ends, ellipsoid=ellipsoid, engine=engine)
        assert np.abs(found - expected).max() <= BOUND_M, length


@pytest.mark.parametrize("engine", OWN)
def test_a_second_witness(engine):
    for length in (50.0, 5e4, 3e6, 1.1e7):
        ends = sweep(length, 100, WGS84)
        expected = [
            Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]
            for lon1, lat1, lon2, lat2 in zip(*ends, strict=True)
        ]
        found = pair_lengths(*ends, engine=engine)
        assert found == pytest.approx(expected, rel=0, abs=BOUND_M)


@pytest.mark.parametrize("engine", OWN)
def test_where_one_form_gives_way_to_the_next(engine):
    random = np.random.default_rng(7)
    count = 3000
    lat1, azimuth = random.uniform(-90, 90, count), random.uniform(0, 360, count)
    for edge in (sphere.SHORT_HAVERSINE, sphere.LONG_HAVERSINE):
        metres = 2 * np.arcsin(np.sqrt(edge)) * 6.37e6 * random.uniform(0.99, 1.01, count)
        lon2, lat2, _ = geodesics.direct(np.zeros(count), lat1, azimuth, metres, WGS84)
        agree_with_proj((np.zeros(count), lat1, lon2, lat2), engine)
    # Five degrees of longitude, a millimetre to a hundred kilometres wide, next to the poles.
    width_m = 10 ** random.uniform(-3, 5, count)
    lat1 = random.choice([-1, 1], count) * (90 - np.degrees(width_m / 6.37e6 / np.radians(5)))
    lon2 = random.choice([-1, 1], count) * random.uniform(4.9, 5.1, count)
    agree_with_proj((np.zeros(count), lat1, lon2, lat1 + random.normal(0, 1e-9, count)), engine)


def agree_with_proj(ends, engine):
    lat1, lat2 = np.clip(ends[1], -90, 90), np.clip(ends[3], -90, 90)
    ends = ends[0], lat1, ends[2], lat2
    difference = pair_lengths(*ends, engine=engine) - pair_lengths(*ends, engine="proj")
    assert np.abs(difference).max() <= BOUND_M


lons = st.one_of(st.floats(-540, 540), st.sampled_from([-540.0, -360.0, -180.0, 0.0, 180.0, 540.0]))
lats = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -1e-300, 0.0, 5e-324, 89.9999999]))
steps = st.one_of(st.just(0.0), st.floats(-1e-9, 1e-9), st.floats(-3, 3), st.floats(-180, 180))
ends = st.tuples(lons, lats, steps, steps).map(
    lambda e: (e[0], e[1], min(max(e[0] + e[2], -540), 540), min(max(e[1] + e[3], -90), 90))
)


@pytest.mark.parametrize("engine", OWN)
@settings(max_examples=60, deadline=None)
@given(st.lists(ends, min_size=1, max_size=20))
def test_whatever_the_ends(engine, cases):
    columns = np.array(cases).T
    found = pair_lengths(*columns, engine=engine)
    expected = pair_lengths(*columns, engine="proj")
    assert found == pytest.approx(expected, rel=0, abs=BOUND_M)
    back = pair_lengths(*columns[[2, 3, 0, 1]], engine=engine)
    assert back == pytest.approx(found, rel=5e-14, abs=1e-200)


@pytest.mark.parametrize("engine", ENGINES)
def test_ends_that_are_one_point(engine):
    lon = np.array([0.0, 0.0, 179.0, -360.0, 12.5, -1e-13])
    other = np.array([0.0, 77.0, -181.0, 360.0, 12.5, -1e-13])
    lat = np.array([0.0, 90.0, -30.0, 45.0, -90.0, 0.0])
    assert pair_lengths(lon, lat, other, lat, engine=engine).tolist() == [0.0] * 6


@pytest.mark.parametrize("engine", OWN)
def test_a_turn_more_costs_no_digit(engine):
    """Written as 180.0000001 or as -179.9999999, the way over the antimeridian is as long."""
    lon, lat = np.array([179.9999999, 179.5, -179.0]), np.array([10.0, 89.0, 60.0])
    east = np.array([180.0000001, 180.5, -181.0])
    running = pair_lengths(lon, lat, east, lat, engine=engine)
    west = east - 360 * np.sign(east)
    assert pair_lengths(lon, lat, west, lat, engine=engine) == pytest.approx(running, rel=1e-13)


def test_the_loop_that_is_compiled_does_what_numpy_does():
    random = np.random.default_rng(3)
    lon, lat = random.uniform(0, 30, 60).round(3), random.uniform(-60, 60, 60).round(3)
    lon[20:40], lat[20:40] = lon[20:40] / 100, lat[20:40] / 100
    lon[50] = 178.0
    joint = np.zeros(59, dtype=bool)
    joint[::9] = True
    by_loop, by_blocks = np.empty(59), np.empty(59)
    with np.errstate(all="ignore"):
        left = sphere.measure(lon, lat, joint, figure(WGS84), by_loop)
    kernel_left = engines._by_numpy(lon, lat, joint, figure(WGS84), by_blocks)
    assert left == kernel_left > 0
    assert by_loop == pytest.approx(by_blocks, rel=1e-14, nan_ok=True)
    assert (by_loop[joint] == 0).all()


def test_only_the_segments_that_need_it_pay_for_it(monkeypatch):
    asked = {"long": 0, "proj": 0}
    long_lengths, inverse = sphere.long_lengths, geodesics.inverse

    def count_long(one, *rest):
        asked["long"] += len(one.sine)
        return long_lengths(one, *rest)

    def count_proj(lon1, *rest):
        asked["proj"] += len(lon1)
        return inverse(lon1, *rest)

    monkeypatch.setattr(sphere, "long_lengths", count_long)
    monkeypatch.setattr(geodesics, "inverse", count_proj)
    short, degree, far = [(0, 0), (0.5, 0)], [(90, 0), (91, 0)], [(-100, 0), (75, 5)]
    for lines, expected in (
        ([short] * 300, {"long": 0, "proj": 0}),
        ([short, degree] * 200, {"long": 200, "proj": 0}),  # from one line to the next is no way
        ([short, far, degree, far], {"long": 3, "proj": 2}),
    ):
        asked.update(long=0, proj=0)
        vertices = np.concatenate(lines).astype(float)
        ragged_lengths_m(vertices, np.arange(len(lines) + 1) * 2, engine="numpy")
        assert asked == expected


def test_flatter_ellipsoids_go_to_proj():
    flat = Ellipsoid("flat", 6e6, 0.005)
    coords = np.column_stack([np.arange(300.0) / 10, np.linspace(-80, 80, 300)])
    by_proj = segment_lengths_m(coords, ellipsoid=flat, engine="proj")
    for engine in ("auto", "numpy"):
        assert (segment_lengths_m(coords, ellipsoid=flat, engine=engine) == by_proj).all()


def test_which_engine_auto_takes(monkeypatch):
    monkeypatch.delitem(sys.modules, engines._COMPILED, raising=False)
    assert engines._for_many(engines.FEW - 1) == "proj"
    assert engines._for_many(engines.FEW) == "numpy"
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert engines._for_many(engines.MANY) == "numpy"
    monkeypatch.setattr(engines, "find_spec", lambda name: name)
    assert engines._for_many(engines.MANY - 1) == "numpy"
    assert engines._for_many(engines.MANY) == "compiled"
    monkeypatch.setitem(sys.modules, engines._COMPILED, sphere)
    assert engines._for_many(1) == "compiled"


def test_without_numba_the_message_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, engines._COMPILED, raising=False)
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[fast\]"'):
        segment_lengths_m([(0, 0), (1, 1)], engine="compiled")
    assert segment_lengths_m([(0, 0), (1, 1)]).shape == (1,)


def test_numba_is_not_imported_unasked():
    code = """
import sys, numpy, shapely
from caspiangeo.geodesy import geodesic_length
geodesic_length([shapely.LineString(numpy.random.default_rng(1).uniform(0, 9, (900, 2)))])
print([name for name in sys.modules if name.split(".")[0] in ("numba", "llvmlite")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("engine", OWN)
def test_engines_take_any_buffer_and_change_none(engine):
    random = np.random.default_rng(5)
    coords = np.column_stack([random.uniform(0, 5, 900), random.uniform(40, 45, 900)])
    coords.flags.writeable = False
    offsets = np.arange(0, 901, 90)
    expected = ragged_lengths_m(coords, offsets, engine=engine)
    backwards = ragged_lengths_m(coords[::-1], offsets, engine=engine)
    assert backwards[::-1] == pytest.approx(expected, rel=1e-13)
    columns = coords[:, 0].copy(), coords[:, 1].copy()
    assert ragged_lengths_m(columns, offsets, engine=engine).tolist() == expected.tolist()
    single = coords.astype(np.float32)
    assert ragged_lengths_m(single, offsets, engine=engine) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("engine", OWN)
def test_many_blocks_and_many_threads(engine):
    random = np.random.default_rng(6)
    lon, lat = random.uniform(0, 5, 40_000), random.uniform(40, 45, 40_000)
    expected = pair_lengths(lon[:-1], lat[:-1], lon[1:], lat[1:], engine="proj")
    with ThreadPoolExecutor(4) as pool:
        ask = (lambda: ragged_lengths_m((lon, lat), np.arange(0, 40_001, 8), engine=engine),) * 8
        answers = list(pool.map(lambda call: call(), ask))
    joints = np.arange(7, 39_999, 8)
    expected[joints] = 0
    sums = np.append(expected, 0).reshape(-1, 8).sum(axis=1)
    for answer in answers:
        assert answer == pytest.approx(sums, rel=0, abs=7 * BOUND_M)


@pytest.mark.parametrize("engine", ENGINES)
def test_lines_of_bad_vertices_alone(engine):
    coords = np.full((300, 2), np.nan)
    coords[::2] = 1e300
    found = ragged_lengths_m(coords, [0, 150, 150, 300], engine=engine, invalid="nan")
    assert np.isnan(found).tolist() == [True, False, True]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_way_to_ask_takes_an_engine(engine):
    line = [(50.0, 40.0), (51.0, 41.0), (60.0, 42.0)]
    expected = segment_lengths_m(line, engine="proj")
    assert segment_lengths_m(line, engine=engine) == pytest.approx(expected, abs=BOUND_M)
    assert lengths_m([LineString(line)], engine=engine) == pytest.approx(
        expected.sum(), abs=2 * BOUND_M
    )
