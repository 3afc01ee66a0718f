"""The names that users may rely on: this list changes only on purpose, with the CHANGELOG."""

import importlib

import pytest

import caspiangeo
from caspiangeo import errors

ROOT = {
    "CaspianError",
    "corridor",
    "data_version",
    "explore",
    "from_geodataframe",
    "geodesic_length",
    "place",
    "route",
    "routes",
    "service",
    "site",
    "sites",
    "to_arrow",
    "to_geodataframe",
}


def test_root_names_are_these_and_no_others():
    assert set(caspiangeo.__all__) == ROOT
    assert set(dir(caspiangeo)) >= ROOT


@pytest.mark.parametrize("name", sorted(ROOT))
def test_each_root_name_loads_and_says_what_it_does(name):
    value = getattr(caspiangeo, name)
    assert value.__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nowhere'"):
        _ = caspiangeo.nowhere


@pytest.mark.parametrize(
    "room",
    ["accessor", "geodesy", "model", "catalog", "io", "check", "webmap", "style", "scale"],
)
def test_every_room_exports_what_it_lists(room):
    module = importlib.import_module(f"caspiangeo.{room}")
    for name in module.__all__:
        assert getattr(module, name) is not None


def test_every_error_has_the_one_root_and_stands_in_the_tree():
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    assert len(classes) <= 8
    for each in classes:
        assert issubclass(each, errors.CaspianError)
        assert each.__name__ in errors.__doc__
