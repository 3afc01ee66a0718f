"""Positions as decimal text, many at a time, with NumPy alone.

Python turns one number after the other into text; here four digits of all numbers at once are
looked up in a table of ten thousand. Each position becomes a row of bytes of one width, with a NUL
wherever nothing stands, so that deleting the NULs leaves the text. Numbers are rounded to so many
decimals and have no superfluous zeros: 7.25, 50.0, -0.5, never -0.0.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from caspiangeo.errors import OutOfRangeError

#: Decimals of a degree by default: a centimetre.
PRECISION: Final = 7
#: More decimals of a degree than a double holds.
MOST_DECIMALS: Final = 15
#: Heights are given to the millimetre.
HEIGHT_DECIMALS: Final = 3

_BLOCK_ROWS = 1 << 15  # the rows of a block stay in the cache


def _table(texts: list[str]) -> NDArray[np.uint32]:
    """Return texts of four letters at most as numbers of four bytes, so that they copy as one."""
    return np.array([text.encode("ascii") for text in texts], dtype="S4").view("<u4")


_FOUR_DIGITS = _table([f"{number:04d}" for number in range(10_000)])
_POINT_AND_THREE = _table([f".{number:03d}" for number in range(1_000)])
#: Whole numbers to the right of four bytes; the first of these has room for the sign.
_WHOLE = _table([str(number).rjust(4, "\0") for number in range(1_000)])


def position_texts(
    coords: NDArray[np.float64],
    ends: NDArray[np.intp],
    *,
    decimals: int,
    heights: NDArray[np.float64] | None = None,
) -> list[bytes]:
    """Return positions as JSON, one text a run: ``[51.2,43.65],[51.3,43.5]``.

    Parameters
    ----------
    coords
        Shape (n, 2), all finite, each smaller than 999 in size.
    ends
        Where each run ends, rising; the first begins at 0, and none is empty.
    decimals
        1 to 15.
    heights
        A third number a position, rounded to three decimals; NaN leaves it out.

    Returns
    -------
    list of bytes
        One a run.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.

    Examples
    --------
    >>> coords = np.array([[51.2, 43.65], [-0.00000004, 7.123456789], [50.0, -40.0]])
    >>> position_texts(coords, np.array([2, 3]), decimals=7)
    [b'[51.2,43.65],[0.0,7.1234568]', b'[50.0,-40.0]']
    >>> position_texts(coords, np.array([3]), decimals=16)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: 16 decimals; use 1 to 15: seven of a degree are a centimetre
    """
    check_decimals(decimals)
    if not len(ends):
        return []
    beyond = None if heights is None else _height_texts(heights)
    row = _row(decimals, beyond)
    last = np.zeros(len(coords), dtype=bool)
    last[ends - 1] = True
    texts = []
    for low in range(0, len(coords), _BLOCK_ROWS):
        part = slice(low, low + _BLOCK_ROWS)
        rows = np.empty(len(coords[part]), dtype=row)
        rows["open"], rows["comma"], rows["close"] = b"[,]"
        for name, values in zip(("lon", "lat"), coords[part].T, strict=True):
            _write(rows, name, values, decimals)
        if beyond is not None:
            rows["height"] = beyond[part]
        rows["then"] = np.where(last[part], ord("\n"), ord(","))
        texts.append(rows.tobytes().translate(None, b"\0"))
    return b"".join(texts).split(b"\n")[:-1]


def check_decimals(decimals: int) -> None:
    """Refuse decimals that no position has.

    Raises
    ------
    OutOfRangeError
        If they are not 1 to 15.
    """
    if not 1 <= decimals <= MOST_DECIMALS:
        raise OutOfRangeError(
            f"{decimals} decimals; use 1 to {MOST_DECIMALS}: seven of a degree are a centimetre"
        )


def _row(decimals: int, beyond: NDArray[np.bytes_] | None) -> np.dtype[Any]:
    """Return the bytes of a position: its numbers, and what stands around them."""
    number = _number(_groups(decimals))
    height = [] if beyond is None else [("height", beyond.dtype)]
    return np.dtype(
        [
            ("open", "u1"),
            ("lon", number),
            ("comma", "u1"),
            ("lat", number),
            *height,
            ("close", "u1"),
            ("then", "u1"),
        ]
    )


def _number(groups: int) -> np.dtype[Any]:
    """Return the bytes of a number, to be written in groups of four or as single letters."""
    names = ["whole", *(f"group{each}" for each in range(groups))]
    width = 4 * len(names)
    return np.dtype(
        {
            "names": [*names, "letters"],
            "formats": [*("<u4" for _ in names), ("u1", (width,))],
            "offsets": [*range(0, width, 4), 0],
        }
    )


def _groups(decimals: int) -> int:
    """Return how many fours hold the point and the decimals."""
    return decimals // 4 + 1


def _write(rows: NDArray[Any], name: str, values: NDArray[np.float64], decimals: int) -> None:
    """Write one number of each row."""
    size = np.abs(values)
    whole = np.floor(size)
    # The fraction of a double is exact, and so is its product but for the last bit.
    fraction = np.rint((size - whole) * 10.0**decimals)
    carried = fraction == 10.0**decimals
    whole, fraction = whole + carried, np.where(carried, 0.0, fraction)
    minus = ((values < 0) & (whole + fraction > 0)).astype(np.uint32)
    rows[name]["whole"] = _WHOLE[whole.astype(np.intp)] | minus * ord("-")
    places = 4 * _groups(decimals) - 1
    digits = fraction.astype(np.int32 if places < 9 else np.int64) * 10 ** (places - decimals)
    rest = digits
    for group in range(_groups(decimals) - 1, 0, -1):
        above = rest // 10_000
        rows[name][f"group{group}"] = _FOUR_DIGITS[rest - above * 10_000]
        rest = above
    rows[name]["group0"] = _POINT_AND_THREE[rest]
    _cut_zeros(rows[name], digits, places)


def _cut_zeros(numbers: NDArray[Any], digits: NDArray[Any], places: int) -> None:
    """Blank the zeros at the end of a number of each row, but for its first decimal."""
    at = np.flatnonzero(digits % 10 == 0)
    rest = digits[at] // 10
    for place in range(1, places):
        numbers["letters"][at, -place] = 0
        more = rest % 10 == 0
        at, rest = at[more], rest[more] // 10


def _height_texts(heights: NDArray[np.float64]) -> NDArray[np.bytes_]:
    rounded = np.round(heights, HEIGHT_DECIMALS) + 0.0
    return np.array([b",%r" % each if np.isfinite(each) else b"" for each in rounded.tolist()])
