"""How QGIS is to draw our layers: the colours, strokes, casings and glyphs of our maps as its QML.

Sizes are in points, so that a print looks like the screen. A symbol of QGIS is a stack of simple
lines and markers; the glyphs of modes and the shapes of sites are our own outlines, as small SVG
images within the style.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from caspiangeo.io.layers import Layer, Row
from caspiangeo.style import CASINGS, LIGHT, MODES, SHAPES, SITE_SHAPES, STROKES, Stroke

#: Columns by which lines are told apart, in the order of their words in the legend.
_LINE_KEYS: Final = ("mode", "status", "geometry_quality")
_GEOMETRY_TYPES = {"Point": "0", "LineString": "1"}
_POINTS_PER_PIXEL = 0.75
#: Kilometre points are named where the map is at least so large: 1 to this number.
_KP_LABEL_SCALE = 1_500_000
_GLYPH_EVERY_PX = 230
_MARK_EVERY_PX = 60

# The signs of webmap's lines, in a box of 16 by 16.
_MARKS = {
    "cross": "M3 3 13 13M13 3 3 13",
    "bar": "M8 1V15",
    "query": "M5 4.5a3 3 0 1 1 4.2 2.7q-1.4.7-1.4 2.2m0 3.4v.4",
}


def qml_of(layer: Layer) -> str | None:
    """Return the style of a layer for QGIS; None for a table.

    Examples
    --------
    >>> row = {"id": "a", "mode": "sea", "status": "operating"}
    >>> text = qml_of(Layer("routes", "Routes", "LineString", (), (row,)))
    >>> 'label="Sea lane or ferry, operating"' in text, 'value="11,92,173,255"' in text
    (True, True)
    >>> qml_of(Layer("claims", "Claims", None, (), ())) is None
    True
    """
    draw = {
        "routes": _routes,
        "measured_lines": _measured_lines,
        "sites": _sites,
        "kp_points": _kilometre_points,
    }.get(layer.name)
    if draw is None or layer.geometry is None:
        return None
    root = Element("qgis", version="3.22", styleCategories="Symbology|Labeling")
    draw(root, layer)
    SubElement(root, "blendMode").text = "0"
    SubElement(root, "featureBlendMode").text = "0"
    SubElement(root, "layerGeometryType").text = _GEOMETRY_TYPES[layer.geometry]
    ElementTree.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ElementTree.tostring(root, encoding="unicode") + "\n"


# -- lines ----------------------------------------------------------------------------------------


def _routes(root: Element, layer: Layer) -> None:
    keys = [each for each in _LINE_KEYS if layer.rows and each in layer.rows[0]]
    kinds = _kinds(layer, keys)
    told_by = " || ', ' || ".join(f"coalesce(\"{each}\", '')" for each in keys) or "''"
    titles = [(", ".join(each.values()), _line_title(each)) for each in kinds]
    symbols = _categories(root, told_by, titles)
    for number, kind in enumerate(kinds):
        _line(_symbol(symbols, "line", str(number)), kind)
    _label(root, _name(layer, "title"), line=True, size=9, priority=8)


def _kinds(layer: Layer, keys: Sequence[str]) -> list[dict[str, str]]:
    """Return the kinds of lines that a layer has, in the order of a legend."""
    orders = {"mode": list(MODES), "status": list(STROKES), "geometry_quality": list(CASINGS)}
    found = {tuple(str(row[key] or "") for key in keys) for row in layer.rows}

    def place(kind: tuple[str, ...]) -> list[int]:
        pairs = zip(kind, (orders[key] for key in keys), strict=True)
        return [order.index(each) if each in order else len(order) for each, order in pairs]

    return [dict(zip(keys, each, strict=True)) for each in sorted(found, key=place)]


def _line_title(kind: Mapping[str, str]) -> str:
    titles = {
        "mode": {key: each.title for key, each in MODES.items()},
        "status": {key: each.title for key, each in STROKES.items()},
        "geometry_quality": {key: each.title for key, each in CASINGS.items()},
    }
    said = [titles[key].get(value, value) for key, value in kind.items()]
    return ", ".join(each for each in said if each) or "Route"


def _line(symbol: Element, kind: Mapping[str, str]) -> None:
    """Draw a route as our maps do, the lowest layer first."""
    mode = MODES.get(kind.get("mode", ""))
    stroke = STROKES.get(kind.get("status", ""), STROKES["unknown"])
    casing = CASINGS.get(kind.get("geometry_quality", ""))
    ink = LIGHT.muted if stroke.muted or mode is None else mode.light
    if casing and casing.halo_px:
        _hatch(symbol, casing.halo_px, f"{LIGHT.doubt}90", every_px=5, width_px=1.3, angle=45)
    if casing and casing.casing_px:
        _simple(symbol, stroke.width_px + 2 * casing.casing_px, LIGHT.casing)
    if mode and mode.ties and not stroke.mark:
        _hatch(symbol, stroke.width_px + 5, ink, every_px=10, width_px=1.4, angle=90)
    _simple(symbol, stroke.width_px, ink, dash_px=stroke.dash_px, cap=stroke.cap)
    if stroke.core_px:
        _simple(symbol, stroke.core_px, LIGHT.casing, dash_px=stroke.core_dash_px)
    if stroke.mark:
        _along(symbol, _mark_svg(stroke, ink), size_px=9, every_px=_MARK_EVERY_PX, rotated=True)
    if mode:
        disc = _glyph_svg(mode.outline, ink)
        _along(symbol, disc, size_px=16, every_px=_GLYPH_EVERY_PX, rotated=False)


def _measured_lines(root: Element, layer: Layer) -> None:
    del layer  # these lines serve to count along, and lie upon those of the routes
    symbols = _single(root)
    _simple(_symbol(symbols, "line", "0"), 0.8, LIGHT.quiet_text, dash_px=(1, 3))


def _glyph_svg(outline: str, ink: str) -> str:
    return (
        f'<circle cx="8" cy="8" r="7.4" fill="{ink}" stroke="{LIGHT.casing}" stroke-width="1.2"/>'
        f'<path d="{outline}" transform="translate(8 8) scale(.62) translate(-8 -8)" '
        f'fill="{LIGHT.casing}" fill-rule="evenodd"/>'
    )


def _mark_svg(stroke: Stroke, ink: str) -> str:
    outline = _MARKS[str(stroke.mark)]
    return f'<path d="{outline}" fill="none" stroke="{ink}" stroke-width="2.4"/>'


# -- points ---------------------------------------------------------------------------------------


def _sites(root: Element, layer: Layer) -> None:
    used = {str(row.get("role") or "") for row in layer.rows}
    roles = [each for each in SITE_SHAPES if each in used]
    roles += sorted(used - set(roles))
    titles = [each.replace("-", " ").capitalize() or "Site" for each in roles]
    key = '"role"' if _has(layer, "role") else "''"
    symbols = _categories(root, key, zip(roles, titles, strict=True))
    for number, role in enumerate(roles):
        outline = SHAPES[SITE_SHAPES.get(role, "dot")]
        symbol = _symbol(symbols, "marker", str(number))
        _marker(symbol, _site_svg(outline), size_px=13)
    _label(root, _name(layer, "title"), line=False, size=8, priority=6)


def _site_svg(outline: str) -> str:
    return (
        f'<path d="{outline}" fill="{LIGHT.raised}" stroke="{LIGHT.text}" stroke-width="2" '
        'stroke-linejoin="round"/>'
    )


def _kilometre_points(root: Element, layer: Layer) -> None:
    symbol = _symbol(_single(root), "marker", "0")
    turned = {"angle": '"azimuth_deg" + 90'} if _has(layer, "azimuth_deg") else {}
    _marker(symbol, _tick_svg(), size_px=9, defined=turned)
    name = _name(layer, "label")
    _label(root, name, line=False, size=7, priority=2, smallest_scale=_KP_LABEL_SCALE)


def _tick_svg() -> str:
    return (
        f'<path d="M8 1V15" stroke="{LIGHT.casing}" stroke-width="6"/>'
        f'<path d="M8 1V15" stroke="{LIGHT.text}" stroke-width="2.6"/>'
    )


# -- the parts of a QML file ----------------------------------------------------------------------


def _categories(root: Element, expression: str, kinds: Iterable[tuple[str, str]]) -> Element:
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol", attr=expression)
    categories = SubElement(renderer, "categories")
    for number, (value, title) in enumerate(kinds):
        one = {"symbol": str(number), "value": value, "label": title, "render": "true"}
        SubElement(categories, "category", one)
    return SubElement(renderer, "symbols")


def _single(root: Element) -> Element:
    return SubElement(SubElement(root, "renderer-v2", type="singleSymbol"), "symbols")


def _symbol(symbols: Element, kind: str, name: str) -> Element:
    about = {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1"}
    return SubElement(symbols, "symbol", about)


def _layer(symbol: Element, kind: str, options: Mapping[str, object]) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    listed = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(listed, "Option", {"name": name, "type": "QString", "value": str(value)})
    return layer


def _simple(
    symbol: Element,
    width_px: float,
    colour: str,
    *,
    dash_px: Sequence[float] = (),
    cap: str = "round",
) -> None:
    dashes = ";".join(_points(each) for each in dash_px)
    _layer(
        symbol,
        "SimpleLine",
        {
            "line_color": _colour(colour),
            "line_width": _points(width_px),
            "line_width_unit": "Point",
            "line_style": "solid",
            "joinstyle": "round",
            "capstyle": {"butt": "flat"}.get(cap, cap),
            "use_custom_dash": int(bool(dashes)),
            "customdash": dashes or "5;2",
            "customdash_unit": "Point",
        },
    )


def _hatch(
    symbol: Element, length_px: float, colour: str, *, every_px: float, width_px: float, angle: int
) -> None:
    """Draw short strokes across the line."""
    layer = _layer(
        symbol,
        "HashLine",
        {
            "placement": "interval",
            "interval": _points(every_px),
            "interval_unit": "Point",
            "hash_angle": angle - 90,
            "hash_length": _points(length_px),
            "hash_length_unit": "Point",
            "rotate": "1",
        },
    )
    inner = _symbol(layer, "line", f"@{symbol.get('name')}@{_depth(symbol)}")
    _simple(inner, width_px, colour, cap="butt")


def _along(symbol: Element, svg: str, *, size_px: float, every_px: float, rotated: bool) -> None:
    """Repeat a sign along the line."""
    layer = _layer(
        symbol,
        "MarkerLine",
        {
            "placement": "interval",
            "interval": _points(every_px),
            "interval_unit": "Point",
            "offset_along_line": _points(every_px / 2),
            "offset_along_line_unit": "Point",
            "rotate": int(rotated),
        },
    )
    inner = _symbol(layer, "marker", f"@{symbol.get('name')}@{_depth(symbol)}")
    _marker(inner, svg, size_px=size_px)


def _depth(symbol: Element) -> int:
    return len(symbol.findall("layer")) - 1


def _marker(
    symbol: Element, svg: str, *, size_px: float, defined: Mapping[str, str] | None = None
) -> None:
    image = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{svg}</svg>'
    layer = _layer(
        symbol,
        "SvgMarker",
        {
            "name": "base64:" + base64.b64encode(image.encode()).decode("ascii"),
            "size": _points(size_px),
            "size_unit": "Point",
            "scale_method": "diameter",
        },
    )
    if defined:
        _defined(SubElement(layer, "data_defined_properties"), defined)


def _defined(parent: Element, expressions: Mapping[str, str]) -> None:
    """Let an expression of QGIS give a value, a row at a time."""
    whole = SubElement(parent, "Option", type="Map")
    SubElement(whole, "Option", name="name", type="QString", value="")
    named = SubElement(whole, "Option", name="properties", type="Map")
    for name, expression in expressions.items():
        one = SubElement(named, "Option", name=name, type="Map")
        SubElement(one, "Option", name="active", type="bool", value="true")
        SubElement(one, "Option", name="expression", type="QString", value=expression)
        SubElement(one, "Option", name="type", type="int", value="3")
    SubElement(whole, "Option", name="type", type="QString", value="collection")


def _label(
    root: Element,
    column: str,
    *,
    line: bool,
    size: float,
    priority: int,
    smallest_scale: int | None = None,
) -> None:
    """Name each row by a column, in our lettering: dark, with a halo in the colour of the land."""
    root.set("labelsEnabled", "1")
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    style = SubElement(
        settings,
        "text-style",
        fieldName=column,
        isExpression="0",
        fontSize=f"{size:g}",
        fontSizeUnit="Point",
        fontWeight="63" if line else "50",
        textColor=_colour(LIGHT.text),
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_colour(LIGHT.land),
        bufferJoinStyle="128",
    )
    # Lines: curved, above or below (3). Points: around, as a map maker would (6).
    where = {"placement": "6", "offsetType": "1"}  # from the edge of the symbol
    if line:
        bends = {"maxCurvedCharAngleIn": "25", "maxCurvedCharAngleOut": "-25"}
        where = {"placement": "3", "placementFlags": "10", "overrunDistance": "0"} | bends
    SubElement(settings, "placement", where, dist="0.8", distUnits="MM", priority=str(priority))
    limits = {"scaleVisibility": "1", "scaleMin": "0", "scaleMax": str(smallest_scale)}
    shown = limits if smallest_scale else {}
    SubElement(settings, "rendering", shown, obstacle="1", drawLabels="1")


def _name(layer: Layer, column: str) -> str:
    return column if _has(layer, column) else "id"


def _has(layer: Layer, column: str) -> bool:
    first: Row = layer.rows[0] if layer.rows else {}
    return column in first


def _points(pixels: float) -> str:
    return f"{pixels * _POINTS_PER_PIXEL:.4g}"


def _colour(colour: str) -> str:
    """Return ``#rrggbb``, or ``#rrggbbaa``, as QGIS writes it."""
    whole = colour[1:] + ("ff" if len(colour) == 7 else "")
    return ",".join(str(int(whole[each : each + 2], 16)) for each in (0, 2, 4, 6))
