"""The formats that the data set is exported to, each a row of one table, and their bundle."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from caspiangeo.catalog import Catalog
from caspiangeo.errors import CaspianError, FileError, MissingExtraError, OutOfRangeError
from caspiangeo.io.export.name_map import NAME_MAP, name_map
from caspiangeo.io.export.read_me import READ_ME, read_me
from caspiangeo.io.files import write_text
from caspiangeo.io.layers import About, Choice, Layer, about_of, chosen_sites, layers_of


@dataclass(frozen=True, slots=True)
class Format:
    """A format, the module of this room that writes it, and what it is good for.

    Parameters
    ----------
    name, title
        What it is called on the command line, and in a sentence.
    module, function
        Its function ``write(layers, target, *, about)`` writes layers into a folder and returns the
        paths; it may have more options.
    files
        What it writes; several files get a folder of their own in a bundle.
    carries, loses
        What it can hold of layers, and what it cannot.
    options
        The names of the options.
    single
        Whether it is one file.
    says_itself
        Whether it has room for the licence and the credits.
    """

    name: str
    title: str
    module: str
    files: str
    carries: str
    loses: str
    function: str = "write"
    options: frozenset[str] = frozenset(("precision",))
    single: bool = False
    says_itself: bool = True


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                "geojson",
                "GeoJSON (RFC 7946)",
                "geojson",
                "routes.geojson, sites.geojson, kp_points.geojson, mixed.geojson",
                "routes, sites, kilometre points; original vertices told; profiles for the web",
                "M and the tables",
                options=frozenset(("profile", "precision")),
            ),
            Format(
                "gpkg",
                "GeoPackage 1.2",
                "geopackage",
                "caspiangeo.gpkg",
                "every layer and table; M; styles and metadata for QGIS; meanings of columns",
                "which vertices are original",
                single=True,
            ),
            Format(
                "parquet",
                "GeoParquet 1.1",
                "parquet_layers",
                "one .parquet a layer and a table",
                "every layer and table; a box a row; kilometres of the vertices as a column, m_km",
                "M as such, which the standard has not; styles; which vertices are original",
            ),
            Format(
                "fgb",
                "FlatGeobuf",
                "flatgeobuf",
                "one .fgb a layer",
                "every layer; M; an index, so that clients read a part over HTTP",
                "the tables; styles; the order of rows; which vertices are original",
            ),
            Format(
                "kml",
                "KML 2.2",
                "kml",
                "caspiangeo.kml",
                "routes, sites, kilometre points; colours, folders, balloons",
                "M, the tables, dashes (what is planned is half transparent); our symbol of sites",
                single=True,
            ),
            Format(
                "kmz",
                "KMZ, for Google Earth",
                "kml",
                "caspiangeo.kmz",
                "the same as KML, and our symbol of sites",
                "M, the tables, dashes; types of columns, which are all text",
                function="write_kmz",
                single=True,
            ),
            Format(
                "csv",
                "CSV with WKT and GeoJSON columns",
                "csv_layers",
                "one .csv a layer and a table, with .csvt and .prj beside those of layers",
                "every layer and table; M in the WKT of measured_lines",
                "M of routes; licence and credits, which stand in README.txt; styles",
                says_itself=False,
            ),
            Format(
                "shp",
                "Shapefile, zipped",
                "shapefile",
                "caspiangeo.shp.zip",
                "every layer; M; the map of names and the credits in the archive",
                "the tables; names above 10 letters; texts above 254 bytes; flags are 0 and 1",
                single=True,
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What an export wrote, and what it could not place on a map."""

    #: In the order in which they were written.
    files: tuple[Path, ...]
    #: Number of rows by layer, empty ones left out.
    rows: dict[str, int]
    #: Ids of the sites whose place no source gives.
    without_place: tuple[str, ...]
    #: Formats that were skipped, and why.
    left_out: dict[str, str]


