"""Keyboard, screen reader, phone: the page is for everybody."""

import pytest
from axe_core_python.base import AXE_FILE_PATH

pytestmark = pytest.mark.browser

PHONE = {"size": (390, 844), "has_touch": True, "is_mobile": True}
#: State of the page to how it is reached: options of opening, and what is done then.
STATES = {
    "as it opens": ({}, ""),
    "details": ({}, "cg.select('btc')"),
    "filter and search": (
        {},
        """cg.setOff(['rail/operating']);
        document.querySelector('[data-tab=lists]').click();
        document.getElementById('search').value = 'baku';
        document.getElementById('search').dispatchEvent(new Event('input'))""",
    ),
    "dark": ({"color_scheme": "dark"}, "cg.select('aktau-port')"),
    "phone": (PHONE, "document.querySelector('[data-tab=legend]').click()"),
    "phone, details": (PHONE, "cg.select('aktau-baku-btc-oil')"),
    "print": ({"media": "print"}, "cg.select('btc')"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(opening, story_file, story_page, state):
    options, action = STATES[state]
    page = opening(story_file, **options).page if options else story_page
    page.evaluate(f"() => {{ {action} }}")
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations)")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def focused(page):
    return page.evaluate(
        """() => {
            const at = document.activeElement;
            return at.dataset.id || at.id || at.className || at.tagName;
        }"""
    )


def test_the_keyboard_reaches_a_line_opens_it_and_comes_back(opening, story_file):
    page = opening(story_file).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('route')"):
            break
    line = focused(page)
    assert line in page.evaluate("cg.data.routes.map(each => each.id)")
    band = page.locator(f".route[data-id={line}] path.band")
    assert float(band.evaluate("each => getComputedStyle(each).strokeOpacity")) >= 0.5
    page.keyboard.press("Enter")
    assert page.locator(".details-body").get_attribute("data-record") == line
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()
    assert focused(page) == line


def test_the_list_is_the_map_in_words(opening, story_file):
    page = opening(story_file).page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#lists").is_visible()
    listed = page.locator(".entry").evaluate_all("all => all.map(e => e.dataset.select)")
    on_the_map = page.locator(".route[data-id], .site[data-id]").evaluate_all(
        "all => all.map(each => each.dataset.id)"
    )
    assert set(on_the_map) <= set(listed)


def test_lines_and_sites_have_names_and_roles(story_page):
    for item in story_page.locator(".route[data-id], .site[data-id]").all():
        assert item.get_attribute("role") == "button"
        assert item.get_attribute("tabindex") == "0"
    label = story_page.locator(".route[data-id=btc]").get_attribute("aria-label")
    assert label == (
        "Baku-Tbilisi-Ceyhan oil pipeline (BTC), Oil pipeline, operating, published 1,768\u00a0km"
    )


def test_every_mode_has_its_glyph_on_the_map_not_its_colour_alone(story_page):
    drawn = story_page.locator(".glyphs .glyph path").evaluate_all(
        "all => all.map(each => each.getAttribute('d'))"
    )
    modes = set(story_page.evaluate("cg.data.routes.map(each => each.mode)"))
    outlines = story_page.evaluate("Object.values(cg.data.style.modes).map(e => [e.id, e.outline])")
    assert {mode for mode, outline in outlines if outline in drawn} == modes


def test_reduced_motion_is_honoured(opening, story_file):
    page = opening(story_file, reduced_motion="reduce").page
    assert page.evaluate("[map_2.options.zoomAnimation, map_2.options.inertia]") == [False, False]


def test_the_theme_button_wins_over_the_system(opening, story_file):
    page = opening(story_file, color_scheme="dark").page
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    button = page.get_by_role("button", name="Dark")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.evaluate(background) != dark
    assert button.get_attribute("aria-pressed") == "false"


@pytest.fixture(scope="module")
def phone(chromium, story_file):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, offline=True, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(story_file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    context.close()


def test_a_phone_needs_no_sideways_scrolling_and_keeps_the_map(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.locator(".map").bounding_box()["height"] >= 0.45 * 844
    assert "user-scalable" not in phone.locator("meta[name=viewport]").get_attribute("content")


def test_a_phone_shows_details_in_a_sheet_below_the_map(phone):
    phone.locator(".chip[data-select=btc]").first.click()
    sheet = phone.locator("#details").bounding_box()
    assert sheet["width"] == 390
    assert sheet["y"] >= 0.45 * 844
    assert sheet["y"] + sheet["height"] <= 845
    phone.keyboard.press("Escape")


@pytest.mark.parametrize("tab", ["report", "legend", "lists"])
def test_targets_on_a_phone_are_large_enough(phone, tab):
    phone.locator(f"[data-tab={tab}]").click()
    small = phone.evaluate(
        """() => [...document.querySelectorAll('button, label:has(input), .leaflet-bar a')]
            .filter(each => each.checkVisibility())
            .map(each => [each.textContent, each.getBoundingClientRect()])
            .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
            .map(([text, box]) => [text, box.width, box.height])"""
    )
    assert small == []


def test_paper_shows_map_legend_report_and_lists(opening, story_file):
    opened = opening(story_file, media="print", size=(1032, 700))
    page = opened.page
    for part in ("#map-stage", "#legend", "#report", "#lists", "footer"):
        assert page.locator(part).is_visible(), part
    for part in ("nav", ".tools", "#search", ".leaflet-control-zoom"):
        assert page.locator(part).is_hidden(), part
    assert page.locator(".map").bounding_box()["width"] >= 1000
    line = page.locator(".route[data-id=btc] path.line")
    assert line.get_attribute("d")
    assert opened.said == []


def test_paper_is_light_even_for_dark_readers(opening, story_file):
    page = opening(story_file, color_scheme="dark", media="print").page
    assert page.evaluate("cg.variable('sea')") == "#cfe3ee"
    assert page.evaluate("cg.theme()") == "light"


def test_what_is_framed_on_screen_prints_and_comes_back(opening, story_file):
    opened = opening(story_file)
    page = opened.page
    line = page.locator(".route[data-id=btc] path.line")
    before = line.bounding_box()
    page.emulate_media(media="print")
    page.wait_for_function("document.querySelector('.map').offsetWidth > 1300")
    paper, printed = page.locator(".map").bounding_box(), line.bounding_box()
    assert printed["width"] == pytest.approx(before["width"], abs=2)
    assert paper["x"] <= printed["x"]
    assert printed["x"] + printed["width"] <= paper["x"] + paper["width"]
    page.emulate_media(media="screen")
    page.wait_for_function("document.querySelector('.map').offsetWidth < 1300")
    assert line.bounding_box() == pytest.approx(before, abs=2)
    assert opened.said == []
