"""Files of users: opened, brought to degrees on their own datum, measured, written again."""
