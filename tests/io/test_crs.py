"""Every coordinate system is measured in degrees on its own ellipsoid, or refused by name."""

import pickle

import numpy as np
import pytest
from pyproj import CRS

from caspiangeo.errors import GeometryError
from caspiangeo.io.crs import geodetic_base

PARIS_DEG = 2.5969213 * 0.9  # EPSG:8903, given in grads; PROJ rounds it to 0.001 arc seconds
BAKU = np.array([[49.87, 40.38]])
LONLAT = np.array([[49.87, 40.38], [51.2, 43.6], [-100.0, -33.0]])


@pytest.mark.parametrize("code", [4326, "OGC:CRS84", 4258, 4284, 4979, "EPSG:4326+5773"])
def test_degrees_stay_as_they_are_whatever_order_the_definition_has(code):
    base = geodetic_base(code)
    assert base.transformer is None
    assert base.to_lonlat(LONLAT) is LONLAT
    assert base.from_lonlat(LONLAT) is LONLAT


@pytest.mark.parametrize(
    ("crs", "ellipsoid", "radius_m", "inverse_flattening"),
    [
        (4326, "WGS 84", 6378137.0, 298.257223563),
        (4258, "GRS 1980", 6378137.0, 298.257222101),
        (28409, "Krassowsky 1940", 6378245.0, 298.3),
        (27572, "Clarke 1880 (IGN)", 6378249.2, 293.4660212936269),
        (7415, "Bessel 1841", 6377397.155, 299.1528128),
        ("+proj=longlat +R=3396190", None, 3396190.0, np.inf),
    ],
)
def test_each_on_its_own_ellipsoid(crs, ellipsoid, radius_m, inverse_flattening):
    found = geodetic_base(crs).ellipsoid
    assert ellipsoid in (None, found.name)
    assert found.semimajor_axis_m == pytest.approx(radius_m, rel=1e-15)
    assert found.flattening == pytest.approx(1 / inverse_flattening, rel=1e-14)


@pytest.mark.parametrize("crs", [3857, 32639, 3035, 28409, 2154, 7415, "ESRI:54030", 27572])
def test_there_and_back(crs):
    base = geodetic_base(crs)
    for points in (BAKU, LONLAT[:2], LONLAT[:0]):
        there = base.from_lonlat(points)
        assert there.shape == points.shape
        # PROJ undoes LAEA by a series that is good to a millimetre, the others to nanometres.
        assert base.to_lonlat(there) == pytest.approx(points, abs=1e-8)


def test_no_datum_is_shifted():
    plain = CRS("+proj=tmerc +lon_0=51 +ellps=krass +units=m")
    bound = CRS("+proj=tmerc +lon_0=51 +ellps=krass +towgs84=23.92,-141.27,-80.9 +units=m")
    assert bound.is_bound
    place = np.array([[10_000.0, 4_500_000.0]])
    ours = geodetic_base(bound)
    assert ours.to_lonlat(place).tolist() == geodetic_base(plain).to_lonlat(place).tolist()
    assert ours.ellipsoid.name == geodetic_base(plain).ellipsoid.name


def test_grads_and_another_meridian():
    paris = geodetic_base(4807)
    assert paris.geographic.name == "NTF (Paris) in degrees from Greenwich"
    assert paris.to_lonlat(np.array([[1.0, 50.0]])) == pytest.approx(
        np.array([[0.9 + PARIS_DEG, 45.0]]), abs=5e-9
    )
    grid = geodetic_base(27572).to_lonlat(np.array([[600_000.0, 2_200_000.0]]))  # its origin
    assert grid == pytest.approx(np.array([[PARIS_DEG, 46.8]]), abs=5e-9)


def test_a_turned_pole_is_turned_back():
    turned = geodetic_base("+proj=ob_tran +o_proj=longlat +o_lon_p=0 +o_lat_p=40 +lon_0=10")
    assert turned.geographic.is_derived is False
    assert turned.to_lonlat(np.array([[0.0, 90.0]]))[0, 1] == pytest.approx(40.0, abs=1e-9)


def test_outside_the_projection_is_no_place():
    beyond = np.array([[1e9, 1e9], [0.0, 0.0]])
    assert np.isinf(geodetic_base("ESRI:54030").to_lonlat(beyond)).all(axis=1).tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (None, "unknown coordinate system None; name one as EPSG:4326"),
        ("EPSG:999999", "unknown coordinate system 'EPSG:999999'"),
        (4978, "is a Geocentric CRS, which has no longitude and latitude"),
        (5773, "is a Vertical CRS"),
        ('LOCAL_CS["site",UNIT["metre",1]]', "site is a Engineering CRS"),
        ("+proj=longlat +a=60268000 +b=54364000", "cannot be measured: flattening 0.09"),
    ],
)
def test_what_cannot_be_measured_is_refused(crs, message):
    with pytest.raises(GeometryError, match=message):
        geodetic_base(crs)


def test_a_projection_that_cannot_be_undone_is_refused():
    one_way = CRS("+proj=airy +type=crs")
    with pytest.raises(GeometryError, match="cannot be turned into degrees"):
        geodetic_base(one_way).to_lonlat(BAKU)


def test_it_can_be_sent_to_another_process():
    base = geodetic_base(32639)
    base.to_lonlat(BAKU)
    again = pickle.loads(pickle.dumps(base))
    assert again.to_lonlat(BAKU).tolist() == base.to_lonlat(BAKU).tolist()
