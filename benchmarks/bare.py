"""The spider that `benchmarks.crawl` compares with: follows an outlet's links, and writes nothing but titles."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import HtmlResponse, Response


class TitleSpider(Spider):
    """What Scrapy's tutorial leads to. It reads the pages that newsscrape reads: links of listings, articles."""

    name = "titles"
    allowed_domains = ("127.0.0.1",)

    def __init__(self, origin: str) -> None:
        super().__init__()
        self.origin = origin

    async def start(self) -> AsyncIterator[Request]:
        """The front page."""
        yield Request(f"{self.origin}/")

    def parse(self, response: Response) -> Iterator[Any]:
        """An article's title, or the links of another page."""
        assert isinstance(response, HtmlResponse)
        if "/news/" in response.url:
            yield {"url": response.url, "title": response.css("h1::text").get()}
        else:
            yield from response.follow_all(css="a")
