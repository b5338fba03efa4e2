"""Keeps a process in touch with the others that share its crawl."""

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newsscrape.state.shared_ledger import SharedLedger
from newsscrape.storage import Storage

_EVERY_S = 0.25


class Sharing:
    """Renews the leases, takes up what others found; ends the run when Redis is gone for good, or others closed it."""

    def __init__(self, crawler: Crawler, ledger: SharedLedger) -> None:
        self.crawler = crawler
        self.ledger = ledger
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Sharing":
        """Scrapy's constructor; NotConfigured for a crawl that is not shared."""
        storage = getattr(crawler.spider, "storage", None)
        if not isinstance(storage, Storage) or not isinstance(storage.ledger, SharedLedger):
            raise NotConfigured
        return cls(crawler, storage.ledger)

    def spider_opened(self, spider: Spider) -> None:
        """Begins to look."""
        self._looks = create_looping_call(self._look)
        self._looks.start(_EVERY_S, now=False)

    def spider_closed(self, spider: Spider) -> None:
        """Looks no more."""
        if self._looks.running:
            self._looks.stop()

    def _look(self) -> None:
        engine = self.crawler.engine
        assert engine is not None
        has_work = self.ledger.tend()
        if self.ledger.shared.error or self.ledger.shared.is_over:
            self._looks.stop()
            reason = "redis" if self.ledger.shared.error else "finished"
            deferred_from_coro(
                engine.close_spider_async(reason=reason)
            )  # its requests wait for turns that come no more
        elif (has_work or self.ledger.is_exhausted) and (slot := engine._slot) is not None:  # noqa: SLF001
            slot.nextcall.schedule()  # Scrapy's engine would look by itself every 5 s only
