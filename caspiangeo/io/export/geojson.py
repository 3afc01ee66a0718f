"""The data set as strict GeoJSON (RFC 7946) that any GIS opens: one geometry type a file.

Longitude before latitude on WGS 84, no `crs` member, a bounding box, the id both as `Feature.id`
and as a property, flat properties that differ in their first ten letters, fixed decimals, the same
bytes for the same input. What the file is and whom to credit stands in its member ``caspiangeo``.
GeoJSON has no room for the kilometres along a line (M) nor for tables: other formats have.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from caspiangeo.catalog import Catalog, RouteView
from caspiangeo.errors import OutOfRangeError
from caspiangeo.io.export import simplestyle
from caspiangeo.io.files import write_bytes
from caspiangeo.io.layers import (
    About,
    Layer,
    Row,
    Shape,
    about_of,
    points_layer,
    routes_layer,
    sites_layer,
)
from caspiangeo.io.rfc7946.antimeridian import Bounds, cut_at_antimeridian
from caspiangeo.io.rfc7946.digits import PRECISION
from caspiangeo.io.rfc7946.geojson_writer import FeatureWriter, box_text
from caspiangeo.io.rfc7946.runs import runs_of
from caspiangeo.model import Site, Viewpoint


@dataclass(frozen=True, slots=True)
class Profile:
    """For whom a file is written.

    Parameters
    ----------
    name, title
        What it is called, and what it is.
    layers
        Which layers are written.
    columns
        Which columns are kept; all where empty.
    precision
        Decimals of a degree, unless others are asked for.
    marked
        Whether lines have a box each and tell their original vertices.
    styled
        Whether lines are thinned and coloured for a web page.
    """

    name: str
    title: str
    layers: tuple[str, ...]
    columns: frozenset[str] = frozenset()
    precision: int = PRECISION
    marked: bool = False
    styled: bool = False


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Profile(
                "full",
                "every column, original vertices told",
                ("routes", "sites", "kp_points"),
                marked=True,
            ),
            Profile(
                "gis",
                "the columns that most need",
                ("routes", "sites", "kp_points"),
                frozenset(
                    (
                        "id", "title", "mode", "commodity", "from_site", "to_site", "status",
                        "since", "as_of", "published_km", "computed_km", "low_km", "high_km",
                        "geometry_quality", "role", "country", "accuracy_m", "route", "label",
                        "kp_km", "official_km", "source_title", "source_url", "source_date",
                        "licence",
                    )
                ),
            ),
            Profile(
                "web",
                "small and coloured, lines thinned",
                ("routes", "sites"),
                precision=simplestyle.PRECISION,
                styled=True,
            ),
        )
    }
)  # fmt: skip
#: The layers of the one file that holds more than one geometry type.
_MIXED = ("routes", "sites")


def write(
    layers: Mapping[str, Layer],
    target: Path,
    *,
    about: About,
    profile: str = "full",
    precision: int | None = None,
) -> list[Path]:
    """Write each layer as a file of its own, and routes and sites as one file together.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written, nor tables, nor lines for their M.
    target
        The folder to write into; it must exist.
    about
        What the files say of themselves.
    profile
        A key of `PROFILES`.
    precision
        Decimals of a degree; by default those of the profile.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    OutOfRangeError
        If there is no such profile, or there are no such decimals.
    FileError
        If a file cannot be written.
    """
    chosen = _profile(profile)
    wanted = {name: layers[name] for name in chosen.layers if name in layers and layers[name].rows}
    files = {name: [layer] for name, layer in wanted.items()}
    if all(name in wanted for name in _MIXED):
        files["mixed"] = [wanted[name] for name in _MIXED]
    return [
        write_bytes(target / f"{name}.geojson", _text(part, about, chosen, precision))
        for name, part in files.items()
    ]


def text(
    layers: Iterable[Layer],
    *,
    about: About,
    profile: str = "full",
    precision: int | None = None,
) -> str:
    """Return layers as the text of one FeatureCollection; parameters and errors as `write`.

    Examples
    --------
    >>> from caspiangeo.catalog import default_catalog
    >>> from caspiangeo.io.layers import about_of, sites_layer
    >>> catalog = default_catalog()
    >>> sites = sites_layer([catalog.site("aktau-port")], catalog)
    >>> found = json.loads(text([sites], about=about_of(catalog)))
    >>> found["features"][0]["id"], found["caspiangeo"]["licence"]
    ('aktau-port', 'CC-BY-4.0')
    >>> text([], about=about_of(catalog), profile="paper")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: no profile 'paper'; use one of full, gis, web
    """
    return _text(list(layers), about, _profile(profile), precision).decode("utf-8")


def routes_text(
    routes: Iterable[RouteView], catalog: Catalog, viewpoint: Viewpoint | None = None
) -> str:
    """Return some routes as one FeatureCollection."""
    layer = routes_layer(list(routes), catalog)
    return text([layer], about=about_of(catalog, viewpoint))


def sites_text(sites: Iterable[Site], catalog: Catalog, viewpoint: Viewpoint | None = None) -> str:
    """Return those of some sites that have a known place as one FeatureCollection."""
    return text([sites_layer(sites, catalog)], about=about_of(catalog, viewpoint))


def points_text(points: Iterable[tuple[float, float, Row]], catalog: Catalog) -> str:
    """Return any points, such as kilometre points, as one FeatureCollection.

    Parameters
    ----------
    points
        Longitude and latitude in degrees, and the properties of each, an ``id`` among them.
    catalog
        The data set that they come from.
    """
    return text([points_layer("points", "Points", points)], about=about_of(catalog))


def geometries_of(layer: Layer) -> NDArray[Any]:
    """Return the geometries of a layer, in lon, lat alone, as an array of shapely objects."""
    make = shapely.Point if layer.geometry == "Point" else shapely.LineString
    found = np.empty(len(layer.shapes), dtype=object)
    for row, shape in enumerate(layer.shapes):
        found[row] = make(np.squeeze(shape.coordinates[:, :2]))
    return found


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise OutOfRangeError(f"no profile {name!r}; use one of {', '.join(PROFILES)}")
    return PROFILES[name]


def _text(layers: list[Layer], about: About, profile: Profile, precision: int | None) -> bytes:
    decimals = profile.precision if precision is None else precision
    file = io.BytesIO()
    head = f'"caspiangeo":{_compact(_said(layers, about, profile, decimals))}'
    writer = FeatureWriter(file, head=head, precision=decimals)
    for layer in layers:
        shown = simplestyle.styled(layer) if profile.styled else layer
        columns = {
            each.name: [row[each.name] for row in shown.rows]
            for each in shown.columns
            if not profile.columns or each.name in profile.columns
        }
        geometries, members = geometries_of(shown), None
        if profile.marked and layer.geometry == "LineString":
            pairs = zip(geometries, shown.shapes, strict=True)
            members = [_marks(line, shape, decimals) for line, shape in pairs]
        writer.add(geometries, columns=columns, members=members)
    writer.close()
    return file.getvalue()


def _said(layers: list[Layer], about: About, profile: Profile, precision: int) -> dict[str, object]:
    lines = any(each.geometry == "LineString" for each in layers)
    tolerance_m = about.tolerance_m if lines else None
    if profile.styled and tolerance_m is not None:
        tolerance_m += simplestyle.THINNING_M
    return {
        "schema_version": about.schema_version,
        "data_version": about.data_version,
        "layers": [each.name for each in layers],
        "profile": profile.name,
        "precision": precision,
        "tolerance_m": tolerance_m,
        "as_of": about.as_of,
        "known_on": about.known_on,
        "licence": about.licence,
        "credits": about.credits,
    }


def _marks(line: BaseGeometry, shape: Shape, precision: int) -> str:
    """Return the box of a line and, if it is not cut, which of its vertices are original ones."""
    cut = cut_at_antimeridian(line)
    runs, bounds = runs_of([cut]), Bounds()
    bounds.add(runs.coords, runs.starts)
    box = f'"bbox":{box_text(bounds, precision=precision)}'
    original = _compact(np.flatnonzero(shape.original).tolist())
    return box if cut is not line else f'{box},"vertex_index":{original}'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
