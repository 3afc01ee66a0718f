"""Reading JSON as it stands: what a forgiving reader passes over in silence is kept to be told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from caspiangeo.errors import DataError, FileError

LARGEST_BYTES: Final = 256 * 1024 * 1024
#: Deeper is no data but an attack, or a mistake.
DEEPEST: Final = 64

_MARK = b"\xef\xbb\xbf"


class Members(dict[str, Any]):
    """A JSON object; a name that stands twice keeps its last value, as most readers do it."""

    #: Names that stand more than once.
    repeated: tuple[str, ...] = ()


def read_json_text(path: Path) -> tuple[Any, bool]:
    """Return the content of a JSON file, and whether it begins with a byte-order mark.

    Objects are `Members`; NaN and Infinity, which JSON does not have, are floats.

    Raises
    ------
    FileError
        If the file cannot be read or is larger than 256 MiB.
    DataError
        If it is not JSON at all; the message gives line and column.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileError(f"{path} is larger than 256 MiB; check it in parts")
        content = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot read {path}: {error.strerror}") from error
    marked = content.startswith(_MARK)
    try:
        text = content.removeprefix(_MARK).decode("utf-8")
        return json.loads(text, object_pairs_hook=_members, parse_constant=_not_a_number), marked
    except RecursionError:
        raise DataError(f"{path.name} is not JSON that can be read: nested too deep") from None
    except ValueError as error:  # not JSON, not UTF-8, or a number of thousands of digits
        raise DataError(f"{path.name} is not JSON: {error}") from error


def nested_in(value: object) -> Iterator[tuple[int, object]]:
    """Yield a value and everything in it with its depth, in no order; no deeper than allowed.

    Examples
    --------
    >>> sorted(depth for depth, _ in nested_in([1, [2, 3]]))
    [0, 1, 1, 2, 2]
    """
    todo = [(0, value)]
    while todo:
        depth, each = todo.pop()
        yield depth, each
        if depth < DEEPEST and isinstance(each, list | dict):
            inner = each.values() if isinstance(each, dict) else each
            todo += [(depth + 1, value) for value in inner]


def _members(pairs: list[tuple[str, Any]]) -> Members:
    found = Members(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name, count in counts.items() if count > 1)
    return found


def _not_a_number(text: str) -> float:
    return float(text.replace("Infinity", "inf"))
