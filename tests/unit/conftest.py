"""A spider with an outlet's folder of its own, as Scrapy makes it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from newsscrape.outlets.registry import outlet_named
from newsscrape.spiders.outlet import OutletSpider, outlet_spider

outlet = outlet_named("islamtimes")

MakeSpider = Callable[..., OutletSpider]


@pytest.fixture
def make_spider(tmp_path: Path) -> Iterator[MakeSpider]:
    """Makes Islam Times' spider, with arguments as of `-a` and settings as of `-s`."""
    made: list[OutletSpider] = []

    def make(settings: dict[str, object] | None = None, **arguments: str) -> OutletSpider:
        spider_class = outlet_spider(outlet)
        values = {"NEWSSCRAPE_DATA_DIR": str(tmp_path), "NEWSSCRAPE_NO_ARCHIVE": True, **(settings or {})}
        crawler = get_crawler(spider_class, {**_defaults(), **values})
        crawler.spider = spider = spider_class.from_crawler(crawler, **arguments)
        made.append(spider)
        return spider

    yield make
    for spider in made:
        spider.storage.close(finished=True)


def _defaults() -> dict[str, object]:
    import newsscrape.settings as module

    return {name: getattr(module, name) for name in dir(module) if name.isupper()}
