"""Bring `geodata/datapackage.json` up to date: every file with its size and SHA-256.

    python tools/build_datapackage.py            rewrite the list of files
    python tools/build_datapackage.py --check    exit 1 if it is out of date

Version, date and credits are edited in the descriptor itself; only the list of files is built.
The form is that of Frictionless Data, https://datapackage.org.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

GEODATA = Path(__file__).resolve().parent.parent / "geodata"
DESCRIPTOR = GEODATA / "datapackage.json"
PUBLIC_DOMAIN = {"name": "public-domain", "title": "Natural Earth, public domain"}


def resource(path: Path) -> dict[str, Any]:
    """Describe one file of the data set."""
    content = path.read_bytes()
    name = path.relative_to(GEODATA).as_posix()
    described: dict[str, Any] = {
        "name": name.rpartition(".")[0].replace("/", "-").replace(".", "-").lower(),
        "path": name,
        "format": path.suffix.removeprefix("."),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if path.suffix == ".csv":
        described |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
    if path.parent.name == "context":
        described["licenses"] = [PUBLIC_DOMAIN]
    return described


def descriptor() -> str:
    """Return the descriptor with the list of files as they are now."""
    package = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
    files = sorted(
        path
        for path in GEODATA.rglob("*")
        if path.suffix in (".csv", ".geojson") and path.is_file()
    )
    package["resources"] = [resource(path) for path in files]
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Rewrite the descriptor, or compare it with the files."""
    text = descriptor()
    if "--check" not in sys.argv:
        DESCRIPTOR.write_text(text, encoding="utf-8")
    elif DESCRIPTOR.read_text(encoding="utf-8") != text:
        print("geodata/datapackage.json is out of date; run python tools/build_datapackage.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
