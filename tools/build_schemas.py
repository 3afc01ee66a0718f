"""Build `geodata/schemas/`: one JSON schema a table, from the records and their vocabulary.

    python tools/build_schemas.py            write the schemas
    python tools/build_schemas.py --check    exit 1 if a committed schema differs

The records of `caspiangeo.model` are the truth; the schemas let any other tool check the tables.
A schema describes one row as a JSON object: an empty cell is null, numbers are numbers.
"""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from caspiangeo.catalog.tables import column_of
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


def main() -> int:
    """Write the schemas, or compare them with what is there."""
    FOLDER.mkdir(exist_ok=True)
    stale = []
    for table, record in TABLES.items():
        path = FOLDER / f"{table}.schema.json"
        text = json.dumps(schema(table, record), indent=1, ensure_ascii=False) + "\n"
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        print(f"not as the records say: {', '.join(stale)}; run python tools/build_schemas.py")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
