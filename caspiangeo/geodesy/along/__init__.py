"""Along one line: kilometre points, measures, events, and the nearest point to another."""
