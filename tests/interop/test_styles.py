"""Our colours in QGIS and OpenLayers, with nothing clicked, and a picture of it."""

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.style import LIGHT, MODES

pytestmark = pytest.mark.client

#: West, south, east, north of what is drawn.
CASPIAN = (48.0, 39.0, 53.0, 44.5)
DRAWN = {route.record.mode for route in default_catalog().routes()}


def of(bundle, *layers):
    return [f"{bundle}/caspiangeo.gpkg|layername={layer}" for layer in layers]


def test_qgis_takes_the_styles_of_the_geopackage_without_a_click(client, bundle):
    qgis = client("qgis")
    routes, sites, points = (
        qgis.ask("style", uri=uri) for uri in of(bundle, "routes", "sites", "kp_points")
    )
    assert routes["renderer"] == sites["renderer"] == "categorizedSymbol"
    assert "Oil pipeline, operating, through way points" in routes["categories"]
    assert "Port" in sites["categories"]
    assert routes["labels"] and sites["labels"] and points["labels"]


def test_a_picture_of_qgis_has_the_colour_of_each_mode(client, bundle, tmp_path):
    qgis = client("qgis")
    target = tmp_path / "caspian.png"
    uris = of(bundle, "kp_points", "sites", "routes")
    counted = qgis.ask("picture", uris=uris, path=str(target), box=CASPIAN)
    assert target.stat().st_size > 10_000
    for mode in MODES.values():
        pixels = counted.get(mode.light.lower(), 0)
        assert (pixels > 100) == (mode.id in DRAWN), (mode.id, pixels)


def test_qgis_draws_kml_as_it_is_styled(client, bundle, tmp_path):
    qgis = client("qgis")
    uri = f"{bundle}/caspiangeo.kml|layername=Railway"
    assert qgis.ask("style", uri=uri)["renderer"] == "embeddedSymbol"
    counted = qgis.ask("picture", uris=[uri], path=str(tmp_path / "a.png"), box=CASPIAN)
    assert counted[MODES["rail"].light.lower()] > 100


def test_openlayers_draws_kml_as_it_is_styled(client, bundle):
    library = client("openlayers")
    at = library.browser.place(bundle / "caspiangeo.kml")
    strokes = library.page.evaluate(
        """async (at) => {
          const text = await (await fetch(at)).text();
          const features = new ol.format.KML().readFeatures(text);
          return Object.fromEntries(features.map((feature) => {
            const style = [feature.getStyleFunction()(feature, 1)].flat()[0];
            return [feature.getId(), style.getStroke()?.getColor()];
          }));
        }""",
        at,
    )
    for route in default_catalog().routes():
        mode = MODES[route.record.mode]
        red, green, blue, opacity = strokes[route.id]
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        assert colour in (mode.light.lower(), LIGHT.muted.lower())
        assert 0 < opacity <= 1
