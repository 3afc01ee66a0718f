"""Where lines of the data set and lines of users' files cross, touch or run along each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.catalog import SCHEMA_VERSION
from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import WGS84, Crossings, Ellipsoid, Rule, crossings_between
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.users.lengths import MOST_FAULTS
from caspiangeo.io.users.lines import WGS84_NAME, Batch, VectorFile

if TYPE_CHECKING:
    from caspiangeo.catalog import RouteView
    from caspiangeo.io.crs import GeodeticBase

Answer = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines that may meet others: of a route, or of all rows of a file.

    Parameters
    ----------
    name
        What they are called in messages.
    about
        What an answer says of them.
    coords, offsets
        Their vertices in lon, lat, degrees; line i has offsets[i] to offsets[i + 1] - 1.
    rows, labels
        The row of the file that each line belongs to, and the names of the rows.
    ellipsoid
        That of their datum.
    base
        The coordinate system of their longitudes and latitudes; None is WGS 84.
    rule
        What their segments are.
    faults
        Rows that could not be used, and why.
    """

    name: str
    about: Answer
    coords: Floats
    offsets: NDArray[np.int64]
    rows: NDArray[np.intp]
    labels: Sequence[object]
    ellipsoid: Ellipsoid
    base: GeodeticBase | None = None
    rule: Rule = "geodesic"
    faults: dict[int, str] = field(default_factory=dict)


def route_lines(view: RouteView) -> Lines:
    """Return the line of a route."""
    coords = np.asarray(view.coordinates, dtype=np.float64)
    return Lines(
        name=view.id,
        about={"id": view.id, "geometry_quality": view.record.geometry_quality},
        coords=coords,
        offsets=np.array([0, len(coords)], dtype=np.int64),
        rows=np.zeros(1, dtype=np.intp),
        labels=[view.title],
        ellipsoid=WGS84,
        rule=view.rule,
    )


def file_lines(file: VectorFile) -> Lines:
    """Return all lines of a file; they are held in memory.

    Raises
    ------
    DataError
        If the file turns out to be broken.
    """
    batches = list(file.batches([file.label] if file.label else []))
    labels = [label for each in batches for label in _labels(each)]
    sizes = [np.diff(each.parts.offsets) for each in batches]
    faults = {row: why for each in batches for row, why in each.faults.items()}
    bad_rows = [{"row": row, "why": why} for row, why in islice(faults.items(), MOST_FAULTS)]
    about = {
        "file": file.path.name,
        "layer": file.layer,
        "crs": file.crs,
        "features": sum(each.count for each in batches),
        "not_measured": len(faults),
        "bad_rows": bad_rows,
    }
    return Lines(
        name=file.path.name,
        about=about,
        coords=np.concatenate([np.empty((0, 2)), *(each.parts.coords for each in batches)]),
        offsets=np.concatenate([[0], np.cumsum(np.concatenate([np.empty(0, int), *sizes]))]),
        rows=np.concatenate(
            [np.empty(0, np.intp), *(each.first_row + each.parts.rows for each in batches)]
        ),
        labels=labels,
        ellipsoid=file.ellipsoid,
        base=file.base,
        faults=faults,
    )


def _labels(batch: Batch) -> Sequence[object]:
    return next(iter(batch.values.values()), [None] * batch.count)


def meetings(a: Lines, b: Lines, *, touch_m: float = 0.02) -> Answer:
    """Return where the lines of one set meet those of another.

    Parameters
    ----------
    a, b
        The lines. Where they are on different datums, both are brought to WGS 84.
    touch_m
        A vertex or an end this near to the other line is on it, metres.

    Returns
    -------
    dict
        ``a`` and ``b``, ``crs`` and ``ellipsoid`` of the places, and ``crossings``: each with its
        kind, lon, lat, angle in degrees, and the row and the kilometre on either line. Kilometres
        of a row of several lines go through them in order.

    Raises
    ------
    GeometryError
        If the segments of one are geodesics and those of the other rhumb lines, or no
        transformation between the datums is known.
    OutOfRangeError
        If `touch_m` is not between 0 and 1000.
    """
    if a.rule != b.rule:
        raise GeometryError(
            f"{a.name} is made of {a.rule} segments, {b.name} of {b.rule} ones; both need one rule"
        )
    a_lines, b_lines, crs, ellipsoid = _on_one_datum(a, b)
    found = crossings_between(a_lines, b_lines, rule=a.rule, touch_m=touch_m, ellipsoid=ellipsoid)
    starts = _starts_m(a, a_lines, ellipsoid), _starts_m(b, b_lines, ellipsoid)
    return {
        "schema_version": SCHEMA_VERSION,
        "a": a.about,
        "b": b.about,
        "crs": crs,
        "ellipsoid": ellipsoid.name,
        "crossings": [_meeting(found, at, a, b, starts) for at in range(len(found))],
    }


