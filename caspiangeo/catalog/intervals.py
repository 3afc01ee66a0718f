"""Between which lengths an asset lies, going by its drawn line alone.

Two things are unknown about a line through way points. Each vertex may stand off its true place by
its accuracy: that can shorten or lengthen the line by at most its `displacement_km`. And between
two vertices the asset wanders: by how much at most is a factor a geometry quality and family, taken
from the largest ratio of a published to a computed length in this data set (`assumptions.csv`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from caspiangeo.catalog.files import read_table

if TYPE_CHECKING:
    from caspiangeo.model import Line, Route

_FAMILIES = {
    "oil-pipeline": "land",
    "gas-pipeline": "land",
    "rail": "land",
    "sea": "sea",
    "power-cable": "seabed",
    "fibre": "seabed",
}


def interval_km(route: Route, line: Line, root: Path) -> tuple[float, float] | None:
    """Return the shortest and the longest length that the drawn line allows, or None.

    None means that no interval is given: for a hypothetical line, or where the data set holds no
    published length to judge such lines by.
    """
    if route.geometry_quality == "hypothetical":
        return None
    wander = _wander(root).get(f"{_FAMILIES[route.mode]}-{route.geometry_quality}")
    if wander is None:
        return None
    shortest = line.computed_km - line.displacement_km
    longest = (line.computed_km + line.displacement_km) * wander
    return round(shortest, 3), round(longest, 3)


@cache
def _wander(root: Path) -> dict[str, float]:
    return {
        str(row["applies_to"]): float(row["value"] or 0)
        for _, row in read_table(root / "assumptions.csv")
        if row["quantity"] == "wander-factor"
    }
