"""Crawls of whole outlets, one after the other: each article once, and then only what is new or changed."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset.schema import record_checker
from tests.crawl.bulk import Server, serving
from tests.crawl.bulk_pages import Outlet, Road, page
from tests.crawl.bulk_words import paragraphs, title
from tests.crawl.conftest import Run, Scrapy

pytestmark = pytest.mark.bulk

FEW = 60
_LONGEST_S = 900  # 2,000 articles, on a machine that counts the lines it runs


def crawl(scrapy: Scrapy, server: Server, *arguments: str) -> Run:
    """A crawl that ends well, and whose account is right."""
    site = server.outlet.flavour == "site"
    start = ("site", "-a", f"url={server.origin}/") if site else ("islamtimes", "-a", f"origin={server.origin}")
    run = scrapy("crawl", *start, *arguments, timeout_s=_LONGEST_S)
    assert run.code == 0, run.stderr[-2500:]
    table = run.table()
    assert table.pop("total") == sum(table.values())
    line = run.records(f"{folder(server)}/runs.jsonl")[-1]
    assert line["outcomes"] == table
    assert line["seen"] == sum(table.values())
    return run


def folder(server: Server) -> str:
    return "data/127.0.0.1" if server.outlet.flavour == "site" else "data/islamtimes"


def dataset(run: Run, server: Server) -> list[dict[str, Any]]:
    return run.records(f"{folder(server)}/articles.jsonl")


def numbers(records: Iterable[dict[str, Any]], server: Server) -> list[int]:
    """The articles that records are of."""
    return sorted(server.outlet.number(record["url"].removeprefix(server.origin)) or 0 for record in records)


def assert_first_records(records: list[dict[str, Any]], server: Server, expected: Iterable[int]) -> None:
    """That there is one valid record for each of these articles, with its title and body."""
    assert numbers(records, server) == sorted(expected)
    assert len({record["id"] for record in records}) == len(records)
    for record in records:
        assert record_checker()(record) is None
        number = server.outlet.number(record["url"].removeprefix(server.origin))
        assert number is not None
        assert record["title"] == title(number)
        assert record["body"].endswith("\n\n".join(paragraphs(number)))
        assert (record["revision"], record["previous_sha256"]) == (1, None)


def fetched(server: Server) -> list[int]:
    """The articles whose body was sent since the last look."""
    return sorted(server.outlet.number(asked.path) or 0 for asked in server.asked_articles() if asked.status == 200)


def edit(server: Server, *edited: int) -> None:
    server.show(replace(server.outlet, edited=dict.fromkeys(edited, 1)))


def assert_revises(new: dict[str, Any], old: dict[str, Any], number: int) -> None:
    assert (new["id"], new["revision"], new["previous_sha256"]) == (old["id"], 2, old["source"]["sha256"])
    assert new["body"].endswith("\n\n".join(paragraphs(number, 1)))
    assert record_checker()(new) is None


def test_two_thousand_articles_once_and_then_only_the_new(
    scrapy: Scrapy, record_property: Callable[[str, object], None]
) -> None:
    with serving(Outlet(articles=2000)) as server:
        first = crawl(scrapy, server)
        records = dataset(first, server)
        assert_first_records(records, server, range(1, 2001))
        assert first.table()["exported"] == 2000
        assert fetched(server) == list(range(1, 2001))

        second = crawl(scrapy, server)
        assert dataset(second, server) == records
        assert (second.table()["exported"], second.table()["unchanged"]) == (0, 2000)
        asked = server.asked_articles()
        assert not [one for one in asked if one.status != 304]
        assert all(one.conditional for one in asked)

        server.show(replace(server.outlet, articles=2003, edited={7: 1}, gone=frozenset({9})))
        third = crawl(scrapy, server)
        assert dataset(third, server)[:2000] == records
        new = dataset(third, server)[2000:]
        assert numbers(new, server) == [7, 2001, 2002, 2003]
        assert third.table()["exported"] == 4
        assert fetched(server) == [7, 2001, 2002, 2003]
        (revised,) = (record for record in new if record["revision"] > 1)
        (earlier,) = (record for record in records if record["id"] == revised["id"])
        assert_revises(revised, earlier, 7)
        record_property(
            "figure",
            f"2,000 articles: {len(records)} records; second run {len(asked)} conditional requests, all 304, no body, "
            f"no record; after 3 new, 1 edited, 1 deleted {len(new)} records, revision {revised['revision']} of one",
        )


@pytest.mark.parametrize(("etag", "last_modified"), [(True, False), (False, True)])
def test_either_header_spares_bodies(scrapy: Scrapy, etag: bool, last_modified: bool) -> None:
    with serving(Outlet(articles=FEW, etag=etag, last_modified=last_modified)) as server:
        records = dataset(crawl(scrapy, server), server)
        assert_first_records(records, server, range(1, FEW + 1))
        fetched(server)
        assert dataset(crawl(scrapy, server), server) == records
        assert fetched(server) == []
        edit(server, 7)
        new = dataset(crawl(scrapy, server), server)[FEW:]
        assert fetched(server) == [7]
        (earlier,) = (record for record in records if record["title"] == title(7))
        assert len(new) == 1
        assert_revises(new[0], earlier, 7)


def test_without_headers_recent_articles_are_read_again(scrapy: Scrapy) -> None:
    """Articles of the last fifteen days, four a day."""
    step = timedelta(hours=6)
    outlet = Outlet(
        articles=FEW, etag=False, last_modified=False, began=datetime.now(UTC) - (FEW + 1) * step, step=step
    )
    with serving(outlet) as server:
        records = dataset(crawl(scrapy, server), server)
        assert_first_records(records, server, range(1, FEW + 1))
        fetched(server)
        again = crawl(scrapy, server)
        assert dataset(again, server) == records
        assert again.table()["unchanged"] == FEW
        # Days begin when they do, and at another hour in the outlet's zone: a day more or less is none of ours.
        age = {number: datetime.now(UTC) - outlet.published(number) for number in outlet.numbers}
        asked = set(fetched(server))
        assert {number for number in age if age[number] < timedelta(days=6)} <= asked
        assert asked <= {number for number in age if age[number] < timedelta(days=9)}
        edit(server, FEW - 2)
        (new,) = dataset(crawl(scrapy, server), server)[FEW:]
        (earlier,) = (record for record in records if record["id"] == new["id"])
        assert_revises(new, earlier, FEW - 2)


def test_bytes_that_change_are_no_change(scrapy: Scrapy) -> None:
    with serving(Outlet(articles=FEW, restless=True)) as server:
        records = dataset(crawl(scrapy, server), server)
        assert_first_records(records, server, range(1, FEW + 1))
        fetched(server)
        again = crawl(scrapy, server)
        assert fetched(server) == list(range(1, FEW + 1))  # bodies came, or this shows nothing
        assert dataset(again, server) == records
        assert (again.table()["exported"], again.table()["unchanged"]) == (0, FEW)


def test_since_takes_the_newer_ones(scrapy: Scrapy) -> None:
    outlet = Outlet(articles=FEW, step=timedelta(hours=24))
    with serving(outlet) as server:
        run = crawl(scrapy, server, "-a", f"since={outlet.published(41):%Y-%m-%d}")
        assert_first_records(dataset(run, server), server, range(41, FEW + 1))
        assert run.table()["older than asked for"] == 40


def test_limits_add_up_to_all(scrapy: Scrapy) -> None:
    with serving(Outlet(articles=FEW)) as server:
        for expected in (10, 20):
            run = crawl(scrapy, server, "-a", "limit=10")
            assert len(dataset(run, server)) == expected
            assert run.table()["exported"] == 10
        rest = crawl(scrapy, server)
        assert rest.table()["exported"] == FEW - 20
        assert_first_records(dataset(rest, server), server, range(1, FEW + 1))


def test_refetch_asks_for_all_and_writes_what_changed(scrapy: Scrapy) -> None:
    with serving(Outlet(articles=FEW)) as server:
        records = dataset(crawl(scrapy, server), server)
        fetched(server)
        again = crawl(scrapy, server, "--refetch")
        assert dataset(again, server) == records
        asked = server.asked_articles()
        assert sorted(server.outlet.number(one.path) or 0 for one in asked) == list(range(1, FEW + 1))
        assert {(one.status, one.conditional) for one in asked} == {(200, False)}
        edit(server, 7)
        (new,) = dataset(crawl(scrapy, server, "-s", "NEWSSCRAPE_REFETCH=True"), server)[FEW:]
        assert fetched(server) == list(range(1, FEW + 1))
        assert new["revision"] == 2


ROADS: dict[Road, tuple[int, set[str]]] = {
    "feed": (20, {"feed"}),
    "news sitemap": (50, {"news sitemap"}),
    "sitemap": (FEW, {"sitemap"}),
    "listing": (FEW, {"listing", "next link"}),
}


@pytest.mark.parametrize("road", ROADS)
def test_each_road_is_found_and_told(scrapy: Scrapy, road: Road) -> None:
    """One page of a section is not enough: the listing's articles take next links."""
    articles = 200 if road == "listing" else FEW
    expected = range(articles - ROADS[road][0] + 1, articles + 1) if road != "listing" else range(1, articles + 1)
    with serving(Outlet(flavour="site", articles=articles, roads=(road,))) as server:
        records = dataset(crawl(scrapy, server), server)
        assert numbers(records, server) == list(expected)
        for record in records:
            found = record["provenance"]["url"]
            assert found["method"] in ROADS[road][1]
            assert names(server, found["raw"], record["url"])


