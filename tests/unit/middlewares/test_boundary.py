"""What leaves the outlet is refused, and the ledger told."""

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.test import get_crawler

from newsscrape.middlewares.boundary import BoundaryMiddleware
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome
from tests.unit.conftest import MakeSpider
from tests.unit.state.conftest import sighting

START = "https://www.islamtimes.org/go"


@pytest.mark.parametrize(
    ("origin", "url", "inside"),
    [
        (None, "https://en.islamtimes.org/en/", True),
        (None, "https://example.org/", False),
        (None, "http://en.islamtimes.org:443/en/", True),
        (None, "https://en.islamtimes.org:8443/en/", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/en/", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001/en/", False),
        ("http://127.0.0.1:8000", "https://www.islamtimes.org/en/", False),
    ],
)
def test_only_what_is_inside_passes(make_spider: MakeSpider, origin: str | None, url: str, inside: bool) -> None:
    spider = make_spider(**({"origin": origin} if origin else {}))
    spider.ledger.see(sighting(START))
    middleware = BoundaryMiddleware.from_crawler(spider.crawler)
    request = Request(url, meta={KEY: START})  # as a redirect keeps it
    if inside:
        middleware.process_request(request)
        assert spider.ledger.counts() == {}
    else:
        with pytest.raises(IgnoreRequest, match="off site"):
            middleware.process_request(request)
        assert spider.ledger.counts() == {Outcome.OFF_SITE: 1}


def test_a_spider_of_the_users_own_goes_where_it_likes() -> None:
    crawler = get_crawler(Spider)
    crawler.spider = Spider(name="own")
    BoundaryMiddleware(crawler).process_request(Request("https://example.org/"))
