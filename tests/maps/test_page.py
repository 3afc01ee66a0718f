"""The page as a file: its size, its bytes, its policy, and the folium map behind it."""

import base64
import gzip
import hashlib
import os
import re
import subprocess
import sys

import folium
import folium.plugins
import pytest

from caspiangeo import webmap
from caspiangeo.errors import DataError, FileError, UnknownIdError
from caspiangeo.webmap import files
from caspiangeo.webmap.linkmap import PageFigure

STORY = "kazinform-2023-09-29"


@pytest.mark.parametrize("recipe", [STORY, "corridor"])
def test_a_page_is_small(recipe):
    page = webmap.draw(recipe).html().encode()
    assert len(page) <= 400_000
    assert len(gzip.compress(page)) <= 130_000


def test_the_same_map_gives_the_same_bytes_in_any_process():
    code = (
        "import hashlib, sys; from caspiangeo import webmap;"
        f"page = webmap.draw({STORY!r});"
        "import folium; folium.Circle([41, 50], radius=9).add_to(page.to_folium());"
        "print(hashlib.sha256(page.html().encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(hashes) == 1


def test_a_page_may_be_rendered_again(story):
    assert story.html() == story.html()


def test_the_policy_names_every_script_and_style_and_nothing_else(story):
    html = story.html()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        hashes = {
            base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inside
        }
        allowed = re.search(rf"{directive} ([^;]*)", policy)[1].split()
        assert set(allowed) == {f"'sha256-{each}'" for each in hashes}
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_head_loads_nothing(story):
    head = story.html().split("</head>")[0]
    assert "<link" not in head
    assert " src=" not in head
    assert "url(http" not in head
    assert story.html().startswith('<!DOCTYPE html>\n<html lang="en">')


def test_the_text_of_the_data_block_cannot_end_it(story):
    block = re.search(r'id="caspiangeo-data">(.*?)</script>', story.html(), flags=re.DOTALL)[1]
    assert "<" not in block


def test_leaflet_is_the_published_one(monkeypatch):
    hashes = {
        name: base64.b64encode(hashlib.sha256(files._leaflet(name)).digest()).decode()
        for name in ("leaflet.js", "leaflet.css")
    }
    # as published on leafletjs.com for 1.9.4
    assert hashes["leaflet.js"] == "20nQCchB9co0qIjJZRGuk2/Z9VM+kNiyxNV1lvTlZBo="
    assert hashes["leaflet.css"] == "p4NxAoJBhIIN+hmNHrzRCf9tD/miZyoHS5obTRR9BMY="
    monkeypatch.setattr(files, "_leaflet", lambda _: b"something else")
    with pytest.raises(FileError, match=r"not Leaflet 1\.9\.4 as published"):
        files._checked("leaflet.js")


def test_a_missing_leaflet_is_named(monkeypatch):
    monkeypatch.setattr(files, "_LEAFLET_FOLDER", ("no_such_package", "static"))
    with pytest.raises(FileError, match="install the package django-js-lib-leaflet"):
        files._leaflet("leaflet.js")


# -- folium ---------------------------------------------------------------------------------------


def test_the_map_behind_the_page_is_a_folium_map():
    page = webmap.draw(STORY)
    map_ = page.to_folium()
    assert isinstance(map_, folium.Map)
    group = folium.FeatureGroup(name="mine").add_to(map_)
    folium.PolyLine([[41, 49], [42, 50]], tooltip="mine").add_to(group)
    html = page.html()
    assert "L.polyline(" in html
    assert "cdn." not in html


def test_folium_saves_the_same_page(tmp_path):
    page = webmap.draw(STORY)
    page.to_folium().save(tmp_path / "folium.html")
    assert (tmp_path / "folium.html").read_text(encoding="utf-8") == page.html()


def test_a_notebook_shows_the_page_in_a_frame(story):
    assert story._repr_html_().startswith("<iframe srcdoc=")


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (folium.plugins.MarkerCluster, "markercluster"),
        (folium.plugins.MiniMap, "minimap|tile"),
        (lambda: folium.TileLayer("OpenStreetMap"), "tiles from a server"),
        (lambda: folium.Marker([41, 50], popup="text"), "jQuery"),
        (lambda: folium.Marker([41, 50], icon=folium.Icon()), "awesome-markers"),
    ],
    ids=["cluster", "minimap", "tiles", "popup", "icon"],
)
def test_a_layer_that_needs_the_network_is_refused_by_name(layer, named):
    page = webmap.draw(STORY)
    layer().add_to(page.to_folium())
    with pytest.raises(DataError, match=f"(?i){named}"):
        page.html()


def test_pictures_of_markers_are_carried_only_when_needed(story):
    assert "data:image/png" not in story.html()


def test_the_figure_knows_its_parts(story):
    assert isinstance(story.to_folium().get_root(), PageFigure)


# -- saving and asking ----------------------------------------------------------------------------


def test_saving_replaces_a_file_whole(tmp_path, story):
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")
    assert story.save(target) == target
    assert target.read_text(encoding="utf-8") == story.html()
    assert list(tmp_path.iterdir()) == [target]


def test_a_page_that_cannot_be_drawn_leaves_the_old_file(tmp_path):
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")
    page = webmap.draw(STORY)
    folium.TileLayer("OpenStreetMap").add_to(page.to_folium())
    with pytest.raises(DataError):
        page.save(target)
    assert target.read_text(encoding="utf-8") == "old"


def test_a_folder_is_no_file(tmp_path, story):
    with pytest.raises(FileError, match="folder"):
        story.save(tmp_path)


@pytest.mark.parametrize(("theme", "tag"), [("dark", ' data-theme="dark"'), ("auto", "")])
def test_the_theme_can_be_set(theme, tag):
    assert f'<html lang="en"{tag}>' in webmap.draw(STORY, theme=theme).html()


def test_unknown_words_are_named():
    with pytest.raises(DataError, match="theme 'sepia' is not one of auto, light, dark"):
        webmap.draw(STORY, theme="sepia")
    with pytest.raises(UnknownIdError, match="'tlh'"):
        webmap.draw(STORY, lang="tlh")
    with pytest.raises(UnknownIdError, match="corridor, kazinform-2023-09-29"):
        webmap.draw("atlantis")
