"""The account settles what Scrapy tells it, and says so when something broke."""

from collections.abc import Iterator
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
from newsscrape.spiders.outlet import OutletSpider
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome
from tests.unit.conftest import MakeSpider
from tests.unit.state.conftest import entries, sighting

URL = "https://www.islamtimes.org/en/news/7/a"


@pytest.fixture
def spider(make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch) -> Iterator[OutletSpider]:
    """A spider whose files stay open after its account, so that tests can look."""
    spider = make_spider()
    spider.ledger.see(sighting(URL))
    monkeypatch.setattr(spider.storage, "close", lambda **_: None)
    yield spider
    monkeypatch.undo()


@pytest.fixture
def account(spider: OutletSpider, monkeypatch: pytest.MonkeyPatch) -> Accounting:
    account = Accounting.from_crawler(spider.crawler)

    class NoLoop:
        def start(self, interval: float, now: bool) -> None: ...

        def stop(self) -> None: ...

    monkeypatch.setattr("newsscrape.extensions.accounting.create_looping_call", lambda _: NoLoop())
    account.spider_opened(spider)
    return account


def response(meta: dict[str, Any] | None = None, **headers: str) -> TextResponse:
    request = Request(URL, meta={KEY: URL} if meta is None else meta)
    return TextResponse(URL, request=request, headers=headers)


def settled(spider: OutletSpider) -> tuple[str | None, str]:
    ((_, outcome, reason),) = entries(spider.ledger)
    return outcome, reason


def failure(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted has no types here


def test_an_article_that_went_through_is_exported(account: Accounting, spider: OutletSpider) -> None:
    account.item_scraped(Article(id="x:1"), response(ETag='"1"'), spider)
    assert settled(spider) == (Outcome.EXPORTED, "")
    known = spider.ledger.known(URL)
    assert known is not None
    assert (known.article, known.etag) == ("x:1", '"1"')


def test_an_article_that_another_pipeline_dropped_has_failed(account: Accounting, spider: OutletSpider) -> None:
    account.item_dropped(Article(), response(ETag='"1"'), ValueError("too short"), spider)
    assert settled(spider) == (Outcome.FAILED, "too short")
    known = spider.ledger.known(URL)
    assert known is not None
    assert not known.has_validators  # the next run reads it again


def test_a_spider_that_broke_is_told(account: Accounting, spider: OutletSpider) -> None:
    account.spider_error(failure(ValueError("no")), response(), spider)
    assert settled(spider) == (Outcome.FAILED, "error in the spider: ValueError('no')")
    assert account.errors == ["error in the spider: ValueError('no')"]


def test_an_error_without_a_page_is_told_too(account: Accounting, spider: OutletSpider) -> None:
    account.spider_error(failure(ValueError("no")), None, spider)
    assert settled(spider) == (None, "")
    assert account.errors == ["error in the spider: ValueError('no')"]


def test_what_is_not_in_the_ledger_is_left_alone(account: Accounting, spider: OutletSpider) -> None:
    account.item_scraped(Article(), response({}), spider)
    account.item_scraped(Article(), None, spider)
    account.request_dropped(Request(URL), spider)
    assert settled(spider) == (None, "")
    account.request_dropped(Request(URL, meta={KEY: URL}), spider)
    assert settled(spider)[0] == Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("reason", "outcome", "said"),
    [
        ("finished", Outcome.FAILED, "not fetched: the run ended"),
        ("shutdown", Outcome.LEFT, "the run was interrupted (shutdown)"),
        ("storage", Outcome.LEFT, "the run was interrupted (storage)"),
        ("limit", Outcome.OVER_LIMIT, "not fetched: the run ended (limit)"),
        ("closespider_timeout", Outcome.OVER_LIMIT, "not fetched: the run ended (closespider_timeout)"),
    ],
)
def test_what_is_open_at_the_end_is_settled_by_how_it_ended(
    account: Accounting, spider: OutletSpider, tmp_path: Path, reason: str, outcome: Outcome, said: str
) -> None:
    account.spider_closed(spider, reason)
    assert settled(spider) == (outcome, said)
    (line,) = read_lines(tmp_path / "islamtimes" / "runs.jsonl")
    assert (line["seen"], line["outcomes"][outcome], line["finish_reason"]) == (1, 1, reason)
    assert account.account is not None
    assert account.account.ended_well == (outcome is not Outcome.LEFT)
    stats = spider.crawler.stats
    assert stats is not None
    assert stats.get_value(f"newsscrape/outcome/{outcome}") == 1


def test_an_account_that_cannot_be_written_is_an_error(
    account: Accounting, spider: OutletSpider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsscrape.dataset.jsonl.JsonLinesWriter.write", full)
    account.spider_closed(spider, "finished")
    assert account.errors == ["the run's account cannot be written: [Errno 28] No space left on device"]
    assert account.account is not None


def test_other_spiders_are_left_alone() -> None:
    crawler = get_crawler(Spider)
    crawler.spider = Spider(name="own")
    with pytest.raises(NotConfigured):
        Accounting.from_crawler(crawler)
