"""Rules over the data set that ships."""
