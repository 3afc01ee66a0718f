"""Build `geodata/schemas/`: one JSON schema a table, and one for each GeoJSON file we export.

    python tools/build_schemas.py            write the schemas
    python tools/build_schemas.py --check    exit 1 if a committed schema differs

The records of `caspiangeo.model` and the columns of `caspiangeo.io.layers` are the truth; the
schemas let any other tool check the data. A schema of a table describes one row as a JSON object:
an empty cell is null, numbers are numbers. A schema in `geojson/` describes a whole file, written
in any profile, in any choice of columns.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from caspiangeo.catalog.tables import column_of
from caspiangeo.io.export.geojson import PROFILES
from caspiangeo.io.export.simplestyle import ROUTE_STYLE, SITE_STYLE
from caspiangeo.io.layers import KP_COLUMNS, ROUTE_COLUMNS, SITE_COLUMNS, Column
from caspiangeo.model import (
    Claim,
    CorridorLeg,
    Flow,
    MeasurePoint,
    Name,
    Place,
    Route,
    Service,
    Site,
    Source,
    Status,
    Waypoint,
)
from caspiangeo.model import vocabulary as words

FOLDER = Path(__file__).resolve().parent.parent / "geodata" / "schemas"
TABLES: dict[str, type] = {
    "claims": Claim,
    "corridors": CorridorLeg,
    "flows": Flow,
    "measures": MeasurePoint,
    "names": Name,
    "places": Place,
    "routes": Route,
    "services": Service,
    "sites": Site,
    "sources": Source,
    "statuses": Status,
    "waypoints": Waypoint,
}
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
ID = r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$"
#: What a column may hold, by table and column, beyond its type.
RULES: dict[tuple[str, str], dict[str, Any]] = {
    ("claims", "kind"): {"enum": list(words.CLAIM_KINDS)},
    ("flows", "kind"): {"enum": list(words.FLOW_KINDS)},
    ("names", "kind"): {"enum": list(words.NAME_KINDS)},
    ("routes", "geometry_quality"): {"enum": list(words.GEOMETRY_QUALITIES)},
    ("routes", "mode"): {"enum": list(words.MODES)},
    ("routes", "segment_rule"): {"enum": list(words.SEGMENT_RULES)},
    ("sites", "role"): {"enum": list(words.ROLES)},
    ("sources", "kind"): {"enum": list(words.SOURCE_KINDS)},
    ("statuses", "status"): {"enum": list(words.STATUSES)},
    ("waypoints", "kind"): {"enum": list(words.WAYPOINT_KINDS)},
    ("sources", "url"): {"pattern": "^https?://"},
}
RANGES: dict[str, dict[str, Any]] = {
    "lon": {"minimum": -180, "maximum": 180},
    "lat": {"minimum": -90, "maximum": 90},
    "accuracy_m": {"exclusiveMinimum": 0},
    "disagreement_m": {"minimum": 0},
    "id": {"pattern": ID},
}
TYPES = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"enum": ["yes", "no"]},
    "PartialDate": {"type": "string", "pattern": DATE},
    "tuple[str, ...]": {"type": "string"},
}
OPTIONAL_TEXT = {("sites", "source"), ("sites", "basis"), ("sources", "publisher")}


def schema(table: str, record: type) -> dict[str, Any]:
    """Return the JSON schema of one row of a table."""
    columns = {
        column_of(record, field): _column(table, column_of(record, field), field)
        for field in fields(record)
        if str(field.type) in TYPES or str(field.type).removesuffix(" | None") in TYPES
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"a row of {table}",
        "description": " ".join((record.__doc__ or "").split()),
        "type": "object",
        "properties": columns,
        "required": list(columns),
        "additionalProperties": False,
    }


def _column(table: str, column: str, field: Field[Any]) -> dict[str, Any]:
    name = str(field.type)
    base = name.removesuffix(" | None")
    rule = TYPES[base] | RANGES.get(column, {}) | RULES.get((table, column), {})
    empty = name != base or base in ("bool", "tuple[str, ...]") or field.default is not MISSING
    if empty or (table, column) in OPTIONAL_TEXT:
        return {"anyOf": [rule, {"type": "null"}]}
    return {**rule, "minLength": 1} if rule.get("type") == "string" else rule


# -- exported GeoJSON -----------------------------------------------------------------------------

#: Which columns the features of a layer may have, and which geometry.
FEATURES: dict[str, tuple[tuple[Column, ...], str]] = {
    "routes": ((*ROUTE_COLUMNS, *ROUTE_STYLE), "line"),
    "sites": ((*SITE_COLUMNS, *SITE_STYLE), "point"),
    "kp_points": (KP_COLUMNS, "point"),
}
#: The layers of each file.
FILES = {
    "routes": ("routes",),
    "sites": ("sites",),
    "kp_points": ("kp_points",),
    "mixed": ("routes", "sites"),
}
KINDS = {"text": "string", "integer": "integer", "real": "number", "flag": "boolean"}
#: What a column may hold, beyond its kind.
VALUES: dict[str, list[Any]] = {
    "mode": list(words.MODES),
    "status": [*words.STATUSES, None],
    "geometry_quality": list(words.GEOMETRY_QUALITIES),
    "segment_rule": list(words.SEGMENT_RULES),
    "role": list(words.ROLES),
    "marker-size": ["small", "medium", "large"],
}
PATTERNS = {
    "id": r"^[a-z0-9]+([.-]{1,2}[a-z0-9]+)*$",
    "as_of": DATE,
    "known_on": DATE,
    "since": DATE,
    "source_date": DATE,
    "stroke": "^#[0-9A-Fa-f]{6}$",
    "marker-color": "^#[0-9A-Fa-f]{6}$",
}
LON = {"type": "number", "minimum": -180, "maximum": 180}
LAT = {"type": "number", "minimum": -90, "maximum": 90}


def file_schema(name: str) -> dict[str, Any]:
    """Return the JSON schema of a whole GeoJSON file."""
    features = [{"$ref": f"#/$defs/{each}"} for each in FILES[name]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{name}.geojson",
        "description": "An export of caspiangeo: GeoJSON as RFC 7946 has it, and no more than that "
        "but for the members caspiangeo and vertex_index. Columns may be left out.",
        **_object(
            {
                "type": {"const": "FeatureCollection"},
                "caspiangeo": _about(),
                "features": {"type": "array", "items": {"anyOf": features}},
                "bbox": {"$ref": "#/$defs/bbox"},
            },
            optional=("bbox",),
        ),
        "$defs": {each: _feature(each) for each in FILES[name]} | _shapes(),
    }


def _feature(layer: str) -> dict[str, Any]:
    columns, shape = FEATURES[layer]
    values = {each.name: _value(each) for each in columns}
    return _object(
        {
            "type": {"const": "Feature"},
            "id": values["id"],
            "properties": _object(values, optional=[name for name in values if name != "id"]),
            "geometry": {"$ref": f"#/$defs/{shape}"},
            "bbox": {"$ref": "#/$defs/bbox"},
            "vertex_index": {
                "description": "Which positions are original vertices of the line, from 0",
                "type": "array",
                "items": {"type": "integer", "minimum": 0},
            },
        },
        optional=("bbox", "vertex_index"),
    )


def _value(column: Column) -> dict[str, Any]:
    said = {"description": column.title}
    if column.name in VALUES:
        return {**said, "enum": VALUES[column.name]}
    kind = KINDS[column.kind]
    pattern = {"pattern": PATTERNS[column.name]} if column.name in PATTERNS else {}
    return {**said, "type": kind if column.name == "id" else [kind, "null"], **pattern}


def _about() -> dict[str, Any]:
    text, date = {"type": "string"}, {"type": ["string", "null"], "pattern": DATE}
    return _object(
        {
            "schema_version": text,
            "data_version": text,
            "layers": {"type": "array", "items": {"enum": list(FEATURES)}},
            "profile": {"enum": list(PROFILES)},
            "precision": {"type": "integer", "minimum": 1, "maximum": 15},
            "tolerance_m": {
                "description": "How near a line drawn straight in degrees stays to the geodesic",
                "type": ["number", "null"],
            },
            "as_of": date,
            "known_on": date,
            "licence": text,
            "credits": text,
        }
    )


def _shapes() -> dict[str, Any]:
    position = {"type": "array", "prefixItems": [LON, LAT], "items": False, "minItems": 2}
    line = {"type": "array", "items": {"$ref": "#/$defs/position"}, "minItems": 2}
    single = {"type": {"const": "LineString"}, "coordinates": line}
    cut = {"type": {"const": "MultiLineString"}, "coordinates": {"type": "array", "items": line}}
    at = {"type": {"const": "Point"}, "coordinates": {"$ref": "#/$defs/position"}}
    return {
        "bbox": {"type": "array", "prefixItems": [LON, LAT] * 2, "items": False, "minItems": 4},
        "position": position,
        "point": _object(at),
        "line": {"anyOf": [_object(single), _object(cut)]},
    }


def _object(properties: dict[str, Any], optional: Sequence[str] = ()) -> dict[str, Any]:
    """Return the schema of an object that has these members and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


# -- files ----------------------------------------------------------------------------------------


def main() -> int:
    """Write the schemas, or compare them with what is there."""
    schemas = {FOLDER / f"{table}.schema.json": schema(table, TABLES[table]) for table in TABLES}
    schemas |= {FOLDER / "geojson" / f"{name}.schema.json": file_schema(name) for name in FILES}
    stale = []
    for path, content in schemas.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        print(f"not as the code says: {', '.join(stale)}; run python tools/build_schemas.py")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
