"""Bodies that came in part are asked for again, and in the end failed."""

import gzip
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsscrape.middlewares.integrity import Damaged, IntegrityMiddleware
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from tests.unit.state.conftest import sighting

URL = "https://outlet.example/a"
BODY = gzip.compress(b"<p>The first paragraph.</p>")


def middleware(**settings: Any) -> tuple[IntegrityMiddleware, Ledger]:
    crawler = get_crawler(Spider, settings)
    crawler.spider = spider = Spider(name="own")
    spider.crawler = crawler
    spider.ledger = ledger = Ledger(StateStore(None), 1)  # type: ignore[attr-defined]
    ledger.see(sighting(URL))
    return IntegrityMiddleware.from_crawler(crawler), ledger


def response(body: bytes, coding: str = "gzip") -> Response:
    return Response(URL, headers={"Content-Encoding": coding}, body=body)


@pytest.mark.parametrize("came", [response(BODY), response(b""), response(BODY[:9], "identity"), Response(URL)])
def test_whole_bodies_pass(came: Response) -> None:
    assert middleware()[0].process_response(Request(URL), came) is came


def test_head_has_no_body() -> None:
    came = response(b"\x1f\x8b")
    assert middleware()[0].process_response(Request(URL, method="HEAD"), came) is came


def test_it_is_asked_for_again_and_then_failed() -> None:
    checks, ledger = middleware(RETRY_TIMES=1)
    again = checks.process_response(Request(URL, meta={KEY: URL}), response(BODY[:-9]))
    assert isinstance(again, Request)
    with pytest.raises(Damaged, match="gzip is cut off"):
        checks.process_response(again, response(BODY[:-9]))
    assert ledger.reasons(Outcome.FAILED) == {"gzip is cut off": 1}


@pytest.mark.parametrize(("settings", "meta"), [({"RETRY_ENABLED": False}, {}), ({}, {"dont_retry": True})])
def test_who_wants_no_retries_gets_none(settings: dict[str, bool], meta: dict[str, bool]) -> None:
    checks, _ = middleware(**settings)
    with pytest.raises(Damaged):
        checks.process_response(Request(URL, meta=meta), response(BODY[:-9], "br, GZIP"))
