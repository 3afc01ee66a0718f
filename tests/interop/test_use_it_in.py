"""The snippets of docs/use-it-in.md, run as they stand there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.io.export.bundle import write_bundle
from caspiangeo.style import LIGHT, MODES

PAGE = Path(__file__).parents[2] / "docs" / "use-it-in.md"
DEBIAN_PYTHON = "/usr/bin/python3"


def snippets(heading, language):
    """Return what stands under a heading in fences of a language."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = (each for each in sections if each.startswith(f"{heading}\n"))
    found = re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found


@pytest.fixture(scope="session")
def folder(bundle, tmp_path_factory):
    """The folder that the page starts from: the export in out, the web profile in out/web."""
    home = tmp_path_factory.mktemp("use-it-in")
    shutil.copytree(bundle, home / "out")
    web = home / "out" / "web"
    write_bundle(default_catalog(), web, options={"profile": "web"})
    return home


def run(command, folder, *, asked=None, **environment):
    done = subprocess.run(
        command,
        cwd=folder,
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kilometres(said, *, between):
    """Return what was printed as id, published and measured length, a route a line."""
    found = {}
    for line in said.splitlines():
        cells = [each.strip() for each in line.split(between)]
        if len(cells) == 3 and cells[0] in default_catalog().route_records:
            found[cells[0]] = float(cells[2])
    return found


def ours():
    return {route.id: round(route.computed_km, 1) for route in default_catalog().routes()}


def test_every_snippet_of_the_page_is_run_here():
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    run_here = {each.split("\n")[0] for each in sections if "```" in each}
    source = Path(__file__).read_text(encoding="utf-8")
    assert run_here == set(re.findall(r'snippets\("([\w ]+)"', source))
    assert "```" not in sections[-1]


# -- in each run of the tests ---------------------------------------------------------------------


def test_geopandas(folder):
    first, second = snippets("GeoPandas", "python")
    said = run([sys.executable, "-W", "error", "-c", first], folder)
    assert said.strip() == "{'published_km': 1768.0, 'km': 1569.7}"
    said = run([sys.executable, "-W", "error", "-c", second], folder)
    length_km, apart_km = map(float, said.split())
    assert length_km == pytest.approx(354.5, abs=0.1)
    assert 0 < apart_km < 60


def test_duckdb(client, folder, monkeypatch, tmp_path):
    client("duckdb")
    if not (folder / "out" / "parquet").exists():
        pytest.skip("GeoParquet is written with the extra parquet")
    import duckdb
    import duckdb_extension_spatial

    # What INSTALL would have fetched, where LOAD looks for it.
    (package,) = duckdb_extension_spatial.__path__
    (extension,) = Path(package).rglob("spatial.duckdb_extension")
    platform = duckdb.sql("PRAGMA platform").fetchone()[0]
    installed = tmp_path / f"v{duckdb.__version__}" / platform
    installed.mkdir(parents=True)
    (installed / extension.name).symlink_to(extension)
    monkeypatch.chdir(folder)
    (sql,) = snippets("DuckDB", "sql")
    with duckdb.connect(config={"extension_directory": str(tmp_path)}) as connection:
        _, lengths, claims = [
            connection.execute(each).fetchall() for each in sql.split(";") if each.strip()
        ]
    assert {id_: km for id_, _, km in lengths} == ours()
    assert ("bp-georgia-btc-page", 1768.0, "km") in claims


# -- with `python3 dev.py test --clients` ---------------------------------------------------------


@pytest.mark.client
def test_qgis(client, folder):
    client("qgis")
    (code,) = snippets("QGIS", "python")
    begin = "from qgis.core import QgsApplication\nq = QgsApplication([], False)\nq.initQgis()\n"
    end = "\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n"
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    said = run([DEBIAN_PYTHON, "-W", "ignore", "-c", begin + code + end], folder, **offscreen)
    assert kilometres(said, between=" ") == ours()


@pytest.mark.client
def test_postgis(client, folder):
    client("ogr2ogr")
    cluster = client("postgis").cluster
    reached = {"PGHOST": str(cluster.home), "PGUSER": "postgres"}
    (commands,) = snippets("PostGIS", "bash")
    (sql,) = snippets("PostGIS", "sql")
    run(["sh", "-e", "-c", commands], folder, **reached)
    said = run(["psql", "-X", "-A", "-t", "-d", "gis"], folder, asked=sql, **reached)
    assert kilometres(said, between="|") == ours()
    near = [line.split("|") for line in said.splitlines() if line.count("|") == 1]
    point = default_catalog().route("btc").interpolate(kp_km=100, measure="GE")
    assert near == sites_within(50_000, lon=point.lon, lat=point.lat)
    assert len(near) > 1


def sites_within(metres, *, lon, lat):
    from geographiclib.geodesic import Geodesic

    found = []
    for site in default_catalog().sites():
        if site.located:
            away = Geodesic.WGS84.Inverse(lat, lon, site.lat, site.lon)["s12"]
            if away < metres:
                found.append((round(away / 1000), site.id))
    return [[id_, str(km)] for km, id_ in sorted(found)]


@pytest.mark.client
def test_spatialite(client, folder):
    client("spatialite")
    (sql,) = snippets("SpatiaLite", "sql")
    said = run(["spatialite", "-silent", "-bail", ":memory:"], folder, asked=sql)
    assert kilometres(said, between="|") == ours()


@pytest.mark.client
def test_gdal(client, folder):
    client("ogr2ogr")
    (commands,) = snippets("GDAL", "bash")
    run(["sh", "-e", "-c", commands], folder)
    said = run(["ogrinfo", "-ro", "-so", "out/laea.gpkg", "routes"], folder)
    assert "ETRS89-extended / LAEA Europe" in said
    said = run(["ogrinfo", "-ro", "-so", "-al", "out/pipelines.fgb"], folder)
    assert "Feature Count: 2" in said


def shown(client, name, folder, html):
    """Open a page of the documentation beside the libraries; its map becomes `tested`."""
    browser = client(name).browser
    out = browser.root / "out"
    if not out.exists():
        out.symlink_to(folder / "out")
    page = html.replace("</script>\n</html>", "  window.tested = map;\n</script>\n</html>")
    assert page != html
    (browser.root / f"snippet-{name}.html").write_text(page, encoding="utf-8")
    browser.said.clear()
    opened = browser.open(f"snippet-{name}.html")
    opened.wait_for_function("() => window.tested && !(window.tested instanceof Element)")
    return opened


def colours():
    return {mode.light.lower() for mode in MODES.values()} | {LIGHT.muted.lower()}


@pytest.mark.client
def test_leaflet(client, folder):
    (html,) = snippets("Leaflet", "html")
    page = shown(client, "leaflet", folder, html)
    strokes = page.evaluate(
        "() => [...document.querySelectorAll('path.leaflet-interactive')]"
        ".map((each) => each.getAttribute('stroke').toLowerCase())"
    )
    assert len(strokes) == len(ours())
    assert set(strokes) <= colours()
    page.locator("path.leaflet-interactive").first.dispatch_event("click")
    assert "Published length 1,768 km" in page.locator(".leaflet-popup-content").inner_text()
    assert "CC BY 4.0" in page.locator(".leaflet-control-attribution").inner_text()
    assert client("leaflet").browser.said == []


@pytest.mark.client
def test_maplibre(client, folder):
    (html,) = snippets("MapLibre GL", "html")
    page = shown(client, "maplibre", folder, html)
    drawn = page.evaluate(
        """() => new Promise((done) => {
          tested.once("idle", () => done(tested.queryRenderedFeatures().map((each) => each.id)));
          tested.triggerRepaint();
        })"""
    )
    assert set(drawn) == set(ours())
    assert client("maplibre").browser.said == []


@pytest.mark.client
def test_openlayers(client, folder):
    (html,) = snippets("OpenLayers", "html")
    page = shown(client, "openlayers", folder, html)
    drawn = page.evaluate(
        """() => new Promise((done) => {
          tested.once("rendercomplete", () => {
            const extent = tested.getView().calculateExtent();
            const source = tested.getLayers().item(0).getSource();
            done(source.getFeaturesInExtent(extent).map((each) => each.getId()));
          });
          tested.render();
        })"""
    )
    assert sorted(drawn) == sorted(ours())
    assert client("openlayers").browser.said == []
