"""Areas and perimeters against geographiclib and closed forms."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    KRASSOVSKY_1940,
    WGS84,
    Ellipsoid,
    area_m2,
    areas_m2,
    destination,
    perimeter_m,
    perimeters_m,
)

RNG = np.random.default_rng(19360929)
ECCENTRICITY = math.sqrt(WGS84.eccentricity_squared)
#: Closed form of the area of an oblate ellipsoid.
EARTH_M2 = (
    2
    * math.pi
    * WGS84.semimajor_axis_m**2
    * (1 + (1 - ECCENTRICITY**2) / ECCENTRICITY * math.atanh(ECCENTRICITY))
)
OCTANT = Polygon([(0, 0), (90, 0), (90, 90)])
BROKEN = shapely.transform(OCTANT, lambda coords: np.where(coords == 90, np.nan, coords))
#: Karney, Algorithms for geodesics (2013): 0.1 m² a vertex.
PER_VERTEX_M2 = 0.1


def witness_area(ring, geodesic=Geodesic.WGS84):
    polygon = geodesic.Polygon()
    for lon, lat in list(ring)[:-1]:
        polygon.AddPoint(lat, lon)
    return polygon.Compute(reverse=False, sign=True)[2]


def star(lon, lat, count, size):
    """A ring round a point that does not cross itself, counter-clockwise."""
    turns = np.sort(RNG.uniform(0, 360, count))[::-1]
    ends = [
        destination((lon, lat), azimuth_deg=turn, distance_m=RNG.uniform(0.3, 1) * size)
        for turn in turns
    ]
    return Polygon([(end.x, end.y) for end in ends])


@pytest.mark.parametrize("size", [10.0, 1e4, 1e6, 5e6])
@pytest.mark.parametrize("centre", [(50, 42), (179.99, -30), (0, 90), (13, -89.9)])
def test_rings_agree_with_geographiclib(centre, size):
    shapes = [star(*centre, RNG.integers(5, 12), size) for _ in range(12)]
    expected = [abs(witness_area(shape.exterior.coords)) for shape in shapes]
    assert areas_m2(shapes) == pytest.approx(expected, rel=0, abs=PER_VERTEX_M2)
    assert min(expected) > 0


def test_other_ellipsoids_agree_with_geographiclib():
    shape = star(60, 45, 8, 3e6)
    witness = Geodesic(KRASSOVSKY_1940.semimajor_axis_m, KRASSOVSKY_1940.flattening)
    expected = witness_area(shape.exterior.coords, witness)
    assert area_m2(shape, ellipsoid=KRASSOVSKY_1940) == pytest.approx(expected, abs=1)
    assert abs(expected - area_m2(shape)) > 1e6  # the figure of the Earth matters


def test_closed_forms():
    assert area_m2(OCTANT) == pytest.approx(EARTH_M2 / 8, abs=1)
    assert area_m2(OCTANT.reverse(), interior="left") == pytest.approx(7 / 8 * EARTH_M2, abs=1)
    hemisphere = Polygon([(0, 0), (90, 0), (180, 0), (-90, 0)])
    assert area_m2(hemisphere) == pytest.approx(EARTH_M2 / 2, abs=1)
    # On a sphere Girard: the excess of the angles, here three right ones and a half-turn.
    sphere = Ellipsoid("sphere", 6_371_000.0, 0.0)
    lune = Polygon([(0, -90), (30, 0), (0, 90), (0, 0)])
    assert area_m2(lune, ellipsoid=sphere) == pytest.approx(
        2 * math.radians(30) * 6_371_000.0**2, rel=1e-12
    )


def test_small_ones_agree_with_an_equal_area_projection():
    shape = box(50, 40, 50.001, 40.001)
    projected = gpd.GeoSeries([shape], crs=4326).to_crs("+proj=laea +lon_0=50 +lat_0=40").area[0]
    assert area_m2(shape) == pytest.approx(projected, rel=1e-6)


def test_holes_are_subtracted_whichever_way_they_turn():
    outer, hole = box(0, 0, 10, 10), box(2, 2, 3, 3)
    expected = area_m2(outer) - area_m2(hole)
    for ring in (hole.exterior.coords, hole.exterior.coords[::-1]):
        for shell in (outer.exterior.coords, outer.exterior.coords[::-1]):
            assert area_m2(Polygon(shell, [ring])) == pytest.approx(expected, abs=1)


def test_left_of_all_rings():
    outer = [(0, 0), (10, 0), (10, 10), (0, 10)]
    hole = [(2, 2), (2, 3), (3, 3), (3, 2)]  # clockwise, as RFC 7946 lists it
    shape = Polygon(outer, [hole])
    assert area_m2(shape, interior="left") == pytest.approx(area_m2(shape), abs=1)
    sea = Polygon(outer[::-1], [hole])  # all but both boxes
    assert area_m2(sea, interior="left") == pytest.approx(
        EARTH_M2 - area_m2(Polygon(outer)) - area_m2(Polygon(hole)), abs=1
    )


@pytest.mark.parametrize("interior", ["smaller", "left"])
def test_line_there_and_back_has_no_area(interior):
    folded = Polygon([(0, 0), (50, 20), (100, -10), (50, 20)])
    assert area_m2(folded, interior=interior) == 0


def test_an_edge_takes_the_short_way():
    # The one of -180 to 180 is no edge at all: this is a meridian up and down.
    assert area_m2(box(-180, 0, 180, 90)) == 0
    quarters = Polygon(
        [*((lon, 0) for lon in range(-180, 180, 90)), (180, 0), (180, 90), (-180, 90)]
    )
    assert area_m2(quarters) == pytest.approx(EARTH_M2 / 2, abs=1)


def test_parts_missing_empty_and_shape():
    pair = MultiPolygon([box(0, 0, 1, 1), box(-170, 60, -169, 61)])
    each = [area_m2(part) for part in pair.geoms]
    items = np.array([[pair, None], [Polygon(), MultiPolygon()]])
    expected = np.array([[sum(each), math.nan], [0, 0]])
    assert areas_m2(items) == pytest.approx(expected, nan_ok=True)
    assert areas_m2(items, interior="left") == pytest.approx(expected, nan_ok=True, abs=1e-3)
    rings = [perimeter_m(part) for part in pair.geoms]
    expected[0, 0] = sum(rings)
    assert perimeters_m(items) == pytest.approx(expected, nan_ok=True)
    assert areas_m2([]).shape == perimeters_m([]).shape == (0,)
    assert areas_m2([None]) == pytest.approx([math.nan], nan_ok=True)


def test_heights_are_ignored():
    assert area_m2(Polygon([(0, 0, 5), (1, 0, -9), (1, 1, 7)])) == area_m2(
        Polygon([(0, 0), (1, 0), (1, 1)])
    )


def test_series_and_frame():
    series = gpd.GeoSeries([OCTANT, None], crs=4326)
    assert areas_m2(series)[0] == areas_m2(gpd.GeoDataFrame(geometry=series))[0] == area_m2(OCTANT)
    with pytest.raises(GeometryError, match="UTM zone 39N, not in degrees"):
        areas_m2(gpd.GeoSeries([box(0, 0, 9, 9)], crs=32639))
    with pytest.raises(GeometryError, match="on Krassowsky 1940, the measures were asked for on"):
        perimeters_m(gpd.GeoSeries([OCTANT], crs=4284))
    degrees = gpd.GeoSeries([OCTANT], crs="ESRI:104199")  # writes its unit "Degree"
    assert areas_m2(degrees)[0] == area_m2(OCTANT)


@pytest.mark.parametrize("measure", [areas_m2, perimeters_m])
@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([OCTANT, LineString([(0, 0), (1, 1)])], "geometry 1 is a LINESTRING, not a POLYGON"),
        ([None, GeometryCollection([OCTANT])], "geometry 1 is a GEOMETRYCOLLECTION"),
        ([OCTANT, "POLYGON EMPTY"], "a list or an array of geometries, got str"),
        (OCTANT, "a list or an array of geometries, got Polygon"),
        (
            [OCTANT, MultiPolygon([OCTANT, Polygon([(0, 0), (1, 0), (1, 91)])])],
            r"geometry 1, vertex 6: latitude 91\.0",
        ),
        ([BROKEN], "geometry 0, vertex 1: coordinates are not"),
    ],
)
def test_what_cannot_be_measured_is_named(measure, items, message):
    with pytest.raises(GeometryError, match=message):
        measure(items)


def test_one_polygon():
    for wrong in (Point(0, 0), None, [OCTANT]):
        with pytest.raises(GeometryError):
            area_m2(wrong)
    with pytest.raises(OutOfRangeError, match="'right'; use one of smaller, left"):
        area_m2(OCTANT, interior="right")


def test_holes_larger_than_their_ring_are_refused():
    inside_out = Polygon(box(2, 2, 3, 3).exterior, [box(0, 0, 10, 10).exterior])
    with pytest.raises(GeometryError, match="geometry 1 has holes larger than its outer ring"):
        areas_m2([OCTANT, inside_out])


def one_shortest_way(coords):
    """Between points half a turn apart there are several: which edge is meant is open."""
    gaps = np.diff([lon for lon, _ in [*coords, coords[0]]])
    return bool((np.abs(np.remainder(gaps, 360) - 180) > 1).all())


points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
rings = st.lists(points, min_size=3, max_size=7, unique=True).filter(one_shortest_way)
search = settings(max_examples=60, deadline=None)


@search
@given(rings)
def test_any_ring_agrees_with_the_second_witness(coords):
    ring = Polygon(coords)
    signed = witness_area(ring.exterior.coords)
    assert area_m2(ring) == pytest.approx(abs(signed), abs=1)
    left = area_m2(ring, interior="left")
    off = abs(left - signed % EARTH_M2)
    assert min(off, EARTH_M2 - off) < 1


@search
@given(rings, st.integers(0, 6), st.sampled_from([-360.0, 360.0]))
def test_start_turn_and_direction_change_nothing(coords, start, turn):
    whole = area_m2(Polygon(coords))
    start %= len(coords)
    assert area_m2(Polygon(coords[start:] + coords[:start])) == pytest.approx(whole, abs=1)
    assert area_m2(Polygon(coords[::-1])) == pytest.approx(whole, abs=1)
    turned = Polygon([(lon + turn, lat) for lon, lat in coords])
    assert area_m2(turned) == pytest.approx(whole, abs=5)
    assert perimeter_m(turned) == pytest.approx(perimeter_m(Polygon(coords)), abs=1e-6)


@search
@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(5, 9))
def test_two_halves_make_the_whole(lon, lat, count):
    shape = star(lon, lat, count, 2e6)
    ring = shape.exterior.coords[:-1]
    halves = Polygon(ring[:3]), Polygon([ring[0], *ring[2:]])
    parts = [area_m2(half, interior="left") for half in halves]
    whole = area_m2(shape, interior="left")
    off = abs(sum(parts) - whole) % EARTH_M2  # the cut may lie outside: left is then almost all
    assert min(off, EARTH_M2 - off) < 1
