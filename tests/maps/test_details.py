"""The details show what the data files say, each value with its source, and nothing later."""

import pytest

pytestmark = pytest.mark.browser

FIGURES = """() => [...document.querySelectorAll('#details [data-figure]')]
    .map(each => each.dataset.figure)"""
LINKS = "() => [...document.querySelectorAll('#details a')].map(each => each.href)"


def select(page, record):
    page.evaluate("id => cg.select(id)", record)


def routes_of_the_story():
    from caspiangeo.webmap import load

    recipe = load("kazinform-2023-09-29")
    return [route for route in recipe.routes if route != "tcfo-fibre"]


@pytest.mark.parametrize("kind", ["claims", "flows"])
def test_every_known_figure_of_a_route_is_shown_once(story_page, kind, witness):
    for route in routes_of_the_story():
        select(story_page, route)
        rows = {"claims": witness.known_claims, "flows": witness.known_flows}[kind](route)
        shown = story_page.evaluate(FIGURES)
        ids = [row["id"] for row in rows]
        assert sorted(each for each in shown if each in set(ids)) == sorted(ids), route


def test_every_source_of_a_route_is_linked(story_page, witness):
    sources = {row["id"]: row for row in witness.table("sources")}
    for route in routes_of_the_story():
        select(story_page, route)
        links = set(story_page.evaluate(LINKS))
        for row in witness.known_claims(route):
            url = sources[row["source"]]["url"]
            encoded = story_page.evaluate("url => url && new URL(url).href", url)
            assert not url or encoded in links, (route, row["id"])


def test_the_published_length_comes_first_then_what_contradicts_it_then_ours(story_page, witness):
    select(story_page, "btc")
    text = story_page.locator("#details").inner_text()
    order = [
        text.index(words)
        for words in (
            "1,768\u00a0km published",
            "443\u00a0km",
            "Other published figures contradict it",
            "1,776\u00a0km",
            f"{witness.line('btc')['computed_km']:,.0f}\u00a0km computed",
        )
    ]
    assert order == sorted(order)
    assert "through way points" in text
    assert "Status on 29 September 2023" in text


def test_values_are_those_of_the_file(story_page, witness):
    for route in routes_of_the_story():
        select(story_page, route)
        for row in witness.known_claims(route):
            if row["quantity"] == "length" and row["value"]:
                shown = story_page.locator(f"#details [data-figure='{row['id']}'] strong")
                number = f"{float(row['value']):,.3f}".rstrip("0").rstrip(".")
                assert number in shown.inner_text(), row["id"]


def test_the_fibre_is_the_plan_of_that_day(story_page):
    ids = story_page.evaluate("cg.data.routes.map(each => each.id)")
    assert "aktau-siyazan-fibre" in ids
    assert "tcfo-fibre" not in ids
    select(story_page, "aktau-siyazan-fibre")
    text = story_page.locator("#details").inner_text()
    assert "Agreed since 10 January 2023" in text
    assert "more than 340\u00a0km published" in text
    assert "400 Tbit" not in text


def test_nothing_that_was_published_later_is_in_the_page(story, witness):
    import re

    block = story.payload
    columns, texts = block["figures"]["columns"], block["figures"]["texts"]
    known = {row["id"]: row for name in ("claims", "flows") for row in witness.table(name)}
    dates = re.compile(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b")
    for row in block["figures"]["rows"]:
        figure = dict(zip(columns, row, strict=False))
        identity = "--".join(texts[figure[each]] for each in ("subject", "quantity", "id"))
        assert witness.known(known[identity]), identity
        for date in dates.findall(texts[figure.get("note", 0)]):
            assert witness.first_day(date) <= witness.STORY_DAY, identity


def test_a_later_day_brings_the_later_cable():
    from caspiangeo.webmap import draw

    page = draw("kazinform-2023-09-29", as_of="2025-04-01", known_on="2025-04-01")
    routes = {each["id"]: each["status"] for each in page.payload["routes"]}
    assert routes["tcfo-fibre"] == "agreed"
    assert routes["aktau-siyazan-fibre"] == "cancelled"
    assert "As of 1 April 2025, from what had been published by then" in page.html()


def test_an_earlier_day_says_less():
    from caspiangeo.webmap import draw

    page = draw("kazinform-2023-09-29", as_of="2022-12-31", known_on="2022-12-31")
    routes = [each["id"] for each in page.payload["routes"]]
    assert "kuryk-buzovna-fibre" not in routes
    assert all(item["figures"] == [] for item in page.payload["report"]["items"])


def test_a_site_shows_its_place_no_finer_than_it_is_known(story_page, witness):
    site = next(row for row in witness.table("sites") if row["id"] == "aktau-port")
    select(story_page, "aktau-port")
    text = story_page.locator("#details").inner_text()
    # good to 1,200 m: hundredths of a degree (about 1.1 km), not the file's five decimals
    assert f"{float(site['lat']):.2f}° N, {float(site['lon']):.2f}° E" in text
    assert site["lat"] not in text
    assert "Good to about 1,200 m" in text
    assert "Aktau-Baku sea leg" in text
    assert story_page.locator("circle.accuracy").get_attribute("display") == "inline"


def test_the_report_ties_each_statement_to_its_lines(story_page, witness):
    items = story_page.locator(".report > li")
    assert items.count() == 6
    volumes = items.locator(".value").all_inner_texts()
    assert volumes == ["1.5\u00a0Mt a year", "520\u00a0kt", "5\u00a0Mt"]
    items.nth(3).locator(".figures a").first.evaluate("each => each.href")
    source = next(row for row in witness.table("sources") if row["id"] == "kazinform-2023-09-29")
    links = items.locator(".figures a").evaluate_all("all => all.map(each => each.href)")
    assert set(links) == {source["url"]}
    items.nth(1).locator(".chip").click()
    assert story_page.locator("#details h2").inner_text() == "Trans-Caspian power cable"
    assert "no published length" in story_page.locator("#details").inner_text()


def test_lines_on_one_track_are_offered_together(story_page):
    story_page.evaluate("void map_2.setView([40.6, 47.9], 9, {animate: false})")
    at = story_page.evaluate(
        """() => {
            const line = document.querySelector('.route[data-id=baku-poti-rail] path.hit');
            const point = line.getPointAtLength(line.getTotalLength() * 0.5);
            const at = point.matrixTransform(line.getScreenCTM());
            return [at.x, at.y];
        }"""
    )
    story_page.mouse.click(*at)
    heading = story_page.locator("#details .chips-heading").first
    assert heading.inner_text() == "Also under the pointer"
    chips = story_page.locator("#details .chips").first.locator("[data-select]")
    under = set(chips.evaluate_all("all => all.map(each => each.dataset.select)"))
    shown = story_page.locator(".details-body").get_attribute("data-record")
    assert under | {shown} >= {"baku-poti-rail", "baku-batumi-rail", "btk"}


def test_search_finds_names_in_any_language(story_page):
    story_page.locator("[data-tab=lists]").click()
    for asked in ("джейхан", "CEYHAN", "Ceyhan"):
        story_page.locator("#search").fill(asked)
        assert story_page.locator(".entry[data-select=ceyhan-btc]").is_visible(), asked
        assert not story_page.locator(".entry[data-select=dostyk]").is_visible(), asked
    for asked in ("Bakı", "baki", "ბაქო"):
        story_page.locator("#search").fill(asked)
        assert story_page.locator(".entry[data-select=baku-city]").is_visible(), asked
    story_page.locator("#search").fill("no such thing")
    assert story_page.locator(".found").inner_text() == "0 found"
