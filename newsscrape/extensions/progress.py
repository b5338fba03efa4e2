"""Tells how a crawl goes while it runs: a line that is renewed on a terminal, else a plain line now and then."""

import logging
import sys
from contextlib import ExitStack
from time import monotonic
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from tqdm import tqdm
from tqdm.contrib import DummyTqdmFile

from newsscrape.state.outcome import Outcome
from newsscrape.storage import Storage
from newsscrape.text import printable

_EVERY_S = 0.5  # on a terminal
_COUNTING = 0.01  # share of the run's time, at most, that goes into counting what failed


class Progress:
    """Tells pages, records, rate, queue and failures while a crawl runs; nothing with NEWSSCRAPE_QUIET.

    Where standard error is no terminal, a line is written every NEWSSCRAPE_PROGRESS_S seconds; none when that is 0.
    Alarms are not told: they are known when the run has ended.
    """

    def __init__(self, crawler: Crawler, storage: Storage, every_s: float) -> None:
        self.crawler = crawler
        self.storage = storage
        self._every_s = every_s
        self._failed = 0
        self._count_at = 0.0  # when it is counted again what failed
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """Scrapy's constructor; NotConfigured where nobody wants to see it."""
        storage = getattr(crawler.spider, "storage", None)
        if not isinstance(storage, Storage) or crawler.settings.getbool("NEWSSCRAPE_QUIET"):
            raise NotConfigured
        every_s = _EVERY_S if sys.stderr.isatty() else crawler.settings.getfloat("NEWSSCRAPE_PROGRESS_S")
        if not every_s > 0:
            raise NotConfigured
        return cls(crawler, storage, every_s)

    def spider_opened(self, spider: Spider) -> None:
        """Begins to tell."""
        self._started = monotonic()
        self._cleanup = ExitStack()
        self._line: tqdm[Any] | None = None
        if sys.stderr.isatty():
            self._log_above()
            self._line = self._cleanup.enter_context(tqdm(bar_format="{desc}", leave=False))
        self._updates = create_looping_call(self._show)
        self._updates.start(self._every_s, now=self._line is not None)

    def spider_closed(self, spider: Spider) -> None:
        """Takes the terminal's line away."""
        self._updates.stop()
        self._cleanup.close()

    def _log_above(self) -> None:
        """Lets log lines go above the terminal's line, not within.

        tqdm's own `logging_redirect_tqdm` puts a handler in the place of Scrapy's that has not its level.
        """
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                handler.setStream(DummyTqdmFile(sys.stderr))
                self._cleanup.callback(handler.setStream, sys.stderr)

    def _show(self) -> None:
        storage = self.storage
        pages = self.crawler.stats.get_value("response_received_count", 0)
        words = progress_line(
            storage.folder.outlet,
            pages=pages,
            records=storage.written,
            elapsed_s=monotonic() - self._started,
            queue=storage.ledger.waiting.total(),
            failed=self._count_failed(),
        )
        if self._line is None:
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()
        else:
            self._line.set_description_str(words)

    def _count_failed(self) -> int:
        """URLs that failed so far. The count looks at all of the run's URLs, so it is renewed the more seldom."""
        start = monotonic()
        if start >= self._count_at:
            self._failed = self.storage.ledger.counts().get(Outcome.FAILED, 0)
            end = monotonic()
            self._count_at = end + (end - start) / _COUNTING
        return self._failed


def progress_line(outlet: str, *, pages: int, records: int, elapsed_s: float, queue: int, failed: int) -> str:
    """`islamtimes: 1,204 pages, 310 records, 14.2 pages/s, 55 in the queue, 3 failed`."""
    rate = pages / elapsed_s if elapsed_s > 0 else 0.0
    return printable(
        f"{outlet}: {pages:,} pages, {records:,} records, {rate:.1f} pages/s, {queue:,} in the queue, {failed:,} failed"
    )
