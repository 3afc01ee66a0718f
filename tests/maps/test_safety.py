"""No text of the data is ever run: hostile names in every field, with the policy and without."""

import copy
import re

import pytest

from caspiangeo.webmap.page import MapPage

pytestmark = pytest.mark.browser

CORPUS = {
    "template": "${window.ran = 1}",
    "image": "<img src=x onerror='window.ran=1'>",
    "script": "</script><script>window.ran=1</script>",
    "comment": "<!--<script>window.ran=1</script>-->",
    "backtick": "`+(window.ran=1)+`",
    "quotes": "\"'><svg onload=window.ran=1>",
    "address": "javascript:window.ran=1",
}
#: Every attack with the policy taken out of the page, and all at once with it.
CASES = {f"{name}, no policy": text for name, text in CORPUS.items()}
CASES["all, with policy"] = " ".join(CORPUS.values())
#: Fields whose values are words of the project, not texts: a page cannot be drawn with others.
FIXED = {
    "id", "mode", "status", "quality", "segment_rule", "role", "theme", "lang", "as_of", "known_on",
    "kind", "line", "step", "computed", "since", "start", "end", "subject", "from", "to", "routes",
    "assets", "services", "corridors", "records", "published", "sources",
}  # fmt: skip


def poisoned(value, text, key=""):
    if isinstance(value, dict):
        return {
            name: each if name in FIXED and name != "sources" else poisoned(each, text, name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [poisoned(each, text, key) for each in value]
    return text if isinstance(value, str) else value


def hostile(block, text):
    """The same block with one text in every text field."""
    block = copy.deepcopy(block)
    for part in ("routes", "sites", "services", "corridors", "report", "lettering"):
        block[part] = poisoned(block[part], text)
    block["page"] |= {"title": text, "intro": text}
    block["sources"] = [
        {name: each if name == "published" else text for name, each in source.items()}
        for source in block["sources"]
    ]
    fields = ("note", "text", "perimeter", "qualifier", "unit", "part", "quantity", "kind", "id")
    figures = block["figures"]
    figures["texts"].append(text)
    for row in figures["rows"]:
        for at, column in enumerate(figures["columns"][: len(row)]):
            if column in fields and row[at]:
                row[at] = len(figures["texts"]) - 1
    return block


@pytest.mark.parametrize("case", CASES)
def test_nothing_runs(opening, story, tmp_path, case):
    text = CASES[case]
    block = hostile(story.payload, text)
    for original, changed in zip(story.payload["sites"], block["sites"], strict=True):
        changed["sources"] = original["sources"]
    for original, changed in zip(story.payload["corridors"], block["corridors"], strict=True):
        changed["legs"] = [
            {"title": text, "routes": leg["routes"]} for leg in original.get("legs", [])
        ]
    html = MapPage(block).html()
    if case.endswith("no policy"):
        html = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", html)
    path = tmp_path / "hostile.html"
    path.write_text(html, encoding="utf-8")
    opened = opening(path)
    page = opened.page
    page.evaluate(
        """() => {
            const { routes, sites, services, corridors } = cg.data;
            for (const record of [...routes, ...sites, ...services, ...corridors]) {
                cg.tell('details', { record });
            }
            const symbol = document.querySelector('.site[data-id=ceyhan-btc]');
            symbol.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
        }"""
    )
    assert page.locator(".tip").text_content() == text
    assert page.evaluate("window.ran") is None
    assert opened.said == []
    assert opened.asked_for == [path.as_uri()]
    assert page.locator("h1").text_content() == text  # shown as it is, and nothing else
    hrefs = page.locator("a[target]").evaluate_all("all => all.map(each => each.protocol)")
    assert set(hrefs) <= {"http:", "https:"}


def test_the_policy_refuses_what_the_page_does_not_need(opening, story_file):
    refused = opening(story_file).page.evaluate(
        """async () => {
            const blocked = [];
            document.addEventListener('securitypolicyviolation', (event) =>
                blocked.push(event.effectiveDirective));
            await fetch('https://example.org/').catch(() => {});
            const image = new Image();
            image.src = 'https://example.org/a.png';
            const script = document.createElement('script');
            script.textContent = 'window.ran = 1';
            document.body.append(image, script);
            await new Promise((done) => setTimeout(done, 200));
            return [blocked.sort(), window.ran];
        }"""
    )
    assert refused == [["connect-src", "img-src", "script-src-elem"], None]


def test_an_added_layer_cannot_end_the_script_early(opening, tmp_path):
    import folium

    from caspiangeo.webmap import draw

    page = draw("kazinform-2023-09-29")
    text = "</script><script>window.ran=1</script><!--"
    folium.Marker([41, 50], tooltip=text).add_to(page.to_folium())
    opened = opening(page.save(tmp_path / "extended.html"))
    assert opened.page.evaluate("window.ran") is None
    marker = opened.page.locator(".leaflet-marker-icon")
    assert marker.get_attribute("src").startswith("data:image/png;base64,")
    assert marker.evaluate("each => each.complete && each.naturalWidth") == 25
    assert opened.said == []
