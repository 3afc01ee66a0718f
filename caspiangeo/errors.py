"""Every error that caspiangeo raises on purpose.

The tree, so that a caller can catch as much or as little as needed::

    CaspianError                 the root; the command line turns it into one line, exit code 2
      + GeometryError            a coordinate or a line that cannot be measured
      + OutOfRangeError          a kilometre point, date or option outside its valid range
      + UnknownIdError           nothing by that name; the message offers the nearest names
      + AmbiguousNameError       a name, or a kilometre, that means several; the message lists them
      + DataError                a data file or recipe that breaks its schema or a rule
      + FileError                a path that cannot be read or written
      + MissingExtraError        an optional package that is not installed; the message names it
"""


class CaspianError(Exception):
    """Root of all errors; its message says what was wrong, what is valid, what to do next."""


class GeometryError(CaspianError, ValueError):
    """A geometry that cannot be measured: NaN, latitude beyond the poles, wrong type."""


class OutOfRangeError(CaspianError, ValueError):
    """A value outside its valid range; nothing is clamped silently."""


class UnknownIdError(CaspianError, LookupError):
    """No record has this id or name."""


class AmbiguousNameError(CaspianError, LookupError):
    """A name that several records share, or a kilometre that is in several places."""


class DataError(CaspianError, ValueError):
    """A data file, recipe or GeoJSON that does not follow its schema."""


class FileError(CaspianError, OSError):
    """A file that cannot be read or written."""


class MissingExtraError(CaspianError, ImportError):
    """An optional package that what was asked for needs; the message says how to install it."""


def missing_extra(what: str, *, extra: str) -> MissingExtraError:
    """Return the error to raise where an optional package is not installed.

    Parameters
    ----------
    what
        What was asked for, as the reader of the message knows it.
    extra
        The extra of this package that brings it: ``fast``, ``parquet``, ``scale``.

    Returns
    -------
    MissingExtraError
        To be raised by the caller, ``from None`` inside an ``except ImportError``.

    Examples
    --------
    >>> raise missing_extra("the compiled length kernel", extra="fast")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.MissingExtraError: the compiled length kernel needs an optional package;
    install it with: pip install "caspiangeo[fast]"
    """
    return MissingExtraError(
        f'{what} needs an optional package; install it with: pip install "caspiangeo[{extra}]"'
    )
