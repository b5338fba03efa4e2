"""Bodies that came in part are fetched again, and never read."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsscrape.middlewares.account import settle
from newsscrape.politeness.compression import damage_of
from newsscrape.state.outcome import Outcome


class Damaged(IgnoreRequest):
    """A body came in part, the last time too."""


class IntegrityMiddleware:
    """Looks at compressed bodies before Scrapy decodes them: it hands on what a cut-off one gives, without a word."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "IntegrityMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response if its body is whole; else the request once more, or Damaged after the last time."""
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        most_bytes = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
        damage = damage_of(response.body, codings.rpartition(",")[2], most_bytes=most_bytes)
        if damage is None or request.method == "HEAD" or "download_stopped" in response.flags:
            return response
        assert self.crawler.spider is not None
        if self.crawler.settings.getbool("RETRY_ENABLED") and not request.meta.get("dont_retry"):
            again = get_retry_request(request, spider=self.crawler.spider, reason=damage)
            if again is not None:
                return again
        settle(self.crawler, request, Outcome.FAILED, damage)
        raise Damaged(damage)
