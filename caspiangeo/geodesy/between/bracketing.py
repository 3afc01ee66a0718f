"""Where a quantity changes its sign, for many at a time: secant steps that keep their brackets."""

from collections.abc import Callable

import numpy as np

from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.geodesy.segments import Indices

_MOST_STEPS = 60


def sign_changes(
    look: Callable[[Indices, Floats], Floats], bounds: Floats, values: Floats, *, settled_m: float
) -> Floats:
    """Return where quantities vanish between two bounds at which their signs differ.

    Parameters
    ----------
    look
        Given rows and a place in each, returns the quantities there.
    bounds, values
        The low and the high bound of each row and the quantities there, shape (2, n).
    settled_m
        A row is done once its quantity, or its bracket, is no greater.
    """
    places: Floats = bounds[0].copy()
    row = np.arange(len(places))
    state = np.stack([*bounds, *values, np.zeros(len(places))])
    for _ in range(_MOST_STEPS):
        low, high, value_low, value_high, _ = state
        place = high - value_high * (high - low) / (value_high - value_low)
        value = look(row, place)
        places[row] = place
        left = np.flatnonzero((np.abs(value) > settled_m) & (high - low > settled_m))
        if len(left) == 0:
            break
        state = _narrowed(state, place, value)[:, left]
        row = row[left]
    return places


def _narrowed(state: Floats, place: Floats, value: Floats) -> Floats:
    """Move one bound of each row to the place seen; one that stays twice counts for half.

    Without the latter it could stay for ever (the Illinois rule).
    """
    low, high, value_low, value_high, last = state
    up = value * value_low > 0
    value_low = np.where(up, value, np.where(last < 0, value_low / 2, value_low))
    value_high = np.where(up, np.where(last > 0, value_high / 2, value_high), value)
    low, high = np.where(up, place, low), np.where(up, high, place)
    return np.stack([low, high, value_low, value_high, np.where(up, 1.0, -1.0)])
