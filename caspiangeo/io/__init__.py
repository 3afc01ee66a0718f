"""Every foreign format: what is written for others, and what is read from them."""

from caspiangeo.io.files import write_text
from caspiangeo.io.geodataframe import to_geodataframe
from caspiangeo.io.polygons import read_boundaries

__all__ = ["read_boundaries", "to_geodataframe", "write_text"]
