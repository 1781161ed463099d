"""Drawings of data on their way: sheets of numbers that are zoomed together."""
