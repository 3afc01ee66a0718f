"""Strict GeoJSON of any geometries: winding, the antimeridian, positions as decimal text."""
