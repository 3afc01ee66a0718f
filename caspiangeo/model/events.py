"""What happened when: statuses and flows."""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.model import vocabulary as words
from caspiangeo.model.dates import PartialDate
from caspiangeo.model.rules import one_of, sourced


@dataclass(frozen=True, slots=True)
class Status:
    """What an asset or a service was, from when until when, and who published it."""

    subject: str
    status: str
    since: PartialDate | None
    until: PartialDate | None
    precision: str | None
    known_on: PartialDate | None
    source: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and the source."""
        one_of(self.status, words.STATUSES, "status", self.subject)
        sourced(self.source, self.subject)


@dataclass(frozen=True, slots=True)
class Flow:
    """A volume in a period: shipped, agreed, proposed or forecast."""

    id: str
    subject: str
    quantity: str
    kind: str
    value: float
    unit: str
    commodity: str | None
    period_start: PartialDate | None
    period_end: PartialDate | None
    from_site: str | None
    to_site: str | None
    perimeter: str | None
    as_of: PartialDate | None
    known_on: PartialDate | None
    source: str
    evidence: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary and the source."""
        one_of(self.kind, words.FLOW_KINDS, "kind", self.id)
        sourced(self.source, self.id)
