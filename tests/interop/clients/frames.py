"""pyogrio and GeoPandas: GDAL as its wheel for Python brings it, and GeoParquet."""

from __future__ import annotations

import contextlib
import importlib.util
import warnings
from collections.abc import Iterator
from typing import Any

from pyproj import Geod

from .reading import Feature, Source, UnreadableError, kml_layers


class Pyogrio:
    """pyogrio's arrays, before any data frame."""

    name = "pyogrio"
    needs = ()

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        return None

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds."""
        import pyogrio
        import shapely

        found = []
        with flat_lines():
            for layer in layers_of(source):
                try:
                    meta, _, shapes, fields = pyogrio.raw.read(source.path, layer=layer)
                except pyogrio.errors.DataSourceError as error:
                    raise UnreadableError(str(error)) from error
                columns = dict(zip(meta["fields"], fields, strict=True))
                nothing = [None] * len(shapes)  # a KMZ has no column that stands empty
                names = columns.get("name_ru", nothing)
                found += features(columns["id"], names, shapely.from_wkb(shapes))
        return found


class GeoPandas:
    """GeoPandas: read_file, and read_parquet for GeoParquet."""

    name = "geopandas"
    needs = ()

    @staticmethod
    def missing() -> str | None:
        """Say what to install, if it is not here."""
        return None

    def read(self, source: Source) -> list[Feature]:
        """Return what it finds; longitude first, and the coordinate system known."""
        frames = list(self.frames(source))
        for each in frames:
            assert each.crs.is_geographic, each.crs
            assert each.crs.to_authority() in (("EPSG", "4326"), ("OGC", "CRS84")), each.crs
        found = []
        for each in frames:
            names = each.get("name_ru", [None] * len(each))
            found += features(each["id"], names, each.geometry)
        return found

    def frames(self, source: Source) -> Any:
        """Yield the frames that a layer comes as: KML has one a folder."""
        import geopandas

        if source.form == "parquet":
            if importlib.util.find_spec("pyarrow") is None:
                raise UnreadableError("GeoPandas reads GeoParquet with pyarrow")
            yield geopandas.read_parquet(source.path)
            return
        with flat_lines():
            for layer in layers_of(source):
                yield geopandas.read_file(source.path, layer=layer)


def features(ids: Any, names: Any, geometries: Any) -> list[Feature]:
    """Return features from columns; lengths by PROJ, as GeoPandas has none on the ellipsoid."""
    import pandas
    import shapely

    geod = Geod(ellps="WGS84")
    return [
        Feature.of(
            id_,
            None if pandas.isna(name) else name,
            shapely.geometry.mapping(shape),
            geod.geometry_length(shape),
        )
        for id_, name, shape in zip(ids, names, geometries, strict=True)
    ]


def layers_of(source: Source) -> list[str]:
    """Return which layers of a file hold what is meant."""
    if source.form not in ("kml", "kmz"):
        return [source.layer]
    import pyogrio

    return kml_layers(source.layer, pyogrio.list_layers(source.path)[:, 0].tolist())


@contextlib.contextmanager
def flat_lines() -> Iterator[None]:
    """Take it for said that lines lose their M here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Measured \(M\) geometry types")
        yield
