"""Lengths and azimuths against geographiclib and closed forms."""

import math
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
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

from caspiangeo.errors import GeometryError, OutOfRangeError
from caspiangeo.geodesy import (
    GRS80,
    KRASSOVSKY_1940,
    WGS84,
    Ellipsoid,
    azimuths_deg,
    geodesic_length,
    length_m,
    lengths_m,
    perimeter_m,
    segment_lengths_m,
)

RNG = np.random.default_rng(20230929)
QUARTER_MERIDIAN_M = 10_001_965.729  # WGS 84, closed form
DEGREE_OF_EQUATOR_M = math.pi * 6_378_137 / 180


def random_coords(count):
    return np.column_stack([RNG.uniform(-180, 180, count), RNG.uniform(-90, 90, count)])


def witness_length(coords, geodesic=Geodesic.WGS84):
    return math.fsum(
        geodesic.Inverse(lat1, lon1, lat2, lon2)["s12"]
        for (lon1, lat1), (lon2, lat2) in pairwise(coords)
    )


@pytest.mark.parametrize("ellipsoid", [WGS84, GRS80, KRASSOVSKY_1940], ids=lambda e: e.name)
def test_segments_agree_with_geographiclib(ellipsoid):
    coords = random_coords(300)
    witness = Geodesic(ellipsoid.semimajor_axis_m, ellipsoid.flattening)
    expected = [witness_length(pair, witness) for pair in np.stack([coords[:-1], coords[1:]], 1)]
    assert segment_lengths_m(coords, ellipsoid=ellipsoid) == pytest.approx(
        expected, rel=0, abs=15e-9
    )


def test_azimuths_agree_with_geographiclib():
    coords = random_coords(200)
    expected = [
        Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["azi1"] % 360
        for (lon1, lat1), (lon2, lat2) in pairwise(coords)
    ]
    assert azimuths_deg(coords) == pytest.approx(expected, abs=1e-11)


def test_closed_forms():
    assert length_m(LineString([(0, 0), (0, 90)])) == pytest.approx(QUARTER_MERIDIAN_M, abs=5e-4)
    assert length_m(LineString([(0, -90), (77, 90)])) == pytest.approx(
        2 * QUARTER_MERIDIAN_M, abs=1e-3
    )
    assert length_m(LineString([(10, 0), (47, 0)])) == pytest.approx(
        37 * DEGREE_OF_EQUATOR_M, abs=1e-8
    )
    sphere = Ellipsoid("sphere", 6_371_000.0, 0.0)
    assert length_m(LineString([(0, 0), (90, 45)]), ellipsoid=sphere) == pytest.approx(
        math.pi / 2 * 6_371_000, abs=1e-8
    )


def test_antipodes_are_joined_over_a_pole():
    assert length_m(LineString([(0, 0), (180, 0)])) == pytest.approx(
        2 * QUARTER_MERIDIAN_M, abs=1e-3
    )


def test_antimeridian_takes_the_short_way():
    across = LineString([(179, 0), (-179, 0)])
    running = LineString([(179, 0), (181, 0)])
    assert length_m(across) == pytest.approx(2 * DEGREE_OF_EQUATOR_M, abs=1e-8)
    assert length_m(running) == length_m(across)


def test_coincident_one_point_and_empty():
    assert segment_lengths_m([(5, 5), (5, 5), (365, 5)]).tolist() == [0, 0]
    assert segment_lengths_m([(5, 5)]).shape == (0,)
    assert segment_lengths_m([]).shape == (0,)
    assert azimuths_deg([]).shape == (0,)
    assert np.isnan(azimuths_deg([(5, 5), (5, 5)])).all()
    assert (
        lengths_m([LineString(), MultiLineString(), Point(), GeometryCollection()]).tolist()
        == [0.0] * 4
    )
    assert length_m(LineString([(1, 1), (1, 1)])) == 0


def test_heights_are_ignored():
    flat = LineString([(50, 40), (51, 41)])
    assert length_m(LineString([(50, 40, 100), (51, 41, -900)])) == length_m(flat)
    assert length_m(LineString([(50, 40, math.nan), (51, 41, math.nan)])) == length_m(flat)
    assert segment_lengths_m([(50, 40, 0), (51, 41, 9)])[0] == length_m(flat)


def test_many_kinds_in_one_call():
    lines = [LineString(random_coords(4)) for _ in range(3)]
    each = [witness_length(line.coords) for line in lines]
    multi = MultiLineString(lines)
    nested = GeometryCollection([multi, GeometryCollection([lines[0], Point(9, 9)])])
    ring = LinearRing([(0, 0), (1, 0), (1, 1)])
    got = lengths_m([lines[1], None, Point(1, 2), multi, nested, MultiPoint([(1, 1)]), ring])
    expected = [each[1], math.nan, 0, sum(each), sum(each) + each[0], 0]
    assert got[:6] == pytest.approx(expected, abs=1e-6, nan_ok=True)
    assert got[6] == pytest.approx(witness_length(ring.coords), abs=1e-6)


def test_shape_is_kept():
    lines = shapely.linestrings(RNG.uniform(-80, 80, (6, 3, 2)))
    got = lengths_m(lines.reshape(2, 3))
    assert got.shape == (2, 3)
    assert got.ravel().tolist() == [length_m(line) for line in lines]


def test_rhumb_rule_of_many():
    parallel = LineString([(0, 60), (120, 60)])
    assert lengths_m([parallel], rule="rhumb")[0] > lengths_m([parallel])[0]


