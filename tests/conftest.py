"""What the tests of several rooms share."""

import importlib.util
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
