"""Layers for web pages: few columns, thinned lines, and the colours of our maps.

The colours go by simplestyle, the names that geojson.io, GitHub and Mapbox read. It knows no
dashes, so a line that our maps draw broken is drawn half transparent: it does not stand yet.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from caspiangeo.io.layers import Column, Layer, Row, Shape
from caspiangeo.style import CASINGS, LIGHT, MODES, STROKES

#: What a thinned line may lie away from the full one.
THINNING_M: Final = 200.0
#: Five decimals of a degree are about a metre.
PRECISION: Final = 5

_METRES_PER_DEGREE = 111_700  # of latitude at the poles, where it is longest
_PLANNED_OPACITY = 0.5

_DESCRIPTION = Column("description", "text", "What it is and who says so, in a sentence or two")
ROUTE_STYLE: Final = (
    _DESCRIPTION,
    Column("stroke", "text", "Colour of the line"),
    Column("stroke-width", "real", "Width of the line, pixels"),
    Column("stroke-opacity", "real", "1, or less for what is planned"),
)
SITE_STYLE: Final = (
    _DESCRIPTION,
    Column("marker-color", "text", "Colour of the marker"),
    Column("marker-size", "text", "Size of the marker: small, medium or large"),
)
_KEPT = (
    "id", "title", "mode", "status", "published_km", "computed_km", "geometry_quality",
    "role", "country", "accuracy_m", "source_url", "licence",
)  # fmt: skip


def styled(layer: Layer) -> Layer:
    """Return a layer of routes or sites as a web page wants it.

    Examples
    --------
    >>> from caspiangeo.catalog import default_catalog
    >>> from caspiangeo.io.layers import sites_layer
    >>> catalog = default_catalog()
    >>> row = styled(sites_layer([catalog.site("aktau-port")], catalog)).rows[0]
    >>> row["description"]
    'Port, KZ. The point is good to 1,200 m: GeoNames port features, ...'
    >>> row["marker-color"]
    '#1b2329'
    """
    lines = layer.geometry == "LineString"
    columns = tuple(each for each in layer.columns if each.name in _KEPT)
    style = _route_style if lines else _site_style
    rows = tuple({each.name: row[each.name] for each in columns} | style(row) for row in layer.rows)
    shapes = tuple(_thinned(each) for each in layer.shapes) if lines else layer.shapes
    columns += ROUTE_STYLE if lines else SITE_STYLE
    return Layer(layer.name, layer.title, layer.geometry, columns, rows, shapes)


def _route_style(row: Row) -> Row:
    stroke = STROKES[str(row.get("status") or "unknown")]
    colour = MODES[str(row["mode"])].light if row.get("mode") in MODES else LIGHT.text
    return {
        "description": _route_text(row),
        "stroke": LIGHT.muted if stroke.muted else colour,
        "stroke-width": stroke.width_px,
        "stroke-opacity": _PLANNED_OPACITY if stroke.dash_px else 1.0,
    }


def _site_style(row: Row) -> Row:
    return {
        "description": _site_text(row),
        "marker-color": LIGHT.text,
        "marker-size": "small",
    }


def _route_text(row: Row) -> str:
    what = MODES[str(row["mode"])].title if row.get("mode") in MODES else "Route"
    since = f" since {row['since']}" if row.get("since") else ""
    said = f"{what}, {STROKES[str(row.get('status') or 'unknown')].title}{since}."
    if row.get("published_km") is not None:
        said += f" Published length {row['published_km']:,g} km"
        said += f": {row['source_title']}." if row.get("source_title") else "."
    if row.get("computed_km") is not None and row.get("geometry_quality"):
        course = CASINGS[str(row["geometry_quality"])].title
        said += f" Our line ({course}): {row['computed_km']:,.1f} km."
    return said


def _site_text(row: Row) -> str:
    said = str(row.get("role") or "site").replace("-", " ").capitalize()
    said += f", {row['country']}." if row.get("country") else "."
    if row.get("accuracy_m") is not None:
        said += f" The point is good to {row['accuracy_m']:,g} m"
        said += f": {row['source_title']}." if row.get("source_title") else "."
    return said


def _thinned(shape: Shape) -> Shape:
    """Leave out vertices without which the line in degrees lies less than `THINNING_M` away."""
    lon, lat = shape.coordinates[:, 0], shape.coordinates[:, 1]
    # A degree of longitude is longest where the line is nearest to the equator.
    widest = np.cos(np.radians(np.abs(lat).min()))
    number = np.arange(len(lon), dtype=float)  # rides along as a height
    scaled = shapely.LineString(np.column_stack([lon * widest, lat, number]))
    tolerance = THINNING_M / _METRES_PER_DEGREE
    simple = shapely.simplify(scaled, tolerance, preserve_topology=False)
    kept = shapely.get_coordinates(simple, include_z=True)[:, 2].astype(np.intp)
    return Shape(shape.coordinates[kept], shape.original[kept])
