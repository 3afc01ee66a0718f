"""The page opened from a file, with no network: it asks for nothing, says nothing, and is drawn."""

import struct
import zlib

import pytest

from caspiangeo import style

pytestmark = pytest.mark.browser


def colour_at(page, x, y):
    """Colour of one pixel of the screen, from a screenshot of that pixel."""
    png = page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return "#{:02x}{:02x}{:02x}".format(*zlib.decompress(data)[1:4])


def at_place(page, lon, lat):
    """Where a place lies on the screen."""
    return page.evaluate(
        """([lat, lon]) => {
            const at = map_2.latLngToContainerPoint([lat, lon]);
            const box = map_2.getContainer().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        [lat, lon],
    )


@pytest.mark.parametrize("name", ["story_file", "corridor_file"])
def test_it_asks_for_nothing_and_says_nothing(opening, request, name):
    path = request.getfixturevalue(name)
    opened = opening(path)
    opened.page.keyboard.press("Tab")
    opened.page.mouse.wheel(0, -300)
    opened.page.locator(".chip, .entry").first.dispatch_event("click")
    opened.page.wait_for_timeout(300)
    assert opened.asked_for == [path.as_uri()]
    assert opened.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_land_sea_and_lines_are_painted(opening, story_file, scheme):
    page = opening(story_file, color_scheme=scheme, hash_="#map=6.5/42.6/50.2").page
    theme = style.THEMES[scheme]
    # the middle of the Caspian, away from every line; the steppe north-east of Aktau
    assert colour_at(page, *at_place(page, 49.4, 42.3)) == theme.sea
    assert colour_at(page, *at_place(page, 53.6, 44.0)) == theme.land
    page.evaluate("void map_2.setView([39.9, 40.6], 8, {animate: false})")
    middle = page.evaluate(
        """() => {
            const line = document.querySelector('.route[data-id=btc] path.line');
            const point = line.getPointAtLength(line.getTotalLength() / 2);
            const at = point.matrixTransform(line.getScreenCTM());
            return [Math.round(at.x), Math.round(at.y)];
        }"""
    )
    page.locator(".glyphs").evaluate("each => each.remove()")
    page.locator(".labels").evaluate("each => each.remove()")
    expected = style.mode_colour("oil-pipeline", theme=scheme).lower()
    assert colour_at(page, *middle) == expected


def test_borders_can_be_left_out(opening, tmp_path):
    from dataclasses import replace

    from caspiangeo.webmap import draw, load

    path = draw(replace(load("corridor"), borders="none")).save(tmp_path / "plain.html")
    page = opening(path).page
    assert page.evaluate("cg.data.basemap.border_lines.length") == 0
    assert page.locator("footer").inner_text().startswith("Data set caspiangeo")


def test_the_head_line_says_which_day(story_page):
    assert story_page.locator("h1").inner_text().endswith("29 September 2023")
    assert story_page.locator(".when").inner_text() == (
        "As of 29 September 2023, from what had been published by then"
    )
    assert story_page.evaluate("document.documentElement.lang") == "en"


def test_the_foot_names_version_licence_and_limits(story_page):
    foot = story_page.locator("footer").inner_text()
    for words in ("CC BY 4.0", "Natural Earth", "Leaflet 1.9.4", "Not for navigation", "no server"):
        assert words in foot


def test_the_scale_bar_is_true_on_the_ellipsoid(story_page):
    from geographiclib.geodesic import Geodesic

    story_page.evaluate("void map_2.setView([41, 49], 7, {animate: false})")
    text = story_page.locator(".scale-text").inner_text()
    bar = story_page.locator(".scale path").get_attribute("d")
    km, lat = int(text.split(" km")[0]), int(text.split("at ")[1].split("°")[0])
    wide_px = float(bar.split("H")[1].split("V")[0]) - 1
    degrees = wide_px * 360 / (256 * 2**7)
    true_km = Geodesic.WGS84.Inverse(lat, 0, lat, degrees)["s12"] / 1000
    assert lat == 41
    assert true_km == pytest.approx(km, rel=2e-4)


def test_sites_without_a_place_are_listed_and_never_pinned(story_page, witness):
    unplaced = [row["id"] for row in witness.table("sites") if not row["lon"]]
    shown = [site for site in ("caspian-power-kz", "caspian-power-az") if site in unplaced]
    assert len(shown) == 2
    story_page.locator("[data-tab=lists]").click()
    for site in shown:
        assert story_page.locator(f".entry[data-select={site}]").is_visible()
        assert story_page.locator(f".site[data-id={site}]").count() == 0
    story_page.locator(f".entry[data-select={shown[0]}]").click()
    assert "place not published" in story_page.locator("#details").inner_text()


def test_a_hypothetical_line_is_drawn_and_named_so(story_page):
    cable = story_page.locator(".route[data-id=caspian-power-cable]")
    assert cable.locator("path.halo").count() == 1
    assert cable.locator("path.casing").count() == 0
    assert "hypothetical" in cable.get_attribute("aria-label")


@pytest.mark.parametrize(
    "frame", ['srcdoc="{}"', 'sandbox="allow-scripts" srcdoc="{}"', 'sandbox="" srcdoc="{}"']
)
def test_it_works_inside_a_frame(opening, story, tmp_path, frame):
    import html

    path = tmp_path / "frame.html"
    text = f"<!DOCTYPE html><title>t</title><iframe width=900 height=700 {frame}></iframe>"
    path.write_text(text.replace("{}", html.escape(story.html())), encoding="utf-8")
    opened = opening(path, wait=False)
    inside = opened.page.frame_locator("iframe")
    if 'sandbox=""' in frame:  # no scripts at all: the page says so in words
        assert inside.locator("noscript").count() == 1
        return
    inside.locator(".route[data-id=btc]").first.wait_for(state="attached")
    inside.locator(".chip[data-select=btc]").first.click()
    assert "1,768\u00a0km" in inside.locator("#details").inner_text()
    assert opened.said == []


def test_the_address_brings_the_view_back(opening, story_file):
    first = opening(story_file).page
    first.evaluate("void map_2.setView([41.5, 46.25], 7, {animate: false})")
    first.locator("input[data-class='oil-pipeline/idle']").uncheck()
    first.locator(".chip[data-select=btc]").first.click()
    first.wait_for_timeout(500)
    address = first.evaluate("location.hash")
    assert "sel=btc" in address
    assert "off=oil-pipeline/idle" in address
    again = opening(story_file, hash_=address).page
    assert again.locator("#details h2").inner_text().endswith("(BTC)")
    assert not again.locator("input[data-class='oil-pipeline/idle']").is_checked()
    asked, shown = (p.evaluate("[map_2.getZoom(), map_2.getCenter().lat]") for p in (first, again))
    assert shown == pytest.approx(asked, abs=0.02)  # under a pixel


def test_a_strange_address_does_no_harm(opening, story_file):
    opened = opening(story_file, hash_="#map=x/y&sel=<img>&off=a,b&theme=sepia")
    assert opened.said == []
    assert opened.page.locator("#details").is_hidden()
