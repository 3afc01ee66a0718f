"""The lines and points of anybody's file, as the rules over their meaning look at them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caspiangeo.catalog import RouteView, default_catalog
from caspiangeo.catalog.names import NameIndex
from caspiangeo.errors import CaspianError, DataError
from caspiangeo.geodesy import Ellipsoid, distance_m, ragged_lengths_m
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.users.lines import Batch, VectorFile, open_lines, open_points

if TYPE_CHECKING:
    from caspiangeo.model import Site

#: Columns that may name a line or a point, in the order in which they are tried.
_NAMES: Final = ("id", "route", "route_id", "site", "name", "title", "label", "ref")
#: Words that a name may have more than our names have.
_KINDS: Final = re.compile(
    r"\b(crude|oil|gas|export|pipeline|railway|rail|line|cable|route|ferry|terminal)\b", re.I
)
#: A line of the same name that lies farther from ours than this, degrees, is another one.
_FAR_DEG: Final = 1.0
#: Ends of parts this near to each other belong together, metres.
_JOINED_M: Final = 100.0


@dataclass(frozen=True, eq=False)
class MapFeature:
    """A line, of one part or several, or a point of a file.

    Parameters
    ----------
    where
        What findings call it: the file, the number of the feature, its name.
    number
        Its number in the file, from 0.
    parts
        Vertices of each part as the file has them: lon, lat on its own datum, degrees.
    lon_lat
        The same on WGS 84.
    properties
        Its columns.
    file
        The file that it comes from.
    """

    where: str
    number: int
    parts: tuple[Floats, ...]
    lon_lat: tuple[Floats, ...]
    properties: Mapping[str, Any]
    file: VectorFile

    @property
    def ellipsoid(self) -> Ellipsoid:
        """What it is measured on: that of its own datum."""
        return self.file.ellipsoid

    @cached_property
    def length_m(self) -> float:
        """Length on the ellipsoid, all parts together, metres."""
        offsets = np.cumsum([0, *map(len, self.parts)])
        coords = np.concatenate(self.parts)
        return float(ragged_lengths_m(coords, offsets, ellipsoid=self.ellipsoid).sum())

    @cached_property
    def apart_m(self) -> float | None:
        """Distance between its ends, metres; None if its parts do not follow each other."""
        for before, after in pairwise(self.parts):
            if distance_m(before[-1], after[0], ellipsoid=self.ellipsoid) > _JOINED_M:
                return None
        return distance_m(self.parts[0][0], self.parts[-1][-1], ellipsoid=self.ellipsoid)

    @cached_property
    def route(self) -> RouteView | None:
        """The route of the data set that it seems to be: by name, and by where it lies."""
        for name in self._names():
            found = _routes().candidates(name)
            if len(found) == 1:
                view = default_catalog().route(found[0])
                return view if _near(view, np.concatenate(self.lon_lat)) else None
        return None

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The placed sites of the data set that it may be, by name."""
        return next((found for name in self._names() if (found := sites_named(name))), ())

    @property
    def accuracy_m(self) -> float:
        """How good the file says it is, metres; 0 where it does not say."""
        found = self.number_in("accuracy_m", "accuracy")
        return 0.0 if found is None else max(found, 0.0)

    def number_in(self, *names: str) -> float | None:
        """Return the number in the first of these columns that has one."""
        for name in names:
            value = self.properties.get(name)
            if isinstance(value, int | float) and np.isfinite(value):
                return float(value)
        return None

    def text_in(self, *names: str) -> str | None:
        """Return the text in the first of these columns that has one."""
        values = (self.properties.get(name) for name in names)
        return next((each for each in values if isinstance(each, str) and each.strip()), None)

    def _names(self) -> Iterator[str]:
        for column in _NAMES:
            value = self.text_in(column)
            if value is not None:
                yield from spellings(value)


def spellings(name: str) -> Iterator[str]:
    """Yield a name as it stands, then without and within brackets, then without common words.

    Examples
    --------
    >>> list(spellings("BTC oil pipeline (Baku-Tbilisi-Ceyhan)"))[:3]
    ['BTC oil pipeline (Baku-Tbilisi-Ceyhan)', 'BTC oil pipeline ', 'Baku-Tbilisi-Ceyhan']
    """
    yield name
    bare = re.sub(r"\([^)]*\)", "", name)
    if bare != name:
        yield bare
        yield from re.findall(r"\(([^)]*)\)", name)
    yield _KINDS.sub("", bare)


