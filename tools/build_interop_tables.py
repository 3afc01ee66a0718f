"""Keep the tables of who opens what in `docs/exports.md` equal to what the tests try.

python tools/build_interop_tables.py            rewrite the tables between the markers
python tools/build_interop_tables.py --check    exit 1 if a table is stale

The sources are `tests/interop/matrix.csv`, of which each row is a test, and `clients.csv` beside
it, whose errors of spheres are tested too.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "exports.md"
TESTS = ROOT / "tests" / "interop"
BLOCK = re.compile(r"(<!-- table: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """Read a table of the tests."""
    with (TESTS / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def matrix_table(matrix: list[Row], clients: list[Row]) -> str:
    """Return one line a client, one column a format, and below it what there is to know."""
    formats = list(dict.fromkeys(row["format"] for row in matrix))
    opens = {(row["format"], row["client"]): row["opens"] for row in matrix}
    body = [[each["title"], *(opens[form, each["client"]] for form in formats)] for each in clients]
    return table(["", *(f"`{form}`" for form in formats)], body) + "\n" + notes(matrix, clients)


def notes(matrix: list[Row], clients: list[Row]) -> str:
    """Return each remark once, with the cells that it is about."""
    titles = {each["client"]: each["title"] for each in clients}
    about: dict[str, dict[str, list[str]]] = {}
    for row in matrix:
        if row["note"]:
            clients_by_format = about.setdefault(row["note"], {})
            clients_by_format.setdefault(row["format"], []).append(titles[row["client"]])
    lines = []
    for note, found in about.items():
        alike: dict[tuple[str, ...], list[str]] = {}
        for form, names in found.items():
            alike.setdefault(tuple(names), []).append(f"`{form}`")
        where = "; ".join(
            f"{', '.join(forms)} in {', '.join(names)}" for names, forms in alike.items()
        )
        lines.append(f"- {where}: {note}.\n")
    return "".join(lines)


def clients_table(clients: list[Row]) -> str:
    """Return who was asked, and how it measures."""
    body = [[each["title"], each["tested"], measures(each)] for each in clients]
    return table(["client", "as tested", "lengths of the lines that it reads"], body)


def measures(client: Row) -> str:
    """Say how a client's lengths stand to ours."""
    if client["lengths"] == "none":
        return "none"
    if client["lengths"] == "sphere":
        total, worst = client["total"], client["worst"]
        return f"on a sphere: {total} over all routes, {worst} on the worst"
    return "on the ellipsoid: ours within 1 m for each route"


def table(head: list[str], body: list[list[str]]) -> str:
    """Return a Markdown table."""
    rows = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def main() -> int:
    """Rewrite the page, or compare it."""
    matrix, clients = rows_of("matrix.csv"), rows_of("clients.csv")
    tables = {"clients": clients_table(clients), "matrix": matrix_table(matrix, clients)}
    page = PAGE.read_text(encoding="utf-8")
    if [found[1] for found in BLOCK.findall(page)] != list(tables):
        raise SystemExit(f"docs/{PAGE.name} needs the tables {', '.join(tables)}, in this order")
    text = BLOCK.sub(lambda found: found[1] + tables[found[2]] + found[3], page)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif text != page:
        print(f"docs/{PAGE.name} is stale; run python tools/build_interop_tables.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
