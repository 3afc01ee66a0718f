"""What records are called, in several languages."""

from __future__ import annotations

from dataclasses import dataclass

from caspiangeo.model import vocabulary as words
from caspiangeo.model.rules import one_of


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a record in one language."""

    subject: str
    lang: str
    name: str
    #: ``current``, ``former``, ``variant``, ``facility`` or ``alias``.
    kind: str
    #: ``parsed`` from a named list, or ``general-knowledge``: not yet reviewed by a speaker.
    evidence: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Check the vocabulary."""
        one_of(self.kind, words.NAME_KINDS, "name kind", self.subject)
