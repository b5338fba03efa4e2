"""Exact and near duplicates among articles."""