def base_of(a: Lines, b: Lines) -> GeodeticBase | None:
    """Return the datum of the places where lines meet; None is WGS 84."""
    if a.base is None and b.base is None:
        return None
    from caspiangeo.io.users.datums import on_one_datum

    return a.base if on_one_datum(a.base, b.base) else None


def _on_one_datum(
    a: Lines, b: Lines
) -> tuple[NDArray[np.object_], NDArray[np.object_], str, Ellipsoid]:
    """Return the lines of both as shapely lines on one datum, its name and its ellipsoid."""
    if a.base is None and b.base is None:
        return _shapes(a, a.coords), _shapes(b, b.coords), WGS84_NAME, WGS84
    from caspiangeo.io.users.datums import crs_name, on_one_datum, shift

    if on_one_datum(a.base, b.base):
        base = a.base or b.base
        name = WGS84_NAME if base is None else crs_name(base.geographic)
        return _shapes(a, a.coords), _shapes(b, b.coords), name, a.ellipsoid
    one, two = (_shapes(each, shift(each.base, None)(each.coords)) for each in (a, b))
    return one, two, WGS84_NAME, WGS84


def _shapes(lines: Lines, coords: Floats) -> NDArray[np.object_]:
    size = np.diff(lines.offsets)
    shapes = np.full(len(size), None, dtype=object)
    if len(coords):
        index = np.repeat(np.arange(len(size)), size)
        shapes[size > 0] = shapely.linestrings(coords, indices=index)
    return shapes


def _starts_m(lines: Lines, shapes: NDArray[np.object_], ellipsoid: Ellipsoid) -> Floats:
    """Return how far into its row each line begins, metres."""
    from caspiangeo.geodesy import lengths_m

    if len(lines.rows) == len(set(lines.rows.tolist())):
        return np.zeros(len(lines.rows))
    lengths = np.nan_to_num(lengths_m(shapes, rule=lines.rule, ellipsoid=ellipsoid))
    before = np.cumsum(lengths) - lengths
    first = np.searchsorted(lines.rows, lines.rows)
    return np.asarray(before - before[first])


def _meeting(
    found: Crossings, at: int, a: Lines, b: Lines, starts: tuple[Floats, Floats]
) -> Answer:
    one = found[at]
    index_a, index_b = int(found.index_a[at]), int(found.index_b[at])
    start_a, start_b = float(starts[0][index_a]), float(starts[1][index_b])
    angle = None if np.isnan(one.angle_deg) else round(one.angle_deg, 3)
    shared = one.kind == "shared"
    return {
        "kind": one.kind,
        "lon": round(one.lon, 7),
        "lat": round(one.lat, 7),
        "angle_deg": angle,
        **_on(a, index_a, "a"),
        "kp_a_km": _km(start_a + one.distance_a_m),
        "to_kp_a_km": _km(start_a + one.to_a_m) if shared else None,
        **_on(b, index_b, "b"),
        "kp_b_km": _km(start_b + one.distance_b_m),
        "to_kp_b_km": _km(start_b + one.to_b_m) if shared else None,
    }


def _on(lines: Lines, index: int, side: str) -> Answer:
    if "file" not in lines.about:
        return {}
    row = int(lines.rows[index])
    return {f"row_{side}": row, f"name_{side}": lines.labels[row]}


def _km(distance_m: float) -> float:
    return round(distance_m / 1000, 6)
