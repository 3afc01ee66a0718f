import pytest
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.catalog.names import NameIndex, fold
from caspiangeo.errors import AmbiguousNameError, UnknownIdError


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=40))
def test_case_and_spaces_do_not_matter(name):
    assert fold(f"  {name.casefold()} - ") == fold(name)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SUMQAYIT", "Sumqayıt"),
        ("Seyhan", "Şeyhan"),
        ("tbilisi", "T'bilisi"),
        ("Səngəçal", "SENGECAL"),
        ("Құрық", "құрық"),
        ("ბათუმი", "ბათუმი"),
    ],
)
def test_spellings_that_people_type(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.fixture
def index():
    names = NameIndex("site", "caspiangeo sites")
    names.add("aktau-port", ["Aktau", "Ақтау"])
    names.add("aktau-city", ["Aktau"])
    names.add("batumi-port", ["Batumi", "ბათუმი"])
    return names


def test_an_exact_id_means_itself(index):
    assert index.find("aktau-city") == "aktau-city"


def test_any_language(index):
    assert index.find("ბათუმი") == "batumi-port"


def test_a_shared_name_lists_the_candidates(index):
    with pytest.raises(AmbiguousNameError, match="aktau-port, aktau-city"):
        index.find("AKTAU")


def test_a_miss_offers_the_nearest(index):
    with pytest.raises(UnknownIdError, match=r"Did you mean batumi-port\? `caspiangeo sites`"):
        index.find("Batmui")


def test_a_far_miss_only_says_where_the_list_is(index):
    with pytest.raises(UnknownIdError, match=r"unknown site 'xyzzy'\. `caspiangeo sites`"):
        index.find("xyzzy")
