"""Dates as precise as the source gives them: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, total_ordering

from caspiangeo.errors import OutOfRangeError

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, with the first and the last day that it may mean.

    Examples
    --------
    >>> march = PartialDate.parse("2023-03")
    >>> march.first, march.last
    (datetime.date(2023, 3, 1), datetime.date(2023, 3, 31))
    >>> march < PartialDate.parse("2023-04-01")
    True
    >>> PartialDate.parse("March 2023")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: 'March 2023' is not a date; write 2023, 2023-03 or 2023-03-19
    """

    #: The date as it was written.
    text: str
    #: The first day that the date may mean.
    first: date
    #: The last day that the date may mean.
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
        try:
            return cls(text.strip(), *_span(text.strip()))
        except ValueError:
            raise OutOfRangeError(
                f"{text!r} is not a date; write 2023, 2023-03 or 2023-03-19"
            ) from None

    def __str__(self) -> str:
        """Return the date as the source gave it."""
        return self.text

    def __lt__(self, other: PartialDate) -> bool:
        """Order by the first day, the less precise date first."""
        return (self.first, -self.last.toordinal()) < (other.first, -other.last.toordinal())


@cache
def _span(text: str) -> tuple[date, date]:
    """Return the first and the last day; a data set says the same day many times."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)
