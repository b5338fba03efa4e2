"""A line on the terminal that shows how a crawl goes."""

import sys
from contextlib import ExitStack
from time import monotonic

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from newsscrape.storage import Storage

_EVERY_S = 0.5


class Progress:
    """Shows pages, records, rate and queue while a crawl runs; on a terminal only, and not with NEWSSCRAPE_QUIET."""

    def __init__(self, crawler: Crawler, storage: Storage) -> None:
        self.crawler = crawler
        self.storage = storage
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """Scrapy's constructor; NotConfigured where there is nobody to see it."""
        quiet = crawler.settings.getbool("NEWSSCRAPE_QUIET") or not sys.stderr.isatty()
        storage = getattr(crawler.spider, "storage", None)
        if quiet or not isinstance(storage, Storage):
            raise NotConfigured
        return cls(crawler, storage)

    def spider_opened(self, spider: Spider) -> None:
        """Shows the first line."""
        self._started = monotonic()
        self._cleanup = ExitStack()
        self._cleanup.enter_context(logging_redirect_tqdm())  # log lines above, not within
        self._line = self._cleanup.enter_context(tqdm(bar_format="{desc}", leave=False))
        self._updates = create_looping_call(self._show)
        self._updates.start(_EVERY_S)

    def spider_closed(self, spider: Spider) -> None:
        """Takes the line away."""
        self._updates.stop()
        self._cleanup.close()

    def _show(self) -> None:
        storage = self.storage
        pages = self.crawler.stats.get_value("response_received_count", 0)
        self._line.set_description_str(
            progress_line(
                storage.folder.outlet,
                pages,
                storage.written,
                monotonic() - self._started,
                storage.ledger.waiting.total(),
            )
        )


def progress_line(outlet: str, pages: int, records: int, elapsed_s: float, queue: int) -> str:
    """`islamtimes: 1,204 pages, 310 records, 14.2 pages/s, 55 in the queue`."""
    rate = pages / elapsed_s if elapsed_s > 0 else 0.0
    return f"{outlet}: {pages:,} pages, {records:,} records, {rate:.1f} pages/s, {queue:,} in the queue"
