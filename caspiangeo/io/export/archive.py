"""Zip archives that are the same for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_FILE = 0o644 << 16  # permissions of a plain file, where a zip archive keeps them
_UNIX = 3
#: A zip archive knows no day before.
_FIRST_DAY = (1980, 1, 1)


def write_archive(path: Path, members: Mapping[str, bytes], *, day: str) -> None:
    """Write files into a zip archive, in the order given, all with one date.

    Parameters
    ----------
    path
        The archive.
    members
        Content by name.
    day
        The date, as an ISO date; 1980 if it is earlier.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> write_archive(file, {"doc.kml": b"<kml/>"}, day="2026-11-23")
    >>> [(each.filename, each.date_time) for each in zipfile.ZipFile(file).infolist()]
    [('doc.kml', (2026, 11, 23, 0, 0, 0))]
    """
    year, month, date = max(_FIRST_DAY, tuple(map(int, day.split("-"))))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (year, month, date, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE
            archive.writestr(entry, content)
