"""The data set in every format that others open; each format is a module that takes layers."""
