"""Downloader middlewares: where a crawl may go."""
