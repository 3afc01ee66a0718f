"""What the checker says of the content of maps: each seeded fault is found, good lines pass."""

import json
from itertools import pairwise

import numpy as np
import pyproj
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import caspiangeo as cg
from caspiangeo.check import check_files
from caspiangeo.geodesy import densify_to_tolerance, geodesic_length

BTC = np.array(cg.route("btc").coordinates)
LEG = np.array(cg.route("aktau-baku-sea").coordinates)
RAIL = np.array(cg.route("baku-batumi-rail").coordinates)
#: Far from all that the data set knows: a line through the Andes.
ANDES = np.array([[-70.4, -23.6], [-68.9, -22.5], [-66.3, -24.2], [-65.4, -24.8]])


def write(path, *lines, points=()):
    """Write lines, each its coordinates and its properties, and points as GeoJSON."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": at}}
        for kind, found in (("LineString", lines), ("Point", points))
        for at, properties in ((np.round(each[0], 9).tolist(), each[1]) for each in found)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def rules(tmp_path):
    """Returns a function that checks lines and returns the rules that they break."""

    def check(*lines, points=(), name="given.geojson", **reading):
        report = check_files([write(tmp_path / name, *lines, points=points)], **reading)
        return [each.rule for each in report.findings]

    return check


def planar_km(coords, crs):
    """The length that a program gives that takes it in a projection; shares no code with ours."""
    project = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform
    return shapely.LineString(np.column_stack(project(*np.asarray(coords).T))).length / 1000


def witness_km(coords):
    """The geodesic length by GeographicLib."""
    pairs = pairwise(coords)
    lines = (Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0]) for a, b in pairs)
    return sum(each["s12"] for each in lines) / 1000


def moved(coords, at, lon, lat):
    found = coords.copy()
    found[at] += lon, lat
    return found


def to_datum(coords, crs):
    shift = pyproj.Transformer.from_crs(4326, crs, always_xy=True, allow_ballpark=False)
    return np.column_stack(shift.transform(*coords.T))


def by_curve(start, end, *, isometric):
    """Vertices every few kilometres straight in degrees, or straight in Mercator's plane."""
    share = np.linspace(0, 1, 60)[:, None]
    if not isometric:
        return start + share * (end - start)
    mercator = pyproj.Transformer.from_crs(4326, 3395, always_xy=True)
    ends = np.column_stack(mercator.transform(*np.array([start, end]).T))
    plane = ends[0] + share * (ends[1] - ends[0])
    return np.column_stack(mercator.transform(*plane.T, direction="INVERSE"))


WEST, EAST = np.array([29.0, 45.0]), np.array([37.0, 44.0])
ARC = np.array(
    [
        (at["lon2"], at["lat2"])
        for line in [Geodesic.WGS84.InverseLine(45.0, 29.0, 44.0, 37.0)]
        for at in (line.Position(line.s13 * share) for share in np.linspace(0, 1, 60))
    ]
)

FAULTS = {
    "stated below the geodesic": ("length-below-geodesic", BTC, {"id": "btc", "length_km": 1200}),
    "stated in miles as kilometres": (
        "length-below-geodesic",
        ANDES,
        {"length_km": round(witness_km(ANDES) / 1.609344)},
    ),
    "stated below the line": ("length-below-line", BTC, {"title": "BTC", "km": 1500}),
    "length in Web Mercator": (
        "length-in-projection",
        BTC,
        {"length_km": round(planar_km(BTC, 3857), 1)},
    ),
    "length in UTM": (
        "length-in-projection",
        RAIL,
        {"Shape_Length": planar_km(RAIL, 32638) * 1000},
    ),
    "length in LAEA": (
        "length-in-projection",
        BTC,
        {"published_km": round(planar_km(BTC, 3035), 1)},
    ),
    "length in degrees times 111": (
        "length-in-projection",
        RAIL,
        {"km": round(planar_km(RAIL, 4087), 2)},
    ),
    "length of an older line": ("computed-length", ANDES, {"computed_km": 612.4}),
    "sea line over land": ("sea-line-over-land", LEG[[0, -1]], {"mode": "sea"}),
    "ferry over land, by its name": (
        "sea-line-over-land",
        [[51.2, 43.6], [54.0, 43.5], [52.97, 40.02]],
        {"name": "Aktau - Turkmenbashi ferry"},
    ),
    "railway over the sea": (
        "land-line-over-water",
        [[49.9, 40.4], [51.0, 41.5], [51.2, 43.6]],
        {"type": "railway"},
    ),
    "pipeline of ours over the sea": (
        "land-line-over-water",
        moved(BTC, 1, 1.5, -0.6),
        {"id": "btc"},
    ),
    "an end off its terminal": ("off-terminal", moved(BTC, -1, 0.2, 0.0), {"name": "BTC pipeline"}),
    "an end off the port it names": (
        "off-terminal",
        moved(LEG, 0, -0.2, 0.05),
        {"from": "Aktau port", "to": "Baku"},
    ),
    "the operator's kilometres": ("operator-length", BTC, {"id": "btc", "length_km": 1702}),
    "the operator's kilometres in a country": (
        "operator-length",
        BTC,
        {"name": "Baku-Tbilisi-Ceyhan", "km_az": 443, "km_ge": 300},
    ),
    "drawn through the wrong country": (
        "operator-country",
        np.vstack([BTC[:8], [[44.5, 40.2]], BTC[-8:]]),
        {"id": "btc"},
    ),
    "straight in degrees": ("not-geodesic", by_curve(WEST, EAST, isometric=False), {}),
    "a rhumb line": ("not-geodesic", by_curve(WEST, EAST, isometric=True), {}),
    "Pulkovo 1942 taken for WGS 84": ("datum-shift", to_datum(BTC, 4284), {"id": "btc"}),
    "European 1950 taken for WGS 84": ("datum-shift", to_datum(RAIL, 4230), {}),
}


