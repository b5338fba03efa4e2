"""The progress line says how far a crawl is."""

import logging
import re
import sys
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from scrapy.exceptions import NotConfigured

from newsscrape.errors import ConfigurationError
from newsscrape.extensions.progress import Progress, progress_line
from newsscrape.state.outcome import Outcome
from tests.unit.conftest import MakeSpider
from tests.unit.state.conftest import sighting


def test_the_line() -> None:
    line = progress_line("islamtimes", pages=1204, records=310, elapsed_s=100.0, queue=55, failed=3)
    assert line == "islamtimes: 1,204 pages, 310 records, 12.0 pages/s, 55 in the queue, 3 failed"
    assert "0.0 pages/s" in progress_line("x", pages=0, records=0, elapsed_s=0.0, queue=0, failed=0)


def test_the_line_stays_one_line() -> None:
    line = progress_line("a\r\nb\x1b[2K", pages=0, records=0, elapsed_s=1.0, queue=0, failed=0)
    assert line.startswith(r"a\r\nb\x1b[2K: 0 pages")
    assert line.isprintable()


@pytest.mark.parametrize(
    ("is_terminal", "settings"),
    [
        (False, {"NEWSSCRAPE_PROGRESS_S": "0"}),
        (False, {"NEWSSCRAPE_PROGRESS_S": "-1"}),
        (False, {"NEWSSCRAPE_QUIET": "1"}),
        (True, {"NEWSSCRAPE_QUIET": "1"}),
    ],
    ids=["no-seconds", "less", "quiet-lines", "quiet-terminal"],
)
def test_where_nothing_is_told(
    make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch, is_terminal: bool, settings: dict[str, object]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    crawler = make_spider(settings).crawler
    with pytest.raises(NotConfigured):
        Progress.from_crawler(crawler)


def test_seconds_that_are_no_number_are_told(make_spider: MakeSpider) -> None:
    with pytest.raises(ConfigurationError, match=r"a NEWSSCRAPE_… setting cannot be read: .*'often'"):
        make_spider({"NEWSSCRAPE_PROGRESS_S": "often"})


@pytest.mark.parametrize("is_terminal", [False, True], ids=["lines", "terminal"])
def test_what_waits_and_what_failed_is_counted(
    make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    looped: list[Callable[[], None]] = []

    class NoLoop:
        def __init__(self, call: Callable[[], None]) -> None:
            looped.append(call)

        def start(self, interval: float, now: bool) -> None:
            assert (interval, now) == ((0.5, True) if is_terminal else (60, False))

        def stop(self) -> None: ...

    monkeypatch.setattr("newsscrape.extensions.progress.create_looping_call", NoLoop)
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    spider = make_spider()
    for name in "abc":
        spider.ledger.see(sighting(f"https://www.islamtimes.org/{name}"))
    spider.ledger.settle("https://www.islamtimes.org/a", Outcome.FAILED, "HTTP 500")
    progress = Progress.from_crawler(spider.crawler)
    progress.spider_opened(spider)
    (show,) = looped
    show()
    said = capsys.readouterr().err
    progress.spider_closed(spider)
    words = "islamtimes: 0 pages, 0 records, 0.0 pages/s, 2 in the queue, 1 failed"
    assert words in said
    assert is_terminal or said == f"{words}\n"


def test_log_lines_go_above_the_line_with_their_handlers_level(
    make_spider: MakeSpider, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    monkeypatch.setattr(logging.root, "handlers", [handler])
    spider = make_spider()
    progress = Progress.from_crawler(spider.crawler)
    monkeypatch.setattr("newsscrape.extensions.progress.create_looping_call", lambda _: Mock())
    progress.spider_opened(spider)
    progress._show()
    logging.getLogger("newsscrape").warning("beware")
    logging.getLogger("newsscrape").info("by the way")
    shown = capsys.readouterr().err
    progress.spider_closed(spider)
    assert re.search(r"0 failed\r +\rbeware\n\r?islamtimes: ", shown)
    assert "by the way" not in shown
    assert handler.stream is sys.stderr
