"""The generator for Spark's mapInArrow, fed with what Spark feeds it: record batches."""

import pickle
from functools import partial

import numpy as np
import pytest
import shapely
from shapely import LineString

from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import lengths_m
from caspiangeo.scale import map_in_arrow

pa = pytest.importorskip("pyarrow", reason="needs the extra scale")

LINES = [LineString([(50 + number, 40), (51, 41 + number), (60, 45)]) for number in range(10)]


def stream(count=10, size=3):
    wkb = [*shapely.to_wkb(LINES[:count]), None]
    batch = pa.record_batch({"id": pa.array(range(count + 1)), "geometry": pa.array(wkb)})
    for start in range(0, len(batch), size):
        yield batch.slice(start, size)


def test_all_columns_come_back_with_the_lengths():
    found = pa.Table.from_batches(map_in_arrow(stream()))
    assert found.schema.names == ["id", "geometry", "geodesic_length_m"]
    assert found["id"].to_pylist() == list(range(11))
    *lengths, last = found["geodesic_length_m"].to_pylist()
    assert last is None
    assert lengths == pytest.approx(lengths_m(LINES), rel=0, abs=30e-9)


def test_a_batch_is_asked_for_only_when_the_one_before_was_taken():
    asked = []
    counted = (asked.append(len(asked)) or batch for batch in stream())
    found = map_in_arrow(counted)
    assert asked == []
    for number, batch in enumerate(found):
        assert len(batch) <= 3
        assert len(asked) == number + 1


def test_options_travel_with_the_function():
    function = partial(map_in_arrow, geometry="way", column="m", encoding="linestring")
    points = pa.array([[{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 0.0}]])
    batches = list(pickle.loads(pickle.dumps(function))([pa.record_batch({"way": points})]))
    assert batches[0].column("m").to_pylist() == pytest.approx([111_319.491], abs=1e-3)


def test_a_bad_line_has_nan_unless_the_job_is_to_end():
    bad = pa.record_batch({"geometry": shapely.to_wkb([LineString([(0, 0), (0, 91)])])})
    (batch,) = map_in_arrow([bad])
    assert np.isnan(batch.column("geodesic_length_m")[0].as_py())
    with pytest.raises(GeometryError, match="row 0: vertex 1: latitude 91"):
        list(map_in_arrow([bad], invalid="raise"))
    assert list(map_in_arrow([])) == []
