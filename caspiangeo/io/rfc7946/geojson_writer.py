"""Anybody's geometries as a GeoJSON file, at millions of vertices a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from caspiangeo.errors import DataError, FileError, GeometryError
from caspiangeo.io.files import replacing
from caspiangeo.io.rfc7946.antimeridian import Bounds, Joint
from caspiangeo.io.rfc7946.digits import PRECISION, position_texts
from caspiangeo.io.rfc7946.geojson_text import (
    Invalid,
    geometry_texts,
    lines_of,
    member_texts,
    value_texts,
)

#: What stands for longitude, latitude on WGS 84 among the names of coordinate systems.
_LON_LAT: Final = "OGC:CRS84"
#: So many vertices are turned into text at a time.
_BATCH_VERTICES = 1 << 17


def write_geojson(
    path: str | Path,
    geometries: Any,
    *,
    offsets: Any = None,
    columns: Mapping[str, Any] | None = None,
    precision: int = PRECISION,
    joint: Joint = "geodesic",
    invalid: Invalid = "raise",
) -> Path:
    """Write geometries and their properties as strict GeoJSON (RFC 7946), in one step.

    Rings are wound as the standard wants, what crosses the antimeridian is cut there, and the box
    around everything is given. Any order of longitudes is brought into -180..180.

    Parameters
    ----------
    path
        The file to write; it is complete, or what was there before stays.
    geometries
        A GeoDataFrame or GeoSeries in any coordinate system that it names; or, in lon, lat degrees
        on WGS 84, a list or array of shapely geometries, or with `offsets` a coordinate array of
        shape (n, 2) or a pair of arrays lon, lat. Heights of shapely geometries are written, M
        never is.
    offsets
        Shape (k + 1,), as GeoArrow has it: line i has the vertices ``offsets[i]:offsets[i + 1]``.
    columns
        Name to values, one a geometry; after those of a GeoDataFrame. A column ``id`` becomes the
        id of the features as well.
    precision
        Decimals of a degree, 1 to 15.
    joint
        What joins two vertices, and so at which latitude a segment is cut: ``"geodesic"``,
        ``"rhumb"`` or ``"straight"``.
    invalid
        What to do with a geometry that GeoJSON cannot hold (not finite, beyond the poles, a line of
        one vertex, a collection): ``"raise"``, or ``"null"`` to write the feature without one.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    GeometryError
        If a geometry cannot be held, or a frame names no coordinate system.
    DataError
        If a column has another length, or a value that JSON has not.
    OutOfRangeError
        If there are no such decimals.
    FileError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> lines, ids = ([50, 51, 179, -179], [40, 43.123456789, 0, 0]), ["a", "b", "c"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "lines.geojson")
    ...     _ = write_geojson(path, lines, offsets=[0, 2, 2, 4], columns={"id": ids})
    ...     print(path.read_text())
    {"type":"FeatureCollection","features":[
    {"type":"Feature","id":"a","properties":{"id":"a"},"geometry":{"type":"LineString",...}},
    {"type":"Feature","id":"b","properties":{"id":"b"},"geometry":null},
    {"type":"Feature","id":"c","properties":{"id":"c"},"geometry":{"type":"MultiLineString",...}}
    ],"bbox":[50.0,0.0,-179.0,43.1234568]}
    """
    with geojson_file(path, precision=precision, joint=joint, invalid=invalid) as file:
        file.add(geometries, offsets=offsets, columns=columns)
    return Path(path)


@contextmanager
def geojson_file(
    path: str | Path,
    *,
    precision: int = PRECISION,
    joint: Joint = "geodesic",
    invalid: Invalid = "raise",
) -> Iterator[FeatureWriter]:
    """Open a GeoJSON file to add geometries batch by batch, so that memory stays small.

    Parameters and errors are those of `write_geojson`; the file appears once all went well.

    Yields
    ------
    FeatureWriter
        Its method `add` takes what `write_geojson` takes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "points.geojson")
    ...     with geojson_file(path, precision=2) as file:
    ...         file.add([shapely.Point(51.154, 43.6)], columns={"km": [0]})
    ...         file.add([shapely.Point(49.9, 40.4)], columns={"km": [1.5]})
    ...     print(path.read_text())
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"km":0},"geometry":{"type":"Point","coordinates":[51.15,43.6]}},
    {"type":"Feature","properties":{"km":1.5},"geometry":{"type":"Point","coordinates":[49.9,40.4]}}
    ],"bbox":[49.9,40.4,51.15,43.6]}
    """
    target = Path(path)
    try:
        with replacing(target) as temporary, temporary.open("wb") as file:
            writer = FeatureWriter(file, precision=precision, joint=joint, invalid=invalid)
            yield writer
            writer.close()
    except OSError as error:
        if isinstance(error, FileError) or target.name not in str(error.filename or target):
            raise  # of what is done while the file is open
        raise FileError(f"cannot write {target}: {error.strerror}") from error


class FeatureWriter:
    """One FeatureCollection, written batch by batch into a binary file.

    Parameters
    ----------
    file
        Where to write.
    head
        Members of the collection that stand before its features, as JSON text without braces.
    precision, joint, invalid
        As `write_geojson`.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        head: str = "",
        precision: int = PRECISION,
        joint: Joint = "geodesic",
        invalid: Invalid = "raise",
    ) -> None:
        self._file = file
        self._precision, self._joint, self._invalid = precision, joint, invalid
        self._bounds = Bounds()
        self._rows = 0
        before = f'{{"type":"FeatureCollection",{head}{"," if head else ""}"features":['
        self._file.write(_encoded(before))

    def add(
        self,
        geometries: Any,
        *,
        offsets: Any = None,
        columns: Mapping[str, Any] | None = None,
        members: Sequence[str] | None = None,
    ) -> None:
        """Add geometries and their properties; see `write_geojson`.

        Parameters
        ----------
        geometries, offsets, columns
            As `write_geojson`.
        members
            More members of each feature, as JSON text without braces; empty for none.
        """
        shapes, named = _taken(geometries, offsets, self._invalid)
        columns = named | dict(columns or {})
        properties = member_texts(columns, len(shapes))
        heads = _heads(columns.get("id"), len(shapes))
        tails = [f",{each}" if each else "" for each in members or [""] * len(shapes)]
        for low, high in _batches(shapes):
            texts = geometry_texts(
                shapes[low:high],
                decimals=self._precision,
                joint=self._joint,
                invalid=self._invalid,
                bounds=self._bounds,
                first_row=self._rows + low,
            )
            rows = zip(heads[low:high], properties[low:high], texts, tails[low:high], strict=True)
            features = [
                b'{%b"properties":{%b},"geometry":%b%b}'
                % (_encoded(head), _encoded(values), text, _encoded(tail))
                for head, values, text, tail in rows
            ]
            self._file.write((b",\n" if self._rows + low else b"\n") + b",\n".join(features))
        self._rows += len(shapes)

    def close(self) -> None:
        """Write what stands behind the features; the file stays open."""
        box = box_text(self._bounds, precision=self._precision)
        self._file.write(b"\n]" if self._rows else b"]")
        self._file.write(_encoded(f',"bbox":{box}}}\n' if box else "}\n"))


