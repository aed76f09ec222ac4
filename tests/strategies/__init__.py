"""Hypothesis strategies, a module for each part of the library."""
