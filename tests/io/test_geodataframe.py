"""GeoDataFrames and Arrow out, anybody's GeoDataFrames in; all warnings are errors here."""

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString, Point

import caspiangeo as cg
from caspiangeo.errors import DataError, GeometryError, MissingExtraError
from caspiangeo.io import arrow_tables, compare
from caspiangeo.webmap import draw_comparison

NORTH = LineString([(51.15, 43.6), (50.3, 42.1), (49.7, 40.6)])


def frame_of(*lines, crs="EPSG:4326", **columns):
    return geopandas.GeoDataFrame(columns, geometry=list(lines), crs=crs)


# -- out ------------------------------------------------------------------------------------------


def test_ours_join_and_concatenate_with_others():
    routes, sites = cg.to_geodataframe(cg.routes()), cg.to_geodataframe(cg.sites())
    others = frame_of(shapely.box(49, 39, 50.5, 41), name=["Absheron"])
    near = sites.sjoin(others, predicate="within")
    assert "sangachal-terminal" in near.index
    both = pandas.concat([routes.reset_index(), others])
    assert both.crs == "EPSG:4326"
    assert len(both) == len(routes) + 1
    assert len(geopandas.overlay(routes.reset_index(), others, keep_geom_type=True)) > 3
    assert set(routes.join(sites["country"], on="from_site")["country"].dropna()) >= {"AZ", "KZ"}


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_arrow_tables_name_their_geometries_and_coordinate_system(encoding):
    arrow = pytest.importorskip("pyarrow", reason="needs the extra parquet")
    table = cg.to_arrow(cg.routes(), encoding=encoding)
    assert isinstance(table, arrow.Table)
    said = table.schema.field("geometry").metadata
    expected = {"WKB": b"geoarrow.wkb", "geoarrow": b"geoarrow.linestring"}[encoding]
    assert said[b"ARROW:extension:name"] == expected
    assert b"4326" in said[b"ARROW:extension:metadata"]
    back = geopandas.GeoDataFrame.from_arrow(table).set_index("id")
    for route in cg.routes():
        assert back.geometry[route.id].equals(route.geometry)
    lengths_m = np.array(cg.io.lengths_of_arrow(table))
    assert lengths_m / 1000 == pytest.approx([route.computed_km for route in cg.routes()], abs=1e-6)


def test_without_pyarrow_one_line_says_what_to_install(monkeypatch):
    def missing():
        raise MissingExtraError('pip install "caspiangeo[parquet]"')

    monkeypatch.setattr(arrow_tables, "pyarrow", missing)
    with pytest.raises(MissingExtraError, match="pip install"):
        cg.to_arrow([])


def test_records_are_geometries_for_whoever_asks():
    btc, port = cg.route("btc"), cg.site("aktau-port")
    assert shapely.geometry.shape(btc).equals(btc.geometry)
    assert shapely.from_wkt(btc.wkt).equals(btc.geometry)
    assert shapely.from_wkb(btc.wkb).equals(btc.geometry)
    assert shapely.geometry.shape(port) == Point(port.lon, port.lat)
    lost = next(site for site in cg.sites() if not site.located)
    assert shapely.geometry.shape(lost).is_empty


def test_the_version_of_the_data_is_that_of_its_package():
    assert cg.data_version() == cg.catalog.default_catalog().package["version"]


# -- in -------------------------------------------------------------------------------------------


def test_our_own_routes_come_back_with_their_lengths_and_kilometres():
    routes = [route for route in cg.routes() if route.rule == "geodesic"]
    lines = cg.from_geodataframe(cg.to_geodataframe(routes))
    assert list(lines) == [route.id for route in routes]
    for route in routes:
        assert lines[route.id].line.length_m / 1000 == pytest.approx(route.computed_km, abs=1e-6)
    found = lines["btc"].line.locate(lon=45.1, lat=41.2)
    assert found.distance_m / 1000 == pytest.approx(
        cg.route("btc").locate(lon=45.1, lat=41.2).kp_km
    )


@pytest.mark.parametrize("crs", ["EPSG:32639", "EPSG:3857", "OGC:CRS84"])
def test_any_coordinate_system_is_measured_on_the_ellipsoid(crs):
    (line,) = cg.from_geodataframe(frame_of(NORTH).to_crs(crs)).values()
    assert line.line.length_m == pytest.approx(Geod(ellps="WGS84").geometry_length(NORTH), abs=1e-4)


def test_a_line_on_an_old_datum_is_measured_there_and_compared_on_wgs84():
    old = frame_of(NORTH, crs="EPSG:4284")
    lines = cg.from_geodataframe(old)
    krassowsky = Geod(ellps="krass").geometry_length(NORTH)
    assert lines[0].line.length_m == pytest.approx(krassowsky, abs=1e-6)
    assert lines[0].about["ellipsoid"] == "Krassowsky 1940"
    new = cg.from_geodataframe(old.to_crs("EPSG:4326"))
    assert compare(lines[0], new[0]).distances.hausdorff_m < 1.5


def test_compare_and_its_map_take_a_line_of_a_frame():
    frame = frame_of(NORTH, name=["My cable"])
    found = compare(cg.route("tcfo-fibre"), cg.from_geodataframe(frame)[0])
    assert 0 < found.distances.hausdorff_m < 60_000
    assert "My cable" in draw_comparison(found).html()


def test_series_keys_and_lines_in_several_parts():
    parts = MultiLineString([NORTH.coords[:2], NORTH.coords[1:]])
    lines = cg.from_geodataframe(geopandas.GeoSeries([parts], index=["north"], crs=4326))
    assert lines["north"].line.length_m == pytest.approx(
        Geod(ellps="WGS84").geometry_length(NORTH), abs=1e-6
    )
    assert cg.from_geodataframe(frame_of()) == {}


def test_no_coordinate_system_is_guessed():
    with pytest.raises(DataError, match=r"names no coordinate system.*set_crs"):
        cg.from_geodataframe(frame_of(NORTH, crs=None))


def test_a_label_that_stands_twice_is_refused():
    frame = frame_of(NORTH, NORTH).set_axis(["a", "a"])
    with pytest.raises(DataError, match="'a' stands twice"):
        cg.from_geodataframe(frame)


def test_all_bad_rows_are_listed():
    apart = MultiLineString([[(0, 0), (1, 0)], [(2, 0), (3, 0)]])
    frame = frame_of(NORTH, None, Point(1, 2), LineString([(0, 0), (0, 91)]), apart)
    with pytest.raises(GeometryError) as caught:
        cg.from_geodataframe(frame)
    said = str(caught.value)
    assert said.startswith("4 of 5 rows cannot be measured: 1: no geometry; 2: holds a Point")
    assert "3: vertex 1: latitude 91" in said.replace("line 0, ", "")
    assert "4: the row has 2 lines that do not follow each other" in said