@pytest.mark.parametrize(("rule", "coords", "properties"), FAULTS.values(), ids=FAULTS)
def test_a_seeded_fault_is_found(rules, rule, coords, properties):
    assert set(rules((coords, properties))) == {rule}


def test_a_point_off_the_site_it_is_named_after(rules):
    assert rules(points=[([51.9, 43.6], {"name": "Aktau sea port"})]) == ["off-site"]
    assert rules(points=[([51.22, 43.6], {"name": "Aktau sea port"})]) == []
    assert rules(points=[([-3.0, 43.6], {"name": "Aktau"})]) == []  # another Aktau


def test_swapped_axes_are_told_alone(rules, tmp_path):
    swapped = (BTC[:, ::-1], {"id": "btc", "length_km": 1200})
    assert rules(swapped) == ["swapped-axes"]
    import pyogrio

    write(tmp_path / "a.geojson", swapped)
    frame = pyogrio.read_dataframe(tmp_path / "a.geojson")
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    assert [each.rule for each in check_files([tmp_path / "a.gpkg"]).findings] == ["swapped-axes"]


def test_the_worst_of_a_length_is_told_once(rules):
    told = rules((BTC, {"id": "btc", "length_km": 1200, "km": 1768, "computed_km": 1569.7}))
    assert told == ["length-below-geodesic"]


def test_findings_name_the_projection_the_datum_and_the_size(tmp_path):
    stated = {"name": "Line A", "length_km": round(planar_km(BTC, 3857), 1)}
    (finding,) = check_files([write(tmp_path / "a.geojson", (BTC, stated))]).findings
    assert "Web Mercator (EPSG:3857)" in finding.message
    assert f"{witness_km(BTC):,.3f} km" in finding.message
    assert finding.record == "a.geojson, feature 0 (Line A)"
    (shift,) = check_files([write(tmp_path / "b.geojson", (to_datum(BTC, 4284), {}))]).findings
    assert "Pulkovo 1942" in shift.message
    assert "m east" in shift.message


def test_only_what_cannot_be_true_is_an_error(tmp_path):
    for name in ("stated below the geodesic", "stated below the line", "a rhumb line"):
        rule, coords, properties = FAULTS[name]
        report = check_files([write(tmp_path / "one.geojson", (coords, properties))])
        assert bool(report.errors) == (rule == "length-below-geodesic")


# -- no false alarms -------------------------------------------------------------------------------


@pytest.mark.parametrize("each", cg.routes(), ids=lambda each: each.id)
def test_each_route_with_its_published_length_is_clean(rules, each):
    published = {} if each.published_km is None else {"length_km": each.published_km}
    parts = {f"km_{part.key}": part.published_km for part in each.split().parts}
    properties = {"name": each.title, "mode": each.record.mode, **published, **parts}
    assert rules((each.coordinates, properties)) == []
    assert rules((each.coordinates[::-1], properties)) == []


def test_a_line_far_away_is_clean(rules):
    stated = {"name": "Line of the Andes", "mode": "sea", "length_km": round(witness_km(ANDES), 3)}
    assert rules((ANDES, stated)) == []
    assert rules((densify_to_tolerance(ANDES, tolerance_m=1).line.coords, {})) == []


