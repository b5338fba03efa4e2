"""The steps of `newsscrape.records` as item pipelines. Items that are no articles pass untouched."""
