"""Files as users have them, for the tests of the reader and of the commands on files."""

import json

import numpy as np
import pyogrio
import shapely

MAIN = [[50.0, 40.0], [51.0, 41.0], [52.0, 41.5]]
PARTS = [[[50.0, 41.0], [51.0, 41.0]], [[55.0, 45.0], [56.0, 46.0]]]
POLYGON = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]

#: One row of each kind: what it is called, its geometry, and whether it has a length.
ROWS = [
    ("Main", {"type": "LineString", "coordinates": MAIN}, True),
    ("No place", None, False),
    ("Empty", {"type": "LineString", "coordinates": []}, False),
    ("Parts", {"type": "MultiLineString", "coordinates": PARTS}, True),
    ("Point", {"type": "Point", "coordinates": [1.0, 1.0]}, False),
    ("Field", {"type": "Polygon", "coordinates": POLYGON}, False),
    ("Beyond the pole", {"type": "LineString", "coordinates": [[50.0, 40.0], [51.0, 95.0]]}, False),
    (
        "Collection",
        {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "LineString", "coordinates": [[0.0, 0.0], [1.0, 1.0]]},
                {"type": "Point", "coordinates": [3.0, 3.0]},
                {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "LineString", "coordinates": [[5.0, 5.0], [6.0, 5.0]]}],
                },
            ],
        },
        True,
    ),
    (
        "Half a field",
        {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "LineString", "coordinates": [[0.0, 0.0], [1.0, 1.0]]},
                {"type": "Polygon", "coordinates": POLYGON},
            ],
        },
        False,
    ),
    ("Standing still", {"type": "LineString", "coordinates": [[7.0, 7.0], [7.0, 7.0]]}, True),
]


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_geojson(path, features, **members):
    content = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def mixed_geojson(path):
    rows = [feature(geometry, name=name, n=at) for at, (name, geometry, _) in enumerate(ROWS)]
    return write_geojson(path, rows)


def shapes_of(rows=ROWS):
    """Return shapely geometries of the rows, made without our reader."""
    return [None if geometry is None else shape_of(geometry) for _, geometry, _ in rows]


def shape_of(geometry):
    if geometry["type"] == "GeometryCollection":
        return shapely.GeometryCollection([shape_of(each) for each in geometry["geometries"]])
    return shapely.geometry.shape(geometry)


def write_vector(path, geometries, *, crs="EPSG:4326", geometry_type="Unknown", **options):
    """Write geometries with a name, a large number, a date and a text that may be a formula."""
    count = len(geometries)
    wkb = np.array([None if each is None else each.wkb for each in geometries], dtype=object)
    columns = {
        "name": np.array([f"row {row}" for row in range(count)], dtype=object),
        "n": np.arange(count, dtype=np.int64) + 2**53,
        "day": np.array(["2026-11-23"] * count, dtype="datetime64[D]"),
        "remark": np.array(["=1+1", "-12.5", "- see below", "Бакы", ""] * count, object)[:count],
    }
    layer = options.pop("layer", None)
    pyogrio.raw.write(
        path,
        wkb,
        list(columns.values()),
        list(columns),
        layer=layer,
        geometry_type=geometry_type,
        crs=crs,
        **options,
    )
    return path


def straight_lines(count, vertices=3, seed=7):
    """Return lines of some kilometres in the region, all different."""
    rng = np.random.default_rng(seed)
    start = np.column_stack([rng.uniform(45, 60, count), rng.uniform(36, 50, count)])
    steps = rng.uniform(-0.02, 0.02, (count, vertices, 2))
    return list(shapely.linestrings(start[:, None, :] + np.cumsum(steps, axis=1)))
