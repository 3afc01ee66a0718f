"""The data set as KML, plain or as KMZ: styled by ourselves, a folder a layer and a mode.

KML knows no dashes, so a line that our maps draw broken is half transparent here: it does not stand
yet. Balloons tell the published figure first, then ours, with the source.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from caspiangeo.errors import FileError
from caspiangeo.io.export.archive import write_archive
from caspiangeo.io.export.balloons import balloon, name_of
from caspiangeo.io.export.statement import statement
from caspiangeo.io.export.vertices import position_texts, rounded
from caspiangeo.io.layers import About, Layer, Row, Shape
from caspiangeo.io.rfc7946.digits import PRECISION
from caspiangeo.style import LIGHT, MODES, STROKES

FILE_NAME: Final = "caspiangeo.kml"
ARCHIVE_NAME: Final = "caspiangeo.kmz"

#: Measured lines serve to count along, for which KML has no M.
_LAYERS = ("routes", "sites", "kp_points")
#: Layers that one ticks to see; there are too many points for a first look.
_HIDDEN = ("kp_points",)
_NAMESPACE = "http://www.opengis.net/kml/2.2"
_KINDS = {"text": "string", "integer": "int", "real": "double", "flag": "bool"}
_PLANNED_OPACITY = 0.5
_ICON = "icons/site.png"
_ICON_PIXELS = 32
#: What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write routes, sites and kilometre points as one KML file.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written, nor tables.
    target
        The folder to write into; it must exist.
    about
        What the file says of itself.
    precision
        Decimals of a degree; 7 by default.

    Returns
    -------
    list of pathlib.Path
        The file written; none if there is nothing to write.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.
    FileError
        If the file cannot be written.
    """
    document = document_of(layers, about=about, precision=precision)
    if document is None:
        return []
    path = target / FILE_NAME
    try:
        path.write_bytes(document)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error
    return [path]


