"""The map of two lines that are compared."""

import re

import pytest

import caspiangeo as cg
from caspiangeo.io.users.comparing import compare
from caspiangeo.io.users.lines import open_lines
from caspiangeo.io.users.subjects import file_subject
from caspiangeo.webmap import draw_comparison

FAR = '{"type": "Feature", "properties": {"name": "<b>A</b>"}, "geometry": %s}'


@pytest.fixture
def their(tmp_path):
    """Returns a function that writes a line as a file and opens it."""

    def make(coordinates):
        path = tmp_path / "their.geojson"
        pairs = [list(each) for each in coordinates]
        path.write_text(FAR % f'{{"type": "LineString", "coordinates": {pairs}}}')
        return file_subject(open_lines(path))

    return make


def test_a_route_is_a_record_and_the_other_line_an_overlay(their):
    payload = draw_comparison(compare(cg.route("wrep"), their([(49, 40), (42, 42)]))).payload
    assert [each["id"] for each in payload["routes"]] == ["wrep"]
    assert [each["title"] for each in payload["overlays"]] == ["<b>A</b> (row 0 of their.geojson)"]
    assert "829.6 km" in payload["page"]["intro"]


@pytest.mark.parametrize("lon", [-70, 179.5, 13])
def test_lines_anywhere_are_drawn(their, lon):
    line = their([(lon, -30), ((lon + 181) % 360 - 180, -28)])
    page = draw_comparison(compare(line, line)).payload["page"]
    west, south, east, north = page["view"]
    assert (east - west, north - south) == (
        pytest.approx(1.2, abs=0.1),
        pytest.approx(2.2, abs=0.1),
    )
    assert page["reach"][0] < west


def test_in_a_browser_theirs_is_dashed_and_names_are_text(their, opening, tmp_path):
    found = compare(cg.route("wrep"), their([(49, 40), (42, 42)]))
    path = draw_comparison(found).save(tmp_path / "comparison.html")
    page = opening(path).page
    stroke = page.locator(".map path.overlay-last")
    assert stroke.evaluate("each => getComputedStyle(each).strokeDasharray") == "9px, 6px"
    ours = page.locator("g.routes path.core").first
    assert ours.evaluate("each => getComputedStyle(each).strokeDasharray") == "none"
    legend = page.locator("#legend-content .legend-key").first.inner_text()
    assert "<b>A</b>" in legend
    assert re.search(r"km apart", page.locator(".leaflet-tooltip").inner_text())
    assert page.locator("body").get_attribute("data-shows") == "report"
