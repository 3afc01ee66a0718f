"""The text beside an export: what is in it, what each format leaves out, whom to credit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from caspiangeo.io.export.statement import is_share_alike, licences, statement
from caspiangeo.io.layers import About, Layer

if TYPE_CHECKING:
    from caspiangeo.io.export.bundle import Format

READ_ME: Final = "README.txt"

_WIDTH = 88
_LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"


def read_me(
    layers: Mapping[str, Layer],
    formats: Iterable[Format],
    *,
    about: About,
    left_out: Mapping[str, str],
    without_place: Iterable[str],
) -> str:
    """Return the text.

    Parameters
    ----------
    layers
        What was exported.
    formats
        The formats that were written.
    about
        What the files say of themselves.
    left_out
        Formats that were to be written and could not be, with the reason.
    without_place
        Ids of the sites that are in none for want of a place.
    """
    parts = [
        _wrapped(statement(about)),
        _section("Layers and tables", _layers(layers)),
        _section("Formats", _formats(formats, left_out)),
        _section("Licences of lines and points", _licences(layers, about)),
    ]
    if lost := ", ".join(without_place):
        parts.append(_section("Sites without a known place, in no layer", [_wrapped(lost, "  ")]))
    return "\n".join(parts)


def _section(title: str, lines: Iterable[str]) -> str:
    return f"{title}\n{'-' * len(title)}\n{''.join(lines)}"


def _layers(layers: Mapping[str, Layer]) -> Iterator[str]:
    for name, layer in layers.items():
        if layer.rows:
            kind = f"{layer.geometry}s" if layer.geometry else "table"
            yield f"  {name:<15}{len(layer.rows):>5}  {layer.title} ({kind})\n"
    yield "\n  name-map.csv says what each column means, and what a Shapefile calls it.\n"
    yield "  The column id stays from version to version; numbers that a format gives do not.\n"
    yield "  M, and m_km in Parquet, count kilometres; measured_lines says in which system.\n"


def _formats(formats: Iterable[Format], left_out: Mapping[str, str]) -> Iterator[str]:
    for each in formats:
        yield _wrapped(f"{each.name:<9}{each.title}: {each.files}", "  ", 11)
        yield _wrapped(f"has: {each.carries}", " " * 11, 13)
        yield _wrapped(f"leaves out: {each.loses}", " " * 11, 13)
    for name, reason in left_out.items():
        yield _wrapped(f"{name} is not here: {reason}", "  ")


def _licences(layers: Mapping[str, Layer], about: About) -> Iterator[str]:
    yield f"  The whole: {about.licence}, {_LICENCE_URL}\n"
    for licence, ids in licences(layers.values()).items():
        yield f"  {licence:<15}{len(ids):>5}\n"
        if is_share_alike(licence):
            yield _wrapped(f"share-alike, single points only: {', '.join(ids)}", " " * 22)


def _wrapped(text: str, indent: str = "", then: int | None = None) -> str:
    """Return a paragraph; its further lines begin at another column if one is given."""
    wrapped = textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if then is None else " " * then,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join(wrapped) + "\n"
