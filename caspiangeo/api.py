"""The short names at the package's root: the shipped data set, one call each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caspiangeo.catalog import CorridorView, RouteView, ServiceView, default_catalog
from caspiangeo.model import Place, Site

if TYPE_CHECKING:
    from caspiangeo.webmap import MapPage

Day = str | date | None


def route(name: str, *, as_of: Day = None, known_on: Day = None) -> RouteView:
    """Return a route by id or by a name in any language, as it stood on a day.

    Parameters
    ----------
    name
        Such as ``btc``, ``Baku-Tbilisi-Ceyhan`` or ``Баку-Супса``.
    as_of
        What was true on this day; by default the data set's own date.
    known_on
        Use only what had been published by this day; by default everything.

    Returns
    -------
    RouteView
        Published and computed lengths in km, claims, status, line, kilometre points.

    Raises
    ------
    UnknownIdError
        If nothing has that name; the message offers the nearest.
    OutOfRangeError
        If nothing of that name had been published by `known_on`.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> btc = cg.route("BTC")
    >>> btc.published_km, btc.published.source
    (1768.0, 'bp-georgia-btc-page')
    >>> cg.route("tcfo-fibre", known_on="2023-09-29").id  # the plan of that day
    'aktau-siyazan-fibre'
    >>> cg.route("tcfo-fibre", known_on="2017")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: nothing about 'tcfo-fibre' had been published by ...
    """
    return default_catalog().route(name, as_of=as_of, known_on=known_on)


def routes(
    *, mode: str | None = None, as_of: Day = None, known_on: Day = None
) -> tuple[RouteView, ...]:
    """Return every route that had been published, or those of one mode.

    Parameters
    ----------
    mode
        ``oil-pipeline``, ``rail``, ``sea``, ``fibre`` ...; ``pipeline`` and ``cable`` mean several.
    as_of, known_on
        The two times; see `route`.

    Raises
    ------
    OutOfRangeError
        If there is no such mode; the message lists them.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> [each.id for each in cg.routes(mode="pipeline")]
    ['btc', 'wrep']
    >>> cg.routes(mode="canal")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.OutOfRangeError: unknown mode 'canal'; use one of oil-pipeline, ...
    """
    return default_catalog().routes(mode=mode, as_of=as_of, known_on=known_on)


def corridor(name: str, *, as_of: Day = None, known_on: Day = None) -> CorridorView:
    """Return a corridor, a named family of routes, by id or name.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> cg.corridor("Middle Corridor").id
    'titr'
    """
    return default_catalog().corridor(name, as_of=as_of, known_on=known_on)


def service(name: str, *, as_of: Day = None, known_on: Day = None) -> ServiceView:
    """Return a service, what moves over assets in a period, by id or name.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> cg.service("aktau-baku-btc-oil", as_of="2023-09-29").record.assets
    ('aktau-sangachal-sea', 'btc')
    """
    return default_catalog().service(name, as_of=as_of, known_on=known_on)


def site(name: str) -> Site:
    """Return a site by id or by a name in any language.

    Raises
    ------
    UnknownIdError
        If nothing has that name.
    AmbiguousNameError
        If it is the name of a place with several sites; the message lists them.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> cg.site("aktau-port").countries
    ('KZ',)
    >>> cg.site("Aktau")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.AmbiguousNameError: 'Aktau' may mean ...
    """
    return default_catalog().site(name)


def sites(*, role: str | None = None) -> tuple[Site, ...]:
    """Return every site, or those of one role; some have no known place.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> [each.id for each in cg.sites(role="mooring")]
    ['supsa-spm', 'cpc-terminal']
    >>> any(not each.located for each in cg.sites())
    True
    """
    return default_catalog().sites(role=role)


def place(name: str) -> Place:
    """Return a named group of sites, by id.

    Raises
    ------
    UnknownIdError
        If no place has that name.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> cg.place("aktau").sites[0]
    'aktau-port'
    """
    return default_catalog().place(name)


def data_version() -> str:
    """Return the version of the data set that ships, which is not that of the program.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> cg.data_version()
    '0.1.0'
    """
    return default_catalog().version


def explore(recipe: str = "corridor", *, as_of: Day = None, known_on: Day = None) -> MapPage:
    """Draw a map recipe as a page that needs no network; save it or get its folium map.

    Parameters
    ----------
    recipe
        A recipe that ships, ``corridor`` or ``kazinform-2023-09-29``, or the path of a TOML file.
    as_of, known_on
        The two times; by default those of the recipe.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> page = cg.explore("kazinform-2023-09-29")
    >>> "Aktau" in page.html()
    True
    """
    from caspiangeo import webmap

    return webmap.draw(recipe, as_of=as_of, known_on=known_on)
