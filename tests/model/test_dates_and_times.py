from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caspiangeo.errors import OutOfRangeError
from caspiangeo.model import PartialDate, Viewpoint

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(days)
def test_a_day_a_month_and_a_year_contain_the_day(day):
    for text in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}"):
        parsed = PartialDate.parse(text)
        assert parsed.first <= day <= parsed.last
        assert str(parsed) == text


@pytest.mark.parametrize("text", ["", "23", "2023-13", "2023-02-30", "2023/03", "soon", "2023-3"])
def test_what_is_not_a_date_is_refused_with_advice(text):
    with pytest.raises(OutOfRangeError, match="write 2023, 2023-03 or 2023-03-19"):
        PartialDate.parse(text)


@given(days, days)
def test_nothing_is_known_before_its_last_possible_day(day, published):
    view = Viewpoint(day, known_on=day)
    month = PartialDate.parse(f"{published:%Y-%m}")
    assert view.knows(month) == (month.last <= day)
    assert view.knows(None)


def test_an_end_later_than_what_was_known_is_still_open():
    ended = PartialDate.parse("2025-03-05")
    assert not Viewpoint(date(2026, 1, 1), known_on=date(2023, 9, 29)).ended(ended)
    assert Viewpoint(date(2026, 1, 1)).ended(ended)


def test_the_last_day_of_a_state_belongs_to_it():
    view = Viewpoint(date(2025, 3, 5))
    assert not view.ended(PartialDate.parse("2025-03-05"))
    assert view.ended(PartialDate.parse("2025-03-04"))


@given(st.lists(days, min_size=2, max_size=6))
def test_dates_order_by_their_first_day_the_vaguer_first(several):
    texts = [f"{day:%Y-%m}" for day in several] + [f"{day:%Y-%m-%d}" for day in several]
    ordered = sorted(PartialDate.parse(text) for text in texts)
    firsts = [each.first for each in ordered]
    assert firsts == sorted(firsts)
