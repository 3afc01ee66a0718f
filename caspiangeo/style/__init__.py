"""How the links look, as plain data: palette, glyphs, strokes, casings, site symbols.

Maps, figures, QGIS styles and KML read the same tables, so that a mode or a status looks the same
everywhere. Never colour alone: a mode has a colour and a glyph, a status has a stroke, a geometry
quality has a casing, a site role has a shape.
"""

from caspiangeo.style.palette import DARK, LIGHT, MODES, THEMES, Mode, Theme, mode_colour
from caspiangeo.style.sites import SHAPES, SITE_SHAPES, site_shape
from caspiangeo.style.strokes import CASINGS, STROKES, Casing, Stroke

__all__ = [
    "CASINGS",
    "DARK",
    "LIGHT",
    "MODES",
    "SHAPES",
    "SITE_SHAPES",
    "STROKES",
    "THEMES",
    "Casing",
    "Mode",
    "Stroke",
    "Theme",
    "mode_colour",
    "site_shape",
]
