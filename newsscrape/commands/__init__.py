"""Scrapy commands. Each module but `_…` is one, by its name."""
