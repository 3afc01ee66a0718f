"""The exported KML and KMZ as XML, and in GDAL."""

import struct
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.io.export import kml
from caspiangeo.io.layers import Choice, layers_of
from caspiangeo.style import MODES, STROKES

KML = "{http://www.opengis.net/kml/2.2}"
#: In which order KML 2.2 wants the parts of an element that we write.
ORDER = {
    "Document": ["name", "open", "description", "Style", "Schema", "Folder"],
    "Folder": ["name", "visibility", "Folder", "Placemark"],
    "Placemark": [
        "name", "visibility", "description", "styleUrl", "ExtendedData", "Point", "LineString",
    ],
    "Style": ["IconStyle", "LabelStyle", "LineStyle", "BalloonStyle"],
    "LineString": ["tessellate", "coordinates"],
}  # fmt: skip

NEEDS_LIBKML = pytest.mark.skipif(
    "LIBKML" not in pyogrio.list_drivers(), reason="this GDAL has no LIBKML, which reads columns"
)


@pytest.fixture(scope="module")
def path(everything, about, tmp_path_factory):
    (path,) = kml.write(everything, tmp_path_factory.mktemp("kml"), about=about)
    return path


@pytest.fixture(scope="module")
def kmz(everything, about, tmp_path_factory):
    (path,) = kml.write_kmz(everything, tmp_path_factory.mktemp("kmz"), about=about)
    return path


@pytest.fixture(scope="module")
def document(path):
    return ElementTree.parse(path).getroot().find(f"{KML}Document")


def folder(document, *titles):
    for title in titles:
        (document,) = (
            each
            for each in document.findall(f"{KML}Folder")
            if each.findtext(f"{KML}name") == title
        )
    return document


def test_parts_stand_in_the_order_of_the_standard(document):
    for element in document.iter():
        order = ORDER.get(element.tag.removeprefix(KML))
        if order:
            places = [order.index(each.tag.removeprefix(KML)) for each in element]
            assert places == sorted(places), element.tag


def test_ids_are_there_once(document):
    ids = [each.get("id") for each in document.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)


def test_folders_go_by_layer_and_mode(document, everything):
    names = [each.findtext(f"{KML}name") for each in document.findall(f"{KML}Folder")]
    assert names == ["Routes", "Sites", "Kilometre points"]
    for mode in {row["mode"] for row in everything["routes"].rows}:
        marks = folder(document, "Routes", MODES[mode].title).findall(f"{KML}Placemark")
        found = {each.get("id") for each in marks}
        assert found == {row["id"] for row in everything["routes"].rows if row["mode"] == mode}


def test_each_route_has_the_colour_of_its_mode_and_the_width_of_its_status(document, everything):
    styles = {each.get("id"): each for each in document.findall(f"{KML}Style")}
    marks = {each.get("id"): each for each in document.iter(f"{KML}Placemark")}
    for row in everything["routes"].rows:
        style = styles[marks[row["id"]].findtext(f"{KML}styleUrl").removeprefix("#")]
        colour = style.findtext(f"{KML}LineStyle/{KML}color")
        stroke = STROKES[row["status"]]
        expected = "#6f6f6f" if stroke.muted else MODES[row["mode"]].light.lower()
        assert f"#{colour[6:8]}{colour[4:6]}{colour[2:4]}" == expected
        assert colour[:2] == ("80" if stroke.dash_px else "ff")
        assert float(style.findtext(f"{KML}LineStyle/{KML}width")) == stroke.width_px


def test_every_style_that_is_asked_for_is_there(document):
    styles = {f"#{each.get('id')}" for each in document.findall(f"{KML}Style")}
    assert {each.text for each in document.iter(f"{KML}styleUrl")} == styles


def test_a_balloon_tells_the_published_figure_first_then_ours_with_the_source(document):
    (mark,) = (each for each in document.iter(f"{KML}Placemark") if each.get("id") == "btc")
    html = mark.findtext(f"{KML}description")
    table = ElementTree.fromstring(f"<div>{html}</div>")
    heads = [each.text for each in table.iter("th")]
    assert heads[:2] == ["Published length", "Our line"]
    assert "1,768 km" in html
    assert table.find(".//a").get("href").startswith("https://bp.com/")


def test_columns_are_kept_with_their_types(document, everything):
    (mark,) = (each for each in document.iter(f"{KML}Placemark") if each.get("id") == "btc")
    data = mark.find(f"{KML}ExtendedData/{KML}SchemaData")
    assert data.get("schemaUrl") == "#routes-columns"
    found = {each.get("name"): each.text for each in data}
    row = everything["routes"].rows[0]
    assert found == {key: str(value) for key, value in row.items() if value is not None}


