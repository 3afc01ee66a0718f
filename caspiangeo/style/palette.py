"""Colours of the six modes and of the two themes, and the glyph of each mode.

The twelve mode colours were chosen so that all pairs stay apart for full-severity deuteranopia,
protanopia and tritanopia (CAM02-UCS difference of at least 12.4 on the light and 10.2 on the dark
theme) and stand out from land and sea (contrast of at least 3 to 1); the tests hold these bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from caspiangeo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Mode:
    """One mode of transport: its colours and the glyph that is repeated along its lines."""

    id: str
    #: Title in a legend.
    title: str
    #: Colour on the light and on the dark theme, ``#rrggbb``.
    light: str
    dark: str
    #: Name of the glyph and its outline: an SVG path in a box of 16 by 16, to be
    #: filled by the even-odd rule.
    glyph: str
    outline: str
    #: Whether the line carries ties across it (the map maker's sign for a railway).
    ties: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours behind and around the lines, each ``#rrggbb``."""

    id: str
    land: str
    sea: str
    #: Coastline, and the faint dashed borders.
    coast: str
    border: str
    #: What lies outside the part of the world that a map covers.
    outside: str
    #: Lettering on land and on water.
    land_text: str
    sea_text: str
    #: Casing around a line, and the core of a line that stands idle.
    casing: str
    #: Halo that marks a line whose course is not known.
    doubt: str
    #: Lines that exist no more or never will.
    muted: str
    #: A line that is no record, laid over the others.
    other: str
    #: Surfaces and text of a page, and its accent.
    surface: str
    raised: str
    text: str
    quiet_text: str
    rule: str
    accent: str
    accent_text: str


LIGHT: Final = Theme(
    id="light",
    land="#f3efe6",
    sea="#cfe3ee",
    coast="#8fb0c2",
    border="#8d8474",
    outside="#e2ded4",
    land_text="#655d4f",
    sea_text="#2f5f7d",
    casing="#ffffff",
    doubt="#7a6f5d",
    muted="#6f6f6f",
    other="#c8003c",
    surface="#fbfaf7",
    raised="#ffffff",
    text="#1b2329",
    quiet_text="#525d66",
    rule="#d9d4c8",
    accent="#0b5cad",
    accent_text="#ffffff",
)
DARK: Final = Theme(
    id="dark",
    land="#252a2e",
    sea="#0f2031",
    coast="#48606f",
    border="#78828b",
    outside="#101419",
    land_text="#a9b1b8",
    sea_text="#8fb6d3",
    casing="#0d1116",
    doubt="#9a8f7c",
    muted="#9b9b9b",
    other="#ff7a96",
    surface="#161b20",
    raised="#1e252b",
    text="#eef1f3",
    quiet_text="#b0bac2",
    rule="#38424a",
    accent="#7cc0ff",
    accent_text="#0d1620",
)
THEMES: Final[Mapping[str, Theme]] = MappingProxyType({"light": LIGHT, "dark": DARK})

_DROP = "M8 1C8 1 3.2 6.6 3.2 10a4.8 4.8 0 0 0 9.6 0C12.8 6.6 8 1 8 1Z"
_FLAME = (
    "M8.7 .8C9.2 3.9 12.9 5.8 12.9 10a4.9 4.9 0 0 1-9.8 0C3.1 7.9 4.2 6.6 5.3 5.5"
    "5.5 6.8 6 7.5 6.7 7.8 6.3 5.2 7 2.6 8.7 .8Z"
)
_RAIL = (
    "M4.6 1H11.4A2.2 2.2 0 0 1 13.6 3.2V10A2.2 2.2 0 0 1 11.4 12.2L13.4 15H11.2L10 13.2H6L4.8 15"
    "H2.6L4.6 12.2A2.2 2.2 0 0 1 2.4 10V3.2A2.2 2.2 0 0 1 4.6 1ZM4.4 3.4V7.2H11.6V3.4Z"
    "M5.6 8.8A1.1 1.1 0 1 0 5.6 11 1.1 1.1 0 1 0 5.6 8.8Z"
    "M10.4 8.8A1.1 1.1 0 1 0 10.4 11 1.1 1.1 0 1 0 10.4 8.8Z"
)
_SHIP = "M7.1 1H8.9V3.2H11.6V6.9L14 7.8 12.2 12H3.8L2 7.8 4.4 6.9V3.2H7.1ZM2 13.2H14V15H2Z"
_BOLT = "M9.8 .8 3.4 9.2H7.3L6 15.2 12.6 6.4H8.6Z"
_WAVE = (
    "M.8 8.6C2.2 2.6 4.6 2.6 6.2 6.6 7.6 10 8.4 10.2 9.4 7.6 10.6 4.4 12.8 4 15.2 8.2"
    "V11.2C13 7.2 11.8 7 10.9 9.4 9.4 13.4 6.6 13.4 5 9.4 3.8 6.4 3 6.4 .8 11.6Z"
)

#: The six modes in the order of a legend.
MODES: Final[Mapping[str, Mode]] = MappingProxyType(
    {
        mode.id: mode
        for mode in (
            Mode("oil-pipeline", "Oil pipeline", "#111111", "#F2F2F2", "drop", _DROP),
            Mode("gas-pipeline", "Gas pipeline", "#C44E00", "#FFA24C", "flame", _FLAME),
            Mode("rail", "Railway", "#5C3A1E", "#BF9B6B", "train", _RAIL, ties=True),
            Mode("sea", "Sea lane or ferry", "#0B5CAD", "#4FA8FF", "ship", _SHIP),
            Mode("power-cable", "Power cable", "#8E0152", "#E86BC0", "bolt", _BOLT),
            Mode("fibre", "Fibre-optic cable", "#008A73", "#3DDC97", "wave", _WAVE),
        )
    }
)


def mode_colour(mode: str, *, theme: str = "light") -> str:
    """Give the colour of a mode on a theme.

    Parameters
    ----------
    mode
        Id of a mode, a key of `MODES`.
    theme
        ``light`` or ``dark``.

    Returns
    -------
    str
        The colour as ``#rrggbb``.

    Raises
    ------
    UnknownIdError
        If there is no such mode or theme; the message lists the valid ones.

    Examples
    --------
    >>> mode_colour("sea")
    '#0B5CAD'
    >>> mode_colour("sea", theme="dark")
    '#4FA8FF'
    >>> mode_colour("road")
    Traceback (most recent call last):
    ...
    caspiangeo.errors.UnknownIdError: unknown mode 'road'; use one of oil-pipeline, ...
    """
    if theme not in THEMES:
        raise UnknownIdError(f"unknown theme {theme!r}; use one of {', '.join(THEMES)}")
    if mode not in MODES:
        raise UnknownIdError(f"unknown mode {mode!r}; use one of {', '.join(MODES)}")
    return MODES[mode].dark if theme == "dark" else MODES[mode].light