def sites_named(name: str) -> tuple[Site, ...]:
    """Return the placed sites that a name may mean."""
    known = default_catalog().site_records
    return tuple(known[each] for each in _sites().candidates(name) if known[each].located)


@cache
def _routes() -> NameIndex:
    catalog = default_catalog()
    index = NameIndex("route", "caspiangeo routes")
    for each in catalog.route_records.values():
        index.add(each.id, [each.title, *(name.name for name in catalog.names_of(each.id))])
    return index


@cache
def _sites() -> NameIndex:
    catalog = default_catalog()
    index = NameIndex("site", "caspiangeo sites")
    for each in catalog.site_records.values():
        index.add(each.id, [each.title, *(name.name for name in catalog.names_of(each.id))])
    for place in catalog.places.values():
        names = [place.id, place.title, *(name.name for name in catalog.names_of(place.id))]
        for site in place.sites:
            index.add(site, names)
    return index


def _near(view: RouteView, coords: Floats) -> bool:
    ours = np.array(view.coordinates)
    low, high = ours.min(axis=0) - _FAR_DEG, ours.max(axis=0) + _FAR_DEG
    return bool(((coords >= low) & (coords <= high)).all(axis=1).any())


@dataclass(frozen=True, eq=False)
class MapFile:
    """All features of a file, and what could not be read of it."""

    lines: tuple[MapFeature, ...]
    points: tuple[MapFeature, ...]
    #: Why a row is neither a line nor a point, by what findings call it.
    faults: Mapping[str, str]


def read_map(path: Path, *, crs: object = None, layer: str | None = None) -> MapFile:
    """Read the lines and points of a vector file.

    Raises
    ------
    CaspianError
        If it holds neither lines nor points, or cannot be read; see `caspiangeo.io.users.lines`.
    """
    found: dict[str, tuple[MapFeature, ...]] = {}
    faults: dict[str, dict[int, str]] = {}
    failed: dict[str, CaspianError] = {}
    for kind, opened in (("lines", open_lines), ("points", open_points)):
        try:
            file = opened(path, crs=crs, layer=layer)
            found[kind], faults[kind] = _features(file)
        except DataError as error:
            failed[kind] = error
    if not found:
        raise failed["lines"]
    lines, points = found.get("lines", ()), found.get("points", ())
    read = {each.number for each in points}
    wrong = {
        row: why
        for row, why in faults.get("lines", {}).items()
        if row not in read and not why.startswith("holds a")
    }
    return MapFile(lines, points, {_where(path, row, None): why for row, why in wrong.items()})


def _features(file: VectorFile) -> tuple[tuple[MapFeature, ...], dict[int, str]]:
    from caspiangeo.io.users.datums import shift

    to_wgs84 = shift(file.base, None)
    faults: dict[int, str] = {}
    features: list[MapFeature] = []
    label = file.label
    for batch in file.batches(file.fields):
        faults |= batch.faults
        features += _of_batch(file, batch, to_wgs84, label)
    return tuple(features), faults


def _of_batch(
    file: VectorFile, batch: Batch, to_wgs84: Callable[[Floats], Floats], label: str | None
) -> Iterator[MapFeature]:
    parts = batch.parts
    cuts = parts.offsets[1:-1]
    own, shifted = (np.split(each, cuts) for each in (parts.coords, to_wgs84(parts.coords)))
    held = [at for at in range(len(parts.rows)) if len(own[at])]
    for row, these in groupby(held, key=lambda at: int(parts.rows[at])):
        indices = tuple(these)
        properties = {name: values[row] for name, values in batch.values.items()}
        number = batch.first_row + row
        yield MapFeature(
            _where(file.path, number, properties.get(label) if label else None),
            number,
            tuple(own[each] for each in indices),
            tuple(shifted[each] for each in indices),
            properties,
            file,
        )


def _where(path: Path, number: int, label: object) -> str:
    named = f" ({str(label)[:40]})" if label is not None else ""
    return f"{path.name}, feature {number}{named}"
