"""M in other programs: the point of an official kilometre is where we have it."""

import re

import pytest
from geographiclib.geodesic import Geodesic

from caspiangeo.catalog import default_catalog

pytestmark = pytest.mark.client

#: Official kilometres at quarters of each measure, its ends and a point of its calibration.
KILOMETRES = [
    (route.id, name, low + share * (high - low))
    for route in default_catalog().routes()
    for name, measure in route.measures.items()
    for low, high in [(min(measure.official_km), max(measure.official_km))]
    for share in (0, 0.25, 0.5, 0.75, 1)
]
FORMS = ("gpkg", "fgb", "shp")


@pytest.fixture
def postgis(client):
    return client("postgis")


@pytest.mark.parametrize("form", FORMS)
def test_st_locatealong_finds_official_kilometres_where_we_do(
    form, postgis, clients, client, bundle
):
    client("ogr2ogr")
    table = postgis.load(clients.Source.of_bundle(bundle, form, "measured_lines"))
    assert len(KILOMETRES) > 30
    for route, measure, km in KILOMETRES:
        said = postgis.cluster.ask(
            f"SELECT ST_AsText(ST_GeometryN(ST_LocateAlong(geom, {km}), 1), 12) FROM {table} "
            f"WHERE id = '{route}--{measure.lower()}'"
        )
        lon, lat = map(float, re.findall(r"[\d.]+", said)[:2])
        ours = default_catalog().route(route).interpolate(kp_km=km, measure=measure)
        off_m = Geodesic.WGS84.Inverse(ours.lat, ours.lon, lat, lon)["s12"]
        assert off_m < 1, (route, measure, km)


@pytest.mark.parametrize("form", FORMS)
def test_qgis_reads_the_kilometres_of_the_ends(form, client, clients, bundle):
    source = clients.Source.of_bundle(bundle, form, "measured_lines")
    found = client("qgis").ask("measures", uri=f"{source.path}|layername=measured_lines")
    ends = {each: found[f"btc--{each}"] for each in ("whole", "az", "ge", "tr")}
    assert ends == {"whole": [0, 1768], "az": [0, 443], "ge": [0, 249], "tr": [0, 1076]}
    for route in default_catalog().routes():
        last_km = found[f"{route.id}--geometric"][1]
        assert last_km == pytest.approx(route.computed_km, abs=1e-6)
