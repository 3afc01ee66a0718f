"""Vertices of layers in the forms that formats want: rounded, as well-known binary or text, boxes.

Every format rounds alike, so that the same place has the same digits in each of them, whichever
kernel measured the kilometres.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from caspiangeo.io.layers import Layer, Shape
from caspiangeo.io.rfc7946.digits import PRECISION, check_decimals

#: Decimals of M: a millimetre, since M counts kilometres.
M_DECIMALS: Final = 6

# ISO/IEC 13249-3: 2 for a LineString, 2000 more for M.
_POINT, _LINE, _LINE_M = 1, 2, 2002


def rounded(layer: Layer, *, precision: int | None = None) -> Layer:
    """Return a layer whose coordinates have so many decimals of a degree, and M a millimetre.

    Parameters
    ----------
    layer
        A layer, or a table, which stays as it is.
    precision
        Decimals of a degree, 1 to 15; 7 by default.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.

    Examples
    --------
    >>> shape = Shape(np.array([[51.123456789, 43.5, 12.3456789]]), np.ones(1, dtype=bool))
    >>> layer = Layer("routes", "Routes", "LineString", (), ({},), (shape,))
    >>> rounded(layer, precision=3).shapes[0].coordinates.tolist()
    [[51.123, 43.5, 12.345679]]
    >>> rounded(layer, precision=0)
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: 0 decimals; use 1 to 15: seven of a degree are a centimetre
    """
    decimals = PRECISION if precision is None else precision
    check_decimals(decimals)
    shapes = tuple(replace(each, coordinates=_rounded(each, decimals)) for each in layer.shapes)
    return replace(layer, shapes=shapes)


def _rounded(shape: Shape, decimals: int) -> NDArray[np.float64]:
    # Zero added makes -0.0 the 0.0 that it is.
    places = np.round(shape.coordinates[:, :2], decimals) + 0.0
    return np.column_stack([places, np.round(shape.coordinates[:, 2:], M_DECIMALS)])


def wkb_of(layer: Layer, *, m: bool) -> NDArray[Any]:
    """Return the geometries of a layer as well-known binary, lines with M or without.

    Parameters
    ----------
    layer
        A layer of points or lines.
    m
        Whether lines keep M; points have none.

    Returns
    -------
    numpy.ndarray of object
        Shape (n,): bytes, ISO little-endian.

    Examples
    --------
    >>> line = Shape(np.array([[50.0, 40, 0], [51, 41, 139.9]]), np.ones(2, dtype=bool))
    >>> layer = Layer("routes", "Routes", "LineString", (), ({},), (line,))
    >>> [wkb_of(layer, m=m)[0][:9].hex() for m in (True, False)]
    ['01d207000002000000', '010200000002000000']
    """
    found = np.empty(len(layer.shapes), dtype=object)
    for row, shape in enumerate(layer.shapes):
        if layer.geometry == "Point":
            head, width = struct.pack("<BI", 1, _POINT), 2
        else:
            kind, width = (_LINE_M, 3) if m else (_LINE, 2)
            head = struct.pack("<BII", 1, kind, len(shape.coordinates))
        found[row] = head + shape.coordinates[:, :width].astype("<f8").tobytes()
    return found


def wkt_of(layer: Layer, *, precision: int | None = None, m: bool = False) -> list[str]:
    """Return the geometries of a layer as well-known text, lines with M or without.

    Parameters
    ----------
    layer
        A layer of points or lines.
    precision
        Decimals of a degree; 7 by default.
    m
        Whether lines keep M.

    Examples
    --------
    >>> line = Shape(np.array([[50.0, 40.5, 0], [51, 41, 139.9]]), np.ones(2, dtype=bool))
    >>> wkt_of(Layer("routes", "Routes", "LineString", (), ({},), (line,)), m=True)
    ['LINESTRING M (50 40.5 0, 51 41 139.9)']
    """
    decimals = PRECISION if precision is None else precision
    with_m = m and layer.geometry == "LineString"
    word = "LINESTRING M" if with_m else str(layer.geometry).upper()
    return [
        f"{word} ({', '.join(position_texts(shape, decimals=decimals, m=with_m, between=' '))})"
        for shape in layer.shapes
    ]


def position_texts(shape: Shape, *, decimals: int, m: bool = False, between: str) -> list[str]:
    """Return the positions of a geometry as text, without superfluous zeros.

    Examples
    --------
    >>> place = Shape(np.array([[51.25, -0.00001]]), np.ones(1, dtype=bool))
    >>> [position_texts(place, decimals=each, between=",") for each in (7, 2)]
    [['51.25,-0.00001'], ['51.25,0']]
    """
    kinds = (decimals, decimals, M_DECIMALS) if m else (decimals, decimals)
    return [
        between.join(_number(value, kind) for value, kind in zip(row, kinds, strict=False))
        for row in shape.coordinates.tolist()
    ]


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def boxes_of(layer: Layer) -> NDArray[np.float64]:
    """Return the box of each geometry: west, south, east, north in degrees, shape (n, 4)."""
    found = [
        np.concatenate([each.coordinates[:, :2].min(axis=0), each.coordinates[:, :2].max(axis=0)])
        for each in layer.shapes
    ]
    return np.array(found).reshape(-1, 4)
