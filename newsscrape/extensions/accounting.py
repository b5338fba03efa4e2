"""Settles what pipelines and Scrapy decide in the spider's ledger, and leaves the account: stats and `runs.jsonl`."""

from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from newsscrape.dataset.folder import OutletFolder
from newsscrape.dataset.jsonl import JsonLinesWriter
from newsscrape.dates import to_utc
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome

STATS = "newsscrape/"  # what the stats' names begin with
# Ways in which a run ends by what the user set; with all others, what is still open was lost.
_ENDED_AT_LIMIT = ("limit", "closespider_")


class Accounting:
    """Gives every URL of a run its outcome. Spiders without a ledger are left alone."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        for handler, signal in (
            (self.spider_opened, signals.spider_opened),
            (self.item_scraped, signals.item_scraped),
            (self.item_dropped, signals.item_dropped),
            (self.item_error, signals.item_error),
            (self.spider_error, signals.spider_error),
            (self.request_dropped, signals.request_dropped),
            (self.spider_closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Accounting":
        """Scrapy's constructor; NotConfigured for a spider without a ledger."""
        if not isinstance(getattr(crawler.spider, "ledger", None), Ledger):
            raise NotConfigured
        return cls(crawler)

    @property
    def ledger(self) -> Ledger:
        """The spider's ledger."""
        ledger: Ledger = self.crawler.spider.ledger  # type: ignore[union-attr]  # from_crawler saw to it
        return ledger

    def spider_opened(self, spider: Spider) -> None:
        """Notes when the run began."""
        self.started = datetime.now(UTC)

    def item_scraped(self, item: Any, response: Response | None, spider: Spider) -> None:
        """An article went through all pipelines."""
        self._settle(response, Outcome.EXPORTED, "")

    def item_dropped(self, item: Any, response: Response | None, exception: Exception, spider: Spider) -> None:
        """A pipeline refused an article."""
        outcome = getattr(exception, "outcome", Outcome.FAILED)
        self._settle(response, outcome, str(exception))

    def item_error(self, item: Any, response: Response | None, spider: Spider, failure: Failure) -> None:
        """A pipeline broke."""
        self.crawler.stats.inc_value(f"{STATS}broken")
        self._settle(response, Outcome.FAILED, f"error in a pipeline: {failure.value!r}")

    def spider_error(self, failure: Failure, response: Response | Failure | None, spider: Spider) -> None:
        """The spider broke."""
        self.crawler.stats.inc_value(f"{STATS}broken")
        if isinstance(response, Response):
            self._settle(response, Outcome.FAILED, f"error in the spider: {failure.value!r}")

    def request_dropped(self, request: Request, spider: Spider) -> None:
        """A redirect led to a URL that was asked for before, or the other way round."""
        if KEY in request.meta:
            self.ledger.settle(request.meta[KEY], Outcome.DUPLICATE, "leads to a URL asked for before")

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Settles what is open, and writes the account."""
        at_limit = reason.startswith(_ENDED_AT_LIMIT)
        self.ledger.settle_open(
            Outcome.OVER_LIMIT if at_limit else Outcome.FAILED, f"not fetched: the run ended ({reason})"
        )
        stats = self.crawler.stats
        counts = self.ledger.counts()
        stats.set_value(f"{STATS}seen", len(self.ledger))
        for outcome in Outcome:
            stats.set_value(f"{STATS}outcome/{outcome}", counts.get(outcome, 0))
        writer = JsonLinesWriter(OutletFolder(self.crawler.settings["NEWSSCRAPE_DATA_DIR"], spider.name).runs)
        writer.write(
            {
                "outlet": spider.name,
                "started_at": to_utc(self.started),
                "finished_at": to_utc(datetime.now(UTC)),
                "finish_reason": reason,
                "seen": len(self.ledger),
                "outcomes": {str(outcome): counts.get(outcome, 0) for outcome in Outcome},
                "faults": self._faults(),
            }
        )
        writer.close()

    def _faults(self) -> dict[str, int]:
        start = f"{STATS}fault/"
        stats = self.crawler.stats.get_stats()
        return {name.removeprefix(start): count for name, count in sorted(stats.items()) if name.startswith(start)}

    def _settle(self, response: Response | None, outcome: Outcome, reason: str) -> None:
        if response is not None and KEY in response.meta:
            self.ledger.settle(response.meta[KEY], outcome, reason)
