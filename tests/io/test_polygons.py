"""A user's own boundaries, in any format and coordinate system, or one clear error."""

import json

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

import caspiangeo as cg
from caspiangeo.errors import CaspianError, DataError, FileError
from caspiangeo.io import read_boundaries

WEST = shapely.box(40, 35, 47, 45)
EAST = shapely.MultiPolygon([shapely.box(47, 35, 55, 45), shapely.box(60, 35, 61, 36)])


def write(path, shapes, names, crs="EPSG:4326", column="name"):
    pyogrio.raw.write(
        path,
        np.array([None if each is None else each.wkb for each in shapes], dtype=object),
        [np.array(names, dtype=object)],
        [column],
        geometry_type="Unknown",
        crs=crs,
    )
    return path


def write_json(path, *features, **members):
    content = {"type": "FeatureCollection", "features": features, **members}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "geojson"])
def test_any_format_gives_the_same_areas(suffix, tmp_path):
    path = write(tmp_path / f"areas.{suffix}", [WEST, EAST], ["W", "E"])
    boundary, areas = read_boundaries(path)
    assert (boundary.name, boundary.version) == (f"areas.{suffix}", "not stated")
    assert areas["W"].equals(WEST)
    assert areas["E"].equals(EAST)
    parts = {
        part.key: part.computed_km
        for part in cg.route("btc").split(polygons=areas, boundary=boundary).parts
    }
    assert set(parts) == {"W", "E"}
    assert min(parts.values()) > 100


def test_projected_areas_and_those_of_an_old_datum_come_to_wgs84(tmp_path):
    there = Transformer.from_crs(4326, 32638, always_xy=True)
    grid = shapely.transform(WEST, lambda xy: np.c_[there.transform(*xy.T)])
    _, areas = read_boundaries(write(tmp_path / "utm.gpkg", [grid], ["W"], "EPSG:32638"))
    assert areas["W"].symmetric_difference(WEST).area < 1e-6
    _, old = read_boundaries(write(tmp_path / "old.gpkg", [WEST], ["W"], "EPSG:4284"))
    assert 1e-4 < WEST.bounds[0] - old["W"].bounds[0] < 3e-3


def test_areas_of_one_key_are_one_and_a_file_may_name_itself(tmp_path):
    path = write_json(
        tmp_path / "areas.geojson",
        {"type": "Feature", "properties": {"id": "x"}, "geometry": WEST.__geo_interface__},
        {"type": "Feature", "properties": {"id": "x"}, "geometry": EAST.__geo_interface__},
        boundary={"name": "Ours", "version": "2", "point_of_view": "de facto"},
    )
    boundary, areas = read_boundaries(path)
    assert (boundary.name, boundary.version, boundary.point_of_view) == ("Ours", "2", "de facto")
    assert areas["x"].equals(WEST.union(EAST))


@pytest.mark.parametrize(
    ("geometry", "properties", "said"),
    [
        (None, {"id": "x"}, "row 0 needs a polygon and a column iso_a2, id or name"),
        ({"type": "Polygon", "coordinates": 7}, {"id": "x"}, "row 0 needs a polygon"),
        (WEST.__geo_interface__, {"code": "x"}, "row 0 needs a polygon and a column"),
        (WEST.__geo_interface__, None, "row 0 needs a polygon and a column"),
        ({"type": "Point", "coordinates": [1, 2]}, {"id": "x"}, "row 0 is a Point, not a polygon"),
    ],
)
def test_a_row_that_is_no_area_is_named(geometry, properties, said, tmp_path):
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    with pytest.raises(DataError, match=said):
        read_boundaries(write_json(tmp_path / "odd.geojson", feature))


def test_what_is_no_file_of_areas_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"none\.geojson: there are no areas in it"):
        read_boundaries(write_json(tmp_path / "none.geojson"))
    with pytest.raises(FileError, match="there is no such file"):
        read_boundaries(tmp_path / "missing.gpkg")
    with pytest.warns(UserWarning, match="crs"):
        bare = write(tmp_path / "bare.fgb", [WEST], ["W"], None)
    with pytest.raises(DataError, match=r"bare\.fgb: the file names no coordinate system"):
        read_boundaries(bare)
    with pytest.raises(CaspianError, match=r"moon\.gpkg|no transformation"):
        read_boundaries(write(tmp_path / "moon.gpkg", [WEST], ["W"], "IAU_2015:30100"))
