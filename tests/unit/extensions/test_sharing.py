"""A process that shares its crawl wakes up when others find something, and ends when Redis is gone."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured

from newsscrape.errors import ConfigurationError
from newsscrape.extensions.sharing import Sharing
from newsscrape.state.shared import SharedCrawlError
from tests.redis_server import RedisServer, running_redis
from tests.unit.conftest import MakeSpider
from tests.unit.state.conftest import sighting


class Engine:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._slot = SimpleNamespace(nextcall=SimpleNamespace(schedule=lambda: self.told.append("look")))

    async def close_spider_async(self, reason: str) -> None:
        self.told.append(reason)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as redis:
        yield redis


def test_it_is_for_shared_crawls_only(make_spider: MakeSpider) -> None:
    with pytest.raises(NotConfigured):
        Sharing.from_crawler(make_spider().crawler)


@pytest.mark.parametrize("lease_s", ["0", "-1", "0.5", "nan", "inf"])
def test_a_lease_is_longer_than_the_time_between_two_signs_of_life(make_spider: MakeSpider, lease_s: str) -> None:
    with pytest.raises(ConfigurationError, match="NEWSSCRAPE_LEASE_S="):
        make_spider({"NEWSSCRAPE_REDIS_URL": "redis://127.0.0.1:9/0", "NEWSSCRAPE_LEASE_S": lease_s})


def test_it_looks_wakes_and_ends(make_spider: MakeSpider, redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = make_spider({"NEWSSCRAPE_REDIS_URL": redis.url})
    engine: Any = Engine()
    spider.crawler.engine = engine
    sharing = Sharing.from_crawler(spider.crawler)
    calls = SimpleNamespace(running=True, start=lambda *_, **__: None, stop=lambda: engine.told.append("stopped"))
    monkeypatch.setattr("newsscrape.extensions.sharing.create_looping_call", lambda _: calls)
    monkeypatch.setattr("newsscrape.extensions.sharing.deferred_from_coro", asyncio.run)
    sharing.spider_opened(spider)
    spider.ledger.see(sighting("http://e.org/"))
    sharing._look()
    assert engine.told == ["look"]
    assert spider.storage.shared is not None
    spider.storage.shared.error = SharedCrawlError("gone")
    sharing._look()
    assert engine.told == ["look", "stopped", "redis"]
    spider.storage.shared.error, spider.storage.shared.is_over = None, True
    sharing._look()
    assert engine.told == ["look", "stopped", "redis", "stopped", "finished"]
    sharing.spider_closed(spider)
