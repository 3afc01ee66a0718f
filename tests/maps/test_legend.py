"""The legend is the filter: what it counts and sums is what the map shows."""

import re
from collections import defaultdict

import pytest

pytestmark = pytest.mark.browser

SHOWN = """() => [...document.querySelectorAll('.route[data-id]')]
    .filter(each => each.getAttribute('display') !== 'none').map(each => each.dataset.id)"""


def status_on_the_day(subject, witness):
    """The status as the file has it: known by then, begun, not ended; the latest begun."""
    day = witness.STORY_DAY
    rows = [row for row in witness.table("statuses") if row["subject"] == subject]
    rows = [
        row for row in rows if not row["published"] or witness.last_day(row["published"]) <= day
    ]
    rows = [row for row in rows if not row["from"] or witness.first_day(row["from"]) <= day]
    rows = [
        row
        for row in rows
        if not row["until"]
        or witness.first_day(row["until"]) > day
        or witness.last_day(row["until"]) >= day
    ]
    return max(rows, key=lambda row: row["from"])["status"] if rows else "unknown"


@pytest.fixture(scope="module")
def classes(story, witness):
    """Class ("mode/status") to its routes, from the files."""
    records = {row["id"]: row for row in witness.table("routes")}
    found = defaultdict(list)
    for route in story.payload["routes"]:
        found[f"{records[route['id']]['mode']}/{status_on_the_day(route['id'], witness)}"].append(
            route["id"]
        )
    return found


@pytest.fixture(scope="module")
def km_of(witness):
    return lambda routes: sum_km(routes, witness)


def sum_km(routes, witness):
    lines = [witness.line(route) for route in routes]
    known = [line["computed_km"] for line in lines if line["geometry_quality"] != "hypothetical"]
    return sum(known)


def test_every_class_has_a_box_with_number_and_km(story_page, classes, km_of):
    boxes = story_page.locator("input[data-class]")
    keys = boxes.evaluate_all("all => all.map(each => each.dataset.class)")
    assert sorted(keys) == sorted(classes)
    for key, routes in classes.items():
        row = story_page.locator(f"label:has(input[data-class='{key}'])")
        assert row.locator(".legend-count").inner_text() == str(len(routes))
        km = row.locator(".legend-km").inner_text()
        assert km == (f"{km_of(routes):,.0f}\u00a0km" if km_of(routes) else "–")


def test_a_box_hides_its_lines_and_the_sum_follows(story_page, classes, km_of):
    everything = {route for routes in classes.values() for route in routes}
    assert set(story_page.evaluate(SHOWN)) == everything
    for key, routes in classes.items():
        box = story_page.locator(f"input[data-class='{key}']")
        box.uncheck()
        left = everything - set(routes)
        assert set(story_page.evaluate(SHOWN)) == left
        total = story_page.locator(".legend-total").inner_text()
        assert f"Shown: {len(left)} of {len(everything)} lines" in total
        assert re.search(r"([\d,]+) in all", total)[1] == f"{km_of(left):,.0f}"
        box.check()
    assert set(story_page.evaluate(SHOWN)) == everything


def test_the_box_of_a_mode_stands_for_its_statuses(story_page, classes):
    rail = [route for key, routes in classes.items() for route in routes if key.startswith("rail/")]
    box = story_page.locator("input[data-mode=rail]")
    box.uncheck()
    assert not set(story_page.evaluate(SHOWN)) & set(rail)
    story_page.locator("input[data-class='rail/operating']").check()
    assert box.evaluate("each => each.indeterminate")
    box.check()
    assert set(rail) <= set(story_page.evaluate(SHOWN))


def test_hide_all_and_show_all(story_page, classes):
    story_page.get_by_role("button", name="Hide all").click()
    assert story_page.evaluate(SHOWN) == []
    assert "Shown: 0 of" in story_page.locator(".legend-total").inner_text()
    story_page.get_by_role("button", name="Show all").click()
    assert len(story_page.evaluate(SHOWN)) == sum(map(len, classes.values()))


def test_choosing_a_hidden_line_switches_its_class_on(story_page):
    story_page.get_by_role("button", name="Hide all").click()
    story_page.locator(".chip[data-select=wrep]").first.click()
    assert story_page.evaluate(SHOWN) == ["wrep"]


def test_the_qualities_sum_to_the_whole(story_page, classes, km_of, witness):
    rows = story_page.locator(".legend-key").first.locator("li")
    found = dict(
        zip(
            rows.locator(".legend-name").all_inner_texts(),
            rows.locator(".legend-km").all_inner_texts(),
            strict=True,
        )
    )
    routes = [route for own in classes.values() for route in own]
    schematic = [r for r in routes if witness.line(r)["geometry_quality"] == "schematic"]
    assert found["schematic"] == f"{km_of(schematic):,.0f}\u00a0km"
    assert found["hypothetical"] == "–"
