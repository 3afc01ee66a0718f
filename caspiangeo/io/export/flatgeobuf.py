"""The data set as FlatGeobuf: one indexed file a layer, which clients read in parts over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from caspiangeo.io.export.gdal_layers import write_layer
from caspiangeo.io.export.statement import facts, layer_statement
from caspiangeo.io.export.vertices import rounded
from caspiangeo.io.layers import About, Layer


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write each layer as a file of its own; lines have M, tables are left out.

    The spatial index puts rows into an order of its own.

    Parameters
    ----------
    layers
        Layers by name; empty ones are not written.
    target
        The folder to write into; it must exist.
    about
        What the files say of themselves.
    precision
        Decimals of a degree; 7 by default.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    OutOfRangeError
        If there are no such decimals.
    DataError
        If a file cannot be written.
    """
    wanted = [each for each in layers.values() if each.geometry and each.rows]
    paths = []
    for layer in wanted:
        paths.append(target / f"{layer.name}.fgb")
        write_layer(
            rounded(layer, precision=precision),
            paths[-1],
            driver="FlatGeobuf",
            about=about,
            layer_options={"TITLE": layer.title, "DESCRIPTION": layer_statement(layer, about)},
            layer_metadata=facts(about),
        )
    return paths
