"""Draw a recipe: from records to one HTML file that contacts nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caspiangeo.catalog import default_catalog
from caspiangeo.errors import DataError
from caspiangeo.io import write_text
from caspiangeo.model import PartialDate
from caspiangeo.webmap import payload as payloads
from caspiangeo.webmap.linkmap import LinkMap
from caspiangeo.webmap.recipe import THEMES, Recipe, Tiles, load

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import folium

    from caspiangeo.catalog import Catalog
    from caspiangeo.webmap.figures import Payload


class MapPage:
    """A drawn map: one HTML page that holds everything it shows.

    Parameters
    ----------
    payload
        The data block, as `caspiangeo.webmap.payload` describes it.
    """

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self._map = LinkMap(payload)

    def to_folium(self) -> folium.Map:
        """Return the folium map of the page, to add layers to.

        It is the page's own map: what is added is drawn by `html`, `save` and in a notebook.
        Folium's random element names are replaced by numbers when it is drawn, so that the same
        map gives the same bytes. Layers must bring no files of their own; texts in layers that
        you add are folium's business, which does not escape them.

        Examples
        --------
        >>> import folium
        >>> from caspiangeo.webmap import draw
        >>> page = draw("kazinform-2023-09-29")
        >>> _ = folium.Circle([40.3, 49.9], radius=9000).add_to(page.to_folium())
        >>> "L.circle(" in page.html()
        True
        """
        return self._map

    def html(self) -> str:
        """Return the page as text.

        Returns
        -------
        str
            A whole HTML document; the same text for the same records.

        Raises
        ------
        DataError
            If a layer that was added through `to_folium` needs a file from elsewhere.
        """
        page: str = self._map.get_root().render()
        return page

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all.

        Parameters
        ----------
        path
            The file to write; an existing one is replaced.

        Returns
        -------
        Path
            The path that was written.

        Raises
        ------
        FileError
            If the path cannot be written; an existing file is then untouched.
        DataError
            See `html`.
        """
        return write_text(path, self.html())

    def _repr_html_(self) -> str:
        """Show the page in a notebook."""
        shown: str = self._map._repr_html_()
        return shown


def draw(
    recipe: str | Path | Recipe,
    *,
    as_of: str | date | None = None,
    known_on: str | date | None = None,
    theme: str | None = None,
    tiles: Tiles | None = None,
    lang: str = "en",
    catalog: Catalog | None = None,
) -> MapPage:
    """Draw a map recipe.

    Parameters
    ----------
    recipe
        Name of a shipped recipe, path of a TOML file, or a recipe.
    as_of, known_on
        The day in the world and the day in the news, instead of those of the recipe.
    theme
        ``auto``, ``light`` or ``dark``, instead of that of the recipe.
    tiles
        Background tiles to load from a server, instead of those of the recipe; by default a page
        loads none.
    lang
        Language of the page's own words.
    catalog
        The data set; by default the one that ships.

    Returns
    -------
    MapPage
        The page, to save or to extend.

    Raises
    ------
    UnknownIdError
        If there is no such recipe, language, or record that the recipe names.
    DataError
        If the recipe breaks its rules.
    FileError
        If a file cannot be read.
    OutOfRangeError
        If a day is not an ISO date.

    Examples
    --------
    >>> page = draw("kazinform-2023-09-29", theme="dark")
    >>> page.html().startswith("<!DOCTYPE html>")
    True
    >>> draw("kazinform-2023-09-29", theme="sepia")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.DataError: theme 'sepia' is not one of auto, light, dark
    """
    chosen = recipe if isinstance(recipe, Recipe) else load(recipe)
    if theme is not None and theme not in THEMES:
        raise DataError(f"theme {theme!r} is not one of {', '.join(THEMES)}")
    chosen = replace(
        chosen,
        as_of=_day(as_of) or chosen.as_of,
        known_on=_day(known_on) or chosen.known_on,
        theme=theme or chosen.theme,
        tiles=tiles or chosen.tiles,
    )
    return MapPage(payloads.build(chosen, catalog or default_catalog(), lang=lang))


def _day(value: str | date | None) -> date | None:
    return PartialDate.parse(value).last if isinstance(value, str) else value
