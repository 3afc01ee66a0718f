"""Writing that loses nothing: a file is complete or it is the one that was there before."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from caspiangeo.errors import FileError


def write_text(path: str | Path, text: str) -> Path:
    """Write a text file in one step: into a temporary file beside it, then renamed.

    Parameters
    ----------
    path
        Where to write; the folder must exist.
    text
        What to write, as UTF-8.

    Returns
    -------
    pathlib.Path
        The path written.

    Raises
    ------
    FileError
        If the path is a folder, its folder is missing, or it cannot be written.

    Examples
    --------
    >>> write_text("no-such-folder/map.html", "")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.FileError: cannot write no-such-folder/map.html: the folder ... does not exist
    """
    target = Path(path)
    if target.is_dir():
        raise FileError(f"cannot write {target}: it is a folder; give a file name in it")
    if not target.parent.is_dir():
        raise FileError(f"cannot write {target}: the folder {target.parent} does not exist")
    try:
        _replace(target, text.encode("utf-8"))
    except OSError as error:
        raise FileError(f"cannot write {target}: {error.strerror}") from error
    return target


def _replace(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
