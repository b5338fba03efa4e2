"""The benchmark of crawls: its figures from what was measured, and that it measures."""

from pathlib import Path

import pytest

from benchmarks.crawl import Crawled, commands, main, report

MB = 1_000_000


def crawled(seconds: float, *, end_mb: int = 100, articles: int = 4000) -> Crawled:
    """A crawl of a hundred articles a second, with 100 MB from the tenth second on, but for the last two seconds."""
    length_s = articles // 100
    memory = [(float(s), (50 if s < 10 else end_mb if s > length_s - 2 else 100) * MB) for s in range(length_s + 1)]
    return Crawled(
        paths=frozenset(str(n) for n in range(articles)),
        seconds=seconds,
        asked_at_s=[n / 100 for n in range(articles)],
        memory=memory,
        peak_bytes=(end_mb + 1) * MB,
        records=articles,
    )


def test_pages_a_second_go_by_pages_not_by_records() -> None:
    assert crawled(20).pages_per_s == 200


def test_memory_is_that_around_an_article() -> None:
    run = crawled(40, end_mb=130)
    assert run.memory_bytes(100) == 50 * MB
    assert run.memory_bytes(1999) == 100 * MB
    assert run.memory_bytes(3999) == 130 * MB


def test_the_report_takes_medians_and_shows_growth() -> None:
    said = report(
        {
            "bare Scrapy": [crawled(20), crawled(10), crawled(1)],
            "newsscrape": [crawled(40, end_mb=130), crawled(20, end_mb=130), crawled(100, end_mb=130)],
        }
    )
    bare, ours = said.splitlines()[1:3]
    assert bare.split()[:6] == ["bare", "Scrapy", "400.0", "200", "400", "4000"]
    assert ours.split()[1] == "100.0"
    assert "101.0 MB   +0.0%" in bare
    assert "131.0 MB   +30.0%" in ours
    assert said.endswith("newsscrape fetches 25% of the bare spider's pages a second")


def test_both_are_set_alike() -> None:
    (bare, _), (ours, _) = commands("http://127.0.0.1:1", 8).values()
    assert bare[bare.index("-s") :] == ours[ours.index("-s") :]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc, which is not here")
def test_it_crawls_and_prints_both(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--articles", "30", "--repeats", "1"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "30 articles, 41 pages, 1 runs each, by turns"
    for line in lines[3:5]:
        assert float(line[12:].split()[0]) > 0
