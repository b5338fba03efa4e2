"""`scrapy crawl site`: a site that no outlet file describes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fixtures.serve import SITE, Answer, Served, from_folder, serving
from newsscrape.dataset.schema import record_checker
from tests.crawl.conftest import FAST, Run, Scrapy, table_of
from tests.crawl.outlet import Mirror, article, links
from tests.crawl.site import BODIES, PAGES

ARTICLES = "data/127.0.0.1/articles.jsonl"
RUNS = "data/127.0.0.1/runs.jsonl"
TABLE = table_of(
    {
        "exported": 4,
        "listing": 3,  # the front page and two of the section
        "not an article": 3,  # about, the tides, which are JSON, and the plan, which is a PDF
        "off site": 1,
        "refused by robots.txt": 1,
        "failed": 1,  # the story that was taken down
    }
)


@pytest.fixture
def courier() -> Iterator[Served]:
    with serving(Mirror(PAGES)) as served:
        yield served


def paths(run: Run) -> set[str]:
    return {urlsplit(record["url"]).path for record in run.records(ARTICLES)}


def test_every_article_once_and_each_url_accounted_for(scrapy: Scrapy, courier: Served) -> None:
    run = scrapy("crawl", "site", "-a", f"url={courier.origin}/", "-O", "out.jsonl")
    assert run.code == 0, run.stderr
    records = run.records(ARTICLES)
    bodies = {urlsplit(record["url"]).path: record["body"] for record in records}
    assert bodies == {path: "\n\n".join(paragraphs) for path, paragraphs in BODIES.items()}
    assert len(records) == 4
    for record in records:
        assert record_checker()(record) is None
        assert record["outlet"] == "127.0.0.1"
        assert record["id"].startswith("127.0.0.1:")
        assert record["title"]
        assert record["date_published"].startswith("2024-")
    assert run.records("out.jsonl") == records
    assert run.table() == TABLE
    assert TABLE["total"] == sum(TABLE.values()) - TABLE["total"]
    assert "127.0.0.1: 13 URLs seen" in run.stderr
    assert f"dataset: {ARTICLES}" in run.stderr
    assert len(set(courier.requests)) == len(courier.requests)  # nothing twice
    assert not {"/print/bridge", "/plan.pdf"} & set(courier.requests)


def test_a_second_run_adds_nothing(scrapy: Scrapy, courier: Served) -> None:
    first = scrapy("crawl", "site", "-a", f"url={courier.origin}/").records(ARTICLES)
    again = scrapy("crawl", "site", "-a", f"url={courier.origin}/")
    assert again.code == 0
    assert again.records(ARTICLES) == first
    assert again.table() == {**TABLE, "exported": 0, "unchanged": 4}
    lines = again.records(RUNS)
    assert [line["outlet"] for line in lines] == ["127.0.0.1", "127.0.0.1"]
    assert lines[1]["outcomes"] == {words: count for words, count in again.table().items() if words != "total"}


def test_an_article_is_that_record_alone(scrapy: Scrapy, courier: Served) -> None:
    run = scrapy("crawl", "site", "-a", f"url={courier.origin}/a/library")
    assert run.code == 0
    assert paths(run) == {"/a/library"}
    assert (run.table()["exported"], run.table()["total"]) == (1, 1)


def test_a_section_may_be_the_start(scrapy: Scrapy, courier: Served) -> None:
    run = scrapy("crawl", "site", "-a", f"url={courier.origin}/town/?page=2", "-s", "DEPTH_LIMIT=1")
    assert run.code == 0
    assert paths(run) == {"/2024/bridge", "/ferry-returns", "/a/library"}
    assert "/market" not in courier.requests
    assert run.table()["over the limit"] == 4


def test_limit_and_since(scrapy: Scrapy, courier: Served) -> None:
    limited = scrapy("crawl", "site", "-a", f"url={courier.origin}/", "-a", "limit=1")
    assert (limited.code, len(limited.records(ARTICLES))) == (0, 1)
    recent = scrapy("crawl", "site", "-a", f"url={courier.origin}/", "-a", "since=2024-05-01")
    assert recent.code == 0
    assert paths(recent) == {"/ferry-returns", "/2024/bridge"}
    # The library's story is too old, and so its related one is not even asked for.
    assert recent.table()["older than asked for"] == 1
    assert "/market" not in courier.requests


def test_a_root_that_calls_itself_an_article_is_a_start_still(scrapy: Scrapy) -> None:
    front = PAGES["/"].body.replace(b"</head>", b'<meta property="og:type" content="article"></head>')
    with serving(
        Mirror(PAGES | {"/": Answer(front.replace(b"<h1>", b"<p>The paper of the harbour.</p><h1>"))})
    ) as site:
        run = scrapy("crawl", "site", "-a", f"url={site.origin}")
    assert paths(run) >= set(BODIES)


def test_the_site_is_its_host_with_and_without_www(scrapy: Scrapy) -> None:
    """The server stands in for the whole web: as a proxy, it is asked for absolute URLs."""
    pages = {
        "http://courier.example/": Answer(status=301, headers={"Location": "http://www.courier.example/"}),
        "http://www.courier.example/": links(
            "/ferry-returns",
            "http://courier.example/market",
            "http://shop.courier.example/",
            "http://www.courier.example:8080/admin",
        ),
        "http://www.courier.example/ferry-returns": PAGES["/ferry-returns"],
        "http://courier.example/market": PAGES["/market"],
    }
    with serving(Mirror(pages)) as web:
        proxy = {"http_proxy": web.origin, "no_proxy": "", "NO_PROXY": ""}
        run = scrapy("crawl", "site", "-a", "url=http://courier.example/", env=proxy)
    records = run.records("data/courier.example/articles.jsonl")
    assert {record["outlet"] for record in records} == {"courier.example", "www.courier.example"}
    # Off site are the shop, the other port, and the network that every page links to.
    assert (run.code, run.table()["exported"], run.table()["off site"]) == (0, 2, 3)


def test_a_host_of_an_outlet_is_read_as_the_outlet(scrapy: Scrapy) -> None:
    pages = {
        "http://www.islamtimes.org/": links("/en/news/1/one", "/en/archive"),
        "http://www.islamtimes.org/en/news/1/one": article(1),
        "http://www.islamtimes.org/en/archive": links("/en/news/1/one"),
    }
    with serving(Mirror(pages)) as web:
        proxy = {"http_proxy": web.origin, "no_proxy": "", "NO_PROXY": ""}
        run = scrapy("crawl", "site", "-a", "url=http://www.islamtimes.org/", env=proxy)
    (record,) = run.records("data/islamtimes/articles.jsonl")
    assert (record["id"], record["provenance"]["title"]["method"]) == ("islamtimes:1", "landmarks")


def test_a_mirror_of_an_outlet_is_known_by_its_landmarks(scrapy: Scrapy) -> None:
    with serving(from_folder(SITE)) as mirror:
        run = scrapy("crawl", "site", "-a", f"url={mirror.origin}/")
    assert [record["outlet"] for record in run.records(ARTICLES)] == ["islamtimes"] * 16


def test_nothing_but_pages_that_are_none_is_an_error(scrapy: Scrapy) -> None:
    with serving(Mirror({"/": links("/about"), "/about": PAGES["/about"]})) as site:
        run = scrapy("crawl", "site", "-a", f"url={site.origin}/")
    assert (run.code, run.table()["listing"], run.table()["not an article"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "-a url= is missing: the crawl needs it, such as -a url=https://example.org/"),
        (["-a", "url="], "-a url=: not an http or https address"),
        (["-a", "url=example.org"], "-a url=example.org: not an http or https address, such as https://example.org/"),
        (["-a", "url=file:///etc/hosts"], "-a url=file:///etc/hosts: not an http or https address"),
        (
            ["-a", "url=https://e.org/", "-a", "origin=http://127.0.0.1:8000"],
            "no such argument; there are limit, since",
        ),
        (["-a", "url=https://e.org/", "-a", "limit=none"], "-a limit=none: not a number of records"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(scrapy: Scrapy, arguments: list[str], said: str) -> None:
    run = scrapy("crawl", "site", *arguments, fast=False)
    assert run.code == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_a_site_that_was_killed_is_crawled_to_its_end(scrapy: Scrapy, courier: Served, tmp_path: Path) -> None:
    """The record is written and the state does not know it yet: what the page links to is found all the same."""
    driver = (sys.executable, "-P", str(Path(__file__).with_name("killed.py")), "dataset write", "after", "3")
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    crawl = (*driver, "crawl", "site", "-a", f"url={courier.origin}/", *FAST)
    subprocess.run(crawl, cwd=tmp_path, env=environment, check=False, capture_output=True, timeout=60)
    assert len(Run(0, "", "", tmp_path).records(ARTICLES)) == 3
    run = scrapy("crawl", "site", "-a", f"url={courier.origin}/")
    assert run.code == 0, run.stderr
    assert run.table() == TABLE
    assert len({record["id"] for record in run.records(ARTICLES)}) == len(run.records(ARTICLES)) == 4
