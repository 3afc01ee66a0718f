"""Between lines, and between lines and polygons: crossings, nearness, likeness, cuts."""
