"""Other people's programs read one export; who is not on this machine is named at the end."""

import contextlib
import importlib.util
import sys
from pathlib import Path

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.io.export.bundle import FORMATS, write_bundle

collect_ignore = ["clients"]  # no tests, and one file is for a Python of QGIS

HERE = Path(__file__).parent
#: Why a client was not asked, by its name; shown at the end of the run.
ABSENT = pytest.StashKey()


def load(name):
    """Load a package beside this file, which is on no path."""
    folder = HERE / name
    spec = importlib.util.spec_from_file_location(
        f"interop_{name}", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CLIENTS = load("clients")


def pytest_configure(config):
    config.stash[ABSENT] = {}


def pytest_terminal_summary(terminalreporter, config):
    absent = config.stash.get(ABSENT, {})
    if absent:
        terminalreporter.section("clients that are not here, and so were not tested")
        for name, how in sorted(absent.items()):
            terminalreporter.line(f"{name}: {how}")


@pytest.fixture(scope="session")
def clients():
    """The package of clients."""
    return CLIENTS


@pytest.fixture(scope="session")
def bundle(tmp_path_factory):
    """One export of everything that can be written here."""
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(default_catalog(), folder, formats=list(FORMATS), skip_missing=True)
    return folder


@pytest.fixture(scope="session")
def converted(tmp_path_factory):
    """Where clients keep what they make of the export."""
    return tmp_path_factory.mktemp("converted")


@pytest.fixture(scope="session")
def browser(playwright, chromium_path, tmp_path_factory):
    opened = sys.modules["interop_clients.browser"].Browser(
        playwright, chromium_path, tmp_path_factory.mktemp("site")
    )
    yield opened
    opened.close()


class Opener:
    """Opens each client once, when it is first asked for."""

    def __init__(self, request, closing):
        self.request, self.closing, self.opened = request, closing, {}

    def __call__(self, name):
        kind = CLIENTS.CLIENTS[name]
        how = kind.missing()
        if how:
            self.request.config.stash[ABSENT][name] = how
            pytest.skip(f"{name} is not here: {how}")
        if name not in self.opened:
            opened = kind(*map(self.request.getfixturevalue, kind.needs))
            self.opened[name] = opened
            if hasattr(opened, "close"):
                self.closing.callback(opened.close)
        return self.opened[name]


@pytest.fixture(scope="session")
def client(request):
    """Open a client by name, or skip and remember that it is not here."""
    with contextlib.ExitStack() as closing:  # each is closed, even if another does not close
        yield Opener(request, closing)
