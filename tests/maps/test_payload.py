"""The data block: coding, basemap, positions."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.catalog import shipped
from caspiangeo.errors import DataError, FileError
from caspiangeo.webmap.basemap import basemap, encode
from caspiangeo.webmap.payload import position

WORLD = (26.0, 35.0, 85.0, 52.5)
places = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=30)


@given(places, st.sampled_from([1e-3, 1e-5]))
def test_a_coded_line_is_read_back_to_half_a_step(witness, points, step):
    read = witness.decode(encode(points, step), step)
    steps = [(round(lon / step), round(lat / step)) for lon, lat in points]
    kept = [each for at, each in enumerate(steps) if at == 0 or each != steps[at - 1]]
    assert len(read) == len(kept)
    for (lon, lat), (lon_steps, lat_steps) in zip(read, kept, strict=True):
        assert lon == pytest.approx(lon_steps * step, abs=step * 0.51)
        assert lat == pytest.approx(lat_steps * step, abs=step * 0.51)


@pytest.fixture(scope="module")
def land(witness):
    base = basemap(shipped("geodata"), WORLD, borders="ne")
    rings = [witness.decode(code, base["step"]) for code in base["land"]]
    return shapely.Polygon(rings[0]) if len(rings) == 1 else _even_odd(rings)


def _even_odd(rings):
    """What is filled when all rings are drawn by the even-odd rule."""
    filled = shapely.Polygon()
    for ring in rings:
        filled = filled.symmetric_difference(shapely.Polygon(ring).buffer(0))
    return filled


@pytest.mark.parametrize(
    ("place", "lon", "lat", "dry"),
    [
        ("middle of the Caspian", 50.5, 42.0, False),
        ("south of the Caspian", 51.5, 38.5, False),
        ("middle of the Black Sea", 34.5, 43.0, False),
        ("Tbilisi", 44.83, 41.69, True),
        ("Almaty", 76.91, 43.25, True),
        ("Absheron", 49.8, 40.45, True),
    ],
)
def test_the_basemap_knows_land_from_sea(land, place, lon, lat, dry):
    assert land.contains(shapely.Point(lon, lat)) is dry


def test_the_basemap_is_small_and_keeps_to_its_bounds(witness):
    base = basemap(shipped("geodata"), WORLD, borders="ne")
    coded = [code for part in ("land", "lakes", "border_lines") for code in base[part]]
    assert sum(map(len, coded)) < 50_000
    for code in coded:
        for lon, lat in witness.decode(code, base["step"]):
            assert WORLD[0] - 1e-3 <= lon <= WORLD[2] + 1e-3
            assert WORLD[1] - 1e-3 <= lat <= WORLD[3] + 1e-3


def test_no_borders_are_no_borders():
    assert basemap(shipped("geodata"), WORLD, borders="none")["border_lines"] == []


def test_a_context_layer_that_is_missing_or_broken_is_named(tmp_path):
    with pytest.raises(FileError, match=r"cannot read .*land\.geojson"):
        basemap(tmp_path, WORLD, borders="ne")
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "land.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"land\.geojson: not GeoJSON"):
        basemap(tmp_path, WORLD, borders="none")


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    accuracy_m=st.floats(1, 100_000),
)
def test_a_position_is_no_finer_than_its_accuracy(lon, lat, accuracy_m):
    text = position(lon=lon, lat=lat, accuracy_m=accuracy_m)
    digits = len(text.split("°")[0].partition(".")[2])
    # one step of the last digit, in metres along a meridian (10,001.966 km from equator to pole)
    step_m = 10_001_966 / 90 / 10**digits
    assert accuracy_m / 10.01 <= step_m <= accuracy_m * 1.001 or digits == 0


def test_drawn_lines_follow_their_geodesics(story, witness):
    from geographiclib.geodesic import Geodesic

    long_leg = next(each for each in story.payload["routes"] if each["id"] == "kuryk-alat-ferry")
    points = witness.decode(long_leg["line"], story.payload["step"])
    (lon1, lat1), (lon2, lat2) = witness.waypoints("kuryk-alat-ferry")[1:3]
    line = Geodesic.WGS84.InverseLine(lat1, lon1, lat2, lon2)
    half = line.Position(line.s13 / 2)
    drawn = shapely.LineString(points)
    middle = shapely.Point(half["lon2"], half["lat2"])
    # 20 m asked for, and half a step of the coding
    assert drawn.distance(middle) * 111_320 < 25


def test_sea_legs_and_pipelines_carry_the_length_of_the_data_set(story, witness):
    for route in story.payload["routes"]:
        measured = witness.line(route["id"])["computed_km"]
        assert route["computed"]["km"] == pytest.approx(measured, abs=0.0005)  # rounded to 1 m
