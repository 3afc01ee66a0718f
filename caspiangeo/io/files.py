"""Writing that loses nothing: a file is complete or it is the one that was there before."""

from __future__ import annotations

import contextlib
import secrets
import stat
from collections.abc import Iterator
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
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, content: bytes) -> Path:
    """Write a file in one step; parameters and errors are those of `write_text`."""
    target = Path(path)
    if target.is_dir():
        raise FileError(f"cannot write {target}: it is a folder; give a file name in it")
    if not target.parent.is_dir():
        raise FileError(f"cannot write {target}: the folder {target.parent} does not exist")
    try:
        with replacing(target) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise FileError(f"cannot write {target}: {error.strerror}") from error
    return target


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to, which takes its place once all went well.

    Parameters
    ----------
    target
        The file to write or to replace; its folder must exist. A file that is there stays as it is
        if anything is raised, and keeps its permissions if it is replaced.

    Yields
    ------
    pathlib.Path
        An empty new file in the same folder, with a name that begins with a dot.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "a.txt")) as path:
    ...         _ = path.write_text("whole")
    ...     Path(folder, "a.txt").read_text()
    'whole'
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    temporary.touch(exist_ok=False)
    try:
        yield temporary
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
