"""The formats that the data set is exported to, each a row of one table, and their bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from caspiangeo.catalog import Catalog
from caspiangeo.errors import FileError, OutOfRangeError
from caspiangeo.io.layers import Choice, about_of, chosen_sites, layers_of


@dataclass(frozen=True, slots=True)
class Format:
    """A format, and the module of this room that writes it.

    Parameters
    ----------
    name, title
        What it is called on the command line, and in a sentence.
    module
        Its function ``write(layers, target, *, about)`` writes layers into a folder and returns the
        paths; it may have more options.
    options
        The names of these.
    """

    name: str
    title: str
    module: str
    options: frozenset[str] = frozenset()


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                "geojson",
                "GeoJSON (RFC 7946): routes, sites and kilometre points",
                "geojson",
                frozenset(("profile", "precision")),
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


def write_bundle(
    catalog: Catalog,
    folder: Path,
    *,
    formats: Sequence[str] = ("geojson",),
    choice: Choice | None = None,
    options: Mapping[str, object] | None = None,
) -> Bundle:
    """Write the data set, or a choice of it, into a folder in one or more formats.

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
    caspiangeo.errors.OutOfRangeError: no format 'dwg'; use one of geojson
    """
    wanted, given = choice or Choice(), dict(options or {})
    chosen = [_format(name) for name in formats]
    _check_options(chosen, given)
    layers = layers_of(catalog, wanted)
    viewpoint = catalog.viewpoint(wanted.as_of, wanted.known_on)
    about = about_of(catalog, viewpoint, vertices=wanted.vertices)
    _make(folder)
    files: list[Path] = []
    for each in chosen:
        writer = import_module(f"caspiangeo.io.{each.module}")
        own: dict[str, Any] = {name: given[name] for name in given.keys() & each.options}
        files += writer.write(layers, folder, about=about, **own)
    lost = [site.id for site in chosen_sites(catalog, wanted) if not site.located]
    rows = {name: len(layer.rows) for name, layer in layers.items() if layer.rows}
    return Bundle(tuple(files), rows, tuple(lost))


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
