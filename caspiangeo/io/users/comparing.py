"""One line beside another: both lengths, how far apart and where, the kilometres by country."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caspiangeo.catalog import SCHEMA_VERSION, RouteView, default_catalog
from caspiangeo.catalog.boundaries import countries
from caspiangeo.errors import GeometryError
from caspiangeo.geodesy import (
    WGS84,
    Ellipsoid,
    LineComparison,
    MeasuredLine,
    compare_lines,
    lengths_by_polygon_m,
)
from caspiangeo.geodesy.coordinates import Floats
from caspiangeo.io import answers
from caspiangeo.io.users.datums import crs_name, on_one_datum, shift
from caspiangeo.io.users.lines import WGS84_NAME
from caspiangeo.io.users.subjects import Subject, route_subject

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from caspiangeo.catalog import Boundary
    from caspiangeo.geodesy import Farthest

Answer = dict[str, Any]

#: So many places along a line tell its direction beside the other.
_PLACES: Final = 64
#: How sure the distances are: compared with the lines themselves, nothing.
_TOLERANCE_M: Final = 1.0


@dataclass(frozen=True, eq=False)
class Compared:
    """One of two lines that are compared.

    Parameters
    ----------
    subject
        The line, measured on the ellipsoid of its own datum.
    view
        The route of the data set that it is; None for a line of a file.
    lon_lat
        Its vertices on WGS 84, degrees, shape (n, 2).
    by_area_m
        Metres in each area of the boundary, and under None outside them all.
    """

    subject: Subject
    view: RouteView | None
    lon_lat: Floats
    by_area_m: Mapping[Any, float]

    @property
    def title(self) -> str:
        """What to call it: the title of a route; the name of a row, and its file."""
        if self.view is not None:
            return self.view.title
        label = self.subject.about["name"]
        return self.subject.name if label is None else f"{label} ({self.subject.name})"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two lines side by side; `compare` makes it.

    Parameters
    ----------
    a, b
        The lines.
    distances
        How far they are from each other, each way.
    reverse
        Whether the second runs against the direction of the first.
    crs, ellipsoid
        What the distances were measured on, and what places are given in.
    to_wgs84
        Takes such places to lon, lat on WGS 84.
    boundary
        The boundary that the kilometres by area are cut by.
    """

    a: Compared
    b: Compared
    distances: LineComparison
    reverse: bool
    crs: str
    ellipsoid: Ellipsoid
    to_wgs84: Callable[[Floats], Floats]
    boundary: Boundary


def compare(
    a: RouteView | Subject,
    b: RouteView | Subject,
    *,
    within_m: float = 1000.0,
    boundary: Boundary | None = None,
    polygons: Mapping[str, BaseGeometry] | None = None,
) -> Comparison:
    """Compare two lines.

    Parameters
    ----------
    a, b
        Routes of the data set, or lines of files (see `caspiangeo.io.users.subjects.file_subject`).
        Where they are on different datums, both are brought to WGS 84.
    within_m
        The distance of which to tell which share of either line lies within it of the other.
    boundary, polygons
        What the areas are called and the areas by key, on WGS 84; by default the countries of
        Natural Earth.

    Returns
    -------
    Comparison
        See `as_answer` for it as plain data.

    Raises
    ------
    GeometryError
        If the segments of one are geodesics and those of the other rhumb lines, or no
        transformation between the datums is known.
    OutOfRangeError
        If `within_m` is negative or not finite.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> found = compare(cg.route("btc"), cg.route("wrep"), within_m=5000)
    >>> round(found.distances.share_within, 2), found.reverse
    (0.28, False)
    >>> round(compare(cg.route("btc"), cg.route("btc")).distances.hausdorff_m, 3)
    0.0
    """
    if boundary is None or polygons is None:
        boundary, polygons = countries(default_catalog().root)
    one, two = (each if isinstance(each, Subject) else route_subject(each) for each in (a, b))
    if one.line.rule != two.line.rule:
        raise GeometryError(
            f"{one.name} is made of {one.line.rule} segments, {two.name} of {two.line.rule} ones; "
            "both need one rule"
        )
    base = one.base if on_one_datum(one.base, two.base) else None
    ellipsoid = one.line.ellipsoid if on_one_datum(one.base, two.base) else WGS84
    coords = [shift(each.base, base)(each.line.segments.coords) for each in (one, two)]
    distances = compare_lines(
        *coords,
        within_m=within_m,
        tolerance_m=_TOLERANCE_M,
        rule=one.line.rule,
        ellipsoid=ellipsoid,
    )
    return Comparison(
        a=_compared(a, one, polygons),
        b=_compared(b, two, polygons),
        distances=distances,
        reverse=_runs_against(*coords),
        crs=WGS84_NAME if base is None else crs_name(base.geographic),
        ellipsoid=ellipsoid,
        to_wgs84=shift(base, None),
        boundary=boundary,
    )


def _compared(
    given: RouteView | Subject, subject: Subject, polygons: Mapping[str, BaseGeometry]
) -> Compared:
    lon_lat = shift(subject.base, None)(subject.line.segments.coords)
    by_area = lengths_by_polygon_m(lon_lat, polygons, rule=subject.line.rule)
    return Compared(subject, given if isinstance(given, RouteView) else None, lon_lat, by_area)


