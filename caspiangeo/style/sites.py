"""Symbols of sites: one shape for each family of roles, outlines in a box of 16 by 16."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from caspiangeo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Shape to its SVG outline, to be filled and stroked.
SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "circle": "M8 3a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z",
        "diamond": "M8 1.8 14.2 8 8 14.2 1.8 8Z",
        "square": "M3.4 3.4H12.6V12.6H3.4Z",
        "triangle": "M8 2 14.2 13H1.8Z",
        "hexagon": "M8 1.8 13.4 4.9V11.1L8 14.2 2.6 11.1V4.9Z",
        "bar": "M5.8 1.6H10.2V14.4H5.8Z",
        "dot": "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    }
)

#: Role of a site to its shape.
SITE_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "port": "circle",
        "ferry-terminal": "circle",
        "oil-terminal": "diamond",
        "oil-gas-terminal": "diamond",
        "oil-berth": "diamond",
        "mooring": "diamond",
        "pump-station": "hexagon",
        "station": "square",
        "dry-port": "square",
        "border-crossing": "bar",
        "landfall": "triangle",
        "substation": "triangle",
        "field": "hexagon",
        "plant": "hexagon",
        "city": "dot",
        "town": "dot",
    }
)


def site_shape(role: str) -> str:
    """Give the name of the shape that stands for a role.

    Parameters
    ----------
    role
        Role of a site, a key of `SITE_SHAPES`.

    Returns
    -------
    str
        A key of `SHAPES`.

    Raises
    ------
    UnknownIdError
        If no shape is set for the role.

    Examples
    --------
    >>> site_shape("mooring")
    'diamond'
    >>> site_shape("airport")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: no symbol for the role 'airport'; use one of port, ...
    """
    try:
        return SITE_SHAPES[role]
    except KeyError:
        raise UnknownIdError(
            f"no symbol for the role {role!r}; use one of {', '.join(SITE_SHAPES)}"
        ) from None
