"""Keeps a crawl inside its outlet and its robots.txt, and tells the spider's ledger who refused a request."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.robotstxt import RobotParser

from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome


class BoundaryMiddleware:
    """Refuses requests that the spider's `is_inside` does not allow, redirects included.

    It stands in for Scrapy's OffsiteMiddleware, which knows hosts alone and thus cannot keep to an origin's port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BoundaryMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for a request that leaves the outlet."""
        is_inside = getattr(self.crawler.spider, "is_inside", None)
        if is_inside is not None and not is_inside(request.url):
            _settle(self.crawler, request, Outcome.OFF_SITE, "redirects off site")
            raise IgnoreRequest(f"off site: {request.url}")


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, which besides tells the ledger what robots.txt refuses."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for a request that robots.txt does not allow."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            _settle(self.crawler, request, Outcome.REFUSED, "")
            raise


def _settle(crawler: Crawler, request: Request, outcome: Outcome, reason: str) -> None:
    ledger: Ledger | None = getattr(crawler.spider, "ledger", None)
    if ledger is not None and KEY in request.meta:
        ledger.settle(request.meta[KEY], outcome, reason)
