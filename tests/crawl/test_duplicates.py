"""Copies of other articles, found while crawling and re-parsing: over outlets, over runs, and after a kill."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.serve import Answer, Served, serving
from newsscrape.dataset.schema import record_checker
from tests.crawl.conftest import FAST, Run, Scrapy
from tests.crawl.outlet import Mirror, links
from tests.crawl.site import BRIDGE, FERRY, LIBRARY, MARKET

STORE = ("-s", "NEWSSCRAPE_DUPLICATES=data/copies")
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in (*FERRY, *BRIDGE))  # long enough for a part to be an article


def story(title: str, text: str, day: str = "14 May 2024") -> Answer:
    return Answer(
        f'<html lang="en"><head><title>{title}</title><meta property="og:type" content="article"></head><body>'
        f"<main><article><h1>{title}</h1><time>{day}</time><div>{text}</div></article></main></body></html>".encode()
    )


def paragraphs(*text: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in text)


def host(name: str, stories: dict[str, Answer]) -> dict[str, Answer]:
    return {f"http://{name}/": links(*stories)} | {f"http://{name}{path}": page for path, page in stories.items()}


WEB = host(
    "north.example",
    {"/ferry": story("Ferry Returns", TEXT), "/library": story("Books Are Dried", paragraphs(*LIBRARY))},
) | host(
    "south.example",
    {
        "/wire": story("A Ferry Comes Back", f"<p>SAINT BRANNOC (Reuters) - {TEXT.removeprefix('<p>')}"),
        "/cut": story("Ferry, in Short", paragraphs(*FERRY[:3])),
        "/market": story("Market Stays", paragraphs(*MARKET)),
    },
)
NORTH, SOUTH = "data/north.example/articles.jsonl", "data/south.example/articles.jsonl"


@pytest.fixture
def web() -> Iterator[Served]:
    """Stands in for the whole web: as a proxy, it is asked for absolute URLs."""
    with serving(Mirror(WEB)) as served:
        yield served


def crawl(scrapy: Scrapy, web: Served, name: str, *arguments: str) -> Run:
    proxy = {"http_proxy": web.origin, "no_proxy": "", "NO_PROXY": ""}
    run = scrapy("crawl", "site", "-L", "WARNING", "-a", f"url=http://{name}", *arguments, env=proxy)
    assert run.code == 0, run.stderr
    return run


def marks(records: list[dict[str, Any]]) -> dict[str, tuple[str | None, float | None, str | None]]:
    """By title: what a record is a copy of, how alike, and by which method."""
    return {
        record["title"]: (
            record["duplicate_of"],
            record["similarity"],
            record["provenance"].get("duplicate_of", {}).get("method"),
        )
        for record in records
    }


NONE = (None, None, None)


def test_copies_are_marked_over_outlets_in_a_shared_store(scrapy: Scrapy, web: Served) -> None:
    first = crawl(scrapy, web, "north.example/", *STORE)
    run = crawl(scrapy, web, "south.example/", *STORE)
    records = run.records(SOUTH)
    ids = {record["title"]: record["id"] for record in first.records(NORTH)}
    assert marks(first.records(NORTH)) == {"Ferry Returns": NONE, "Books Are Dried": NONE}
    assert marks(records) == {
        "A Ferry Comes Back": (ids["Ferry Returns"], 1.0, "text"),
        "Ferry, in Short": (ids["Ferry Returns"], 1.0, "containment"),
        "Market Stays": NONE,
    }
    assert not [complaint for record in records if (complaint := record_checker()(record))]
    assert "(3 records added, 2 of them marked as copies)" in run.stderr
    assert run.records("data/south.example/runs.jsonl")[-1]["marked"] == 2


def test_an_outlet_alone_knows_its_own_over_runs(scrapy: Scrapy, web: Served) -> None:
    crawl(scrapy, web, "south.example/wire")
    run = crawl(scrapy, web, "south.example/")
    by_title = {record["title"]: record for record in run.records(SOUTH)}
    assert by_title["Ferry, in Short"]["duplicate_of"] == by_title["A Ferry Comes Back"]["id"]
    assert (run.folder / "data/south.example/duplicates/index.sqlite").is_file()


@pytest.mark.parametrize("arguments", [("--duplicates", "drop"), ("-s", "NEWSSCRAPE_DUPLICATES=drop")])
def test_dropped_copies_are_counted_and_itemised(scrapy: Scrapy, web: Served, arguments: tuple[str, ...]) -> None:
    run = crawl(scrapy, web, "south.example/", *arguments)
    records = run.records(SOUTH)
    dropped = run.table()["duplicate"]
    assert dropped == 1
    assert len(records) + dropped == 3
    assert f"1 a copy of {records[0]['id']} (" in run.stderr or f"1 a copy of {records[1]['id']} (" in run.stderr
    again = crawl(scrapy, web, "south.example/", *arguments)
    assert again.records(SOUTH) == records
    assert (again.table()["exported"], again.table()["unchanged"]) == (0, 3)  # the copy is not asked for again either


def test_off_looks_for_none(scrapy: Scrapy, web: Served) -> None:
    run = crawl(scrapy, web, "south.example/", "--duplicates", "off")
    assert set(marks(run.records(SOUTH)).values()) == {NONE}
    assert not (run.folder / "data/south.example/duplicates").exists()


def test_a_wrong_policy_is_wrong_usage(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", "-s", "NEWSSCRAPE_DUPLICATES_POLICY=keep")
    assert run.code == 2
    assert "NEWSSCRAPE_DUPLICATES_POLICY=keep: not one of mark, drop, off" in run.stderr


def test_a_lost_store_is_made_anew_from_the_dataset(scrapy: Scrapy, web: Served) -> None:
    run = crawl(scrapy, web, "south.example/wire")
    for file in (run.folder / "data/south.example/duplicates").iterdir():
        file.unlink()
    again = crawl(scrapy, web, "south.example/cut")
    by_title = {record["title"]: record for record in again.records(SOUTH)}
    assert by_title["Ferry, in Short"]["duplicate_of"] == by_title["A Ferry Comes Back"]["id"]


def test_a_crawl_and_its_archive_re_parsed_mark_the_same(scrapy: Scrapy, web: Served) -> None:
    crawl(scrapy, web, "north.example/", *STORE)
    crawled = crawl(scrapy, web, "south.example/", *STORE)
    archives = ["data/north.example/archive", "data/south.example/archive"]
    parsed = scrapy("reparse", *archives, "-O", "out.jsonl")
    assert parsed.code == 0, parsed.stderr
    assert marks(parsed.records("out.jsonl")) == marks(crawled.records(NORTH) + crawled.records(SOUTH))
    assert "2 of the records exported are marked as copies" in parsed.stderr
    dropped = scrapy("reparse", *archives, "-O", "dropped.jsonl", "--duplicates", "drop")
    assert set(marks(dropped.records("dropped.jsonl"))) == {"Ferry Returns", "Books Are Dried", "Market Stays"}
    assert (dropped.table()["exported"], dropped.table()["duplicate"]) == (3, 2)
    reasons = [json.loads(line)["reason"] for line in (dropped.folder / "errors.jsonl").read_text().splitlines()]
    assert [reason for reason in reasons if reason.startswith("a copy of north.example:")]
    assert not list(dropped.folder.glob(".*.copies"))  # what it was told by goes with the run


def test_two_outlets_at_once_share_a_store(scrapy: Scrapy, tmp_path: Path) -> None:
    """Both have the same forty stories, each in an order of its own: every story is marked once, whoever was second."""
    texts = {
        f"/{number}": story(
            f"Story {number}", paragraphs(*(f"{p} {number} {p[::-1]}" for p in (FERRY[number % 4],) * 3))
        )
        for number in range(40)
    }
    names = ("east.example", "west.example")
    pages = host(names[0], texts) | host(names[1], dict(reversed(texts.items())))
    with serving(Mirror(pages)) as web:
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url=http://{name}/", *STORE, *FAST],
                cwd=tmp_path,
                env={
                    **os.environ,
                    "SCRAPY_SETTINGS_MODULE": "newsscrape.settings",
                    "http_proxy": web.origin,
                    "no_proxy": "",
                    "NO_PROXY": "",
                },
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in names
        ]
        said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    records = [
        json.loads(line)
        for name in names
        for line in (tmp_path / f"data/{name}/articles.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(records) == 80
    by_title: dict[str, list[str | None]] = {}
    for record in records:
        by_title.setdefault(record["title"], []).append(record["duplicate_of"])
    assert {title: sum(of is not None for of in ofs) for title, ofs in by_title.items()} == dict.fromkeys(by_title, 1)
