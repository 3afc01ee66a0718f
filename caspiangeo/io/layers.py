"""The data set as layers: what every export writes, whatever its format.

A layer holds features of one geometry type, a table none. Both have flat columns whose names differ
in their first ten letters, so that they survive a Shapefile, and every row names its sources and
its licence, because a reader that drops the metadata of a file still keeps its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from caspiangeo.catalog import SCHEMA_VERSION, Catalog, RouteView
from caspiangeo.errors import OutOfRangeError, UnknownIdError
from caspiangeo.model import Site, Viewpoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = dict[str, Value]
Kind: TypeAlias = Literal["text", "integer", "real", "flag"]

#: Languages of the name columns; English is the title.
LANGUAGES: Final = ("en", "kk", "az", "ka", "ru", "tr")
LICENCE: Final = "CC-BY-4.0"
CREDITS: Final = (
    "caspiangeo contributors, CC BY 4.0. Points: GeoNames (CC BY 4.0), Global Energy Monitor "
    "(CC BY 4.0), Global Fishing Watch (Apache-2.0), NGA World Port Index, UN/LOCODE and Natural "
    "Earth (public domain), (c) OpenStreetMap contributors (ODbL 1.0). Each row names its source "
    "and its licence. Not for navigation, construction or legal boundaries."
)
#: A line drawn straight in degrees between its vertices keeps this near to the geodesic.
TOLERANCE_M: Final = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer: its name, what it holds, and what it means, unit included."""

    name: str
    kind: Kind
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The geometry of one row.

    Parameters
    ----------
    coordinates
        Shape (n, 2) for a point, (n, 3) for a line: lon, lat in degrees, and M, the kilometre along
        the line.
    original
        One bool a vertex: false where it was added to keep the drawing near to the geodesic.
    """

    coordinates: NDArray[np.float64]
    original: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Rows of the same columns, with their geometries if there are any."""

    name: str
    title: str
    geometry: Literal["LineString", "Point"] | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: One a row, or none at all in a table.
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export, and how.

    Parameters
    ----------
    ids
        Routes and sites to write; all of them where empty.
    mode
        Only routes of this mode, or family of modes.
    as_of, known_on
        The two times, as ISO dates.
    language
        In which language titles are given, where a name is known in it; else they are English.
    columns
        The columns to keep, besides ``id``; all of them where empty.
    vertices
        Keep the original vertices only, instead of a drawing within 1 m of the geodesic.
    kp_every_km
        Distance between kilometre points.
    """

    ids: Collection[str] = ()
    mode: str | None = None
    as_of: str | None = None
    known_on: str | None = None
    language: str = "en"
    columns: Collection[str] = ()
    vertices: bool = False
    kp_every_km: float = 50.0


@dataclass(frozen=True, slots=True)
class About:
    """What every exported file says of itself, where its format has room.

    Parameters
    ----------
    schema_version, data_version
        Of the answers of this package, and of the data set.
    data_date
        Day of the data set, as an ISO date: the date of files that must have one.
    as_of, known_on
        The two times, as ISO dates; None where rows have times of their own.
    tolerance_m
        How near to the geodesic, or rhumb line, a straight line in degrees between two vertices
        stays; None where only original vertices are kept.
    licence, credits
        Of the whole; each row names its own.
    """

    schema_version: str
    data_version: str
    data_date: str
    as_of: str | None = None
    known_on: str | None = None
    tolerance_m: float | None = TOLERANCE_M
    licence: str = LICENCE
    credits: str = CREDITS


_EVERYWHERE = (
    Column("source_id", "text", "Source of the published figure or of the point"),
    Column("source_title", "text", "Its title"),
    Column("source_url", "text", "Its address"),
    Column("source_date", "text", "When it was published; ISO date, as exact as known"),
    Column("licence", "text", "Licence of this row, as an SPDX identifier"),
)
_NAMES = tuple(
    Column(f"name_{language}", "text", f"Name in the language {language}")
    for language in LANGUAGES[1:]
)
ROUTE_COLUMNS: Final = (
    Column("id", "text", "Stable identifier"),
    Column("title", "text", "Title"),
    Column("mode", "text", "Mode: oil-pipeline, gas-pipeline, rail, sea, power-cable, fibre"),
    Column("commodity", "text", "What it carries"),
    Column("from_site", "text", "Id of the site where its direction begins"),
    Column("to_site", "text", "Id of the site where it ends"),
    Column("status", "text", "Status on the day as_of, as far as known on the day known_on"),
    Column("since", "text", "Since when; ISO date, as exact as known"),
    Column("status_source", "text", "Source of the status"),
    Column("as_of", "text", "What was true on this day"),
    Column("known_on", "text", "Only what had been published by this day; empty: everything"),
    Column("published_km", "real", "Published length, km"),
    *_EVERYWHERE[:-1],
    Column("computed_km", "real", "Our length of the drawn line on WGS 84, km"),
    Column("low_km", "real", "Least length that the drawn line allows, km"),
    Column("high_km", "real", "Greatest length that the drawn line allows, km"),
    Column("geometry_quality", "text", "How the line was drawn: surveyed ... hypothetical"),
    Column("segment_rule", "text", "What joins two vertices: geodesic or rhumb"),
    _EVERYWHERE[-1],
    *_NAMES,
)
SITE_COLUMNS: Final = (
    Column("id", "text", "Stable identifier"),
    Column("title", "text", "Title"),
    Column("role", "text", "What it is: port, oil-terminal, mooring ..."),
    Column("country", "text", "ISO 3166 codes of its countries, with semicolons"),
    Column("accuracy_m", "real", "Radius within which the real facility lies, metres"),
    Column("proxy", "flag", "Whether the point is that of a neighbour, for want of its own"),
    *_EVERYWHERE,
    *_NAMES,
)
MEASURED_COLUMNS: Final = (
    Column("id", "text", "Stable identifier: route and measure"),
    Column("route", "text", "Id of the route"),
    Column("measure", "text", "Name of the kilometre system that M counts"),
    Column("title", "text", "Title of that system"),
    Column("from_km", "real", "M at the first vertex, km"),
    Column("to_km", "real", "M at the last vertex, km"),
    Column("source_id", "text", "Source of the kilometre system"),
    Column("licence", "text", "Licence of this row, as an SPDX identifier"),
)
KP_COLUMNS: Final = (
    Column("id", "text", "Stable identifier: route and kilometre"),
    Column("route", "text", "Id of the route"),
    Column("label", "text", "Kilometre and metres along our line"),
    Column("kp_km", "real", "Kilometre along our line"),
    Column("official_km", "real", "The same point in the official system of the whole route, km"),
    Column("azimuth_deg", "real", "Course of the line there, degrees from north"),
    Column("licence", "text", "Licence of this row, as an SPDX identifier"),
)


# -- rows -----------------------------------------------------------------------------------------


def route_row(view: RouteView, catalog: Catalog, *, language: str = "en") -> Row:
    """Return the values of a route, by the names of `ROUTE_COLUMNS`."""
    published, status = view.published, view.status
    low_km, high_km = view.interval_km or (None, None)
    names = names_of(view.id, catalog)
    return {
        "id": view.id,
        "title": names.get(language) or view.title,
        "mode": view.record.mode,
        "commodity": view.record.commodity,
        "from_site": view.record.from_site,
        "to_site": view.record.to_site,
        "status": status.status if status else None,
        "since": _text(status.since) if status else None,
        "status_source": status.source if status else None,
        "as_of": str(view.viewpoint.as_of),
        "known_on": _text(view.viewpoint.known_on),
        "published_km": view.published_km,
        **_source(published.source if published else None, catalog),
        "source_date": _text(published.known_on) if published else None,
        "computed_km": view.computed_km,
        "low_km": low_km,
        "high_km": high_km,
        "geometry_quality": view.record.geometry_quality,
        "segment_rule": view.record.segment_rule,
        "licence": LICENCE,
        **_name_values(names),
    }


def site_row(site: Site, catalog: Catalog, *, language: str = "en") -> Row:
    """Return the values of a site, by the names of `SITE_COLUMNS`."""
    names = names_of(site.id, catalog)
    return {
        "id": site.id,
        "title": names.get(language) or site.title,
        "role": site.role,
        "country": ";".join(site.countries),
        "accuracy_m": site.accuracy_m,
        "proxy": site.proxy,
        **_source(site.source, catalog),
        "source_date": _text(catalog.sources[site.source].published),
        "licence": site.licence,
        **_name_values(names),
    }


def names_of(subject: str, catalog: Catalog) -> dict[str, str]:
    """Return the present name of a record in each language that has one; aliases are none."""
    found: dict[str, str] = {}
    for name in catalog.names_of(subject):
        if name.kind in ("current", "facility"):
            found.setdefault(name.lang, name.name)
    return found


def _name_values(names: Mapping[str, str]) -> Row:
    return {f"name_{language}": names.get(language) for language in LANGUAGES[1:]}


def _source(source_id: str | None, catalog: Catalog) -> Row:
    source = catalog.sources[source_id] if source_id else None
    return {
        "source_id": source_id,
        "source_title": source.title if source else None,
        "source_url": source.url if source else None,
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


# -- shapes ---------------------------------------------------------------------------------------


def route_shape(view: RouteView, *, vertices: bool = False) -> Shape:
    """Return the drawing of a route; M is the kilometre along our line."""
    import numpy as np

    from caspiangeo import geodesy

    line, original = view.geometry, np.ones(len(view.coordinates), dtype=bool)
    if not vertices:
        drawn = geodesy.densify_to_tolerance(line, tolerance_m=TOLERANCE_M, rule=view.rule)
        line, original = drawn.line, drawn.original
    kilometres = geodesy.cumulative_m(line, rule=view.rule) / 1000
    return Shape(np.column_stack([np.asarray(line.coords), kilometres]), original)


def site_shape(site: Site) -> Shape:
    """Return the point of a located site."""
    import numpy as np

    return Shape(np.array([[site.lon, site.lat]], dtype=float), np.ones(1, dtype=bool))


# -- layers ---------------------------------------------------------------------------------------


def about_of(
    catalog: Catalog, viewpoint: Viewpoint | None = None, *, vertices: bool = False
) -> About:
    """Return what a file of this data set says of itself.

    Examples
    --------
    >>> from caspiangeo.catalog import default_catalog
    >>> about_of(default_catalog()).licence
    'CC-BY-4.0'
    """
    return About(
        schema_version=SCHEMA_VERSION,
        data_version=catalog.version,
        data_date=str(catalog.data_date),
        as_of=_text(viewpoint.as_of) if viewpoint else None,
        known_on=_text(viewpoint.known_on) if viewpoint else None,
        tolerance_m=None if vertices else TOLERANCE_M,
    )


def layers_of(catalog: Catalog, choice: Choice | None = None) -> dict[str, Layer]:
    """Return the layers and tables of an export by name, in the order in which they are drawn.

    Parameters
    ----------
    catalog
        The data set.
    choice
        What to take, and how; everything by default.

    Returns
    -------
    dict of str to Layer
        ``routes``, ``measured_lines`` (each route in each of its kilometre systems), ``sites``,
        ``kp_points``, and the tables ``claims``, ``statuses``, ``flows`` and ``sources``.

    Raises
    ------
    UnknownIdError
        If an id is neither a route nor a site.
    OutOfRangeError
        If there is no such mode, language or column, or the distance is not positive.

    Examples
    --------
    >>> from caspiangeo.catalog import default_catalog
    >>> found = layers_of(default_catalog(), Choice(ids=["btc"], kp_every_km=500))
    >>> [(name, len(layer.rows)) for name, layer in found.items() if layer.geometry]
    [('routes', 1), ('measured_lines', 5), ('sites', 0), ('kp_points', 4)]
    >>> layers_of(default_catalog(), Choice(ids=["nabucco"]))
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: unknown route or site nabucco; ...
    """
    wanted = choice or Choice()
    _check(wanted, catalog)
    routes = chosen_routes(catalog, wanted)
    sites = chosen_sites(catalog, wanted)
    shapes = {each.id: route_shape(each, vertices=wanted.vertices) for each in routes}
    made = (
        _routes_layer(routes, shapes, catalog, wanted.language),
        _measured_layer(routes, shapes, catalog),
        sites_layer(sites, catalog, language=wanted.language),
        _kp_layer(routes, wanted),
        *_tables(routes, catalog, wanted),
    )
    return {layer.name: _narrowed(layer, wanted.columns) for layer in made}


def chosen_routes(catalog: Catalog, choice: Choice) -> list[RouteView]:
    """Return the routes of a choice, as they stood on its day."""
    routes = catalog.routes(mode=choice.mode, as_of=choice.as_of, known_on=choice.known_on)
    return [each for each in routes if not choice.ids or each.id in choice.ids]


def chosen_sites(catalog: Catalog, choice: Choice) -> list[Site]:
    """Return the sites of a choice; some have no known place."""
    return [each for each in catalog.sites() if not choice.ids or each.id in choice.ids]


def _check(choice: Choice, catalog: Catalog) -> None:
    unknown = set(choice.ids) - catalog.route_records.keys() - catalog.site_records.keys()
    if unknown:
        raise UnknownIdError(
            f"unknown route or site {', '.join(sorted(unknown))}; "
            "`caspiangeo routes` and `caspiangeo sites` list them all"
        )
    if choice.language not in LANGUAGES:
        raise OutOfRangeError(
            f"no titles in the language {choice.language!r}; use one of {', '.join(LANGUAGES)}"
        )
    if not choice.kp_every_km > 0:
        raise OutOfRangeError(
            f"kilometre points every {choice.kp_every_km:g} km; the distance must be positive"
        )
    known = {column.name for column in (*ROUTE_COLUMNS, *SITE_COLUMNS, *MEASURED_COLUMNS)}
    known |= {column.name for column in KP_COLUMNS}
    strange = sorted(set(choice.columns) - known)
    if strange:
        raise OutOfRangeError(
            f"no column {', '.join(strange)}; the columns are {', '.join(sorted(known))}"
        )


def routes_layer(
    routes: Sequence[RouteView],
    catalog: Catalog,
    *,
    language: str = "en",
    vertices: bool = False,
) -> Layer:
    """Return some routes as a layer."""
    shapes = {each.id: route_shape(each, vertices=vertices) for each in routes}
    return _routes_layer(routes, shapes, catalog, language)


def _routes_layer(
    routes: Sequence[RouteView], shapes: Mapping[str, Shape], catalog: Catalog, language: str
) -> Layer:
    return Layer(
        "routes",
        "Routes",
        "LineString",
        ROUTE_COLUMNS,
        tuple(route_row(each, catalog, language=language) for each in routes),
        tuple(shapes[each.id] for each in routes),
    )


def sites_layer(sites: Iterable[Site], catalog: Catalog, *, language: str = "en") -> Layer:
    """Return those of some sites that have a known place as a layer."""
    located = [each for each in sites if each.located]
    return Layer(
        "sites",
        "Sites",
        "Point",
        SITE_COLUMNS,
        tuple(site_row(each, catalog, language=language) for each in located),
        tuple(site_shape(each) for each in located),
    )


def points_layer(name: str, title: str, points: Iterable[tuple[float, float, Row]]) -> Layer:
    """Return points as a layer: longitude, latitude and values of each, all with the same names."""
    import numpy as np

    found = list(points)
    rows = tuple(row for _, _, row in found)
    columns = tuple(Column(each, _kind(rows, each), "") for each in (rows[0] if rows else ()))
    shapes = (Shape(np.array([[lon, lat]]), np.ones(1, dtype=bool)) for lon, lat, _ in found)
    return Layer(name, title, "Point", columns, rows, tuple(shapes))


def _measured_layer(
    routes: Iterable[RouteView], shapes: Mapping[str, Shape], catalog: Catalog
) -> Layer:
    """Return each route once a kilometre system, as far as the system goes."""
    rows: list[Row] = []
    found: list[Shape] = []
    for view in routes:
        drawn = shapes[view.id]
        ours = f"{view.title}, kilometres along our line"
        rows.append(_measured_row(view, "geometric", ours, None, drawn))
        found.append(drawn)
        sources = {point.measure: point.source for point in catalog.measures_of(view.id)}
        for name, measure in view.measures.items():
            shape = _measured(view, name, drawn)
            rows.append(_measured_row(view, name, measure.title, sources[name], shape))
            found.append(shape)
    return Layer(
        "measured_lines",
        "Routes with their kilometres",
        "LineString",
        MEASURED_COLUMNS,
        tuple(rows),
        tuple(found),
    )


def _measured_row(view: RouteView, name: str, title: str, source: str | None, shape: Shape) -> Row:
    return {
        "id": f"{view.id}--{name}".lower(),
        "route": view.id,
        "measure": name,
        "title": title,
        "from_km": round(float(shape.coordinates[0, 2]), 6),
        "to_km": round(float(shape.coordinates[-1, 2]), 6),
        "source_id": source,
        "licence": LICENCE,
    }


def _measured(view: RouteView, name: str, shape: Shape) -> Shape:
    """Return the stretch of a drawn route that an official system covers, with its kilometres."""
    import numpy as np

    measure = view.measures[name]
    kilometres = shape.coordinates[:, 2]
    inside = np.array([measure.to_official(float(km)) is not None for km in kilometres])
    first, last = measure.geometric_km[0], measure.geometric_km[-1]
    inner = inside & (kilometres > first + 1e-6) & (kilometres < last - 1e-6)
    ends = [view.interpolate(kp_km=km) for km in (first, last)]
    start, end = ([each.lon, each.lat, km] for each, km in zip(ends, (first, last), strict=True))
    coordinates = np.vstack([start, shape.coordinates[inner], end])
    coordinates[:, 2] = [measure.to_official(float(km)) for km in coordinates[:, 2]]
    original = np.concatenate([[True], shape.original[inner], [True]])
    return Shape(coordinates, original)


def _kp_layer(routes: Iterable[RouteView], choice: Choice) -> Layer:
    rows: list[Row] = []
    found: list[Shape] = []
    for view in routes:
        for point, shape in _kilometre_points(view, choice.kp_every_km):
            rows.append(point)
            found.append(shape)
    return Layer("kp_points", "Kilometre points", "Point", KP_COLUMNS, tuple(rows), tuple(found))


def _kilometre_points(view: RouteView, every_km: float) -> Iterable[tuple[Row, Shape]]:
    import numpy as np

    from caspiangeo import geodesy

    whole = view.measures.get("whole")
    for point in geodesy.kilometre_points(view.geometry, every_m=every_km * 1000, rule=view.rule):
        kp_km = round(point.kp_km, 6)
        azimuth = point.azimuth_deg
        yield (
            {
                "id": f"{view.id}--kp-{kp_km:g}",
                "route": view.id,
                "label": point.label,
                "kp_km": kp_km,
                "official_km": whole.to_official(kp_km) if whole else None,
                "azimuth_deg": None if azimuth is None else round(azimuth, 3),
                "licence": LICENCE,
            },
            Shape(np.array([[point.lon, point.lat]]), np.ones(1, dtype=bool)),
        )


# -- tables ---------------------------------------------------------------------------------------


def _tables(routes: Sequence[RouteView], catalog: Catalog, choice: Choice) -> tuple[Layer, ...]:
    """Return what is published about the routes, and, where all are taken, about all the rest."""
    times = {"as_of": choice.as_of, "known_on": choice.known_on}
    subjects: list[Any] = list(routes)
    if not choice.ids and choice.mode is None:
        subjects += [catalog.corridor(each, **times) for each in catalog.corridors]
        subjects += [catalog.service(each, **times) for each in catalog.services]
    claims = _table("claims", "Published figures", [c for s in subjects for c in s.claims()])
    statuses = _table("statuses", "What was when", [c for s in subjects for c in s.statuses])
    flows = _table("flows", "Volumes", [c for s in subjects for c in s.flows])
    cited = {row.get("source") for each in (claims, statuses, flows) for row in each.rows}
    cited |= {each.source for each in chosen_sites(catalog, choice)}
    sources = [source for source in catalog.sources.values() if source.id in cited]
    return claims, statuses, flows, _table("sources", "Sources", sources)


def _table(name: str, title: str, records: Sequence[Any]) -> Layer:
    """Return frozen records as a table, one column a field."""
    rows: tuple[Row, ...] = tuple(
        {each.name: _plain(getattr(record, each.name)) for each in fields(record)}
        for record in records
    )
    columns = tuple(Column(each, _kind(rows, each), "") for each in (rows[0] if rows else ()))
    return Layer(name, title, None, columns, rows)


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind(rows: Iterable[Row], name: str) -> Kind:
    values = [row[name] for row in rows if row[name] is not None]
    if values and all(isinstance(each, bool) for each in values):
        return "flag"
    numbers = values and all(isinstance(each, int | float) for each in values)
    return "real" if numbers else "text"


def _narrowed(layer: Layer, columns: Collection[str]) -> Layer:
    """Keep the id and the columns that were asked for; tables keep all of theirs."""
    if not columns or layer.geometry is None:
        return layer
    kept = tuple(each for each in layer.columns if each.name == "id" or each.name in columns)
    rows = tuple({each.name: row[each.name] for each in kept} for row in layer.rows)
    return Layer(layer.name, layer.title, layer.geometry, kept, rows, layer.shapes)
