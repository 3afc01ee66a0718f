"""The tables of a page that every record refers to: figures (claims and flows) and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from caspiangeo.model import Claim, Flow, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caspiangeo.catalog import Catalog
    from caspiangeo.model import Source, Status, Viewpoint

Payload = dict[str, Any]

#: Columns of the table of figures; those that are most often unknown come last.
COLUMNS: Final = (
    "subject",
    "quantity",
    "id",
    "kind",
    "source",
    "value",
    "unit",
    "as_of",
    "part",
    "note",
    "text",
    "perimeter",
    "start",
    "end",
    "qualifier",
    "low",
    "high",
)
#: Columns whose cells are numbers; the cells of all others are texts.
_NUMBERS: Final = ("value", "low", "high", "source")
#: Lists that the page's script counts on, so that they stay though empty.
_LISTS: Final = (
    "rivals",
    "figures",
    "flows",
    "statements",
    "routes",
    "records",
    "assets",
    "legs",
    "sources",
)


class Figures:
    """Collects the claims and flows of a page, each once, and the sources that it cites.

    A figure is a row, its cells in the order of `COLUMNS`, without the unknown ones at the end.
    `value`, `low`, `high` and `source` are numbers, an empty text where unknown; every other cell
    is a place in the list of texts, whose first is empty and stands for "unknown". The `id` of a
    row lacks the `<subject>--<quantity>--` that it begins with; another one begins with "=".
    """

    def __init__(self, catalog: Catalog, viewpoint: Viewpoint) -> None:
        self._catalog = catalog
        self._viewpoint = viewpoint
        self._cited: dict[str, int] = {}
        self._entered: dict[str, int] = {}
        self._rows: list[list[object]] = []
        self._texts: dict[str, int] = {"": 0}

    def table(self) -> Payload:
        """Return the table of all figures that were entered."""
        return {"columns": COLUMNS, "texts": list(self._texts), "rows": self._rows}

    def sources(self) -> list[Payload]:
        """Return all sources that were cited, in the order in which they were."""
        return [_source(self._catalog.sources[each]) for each in self._cited]

    def known(self, row: Claim | Flow) -> bool:
        """Whether a figure had been published, and its state or period had begun."""
        begin = row.as_of if isinstance(row, Claim) else row.period_start
        return self._viewpoint.knows(row.known_on) and self._viewpoint.begun(begin)

    def places(self, rows: Iterable[Claim | Flow]) -> list[int]:
        """Enter figures into the table; gives their places there."""
        return [self.place(each) for each in rows]

    def place(self, row: Claim | Flow) -> int:
        """Enter one figure into the table; gives its place there."""
        if row.id not in self._entered:
            values = {
                "subject": row.subject,
                "quantity": row.quantity,
                "id": _short_id(row),
                "kind": row.kind,
                "source": self.cite(row.source),
                "value": row.value,
                "unit": row.unit,
                "as_of": as_text(row.as_of),
                "note": self.note(row.note),
                "perimeter": row.perimeter,
                **_of_a_claim(row if isinstance(row, Claim) else None),
                **_of_a_flow(row if isinstance(row, Flow) else None),
            }
            self._entered[row.id] = len(self._rows)
            self._rows.append(self._cells(values))
        return self._entered[row.id]

    def note(self, note: str | None) -> str | None:
        """Leave out a note that speaks of a later day than the map may know."""
        return self._viewpoint.told(note)

    def status(self, row: Status) -> Payload:
        """Return since when a status holds and who says so."""
        return filled(
            {
                "since": as_text(row.since),
                "source": self.cite(row.source),
                "note": self.note(row.note),
            }
        )

    def cite(self, source: str) -> int:
        """Enter a source into the list of those that are cited; gives its place there."""
        return self._cited.setdefault(source, len(self._cited))

    def _cells(self, values: Payload) -> list[object]:
        known = [column for column in COLUMNS if values[column] is not None]
        columns = COLUMNS[: COLUMNS.index(known[-1]) + 1]
        return [self._cell(column, values[column]) for column in columns]

    def _cell(self, column: str, value: Any) -> object:
        if column in _NUMBERS:
            return "" if value is None else value
        return self._texts.setdefault(value or "", len(self._texts))


def filled(content: Payload) -> Payload:
    """Leave out what is unknown, and empty lists that the page does not count on."""
    return {
        key: value
        for key, value in content.items()
        if value is not None and (value != [] or key in _LISTS)
    }


def as_text(date: PartialDate | None) -> str | None:
    """Return a date as its source gave it."""
    return None if date is None else str(date)


def _short_id(row: Claim | Flow) -> str:
    prefix = f"{row.subject}--{row.quantity}--"
    return row.id.removeprefix(prefix) if row.id.startswith(prefix) else f"={row.id}"


def _of_a_claim(claim: Claim | None) -> Payload:
    return {
        "part": claim and claim.segment,
        "text": claim and claim.text,
        "qualifier": claim and claim.qualifier,
        "low": claim and claim.value_min,
        "high": claim and claim.value_max,
    }


def _of_a_flow(flow: Flow | None) -> Payload:
    return {
        "start": flow and as_text(flow.period_start),
        "end": flow and as_text(flow.period_end),
    }


def _source(source: Source) -> Payload:
    return filled(
        {
            "title": source.title,
            "publisher": source.publisher,
            "published": as_text(source.published),
            "url": source.url,
            "licence": source.licence,
        }
    )