def test_too_many_points_for_a_first_look_are_hidden(document):
    marks = folder(document, "Kilometre points").findall(f"{KML}Placemark")
    assert {each.findtext(f"{KML}visibility") for each in marks} == {"0"}


@NEEDS_LIBKML
@pytest.mark.parametrize("form", ["path", "kmz"])
def test_gdal_reads_rows_columns_and_places(request, everything, form):
    opened = request.getfixturevalue(form)
    sites = pyogrio.read_dataframe(opened, layer="Sites")
    layer = everything["sites"]
    assert list(sites["id"]) == [row["id"] for row in layer.rows]
    assert list(sites["Name"]) == [row["title"] for row in layer.rows]
    assert sites.set_index("id")["name_ru"]["aktau-city"] == "Актау"
    assert (sites["accuracy_m"].astype(float) == [row["accuracy_m"] for row in layer.rows]).all()
    expected = np.concatenate([shape.coordinates[:, :2] for shape in layer.shapes])
    off = np.column_stack([sites.geometry.x, sites.geometry.y]) - expected
    assert np.abs(off).max() < 1e-7
    rail = pyogrio.read_dataframe(opened, layer="Railway")
    assert len(rail) == sum(row["mode"] == "rail" for row in everything["routes"].rows)


def test_a_kmz_brings_its_symbol_and_has_one_date(kmz):
    with zipfile.ZipFile(kmz) as archive:
        assert archive.namelist() == ["doc.kml", "icons/site.png"]
        assert {each.date_time[:3] for each in archive.infolist()} == {(2026, 11, 23)}
        image, text = archive.read("icons/site.png"), archive.read("doc.kml").decode()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", image[16:24]) == (32, 32)
    hrefs = {each.text for each in ElementTree.fromstring(text).iter(f"{KML}href")}
    assert hrefs == {"icons/site.png"}


def test_hostile_texts_stay_texts(everything, about):
    evil = '<script>alert("1")</script> ]]> & \x00\x0b\ud800 \ufffe'
    row = everything["routes"].rows[0] | {
        "title": evil,
        "commodity": evil,
        "source_title": evil,
        "source_url": "javascript:alert(1)",
    }
    first = replace(everything["routes"], rows=(row,), shapes=everything["routes"].shapes[:1])
    text = kml.document_of({"routes": first}, about=about)
    root = ElementTree.fromstring(text)
    assert root.find(f".//{KML}Placemark/{KML}name").text.startswith('<script>alert("1")')
    html = root.find(f".//{KML}Placemark/{KML}description").text
    assert "<script" not in html
    assert "href" not in html
    # A program that puts the name into the balloon would do so unescaped.
    assert {each.text for each in root.iter(f"{KML}text")} == {"$[description]"}


def test_titles_follow_the_language(about):
    layers = layers_of(default_catalog(), Choice(ids=["aktau-city"], language="ru"))
    root = ElementTree.fromstring(kml.document_of(layers, about=about))
    assert root.findtext(f".//{KML}Placemark/{KML}name") == "Актау"


def test_few_columns_are_enough(about):
    few = layers_of(default_catalog(), Choice(ids=["btc", "aktau-port"], columns=["since"]))
    root = ElementTree.fromstring(kml.document_of(few, about=about))
    names = [each.findtext(f"{KML}name") for each in root.iter(f"{KML}Placemark")]
    assert {"btc", "aktau-port"} <= set(names)


def test_licence_and_credits_are_inside(document, about):
    said = document.findtext(f"{KML}description")
    assert about.credits in said
    assert "Licence: CC-BY-4.0" in said


def test_the_same_input_gives_the_same_bytes(path, kmz, everything, about, tmp_path):
    assert kml.write(everything, tmp_path, about=about)[0].read_bytes() == path.read_bytes()
    assert kml.write_kmz(everything, tmp_path, about=about)[0].read_bytes() == kmz.read_bytes()


def test_precision_is_as_asked(everything, about):
    root = ElementTree.fromstring(kml.document_of(everything, about=about, precision=2))
    numbers = " ".join(each.text for each in root.iter(f"{KML}coordinates")).replace(",", " ")
    assert max(len(each.partition(".")[2]) for each in numbers.split()) == 2


def test_nothing_to_show_gives_no_file(about, tmp_path):
    assert kml.write({}, tmp_path, about=about) == []
    assert kml.write_kmz({}, tmp_path, about=about) == []


@NEEDS_LIBKML
def test_flags_are_read_back_as_they_are(path, everything):
    frame = pyogrio.read_dataframe(path, layer="Sites").set_index("id")
    flags = {row["id"]: row["proxy"] for row in everything["sites"].rows}
    assert {True, False} == set(flags.values())
    assert {id_: bool(frame.loc[id_, "proxy"]) for id_ in flags} == flags
