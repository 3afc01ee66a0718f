"""Energy and transport links across the Caspian: sourced data, geodesic lengths, maps.

The names below are loaded when they are first used, so that importing the package costs nothing.

>>> import caspiangeo as cg
>>> cg.route("btc").published_km
1768.0
>>> cg.route("nabucco")
Traceback (most recent call last):
...
caspiangeo.errors.UnknownIdError: unknown route 'nabucco'. `caspiangeo routes` lists them all.
"""

TYPE_CHECKING = False  # what type checkers take for typing's own, which is slow to import
if TYPE_CHECKING:
    from caspiangeo.api import (
        corridor,
        data_version,
        explore,
        place,
        route,
        routes,
        service,
        site,
        sites,
    )
    from caspiangeo.errors import CaspianError
    from caspiangeo.geodesy import geodesic_length
    from caspiangeo.io import from_geodataframe, to_arrow, to_geodataframe

__version__ = "0.1.0"

#: Where each public name lives.
_HOMES = {
    "CaspianError": "caspiangeo.errors",
    "corridor": "caspiangeo.api",
    "data_version": "caspiangeo.api",
    "explore": "caspiangeo.api",
    "from_geodataframe": "caspiangeo.io",
    "geodesic_length": "caspiangeo.geodesy",
    "place": "caspiangeo.api",
    "route": "caspiangeo.api",
    "routes": "caspiangeo.api",
    "service": "caspiangeo.api",
    "site": "caspiangeo.api",
    "sites": "caspiangeo.api",
    "to_arrow": "caspiangeo.io",
    "to_geodataframe": "caspiangeo.io",
}

__all__ = [
    "CaspianError",
    "corridor",
    "data_version",
    "explore",
    "from_geodataframe",
    "geodesic_length",
    "place",
    "route",
    "routes",
    "service",
    "site",
    "sites",
    "to_arrow",
    "to_geodataframe",
]


def __getattr__(name: str) -> object:
    """Load a public name from where it lives (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'caspiangeo' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names before any of them is loaded."""
    return sorted({*globals(), *__all__})
