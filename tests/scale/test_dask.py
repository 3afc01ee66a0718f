"""Dask on a real cluster of two processes, one of them killed in the middle of the work."""

import os
import signal
import sys
import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString

from caspiangeo.errors import DataError, GeometryError, MissingExtraError
from caspiangeo.geodesy import KRASSOVSKY_1940, lengths_m
from caspiangeo.scale import lengths_of_dask

dask_geopandas = pytest.importorskip("dask_geopandas", reason="needs the extra scale")

RNG = np.random.default_rng(1913)
PARTITIONS = 12


@pytest.fixture(scope="module")
def frame():
    begin = RNG.uniform([40, 35], [60, 50], (6_000, 1, 2))
    lines = shapely.linestrings(begin + RNG.normal(0, 0.01, (6_000, 8, 2)).cumsum(axis=1))
    lines[::50] = None
    return gpd.GeoDataFrame({"id": np.arange(6_000)}, geometry=lines, crs=4326)


def test_lengths_come_in_the_partitions_and_with_the_index_of_the_frame(frame):
    frame = frame.set_index(frame["id"] + 7)
    parts = dask_geopandas.from_geopandas(frame, npartitions=5)
    for source in (parts, parts.geometry):
        lengths = lengths_of_dask(source, name="m")
        assert lengths.npartitions == parts.npartitions
        found = lengths.compute(scheduler="synchronous")
        assert found.name == "m"
        assert found.index.equals(frame.index)
        assert found.to_numpy() == pytest.approx(lengths_m(frame), rel=0, abs=1e-7, nan_ok=True)
    assert parts.assign(m=lengths_of_dask(parts))["m"].sum().compute(
        scheduler="synchronous"
    ) == pytest.approx(np.nansum(lengths_m(frame)))


def test_projected_frames_are_measured_on_their_own_ellipsoid():
    lines = gpd.GeoSeries([LineString([(51, 40), (51.5, 40.5)]), None], crs=4284)
    parts = dask_geopandas.from_geopandas(lines.to_crs(28409), npartitions=1)
    expected = lengths_m([lines[0]], ellipsoid=KRASSOVSKY_1940)[0]
    found = lengths_of_dask(parts).compute(scheduler="synchronous")
    assert found.to_list() == pytest.approx([expected, np.nan], abs=1e-4, nan_ok=True)


def test_what_cannot_be_measured_is_said():
    lines = gpd.GeoSeries([LineString([(0, 0), (0, 91)])], crs=4326)
    parts = dask_geopandas.from_geopandas(lines, npartitions=1)
    with pytest.raises(GeometryError, match="vertex 1: latitude 91"):
        lengths_of_dask(parts).compute(scheduler="synchronous")
    nan = lengths_of_dask(parts, invalid="nan").compute(scheduler="synchronous")
    assert np.isnan(nan[0])
    with pytest.raises(
        DataError, match=r"expected a dask_geopandas .* got GeoSeries; for geopandas"
    ):
        lengths_of_dask(lines)
    with pytest.raises(GeometryError, match="no longitude and latitude"):
        lengths_of_dask(parts.set_crs(4978, allow_override=True))


def test_without_dask_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "dask_geopandas", None)
    with pytest.raises(MissingExtraError, match=r'pip install "caspiangeo\[scale\]"'):
        lengths_of_dask(None)


def test_a_killed_worker_costs_nothing_but_time(frame, tmp_path):
    """Two processes; one is killed while it works on a partition."""
    distributed = pytest.importorskip("distributed", reason="needs the extra scale")

    starts, killed, half = tmp_path / "starts", tmp_path / "killed", PARTITIONS // 2
    starts.mkdir()

    def watched(part):
        """Leave a mark for each start; wait half-way for a worker to be killed."""
        (starts / f"{time.time_ns()}-{os.getpid()}-{part['id'].iloc[0]}").touch()
        while len(list(starts.iterdir())) > half and not killed.exists():
            time.sleep(0.02)
        return part

    parts = dask_geopandas.from_geopandas(frame, npartitions=PARTITIONS)
    lengths = lengths_of_dask(parts.map_partitions(watched, meta=parts._meta))
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert len(set(client.run(os.getpid).values())) == 2
        running = client.compute(lengths)
        deadline = time.monotonic() + 60
        while len(list(starts.iterdir())) <= half:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        _, waiting, _ = max(path.name for path in starts.iterdir()).split("-")
        os.kill(int(waiting), signal.SIGKILL)
        killed.touch()
        found = running.result(timeout=60)
    marks = [int(path.name.split("-")[2]) for path in starts.iterdir()]
    assert set(marks) == set(range(0, 6_000, 6_000 // PARTITIONS))
    assert len(marks) > PARTITIONS, "what the dead worker held was measured again"
    expected = lengths_m(frame)
    assert found.index.equals(frame.index)
    assert found.to_numpy() == pytest.approx(expected, rel=0, abs=7 * 15e-9, nan_ok=True)
    assert round(np.nansum(found), 3) == round(np.nansum(expected), 3)
