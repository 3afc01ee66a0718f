"""Maps as one HTML file that contacts no server: recipes, the data block, the page.

`draw` is the door; the folium map behind a page is its `to_folium`.
"""

from caspiangeo.webmap.comparison import draw_comparison
from caspiangeo.webmap.page import MapPage, draw
from caspiangeo.webmap.recipe import Lettering, Recipe, Report, ReportItem, Tiles, load, recipes

__all__ = [
    "Lettering",
    "MapPage",
    "Recipe",
    "Report",
    "ReportItem",
    "Tiles",
    "draw",
    "draw_comparison",
    "load",
    "recipes",
]
