"""What the middlewares tell the hosts' state, the ledger and the spider; real crawls are in tests/crawl."""

from collections.abc import Callable

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newsscrape.middlewares.account import announce, refuse
from newsscrape.middlewares.boundary import IS_ROBOTS
from newsscrape.middlewares.courtesy import CourtesyMiddleware, RefusalMiddleware
from newsscrape.politeness.hosts import GivenUp, Hosts, Limits
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from tests.unit.state.conftest import sighting

URL = "https://outlet.example/a"
HOST = "outlet.example"


class Crawl(Spider):
    name = "crawl"

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(StateStore(None), 1)
        self.ledger.see(sighting(URL))
        self.hosts = Hosts(Limits(patience=2, blocked_after=2), chance=lambda: 0.0)
        self.given_up: list[tuple[str, Outcome, str]] = []

    def give_up(self, host: str, outcome: Outcome, reason: str) -> None:
        self.given_up.append((host, outcome, reason))


@pytest.fixture
def spider() -> Crawl:
    crawler = get_crawler(Crawl)
    crawler.spider = spider = Crawl()
    spider.crawler = crawler
    return spider


@pytest.fixture
def gate(spider: Crawl) -> CourtesyMiddleware:
    return CourtesyMiddleware.from_crawler(spider.crawler)


def begun(spider: Crawl, gate: CourtesyMiddleware) -> Request:
    """A request as the gate leaves it when it opens."""
    request = Request(URL, meta={KEY: URL})
    spider.hosts.begin(HOST)
    gate._begun.add(request)
    return request


def test_an_answer_with_retry_after_closes_the_gate(spider: Crawl, gate: CourtesyMiddleware) -> None:
    request = begun(spider, gate)
    headers = {"Retry-After": "Fri, 06 Nov 2026 08:49:37 GMT", "Date": "Fri, 06 Nov 2026 08:49:07 GMT"}
    gate.process_response(request, Response(URL, 429, headers=headers))
    assert 29 < spider.hosts.wait_s(HOST) < 31
    assert request.meta["max_retry_times"] == 2


def test_what_an_http_cache_answers_is_no_answer_of_the_host(spider: Crawl, gate: CourtesyMiddleware) -> None:
    gate.process_response(Request(URL), Response(URL, 503))
    gate.process_exception(Request(URL), IgnoreRequest("robots.txt"))
    assert (spider.hosts.wait_s(HOST), spider.hosts.under_way(HOST)) == (0, 0)


@pytest.mark.parametrize(("exception", "troubles"), [(DownloadTimeoutError("slow"), 1), (DownloadCancelledError(), 0)])
def test_a_body_that_is_too_long_is_no_trouble(
    spider: Crawl, gate: CourtesyMiddleware, exception: Exception, troubles: int
) -> None:
    gate.process_exception(begun(spider, gate), exception)
    assert spider.hosts.under_way(HOST) == 0
    assert spider.hosts.may_start(HOST, 1) is not bool(troubles)


def test_the_spider_is_told_once_that_a_host_is_given_up(spider: Crawl, gate: CourtesyMiddleware) -> None:
    for _ in range(4):
        gate.process_exception(begun(spider, gate), DownloadTimeoutError("slow"))
    reason = "2 troubles in a row, last: DownloadTimeoutError: slow"
    assert spider.given_up == [(HOST, Outcome.FAILED, reason)]
    refuse(spider.crawler, Request(URL, meta={KEY: URL}), GivenUp(False, reason))
    assert spider.ledger.reasons(Outcome.FAILED) == {reason: 1}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response(URL, 403), "HTTP 403"),
        (Response(URL, 451), "HTTP 451"),
        (Response(URL, 200, headers={"cf-mitigated": "challenge"}), "a challenge by Cloudflare"),
        (HtmlResponse(URL, 503, body=b"<title>Just a moment...</title>"), "a challenge by Cloudflare"),
    ],
)
def test_a_refusal_is_settled_as_blocked(spider: Crawl, response: Response, reason: str) -> None:
    middleware = RefusalMiddleware.from_crawler(spider.crawler)
    request = Request(URL, meta={KEY: URL})
    with pytest.raises(IgnoreRequest, match=reason):
        middleware.process_response(request, response)
    assert spider.ledger.reasons(Outcome.BLOCKED) == {reason: 1}
    with pytest.raises(IgnoreRequest):
        middleware.process_response(request, response)
    assert [outcome for _, outcome, _ in spider.given_up] == [Outcome.BLOCKED]


@pytest.mark.parametrize(("status", "ends_it"), [(200, True), (404, True), (401, True), (429, False), (500, False)])
def test_only_an_answer_ends_a_row_of_refusals(spider: Crawl, status: int, ends_it: bool) -> None:
    middleware = RefusalMiddleware(spider.crawler)
    spider.hosts.refused(HOST, "HTTP 403")
    middleware.process_response(Request(URL), Response(URL, status))
    assert (spider.hosts.refused(HOST, "HTTP 403") is None) is ends_it


def test_a_robots_txt_that_is_refused_is_no_page(spider: Crawl) -> None:
    response = Response(URL, 403)
    assert RefusalMiddleware(spider.crawler).process_response(Request(URL, meta={IS_ROBOTS: True}), response)


@pytest.mark.parametrize("kind", [CourtesyMiddleware, RefusalMiddleware])
def test_a_spider_of_the_users_own_is_left_alone(kind: Callable[..., CourtesyMiddleware | RefusalMiddleware]) -> None:
    crawler = get_crawler(Spider)
    crawler.spider = Spider(name="own")
    response = Response(URL, 403)
    assert kind(crawler).process_response(Request(URL), response) is response
    announce(crawler, HOST, GivenUp(True, "no"))  # it has no give_up
