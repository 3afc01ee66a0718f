"""The words that records may use; the JSON schemas of geodata/schemas say the same."""

from typing import Final

ROLES: Final = (
    "port",
    "oil-terminal",
    "oil-gas-terminal",
    "oil-berth",
    "mooring",
    "ferry-terminal",
    "pump-station",
    "station",
    "border-crossing",
    "landfall",
    "field",
    "plant",
    "city",
    "town",
    "dry-port",
    "substation",
)
#: Roles whose sites stand on water.
SEA_ROLES: Final = ("mooring",)
MODES: Final = ("oil-pipeline", "gas-pipeline", "rail", "sea", "power-cable", "fibre")
#: Words for several modes at once.
MODE_FAMILIES: Final = {
    "pipeline": ("oil-pipeline", "gas-pipeline"),
    "cable": ("power-cable", "fibre"),
}
SEGMENT_RULES: Final = ("geodesic", "rhumb")
GEOMETRY_QUALITIES: Final = ("surveyed", "traced", "waypoint", "schematic", "hypothetical")
STATUSES: Final = (
    "operating",
    "idle",
    "halted",
    "under-construction",
    "agreed",
    "proposed",
    "shelved",
    "cancelled",
    "retired",
    "unknown",
)
SOURCE_KINDS: Final = ("operator", "official", "news", "reference", "dataset", "computed")
NAME_KINDS: Final = ("current", "former", "variant", "facility", "alias")
CLAIM_KINDS: Final = ("stated", "derived", "peer")
FLOW_KINDS: Final = (
    "actual",
    "plan",
    "target",
    "forecast",
    "agreement",
    "proposal",
    "capacity",
    "derived",
    "cumulative",
    "single-cargo",
    "single",
    "mean",
    "claim",
)
WAYPOINT_KINDS: Final = (
    "terminal",
    "station",
    "town",
    "village",
    "crossing",
    "border",
    "pass",
    "river",
    "sea-way-point",
    "approach",
    "landfall",
    "assumed-end",
    "mooring",
    "port",
)
