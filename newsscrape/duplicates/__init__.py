"""Copies of the same article."""
