"""What a map says, whatever its format: lengths, places, ground, datum, against what is known.

An error cannot be true. A warning is what our records, or how maps usually go wrong, speak against:
its reader decides. A line that states nothing, and that is none of ours, can only be asked how its
vertices are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from caspiangeo.check.report import Finding
from caspiangeo.check.users.datum import check_datum
from caspiangeo.check.users.ends import check_ends, check_point
from caspiangeo.check.users.features import MapFile
from caspiangeo.check.users.ground import check_ground
from caspiangeo.check.users.joints import check_joints
from caspiangeo.check.users.lengths import check_lengths
from caspiangeo.check.users.swapped import Feature, check_swapped


def check_meaning(path: Path, found: MapFile, *, format_checked: bool) -> Iterator[Finding]:
    """Yield what is wrong with the content of a file.

    Parameters
    ----------
    path
        The file.
    found
        What was read of it.
    format_checked
        Whether its format was checked already, and with it swapped axes and missing geometries.
    """
    if not format_checked:
        for where, why in found.faults.items():
            yield Finding("not-measured", where, f"cannot be measured: {why}", is_error=False)
    swapped = list(check_swapped(path.name, _as_features(found), None))
    if swapped:  # nothing is where it should be, so nothing else is worth saying
        yield from () if format_checked else swapped
        return
    for line in found.lines:
        for rule in (check_lengths, check_ends, check_ground, check_joints):
            yield from rule(line)
    for point in found.points:
        yield from check_point(point)
    yield from check_datum(path.name, [*found.lines, *found.points])


def _as_features(found: MapFile) -> list[Feature]:
    return [
        Feature(each.number, np.concatenate(each.lon_lat), each.properties)
        for each in (*found.lines, *found.points)
    ]
