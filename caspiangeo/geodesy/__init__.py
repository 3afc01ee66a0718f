"""Exact measures of any line on Earth: length, kilometre points, rhumb lines, splitting.

Longitude comes before latitude, in degrees; lengths are metres on the ellipsoid (WGS 84 unless
another is given). The stretch between two neighbouring vertices is a *segment*, and one rule says
for a whole line what a segment is: ``"geodesic"``, the shortest way, or ``"rhumb"``, a constant
course. Every function honours that rule, the drawing included. A segment always takes the short
way round, so a line from 179 to -179 degrees east is two degrees long. Heights are ignored.

The names below load on first use; importing this package alone loads nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caspiangeo.geodesy.along.alignments import (
        Translation,
        Translations,
        translate_kp,
        translate_kps,
    )
    from caspiangeo.geodesy.along.calibration import Calibration
    from caspiangeo.geodesy.along.events import Events, events_to_lines, lines_to_events
    from caspiangeo.geodesy.along.kilometres import (
        KilometrePoint,
        kilometre_points,
        kp_label,
        parse_kp,
    )
    from caspiangeo.geodesy.along.locations import Location, Locations
    from caspiangeo.geodesy.along.measured import MeasuredLine
    from caspiangeo.geodesy.along.mvalues import calibration_from_m, m_coordinates, m_wkb, with_m
    from caspiangeo.geodesy.along.reference import (
        cumulative_m,
        interpolate,
        locate,
        locate_many,
        locate_on_segments,
        split_at,
        substring,
    )
    from caspiangeo.geodesy.areas import Interior, area_m2, areas_m2, perimeters_m
    from caspiangeo.geodesy.between.comparing import (
        Farthest,
        LineComparison,
        compare_lines,
        hausdorff_m,
    )
    from caspiangeo.geodesy.between.corridors import CorridorHits, points_within
    from caspiangeo.geodesy.between.crossing import (
        Crossing,
        Crossings,
        MeetingKind,
        crossings,
        crossings_between,
    )
    from caspiangeo.geodesy.between.nearness import NearestApproach, nearest_approach
    from caspiangeo.geodesy.between.split import LinePiece, lengths_by_polygon_m, split_by_polygons
    from caspiangeo.geodesy.coordinates import Invalid
    from caspiangeo.geodesy.curves import Rule
    from caspiangeo.geodesy.drawing import DensifiedLine, densify, densify_to_tolerance
    from caspiangeo.geodesy.ellipsoid import GRS80, KRASSOVSKY_1940, WGS84, Ellipsoid
    from caspiangeo.geodesy.kernel.engines import Engine
    from caspiangeo.geodesy.kernel.ragged import ragged_lengths_m
    from caspiangeo.geodesy.lengths import (
        azimuths_deg,
        geodesic_length,
        length_m,
        lengths_m,
        perimeter_m,
        segment_lengths_m,
    )
    from caspiangeo.geodesy.points import (
        destination,
        distance_m,
        rhumb_azimuth_deg,
        rhumb_length_m,
        rhumb_point,
    )
    from caspiangeo.geodesy.thinning import SimplifiedLine, simplify

__all__ = [
    "GRS80",
    "KRASSOVSKY_1940",
    "WGS84",
    "Calibration",
    "CorridorHits",
    "Crossing",
    "Crossings",
    "DensifiedLine",
    "Ellipsoid",
    "Engine",
    "Events",
    "Farthest",
    "Interior",
    "Invalid",
    "KilometrePoint",
    "LineComparison",
    "LinePiece",
    "Location",
    "Locations",
    "MeasuredLine",
    "MeetingKind",
    "NearestApproach",
    "Rule",
    "SimplifiedLine",
    "Translation",
    "Translations",
    "area_m2",
    "areas_m2",
    "azimuths_deg",
    "calibration_from_m",
    "compare_lines",
    "crossings",
    "crossings_between",
    "cumulative_m",
    "densify",
    "densify_to_tolerance",
    "destination",
    "distance_m",
    "events_to_lines",
    "geodesic_length",
    "hausdorff_m",
    "interpolate",
    "kilometre_points",
    "kp_label",
    "length_m",
    "lengths_by_polygon_m",
    "lengths_m",
    "lines_to_events",
    "locate",
    "locate_many",
    "locate_on_segments",
    "m_coordinates",
    "m_wkb",
    "nearest_approach",
    "parse_kp",
    "perimeter_m",
    "perimeters_m",
    "points_within",
    "ragged_lengths_m",
    "rhumb_azimuth_deg",
    "rhumb_length_m",
    "rhumb_point",
    "segment_lengths_m",
    "simplify",
    "split_at",
    "split_by_polygons",
    "substring",
    "translate_kp",
    "translate_kps",
    "with_m",
]

_HOME = {
    "along.alignments": ("Translation", "Translations", "translate_kp", "translate_kps"),
    "areas": ("Interior", "area_m2", "areas_m2", "perimeters_m"),
    "along.calibration": ("Calibration",),
    "between.comparing": ("Farthest", "LineComparison", "compare_lines", "hausdorff_m"),
    "between.corridors": ("CorridorHits", "points_within"),
    "between.crossing": ("Crossing", "Crossings", "MeetingKind", "crossings", "crossings_between"),
    "coordinates": ("Invalid",),
    "curves": ("Rule",),
    "drawing": ("DensifiedLine", "densify", "densify_to_tolerance"),
    "ellipsoid": ("GRS80", "KRASSOVSKY_1940", "WGS84", "Ellipsoid"),
    "along.events": ("Events", "events_to_lines", "lines_to_events"),
    "kernel.engines": ("Engine",),
    "along.kilometres": ("KilometrePoint", "kilometre_points", "kp_label", "parse_kp"),
    "lengths": (
        "azimuths_deg",
        "geodesic_length",
        "length_m",
        "lengths_m",
        "perimeter_m",
        "segment_lengths_m",
    ),
    "along.locations": ("Location", "Locations"),
    "along.measured": ("MeasuredLine",),
    "along.mvalues": ("calibration_from_m", "m_coordinates", "m_wkb", "with_m"),
    "between.nearness": ("NearestApproach", "nearest_approach"),
    "points": ("destination", "distance_m", "rhumb_azimuth_deg", "rhumb_length_m", "rhumb_point"),
    "kernel.ragged": ("ragged_lengths_m",),
    "along.reference": (
        "cumulative_m",
        "interpolate",
        "locate",
        "locate_many",
        "locate_on_segments",
        "split_at",
        "substring",
    ),
    "between.split": ("LinePiece", "lengths_by_polygon_m", "split_by_polygons"),
    "thinning": ("SimplifiedLine", "simplify"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
