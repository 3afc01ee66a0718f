"""Lengths of segments by the fastest form that is exact enough, and the engines that run it."""
