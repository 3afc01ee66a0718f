"""What a check found: each finding with its rule, its record and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caspiangeo.catalog import SCHEMA_VERSION


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


def _answer(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "record": finding.record, "message": finding.message}
