"""What a file says of lengths: which columns hold one, in which unit, and how finely rounded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from caspiangeo.catalog import default_catalog
from caspiangeo.catalog.files import read_json

#: Kilometres in a unit, by the words for it in names of columns.
_UNITS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), 1.0),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 0.001),
    **dict.fromkeys(("mi", "mile", "miles"), 1.609344),
    **dict.fromkeys(("nmi", "nm"), 1.852),
}
#: Units that alone make a column one of lengths.
_TELLING: Final = frozenset(_UNITS) - {"m", "mi", "nm", "metre", "meter", "mile"}
#: Words of a column that is a length in whatever unit, and of one that has to name its unit.
_LENGTH: Final = frozenset(("length", "len", "leng"))
_WITH_UNIT: Final = frozenset(("published", "stated", "official", "distance", "dist"))
_COMPUTED: Final = frozenset(("computed", "calculated", "calc", "geodesic", "shape", "measured"))
_BESIDE: Final = frozenset(("total", "route", "line", "pipeline", "in", "of", "the"))
_NUMBER: Final = re.compile(r"\s*(\d{1,3}(?:[ ,\u00a0]\d{3})+|\d+)(\.\d+)?\s*([a-z]*)\.?\s*", re.I)


@dataclass(frozen=True, slots=True)
class StatedLength:
    """A length that a file states of one of its lines.

    Parameters
    ----------
    column
        Where it says so.
    km
        The length.
    half_km
        Half of the last digit given: the true value may be so much away.
    computed
        Whether the column says that it was measured on the line itself.
    country
        The code of the country that it is the part in; None: of the whole line.
    """

    column: str
    km: float
    half_km: float
    computed: bool
    country: str | None

    @property
    def text(self) -> str:
        """What it says, for a finding."""
        return f"{self.column} says {self.km:,.10g} km"


def stated_lengths(properties: Mapping[str, Any], line_km: float) -> Iterator[StatedLength]:
    """Yield the lengths that the columns of a line state.

    Parameters
    ----------
    properties
        The columns.
    line_km
        Length of the line, which tells metres from kilometres where a column does not.

    Examples
    --------
    >>> [(each.km, each.half_km) for each in stated_lengths({"length_km": "1,768"}, 1570)]
    [(1768.0, 0.5)]
    >>> [(each.km, each.computed) for each in stated_lengths({"Shape_Leng": 1569688.8}, 1570)]
    [(1569.6888, True)]
    >>> [(each.km, each.country) for each in stated_lengths({"km_az": 443, "name": "BTC"}, 1570)]
    [(443.0, 'AZ')]
    >>> list(stated_lengths({"kp_km": 12.5, "length": None, "width_m": 1.2}, 1570))
    []
    """
    for column, value in properties.items():
        meaning = _meaning(str(column))
        number = _number(value)
        if meaning is None or number is None:
            continue
        unit, computed, country = meaning
        amount, half, named = number
        factor = _UNITS.get(named, unit) if named else unit
        factor = factor or _likely(amount, line_km)
        if factor and amount > 0:
            km, half_km = round(amount * factor, 9), half * factor
            yield StatedLength(str(column), km, half_km, computed, country)


@cache
def _meaning(column: str) -> tuple[float | None, bool, str | None] | None:
    """Return unit (None: not named), whether computed, and country; None if it is no length."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", column)
    words = re.findall(r"[a-z]+", spaced.casefold())
    units = [each for each in words if each in _UNITS]
    rest = [each for each in words if each not in _UNITS]
    is_length = bool(_LENGTH & set(rest)) or (
        bool(units) and (bool((_WITH_UNIT | _COMPUTED) & set(rest)) or bool(_TELLING & set(units)))
    )
    others = [each for each in rest if each not in _LENGTH | _WITH_UNIT | _COMPUTED | _BESIDE]
    country = _countries().get(" ".join(others)) if others else None
    if not is_length or len(units) > 1 or (others and country is None):
        return None
    unit = _UNITS[units[0]] if units else None
    return unit, bool(_COMPUTED & set(rest)), country


@cache
def _countries() -> dict[str, str]:
    """Return the codes of countries by code and by English name."""
    content = read_json(default_catalog().root / "context" / "countries.geojson")
    found = [each["properties"] for each in content["features"]]
    return {each[key].casefold(): each["iso_a2"] for each in found for key in ("iso_a2", "name")}


def _number(value: object) -> tuple[float, float, str] | None:
    """Return a number, half of its last digit, and the unit written after it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = value if isinstance(value, str) else f"{value:.15g}"
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    decimals = (found[2] or "").rstrip("0")
    whole = re.sub(r"\D", "", found[1])
    half = 0.5 * 10.0 ** -max(len(decimals) - 1, 0)
    if not decimals.strip(".") and whole.endswith("0"):
        half = 5.0  # 1,770 may well be 1,768
    return float(whole + (found[2] or "")), half, found[3].casefold()


def _likely(amount: float, line_km: float) -> float | None:
    """Return the unit, metres or kilometres, in which an amount is near a length."""
    if line_km <= 0:
        return None
    near = [each for each in (1.0, 0.001) if 0.4 < amount * each / line_km < 2.5]
    return near[0] if near else None
