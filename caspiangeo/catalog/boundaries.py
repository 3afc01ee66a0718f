"""Country polygons for splitting lines, and what the boundary is called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from caspiangeo.catalog.files import read_json
from caspiangeo.errors import DataError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Boundary:
    """Which boundary made a cut: a length by country means nothing without it."""

    name: str
    version: str
    point_of_view: str


@cache
def countries(root: Path) -> tuple[Boundary, dict[str, BaseGeometry]]:
    """Return the boundary that ships and its country polygons by ISO 3166 alpha-2 code.

    Raises
    ------
    DataError
        If the file does not name its boundary or a country.
    """
    from shapely.geometry import shape

    content = read_json(root / "context" / "countries.geojson")
    try:
        boundary = Boundary(**content["boundary"])
        polygons = {
            feature["properties"]["iso_a2"]: shape(feature["geometry"])
            for feature in content["features"]
        }
    except (KeyError, TypeError) as error:
        raise DataError(f"countries.geojson: no boundary or country name: {error!r}") from error
    return boundary, polygons
