"""One pipeline a step: validate, duplicates, dataset."""

from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro

from newsscrape.dataset.folder import OutletFolder
from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.duplicates.exact import KnownRecords
from newsscrape.items import Article
from newsscrape.records import RecordRefused, Step, refuse_known, validate
from newsscrape.state.outcome import Outcome


class Dropped(DropItem):
    """An article that a step refused; its URL's outcome goes to the ledger."""

    def __init__(self, refused: RecordRefused) -> None:
        level = "ERROR" if refused.outcome is Outcome.FAILED else "DEBUG"
        super().__init__(refused.reason, log_level=level)
        self.outcome = refused.outcome
        self.reason = refused.reason


class StepPipeline:
    """Runs a step of the chain on each article."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.step: Step

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StepPipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The article as it came; DropItem where the step refuses it."""
        if isinstance(item, Article):
            try:
                self.step(item)
            except RecordRefused as refused:
                raise Dropped(refused) from None
        return item

    @property
    def dataset(self) -> Path:
        """The dataset that the spider's articles go to."""
        assert self.crawler.spider is not None
        return OutletFolder(self.crawler.settings["NEWSSCRAPE_DATA_DIR"], self.crawler.spider.name).articles


class ValidatePipeline(StepPipeline):
    """Drops what the JSON Schema does not allow."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.step = validate


class DuplicatesPipeline(StepPipeline):
    """Drops articles that the dataset has, by id or canonical URL."""

    def open_spider(self) -> None:
        """Reads what the dataset has."""
        self.step = refuse_known(KnownRecords(read_lines(self.dataset)))


class DatasetPipeline(StepPipeline):
    """Appends each article to the dataset; ends the run when `-a limit` is reached."""

    def open_spider(self) -> None:
        """Names the dataset; the file is made with the first record."""
        self.writer = JsonLinesWriter(self.dataset)
        self.written = 0
        self.limit: int | None = getattr(getattr(self.crawler.spider, "arguments", None), "limit", None)
        self.step = self._write

    def close_spider(self) -> None:
        """Waits until the disk has all records."""
        self.writer.close()

    def _write(self, article: Article) -> None:
        if self.limit is not None and self.written >= self.limit:
            raise RecordRefused(Outcome.OVER_LIMIT, f"over -a limit={self.limit}")
        self.writer.write(article)
        self.written += 1
        if self.written == self.limit:
            deferred_from_coro(self.crawler.engine.close_spider_async(reason="limit"))
