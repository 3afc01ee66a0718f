"""Labels cover nothing, and lines side by side can be told apart."""

import pytest

pytestmark = pytest.mark.browser

PLACES = {"Caspian": (41.0, 49.5), "Georgia": (41.9, 43.2), "Kazakhstan": (46.5, 66.0)}


def view(page, zoom, lat, lon):
    page.evaluate(
        "([zoom, lat, lon]) => void map_2.setView([lat, lon], zoom, { animate: false })",
        [zoom, lat, lon],
    )


@pytest.mark.parametrize("zoom", [5, 6, 7, 8, 9, 10])
@pytest.mark.parametrize("place", PLACES)
def test_no_label_covers_another(story_page, zoom, place):
    view(story_page, zoom, *PLACES[place])
    boxes = story_page.locator(".label").evaluate_all(
        """all => all.map(each => {
            const box = each.getBoundingClientRect();
            return [each.textContent, box.left, box.top, box.right, box.bottom];
        })"""
    )
    for at, (one, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, bottom2 in boxes[at + 1 :]:
            across = min(right, right2) - max(left, left2)
            down = min(bottom, bottom2) - max(top, top2)
            assert across <= 0.5 or down <= 0.5, (one, other)


def test_the_main_places_are_lettered_when_the_map_opens(story_page):
    texts = story_page.locator(".label").all_text_contents()
    assert {"Aktau", "Baku", "Ceyhan", "Caspian Sea"} <= set(texts)


def test_labels_speak_every_alphabet(opening, tmp_path, story):
    import copy

    from caspiangeo.webmap.page import MapPage

    block = copy.deepcopy(story.payload)
    wanted = {"aktau-port": "Ақтау", "batumi-port": "ბათუმი", "ceyhan-btc": "Ceyhan şəhəri"}
    for site in block["sites"]:
        site["label"] = wanted.get(site["id"], site["label"])
    page = opening(MapPage(block).save(tmp_path / "letters.html")).page
    assert set(wanted.values()) <= set(page.locator(".label").all_text_contents())


DISTANCE = """([one, other, west, east]) => {
    const at = (lon) => map_2.latLngToLayerPoint([40.5, lon]).x;
    const course = (id) => {
        const line = document.querySelector(`.route[data-id="${id}"] path.line`);
        const points = [];
        for (let gone = 0; gone < line.getTotalLength(); gone += 2) {
            points.push(line.getPointAtLength(gone));
        }
        return points.filter((each) => each.x > at(west) && each.x < at(east));
    };
    const second = course(other);
    const apart = course(one).map((a) =>
        Math.min(...second.map((b) => Math.hypot(a.x - b.x, a.y - b.y))));
    return [Math.min(...apart), Math.max(...apart)];
}"""


@pytest.fixture(scope="module")
def shared_stretch(witness):
    """Longitudes between which BTC, WREP and the railway are drawn through the same points."""
    lines = [witness.waypoints(route) for route in ("wrep", "baku-poti-rail")]
    shared = [point for point in witness.waypoints("btc") if all(point in line for line in lines)]
    # Hajigabul to Yevlakh: five shared points in a row; the very ends are left out
    row = [lon for lon, lat in shared if 47 < lon < 49]
    assert len(row) == 5
    return min(row) + 0.25, max(row) - 0.25


@pytest.mark.parametrize("zoom", [5, 6, 7, 8, 9])
@pytest.mark.parametrize("pair", [("btc", "wrep"), ("btc", "btk"), ("wrep", "baku-poti-rail")])
def test_lines_in_one_corridor_stay_apart(story_page, shared_stretch, zoom, pair):
    view(story_page, zoom, 40.4, 48.0)
    nearest, widest = story_page.evaluate(DISTANCE, [*pair, *shared_stretch])
    assert nearest >= 4
    assert widest <= 30  # apart, and still in one corridor


@pytest.mark.parametrize("zoom", [5, 7, 9])
def test_trains_on_one_track_stay_on_it(story_page, shared_stretch, zoom):
    view(story_page, zoom, 40.4, 48.0)
    pair = ["baku-poti-rail", "baku-batumi-rail"]
    _, widest = story_page.evaluate(DISTANCE, [*pair, *shared_stretch])
    assert widest <= 2.5  # samples are 2 px apart


def test_from_zoom_ten_every_line_stands_where_it_is(story_page, witness):
    lon, lat = next(p for p in witness.waypoints("wrep") if 47 < p[0] < 48)
    view(story_page, 10, lat, lon)
    apart = story_page.evaluate(
        """([lon, lat]) => {
            const place = map_2.latLngToLayerPoint([lat, lon]);
            const line = document.querySelector('.route[data-id=wrep] path.line');
            let nearest = 1e9;
            for (let gone = 0; gone < line.getTotalLength(); gone += 1) {
                const at = line.getPointAtLength(gone);
                nearest = Math.min(nearest, Math.hypot(at.x - place.x, at.y - place.y));
            }
            return nearest;
        }""",
        [lon, lat],
    )
    assert apart < 1
