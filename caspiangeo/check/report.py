"""What a check found: each finding with its rule, its record and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from caspiangeo.catalog import SCHEMA_VERSION

#: So many findings of one rule are told one by one; the others are counted.
MOST_FINDINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks a rule, or that a reader should know about."""

    rule: str
    record: str
    message: str
    #: False: a contradiction that the data record and show, not a fault of the data.
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check."""

    findings: tuple[Finding, ...]
    #: How many records were looked at, by kind.
    looked_at: dict[str, int]

    @classmethod
    def of(cls, findings: Iterable[Finding], looked_at: dict[str, int]) -> Report:
        """Collect findings, errors first."""
        return cls(tuple(sorted(findings, key=lambda each: not each.is_error)), looked_at)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that make the check fail."""
        return tuple(each for each in self.findings if each.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that a reader should know about."""
        return tuple(each for each in self.findings if not each.is_error)

    def as_answer(self) -> dict[str, object]:
        """Return the report as the JSON that scripts may rely on."""
        return {
            "schema_version": SCHEMA_VERSION,
            "errors": [_answer(each) for each in self.errors],
            "warnings": [_answer(each) for each in self.warnings],
            "looked_at": self.looked_at,
        }

    def as_lines(self) -> Iterator[str]:
        """Yield the report as text, one finding a line."""
        for each in self.findings:
            grade = "error" if each.is_error else "warning"
            yield f"{grade}: {each.record}: {each.message} [{each.rule}]"
        seen = ", ".join(f"{count} {kind}" for kind, count in self.looked_at.items())
        yield f"{len(self.errors)} errors, {len(self.warnings)} warnings in {seen}"


def told(findings: Iterable[Finding], file: str) -> Iterator[Finding]:
    """Yield the first findings of each rule, and how many more of it a file has."""
    counts: Counter[tuple[str, bool]] = Counter()
    for finding in findings:
        kind = (finding.rule, finding.is_error)
        counts[kind] += 1
        if counts[kind] <= MOST_FINDINGS:
            yield finding
    for (rule, is_error), count in counts.items():
        if count > MOST_FINDINGS:
            more = f"{count - MOST_FINDINGS} more findings of this kind"
            yield Finding(rule, file, more, is_error=is_error)


def _answer(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "record": finding.record, "message": finding.message}
