"""Where facts come from, and what was published: sources and claims."""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.errors import DataError
from caspiangeo.model import vocabulary as words
from caspiangeo.model.dates import PartialDate
from caspiangeo.model.rules import one_of, sourced


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: who said it, when, under which terms."""

    id: str
    title: str
    publisher: str
    #: Publication date; None means that the source is undated.
    published: PartialDate | None
    #: Address of the page or file; None where it was not recorded (`note` says so).
    url: str | None
    #: SPDX identifier or short name; None where no terms are recorded (`licence_note` says why).
    licence: str | None
    licence_note: str | None
    kind: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and that a missing licence is explained."""
        one_of(self.kind, words.SOURCE_KINDS, "kind", self.id)
        if not (self.licence or self.licence_note):
            raise DataError(f"{self.id}: neither a licence nor the reason why none is recorded")

    @property
    def label(self) -> str:
        """Who said it and where, in one line."""
        if not self.publisher or self.publisher.casefold() in self.title.casefold():
            return self.title
        return f"{self.publisher}, {self.title}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A published figure or statement, with source, publication date, period and perimeter."""

    id: str
    subject: str
    quantity: str
    #: ``stated`` by the source, ``derived`` from stated figures, ``peer`` measured on another line.
    kind: str
    value: float | None
    value_min: float | None
    value_max: float | None
    #: ``about``, ``more than``, ``up to``, ``range`` ...; None: the plain value.
    qualifier: str | None
    unit: str | None
    #: The statement itself, in our words, where it is not a number.
    text: str | None
    #: ``total``, a country, or the stretch that the source names.
    segment: str | None
    country: str | None
    from_site: str | None
    to_site: str | None
    perimeter: str | None
    as_of: PartialDate | None
    #: Publication date of the statement; None: the source is undated.
    known_on: PartialDate | None
    source: str
    evidence: str
    preferred: bool
    sum_group: str | None = None
    sum_role: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary, the source, and that the claim says something."""
        one_of(self.kind, words.CLAIM_KINDS, "kind", self.id)
        sourced(self.source, self.id)
        if self.value is None and self.value_min is None and self.value_max is None:
            if not self.text:
                raise DataError(f"{self.id}: neither a figure nor a statement")
        elif not self.unit:
            raise DataError(f"{self.id}: a figure without a unit")
