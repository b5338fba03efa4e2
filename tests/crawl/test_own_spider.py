"""A spider of the user's own, under newsscrape's settings, is crawled as Scrapy does it."""

from pathlib import Path

from fixtures.serve import serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror, article, links

SPIDER = """
import scrapy


class Own(scrapy.Spider):
    name = "own"
    allowed_domains = ["127.0.0.1"]

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        return cls._made(crawler, "filled in by from_crawler", *args, **kwargs)

    @classmethod
    def _made(cls, crawler, needed, url):
        spider = cls(needed, url)
        spider._set_crawler(crawler)
        return spider

    def __init__(self, needed, url):
        super().__init__()
        self.start_urls = [url]

    def parse(self, response):
        yield {"title": response.css("h1::text").get()}
        yield from response.follow_all(css="a")
"""


def test_it_keeps_scrapys_queue_boundary_and_feed(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SPIDER, encoding="utf-8")
    pages = {"/en/news/1/x": article(1), "/en/news/2/x": article(2)}
    with serving(Mirror(pages)) as mirror:
        port = mirror.origin.rpartition(":")[2]
        pages["/"] = links(*pages, *pages, f"http://localhost:{port}/off")
        run = scrapy(
            "crawl", "own", "-a", f"url={mirror.origin}/", "-O", "out.jsonl", "-s", "SPIDER_MODULES=mine",
            env={"PYTHONPATH": str(tmp_path), "NEWSSCRAPE_ALLOW_PRIVATE": mirror.origin},
        )  # fmt: skip
    assert run.code == 0, run.stderr
    titles = {record["title"] for record in run.records("out.jsonl")}
    assert titles == {None, "Story number 1", "Story number 2"}
    assert mirror.requests.count("/en/news/1/x") == 1
    assert "/off" not in mirror.requests
    assert not (tmp_path / "data").exists()