def names(server: Server, url: str, article: str) -> bool:
    """Whether what lies at a URL names an article."""
    shown = page(server.outlet, url.removeprefix(server.origin), server.origin, {})
    assert shown is not None, url
    text = gzip.decompress(shown[0]) if url.endswith(".gz") else shown[0]
    return article.removeprefix(server.origin).encode() in text


def test_all_roads_together_give_each_article_once(scrapy: Scrapy) -> None:
    with serving(Outlet(flavour="site", articles=FEW)) as server:
        run = crawl(scrapy, server)
        records = dataset(run, server)
        assert numbers(records, server) == list(range(1, FEW + 1))
        assert fetched(server) == list(range(1, FEW + 1))
        assert_newest_first(records, server)
        again = crawl(scrapy, server)
        assert dataset(again, server) == records
        assert fetched(server) == []


def assert_newest_first(records: list[dict[str, Any]], server: Server) -> None:
    """That the first third of the records is, on the whole, newer than the last third."""
    order = [server.outlet.number(record["url"].removeprefix(server.origin)) or 0 for record in records]
    third = len(order) // 3
    assert sum(order[:third]) > sum(order[-third:])


def test_a_sitemap_tells_what_need_not_be_asked(scrapy: Scrapy) -> None:
    with serving(Outlet(flavour="site", articles=FEW, roads=("sitemap",))) as server:
        records = dataset(crawl(scrapy, server), server)
        assert len(records) == FEW
        server.take_log()
        again = crawl(scrapy, server)
        assert server.asked_articles() == []
        assert dataset(again, server) == records
        assert again.table()["unchanged"] == FEW
        edit(server, 7)
        third = crawl(scrapy, server)
        assert [server.outlet.number(asked.path) for asked in server.asked_articles()] == [7]
        (new,) = dataset(third, server)[FEW:]
        (earlier,) = (record for record in records if record["id"] == new["id"])
        assert (new["revision"], new["previous_sha256"]) == (2, earlier["source"]["sha256"])


