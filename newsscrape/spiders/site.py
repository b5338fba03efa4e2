"""The spider of a site that no outlet file describes: its pages are told by what they hold, never by their URLs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from newsscrape.dataset.folder import OutletFolder
from newsscrape.discovery.found import Found
from newsscrape.discovery.listing import extract_links
from newsscrape.errors import ExtractionError
from newsscrape.frames.sites import site_at
from newsscrape.items import Article
from newsscrape.outlets.registry import outlet_at, outlet_of
from newsscrape.page import Page
from newsscrape.politeness.addresses import named_origins
from newsscrape.spiders.arguments import SiteArguments
from newsscrape.spiders.base import NewsSpider, page_of
from newsscrape.spiders.learning import learn_archive
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome
from newsscrape.urls import host_of, origin_of


class SiteSpider(NewsSpider):
    """Crawls the site of a URL: every HTML page is read, and every link inside the site followed.

    Once it knows its site, a spider bears the name that the site's records have as their outlet: the host, or the
    outlet's name where the host is an outlet's. Its data lies in the folder of that name.
    """

    name = "site"
    arguments: SiteArguments

    def __init__(self, **arguments: str) -> None:
        super().__init__(SiteArguments.read(arguments))
        host = host_of(self.arguments.url) or ""
        outlet = outlet_at(host)
        self.name = outlet.name if outlet else host
        self._place = _place(self.arguments.url)
        # Sitemaps that wait until the start is read; None from then on.
        self._held: list[Found] | None = None if urlsplit(self.arguments.url).path in ("", "/") else []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor; learns the site's frame where the user wants that."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if crawler.settings.getbool("NEWSSCRAPE_LEARN"):
            spider.learn(OutletFolder(crawler.settings["NEWSSCRAPE_DATA_DIR"], spider.name).archive)
        return spider

    def learn(self, archive: Path) -> None:
        """Learns the site's frame from its archive; where there is none to be had, a line of the log tells why."""
        host = host_of(self.front) or ""
        if outlet := outlet_at(host):
            self.logger.info("nothing is learned: pages are read as the file of %s says", outlet.title)
            return
        learned = learn_archive(archive, site_at(host) or "")
        self.frame = learned.frame
        if learned.frame:
            self.logger.info("pages are read by a frame learned from %d in %s", learned.frame.pages, archive)
        else:
            self.logger.info("nothing is learned from %s (%s): pages are read as of any site", archive, learned.reason)

    @property
    def front(self) -> str:
        """The URL that the user gave."""
        return self.arguments.url

    @property
    def private_origins(self) -> list[str]:
        """The site itself, where the user wrote an address: a name that resolves to a private one is another matter."""
        return named_origins([self.arguments.url])

    def is_inside(self, url: str) -> bool:
        """Whether a URL is on the host and port of the site, with or without `www.`."""
        return _place(url) == self._place

    def parse_page(self, response: Response) -> Iterator[Article]:
        """Yields the article of a page that is one, and follows the links of every page.

        Not followed are the links of an article older than `since`, which lead on into the past, and those of an
        article that the crawl was started at: who names a story wants that story.
        """
        if not isinstance(response, HtmlResponse):
            self.settle(response, Outcome.NOT_AN_ARTICLE, "not HTML")
            self.ledger.fetched(response.meta[KEY], response.url, response.headers.to_unicode_dict())
            return
        page = page_of(response)
        try:
            article = self.read_article(page, outlet_of(page), response)
        except ExtractionError as error:
            self.settle_other(response, extract_links(page), error)
        else:
            if not self.is_wanted(article, response):
                return
            if not self._is_story_asked_for(response):
                self._follow(page, response)
            yield article  # when all is noted that hangs on it
            return
        self._follow(page, response)

    def _follow(self, page: Page, response: Response) -> None:
        self._held, held = None, self._held
        self.follow_sitemaps(held or [])
        self.follow_page(page, response)

    def follow_sitemaps(self, sitemaps: list[Found]) -> None:
        """Asks for the sitemaps that a robots.txt names; not before it is known that the user named no single story."""
        if self._held is None:
            super().follow_sitemaps(sitemaps)
        else:
            self._held += sitemaps

    def parse_failure(self, failure: Failure) -> Iterable[Request]:
        """Settles what came to nothing; where the start did, the sitemaps are left."""
        super().parse_failure(failure)
        self._held, held = None, self._held
        self.follow_sitemaps(held or [])
        return ()

    def _is_story_asked_for(self, response: Response) -> bool:
        """Whether an article is what the user's URL names. A site's root is not, even where it calls itself one."""
        return response.meta.get("depth", 0) == 0 and urlsplit(self.front).path not in ("", "/")


def _place(url: str) -> str | None:
    """Host and port, without `www.` and the scheme's own port; None when it is no http(s) URL.

    http and https are one place: most sites answer the one by leading to the other.
    """
    origin = origin_of(url)
    return origin.partition("://")[2].removeprefix("www.") if origin else None
