"""Whole exports: which records go into which file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from caspiangeo.catalog import Catalog
from caspiangeo.errors import FileError, UnknownIdError
from caspiangeo.io import geojson
from caspiangeo.io.files import write_text


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote, and what it could not place on a map."""

    #: Number of features by path.
    files: dict[Path, int]
    #: Ids of the sites whose place no source gives.
    without_place: tuple[str, ...]


def write_geojson(
    catalog: Catalog,
    folder: Path,
    *,
    ids: Collection[str] = (),
    densified: bool = True,
    as_of: str | None = None,
    known_on: str | None = None,
) -> Written:
    """Write ``routes.geojson`` and ``sites.geojson`` into a folder.

    Parameters
    ----------
    catalog
        The data set.
    folder
        Where to write; made if it is missing.
    ids
        Routes and sites to write; all of them where empty.
    densified
        Whether lines are made dense enough to stay within 1 m of the geodesic.
    as_of, known_on
        The two times, as ISO dates.

    Raises
    ------
    UnknownIdError
        If an id is neither a route nor a site; nothing is written then.
    FileError
        If the folder is a file or cannot be written.
    """
    wanted = set(ids)
    unknown = wanted - catalog.route_records.keys() - catalog.site_records.keys()
    if unknown:
        raise UnknownIdError(
            f"unknown route or site {', '.join(sorted(unknown))}; "
            "`caspiangeo routes` and `caspiangeo sites` list them all"
        )
    routes = catalog.routes(as_of=as_of, known_on=known_on)
    sites = [each for each in catalog.sites() if not wanted or each.id in wanted]
    features = {
        "routes": [
            geojson.route_feature(each, catalog, densified=densified)
            for each in routes
            if not wanted or each.id in wanted
        ],
        "sites": [geojson.site_feature(each, catalog) for each in sites if each.located],
    }
    _make(folder)
    viewpoint = catalog.viewpoint(as_of, known_on)
    files = {
        write_text(folder / f"{name}.geojson", geojson.collection(each, catalog, viewpoint)): len(
            each
        )
        for name, each in features.items()
        if each
    }
    return Written(files, tuple(each.id for each in sites if not each.located))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise FileError(f"{folder} is a file; give a folder to write into") from None
    except OSError as error:
        raise FileError(f"cannot make the folder {folder}: {error.strerror}") from error
