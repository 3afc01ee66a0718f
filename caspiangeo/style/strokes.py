"""How a line is drawn: the stroke says the status, the casing says how well the course is known.

What exists is drawn unbroken, what is planned is broken, what will not come is thin and grey:
a reader can tell the three apart without the legend and without colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Stroke:
    """The stroke of one status. Widths and dashes in CSS pixels (1/96 inch)."""

    id: str
    title: str
    width_px: float
    #: Lengths of dash and gap in turn; empty for an unbroken line.
    dash_px: tuple[float, ...] = ()
    #: Ends of the dashes: ``butt`` or ``round``.
    cap: str = "butt"
    #: Width of a core in the colour of the casing, for a line that stands but carries nothing.
    core_px: float = 0.0
    #: Dashes of that core; empty for an unbroken core.
    core_dash_px: tuple[float, ...] = ()
    #: Sign repeated along the line: ``cross``, ``bar``, ``query`` or None.
    mark: str | None = None
    #: Whether the line is drawn in the muted grey and not in the colour of its mode.
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Casing:
    """The casing of one geometry quality. Widths in CSS pixels."""

    id: str
    title: str
    #: What the quality means, for a legend or a popup.
    meaning: str
    #: Width of the casing on each side of the line; 0 for none.
    casing_px: float
    #: Width of the hatched halo that says "the course is not known"; 0 for none.
    halo_px: float = 0.0


#: The ten statuses in the order of a legend, from what runs to what is not known.
STROKES: Final[Mapping[str, Stroke]] = MappingProxyType(
    {
        stroke.id: stroke
        for stroke in (
            Stroke("operating", "operating", 3.4),
            Stroke("idle", "idle", 4.4, core_px=1.8),
            Stroke("halted", "halted", 4.4, core_px=1.8, core_dash_px=(9.0, 5.0)),
            Stroke("under-construction", "under construction", 3.4, (12.0, 5.0)),
            Stroke("agreed", "agreed", 3.0, (10.0, 5.0, 2.0, 5.0)),
            Stroke("proposed", "proposed", 3.2, (0.1, 6.5), cap="round"),
            Stroke("shelved", "shelved", 2.0, (2.0, 8.0), muted=True),
            Stroke("cancelled", "cancelled", 1.0, mark="cross", muted=True),
            Stroke("retired", "retired", 1.4, mark="bar", muted=True),
            Stroke("unknown", "status unknown", 2.2, (5.0, 4.0), mark="query"),
        )
    }
)

#: The five geometry qualities, the best known first.
CASINGS: Final[Mapping[str, Casing]] = MappingProxyType(
    {
        casing.id: casing
        for casing in (
            Casing("surveyed", "surveyed", "the course as surveyed or built", 2.4),
            Casing("traced", "traced", "the course traced from imagery or a detailed map", 1.6),
            Casing(
                "waypoint",
                "through way points",
                "straight between places that the sources name; bends between them are missing",
                1.0,
            ),
            Casing(
                "schematic",
                "schematic",
                "only the ends and the rough course are known",
                0.0,
                halo_px=11.0,
            ),
            Casing(
                "hypothetical",
                "hypothetical",
                "no course has been published; the line only joins the likely ends",
                0.0,
                halo_px=17.0,
            ),
        )
    }
)
