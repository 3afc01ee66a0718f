"""`frame.geodesic`: indexes, missing rows, coordinate systems, and geographiclib as witness."""

import importlib
import math
import pickle
import subprocess
import sys
import warnings
from itertools import pairwise

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    Point,
    Polygon,
    box,
)

import caspiangeo.accessor
from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import WGS84, densify, length_m

LINE = LineString([(49.8, 40.3), (51.2, 43.6), (53.0, 45.1)])
OTHER = LineString([(-179.0, 60.0), (178.0, 62.0)])
LINES = GeoSeries([LINE, None, LineString(), OTHER], index=["a", "b", "c", "a"], crs="EPSG:4326")


def witness_length(coords, geodesic=Geodesic.WGS84):
    return math.fsum(
        geodesic.Inverse(lat1, lon1, lat2, lon2)["s12"]
        for (lon1, lat1), (lon2, lat2) in pairwise(coords)
    )


def between(start, end):
    return Geodesic.WGS84.Inverse(start[1], start[0], end[1], end[0])["s12"]


def converted(series, crs):
    """Convert it twice over: with some releases GeoPandas warns of a single coordinate."""
    return pd.concat([series, series]).to_crs(crs)[: len(series)]


# -- the attribute --------------------------------------------------------------------------------


def test_only_its_own_import_registers():
    code = """
from geopandas import GeoDataFrame, GeoSeries
import caspiangeo.io
print(hasattr(GeoSeries, "geodesic"))
import caspiangeo.accessor
print(hasattr(GeoSeries, "geodesic"), hasattr(GeoDataFrame, "geodesic"))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "True"]


def test_again_is_silent_and_over_another_is_told(monkeypatch):
    importlib.reload(caspiangeo.accessor)
    assert LINES.geodesic.length()["b"] != 0
    monkeypatch.setattr(GeoSeries, "geodesic", "somebody else's")
    with pytest.warns(UserWarning, match="replaces what GeoSeries.geodesic was"):
        importlib.reload(caspiangeo.accessor)


def test_it_is_documented_on_the_classes_of_geopandas():
    assert "on the ellipsoid" in GeoSeries.geodesic.__doc__
    assert "Return the length" in GeoDataFrame.geodesic.length.__doc__
    assert "geodesic" in dir(LINES)


def test_copies_and_pickles_have_it_too():
    frame = GeoDataFrame({"name": range(4)}, geometry=LINES.array, crs=LINES.crs)
    expected = frame.geodesic.length()
    for again in (frame.copy(), pickle.loads(pickle.dumps(frame)), frame[["name", "geometry"]]):
        pd.testing.assert_series_equal(again.geodesic.length(), expected)


def test_the_active_geometry_is_measured():
    frame = GeoDataFrame({"geodesic": [1.0]}, geometry=[LINE], crs=4326)
    frame["turned"] = GeoSeries([OTHER], crs=4326)
    assert frame.geodesic.length()[0] == length_m(LINE)
    assert frame.set_geometry("turned").geodesic.length()[0] == length_m(OTHER)


# -- what is measured -----------------------------------------------------------------------------

CALLS = {
    "length": lambda data: data.geodesic.length(),
    "area": lambda data: data.geodesic.area(),
    "perimeter": lambda data: data.geodesic.perimeter(),
    "distance": lambda data: data.geodesic.distance(Point(0, 0)),
    "crossings": lambda data: data.geodesic.crossings(OTHER),
    "points within": lambda data: data.geodesic.points_within(Point(0, 0), within_m=1),
    "locate": lambda data: data.geodesic.locate(Point(0, 0)),
    "locate at": lambda data: data.geodesic.locate(lon=0, lat=0),
    "interpolate": lambda data: data.geodesic.interpolate(0),
    "substring": lambda data: data.geodesic.substring(from_m=0, to_m=1),
    "densify": lambda data: data.geodesic.densify(max_segment_m=1e6),
    "ellipsoid": lambda data: data.geodesic.ellipsoid,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_data_must_say_what_their_coordinates_are(call):
    for data in (GeoSeries([LINE]), GeoDataFrame(geometry=[LINE])):
        with pytest.raises(GeometryError, match=r'tell them: set_crs\("EPSG:4326"\)'):
            call(data)
    site = GeoSeries([LINE], crs=CRS('LOCAL_CS["site",UNIT["metre",1]]'))
    with pytest.raises(GeometryError, match="site is a Engineering CRS"):
        call(site)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_rows_are_no_trouble(call):
    found = call(GeoSeries([], index=[], crs=4326))
    assert getattr(found, "name", None) == "WGS 84" or len(found) == 0


@pytest.mark.parametrize("code", [4326, 3857, 32639, 3035, 28409, 4284, 4807, 27572, 4979])
def test_each_system_is_measured_on_its_own_ellipsoid(code):
    base = GeoSeries(crs=code).geodesic.geographic_crs
    data = converted(GeoSeries([LINE], crs=base), code)
    ellipsoid = data.geodesic.ellipsoid
    witness = Geodesic(ellipsoid.semimajor_axis_m, ellipsoid.flattening)
    expected = witness_length(LINE.coords, witness)
    assert data.geodesic.length()[0] == pytest.approx(expected, abs=2e-3)
    assert data.geodesic.interpolate(expected / 3).crs == data.crs
    back = converted(data.geodesic.interpolate(expected / 3), base)[0]
    assert between((back.x, back.y), LINE.coords[0]) == pytest.approx(expected / 3, rel=1e-4)
    whole = data.geodesic.substring(from_m=0, to_m=1e9, clamp=True)
    assert whole[0].equals_exact(data[0], 1e-2)


def test_outside_its_projection_nothing_is_measured():
    far = GeoSeries([LINE, LineString([(0, 0), (1e9, 1e9)])], crs="ESRI:54030")
    with pytest.raises(GeometryError, match="geometry 1, vertex 1: coordinates are not finite"):
        far.geodesic.length()


def test_lengths():
    found = LINES.geodesic.length()
    assert found.name == "geodesic_length_m"
    assert found.index.tolist() == ["a", "b", "c", "a"]
    expected = [witness_length(LINE.coords), math.nan, 0, witness_length(OTHER.coords)]
    assert found.tolist() == pytest.approx(expected, abs=1e-6, nan_ok=True)
    rhumb = LINES.geodesic.length(rule="rhumb")
    assert rhumb.name == "rhumb_length_m"
    assert rhumb.iloc[3] > found.iloc[3]
    mixed = GeoSeries([box(0, 0, 1, 1), LINE], crs=4326)
    with pytest.raises(GeometryError, match="geometry 0 holds a polygon"):
        mixed.geodesic.length()
    assert mixed.geodesic.length(invalid="nan").isna().tolist() == [True, False]
    assert mixed.geodesic.length(invalid="nan", engine="proj")[1] == pytest.approx(found.iloc[0])


def test_areas_and_perimeters():
    shape = Polygon([(170, 60), (-170, 60), (-170, 70), (170, 70)])
    cells = GeoSeries([shape, None, Polygon()], index=[7, 8, 9], crs=4326)
    polygon = Geodesic.WGS84.Polygon()
    for lon, lat in shape.exterior.coords[:-1]:
        polygon.AddPoint(lat, lon)
    _, perimeter, area = polygon.Compute()
    areas, perimeters = cells.geodesic.area(), cells.geodesic.perimeter()
    assert areas.to_dict() == pytest.approx({7: area, 8: math.nan, 9: 0}, abs=1, nan_ok=True)
    assert perimeters.to_dict() == pytest.approx(
        {7: perimeter, 8: math.nan, 9: 0}, abs=1e-6, nan_ok=True
    )
    assert (areas.name, perimeters.name) == ("geodesic_area_m2", "geodesic_perimeter_m")
    rest = cells.geodesic.area(interior="left")[7]
    assert rest == pytest.approx(area, abs=1)  # it is listed counter-clockwise already
    assert cells.geodesic.perimeter(rule="rhumb").name == "rhumb_perimeter_m"


# -- two columns ----------------------------------------------------------------------------------


def test_distances_between_points_and_lines():
    near, far = Point(50.0, 42.0), Point(-120.0, -30.0)
    data = GeoSeries([near, far, None, Point(), LINE, near], crs=4326)
    found = data.geodesic.distance(far)
    assert found.name == "geodesic_distance_m"
    assert found[0] == pytest.approx(between((50, 42), (-120, -30)), abs=1e-7)
    assert found[1] == 0
    assert found[2:3].isna().all()
    assert found.notna().tolist() == [True, True, False, False, True, True]
    # From points to lines no witness is nearer than any point that geographiclib finds on them.
    along = [densify(LINE, max_segment_m=1000).line.coords]
    nearest = min(between(place, (50, 42)) for place in along[0])
    foot = data.geodesic.distance(LINE)[0]
    assert nearest - 10 < foot <= nearest
    assert GeoSeries([LINE], crs=4326).geodesic.distance(near)[0] == foot


def test_distances_between_lines():
    other = LineString([(54.0, 40.0), (52.5, 43.0), (58.0, 46.0)])
    data = GeoSeries(
        [LINE, LineString([(50, 44), (52, 41)]), MultiLineString([other, LINE])], crs=4326
    )
    found = data.geodesic.distance(other)
    dense = [densify(line, max_segment_m=4000).line.coords for line in (LINE, other)]
    nearest = min(between(one, two) for one in dense[0][::3] for two in dense[1][::3])
    assert nearest - 3000 < found[0] <= nearest
    assert found[0] == pytest.approx(data[:1].geodesic.distance(Point(52.5, 43.0))[0], abs=1e-6)
    assert found[1:].tolist() == [pytest.approx(found[1]), 0]
    assert data.geodesic.distance(LINE)[1] == 0


def test_several_in_one_are_as_near_as_the_nearest():
    points = [Point(50.0, 42.0), Point(0, 0), Point(60, 50)]
    lines = MultiLineString([LINE, OTHER])
    each = [
        min(GeoSeries([point], crs=4326).geodesic.distance(line)[0] for line in lines.geoms)
        for point in points
    ]
    data = GeoSeries(
        [*points, MultiPoint(points), GeometryCollection([points[1], points[2]])], crs=4326
    )
    expected = [*each, min(each), min(each[1:])]
    assert data.geodesic.distance(lines).tolist() == pytest.approx(expected, abs=1e-8)
    hollow = shapely.from_wkt("GEOMETRYCOLLECTION (POINT EMPTY, MULTIPOINT ((50 42), EMPTY))")
    assert GeoSeries([hollow], crs=4326).geodesic.distance(lines)[0] == expected[0]


def test_polygons_have_no_distance():
    data = GeoSeries([Point(0, 0), box(0, 0, 1, 1)], index=["p", "q"], crs=4326)
    with pytest.raises(GeometryError, match="row 'q': the distance to a polygon is not measured"):
        data.geodesic.distance(Point(1, 1))


def test_rows_go_together_as_in_geopandas():
    here = GeoSeries([Point(0, 0), Point(1, 0), Point(2, 0)], index=[0, 1, 2], crs=4326)
    there = GeoSeries([Point(1, 0), Point(2, 0), Point(5, 0)], index=[1, 2, 5], crs=4326)
    with pytest.warns(UserWarning, match="the indexes differ, rows go together by index") as told:
        found = here.geodesic.distance(there)
    assert told[0].filename == __file__
    assert found.index.tolist() == [0, 1, 2, 5]
    assert found.to_dict() == pytest.approx({0: math.nan, 1: 0, 2: 0, 5: math.nan}, nan_ok=True)
    pd.testing.assert_series_equal(here.geodesic.distance(there, align=True), found)
    in_order = here.geodesic.distance(there, align=False)
    degree = between((0, 0), (1, 0))
    assert in_order.tolist() == pytest.approx([degree, degree, 3 * degree])
    assert in_order.index.tolist() == [0, 1, 2]
    frame = GeoDataFrame(geometry=there)
    pd.testing.assert_series_equal(here.geodesic.distance(frame, align=False), in_order)
    with pytest.raises(OutOfRangeError, match="3 rows and 2 rows do not go together"):
        here.geodesic.distance(there[:2], align=False)


def test_two_systems_are_never_mixed():
    here = GeoSeries([Point(0, 0)], crs=4326)
    for crs, name in ((3857, "Pseudo-Mercator"), (None, "no coordinate system")):
        with pytest.raises(GeometryError, match=f"the other data are in .*{name}, these in WGS 84"):
            here.geodesic.distance(GeoSeries([Point(0, 0)], crs=crs))
    with pytest.raises(GeometryError, match=r"expected a geometry, a GeoSeries or .* got str"):
        here.geodesic.distance("POINT (0 0)")


def test_located_from_either_side():
    foot = Geodesic.WGS84.Inverse(40.3, 49.8, 43.6, 51.2)
    at = Geodesic.WGS84.Direct(40.3, 49.8, foot["azi1"], 150e3)
    beside = Geodesic.WGS84.Direct(at["lat2"], at["lon2"], at["azi2"] + 90, 20e3)
    point = Point(beside["lon2"], beside["lat2"])
    lines = GeoSeries([LINE, None, LINE], index=["x", "y", "z"], crs=4326)
    points = GeoSeries([point, point, None], index=["x", "y", "z"], crs=4326)
    for found in (
        lines.geodesic.locate(points),
        points.geodesic.locate(lines),
        points.geodesic.locate(LINE).where(lines.notna()),
    ):
        assert found.columns.tolist() == ["distance_m", "offset_m", "geometry"]
        assert found.index.tolist() == ["x", "y", "z"]
        assert found.distance_m["x"] == pytest.approx(150e3, abs=1e-6)
        assert found.offset_m["x"] == pytest.approx(20e3, abs=1e-6)
        assert between(found.geometry["x"].coords[0], (at["lon2"], at["lat2"])) < 1e-6
    assert found[["distance_m", "offset_m"]].notna().sum(axis=1).tolist() == [2, 0, 0]
    assert found.geometry.tolist()[1:] == [None, None]
    assert found.crs == lines.crs


def test_located_at_lon_lat():
    found = LINES.geodesic.locate(lon=50.0, lat=42.0)
    expected = LINES.geodesic.locate(Point(50, 42))
    assert found.drop(columns="geometry").equals(expected.drop(columns="geometry"))
    assert found.distance_m.notna().tolist() == [True, False, False, True]
    some = LINES.geodesic.locate(lon=[50, 50, 50, None], lat=[42, 42, 42, 42])
    assert some.distance_m.notna().tolist() == [True, False, False, False]
    for wrong in ({}, {"lon": 1}, {"lat": 1}, {"other": Point(0, 0), "lon": 1, "lat": 1}):
        with pytest.raises(OutOfRangeError, match="say where"):
            LINES.geodesic.locate(**wrong)
    with pytest.raises(GeometryError, match=r"geometry 0, vertex 0: latitude 95\.0"):
        LINES.geodesic.locate(lon=1, lat=95)
    with pytest.raises(
        OutOfRangeError, match="lon needs one number, or one for each of the 4 rows"
    ):
        LINES.geodesic.locate(lon=[1, 2], lat=1)


def test_located_in_the_system_of_the_data():
    data = GeoSeries([LINE], crs=4326).to_crs(32639)
    place = GeoSeries([Point(50, 42)], crs=4326)
    found = data.geodesic.locate(converted(place, 32639))
    expected = GeoSeries([LINE], crs=4326).geodesic.locate(place)
    assert found.crs == data.crs
    assert found.distance_m[0] == pytest.approx(expected.distance_m[0], abs=1e-4)
    assert converted(found.geometry, 4326)[0].distance(expected.geometry[0]) < 1e-9
    assert data.geodesic.locate(lon=50, lat=42).offset_m[0] == pytest.approx(
        expected.offset_m[0], abs=1e-4
    )


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (LINE, LINE, "LineString and LineString"),
        (Point(0, 0), Point(0, 0), "Point and Point"),
        (LINE, box(0, 0, 1, 1), "LineString and Polygon"),
        (MultiLineString([LINE, OTHER]), Point(0, 0), "MultiLineString and Point"),
        (LINE, MultiPoint([(0, 0)]), "LineString and MultiPoint"),
    ],
)
def test_a_line_and_a_point_are_needed(one, other, kinds):
    with pytest.raises(GeometryError, match=f"row 'r': {kinds} do not make a line and a point"):
        GeoSeries([one], index=["r"], crs=4326).geodesic.locate(other)


def test_all_lines_meet_all_lines():
    rows = GeoSeries(
        {"n": LineString([(0, 1), (9, 1)]), "s": LineString([(0, 0), (9, 0)])}, crs=4326
    )
    columns = GeoDataFrame(
        geometry=[LineString([(3, -1), (3, 2)]), None, LineString([(6, 0), (6, 0.5)])],
        index=[7, 8, 9],
        crs=4326,
    )
    found = rows.geodesic.crossings(columns)
    assert list(zip(found.index_a, found.index_b, found.kind, strict=True)) == [
        ("n", 7, "crossing"),
        ("s", 7, "crossing"),
        ("s", 9, "touch"),
    ]
    assert found.distance_a_m[1] == pytest.approx(between((0, 0), (3, 0)), abs=1e-6)
    assert found.distance_b_m[1] == pytest.approx(between((3, -1), (3, 0)), abs=1e-6)
    assert found.angle_deg[1:].tolist() == pytest.approx([90, 90], abs=1e-9)
    assert found.crs == rows.crs
    alone = rows.geodesic.crossings(columns.geometry[7])
    assert alone.index_b.tolist() == [0, 0]
    assert alone.distance_b_m.tolist() == found.distance_b_m[:2].tolist()
    far = rows.geodesic.crossings(LineString([(50, 50), (51, 51)]))
    assert far.columns.equals(found.columns)
    assert len(far) == 0
    flat = rows.to_crs(3857).geodesic.crossings(columns.to_crs(3857))
    assert flat.to_crs(4326).geometry.geom_equals_exact(found.geometry, 1e-9).all()
    with pytest.raises(GeometryError, match=r"the other data are in WGS 84, these in .*Mercator"):
        rows.to_crs(3857).geodesic.crossings(columns)


def test_points_in_corridors():
    lines = GeoSeries({"a": LINE, "gone": None, "o": OTHER}, crs=4326)
    points = GeoDataFrame(
        {"n": range(5)},
        geometry=[Point(50, 42), None, Point(), Point(0, 0), Point(179, 61)],
        index=list("pqrst"),
        crs=4326,
    )
    found = lines.geodesic.points_within(points, within_m=60_000)
    assert found.columns.tolist() == [
        "index_point", "index_line", "distance_m", "offset_m", "geometry",
    ]  # fmt: skip
    assert found[["index_point", "index_line"]].to_numpy().tolist() == [["p", "a"], ["t", "o"]]
    located = points.loc[["p"]].geodesic.locate(LINE)
    assert found.distance_m[0] == pytest.approx(located.distance_m["p"], abs=1e-6)
    assert found.offset_m[0] == pytest.approx(located.offset_m["p"], abs=1e-6)
    assert found.geometry[0] == points.geometry["p"]
    wide = lines.geodesic.points_within(points, within_m=2e7)
    assert len(wide) == 6
    nearest = lines.geodesic.points_within(points, within_m=2e7, nearest_only=True)
    assert nearest.index_point.tolist() == ["p", "s", "t"]
    alone = lines.geodesic.points_within(points.geometry["p"], within_m=60_000)
    assert alone.index_point.tolist() == [0]
    flat = lines.to_crs(3857).geodesic.points_within(points.to_crs(3857), within_m=60_000)
    assert flat.offset_m.tolist() == pytest.approx(found.offset_m.tolist(), abs=1e-4)
    assert flat.geometry[0] == points.to_crs(3857).geometry["p"]
    with pytest.raises(GeometryError, match="row 1: expected a Point, got a LineString; explode"):
        lines.geodesic.points_within(GeoSeries([Point(0, 0), LINE], crs=4326), within_m=1)
    with pytest.raises(GeometryError, match=r"row 'x': latitude 95\.0 lies outside"):
        lines.geodesic.points_within(GeoSeries({"x": Point(0, 95)}, crs=4326), within_m=1)
    with pytest.raises(OutOfRangeError, match="within_m -1"):
        lines.geodesic.points_within(points, within_m=-1)


# -- along lines ----------------------------------------------------------------------------------


def test_points_along():
    length = length_m(LINE)
    found = LINES.geodesic.interpolate(100_000)
    assert isinstance(found, GeoSeries)
    assert found.index.equals(LINES.index)
    assert found.isna().tolist() == [False, True, True, False]
    for point, line in zip(found.dropna(), (LINE, OTHER), strict=True):
        assert between(point.coords[0], line.coords[0]) == pytest.approx(100_000, abs=1e-6)
    per_row = pd.Series([length, 5, 5, math.nan], index=LINES.index)
    ends = LINES.geodesic.interpolate(per_row)
    assert ends.tolist() == [Point(LINE.coords[-1]), None, None, None]
    assert LINES.geodesic.interpolate(per_row.tolist()).tolist() == ends.tolist()
    with pytest.raises(OutOfRangeError, match=r"row 'a': distance -1 m lies outside the line"):
        LINES.geodesic.interpolate(-1)
    assert LINES.geodesic.interpolate(-1, clamp=True).iloc[0] == Point(LINE.coords[0])
    with pytest.raises(OutOfRangeError, match="distance_m has another index than the data"):
        LINES.geodesic.interpolate(pd.Series([1, 2, 3, 4]))
    with pytest.raises(OutOfRangeError, match="distance_m needs one number, or one for each"):
        LINES.geodesic.interpolate("far")
    both = GeoSeries([MultiLineString([LINE, OTHER])], index=["m"], crs=4326)
    with pytest.raises(GeometryError, match="row 'm': expected a LineString, got a MultiLineStr"):
        both.geodesic.interpolate(0)


def test_parts_of_lines():
    found = LINES.geodesic.substring(from_m=[0, 0, 0, 1000], to_m=100_000)
    assert found.isna().tolist() == [False, True, True, False]
    assert found.geodesic.length().dropna().tolist() == pytest.approx([100_000, 99_000], abs=1e-6)
    with pytest.raises(OutOfRangeError, match="row 'a': the part would end at 1"):
        LINES.geodesic.substring(from_m=2, to_m=1)


def test_more_vertices():
    ring = LinearRing([(0, 60), (90, 60), (90, 70)])
    shapes = [LINE, None, LineString(), Point(1, 2), ring, MultiLineString([LINE, OTHER])]
    shapes += [Polygon(box(0, 0, 50, 50).exterior, [box(10, 10, 20, 20).exterior])]
    shapes += [GeometryCollection([Point(0, 0), MultiLineString([OTHER]), Polygon()])]
    data = GeoSeries(shapes, crs=4326)
    found = data.geodesic.densify(max_segment_m=50_000)
    assert found.geom_type.equals(data.geom_type)
    assert found.isna().equals(data.isna())
    lines = GeoSeries(found[[0, 4, 5]], crs=4326)
    assert lines.geodesic.length().tolist() == pytest.approx(
        data[[0, 4, 5]].geodesic.length().tolist(), abs=1e-6
    )
    assert found[[6]].geodesic.area()[6] == pytest.approx(data[[6]].geodesic.area()[6], abs=1)
    assert len(found[6].interiors[0].coords) > 20
    vertices = shapely.get_num_coordinates(found.array)
    assert (
        vertices[[0, 4, 5, 6, 7]] > shapely.get_num_coordinates(data.array)[[0, 4, 5, 6, 7]]
    ).all()
    coarse = data.geodesic.densify(tolerance_m=10_000)
    assert shapely.get_num_coordinates(coarse.array).sum() < vertices.sum()


def test_how_finely_is_asked_for_once_and_tolerance_in_degrees_only():
    for wrong in ({}, {"max_segment_m": 1, "tolerance_m": 1}):
        with pytest.raises(OutOfRangeError, match="say how finely"):
            LINES.geodesic.densify(**wrong)
    with pytest.raises(OutOfRangeError, match="these data are in WGS 84 / UTM zone 39N"):
        LINES.to_crs(32639).geodesic.densify(tolerance_m=1)
    with pytest.raises(OutOfRangeError, match="row 'a': max_segment_m 0 is not a positive"):
        LINES.geodesic.densify(max_segment_m=0)


def test_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = GeoSeries([LINE], crs=4326)  # some releases of pyproj warn of arrays of one
        for crs in (4326, 32639):
            for call in (each for name, each in CALLS.items() if name not in ("area", "perimeter")):
                call(one.to_crs(crs))


def test_a_frame_and_its_series_agree():
    frame = geopandas.GeoDataFrame(
        {"n": range(4)}, geometry=LINES.array, index=LINES.index, crs=4326
    )
    assert frame.geodesic.length().equals(LINES.geodesic.length())
    assert np.isclose(frame.geodesic.ellipsoid.flattening, WGS84.flattening, rtol=1e-15)
