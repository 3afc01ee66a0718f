"""Tiles are loaded only where the maker of a map asks for them, and from that server alone."""

from urllib.parse import urlsplit

import pytest

from caspiangeo.errors import DataError
from caspiangeo.webmap import Tiles, draw

ASKED = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "Example Maps")


@pytest.mark.browser
def test_a_page_with_tiles_asks_that_server_and_no_other(opening, tmp_path):
    page = draw("kazinform-2023-09-29", tiles=ASKED)
    opened = opening(page.save(tmp_path / "tiles.html"))
    opened.page.wait_for_timeout(300)
    asked = {url for url in opened.asked_for if url.startswith("http")}
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {"tiles.example.org"}
    credit = opened.page.locator("footer").inner_text()
    assert "Example Maps" in credit
    assert "contacts no server" not in credit


@pytest.mark.browser
def test_even_then_no_other_picture_may_be_loaded(opening, tmp_path):
    opened = opening(draw("kazinform-2023-09-29", tiles=ASKED).save(tmp_path / "tiles.html"))
    refused = opened.page.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (e) => done(e.blockedURI));
            new Image().src = "https://elsewhere.example.org/x.png";
        })"""
    )
    assert refused.startswith("https://elsewhere.example.org")


def test_without_asking_a_page_carries_no_tile_server():
    assert "img-src data:;" in draw("corridor").html()


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org; script-src *;/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
    ],
)
def test_an_address_that_could_widen_the_policy_is_refused(url):
    with pytest.raises(DataError, match="give an https address"):
        Tiles(url, "Example Maps")


def test_tiles_need_a_credit():
    with pytest.raises(DataError, match="credit"):
        Tiles(ASKED.url, " ")
