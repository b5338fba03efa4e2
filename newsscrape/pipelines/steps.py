"""One pipeline a step: validate, duplicates, dataset."""

from functools import cached_property
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro

from newsscrape.duplicates.policy import Policy, read_policy
from newsscrape.items import Article
from newsscrape.records import RecordRefused, page_key, refuse_copies, refuse_known, validate
from newsscrape.state.outcome import Outcome
from newsscrape.storage import Storage, StorageError


class Dropped(DropItem):
    """An article that a step refused; its URL's outcome goes to the ledger."""

    def __init__(self, refused: RecordRefused) -> None:
        level = "ERROR" if refused.outcome is Outcome.FAILED else "DEBUG"
        super().__init__(refused.reason, log_level=level)
        self.outcome = refused.outcome
        self.reason = refused.reason


class StepPipeline:
    """Runs a step of the chain on each article of a spider that has a storage; all other items pass through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StepPipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The article as it came; DropItem where the step refuses it."""
        storage = getattr(self.crawler.spider, "storage", None)
        if isinstance(item, Article) and isinstance(storage, Storage):
            try:
                self.step(item, storage)
            except RecordRefused as refused:
                raise Dropped(refused) from None
        return item

    def step(self, article: Article, storage: Storage) -> None:
        """Raises RecordRefused for an article that goes no further."""
        raise NotImplementedError


class ValidatePipeline(StepPipeline):
    """Drops what the JSON Schema does not allow."""

    def step(self, article: Article, storage: Storage) -> None:
        """As `records.validate`."""
        validate(article)


class DuplicatesPipeline(StepPipeline):
    """Drops articles that the dataset has as they are; numbers the revisions of those that changed.

    Copies of other articles are marked, or dropped, as the policy says.
    """

    def step(self, article: Article, storage: Storage) -> None:
        """As `records.refuse_known` and `records.refuse_copies`."""
        refuse_known(storage.articles)(article)
        if storage.copies is not None:
            refuse_copies(storage.copies, self._policy)(article)

    @cached_property
    def _policy(self) -> Policy:
        settings = self.crawler.settings
        return read_policy(settings["NEWSSCRAPE_DUPLICATES"], settings["NEWSSCRAPE_DUPLICATES_POLICY"])[0]


class DatasetPipeline(StepPipeline):
    """Appends each article to the dataset; ends the run when `-a limit` is reached, or nothing can be written."""

    def step(self, article: Article, storage: Storage) -> None:
        """Writes the article."""
        limit: int | None = getattr(getattr(self.crawler.spider, "arguments", None), "limit", None)
        if limit is not None and storage.written >= limit:
            self._end("limit")
            raise RecordRefused(Outcome.OVER_LIMIT, f"over -a limit={limit}")
        try:
            storage.write(article, page_key(article))
            storage.commit_in_time()
        except StorageError as error:
            self._end("storage")
            raise RecordRefused(Outcome.LEFT, str(error)) from None
        if storage.written == limit:
            self._end("limit")

    def _end(self, reason: str) -> None:
        """Lets the requests under way come to their end, and then ends the run."""
        assert self.crawler.engine is not None
        deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
