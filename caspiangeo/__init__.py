"""Energy and transport links across the Caspian: sourced data, geodesic lengths, maps."""

__version__ = "0.1.0"