def archived(archive: Path, kind: str) -> int:
    """The WARC records of a kind in an archive."""
    files = sorted(archive.glob("*.warc.gz"))
    return sum(gzip.decompress(file.read_bytes()).count(f"WARC-Type: {kind}\r\n".encode()) for file in files)


def test_the_archive_gives_the_same_records(scrapy: Scrapy, tmp_path: Path) -> None:
    with serving(Outlet(articles=FEW)) as server:
        records = dataset(crawl(scrapy, server), server)
        archive = tmp_path / "data" / "islamtimes" / "archive"
        assert archived(archive, "response") >= FEW
        assert archived(archive, "revisit") == 0
        crawl(scrapy, server)
        assert archived(archive, "revisit") >= FEW
    run = scrapy("reparse", str(archive), "-O", "out.jsonl")
    anew = {record["id"]: content(record) for record in run.records("out.jsonl")}
    assert anew == {record["id"]: content(record) for record in records}


def content(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says, whatever road its page came by."""
    return {name: value for name, value in record.items() if name not in ("source", "provenance", "rights")}


def test_no_archive(scrapy: Scrapy, tmp_path: Path) -> None:
    with serving(Outlet(articles=FEW)) as server:
        assert len(dataset(crawl(scrapy, server, "--no-archive"), server)) == FEW
    assert not list(tmp_path.rglob("*.warc*"))
