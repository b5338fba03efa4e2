"""The progress line says how far a crawl is."""

import pytest
from scrapy.exceptions import NotConfigured

from newsscrape.extensions.progress import Progress, progress_line
from tests.unit.conftest import MakeSpider


def test_the_line() -> None:
    line = progress_line("islamtimes", 1204, 310, 100.0, 55)
    assert line == "islamtimes: 1,204 pages, 310 records, 12.0 pages/s, 55 in the queue"
    assert "0.0 pages/s" in progress_line("x", 0, 0, 0.0, 0)


def test_it_shows_on_a_terminal_only_and_not_when_quiet(
    make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotConfigured):
        Progress.from_crawler(make_spider().crawler)


def test_it_does_not_show_when_quiet(make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    quiet = make_spider({"NEWSSCRAPE_QUIET": "1"})
    with pytest.raises(NotConfigured):
        Progress.from_crawler(quiet.crawler)