def test_a_map_on_an_old_datum_that_says_so_is_clean(tmp_path):
    import geopandas as gpd

    shifted = to_datum(BTC, 4284)
    frame = gpd.GeoDataFrame({"name": ["BTC"]}, geometry=[shapely.LineString(shifted)], crs=4284)
    frame.to_file(tmp_path / "old.gpkg")
    assert check_files([tmp_path / "old.gpkg"]).findings == ()
    frame.to_crs(28408).to_file(tmp_path / "grid.shp")
    assert check_files([tmp_path / "grid.shp"]).findings == ()


def test_a_length_in_the_projection_of_the_file_is_named(tmp_path):
    import geopandas as gpd

    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(BTC)], crs=4326).to_crs(28408)
    frame["Shape_Leng"] = frame.length
    frame.to_file(tmp_path / "grid.gpkg")
    (finding,) = check_files([tmp_path / "grid.gpkg"]).findings
    assert (finding.rule, finding.is_error) == ("length-in-projection", False)
    assert "the projection of the file" in finding.message


def test_arcs_and_rhumb_lines_that_say_so_are_clean(rules):
    assert rules((ARC, {})) == []
    assert rules((by_curve(WEST, EAST, isometric=True), {"segment_rule": "rhumb"})) == []


def test_a_ferry_over_a_lake_is_clean(rules):
    assert rules(([[42.5, 38.65], [43.2, 38.65]], {"name": "Ferry over Lake Van"})) == []


def test_several_parts_are_one_line(rules, tmp_path):
    """Parts that follow each other have ends; parts with a gap have none to hold a length to."""
    path = tmp_path / "parts.geojson"

    def told(*parts):
        line = {"type": "MultiLineString", "coordinates": [each.tolist() for each in parts]}
        feature = {"type": "Feature", "properties": {"length_km": 1200}, "geometry": line}
        path.write_text(json.dumps(feature))
        return [each.rule for each in check_files([path]).findings]

    assert told(BTC[:10], BTC[9:]) == ["length-below-geodesic"]
    assert told(BTC[:10], BTC[12:]) == ["length-below-line"]


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".kml", ".shp"])
def test_other_formats_are_read_and_their_bad_rows_told(tmp_path, suffix):
    import geopandas as gpd
    import pyogrio

    if suffix == ".kml" and "LIBKML" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no LIBKML, which reads columns")
    lines = [shapely.LineString(BTC), None]
    frame = gpd.GeoDataFrame(
        {"Name": ["BTC", "Nowhere"], "km": [1200, 1]}, geometry=lines, crs="EPSG:4326"
    )
    path = tmp_path / f"map{suffix}"
    if suffix in (".fgb", ".kml"):
        frame = frame.iloc[:1]
    frame.to_file(path, driver="LIBKML" if suffix == ".kml" else None)
    told = [(each.rule, each.record) for each in check_files([path]).findings]
    assert ("length-below-geodesic", f"map{suffix}, feature 0 (BTC)") in told
    assert (("not-measured", f"map{suffix}, feature 1") in told) == (len(frame) == 2)


def test_many_findings_of_one_kind_are_counted(tmp_path):
    path = write(tmp_path / "many.geojson", *[(BTC, {"length_km": 1200})] * 25)
    errors = check_files([path]).errors
    assert len(errors) == 21
    assert errors[-1].message == "5 more findings of this kind"


def test_a_part_of_a_route_ends_where_it_ends(rules):
    assert rules((BTC[:15], {"name": "BTC", "km_az": 443})) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lon=st.floats(-170, 170),
    lat=st.floats(-75, 75),
    steps=st.lists(
        st.tuples(st.floats(-1, 1), st.floats(-1, 1)).filter(
            lambda each: max(map(abs, each)) > 0.01
        ),
        min_size=1,
        max_size=12,
    ),
    longer=st.floats(1.002, 1.25),
)
def test_any_line_with_a_fair_length_is_clean(rules, lon, lat, steps, longer):
    coords = np.array([(lon, lat), *steps]).cumsum(axis=0).round(6)
    coords[:, 0] = np.clip(coords[:, 0], -180, 180)
    coords[:, 1] = np.clip(coords[:, 1], -85, 85)
    length_km = float(geodesic_length(shapely.LineString(coords))) / 1000
    stated = {"name": "Line", "length_km": round(length_km * longer), "computed_km": length_km}
    assert rules((coords, stated)) == []
