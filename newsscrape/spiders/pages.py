"""Fetches single pages, for commands that look at some: no state, no dataset, no links followed."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import BaseSettings, Settings
from twisted.python.failure import Failure

from newsscrape.page import Page
from newsscrape.politeness.addresses import named_origins
from newsscrape.spiders.answers import user_agent

# What belongs to an outlet's crawl alone. The middlewares stay: robots.txt, delays and limits hold here too.
_WITHOUT_RECORDS: dict[str, Any] = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}, "LOG_LEVEL": "ERROR"}


class PagesSpider(Spider):
    """Gets the pages of some URLs.

    Attributes:
        found: the pages.
        missing: URL → why there is none.
        private_origins: those of URLs that are written with an address.
    """

    name = "pages"

    def __init__(self, urls: Sequence[str], found: list[Page], missing: dict[str, str]) -> None:
        super().__init__()
        self.urls, self.found, self.missing = urls, found, missing
        self.private_origins = named_origins(urls)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Names the user in the User-Agent, as crawls do."""
        super().update_settings(settings)
        if not settings.getpriority("USER_AGENT"):  # 0: Scrapy's own default
            settings.set("USER_AGENT", user_agent(settings.get("NEWSSCRAPE_CONTACT")), priority="project")

    async def start(self) -> AsyncIterator[Request]:
        """Asks for each URL once."""
        for url in self.urls:
            yield Request(url, self.parse, errback=partial(self.miss, url), dont_filter=True)

    def parse(self, response: Response) -> Iterator[Any]:
        """Keeps a page."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        now = datetime.now(UTC).replace(microsecond=0)
        self.found.append(Page(response.body, url=response.url, fetched_at=now, content_type=content_type or None))
        yield from ()

    def miss(self, url: str, failure: Failure) -> None:
        """Notes why a URL gave no page."""
        self.missing[url] = failure.getErrorMessage() or type(failure.value).__name__


def fetch_pages(urls: Sequence[str], settings: Settings) -> tuple[list[Page], dict[str, str]]:
    """The pages of URLs, and for each that gave none the reason. Starts and ends Twisted's reactor, so once a process.

    Args:
        urls: http(s).
        settings: Scrapy's; their politeness holds.
    """
    own = settings.copy()
    for name, value in _WITHOUT_RECORDS.items():
        own.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(own)
    found: list[Page] = []
    missing: dict[str, str] = {}
    process.crawl(PagesSpider, urls=urls, found=found, missing=missing)
    process.start()
    return found, missing
