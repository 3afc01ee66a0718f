"""Map recipes: which records a map shows, of which day, and what the report beside it says.

A recipe is a TOML file. Its keys are those of `Recipe`, `Report`, `ReportItem` and `Lettering`;
a key that is not among them is an error that names the valid ones, so a slip of the pen is not
silently ignored.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from caspiangeo.catalog import shipped
from caspiangeo.errors import CaspianError, DataError, FileError, UnknownIdError
from caspiangeo.model import PartialDate

Part = TypeVar("Part", "Lettering", "ReportItem", "Report", "Recipe", "Tiles")

#: What the context layers cover: west, south, east, north in degrees.
COVERED: Final = (12.0, 34.0, 86.0, 57.0)
BORDERS: Final = ("ne", "none")
THEMES: Final = ("auto", "light", "dark")
LETTERING: Final = ("sea", "country")
#: A host, an optional port and a path; nothing that could end or widen a policy.
_TILE_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/{}@?=&%+-]*")


@dataclass(frozen=True, slots=True)
class Lettering:
    """A name on the map that belongs to no record: a sea, a country."""

    #: The text.
    text: str
    #: ``sea`` or ``country``.
    kind: str
    #: Where the text stands, degrees: chosen for the eye, it says nothing about the thing.
    lon: float
    lat: float
    #: First and last zoom at which it is shown.
    from_zoom: float = 0.0
    to_zoom: float = 8.0

    def __post_init__(self) -> None:
        """Check the vocabulary."""
        _one_of(self.kind, LETTERING, "lettering kind")


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One statement of a report, in our words, and what it is about."""

    text: str
    #: Ids of routes, sites, services and corridors.
    records: tuple[str, ...] = ()
    #: Ids of claims and flows whose figures are shown with it.
    figures: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a publication says, item by item."""

    heading: str
    #: Id of its source record.
    source: str
    items: tuple[ReportItem, ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """Background tiles from a server, which a map loads only where its maker asks for them."""

    #: Address with ``{z}``, ``{x}`` and ``{y}`` in it, https only.
    url: str
    #: Whom the tiles are credited to, as their terms ask.
    credit: str

    def __post_init__(self) -> None:
        """Check that the address is one that a page may be allowed to load from."""
        if not _TILE_URL.fullmatch(self.url) or not all(
            part in self.url for part in ("{z}", "{x}", "{y}")
        ):
            raise DataError(
                f"tiles from {self.url!r}: give an https address with {{z}}, {{x}} and {{y}} in it"
            )
        if not self.credit.strip():
            raise DataError("tiles without a credit; say whom they come from")

    @property
    def origin(self) -> str:
        """The one server that the page may then ask."""
        return "/".join(self.url.split("/")[:3])


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that makes one map."""

    id: str
    title: str
    #: A paragraph in our words.
    intro: str
    #: West, south, east, north in degrees: the part of the world that the page carries.
    bounds: tuple[float, ...]
    #: The part of it that the map shows when it opens; None: all of it.
    view: tuple[float, ...] | None = None
    #: The day in the world, and the day in the news; None: that of the data set, and all of it.
    as_of: date | None = None
    known_on: date | None = None
    #: Ids to show; None: every route, and the sites that they touch.
    routes: tuple[str, ...] | None = None
    sites: tuple[str, ...] | None = None
    services: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()
    #: ``ne``: the borders of Natural Earth, faint and dashed; ``none``: no borders.
    borders: str = "ne"
    #: ``auto`` follows the reader's system.
    theme: str = "auto"
    #: Short names to letter the map with: record id to text; an empty text letters nothing.
    labels: dict[str, str] = field(default_factory=dict)
    lettering: tuple[Lettering, ...] = ()
    #: Tiles under the lines; None: the page carries its basemap and contacts no server.
    tiles: Tiles | None = None
    report: Report | None = None

    def __post_init__(self) -> None:
        """Check the bounds and the vocabulary."""
        _one_of(self.borders, BORDERS, "borders")
        _one_of(self.theme, THEMES, "theme")
        _box(self.bounds, "bounds", within=COVERED)
        if self.view is not None:
            _box(self.view, "view", within=self.bounds)


def recipes() -> dict[str, Path]:
    """Return the recipes that ship, name to file, in the order of their names.

    Examples
    --------
    >>> "corridor" in recipes()
    True
    """
    return {path.stem: path for path in sorted(shipped("maps").glob("*.toml"))}