def write_bundle(
    catalog: Catalog,
    folder: Path,
    *,
    formats: Sequence[str] = ("geojson",),
    choice: Choice | None = None,
    options: Mapping[str, object] | None = None,
    skip_missing: bool = False,
) -> Bundle:
    """Write the data set, or a choice of it, into a folder in one or more formats.

    Nothing is written unless everything could be. Where there are several formats, those of several
    files get a folder each, and README.txt and name-map.csv tell what is what; they also go with a
    format that cannot say whom to credit.

    Parameters
    ----------
    catalog
        The data set.
    folder
        Where to write; made if it is missing.
    formats
        Keys of `FORMATS`.
    choice
        What to write, and how; everything by default.
    options
        Values for options of a format, such as ``profile`` of GeoJSON; each goes to the formats
        that have it.
    skip_missing
        Leave out a format that needs an optional package which is not installed, and tell so.

    Returns
    -------
    Bundle
        The files, and the sites that are in none for want of a place.

    Raises
    ------
    UnknownIdError
        If an id is neither a route nor a site; nothing is written then.
    OutOfRangeError
        If there is no such format, mode, language or column, or no format has an option.
    MissingExtraError
        If a format needs an optional package which is not installed.
    FileError
        If the folder is a file or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from caspiangeo.catalog import default_catalog
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = write_bundle(default_catalog(), Path(folder), choice=Choice(ids=["btc", "psg2"]))
    >>> [path.name for path in done.files], done.without_place
    (['routes.geojson', 'kp_points.geojson'], ('psg2',))
    >>> write_bundle(default_catalog(), Path("out"), formats=["dwg"])
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: no format 'dwg'; use one of geojson, gpkg, ...
    """
    wanted, given = choice or Choice(), dict(options or {})
    chosen = [_format(name) for name in formats]
    _check_options(chosen, given)
    layers = layers_of(catalog, wanted)
    viewpoint = catalog.viewpoint(wanted.as_of, wanted.known_on)
    about = about_of(catalog, viewpoint, vertices=wanted.vertices)
    lost = tuple(site.id for site in chosen_sites(catalog, wanted) if not site.located)
    left_out: dict[str, str] = {}
    with _staged(folder) as (stage, files):
        for each in chosen:
            try:
                files += _write(each, layers, stage, about, given, alone=len(chosen) == 1)
            except MissingExtraError as error:
                if not skip_missing:
                    raise
                left_out[each.name] = str(error)
        done = [each for each in chosen if each.name not in left_out]
        if files and (len(chosen) > 1 or not all(each.says_itself for each in done)):
            said = read_me(layers, done, about=about, left_out=left_out, without_place=lost)
            files += [
                write_text(stage / READ_ME, said),
                write_text(
                    stage / NAME_MAP, name_map(each for each in layers.values() if each.rows)
                ),
            ]
    rows = {name: len(layer.rows) for name, layer in layers.items() if layer.rows}
    placed = tuple(folder / each.relative_to(stage) for each in files)
    return Bundle(placed, rows, lost, left_out)


def _write(
    form: Format,
    layers: Mapping[str, Layer],
    stage: Path,
    about: About,
    given: Mapping[str, object],
    *,
    alone: bool,
) -> list[Path]:
    """Write one format, into a folder of its own unless it is alone or one file."""
    target = stage if alone or form.single else stage / form.name
    target.mkdir(exist_ok=True)
    writer = getattr(import_module(f"caspiangeo.io.export.{form.module}"), form.function)
    own = {name: given[name] for name in given.keys() & form.options}
    paths: list[Path] = writer(layers, target, about=about, **own)
    return paths


@contextlib.contextmanager
def _staged(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Give a place to write to, and a list to fill; the files in it move to the folder at the end.

    Raises
    ------
    FileError
        If nothing can be written there.
    """
    _make(folder)
    files: list[Path] = []
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
            stage = Path(temporary)
            yield stage, files
            for path in files:
                place = folder / path.relative_to(stage)
                place.parent.mkdir(exist_ok=True)
                path.replace(place)
    except CaspianError:
        raise
    except OSError as error:
        raise FileError(f"cannot write into {folder}: {error.strerror}") from error


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise OutOfRangeError(f"no format {name!r}; use one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _check_options(formats: Sequence[Format], given: Mapping[str, object]) -> None:
    known = frozenset[str]().union(*(each.options for each in formats))
    for name in given.keys() - known:
        having = [each.name for each in FORMATS.values() if name in each.options]
        raise OutOfRangeError(
            f"{name} goes with the format {' or '.join(having)}"
            if having
            else f"no format has an option {name}"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise FileError(f"{folder} is a file; give a folder to write into") from None
    except OSError as error:
        raise FileError(f"cannot make the folder {folder}: {error.strerror}") from error
