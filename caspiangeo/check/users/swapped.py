"""Latitude and longitude in the wrong order, where both orders are on Earth.

Within 90 degrees nothing in a position tells which number is the latitude, so a file is judged by
what else it says: its own columns with coordinates, its bounding boxes, the countries that it
names, and the sites of this data set that its lines end at. A file that says nothing of the kind
is not judged: without a witness there is no suspicion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.catalog import default_catalog
from caspiangeo.catalog.boundaries import countries
from caspiangeo.catalog.files import read_json
from caspiangeo.check.report import Finding
from caspiangeo.check.users.geometry import Positions
from caspiangeo.io.layers import site_shape

#: +1 for a feature that is as it should be, -1 for one that fits only when swapped, else 0.
Vote: TypeAlias = int

_LON_NAMES: Final = frozenset(("lon", "lng", "long", "longitude", "x"))
_LAT_NAMES: Final = frozenset(("lat", "latitude", "y"))
_COUNTRY_NAMES: Final = frozenset(
    ("country", "country_code", "countrycode", "iso", "iso2", "iso_a2", "country_name")
)
#: Coordinates in a column are often rounded.
_SAME_DEG = 0.01
#: How near to a country counts as in it: generous for a position as it stands, because of the sea
#: before the country and its land beyond our frame, and strict for a swapped one.
_OUTSIDE_DEG, _BEYOND_DEG, _INSIDE_DEG = 0.5, 3.0, 0.1
#: At a site means within about three kilometres.
_AT_SITE_DEG = 0.03
#: Nearer to the diagonal both orders are the same place.
_ALIKE_DEG = 0.1
_MOST_ASKED = 200


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """What of a feature may tell: its number, positions, properties and box."""

    number: int
    positions: Positions
    properties: Mapping[str, Any]
    box: Sequence[float] | None = None


def check_swapped(
    file: str, features: Sequence[Feature], box: Sequence[float] | None
) -> Iterator[Finding]:
    """Yield a warning if latitude and longitude seem to be swapped, with the reason.

    Parameters
    ----------
    file
        Name of the file.
    features
        Those with positions that are good.
    box
        The bounding box of the whole file, if it has a good one.
    """
    known = [each for each in features if len(each.positions)]
    witnesses: tuple[tuple[str, Callable[[Feature], Vote]], ...] = (
        ("the coordinates in columns of the file", _by_columns),
        ("their own bounding boxes", _by_box),
        ("the countries that they name", _by_country),
    )
    for reason, witness in witnesses:
        asked = known if witness is not _by_country else _some(known)
        votes = [witness(each) for each in asked]
        swapped = [each.number for each, vote in zip(asked, votes, strict=True) if vote < 0]
        if swapped and (witness is not _by_country or max(votes) <= 0):
            yield _finding(file, swapped, reason)
            return
    everything = np.concatenate([np.empty((0, 2)), *(each.positions for each in known)])
    if box is not None and _by_box(Feature(0, everything, {}, box)) < 0:
        yield _finding(file, [each.number for each in known], "the bounding box of the file")
    elif _by_sites(known):
        reason = "the ports, terminals and stations of this data set"
        yield _finding(file, [each.number for each in known], reason)


def _some(features: Sequence[Feature]) -> Sequence[Feature]:
    """Return features from all over the file, so many that a slow witness stays quick."""
    return features[:: max(1, len(features) // _MOST_ASKED)]


def _finding(file: str, numbers: list[int], reason: str) -> Finding:
    several = f"{len(numbers)} features (the first is feature {numbers[0]}) agree with"
    which = several if len(numbers) > 1 else f"feature {numbers[0]} agrees with"
    return Finding(
        "swapped-axes",
        file,
        f"{which} {reason} only if latitude and longitude are swapped; GeoJSON has the longitude "
        "first",
        is_error=False,
    )


def _by_columns(feature: Feature) -> Vote:
    """Hold a point against columns such as lon and lat."""
    if len(feature.positions) != 1:
        return 0
    lon, lat = (_number(feature.properties, names) for names in (_LON_NAMES, _LAT_NAMES))
    if lon is None or lat is None or abs(lon - lat) < _ALIKE_DEG:
        return 0
    x, y = feature.positions[0].tolist()
    if abs(x - lon) < _SAME_DEG and abs(y - lat) < _SAME_DEG:
        return 1
    return -1 if abs(x - lat) < _SAME_DEG and abs(y - lon) < _SAME_DEG else 0


def _number(properties: Mapping[str, Any], names: frozenset[str]) -> float | None:
    for name, value in properties.items():
        if name.casefold() in names and isinstance(value, int | float | str):
            try:
                return float(value)
            except ValueError:
                return None
    return None


def _by_box(feature: Feature) -> Vote:
    """Hold positions against the box around them."""
    if feature.box is None:
        return 0
    if in_box(feature.positions, feature.box).all():
        return 1
    return -1 if in_box(feature.positions[:, ::-1], feature.box).all() else 0


def in_box(
    positions: Positions, box: Sequence[float], *, slack_deg: float = 1e-5
) -> NDArray[np.bool_]:
    """Return which positions lie in a box of four or six numbers, which may span 180."""
    half = len(box) // 2
    west, south = box[0] - slack_deg, box[1] - slack_deg
    east, north = box[half] + slack_deg, box[half + 1] + slack_deg
    lon, lat = positions.T
    after, before = lon >= west, lon <= east
    within = after & before if box[0] <= box[half] else after | before
    return np.asarray(within & (lat >= south) & (lat <= north))


def _by_country(feature: Feature) -> Vote:
    """Hold a feature against the countries that it names, as far as we have their land."""
    named = _named_countries(feature.properties)
    frame, known = _polygons()
    if not named:
        return 0
    land = [known[each] for each in named]
    some = feature.positions[[0, len(feature.positions) // 2, -1]]
    # What a country has beyond the frame is behind that edge of the frame which it reaches.
    edge = np.clip(some, frame[:2], frame[2:])
    beyond = (edge != some).any(axis=1)
    near = np.where(beyond, _near(land, edge, _BEYOND_DEG), _near(land, some, _OUTSIDE_DEG))
    if near.all():
        return 1
    return -1 if _near(land, some[:, ::-1], _INSIDE_DEG).all() else 0


def _near(land: list[Any], positions: NDArray[np.float64], within_deg: float) -> NDArray[np.bool_]:
    """Return which positions lie in or near one of some countries."""
    points = shapely.points(positions)
    near = [shapely.dwithin(each, points, within_deg) for each in land]
    return np.asarray(np.logical_or.reduce(near))


def _named_countries(properties: Mapping[str, Any]) -> set[str]:
    """Return the codes of all countries that a feature names; none if one of them is not known."""
    codes = _codes()
    for name, value in properties.items():
        if name.casefold() in _COUNTRY_NAMES and isinstance(value, str):
            named = {codes.get(each.strip().casefold()) for each in value.split(";")}
            return set() if None in named else {each for each in named if each}
    return set()


def _by_sites(features: Sequence[Feature]) -> bool:
    """Say whether most ends lie at known sites when swapped, and none as they are."""
    ends = [each.positions[[0, -1]] for each in features]
    distinct = np.unique(np.concatenate([np.empty((0, 2)), *ends]), axis=0)
    telling = distinct[np.abs(distinct[:, 0] - distinct[:, 1]) > _ALIKE_DEG]
    sites = shapely.STRtree(_site_points())
    as_is, turned = (_hits(sites, each) for each in (telling, telling[:, ::-1]))
    return not len(as_is[0]) and len(set(turned[1])) > 1 and 2 * len(set(turned[0])) >= len(telling)


def _hits(sites: shapely.STRtree, positions: Positions) -> NDArray[np.intp]:
    found = sites.query(shapely.points(positions), predicate="dwithin", distance=_AT_SITE_DEG)
    return np.asarray(found)


@cache
def _polygons() -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Return west, south, east, north of the frame that we know, and the land of each country."""
    _, found = countries(default_catalog().root)
    shapely.prepare(list(found.values()))
    return shapely.total_bounds(list(found.values())), found


@cache
def _codes() -> dict[str, str]:
    """Return the code of each country of the context layer by code and by English name."""
    content = read_json(default_catalog().root / "context" / "countries.geojson")
    found = [each["properties"] for each in content["features"]]
    return {each[key].casefold(): each["iso_a2"] for each in found for key in ("iso_a2", "name")}


@cache
def _site_points() -> list[Any]:
    sites = default_catalog().site_records.values()
    return [shapely.Point(site_shape(each).coordinates[0]) for each in sites if each.located]
