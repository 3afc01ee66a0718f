"""The data set as GeoParquet 1.1: one file a layer, tables as plain Parquet.

Geometries are WKB with a box each, by which readers skip what lies elsewhere. The standard knows no
M, so that lines are flat and their kilometres stand in the list column `m_km`, one a vertex.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caspiangeo.errors import FileError
from caspiangeo.io.arrow import pyarrow
from caspiangeo.io.export.gdal_layers import CRS, columns_of
from caspiangeo.io.export.statement import facts
from caspiangeo.io.export.vertices import boxes_of, rounded, wkb_of
from caspiangeo.io.layers import About, Layer

if TYPE_CHECKING:
    import pyarrow as pa

_EDGES = ("xmin", "ymin", "xmax", "ymax")


def write(
    layers: Mapping[str, Layer], target: Path, *, about: About, precision: int | None = None
) -> list[Path]:
    """Write each layer and each table as a file of its own.

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
    MissingExtraError
        If pyarrow is not installed.
    OutOfRangeError
        If there are no such decimals.
    FileError
        If a file cannot be written.
    """
    pyarrow()  # says which extra is missing
    from pyarrow import parquet

    paths = []
    for layer in layers.values():
        if layer.rows:
            paths.append(target / f"{layer.name}.parquet")
            table = _table(rounded(layer, precision=precision), about)
            try:
                # Coordinates hardly repeat: looking for repetitions is half the time of writing.
                texts = [each.name for each in layer.columns if each.kind == "text"]
                parquet.write_table(table, paths[-1], compression="zstd", use_dictionary=texts)
            except OSError as error:
                raise FileError(f"cannot write {paths[-1]}: {error.strerror}") from error
    return paths


def _table(layer: Layer, about: About) -> pa.Table:
    arrow = pyarrow()
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "real": arrow.float64(),
        "flag": arrow.bool_(),
    }
    values, missing = columns_of(layer)
    arrays = [
        arrow.array(each, kinds[column.kind], mask=mask, from_pandas=True)
        for each, mask, column in zip(values, missing, layer.columns, strict=True)
    ]
    fields = [
        arrow.field(
            each.name, kinds[each.kind], metadata={"title": each.title} if each.title else {}
        )
        for each in layer.columns
    ]
    said = {"caspiangeo": _compact({"layer": layer.name, "title": layer.title, **facts(about)})}
    if layer.geometry:
        for name, array in _spatial(layer).items():
            arrays.append(array)
            fields.append(arrow.field(name, array.type))
        said["geo"] = _compact(_geo(layer))
    return arrow.table(arrays, schema=arrow.schema(fields, metadata=said))


def _spatial(layer: Layer) -> dict[str, Any]:
    arrow = pyarrow()
    boxes = boxes_of(layer)
    found = {}
    if layer.geometry == "LineString":
        kilometres = [each.coordinates[:, 2].tolist() for each in layer.shapes]
        found["m_km"] = arrow.array(kilometres, arrow.list_(arrow.float64()))
    found["bbox"] = arrow.StructArray.from_arrays(
        [arrow.array(boxes[:, each]) for each in range(4)], names=list(_EDGES)
    )
    found["geometry"] = arrow.array(wkb_of(layer, m=False), arrow.binary())
    return found


def _geo(layer: Layer) -> dict[str, object]:
    """Return what GeoParquet says of a file."""
    import pyproj

    boxes = boxes_of(layer)
    geometry = {
        "encoding": "WKB",
        "geometry_types": [layer.geometry],
        "crs": pyproj.CRS(CRS).to_json_dict(),
        "edges": "planar",
        "bbox": [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()],
        "covering": {"bbox": {each: ["bbox", each] for each in _EDGES}},
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
