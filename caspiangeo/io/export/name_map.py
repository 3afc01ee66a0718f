"""Which column is which: full names, the ten letters of a Shapefile, and what each means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from caspiangeo.io.layers import Layer

NAME_MAP: Final = "name-map.csv"

_SHORT = 10


def short_name(name: str) -> str:
    """Return the name of a column in a Shapefile; names differ in their first ten letters.

    Examples
    --------
    >>> short_name("geometry_quality"), short_name("id")
    ('geometry_q', 'id')
    """
    return name[:_SHORT]


def name_map(layers: Iterable[Layer]) -> str:
    """Return a table of the columns of some layers as CSV.

    Examples
    --------
    >>> from caspiangeo.io.layers import Column
    >>> columns = (Column("published_km", "real", "Published length, km"),)
    >>> print(name_map([Layer("routes", "Routes", "LineString", columns, ())]))
    layer,column,shapefile,kind,meaning
    routes,published_km,published_,real,"Published length, km"
    <BLANKLINE>
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("layer", "column", "shapefile", "kind", "meaning"))
    for layer in layers:
        for each in layer.columns:
            short = short_name(each.name) if layer.geometry else ""
            table.writerow((layer.name, each.name, short, each.kind, each.title))
    return text.getvalue()
