"""Field rules that several records share."""

from caspiangeo.errors import DataError


def one_of(value: str, allowed: tuple[str, ...], what: str, record: str) -> None:
    """Refuse a word that is not in the vocabulary.

    Raises
    ------
    DataError
        With the record, the word, and those that are allowed.

    Examples
    --------
    >>> one_of("rail", ("rail", "sea"), "mode", "btk")
    >>> one_of("air", ("rail", "sea"), "mode", "btk")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.DataError: btk: mode 'air' is not one of rail, sea
    """
    if value not in allowed:
        raise DataError(f"{record}: {what} {value!r} is not one of {', '.join(allowed)}")


def sourced(source: str, record: str) -> None:
    """Refuse a record without a source.

    Raises
    ------
    DataError
        If the source is empty.
    """
    if not source:
        raise DataError(f"{record}: no source; every record names the source it rests on")
