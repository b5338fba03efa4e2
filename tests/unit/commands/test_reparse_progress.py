"""What a re-parse tells while it runs."""

import sys
from collections import Counter

import pytest

from newsscrape.archive.inputs import Input
from newsscrape.commands.reparse_progress import Way, progress
from newsscrape.reparse.checkpoint import Summary
from newsscrape.reparse.parsing import Parsed
from newsscrape.state.outcome import Outcome


def source(name: str, size_bytes: int | None) -> Input:
    return Input(name, "html", size_bytes)


def summary(pages: int, failed: int = 0) -> Summary:
    return Summary(pages, Counter({Outcome.EXPORTED: pages - failed, Outcome.FAILED: failed}))


TWO = [source("a", 1000), source("b", 3000)]


def test_the_words() -> None:
    way = Way(TWO)
    assert way.words(Parsed("a", 0, 0), summary(1), 50.0) == "1 pages, 1 records, 0.0 pages/s, 0 failed"
    assert way.share == 0
    words = way.words(Parsed("b", 7, 1000), summary(1200, 20), 110.0)
    assert (words, way.share) == ("1,200 pages, 1,180 records, 20.0 pages/s, 20 failed, 01:00 left", 0.5)


def test_rate_and_time_left_are_of_this_run_not_of_the_one_it_goes_on_with() -> None:
    way = Way(TWO)
    way.words(Parsed("b", 0, 0), summary(1001), 0.0)
    words = way.words(Parsed("b", 9, 1500), summary(1020), 10.0)
    assert words == "1,020 pages, 1,020 records, 2.0 pages/s, 0 failed, 00:10 left"


@pytest.mark.parametrize("sizes", [(None, 10), (0, 0)], ids=["one-unknown", "none"])
def test_where_sizes_are_unknown_no_time_left_is_told(sizes: tuple[int | None, int | None]) -> None:
    way = Way([source("a", sizes[0]), source("b", sizes[1])])
    way.words(Parsed("a", 0, 0), summary(1), 0.0)
    assert way.words(Parsed("b", 0, 5), summary(2), 1.0) == "2 pages, 2 records, 2.0 pages/s, 0 failed"
    assert way.share is None


def test_plain_lines_come_once_in_so_many_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([0.0, 30.0, 61.0, 70.0, 70.0, 130.0, 130.0])
    monkeypatch.setattr("newsscrape.commands.reparse_progress.monotonic", lambda: next(now))
    with progress(TWO, every_s=60) as (report, tell):
        assert report
        assert tell
        tell("learning sites, 1 of 9")  # at 30 s
        tell("learning sites, 2 of 9")  # 61 s
        report(Parsed("a", 0, 0), summary(1))
        report(Parsed("b", 0, 0), summary(61, 1))  # 130 s
    assert capsys.readouterr().err == (
        "learning sites, 2 of 9\n25%: 61 pages, 60 records, 1.0 pages/s, 1 failed, 03:00 left\n"
    )


def test_nothing_is_told_where_no_seconds_are_set() -> None:
    with progress(TWO, every_s=0) as tellers:
        assert tellers == (None, None)


def test_a_terminal_has_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = iter([0.0, 1.0, 1.0, 61.0, 61.0])
    monkeypatch.setattr("newsscrape.commands.reparse_progress.monotonic", lambda: next(now))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(TWO, every_s=0) as (report, _):
        assert report
        report(Parsed("a", 0, 0), summary(1))
        report(Parsed("b", 0, 1000), summary(61, 1))
        shown = capsys.readouterr().err.split("\r")[-1]
    assert shown.startswith(" 50%|")
    assert "| 61 pages, 60 records, 1.0 pages/s, 1 failed, 01:00 left" in shown
