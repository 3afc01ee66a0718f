"""Which of a user's files may be opened: those that are data themselves, and not too large.

Nothing is opened that only points to other data: such a file could name any file of this machine or
an address on the network. Entities of XML are refused, because a few lines of them can unfold into
gigabytes.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from caspiangeo.errors import DataError, FileError

#: The largest file, unpacked, that is read without being asked to.
LARGEST_BYTES = 4 * 2**30
#: Folders that are one data set.
_FOLDERS = (".gdb",)
_HEAD_BYTES = 64 * 1024
#: What files that only point to other data have near their beginning.
_POINTERS = (
    "OGRVRTDataSource",
    "OGRWFSDataSource",
    "OGRCSWDataSource",
    "WFS_Capabilities",
    "gdal_streamed_alg",
)
_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


def local_file(path: str | Path, *, large: bool = False) -> Path:
    """Return the absolute path of a file that may be opened.

    Parameters
    ----------
    path
        A file, or a folder that is one data set (``.gdb``).
    large
        Open it even if it is larger than 4 GiB, or a zip archive that unpacks to more.

    Raises
    ------
    FileError
        If it does not exist, is a folder or no regular file, or may not be read.
    DataError
        If it is empty, too large, packed in a way other than zip, points to other data or declares
        entities of XML.

    Examples
    --------
    >>> local_file("no-such-file.gpkg")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.FileError: cannot read no-such-file.gpkg: there is no such file
    """
    file = Path(path)
    try:
        about = file.stat()
        if stat.S_ISDIR(about.st_mode):
            return _folder(file)
        if not stat.S_ISREG(about.st_mode):
            raise FileError(f"cannot read {file}: it is no regular file")
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise FileError(f"cannot read {file}: there is no such file") from None
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        if isinstance(error, FileError):
            raise
        said = getattr(error, "strerror", None) or str(error)
        raise FileError(f"cannot read {file}: {said}") from error
    if not head:
        raise DataError(f"{file.name}: the file is empty")
    _check_size(file.name, about.st_size, large=large)
    _check_packing(file, head, large=large)
    _check_text(file.name, head)
    return file.resolve()


def _folder(file: Path) -> Path:
    if file.suffix.lower() not in _FOLDERS:
        raise FileError(f"cannot read {file}: it is a folder; give a file in it")
    return file.resolve()


def _check_size(name: str, size: int, *, large: bool) -> None:
    if size > LARGEST_BYTES and not large:
        limit = LARGEST_BYTES // 2**30
        raise DataError(
            f"{name}: {size / 2**30:.1f} GiB; more than {limit} GiB are read only when asked for: "
            "add --large (large=True)"
        )


def _check_packing(file: Path, head: bytes, *, large: bool) -> None:
    for magic, kind in _PACKED.items():
        if head.startswith(magic):
            raise DataError(f"{file.name}: packed with {kind}; unpack it first")
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(file) as archive:
                unpacked = sum(each.file_size for each in archive.infolist())
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise DataError(f"{file.name}: a broken zip archive: {error}") from None
        _check_size(f"{file.name}, unpacked", unpacked, large=large)


def _check_text(name: str, head: bytes) -> None:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode("utf-16" if wide else "utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if not text.startswith(("<", "{")):
        return
    pointer = next((each for each in _POINTERS if each in text), None)
    if pointer is not None:
        raise DataError(
            f"{name}: it only points to other data ({pointer}); give the file with the data"
        )
    if text.startswith("<") and ("<!ENTITY" in text or "<!DOCTYPE" in text):
        raise DataError(f"{name}: it declares entities of XML, which are not read")
