"""Saved pages into records, without Scrapy: what `scrapy reparse` does between its options and its summary."""
