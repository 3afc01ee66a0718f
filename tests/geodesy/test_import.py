"""Importing the room loads nothing; using it needs numpy, shapely and pyproj alone."""

import subprocess
import sys

import pytest

from caspiangeo import geodesy

HEAVY = ("numpy", "shapely", "pyproj", "pandas", "geopandas", "folium", "networkx", "click")


def loaded_after(code):
    probe = f"{code}\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.split()


def test_import_loads_nothing():
    assert loaded_after("import caspiangeo.geodesy") == []


def test_use_loads_three_libraries():
    code = "from caspiangeo.geodesy import MeasuredLine; MeasuredLine([(0, 0), (1, 1)]).length_m"
    assert loaded_after(code) == ["numpy", "shapely", "pyproj"]


USE_EVERYTHING = """
import doctest, sys
import numpy, pyproj, shapely

def packages():
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    return {name.partition(".")[0] for name, file in files.items() if file}

before = packages()
sys.modules["numba"] = None  # as if the extra were not installed
from caspiangeo import geodesy

flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
runner, finder = doctest.DocTestRunner(optionflags=flags), doctest.DocTestFinder()
for name in geodesy.__all__:
    thing = getattr(geodesy, name)
    module = sys.modules.get(getattr(thing, "__module__", None))
    if callable(thing) and module is not None:
        for example in finder.find(thing, name, module=module):
            runner.run(example)
print(runner.failures, runner.tries, *(packages() - before - set(sys.stdlib_module_names)))
"""


def test_every_public_name_gets_by_with_three_libraries():
    done = subprocess.run(
        [sys.executable, "-c", USE_EVERYTHING], capture_output=True, text=True, check=True
    )
    failures, tries, *loaded = done.stdout.splitlines()[-1].split()
    assert failures == "0", done.stdout
    assert int(tries) > 90
    assert loaded == ["caspiangeo"]


@pytest.mark.parametrize("name", geodesy.__all__)
def test_public_names_exist(name):
    assert getattr(geodesy, name) is not None
    assert name in dir(geodesy)


def test_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'length_km'"):
        geodesy.length_km  # noqa: B018
