"""The spider of an outlet: from the front page through its listings to the articles."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import IGNORED_EXTENSIONS
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newsscrape.discovery.listing import extract_links
from newsscrape.errors import ExtractionError
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.spiders.arguments import CrawlArguments
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.urls import canonical_url, host_of, origin_of
from newsscrape.version import VERSION

_ARTICLES_FIRST = 10  # priority of an article's request over a listing's


class OutletSpider(Spider):
    """Crawls one outlet; a subclass is made for each by `outlet_spider`.

    Attributes:
        outlet: what is crawled.
        arguments: what the user said with `-a`.
        ledger: the account of every URL seen.
    """

    outlet: ClassVar[Outlet]

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.arguments = CrawlArguments.read(arguments)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Adds the outlet's settings, and the User-Agent where the user set none."""
        super().update_settings(settings)
        if not settings.getpriority("USER_AGENT"):  # 0: Scrapy's own default
            settings.set("USER_AGENT", _user_agent(settings.get("NEWSSCRAPE_CONTACT")), priority="project")

    async def start(self) -> AsyncIterator[Request]:
        """The front page: the outlet's, or `/` of the origin."""
        if self.settings["USER_AGENT"] == _user_agent(None):
            self.logger.warning(
                "NEWSSCRAPE_CONTACT is not set: an outlet that this crawl troubles cannot reach you. "
                "Set it to a URL or an e-mail address."
            )
        front = f"{self.arguments.origin}/" if self.arguments.origin else self.outlet.front_url
        self.ledger.see(_key(front))
        yield self._request(front)

    def is_inside(self, url: str) -> bool:
        """Whether a URL belongs to the crawl: on the outlet's domains, or at `origin` when that is given."""
        if self.arguments.origin:
            return origin_of(url) == self.arguments.origin
        return self.outlet.has_host(host_of(url) or "")

    def parse(self, response: Response) -> Iterator[Request | Article]:
        """An article or a page that may list some, by the URL that a redirect may have led to."""
        if self.outlet.is_article(response.url):
            yield from self.parse_article(response)
        else:
            yield from self.parse_listing(response)

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """Follows every link of a page that may list articles."""
        links = extract_links(self._page(response)) if isinstance(response, TextResponse) else []
        if any(self.outlet.is_article(url) for url in links):
            self._settle(response, Outcome.LISTING)
        else:
            self._settle(response, Outcome.NOT_AN_ARTICLE, "neither an article nor a listing")
        depth = response.meta.get("depth", 0) + 1
        for url in links:
            request = self._follow(url, depth)
            if request is not None:
                yield request

    def parse_article(self, response: Response) -> Iterator[Article]:
        """Yields the article of a page whose URL is an article's."""
        if not isinstance(response, TextResponse):
            self._settle(response, Outcome.NOT_AN_ARTICLE, "not a text")
            return
        page = self._page(response)
        try:
            article = parse_article(page, self.outlet)
        except ExtractionError as error:
            self.logger.info("%s: %s", response.url, error.reason)
            self._settle(response, Outcome.FAILED if error.cut_off else Outcome.NOT_AN_ARTICLE, error.reason)
            return
        for fault in page.faults:
            self.logger.info("%s: %s", response.url, fault)
            self.crawler.stats.inc_value(f"newsscrape/fault/{fault.field}: {fault.cause}")
        if self.arguments.since and article.date_published and article.date_published[:10] < self.arguments.since:
            self._settle(response, Outcome.TOO_OLD, f"published before {self.arguments.since}")
            return
        yield article

    def parse_failure(self, failure: Failure) -> Iterator[Request]:
        """Settles a request that came to nothing, unless the one who refused it has done so. A mirror without a page at
        `/` is tried at the outlet's front path.
        """
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        self.ledger.settle(request.meta[KEY], Outcome.FAILED, _failure_reason(failure.value))
        front = f"{self.arguments.origin}{self.outlet.front}"
        if self.arguments.origin and request.meta[KEY] == _key(self.arguments.origin) and self.ledger.see(_key(front)):
            yield self._request(front)

    def _follow(self, url: str, depth: int) -> Request | None:
        """The request for a link, unless it was seen before or leads where the crawl does not go."""
        key = _key(url)
        if not self.ledger.see(key):
            return None
        deepest = self.settings.getint("DEPTH_LIMIT")
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
        if not self.is_inside(url):
            self.ledger.settle(key, Outcome.OFF_SITE, "")
        elif suffix.removeprefix(".") in IGNORED_EXTENSIONS:
            self.ledger.settle(key, Outcome.NOT_AN_ARTICLE, f"a file of kind {suffix}")
        elif deepest and depth > deepest:
            self.ledger.settle(key, Outcome.OVER_LIMIT, f"deeper than DEPTH_LIMIT={deepest}")
        elif self.outlet.is_article(url):
            return self._request(url, priority=_ARTICLES_FIRST)
        else:
            return self._request(url)
        return None

    def _request(self, url: str, priority: int = 0) -> Request:
        return Request(url, errback=self.parse_failure, priority=priority, meta={KEY: _key(url)})

    def _page(self, response: Response) -> Page:
        header = response.headers.get("Content-Type", b"")
        content_type = header.decode("latin-1") if header else None
        return Page(response.body, url=response.url, fetched_at=datetime.now(UTC), content_type=content_type)

    def _settle(self, response: Response, outcome: Outcome, reason: str = "") -> None:
        self.ledger.settle(response.meta[KEY], outcome, reason)


def outlet_spider(outlet: Outlet) -> type[OutletSpider]:
    """The spider class of an outlet, named after it."""
    attributes = {
        "name": outlet.name,
        "outlet": outlet,
        "custom_settings": dict(outlet.settings),
        "__doc__": outlet.title,
    }
    return type(f"{outlet.name.title()}Spider", (OutletSpider,), attributes)


def _user_agent(contact: str | None) -> str:
    return f"newsscrape/{VERSION} (+{contact})" if contact else f"newsscrape/{VERSION}"


def _key(url: str) -> str:
    return canonical_url(url) or url


def _failure_reason(error: BaseException | None) -> str:
    """Why a request came to nothing, in a phrase."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    return f"{type(error).__name__}: {error}".rstrip(": ")