def box_text(bounds: Bounds, *, precision: int) -> str | None:
    """Return a box as JSON, rounded as the positions in it are; None if it is empty.

    Where there are heights it has six numbers, as RFC 7946 wants: the lower corner, the upper one.
    """
    corners = bounds.corners()
    if corners is None:
        return None
    (text,) = position_texts(corners, np.array([2]), decimals=precision, heights=bounds.heights)
    return text.replace(b"],[", b",").decode("ascii")


def _taken(geometries: Any, offsets: Any, invalid: Invalid) -> tuple[NDArray[Any], dict[str, Any]]:
    """Return geometries in lon, lat on WGS 84, and the columns that they came with."""
    if offsets is not None:
        return lines_of(geometries, offsets, invalid=invalid), {}
    if hasattr(geometries, "to_crs"):
        return _of_frame(geometries)
    shapes = np.array(geometries, dtype=object, ndmin=1)
    wrong = ~(shapely.is_geometry(shapes) | shapely.is_missing(shapes))
    if wrong.any():
        raise GeometryError(f"expected geometries, got a {type(shapes[wrong][0]).__name__}")
    return shapes, {}


def _of_frame(data: Any) -> tuple[NDArray[Any], dict[str, Any]]:
    """Take a GeoDataFrame or GeoSeries apart; a named index is a column, as GeoPandas has it."""
    if data.crs is None:
        raise GeometryError(
            "the data name no coordinate system, and GeoJSON has but one; say which it is: "
            "frame.set_crs(4326)"
        )
    if not (data.crs == _LON_LAT or data.crs == "EPSG:4326"):
        data = data.to_crs(_LON_LAT)
    named = {} if data.index.name is None else {data.index.name: data.index}
    if hasattr(data, "columns"):
        if not data.columns.is_unique:
            raise DataError("two columns have the same name; rename one")
        named |= {name: data[name] for name in data.columns if name != data.geometry.name}
    return np.asarray(data.geometry, dtype=object), named


def _heads(ids: Any, count: int) -> list[str]:
    """Return what stands before the properties of each feature."""
    if ids is None:
        return ['"type":"Feature",'] * count
    texts = value_texts("id", ids)
    return [
        f'"type":"Feature","id":{each},' if each[0] in '"-0123456789' else '"type":"Feature",'
        for each in texts
    ]


def _batches(shapes: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Yield where batches of some vertices begin and end."""
    batch = np.cumsum(shapely.get_num_coordinates(shapes) + 1) // _BATCH_VERTICES
    ends = [*(np.flatnonzero(np.diff(batch)) + 1).tolist(), len(shapes)]
    low = 0
    for high in ends:
        if high > low:
            yield low, high
        low = high


def _encoded(text: str) -> bytes:
    # Half a surrogate pair, which a text may hold but UTF-8 may not, comes out as JSON's escape.
    return text.encode("utf-8", "backslashreplace")
