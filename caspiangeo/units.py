"""Units and the factors between them: one place, each factor with its source.

The library keeps one unit a quantity (km, kt, Mt/a); everything else is converted here, on the way
in from a source or on the way out at the command line.
"""

from caspiangeo.errors import OutOfRangeError

#: Kilometres in one unit of length.
KM_PER: dict[str, float] = {
    "km": 1.0,
    "m": 0.001,
    "nmi": 1.852,  # BIPM, The International System of Units, 9th edition, table 8
    "mi": 1.609344,  # international mile, exact: US NIST Special Publication 811, appendix B
}

#: Thousand tonnes in one unit of mass; a barrel is not a mass, so Mbbl is not here.
KT_PER: dict[str, float] = {"kt": 1.0, "Mt": 1000.0, "t": 0.001}


def to_km(value: float, unit: str) -> float:
    """Convert a length to kilometres.

    Parameters
    ----------
    value
        The length, in `unit`.
    unit
        One of ``km``, ``m``, ``nmi`` (international nautical mile), ``mi``.

    Returns
    -------
    float
        The length in kilometres.

    Raises
    ------
    OutOfRangeError
        If the unit is not a unit of length known here.

    Examples
    --------
    >>> to_km(254, "nmi")
    470.408
    >>> to_km(1, "li")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: unknown unit of length 'li'; use one of km, m, nmi, mi
    """
    return value * _factor(KM_PER, unit, "length")


def from_km(value_km: float, unit: str) -> float:
    """Convert kilometres to another unit of length.

    Examples
    --------
    >>> from_km(1.852, "nmi")
    1.0
    """
    return value_km / _factor(KM_PER, unit, "length")


def to_kt(value: float, unit: str) -> float:
    """Convert a mass to thousand tonnes; a trailing ``/a`` (a year) is kept out of the factor.

    Examples
    --------
    >>> to_kt(1.5, "Mt/a")
    1500.0
    """
    return value * _factor(KT_PER, unit.removesuffix("/a"), "mass")


def _factor(table: dict[str, float], unit: str, what: str) -> float:
    try:
        return table[unit]
    except KeyError:
        raise OutOfRangeError(
            f"unknown unit of {what} {unit!r}; use one of {', '.join(table)}"
        ) from None
