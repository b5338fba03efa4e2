"""What all crawls share: the account of each URL, courtesy, and the way from a page's links to requests."""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.linkextractors import IGNORED_EXTENSIONS
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newsscrape.errors import ExtractionError
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.spiders.arguments import CrawlArguments
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.urls import canonical_url
from newsscrape.version import VERSION


class NewsSpider(Spider):
    """Crawls from a front page by links; a subclass says from where, how far, and which page is an article.

    Attributes:
        arguments: what the user said with `-a`.
        ledger: the account of every URL seen.
    """

    def __init__(self, arguments: CrawlArguments) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.arguments = arguments

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Adds the spider's settings, and the User-Agent where the user set none."""
        super().update_settings(settings)
        if not settings.getpriority("USER_AGENT"):  # 0: Scrapy's own default
            settings.set("USER_AGENT", _user_agent(settings.get("NEWSSCRAPE_CONTACT")), priority="project")

    @property
    def front(self) -> str:
        """URL of the page that the crawl starts at."""
        raise NotImplementedError

    def is_inside(self, url: str) -> bool:
        """Whether a URL belongs to the crawl."""
        raise NotImplementedError

    def priority_of(self, url: str) -> int:  # noqa: ARG002 (subclasses look at it)
        """The priority of a URL's request."""
        return 0

    async def start(self) -> AsyncIterator[Request]:
        """The front page."""
        if self.settings["USER_AGENT"] == _user_agent(None):
            self.logger.warning(
                "NEWSSCRAPE_CONTACT is not set: an outlet that this crawl troubles cannot reach you. "
                "Set it to a URL or an e-mail address."
            )
        self.ledger.see(key_of(self.front))
        yield self.request(self.front)

    def parse_failure(self, failure: Failure) -> Iterable[Request]:
        """Settles a request that came to nothing, unless the one who refused it has done so."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        self.ledger.settle(request.meta[KEY], Outcome.FAILED, _failure_reason(failure.value))
        return ()

    def read_article(self, page: Page, outlet: Outlet | None) -> Article:
        """The article of a page; its faults are logged and counted.

        Raises:
            ExtractionError: the page holds no article; the reason is logged.
        """
        try:
            article = parse_article(page, outlet)
        except ExtractionError as error:
            self.logger.info("%s: %s", page.url, error.reason)
            raise
        for fault in page.faults:
            self.logger.info("%s: %s", page.url, fault)
            self.crawler.stats.inc_value(f"newsscrape/fault/{fault.field}: {fault.cause}")
        return article

    def is_wanted(self, article: Article, response: Response) -> bool:
        """Whether an article is as new as `since` asks for, or has no date; one that is older is settled."""
        since = self.arguments.since
        if since and article.date_published and article.date_published[:10] < since:
            self.settle(response, Outcome.TOO_OLD, f"published before {since}")
            return False
        return True

    def follow_all(self, urls: Iterable[str], response: Response) -> Iterator[Request]:
        """The requests for those of a page's links that are to be asked for; the others are settled."""
        depth = response.meta.get("depth", 0) + 1
        for url in urls:
            request = self._follow(url, depth)
            if request is not None:
                yield request

    def request(self, url: str) -> Request:
        """A request that the ledger knows."""
        return Request(url, errback=self.parse_failure, priority=self.priority_of(url), meta={KEY: key_of(url)})

    def settle(self, response: Response, outcome: Outcome, reason: str = "") -> None:
        """Gives the URL that a response answers its outcome."""
        self.ledger.settle(response.meta[KEY], outcome, reason)

    def _follow(self, url: str, depth: int) -> Request | None:
        """The request for a link, unless it was seen before or leads where the crawl does not go."""
        key = key_of(url)
        if not self.ledger.see(key):
            return None
        deepest = self.settings.getint("DEPTH_LIMIT")
        if not self.is_inside(url):
            self.ledger.settle(key, Outcome.OFF_SITE, "")
        elif kind := file_kind(url):
            self.ledger.settle(key, Outcome.NOT_AN_ARTICLE, f"a file of kind {kind}")
        elif deepest and depth > deepest:
            self.ledger.settle(key, Outcome.OVER_LIMIT, f"deeper than DEPTH_LIMIT={deepest}")
        else:
            return self.request(url)
        return None


def page_of(response: Response) -> Page:
    """The page that a response brought."""
    header = response.headers.get("Content-Type", b"")
    content_type = header.decode("latin-1") if header else None
    return Page(response.body, url=response.url, fetched_at=datetime.now(UTC), content_type=content_type)


def key_of(url: str) -> str:
    """A URL as the ledger knows it."""
    return canonical_url(url) or url


def file_kind(url: str) -> str | None:
    """The ending, `.jpg`, of a URL that is a picture's, a document's or another file's; None for what may be a page."""
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return suffix if suffix.removeprefix(".") in IGNORED_EXTENSIONS else None


def _user_agent(contact: str | None) -> str:
    return f"newsscrape/{VERSION} (+{contact})" if contact else f"newsscrape/{VERSION}"


def _failure_reason(error: BaseException | None) -> str:
    """Why a request came to nothing, in a phrase."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    return f"{type(error).__name__}: {error}".rstrip(": ")
