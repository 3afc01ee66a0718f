"""The cut at the antimeridian against the package `antimeridian`, and against geographiclib."""

from itertools import pairwise

import antimeridian
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from caspiangeo.errors import GeometryError
from caspiangeo.io.rfc7946.antimeridian import Bounds, cut_at_antimeridian
from caspiangeo.io.rfc7946.runs import runs_of

# What the two cuts agree on: no vertex on the antimeridian itself, no step of half a turn.
lons = st.integers(-179, 179).map(float)
lats = st.integers(-80, 80).map(float)
ways = st.lists(st.tuples(lons, lats), min_size=2, max_size=8, unique=True)


def theirs(geometry):
    fixed = antimeridian.fix_shape(geometry, great_circle=False, fix_winding=True)
    return shapely.geometry.shape(fixed)


def same(one, other):
    # The other package rounds latitudes to seven decimals.
    parts = [shapely.get_num_geometries(each) for each in (one, other)]
    return parts[0] == parts[1] and shapely.hausdorff_distance(one, other) < 1e-6


@settings(max_examples=50)
@given(ways)
def test_lines_are_cut_as_another_package_cuts_them(way):
    assume(all(abs(b[0] - a[0]) != 180 for a, b in pairwise(way)))
    line = shapely.LineString(way)
    assert same(cut_at_antimeridian(line, joint="straight"), theirs(line))


RING = shapely.Polygon([(170, 40), (-170, 40), (-170, 50), (170, 50)])


@pytest.mark.parametrize(
    "polygon",
    [
        RING,
        shapely.Polygon([(170, 40), (190, 40), (190, 50), (170, 50)]),
        shapely.Polygon(
            RING.exterior,
            [
                [(175, 44), (-175, 44), (-175, 46), (175, 46)],
                [(-174, 42), (-173, 42), (-173, 43)],
                [(171, 42), (172, 42), (172, 43)],
            ],
        ),
        shapely.Polygon([(0, 60), (90, 61), (170, 62), (-90, 63)]),
        shapely.Polygon([(10, -60), (-90, -62), (170, -61), (90, -70)]),
        shapely.Polygon([(-180, -90), (180, -90), (180, -60), (-180, -60)]),
        shapely.MultiPolygon([RING, shapely.box(1, 1, 2, 2)]),
    ],
    ids=lambda each: each.wkt[:40],
)
def test_polygons_are_cut_as_another_package_cuts_them(polygon):
    ours = cut_at_antimeridian(polygon, joint="straight")
    assert ours.is_valid
    assert same(ours, theirs(polygon))


@settings(max_examples=50)
@given(
    st.floats(90.5, 179.5), st.floats(-80, 80), st.floats(-179.5, -90.5), st.floats(-80, 80)
)  # fmt: skip
def test_a_geodesic_is_cut_where_geographiclib_says(lon1, lat1, lon2, lat2):
    assume(lon2 + 360 - lon1 < 179)
    way = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
    east, west = cut_at_antimeridian(shapely.LineString([(lon1, lat1), (lon2, lat2)])).geoms
    lon, lat = east.coords[-1]
    assert (lon, lat) == (180, west.coords[0][1])
    first = Geodesic.WGS84.Inverse(lat1, lon1, lat, 180.0)
    second = Geodesic.WGS84.Inverse(lat, 180.0, lat2, lon2)
    assert first["s12"] + second["s12"] == pytest.approx(way["s12"], abs=1e-6)


def test_a_rhumb_line_keeps_its_parallel():
    cut = cut_at_antimeridian(shapely.LineString([(170, 50), (-170, 50)]), joint="rhumb")
    assert np.abs(shapely.get_coordinates(cut)[:, 1] - 50).max() < 1e-9


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("POINT (190 5)", "POINT (-170 5)"),
        ("POINT Z (-190 5 7)", "POINT Z (170 5 7)"),
        ("POINT (180 5)", "POINT (180 5)"),
        ("POINT EMPTY", "POINT EMPTY"),
        ("LINESTRING EMPTY", "LINESTRING EMPTY"),
        ("LINESTRING (180 0, 190 0)", "LINESTRING (-180 0, -170 0)"),
        ("LINESTRING (179 0, 180 1, 179 2)", "LINESTRING (179 0, 180 1, 179 2)"),
        ("LINESTRING (179 0, 180 0, -180 5, 179 9)", "LINESTRING (179 0, 180 0, 180 5, 179 9)"),
        (
            "LINESTRING (179 0, 180 0, -180 5, -179 9)",
            "MULTILINESTRING ((179 0, 180 0, 180 5), (-180 5, -179 9))",
        ),
        (
            "LINESTRING Z (170 0 0, 190 0 10)",
            "MULTILINESTRING Z ((170 0 0, 180 0 5), (-180 0 5, -170 0 10))",
        ),
        ("MULTIPOINT (190 5, 7 8)", "MULTIPOINT (-170 5, 7 8)"),
        (
            "GEOMETRYCOLLECTION (POINT (190 5), LINESTRING (1 2, 3 4))",
            "GEOMETRYCOLLECTION (POINT (-170 5), LINESTRING (1 2, 3 4))",
        ),
    ],
)
def test_edges_of_the_cut(given, expected):
    found = cut_at_antimeridian(shapely.from_wkt(given), joint="straight")
    assert shapely.to_wkt(found) == shapely.to_wkt(shapely.from_wkt(expected))


def test_what_needs_no_cut_is_given_back_as_it_is():
    line = shapely.LineString([(50, 40), (51, 43)])
    assert cut_at_antimeridian(line) is line


def test_what_cannot_be_cut_is_said():
    bow = shapely.Polygon([(170, 0), (-170, 10), (-170, 0), (170, 10)])
    with pytest.raises(GeometryError, match="make_valid"):
        cut_at_antimeridian(bow)
    with pytest.raises(GeometryError, match="vertex 1: latitude 91"):
        cut_at_antimeridian(shapely.LineString([(0, 0), (0, 91)]))


def box_of(*geometries):
    bounds = Bounds()
    for each in geometries:
        runs = runs_of([cut_at_antimeridian(each)])
        bounds.add(runs.coords, runs.starts)
    return bounds.corners().ravel().tolist()


@pytest.mark.parametrize(
    ("wkts", "expected"),
    [
        (["POINT (0 0)"], [0, 0, 0, 0]),
        (["POINT (10 5)", "POINT (-20 7)"], [-20, 5, 10, 7]),
        (["POINT (177 -20)", "POINT (-178 -16)"], [177, -20, -178, -16]),
        (["POINT (177 0)", "POINT (-178 0)", "POINT (0 1)"], [-178, 0, 177, 1]),
        (["LINESTRING (170 0, 190 0)"], [170, 0, -170, 0]),
        (["LINESTRING (170 0, 190 0)", "LINESTRING (-5 1, 5 2)"], [-180, 0, 180, 2]),
        (["LINESTRING (170 0, 180 0)"], [170, 0, 180, 0]),
    ],
)
def test_a_box_spans_the_antimeridian_only_where_that_is_narrower(wkts, expected):
    assert box_of(*map(shapely.from_wkt, wkts)) == expected


def inside(lon, box):
    west, _, east, _ = box
    return west <= lon <= east if west <= east else lon >= west or lon <= east


@settings(max_examples=50)
@given(st.lists(ways, min_size=1, max_size=4))
def test_a_box_holds_every_vertex(given):
    lines = [shapely.LineString(way) for way in given]
    box = box_of(*lines)
    assert all(inside(lon, box) for way in given for lon, _ in way)
