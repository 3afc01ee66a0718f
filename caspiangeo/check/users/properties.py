"""The properties of a GeoJSON file: what readers drop, launder or turn into something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from caspiangeo.check.report import Finding

#: Names that geojson.io, GitHub and Mapbox read, hyphens and all.
SIMPLESTYLE: Final = frozenset(
    (
        "marker-color", "marker-size", "marker-symbol", "stroke", "stroke-width",
        "stroke-opacity", "fill", "fill-opacity", "title", "description",
    )
)  # fmt: skip
#: A Shapefile keeps so many letters of a name.
_SHORT = 10
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT00:00(:00(\.0+)?)?(Z|[+-]00:?00)?")


class PropertyRules:
    """What all features together say about each property; one finding a property or a file."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._nested: set[str] = set()
        self._midnight: defaultdict[str, set[bool]] = defaultdict(set)

    def take(self, properties: Mapping[str, Any]) -> None:
        """Take in the properties of a feature."""
        for name, value in properties.items():
            self._names.setdefault(name)
            if isinstance(value, list | dict):
                self._nested.add(name)
            elif value is not None:
                is_midnight = isinstance(value, str) and _MIDNIGHT.fullmatch(value) is not None
                self._midnight[name].add(is_midnight)

    def findings(self, file: str) -> Iterator[Finding]:
        """Yield warnings: the file is valid, but does not travel well."""
        for name in sorted(self._nested):
            yield _warning(
                "nested-property",
                file,
                f"the property {name!r} holds lists or objects, which GIS programs drop or turn "
                "into text; make it flat columns",
            )
        for name, found in sorted(self._midnight.items()):
            if found == {True}:
                yield _warning(
                    "datetime",
                    file,
                    f"every {name!r} is a time at midnight: most likely days that a program turned "
                    "into times; write 2023-09-29",
                )
        yield from self._name_findings(file)

    def _name_findings(self, file: str) -> Iterator[Finding]:
        names = [name for name in self._names if name not in SIMPLESTYLE]
        strange = [name for name in names if not name.isidentifier()]
        if strange:
            yield _warning(
                "property-name",
                file,
                f"names that databases and GML rewrite: {_listed(strange)}; use letters, digits "
                "and _",
            )
        short: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            short[name[:_SHORT].casefold()].append(name)
        alike = [name for group in short.values() if len(group) > 1 for name in group]
        if alike:
            yield _warning(
                "property-name",
                file,
                f"names that are the same in their first ten letters, all that a Shapefile keeps: "
                f"{_listed(alike)}",
            )


def _warning(rule: str, file: str, message: str) -> Finding:
    return Finding(rule, file, message, is_error=False)


def _listed(names: list[str], most: int = 6) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