def _runs_against(one: Floats, two: Floats) -> bool:
    """Return whether most of the second line leads back along the first."""
    along = MeasuredLine(two)
    lon, lat = along.coordinates_at(np.linspace(0, along.length_m, _PLACES), clamp=True).T
    steps = np.diff(MeasuredLine(one).locate_many(lon=lon, lat=lat).distance_m)
    return bool(np.sign(np.round(steps, 3)).sum() < 0)


# -- as plain data ---------------------------------------------------------------------------------


def as_answer(found: Comparison) -> Answer:
    """Return what `compare` promises to scripts."""
    distances, boundary = found.distances, found.boundary
    a_km, b_km = found.a.subject.line.length_m / 1000, found.b.subject.line.length_m / 1000
    return {
        "schema_version": SCHEMA_VERSION,
        "a": _side(found.a, distances.farthest, distances.mean_m, distances.share_within),
        "b": _side(
            found.b,
            distances.other_farthest,
            distances.other_mean_m,
            distances.other_share_within,
        ),
        "difference_km": round(b_km - a_km, 6),
        "difference_pct": round(100 * (b_km / a_km - 1), 3) if a_km else None,
        "reverse": found.reverse,
        "hausdorff_m": round(distances.hausdorff_m, 1),
        "within_m": distances.within_m,
        "crs": found.crs,
        "ellipsoid": found.ellipsoid.name,
        "parts": _parts(found),
        "boundary": {
            "name": boundary.name,
            "version": boundary.version,
            "point_of_view": boundary.point_of_view,
        },
        "unattributed_km": [round(each.by_area_m[None] / 1000, 3) for each in (found.a, found.b)],
    }


def _side(each: Compared, farthest: Farthest, mean_m: float, share: float) -> Answer:
    """Return one line with what it says itself, and how it lies beside the other."""
    view = each.view
    interval = None if view is None else view.interval_km
    return {
        **each.subject.about,
        "title": each.title,
        "published_km": view and view.published_km,
        "published": view
        and view.published
        and answers.length_claim(view.published, default_catalog()),
        "computed_km": round(each.subject.line.length_m / 1000, 6),
        "interval_km": None if interval is None else list(interval),
        "geometry_quality": view and view.record.geometry_quality,
        "farthest": {
            "away_m": round(farthest.away_m, 1),
            "kp_km": round(farthest.distance_m / 1000, 6),
            "lon": round(farthest.point.x, 7),
            "lat": round(farthest.point.y, 7),
        },
        "mean_m": round(mean_m, 1),
        "share_within": round(share, 4),
    }


def _parts(found: Comparison) -> list[Answer]:
    """Return the kilometres of both lines in each area that one of them meets."""
    published = _published_parts(found.a.view)
    keys = [key for key in {**found.a.by_area_m, **found.b.by_area_m} if key is not None]
    rows = []
    for key in keys:
        a_km, b_km = (each.by_area_m.get(key, 0.0) / 1000 for each in (found.a, found.b))
        rows.append(
            {
                "key": key,
                "a_km": round(a_km, 3),
                "b_km": round(b_km, 3),
                "difference_km": round(b_km - a_km, 3),
                "published_km": published.get(key),
            }
        )
    return rows


def _published_parts(view: RouteView | None) -> dict[str, float | None]:
    """Return what is published of the parts of a route in countries."""
    return {} if view is None else {each.key: each.published_km for each in view.split().parts}


def as_rows(answer: Answer) -> list[Answer]:
    """Return the same as rows of one figure each, for a spreadsheet."""
    a, b = answer["a"], answer["b"]
    rows = [
        {"figure": key, "a": a[key], "b": b[key]}
        for key in ("title", "published_km", "computed_km")
    ]
    rows += [
        {"figure": f"km in {part['key']}", "a": part["a_km"], "b": part["b_km"]}
        for part in answer["parts"]
    ]
    a_km, b_km = answer["unattributed_km"]
    rows.append({"figure": "km elsewhere", "a": a_km, "b": b_km})
    rows += [
        {"figure": f"farthest_{key}", "a": a["farthest"][key], "b": b["farthest"][key]}
        for key in a["farthest"]
    ]
    return rows + [{"figure": key, "a": a[key], "b": b[key]} for key in ("mean_m", "share_within")]


def as_geojson(found: Comparison) -> str:
    """Return both lines, and the place of either that is farthest from the other, on WGS 84."""
    import shapely

    from caspiangeo.io.rfc7946.geojson_writer import FeatureWriter

    sides = (
        ("a", found.a, found.distances.farthest),
        ("b", found.b, found.distances.other_farthest),
    )
    places = found.to_wgs84(np.array([(each.point.x, each.point.y) for *_, each in sides]))
    columns = {
        "line": [side for side, *_ in sides],
        "title": [each.title for _, each, _ in sides],
    }
    lengths = [round(each.subject.line.length_m / 1000, 6) for _, each, _ in sides]
    away = [round(each.away_m, 1) for *_, each in sides]
    kilometres = [round(each.distance_m / 1000, 6) for *_, each in sides]
    none = [None, None]
    sink = io.BytesIO()
    joint = found.a.subject.line.rule
    writer = FeatureWriter(sink, joint=joint)
    writer.add(
        [shapely.LineString(each.lon_lat) for _, each, _ in sides],
        columns={"kind": ["line"] * 2, **columns}
        | {"computed_km": lengths, "away_m": none, "kp_km": none},
    )
    writer.add(
        shapely.points(places),
        columns={"kind": ["farthest"] * 2, **columns}
        | {"computed_km": none, "away_m": away, "kp_km": kilometres},
    )
    writer.close()
    return sink.getvalue().decode("utf-8")