def test_geoseries_and_geodataframe():
    lines = [LineString(random_coords(3)), None, LineString()]
    series = gpd.GeoSeries(lines, crs=4326, index=["a", "b", "c"])
    expected = [witness_length(lines[0].coords), math.nan, 0]
    assert geodesic_length(series) == pytest.approx(expected, abs=1e-7, nan_ok=True)
    frame = gpd.GeoDataFrame({"geometry": series})
    assert geodesic_length(frame) == pytest.approx(expected, abs=1e-7, nan_ok=True)
    assert geodesic_length(lines[0]) == pytest.approx(expected[0], abs=1e-7)
    assert isinstance(geodesic_length(lines[0]), float)


class Holder:
    """Any class with a `geometry` that numpy can read."""

    def __init__(self, geometry, crs=None):
        self.geometry = Column(geometry, crs)


class Column:
    def __init__(self, items, crs):
        self.items, self.crs = items, crs

    def __array__(self, dtype=None, copy=None):
        out = np.empty(len(self.items), dtype=object)
        out[:] = self.items
        return out


def test_anything_with_a_geometry():
    line = LineString([(0, 0), (1, 0)])
    assert geodesic_length(Holder([line])).tolist() == [length_m(line)]


def test_a_coordinate_system_is_never_guessed():
    line = [LineString([(0, 0), (1, 0)])]
    with pytest.raises(GeometryError, match="UTM zone 39N, not in degrees"):
        geodesic_length(Holder(line, CRS(32639)))
    with pytest.raises(GeometryError, match="Paris"):  # grads
        geodesic_length(Holder(line, CRS(4807)))
    with pytest.raises(GeometryError, match="Pulkovo 1942 on Krassowsky 1940"):
        geodesic_length(Holder(line, CRS(4284)))
    assert geodesic_length(Holder(line, CRS(4284)), ellipsoid=KRASSOVSKY_1940)[0] > 0
    assert geodesic_length(Holder(line, CRS(4258))) == geodesic_length(line)  # ETRS89: GRS 1980


@pytest.mark.parametrize(
    ("coords", "message"),
    [
        ([(0, 0), (0, 90.0001)], "vertex 1: latitude 90.0001 lies outside"),
        ([(0, 0), (1, 1), (math.nan, 1)], "vertex 2: coordinates are not finite"),
        ([(0, -math.inf), (1, 1)], "vertex 0: coordinates are not finite"),
        ([(541, 0), (1, 1)], "vertex 0: longitude 541.0 lies outside"),
        ([1, 2, 3], r"shape \(3,\)"),
        ("nonsense", "got str"),
        (box(0, 0, 1, 1), "got a Polygon"),
        (MultiLineString([[(0, 0), (1, 1)]]), "got a MultiLineString"),
    ],
)
def test_bad_line_is_named(coords, message):
    with pytest.raises(GeometryError, match=message):
        segment_lengths_m(coords)


def test_bad_item_and_vertex_are_named():
    good = LineString([(0, 0), (1, 1)])
    bad = MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 95), (4, 4)]])
    with pytest.raises(GeometryError, match=r"geometry 2, vertex 3: latitude 95\.0"):
        lengths_m([good, None, bad])
    with pytest.raises(GeometryError, match="geometry 1 holds a polygon"):
        lengths_m([good, GeometryCollection([good, box(0, 0, 1, 1)])])
    with pytest.raises(GeometryError, match="geometries, got float"):
        lengths_m(np.zeros((3, 2)))
    with pytest.raises(GeometryError, match="geometries, got str"):
        lengths_m([good, "LINESTRING (0 0, 1 1)"])
    with pytest.raises(GeometryError, match="geometries, got LineString"):
        lengths_m(good)
    with pytest.raises(GeometryError, match="geometry, got list"):
        length_m([good])
    with pytest.raises(GeometryError, match="polygon"):
        length_m(box(0, 0, 1, 1))


def test_unknown_rule_lists_the_known():
    with pytest.raises(OutOfRangeError, match="'loxodrome'; use one of geodesic, rhumb"):
        segment_lengths_m([(0, 0), (1, 1)], rule="loxodrome")


def test_perimeter_counts_holes():
    hole = [(1, 1), (2, 1), (2, 2), (1, 2)]
    shape = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [hole])
    rings = witness_length(shape.exterior.coords) + witness_length(shape.interiors[0].coords)
    assert perimeter_m(shape) == pytest.approx(rings, abs=1e-7)
    assert perimeter_m(Polygon()) == 0
    with pytest.raises(GeometryError, match="got LineString"):
        perimeter_m(LineString([(0, 0), (1, 1)]))


def test_ellipsoid_refuses_nonsense():
    for radius, flattening in ((0.0, 0.0), (math.nan, 0.0), (6e6, math.nan), (6e6, 0.5)):
        with pytest.raises(OutOfRangeError):
            Ellipsoid("odd", radius, flattening)
    assert WGS84.mean_radius_m == pytest.approx(6_371_008.7714, abs=1e-4)


def test_only_what_cannot_be_measured_has_nan():
    good, far = LineString([(0, 0), (1, 1)]), LineString([(0, 0), (1, 91)])
    mixed = GeometryCollection([good, box(0, 0, 1, 1)])
    got = lengths_m([good, far, mixed, None, MultiLineString([good, far])], invalid="nan")
    assert got == pytest.approx([length_m(good)] + [math.nan] * 4, nan_ok=True)
    assert np.isnan(lengths_m([box(0, 0, 1, 1)], invalid="nan")).all()
    assert math.isnan(geodesic_length(far, invalid="nan"))
    with pytest.raises(OutOfRangeError, match="invalid='skip' is unknown; use one of raise, nan"):
        lengths_m([good], invalid="skip")
