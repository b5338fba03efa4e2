"""`--learn`: frames learned from what a re-parse reads, and from what a crawl has kept."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.serve import Answer, serving
from newsscrape.archive.warcwriter import WarcWriter
from newsscrape.dataset.schema import record_checker
from tests.crawl.conftest import Run, Scrapy
from tests.crawl.outlet import Mirror, links
from tests.unit.frames.site import article
from tests.unit.readers.test_frame import paragraphs

SITES = ("www.harbour-gazette.example", "m.harbour-gazette.example", "hill.example", "alone.example")
HTML = [("Content-Type", "text/html; charset=utf-8")]
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOST = "127.0.0.1"
ARTICLES = f"data/{HOST}/articles.jsonl"


def archive(folder: Path, numbers: list[int]) -> None:
    """Writes pages to an archive in an order: the numbers' remainder by four says the site; the last has two pages."""
    writer = WarcWriter(folder, "pages", software="newsscrape", largest_bytes=20_000)
    for number in numbers:
        body = article(number).encode()
        writer.write_response(f"https://{SITES[number % 4]}/news/{number}", 200, HTML, body, NOON)
    writer.close()


NUMBERS = [number for number in range(24) if number % 4 < 3 or number < 8]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    archive(tmp_path / "in", NUMBERS)
    return tmp_path / "in"


def by_url(records: list[dict[str, Any]]) -> dict[str, str]:
    """URL → the record, without where its page lies."""
    return {one["url"]: json.dumps(one | {"source": None}) for one in records}


def test_sites_are_read_by_their_frames(scrapy: Scrapy, saved: Path) -> None:
    run = scrapy("reparse", str(saved), "-O", "out.jsonl", "--learn")
    assert run.code == 0, run.stderr
    records = run.records("out.jsonl")
    assert len(records) == len(NUMBERS)
    for record in records:
        number = int(record["url"].rpartition("/")[2])
        assert record_checker()(record) is None
        assert record["provenance"]["body"]["method"] == ("body" if number % 4 == 3 else "frame:css")
        if number % 4 != 3:
            assert record["body"] == "\n\n".join(paragraphs(number))
    assert "learned: 2 sites, from 18 pages\n" in run.stderr
    assert "not learned: 1 (1 fewer than 3 articles of one layout)\n" in run.stderr
    plain = scrapy("reparse", str(saved), "-O", "plain.jsonl")
    assert {one["provenance"]["body"]["method"] for one in plain.records("plain.jsonl")} == {"body"}
    assert "learned" not in plain.stderr


