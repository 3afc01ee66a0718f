"""Forgiving look-up: any spelling, any language of the data set, and a helpful miss."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from caspiangeo.errors import AmbiguousNameError, UnknownIdError

#: Letters that Unicode decomposition leaves alone but readers type without.
_PLAIN_LETTERS = str.maketrans({"ə": "e", "ı": "i", "ø": "o", "ł": "l", "ß": "ss", "đ": "d"})


def fold(name: str) -> str:
    """Reduce a name to what matters when people type it: letters and digits, no marks, no case.

    Examples
    --------
    >>> fold("Bakı–Tiflis–Ceyhan"), fold("  BAKI TIFLIS ceyhan ")
    ('bakitiflisceyhan', 'bakitiflisceyhan')
    >>> fold("Құрық")  # letters of other scripts stay
    'құрық'
    >>> fold("—")
    ''
    """
    lowered = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in decomposed if letter.isalnum())


class NameIndex:
    """Names of the records of one kind, and the ids they may mean.

    Parameters
    ----------
    kind
        What the records are called in messages: ``site``, ``route``.
    listing
        The command that lists them all, for messages.
    """

    def __init__(self, kind: str, listing: str) -> None:
        self._kind = kind
        self._listing = listing
        self._ids: dict[str, None] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        self._spelling: dict[str, str] = {}

    def add(self, record_id: str, names: Iterable[str]) -> None:
        """Let a record be found by its id and by these names."""
        self._ids[record_id] = None
        for name in (record_id, *names):
            folded = fold(name)
            if folded:
                self._by_name.setdefault(folded, {})[record_id] = None
                self._spelling.setdefault(folded, name)

    def candidates(self, name: str) -> tuple[str, ...]:
        """Return every id that the name may mean; an exact id means itself alone."""
        if name in self._ids:
            return (name,)
        return tuple(self._by_name.get(fold(name), ()))

    def find(self, name: str) -> str:
        """Return the one id that the name means.

        Raises
        ------
        UnknownIdError
            If nothing has that name; the message offers the nearest names.
        AmbiguousNameError
            If several records share it; the message lists their ids.
        """
        found = self.candidates(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousNameError(
                f"{name!r} may mean {', '.join(found)}; name one of these {self._kind} ids"
            )
        raise UnknownIdError(f"unknown {self._kind} {name!r}. {self._advice(name)}")

    def _advice(self, name: str) -> str:
        import difflib  # only a miss pays for it

        near = difflib.get_close_matches(fold(name), self._by_name, n=6, cutoff=0.6)
        ids = list(dict.fromkeys(each for key in near for each in self._by_name[key]))[:3]
        offered = f"Did you mean {' or '.join(ids)}? " if ids else ""
        return f"{offered}`{self._listing}` lists them all."