def load(name: str | Path) -> Recipe:
    """Read a recipe: one that ships by its name, or any TOML file by its path.

    Parameters
    ----------
    name
        Name of a shipped recipe, or path of a file.

    Returns
    -------
    Recipe
        The checked recipe.

    Raises
    ------
    UnknownIdError
        If it is neither a shipped recipe nor a path that ends in ``.toml``.
    FileError
        If the file cannot be read.
    DataError
        If the file is not TOML or breaks the rules of a recipe; the message names the key.

    Examples
    --------
    >>> load("kazinform-2023-09-29").as_of
    datetime.date(2023, 9, 29)
    >>> load("nowhere")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: no map recipe 'nowhere'; use one of ..., or the path of a ...
    """
    shipped_recipes = recipes()
    path = Path(name)
    if isinstance(name, str) and name in shipped_recipes:
        path = shipped_recipes[name]
    elif path.suffix != ".toml":
        raise UnknownIdError(
            f"no map recipe {str(name)!r}; use one of {', '.join(shipped_recipes)}, "
            "or the path of a .toml file"
        )
    return parse(_read(path), where=path.name)


def parse(text: str, *, where: str) -> Recipe:
    """Make a recipe from the text of a TOML file.

    Parameters
    ----------
    text
        The text.
    where
        What to call the file in messages.

    Raises
    ------
    DataError
        If the text is not TOML or breaks the rules of a recipe.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: not TOML: {error}") from error
    try:
        return _recipe(table)
    except CaspianError as error:
        raise DataError(f"{where}: {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(f"cannot read the recipe {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: not UTF-8 text") from error


def _recipe(table: dict[str, Any]) -> Recipe:
    content = dict(table)
    for key in ("as_of", "known_on"):
        if key in content:
            content[key] = _day(content[key], key)
    for key in ("bounds", "view"):
        if key in content:
            content[key] = _numbers(content[key], key)
    for key in ("routes", "sites"):
        content[key] = None if content.get(key, "all") == "all" else _ids(content[key], key)
    for key in ("services", "corridors"):
        content[key] = _ids(content.get(key, []), key)
    content["labels"] = _texts(content.get("labels", {}), "labels")
    content["lettering"] = tuple(
        _part(Lettering, each, "lettering") for each in _tables(content, "lettering")
    )
    if "tiles" in content:
        content["tiles"] = _part(Tiles, _table(content["tiles"], "tiles"), "tiles")
    if "report" in content:
        content["report"] = _report(content["report"])
    return _part(Recipe, content, "recipe")


def _table(value: object, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{key} must be a table: [{key}]")
    return value


def _report(value: object) -> Report:
    table = _table(value, "report")
    items = tuple(_item(each) for each in _tables(table, "items"))
    return _part(Report, {**table, "items": items}, "report")


def _item(table: dict[str, Any]) -> ReportItem:
    ids = {key: _ids(table.get(key, []), f"report item {key}") for key in ("records", "figures")}
    return _part(ReportItem, {**table, **ids}, "report item")


def _part(kind: type[Part], content: dict[str, Any], where: str) -> Part:
    """Make a frozen record from a table; keys and types are checked."""
    known = {each.name: each for each in fields(kind)}
    unknown = [key for key in content if key not in known]
    if unknown:
        raise DataError(
            f"unknown key {unknown[0]!r} in the {where}; valid keys are {', '.join(known)}"
        )
    for key, value in content.items():
        _typed(key, value, str(known[key].type), where)
    try:
        return kind(**content)
    except TypeError as error:
        lacking = ", ".join(re.findall(r"'(\w+)'", str(error)))
        raise DataError(f"the {where} lacks {lacking}") from error


def _typed(key: str, value: object, annotation: str, where: str) -> None:
    if annotation in ("str", "str | None") and not isinstance(value, str):
        raise DataError(f"{key} in the {where} must be a text, not {value!r}")
    if annotation == "float" and (not isinstance(value, int | float) or isinstance(value, bool)):
        raise DataError(f"{key} in the {where} must be a number, not {value!r}")


def _day(value: object, key: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise DataError(f"{key} must be a day such as 2023-09-29, not {value!r}")
    return PartialDate.parse(value).last


def _numbers(value: object, key: str) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(isinstance(each, int | float) for each in value):
        raise DataError(f"{key} must be a list of numbers, not {value!r}")
    return tuple(float(each) for each in value)


def _ids(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise DataError(f'{key} must be a list of ids, or "all" for routes and sites')
    return tuple(value)


def _texts(value: object, key: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise DataError(f'{key} must be a table of texts: id = "text"')
    return dict(value)


def _tables(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise DataError(f"{key} must be a list of tables: [[{key}]]")
    return value


def _one_of(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise DataError(f"{what} {value!r} is not one of {', '.join(allowed)}")


def _box(box: tuple[float, ...], what: str, *, within: tuple[float, ...]) -> None:
    if len(box) != 4 or not (box[0] < box[2] and box[1] < box[3]):
        raise DataError(
            f"{what} {list(box)} must be west, south, east, north in degrees, west below east and "
            "south below north"
        )
    if box[0] < within[0] or box[1] < within[1] or box[2] > within[2] or box[3] > within[3]:
        raise DataError(
            f"{what} {list(box)} leave the part of the world that is there: {list(within)} "
            "(west, south, east, north)"
        )