def write_kmz(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write the same as KMZ, a zip archive that brings the symbol of the sites; see `write`."""
    document = document_of(layers, about=about, precision=precision, icon=_ICON)
    if document is None:
        return []
    path = target / ARCHIVE_NAME
    try:
        write_archive(path, {"doc.kml": document, _ICON: _disc()}, day=about.data_date)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error
    return [path]


def document_of(
    layers: Mapping[str, Layer],
    *,
    about: About,
    precision: int | None = None,
    icon: str | None = None,
) -> bytes | None:
    """Return layers as a KML document; None if there is nothing to show.

    Parameters
    ----------
    layers, about, precision
        As `write`.
    icon
        Address of the symbol of sites within a KMZ; that of the program by default.
    """
    wanted = [layers[name] for name in _LAYERS if name in layers and layers[name].rows]
    if not wanted:
        return None
    root = Element("kml", xmlns=_NAMESPACE)
    document = SubElement(root, "Document")
    _text(document, "name", f"caspiangeo {about.data_version}")
    _text(document, "open", "1")
    _text(document, "description", statement(about))
    _point_style(document, "site", icon, scale=0.5)
    _point_style(document, "kp", icon, scale=0.25)
    for mode, status in _line_kinds(wanted):
        _line_style(document, mode, status)
    # GDAL finds no schema within an archive, and would lose all columns.
    typed = icon is None
    for layer in wanted if typed else ():
        _schema(document, layer)
    decimals = PRECISION if precision is None else precision
    for layer in wanted:
        shown = rounded(layer, precision=precision)
        _folder(document, shown, decimals=decimals, typed=typed)
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


# -- styles ---------------------------------------------------------------------------------------


def _line_kinds(layers: Iterable[Layer]) -> list[tuple[str, str]]:
    rows = [row for layer in layers if layer.geometry == "LineString" for row in layer.rows]
    return sorted({_line_kind(row) for row in rows})


def _line_kind(row: Row) -> tuple[str, str]:
    return str(row.get("mode") or ""), str(row.get("status") or "unknown")


def _style_id(mode: str, status: str) -> str:
    return f"{mode or 'route'}-{status}"


def _line_style(document: Element, mode: str, status: str) -> None:
    stroke = STROKES.get(status, STROKES["unknown"])
    ink = LIGHT.muted if stroke.muted or mode not in MODES else MODES[mode].light
    style = SubElement(document, "Style", id=_style_id(mode, status))
    line = SubElement(style, "LineStyle")
    opacity = _PLANNED_OPACITY if stroke.dash_px else 1.0
    _text(line, "color", _colour(ink, opacity))
    _text(line, "width", f"{stroke.width_px:g}")
    _balloon_style(style)


def _point_style(document: Element, name: str, icon: str | None, *, scale: float) -> None:
    style = SubElement(document, "Style", id=name)
    symbol = SubElement(style, "IconStyle")
    _text(symbol, "scale", f"{scale:g}")
    if icon is not None:
        _text(SubElement(symbol, "Icon"), "href", icon)
    _text(SubElement(style, "LabelStyle"), "scale", f"{0.5 + scale / 2:g}")
    _balloon_style(style)


def _balloon_style(style: Element) -> None:
    """Show the text alone: a program would add links, and put the name into it unescaped."""
    _text(SubElement(style, "BalloonStyle"), "text", "$[description]")


def _colour(colour: str, opacity: float) -> str:
    """Return ``#rrggbb`` in the order of KML: opacity, blue, green, red.

    Examples
    --------
    >>> _colour("#0B5CAD", 0.5)
    '80ad5c0b'
    """
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(opacity * 255):02x}{blue}{green}{red}".lower()


def _disc() -> bytes:
    """Return the symbol of sites as PNG: a white disc with a dark rim, smooth at its edge."""
    size = _ICON_PIXELS
    at = np.arange(size) + 0.5 - size / 2
    away = np.hypot(at[:, None], at[None, :])
    rim, edge = (np.clip(radius - away, 0, 1) for radius in (size / 2 - 5, size / 2 - 1))
    dark = np.array([int(LIGHT.text[each : each + 2], 16) for each in (1, 3, 5)])
    pixels = np.empty((size, size, 4), dtype=np.uint8)
    pixels[..., :3] = np.round(dark + (255 - dark) * rim[..., None])
    pixels[..., 3] = np.round(255 * edge)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_part(*each) for each in parts)


def _png_part(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


# -- features -------------------------------------------------------------------------------------


def _schema(document: Element, layer: Layer) -> None:
    """Say what the columns of a layer hold, so that GIS programs read numbers as numbers."""
    schema = SubElement(document, "Schema", name=layer.name, id=f"{layer.name}-columns")
    for each in layer.columns:
        field = SubElement(schema, "SimpleField", type=_KINDS[each.kind], name=each.name)
        _text(field, "displayName", each.title or each.name)


def _folder(document: Element, layer: Layer, *, decimals: int, typed: bool) -> None:
    folder = SubElement(document, "Folder")
    _text(folder, "name", layer.title)
    if layer.name in _HIDDEN:
        _text(folder, "visibility", "0")
    by_title: dict[str, list[int]] = {}
    for number, row in enumerate(layer.rows):
        by_title.setdefault(_group(row), []).append(number)
    for title, numbers in by_title.items():
        inner = SubElement(folder, "Folder") if title else folder
        if title:
            _text(inner, "name", title)
        for number in numbers:
            mark = _placemark(inner, layer, layer.rows[number])
            _data(mark, layer, layer.rows[number], typed=typed)
            _geometry(mark, layer, layer.shapes[number], decimals)


def _group(row: Row) -> str:
    """Return in which folder within that of its layer a row stands; GDAL makes each a layer."""
    mode = str(row.get("mode") or "")
    return MODES[mode].title if mode in MODES else mode


def _placemark(parent: Element, layer: Layer, row: Row) -> Element:
    """Begin a row; the order of its parts is that of the standard."""
    mark = SubElement(parent, "Placemark", id=str(row["id"]))
    _text(mark, "name", name_of(row))
    if layer.name in _HIDDEN:
        _text(mark, "visibility", "0")
    _text(mark, "description", balloon(layer, row))
    _text(mark, "styleUrl", f"#{_style(layer, row)}")
    return mark


def _geometry(mark: Element, layer: Layer, shape: Shape, decimals: int) -> None:
    positions = position_texts(shape, decimals=decimals, between=",")
    if layer.geometry == "Point":
        _text(SubElement(mark, "Point"), "coordinates", positions[0])
        return
    line = SubElement(mark, "LineString")
    _text(line, "tessellate", "1")
    _text(line, "coordinates", " ".join(positions))


def _style(layer: Layer, row: Row) -> str:
    if layer.geometry == "LineString":
        return _style_id(*_line_kind(row))
    return "kp" if layer.name == "kp_points" else "site"


def _data(mark: Element, layer: Layer, row: Row, *, typed: bool) -> None:
    """Write the columns of a row: by the schema of their layer, or as texts with names."""
    data = SubElement(mark, "ExtendedData")
    if typed:
        data = SubElement(data, "SchemaData", schemaUrl=f"#{layer.name}-columns")
    for each in layer.columns:
        value = row[each.name]
        if value is not None:
            # GDAL takes the words true and false for 0.
            said = str(int(value)) if isinstance(value, bool) else str(value)
            if typed:
                SubElement(data, "SimpleData", name=each.name).text = _allowed(said)
            else:
                _text(SubElement(data, "Data", name=each.name), "value", said)


def _text(parent: Element, tag: str, value: str) -> None:
    SubElement(parent, tag).text = _allowed(value)


def _allowed(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", value)
