"""What is made of routes: corridors, leg by leg, and services."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorridorLeg:
    """One route in one leg of a corridor."""

    corridor: str
    title: str
    leg: str
    seq: int
    route: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Corridor:
    """A named family of routes in order, leg by leg."""

    id: str
    title: str
    legs: tuple[CorridorLeg, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """What moves over assets in a period: Kazakh oil through BTC."""

    id: str
    title: str
    commodity: str | None
    assets: tuple[str, ...]
    from_site: str | None
    to_site: str | None
    note: str | None = None
