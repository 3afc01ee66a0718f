"""Find and read the files that ship: `geodata/` and `maps/`.

Installed, they lie inside the package; in a checkout or an editable install they lie beside it.
Reading them needs the standard library only, so that a length is one quick look-up.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caspiangeo.errors import DataError, FileError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """Return the path of a shipped folder, ``geodata`` or ``maps``.

    Raises
    ------
    FileError
        If the folder is neither inside the package nor beside it.

    Examples
    --------
    >>> shipped("geodata").is_dir()
    True
    >>> shipped("nowhere")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.FileError: the folder 'nowhere' of caspiangeo is missing; install it again
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / folder).is_dir():
            return root / folder
    raise FileError(f"the folder {folder!r} of caspiangeo is missing; install it again")


def read_table(path: Path) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield each row of a CSV file with where it stands; an empty cell is None.

    Yields
    ------
    where : str
        File name and line, for messages.
    row : dict of str to str or None
        The cells by column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            name, reader = path.name, csv.DictReader(file, strict=True)
            for row in reader:
                where = f"{name}:{reader.line_num}"
                if None in row or None in row.values():
                    raise DataError(f"{where}: more or fewer cells than the header has columns")
                yield where, {column: cell or None for column, cell in row.items()}
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not a UTF-8 CSV file: {error}") from error
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from error


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object from a file.

    Raises
    ------
    FileError
        If the file cannot be read.
    DataError
        If it does not hold a JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not JSON: {error}") from error
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from error
    if not isinstance(content, dict):
        raise DataError(f"{path.name}: not a JSON object")
    return content
