"""Every row against the JSON schema of its table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caspiangeo.catalog.files import read_json, read_table
from caspiangeo.check.report import Finding


def check_tables(root: Path) -> Iterator[Finding]:
    """Yield what each row of each table breaks, named by file and line."""
    from jsonschema import Draft202012Validator

    for path in sorted((root / "schemas").glob("*.schema.json")):
        schema = read_json(path)
        validator = Draft202012Validator(schema)
        table = path.name.removesuffix(".schema.json")
        for file in _files(root, table):
            for where, row in read_table(file):
                for error in validator.iter_errors(_typed(row, schema)):
                    column = ".".join(str(each) for each in error.absolute_path) or "the row"
                    yield Finding("schema", where, f"{column}: {error.message}")


def _files(root: Path, table: str) -> list[Path]:
    file = root / f"{table}.csv"
    return [file] if file.exists() else sorted((root / table).glob("*.csv"))


def _typed(row: dict[str, str | None], schema: dict[str, Any]) -> dict[str, object]:
    """Turn cells into numbers where the schema asks for numbers."""
    return {
        column: _number(cell, schema["properties"].get(column, {})) for column, cell in row.items()
    }


def _number(cell: str | None, rule: dict[str, Any]) -> object:
    types = {rule.get("type"), *(each.get("type") for each in rule.get("anyOf", ()))}
    if cell is not None and types & {"number", "integer"}:
        try:
            return int(cell) if "integer" in types else float(cell)
        except ValueError:
            return cell
    return cell
