"""The two times at which anything may be asked: what was true, and what had been published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from caspiangeo.model.dates import PartialDate

#: Dates in a note, the finest first.
_DATES = re.compile(r"\b(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\b")


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A day in the world (`as_of`) and a day in the news (`known_on`).

    They differ: the fibre route of 2025 was not true in 2023, and the Kazakh volumes of
    September 2023 were true before anybody published them.

    Examples
    --------
    >>> story = Viewpoint(date(2023, 9, 29), known_on=date(2023, 9, 29))
    >>> story.knows(PartialDate.parse("2023-09")), story.knows(PartialDate.parse("2023-08"))
    (False, True)
    >>> story.knows(None)  # an undated source is kept and marked undated
    True
    """

    #: What was true on this day.
    as_of: date
    #: What had been published by this day; None means everything in the data set.
    known_on: date | None = None

    def knows(self, published: PartialDate | None) -> bool:
        """Whether something published then was known; a partial date counts from its last day."""
        return self.known_on is None or published is None or published.last <= self.known_on

    def begun(self, since: PartialDate | None) -> bool:
        """Whether a state that holds since then had begun."""
        return since is None or since.first <= self.as_of

    def known_end(self, until: PartialDate | None) -> PartialDate | None:
        """Return the end of a state, or None where `known_on` lies before it."""
        beyond = self.known_on is not None and until is not None and until.first > self.known_on
        return None if beyond else until

    def ended(self, until: PartialDate | None) -> bool:
        """Whether a state had ended, as far as was known."""
        end = self.known_end(until)
        return end is not None and end.last < self.as_of

    def told(self, note: str | None) -> str | None:
        """Return a note of the data set, or None where it speaks of a day after `known_on`.

        Examples
        --------
        >>> story = Viewpoint(date(2023, 9, 29), known_on=date(2023, 9, 29))
        >>> story.told("Offered in 2023.")
        'Offered in 2023.'
        >>> story.told("A source of 2023-10-05 says more.") is None
        True
        """
        if note is None or self.known_on is None:
            return note
        dates = [PartialDate.parse(each) for each in _DATES.findall(note)]
        return None if any(each.first > self.known_on for each in dates) else note
