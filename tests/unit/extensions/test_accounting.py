"""The account settles what Scrapy tells it, and says so when something broke."""

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newsscrape.dataset.jsonl import read_lines
from newsscrape.extensions.accounting import Accounting
from newsscrape.items import Article
from newsscrape.outlets.islamtimes import outlet
from newsscrape.spiders.outlet import OutletSpider, outlet_spider
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome

URL = "https://www.islamtimes.org/en/news/7/a"


@pytest.fixture
def spider() -> OutletSpider:
    spider = outlet_spider(outlet)()
    spider.ledger.see(URL)
    return spider


@pytest.fixture
def account(spider: OutletSpider, tmp_path: Path) -> Accounting:
    crawler = get_crawler(type(spider), {"NEWSSCRAPE_DATA_DIR": str(tmp_path)})
    crawler.spider = spider
    account = Accounting.from_crawler(crawler)
    account.spider_opened(spider)
    return account


def response(meta: dict[str, Any] | None = None) -> TextResponse:
    return TextResponse(URL, request=Request(URL, meta={KEY: URL} if meta is None else meta))


def settled(spider: OutletSpider) -> tuple[Outcome | None, str]:
    ((_, outcome, reason),) = spider.ledger.entries()
    return outcome, reason


def failure(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted has no types here


def test_an_article_that_went_through_is_exported(account: Accounting, spider: OutletSpider) -> None:
    account.item_scraped(Article(), response(), spider)
    assert settled(spider) == (Outcome.EXPORTED, "")


def test_an_article_that_another_pipeline_dropped_has_failed(account: Accounting, spider: OutletSpider) -> None:
    account.item_dropped(Article(), response(), ValueError("too short"), spider)
    assert settled(spider) == (Outcome.FAILED, "too short")


def test_a_spider_that_broke_is_counted(account: Accounting, spider: OutletSpider) -> None:
    account.spider_error(failure(ValueError("no")), response(), spider)
    assert settled(spider) == (Outcome.FAILED, "error in the spider: ValueError('no')")
    assert account.crawler.stats is not None
    assert account.crawler.stats.get_value("newsscrape/broken") == 1


def test_an_error_without_a_page_is_counted_too(account: Accounting, spider: OutletSpider) -> None:
    account.spider_error(failure(ValueError("no")), None, spider)
    assert settled(spider) == (None, "")
    assert account.crawler.stats is not None
    assert account.crawler.stats.get_value("newsscrape/broken") == 1


def test_what_is_not_in_the_ledger_is_left_alone(account: Accounting, spider: OutletSpider) -> None:
    account.item_scraped(Article(), response({}), spider)
    account.item_scraped(Article(), None, spider)
    account.request_dropped(Request(URL), spider)
    assert settled(spider) == (None, "")
    account.request_dropped(Request(URL, meta={KEY: URL}), spider)
    assert settled(spider)[0] is Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("finished", Outcome.FAILED),
        ("shutdown", Outcome.FAILED),
        ("limit", Outcome.OVER_LIMIT),
        ("closespider_timeout", Outcome.OVER_LIMIT),
    ],
)
def test_what_is_open_at_the_end_is_settled_by_how_it_ended(
    account: Accounting, spider: OutletSpider, tmp_path: Path, reason: str, outcome: Outcome
) -> None:
    account.spider_closed(spider, reason)
    assert settled(spider) == (outcome, f"not fetched: the run ended ({reason})")
    (line,) = read_lines(tmp_path / "islamtimes" / "runs.jsonl")
    assert (line["seen"], line["outcomes"][outcome], line["finish_reason"]) == (1, 1, reason)


def test_spiders_without_a_ledger_are_left_alone() -> None:
    crawler = get_crawler(Spider)
    crawler.spider = Spider(name="own")
    with pytest.raises(NotConfigured):
        Accounting.from_crawler(crawler)
