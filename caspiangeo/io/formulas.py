"""Text that a spreadsheet would run: a CSV file opened in one must not do anything."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def is_formula(value: object) -> bool:
    """Return whether a spreadsheet would take a text for a formula.

    Examples
    --------
    >>> [is_formula(each) for each in ("=1+1", "@x", "-12.5", "- see below", "Baku", None)]
    [True, True, False, True, False, False]
    """
    if not isinstance(value, str) or not re.match(_FORMULA, value):
        return False
    return re.match(_NUMBER, value) is None


def plain_text(value: object) -> object:
    """Return a value with an apostrophe before it if it is a formula.

    Examples
    --------
    >>> plain_text("=1+1"), plain_text("Baku"), plain_text(-1.5)
    ("'=1+1", 'Baku', -1.5)
    """
    return f"'{value}" if is_formula(value) else value


def plain_column(column: Any) -> Any:
    """Return a column of pyarrow in which no text is a formula."""
    import pyarrow
    from pyarrow import compute

    if not (pyarrow.types.is_string(column.type) or pyarrow.types.is_large_string(column.type)):
        return column
    odd = compute.and_not(
        compute.match_substring_regex(column, _FORMULA),
        compute.match_substring_regex(column, _NUMBER),
    )
    marked = compute.binary_join_element_wise(
        pyarrow.scalar("'", column.type), column, pyarrow.scalar("", column.type)
    )
    return compute.if_else(odd, marked, column)
