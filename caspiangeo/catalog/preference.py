"""Which of several published lengths is shown first, and which contradict it.

The rule: a claim marked preferred before the others, stated before derived, one with an address
before one without, the operator or an official body before a news agency, newer before older.
Peers' drawn lines are never the published length. Nothing is averaged and nothing is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caspiangeo.units import KM_PER, to_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from caspiangeo.model import Claim, Source

_SOURCE_RANK = {
    "operator": 0,
    "official": 1,
    "reference": 2,
    "dataset": 3,
    "news": 4,
    "computed": 5,
}
#: Two figures closer than this are the same figure, differently rounded.
_SAME_KM = 0.5


def length_km(claim: Claim | None) -> float | None:
    """Return the one number of a length claim in kilometres, or None."""
    if claim is None or claim.value is None:
        return None
    return to_km(claim.value, claim.unit or "km")


def bounds_km(claim: Claim) -> tuple[float | None, float | None]:
    """Return the lower and the upper bound of a length claim in kilometres."""
    unit = claim.unit or "km"
    low, high = claim.value_min, claim.value_max
    return (
        None if low is None else to_km(low, unit),
        None if high is None else to_km(high, unit),
    )


def in_words(claim: Claim) -> str:
    """Return the figure of a claim as one would say it.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from caspiangeo.model import Claim
    >>> plain = Claim("x", "btc", "length", "stated", 1768.0, None, None, None, "km", None, "total",
    ...     None, None, None, None, None, None, "bp", "read", True)
    >>> in_words(plain), in_words(replace(plain, value=340.0, qualifier="more than"))
    ('1,768 km', 'more than 340 km')
    >>> in_words(replace(plain, value=None, value_min=380.0, value_max=400.0, qualifier="range"))
    '380 to 400 km'
    """
    if claim.value is not None:
        words = f"{claim.value:,.10g} {claim.unit}"
        return f"{claim.qualifier} {words}" if claim.qualifier else words
    if claim.value_min is not None and claim.value_max is not None:
        words = f"{claim.value_min:,.10g} to {claim.value_max:,.10g} {claim.unit}"
        return f"at least {words}" if "at least" in (claim.qualifier or "") else words
    return claim.text or ""


def ordered(claims: Iterable[Claim], sources: Mapping[str, Source]) -> tuple[Claim, ...]:
    """Return claims by the rule of this module, whole lengths before parts."""
    return tuple(sorted(claims, key=lambda claim: _rank(claim, sources)))


def best_total(claims: Iterable[Claim], sources: Mapping[str, Source]) -> Claim | None:
    """Return the whole length to show first, or None where nobody published one."""
    totals = [claim for claim in claims if is_total(claim) and claim.kind != "peer"]
    return min(totals, key=lambda claim: _rank(claim, sources), default=None)


def is_total(claim: Claim) -> bool:
    """Whether a claim is about the whole of its subject."""
    return claim.segment in (None, "total") and claim.unit in KM_PER


def rivals(published: Claim | None, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the whole lengths that say something else than the published one."""
    shown = length_km(published)
    return tuple(
        claim
        for claim in claims
        if (published is None or claim.id != published.id)
        and is_total(claim)
        and claim.kind != "peer"
        and not _agrees(claim, shown)
    )


def part(published: Claim | None, claims: Iterable[Claim], country: str) -> Claim | None:
    """Return the published length in a country from the same split as the published total."""
    if published is None or published.sum_group is None:
        return None
    return next(
        (
            claim
            for claim in claims
            if claim.sum_group == published.sum_group
            and claim.sum_role == "part"
            and country in (claim.segment, claim.country)
        ),
        None,
    )


def between(claims: Iterable[Claim], start: str, end: str) -> Claim | None:
    """Return the published length between two sites, in either direction."""
    ends = {(start, end), (end, start)}
    return next(
        (
            claim
            for claim in claims
            if (claim.from_site, claim.to_site) in ends and claim.kind != "peer"
        ),
        None,
    )


def _agrees(claim: Claim, shown_km: float | None) -> bool:
    value = length_km(claim)
    if value is not None and shown_km is not None:
        return abs(value - shown_km) < _SAME_KM
    return False


def _rank(claim: Claim, sources: Mapping[str, Source]) -> tuple[int | str, ...]:
    source = sources[claim.source]
    said = claim.known_on or claim.as_of
    return (
        claim.kind == "peer",
        not claim.preferred,
        not is_total(claim),
        claim.kind != "stated",
        source.url is None,
        _SOURCE_RANK[source.kind],
        -(said.last.toordinal() if said else 0),
        claim.id,
    )
