"""What the tests of several rooms share."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def making():
    """Makers of files as users have them, see io/filemaking.py."""
    path = Path(__file__).with_name("io") / "filemaking.py"
    spec = importlib.util.spec_from_file_location("filemaking", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def chromium_path():
    """Debian's Chromium; without it CI fails, and others skip."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium: install it with `apt-get install chromium`"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def playwright():
    """The one Playwright that a process may have."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started
