"""Four JavaScript libraries in headless Chromium, served from this machine, with no network."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from pathlib import Path
from typing import Any

from .ogr import convert
from .reading import Feature, Source, UnreadableError, node_modules

#: WebGL in software; --disable-gpu alone would leave MapLibre without any.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<style>#map {{ width: 800px; height: 400px }}</style>{head}<div id="map"></div>
<script type="module">{script}</script>"""


class Browser:
    """Chromium and a server of one folder: libraries, files and pages below the same root."""

    def __init__(self, playwright: Any, executable: str, root: Path) -> None:
        self.root = root
        (root / "node_modules").symlink_to(node_modules())
        handler = functools.partial(Quiet, directory=str(root))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        self.context = self.chromium.new_context(viewport={"width": 1000, "height": 600})
        self.context.route("**", self.at_home)
        #: What a page complained of, or asked for elsewhere.
        self.said: list[str] = []

    def at_home(self, route: Any) -> None:
        """Let through what is asked of this server, and note what is not."""
        if route.request.url.startswith(self.address):
            route.continue_()
        else:
            self.said.append(route.request.url)
            route.abort()

    def open(self, name: str) -> Any:
        """Open a page of the folder."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "console",
            lambda message: self.said.append(message.text) if message.type == "error" else None,
        )
        page.goto(self.address + name)
        return page

    def place(self, path: Path) -> str:
        """Bring a file below the root; return its address from there."""
        target = self.root / f"{path.parent.name}-{path.name}"
        if not target.exists():
            target.symlink_to(path)
        return target.name

    def close(self) -> None:
        """Stop browser and server."""
        self.chromium.close()
        self.server.shutdown()
        self.server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Library:
    """A library on a page of its own, and how it reads."""

    name: str
    needs = ("browser", "converted")
    #: What npm calls it.
    package: str
    head: str = ""
    #: Run on the page; it ends with setting `reads`, an async function of an address that gives
    #: id, Russian name, positions and metres of each feature.
    script: str

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        page = PAGE.format(name=self.name, head=self.head, script=self.script)
        (browser.root / f"{self.name}.html").write_text(page, encoding="utf-8")
        self.page = browser.open(f"{self.name}.html")
        self.page.wait_for_function("() => Boolean(window.reads)")

    @classmethod
    def missing(cls) -> str | None:
        """Say what to install, if it is not here."""
        if not any(map(shutil.which, ("chromium", "chromium-browser"))):
            return "apt-get install chromium"
        here = (node_modules() / cls.package).is_dir()
        return None if here else f"npm install {cls.package}, as python3 dev.py test --clients does"

    def read(self, source: Source) -> list[Feature]:
        """Return what the library finds, and its lengths, on a sphere."""
        from playwright.sync_api import Error

        try:
            rows = self.page.evaluate("at => reads(at)", self.browser.place(source.path))
        except Error as error:
            raise UnreadableError(str(error)) from error
        return [
            Feature(row[0], row[1] or None, [each[:2] for each in row[2]], row[3] or None)
            for row in rows
        ]

    def through_ogr2ogr(self, source: Source) -> list[Feature]:
        """Return what it finds in GeoJSON that ogr2ogr wrote."""
        return self.read(convert(source, "geojson", self.folder))


class Leaflet(Library):
    """L.geoJSON and map.distance."""

    name, package = "leaflet", "leaflet"
    head = (
        '<link rel="stylesheet" href="node_modules/leaflet/dist/leaflet.css">'
        '<script src="node_modules/leaflet/dist/leaflet.js"></script>'
    )
    script = """
    const map = L.map("map").setView([42, 50], 4);
    window.reads = async (at) => {
      const data = await (await fetch(at)).json();
      return L.geoJSON(data).addTo(map).getLayers().map((layer) => {
        const places = layer.getLatLngs ? layer.getLatLngs() : [layer.getLatLng()];
        const steps = places.slice(1).map((place, i) => map.distance(places[i], place));
        const { id, properties } = layer.feature;
        return [id ?? properties.id, properties.name_ru,
          places.map((each) => [each.lng, each.lat]), steps.reduce((a, b) => a + b, 0)];
      });
    };"""


class OpenLayers(Library):
    """ol.format.GeoJSON and ol.format.KML, and ol.sphere."""

    name, package = "openlayers", "ol"
    head = (
        '<link rel="stylesheet" href="node_modules/ol/ol.css">'
        '<script src="node_modules/ol/dist/ol.js"></script>'
    )
    script = """
    window.reads = async (at) => {
      const text = await (await fetch(at)).text();
      const format = at.endsWith(".kml") ? new ol.format.KML() : new ol.format.GeoJSON();
      return format.readFeatures(text).map((feature) => {
        const shape = feature.getGeometry();
        const places = shape.getType() === "Point" ? [shape.getCoordinates()]
          : shape.getCoordinates();
        const projection = "EPSG:4326";
        return [feature.getId() ?? feature.get("id"), feature.get("name_ru"), places,
          ol.sphere.getLength(shape, { projection })];
      });
    };"""

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds; a KML file holds all layers."""
        found = super().read(source)
        if source.form != "kml":
            return found
        if source.layer == "routes":
            return [each for each in found if len(each.positions) > 1]
        return [each for each in found if len(each.positions) == 1 and "--kp-" not in each.id]


class MapLibre(Library):
    """A GeoJSON source with promoteId, drawn, then asked for its tiles and its data."""

    name, package = "maplibre", "maplibre-gl"
    head = '<link rel="stylesheet" href="node_modules/maplibre-gl/dist/maplibre-gl.css">'
    script = """
    import * as maplibre from "./node_modules/maplibre-gl/dist/maplibre-gl.mjs";
    const map = new maplibre.Map({
      container: "map", style: { version: 8, sources: {}, layers: [] }, bounds: [20, 30, 90, 55],
    });
    await map.once("load");
    let count = 0;
    window.reads = async (at) => {
      const name = `source-${count++}`;
      map.addSource(name, { type: "geojson", data: at, promoteId: "id" });
      const layout = { source: name, id: name };
      map.addLayer(at.includes("routes") ? { ...layout, type: "line" }
        : { ...layout, type: "circle" });
      const failed = new Promise((_, no) => map.once("error", (event) => no(event.error)));
      await Promise.race([map.once("idle"), failed]);
      const drawn = new Set(map.querySourceFeatures(name).map((each) => each.id));
      const data = await map.getSource(name).getData();
      map.removeLayer(name).removeSource(name);
      return data.features.filter((each) => drawn.has(each.properties.id)).map((each) => {
        const point = each.geometry.type === "Point";
        const places = point ? [each.geometry.coordinates] : each.geometry.coordinates;
        const exact = places.map((place) => new maplibre.LngLat(place[0], place[1]));
        const steps = exact.slice(1).map((place, i) => exact[i].distanceTo(place));
        return [each.properties.id, each.properties.name_ru, places,
          steps.reduce((a, b) => a + b, 0)];
      });
    };"""


class Turf(Library):
    """turf.length."""

    name, package = "turf", "@turf/turf"
    head = '<script src="node_modules/@turf/turf/turf.min.js"></script>'
    script = """
    window.reads = async (at) => {
      const data = await (await fetch(at)).json();
      return data.features.map((each) => [each.id ?? each.properties.id,
        each.properties.name_ru, turf.coordAll(each), turf.length(each, { units: "meters" })]);
    };"""
