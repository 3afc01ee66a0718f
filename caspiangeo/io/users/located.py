"""Kilometres and places on a line, as answers; and where the points of a file lie along it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from caspiangeo.catalog import SCHEMA_VERSION
from caspiangeo.geodesy import kilometre_points, kp_label
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io.users.columns import Progress, write_columns
from caspiangeo.io.users.lengths import Tally
from caspiangeo.io.users.lines import Batch, VectorFile, open_points
from caspiangeo.io.users.subjects import Subject
from caspiangeo.io.users.targets import DRIVERS

if TYPE_CHECKING:
    from caspiangeo.io.crs import GeodeticBase

Answer = dict[str, Any]

#: The new columns of points: kilometre along the line, and metres beside it, + to starboard.
COLUMNS = ("kp_km", "offset_m")


def at_kilometre(subject: Subject, kp_km: float, *, measure: str | None = None) -> Answer:
    """Return the point at a kilometre, along the line or of an official system.

    Raises
    ------
    OutOfRangeError
        If it lies beyond the line or the system.
    UnknownIdError
        If the line has no such system.
    """
    distance = subject.distance_m(kp_km, measure)
    point = subject.line.interpolate(distance)
    return _answer(subject, distance, (point.x, point.y), kp_label(1000 * kp_km))


def at_place(subject: Subject, *, lon: float, lat: float) -> Answer:
    """Return the nearest point of the line to a place on the datum of the line.

    Raises
    ------
    GeometryError
        If the coordinates are not finite or beyond the poles.
    """
    found = subject.line.locate(lon=lon, lat=lat)
    label = kp_label(found.distance_m)
    answer = _answer(subject, found.distance_m, (found.lon, found.lat), label)
    return answer | {"offset_m": round(found.offset_m, 3)}


def at_every(subject: Subject, every_km: float, *, measure: str | None = None) -> list[Answer]:
    """Return the points at all multiples of a length, along the line or of an official system.

    Raises
    ------
    OutOfRangeError
        If there would be more than ten million of them.
    UnknownIdError
        If the line has no such system.
    """
    posts = kilometre_points(
        subject.line,
        every_m=1000 * every_km,
        measure=None if measure is None else subject.measure(measure).calibration,
    )
    return [_answer(subject, each.distance_m, (each.lon, each.lat), each.label) for each in posts]


def _answer(subject: Subject, distance_m: float, place: tuple[float, float], label: str) -> Answer:
    official = subject.official_km(distance_m)
    return {
        "schema_version": SCHEMA_VERSION,
        **subject.about,
        "kp_km": round(distance_m / 1000, 6),
        "label": label,
        "lon": round(place[0], 7),
        "lat": round(place[1], 7),
        "measures": {name: round(kp, 3) for name, kp in official.items()},
    }


def points_text(rows: Iterable[Answer], base: GeodeticBase | None) -> str:
    """Return rows with lon and lat as one FeatureCollection of points on WGS 84.

    Parameters
    ----------
    rows
        What to write; lon and lat on the datum of `base`, degrees.
    base
        The datum; None is WGS 84.

    Raises
    ------
    GeometryError
        If no transformation to WGS 84 is known.
    """
    import shapely

    from caspiangeo.io.rfc7946.geojson_writer import FeatureWriter

    listed = list(rows)
    coords = np.array([(each["lon"], each["lat"]) for each in listed]).reshape(-1, 2)
    if base is not None:
        from caspiangeo.io.users.datums import shift

        coords = shift(base, None)(coords)
    names = [name for name in (listed[0] if listed else {}) if name not in ("lon", "lat")]
    columns = {name: [each[name] for each in listed] for name in names}
    sink = io.BytesIO()
    writer = FeatureWriter(sink)
    writer.add(shapely.points(coords), columns=columns)
    writer.close()
    return sink.getvalue().decode("utf-8")


# -- the points of a file --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointRow:
    """Where the point of one row of a file lies along a line.

    Parameters
    ----------
    row
        Its number in the file, from 0.
    label
        Its name; None if there is none.
    kp_km
        Kilometre along the line of its nearest point; None if the row has no place.
    offset_m
        Metres beside the line, + to starboard.
    why
        Why it has no place.
    """

    row: int
    label: object
    kp_km: float | None
    offset_m: float | None
    why: str | None


@dataclass(eq=False)
class FilePoints(Tally):
    """Where the points of a file lie along a line: the first rows, as many as were asked for."""

    rows: list[PointRow] = field(default_factory=list)


def point_rows(batch: Batch, columns: tuple[Floats, Floats]) -> Iterator[PointRow]:
    """Yield the rows of a batch one by one; the columns are those of `COLUMNS`."""
    labels = next(iter(batch.values.values()), None)
    faults = batch.parts.faults
    for row, (km, offset) in enumerate(zip(*(each.tolist() for each in columns), strict=True)):
        bad = row in faults
        yield PointRow(
            row=batch.first_row + row,
            label=labels[row] if labels else None,
            kp_km=None if bad else km,
            offset_m=None if bad else offset,
            why=faults.get(row),
        )


def locate_points(
    subject: Subject,
    path: str | Path,
    output: str | Path | None = None,
    *,
    crs: object = None,
    layer: str | None = None,
    large: bool = False,
    most_rows: int | None = None,
    each: Callable[[Batch, tuple[Floats, Floats]], None] | None = None,
    progress: Callable[[VectorFile], Progress] | None = None,
) -> FilePoints:
    """Locate every point of a file along a line, and write the same data with the result.

    Parameters
    ----------
    subject
        The line. Points on another datum are brought to that of the line.
    path
        The file of points, one a row; see `caspiangeo.io.users.lines.open_points`.
    output
        Where to write the same data with new columns ``kp_km`` and ``offset_m``; None writes
        nothing.
    crs, layer, large
        As `caspiangeo.io.users.lines.open_points`.
    most_rows
        How many rows to keep one by one in the result; None keeps all.
    each
        Called with each batch and its new columns.
    progress
        Called with the opened file; returns what is called with the number of rows done.

    Returns
    -------
    FilePoints
        The first rows, and what has no place.

    Raises
    ------
    CaspianError
        As `open_points` and `write_columns`; if no
        transformation between the datums is known.
    """
    from caspiangeo.io.users.datums import on_one_datum, shift

    target = None if output is None else Path(output)
    quick = target is None or DRIVERS.get(target.suffix.lower()) == "GeoJSON"
    file = open_points(path, crs=crs, layer=layer, large=large, quick=quick)
    to_line = shift(file.base, subject.base)
    if not on_one_datum(file.base, subject.base):
        file.notes.append(f"points were brought to the datum of {subject.name}")
    fields = [file.label] if file.label else []
    found = FilePoints(file)
    step = progress(file) if progress else None

    def locate(batch: Batch) -> tuple[Floats, Floats]:
        columns = _located(subject, batch, to_line)
        room = None if most_rows is None else max(0, most_rows - len(found.rows))
        found.rows += islice(point_rows(batch, columns), room)
        found.count(batch)
        if each is not None:
            each(batch, columns)
        return columns

    if target is not None:
        write_columns(file, target, COLUMNS, locate, fields=fields, progress=step)
        return found
    for batch in file.batches(fields):
        locate(batch)
        if step is not None:
            step(batch.count)
    return found


def _located(
    subject: Subject, batch: Batch, to_line: Callable[[Floats], Floats]
) -> tuple[Floats, Floats]:
    places = to_line(batch.parts.coords)
    lost = ~np.isfinite(places).all(axis=1)
    rows = batch.parts.rows
    for row in rows[lost].tolist():
        batch.parts.faults[row] = "no transformation to the datum of the line holds there"
    kp, offset = np.full(batch.count, np.nan), np.full(batch.count, np.nan)
    lon, lat = places[~lost].T
    found = subject.line.locate_many(lon=lon, lat=lat)
    kp[rows[~lost]] = np.round(found.distance_m / 1000, 6)
    offset[rows[~lost]] = np.round(found.offset_m, 3)
    return kp, offset
