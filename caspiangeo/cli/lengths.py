"""Lengths as a user types them."""

from __future__ import annotations

import re


def length_km(text: str, *, option: str) -> float:
    """Return the kilometres of a length such as 10km, 500m or 5nmi; a bare number is kilometres.

    Raises
    ------
    OutOfRangeError
        If it is not a length above zero; the message names the option.

    Examples
    --------
    >>> length_km("5nmi", option="--every")
    9.26
    >>> length_km("ten", option="--every")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: --every 'ten' is not a length; write 10km, 500m or 5nmi
    """
    from caspiangeo.errors import OutOfRangeError
    from caspiangeo.units import to_km

    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text)
    if found is None or float(found[1]) <= 0:
        raise OutOfRangeError(f"{option} {text!r} is not a length; write 10km, 500m or 5nmi")
    return to_km(float(found[1]), found[2] or "km")