def test_records_do_not_depend_on_order_or_processes(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    one = scrapy("reparse", str(saved), "-O", "one.jsonl", "--learn", "--jobs", "1")
    two = scrapy("reparse", str(saved), "-O", "two.jsonl", "--jobs", "2", env={"NEWSSCRAPE_LEARN": "1"})
    assert (one.code, two.code) == (0, 0)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    shuffled = random.Random(7).sample(NUMBERS, len(NUMBERS))
    archive(tmp_path / "shuffled", shuffled)
    other = scrapy("reparse", "shuffled", "-O", "other.jsonl", "--learn")
    assert by_url(other.records("other.jsonl")) == by_url(one.records("one.jsonl"))
    frames = [(tmp_path / f".{name}.jsonl.frames").read_bytes() for name in ("one", "two", "other")]
    assert frames[0] == frames[1] == frames[2]


def test_a_run_that_was_killed_gives_the_same_records(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    command = ("reparse", str(saved), "--learn", "--shard-bytes", "9000", "-O")
    whole = scrapy(*command, "whole/out.jsonl")
    driver = (sys.executable, "-P", str(Path(__file__).with_name("killed.py")), "state commit", "after", "4")
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    killed = (*driver, *command, "killed/out.jsonl")
    subprocess.run(killed, cwd=tmp_path, env=environment, check=False, capture_output=True, timeout=60)
    files = {path.name for path in (tmp_path / "killed").iterdir()}
    assert ".out.jsonl.frames" in files
    assert ".out.jsonl.frames.pages" not in files
    resumed = scrapy(*command, "killed/out.jsonl", "--resume")
    assert (whole.code, resumed.code) == (0, 0)
    outputs = [
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir() if not path.name.startswith(".")}
        for folder in ("whole", "killed")
    ]
    assert 1 < sum(name.startswith("out") for name in files) < len(outputs[0])
    assert outputs[0] == outputs[1]
    assert resumed.stderr == whole.stderr.replace("whole/", "killed/")
    refused = scrapy("reparse", str(saved), "-O", "killed/out.jsonl", "--shard-bytes", "9000", "--resume")
    assert (refused.code, "begun with learn True, not False" in refused.stderr) == (2, True)


def stories(numbers: list[int]) -> dict[str, Answer]:
    front = {"/": links(*(f"/news/{number}" for number in numbers))}
    return front | {f"/news/{number}": Answer(article(number).encode()) for number in numbers}


def crawled(scrapy: Scrapy, numbers: list[int], *arguments: str) -> Run:
    with serving(Mirror(stories(numbers))) as site:
        return scrapy("crawl", "site", "-a", f"url={site.origin}/", *arguments)


def methods(run: Run) -> list[tuple[int, str]]:
    """The number of each story in the dataset, and what gave its body."""
    return sorted(
        (int(one["url"].rpartition("/")[2]), one["provenance"]["body"]["method"]) for one in run.records(ARTICLES)
    )


def test_a_crawl_uses_the_frame_of_its_archive(scrapy: Scrapy) -> None:
    first = crawled(scrapy, [1, 2, 3, 4], "--learn")
    assert first.code == 0, first.stderr
    reason = f"nothing is learned from data/{HOST}/archive (fewer than 3 articles of one layout)"
    assert f"{reason}: pages are read as of any site" in first.stderr
    assert methods(first) == [(number, "body") for number in (1, 2, 3, 4)]
    second = crawled(scrapy, [5, 6], "--learn")
    assert second.code == 0, second.stderr
    assert f"pages are read by a frame learned from 4 in data/{HOST}/archive" in second.stderr
    assert methods(second)[4:] == [(5, "frame:css"), (6, "frame:css")]
    bodies = {one["url"].rpartition("/")[2]: one["body"] for one in second.records(ARTICLES)}
    assert bodies["5"] == "\n\n".join(paragraphs(5))
    third = crawled(scrapy, [7])
    assert methods(third)[6:] == [(7, "body")]
    assert "learned" not in third.stderr


def test_a_site_that_is_an_outlets_is_read_as_its_file_says(scrapy: Scrapy) -> None:
    with serving(Mirror({"http://www.islamtimes.org/": links("/en/archive")})) as web:
        proxy = {"http_proxy": web.origin, "no_proxy": "", "NO_PROXY": ""}
        run = scrapy("crawl", "site", "-a", "url=http://www.islamtimes.org/", "--learn", env=proxy)
    assert "nothing is learned: pages are read as the file of Islam Times says" in run.stderr


@pytest.mark.parametrize(
    "command", [("reparse", "in", "-O", "out.jsonl"), ("crawl", "site", "-a", "url=http://e.org/")]
)
def test_a_setting_that_is_neither_true_nor_false(scrapy: Scrapy, saved: Path, command: tuple[str, ...]) -> None:
    run = scrapy(*command, "-s", "NEWSSCRAPE_LEARN=perhaps")
    assert (run.code, "NEWSSCRAPE_" in run.stderr, "Traceback" in run.stderr) == (2, True, False)


def test_what_can_be_read_once_alone_is_refused(scrapy: Scrapy, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pages.warc")
    run = scrapy("reparse", "pages.warc", "-O", "out.jsonl", "--learn")
    assert run.code == 2
    assert "pages.warc: neither a file nor a folder; save what comes from it first" in run.stderr
