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


@pytest.mark.parametrize("name", geodesy.__all__)
def test_public_names_exist(name):
    assert getattr(geodesy, name) is not None
    assert name in dir(geodesy)


def test_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'length_km'"):
        geodesy.length_km  # noqa: B018
