"""Where a copy of a user's file goes: its format by its suffix, and its place in one step."""

from __future__ import annotations

import contextlib
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from caspiangeo.errors import DataError, FileError, OutOfRangeError

#: GDAL's name of the format by the suffix of the file; Parquet is written by pyarrow.
DRIVERS: Final = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".geojsonl": "GeoJSONSeq",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".parquet": "Parquet",
    ".geoparquet": "Parquet",
    ".shp": "ESRI Shapefile",
    ".csv": "CSV",
}
#: Formats that are in longitude and latitude on WGS 84 by their standard.
LON_LAT_DRIVERS: Final = ("GeoJSON", "GeoJSONSeq")
#: Indexes of an older Shapefile, which would lead astray beside a new one.
_STALE = (".qix", ".sbn", ".sbx", ".qpj")


def driver_of(target: Path) -> str:
    """Return GDAL's name of the format that a file name asks for.

    Raises
    ------
    OutOfRangeError
        If it is not one that is written here.

    Examples
    --------
    >>> driver_of(Path("roads.fgb"))
    'FlatGeobuf'
    >>> driver_of(Path("roads.dwg"))
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: cannot write roads.dwg: use one of .geojson, .json,
    .geojsonl, .gpkg, .fgb, .parquet, .geoparquet, .shp, .csv
    """
    try:
        return DRIVERS[target.suffix.lower()]
    except KeyError:
        raise OutOfRangeError(
            f"cannot write {target.name}: use one of {', '.join(DRIVERS)}"
        ) from None


def check_target(target: Path, source: Path) -> None:
    """Refuse a place where nothing can be written, before anything is read.

    Raises
    ------
    OutOfRangeError
        If the format is not one that is written here.
    FileError
        If it is a folder, its folder is missing, or it is the file that is read.
    """
    driver_of(target)
    if target.is_dir():
        raise FileError(f"cannot write {target}: it is a folder; give a file name in it")
    if not target.parent.is_dir():
        raise FileError(f"cannot write {target}: the folder {target.parent} does not exist")
    if target.exists() and target.samefile(source):
        raise FileError(f"cannot write {target}: it is the file that is read; give another name")
    if target.with_name(f"{target.name}-wal").exists():
        raise FileError(f"cannot write {target}: another program has it open")


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; the files in it take their places there in the end.

    Formats of several files need more than one name, and some writers look at the name of the file.

    Raises
    ------
    FileError
        If nothing can be written there.
    DataError
        If the target was not written.
    """
    try:
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        raise FileError(f"cannot write {target}: {error.strerror}") from error
    try:
        yield folder
        _move(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    if not (folder / target.name).exists():
        raise DataError(f"{target.name}: nothing was written")
    # The file itself comes last: with it the copy is there.
    files = [each for each in folder.iterdir() if each.is_file()]
    files.sort(key=lambda path: path.name == target.name)
    try:
        if target.suffix.lower() == ".shp":
            for suffix in _STALE:
                target.with_suffix(suffix).unlink(missing_ok=True)
        for each in files:
            place = target.with_name(each.name)
            if place.exists():
                each.chmod(stat.S_IMODE(place.stat().st_mode))
            each.replace(place)
    except OSError as error:
        raise FileError(f"cannot write {target}: {error.strerror}") from error
