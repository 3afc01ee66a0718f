"""One headless Chromium for all tests of this folder, and pages opened without any network."""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from caspiangeo.webmap import draw

STORY = "kazinform-2023-09-29"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Opened:
    """A page and all that it said and asked for."""

    page: object
    said: list = field(default_factory=list)
    asked_for: list = field(default_factory=list)


@pytest.fixture(scope="session")
def witness():
    """The data files read without the library, see witness.py."""
    path = Path(__file__).with_name("witness.py")
    spec = importlib.util.spec_from_file_location("witness", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def chromium(playwright, chromium_path):
    browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def story():
    return draw(STORY)


@pytest.fixture(scope="session")
def story_file(story, tmp_path_factory):
    return story.save(tmp_path_factory.mktemp("maps") / "story.html")


@pytest.fixture(scope="session")
def corridor_file(tmp_path_factory):
    return draw("corridor").save(tmp_path_factory.mktemp("maps") / "corridor.html")


class Opener:
    """Opens files without network, each in a context of its own."""

    def __init__(self, browser):
        self.browser = browser
        self.contexts = []

    def __call__(self, path, *, hash_="", size=(1440, 900), media=None, wait=True, **options):
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(viewport=viewport, offline=True, **options)
        self.contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("dialog", lambda dialog: dialog.dismiss())
        opened.page.on("request", lambda request: opened.asked_for.append(request.url))
        if media:
            opened.page.emulate_media(media=media)
        opened.page.goto(path.as_uri() + hash_)
        if wait:
            opened.page.wait_for_selector("html[data-ready]", state="attached")
        return opened

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def opening(chromium):
    """Open a file without network; whatever the page says or asks for is kept."""
    opener = Opener(chromium)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def opened_story(chromium, story_file):
    opener = Opener(chromium)
    yield opener(story_file, reduced_motion="reduce")  # no view changes after the test's own
    opener.close()


@pytest.fixture
def story_page(opened_story):
    """The story as it opens; whatever a test does to it, it must not complain."""
    opened_story.page.evaluate(
        """() => {
            cg.setOff([]);
            cg.select(null);
            document.querySelector('[data-tab=report]').click();
            const search = document.getElementById('search');
            search.value = '';
            search.dispatchEvent(new Event('input'));
            const [west, south, east, north] = cg.data.page.view;
            map_2.fitBounds([[south, west], [north, east]], { ...cg.free(), animate: false });
            document.activeElement.blur();
        }"""
    )
    opened_story.said.clear()
    yield opened_story.page
    assert opened_story.said == []
