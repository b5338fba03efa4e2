"""The spider of an outlet: from the front page through its listings to the articles."""

from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from newsscrape.discovery.found import Found, Road
from newsscrape.discovery.listing import extract_links
from newsscrape.errors import ExtractionError
from newsscrape.items import Article
from newsscrape.outlets.base import Outlet
from newsscrape.spiders.arguments import OutletArguments
from newsscrape.spiders.base import NewsSpider, page_of
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome
from newsscrape.urls import host_of, origin_of, port_of, url_key

_ARTICLES_FIRST = 10  # priority of an article's request over a listing's


class OutletSpider(NewsSpider):
    """Crawls one outlet; a subclass is made for each by `outlet_spider`.

    Attributes:
        outlet: what is crawled.
    """

    outlet: ClassVar[Outlet]
    arguments: OutletArguments

    def __init__(self, **arguments: str) -> None:
        super().__init__(OutletArguments.read(arguments))
        declared = (urljoin(self.outlet.front_url, path) for path in ("", *self.outlet.feeds))
        self._ports = {80, 443, *map(port_of, declared)}

    @property
    def front(self) -> str:
        """The outlet's front page, or `/` of the origin."""
        return f"{self.arguments.origin}/" if self.arguments.origin else self.outlet.front_url

    @property
    def feeds(self) -> list[str]:
        """The feeds and sitemaps that the outlet declares."""
        return [self.localized(urljoin(self.outlet.front_url, path)) for path in self.outlet.feeds]

    @property
    def roads(self) -> frozenset[Road]:  # type: ignore[override]  # an outlet's choice
        """The roads that the outlet declares."""
        return frozenset(map(Road, self.outlet.roads))

    @property
    def private_origins(self) -> list[str]:
        """The mirror, which may be anywhere: who gives an `origin` means it."""
        return [self.arguments.origin] if self.arguments.origin else []

    def is_inside(self, url: str) -> bool:
        """Whether a URL belongs to the crawl: on the outlet's domains, at the web's ports or declared ones.

        Or at `origin`, when that is given.
        """
        if self.arguments.origin:
            return origin_of(url) == self.arguments.origin
        return port_of(url) in self._ports and self.outlet.has_host(host_of(url) or "")

    def localized(self, url: str) -> str:
        """A URL as this crawl asks for it: at the origin, which stands in for the outlet's domains, if one is given."""
        if self.arguments.origin and self.outlet.has_host(host_of(url) or ""):
            parts = urlsplit(url)
            return urlunsplit((*urlsplit(self.arguments.origin)[:2], *parts[2:]))
        return url

    def priority_of(self, url: str) -> int:
        """Articles go before listings."""
        return _ARTICLES_FIRST if self.outlet.is_article(url) else 0

    def parse_page(self, response: Response) -> Iterator[Article]:
        """An article or a page that may list some, by the URL that a redirect may have led to.

        Where the outlet's paths do not tell, a page is an article when it holds one, and its links are followed too.
        """
        if self.outlet.article_path is None and isinstance(response, TextResponse):
            yield from self._parse_any(response)
        elif self.outlet.is_article(response.url):
            yield from self._parse_article(response)
        else:
            self._parse_listing(response)

    def _parse_any(self, response: TextResponse) -> Iterator[Article]:
        """Yields the article of a page that is one, and follows the links of every page."""
        page = page_of(response)
        try:
            article = self.read_article(page, self.outlet, response)
        except ExtractionError as error:
            self.settle_other(response, extract_links(page), error)
            self.follow_page(page, response)
            return
        if self.is_wanted(article, response):
            self.follow_page(page, response)
            yield article  # when all is noted that hangs on it

    def _parse_listing(self, response: Response) -> None:
        """Follows every link of a page that may list articles."""
        page = page_of(response) if isinstance(response, TextResponse) else None
        if page and any(self.outlet.is_article(url) for url in extract_links(page)):
            self.settle(response, Outcome.LISTING)
        else:
            reason = page.refusal if page else None
            self.settle(response, Outcome.NOT_AN_ARTICLE, reason or "neither an article nor a listing")
        if page:
            self.follow_page(page, response)

    def _parse_article(self, response: Response) -> Iterator[Article]:
        """Yields the article of a page whose URL is an article's."""
        if not isinstance(response, TextResponse):
            self.settle(response, Outcome.NOT_AN_ARTICLE, "not a text")
            return
        try:
            article = self.read_article(page_of(response), self.outlet, response)
        except ExtractionError as error:
            self.crawler.stats.inc_value("newsscrape/no_article")
            self.settle(response, Outcome.FAILED if error.cut_off else Outcome.NOT_AN_ARTICLE, error.reason)
            return
        if self.is_wanted(article, response):
            yield article

    def parse_failure(self, failure: Failure) -> Iterable[Request]:
        """Settles what came to nothing. A mirror without a page at `/` is tried at the outlet's front path."""
        super().parse_failure(failure)
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        if self.arguments.origin and request.meta[KEY] == url_key(self.arguments.origin):
            self.frontier.follow([Found(url=f"{self.arguments.origin}{self.outlet.front}", road=Road.START)])
        return ()


def outlet_spider(outlet: Outlet) -> type[OutletSpider]:
    """The spider class of an outlet, named after it."""
    attributes = {
        "name": outlet.name,
        "outlet": outlet,
        "custom_settings": dict(outlet.settings),
        "__doc__": outlet.title,
    }
    return type(f"{outlet.name.title()}Spider", (OutletSpider,), attributes)
