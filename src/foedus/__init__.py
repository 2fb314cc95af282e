"""Foedus keeps the record of an alliance."""

__version__ = "0.1.0"
