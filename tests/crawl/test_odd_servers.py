"""Servers that redirect, load themselves anew, and mislead about what changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from fixtures.serve import Answer, Served, serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror, article, links


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


@pytest.fixture
def mirror() -> Iterator[tuple[Mirror, Served]]:
    site = Mirror({})
    with serving(site) as served:
        yield site, served


def test_a_front_page_that_loads_itself_anew_is_read(scrapy: Scrapy, mirror: tuple[Mirror, Served]) -> None:
    site, served = mirror
    front = links("/en/news/1/x")
    front.body = front.body.replace(b"<body>", b'<head><meta http-equiv="refresh" content="60; url=/"></head><body>')
    site.pages = {"/": front, "/en/news/1/x": article(1)}
    run = scrapy("crawl", "islamtimes", "-a", f"origin={served.origin}")
    assert (run.code, run.table()["exported"]) == (0, 1)


def test_one_page_is_not_asked_with_anothers_date(scrapy: Scrapy, mirror: tuple[Mirror, Served]) -> None:
    """Run 1 is led to page 8, which has a date; run 2 to page 9, whose date is older."""
    site, served = mirror

    def dated(number: int, day: datetime) -> Answer:
        page = article(number)
        page.headers = {**page.headers, "Last-Modified": format_datetime(day, usegmt=True)}
        return page

    site.pages = {
        "/": links("/en/news/1/x"),
        "/en/news/1/x": redirect("/en/news/8/x"),
        "/en/news/8/x": dated(8, datetime(2024, 5, 1, tzinfo=UTC)),
    }
    crawl = ("crawl", "islamtimes", "-a", f"origin={served.origin}")
    assert [record["story_code"] for record in scrapy(*crawl).records()] == ["8"]
    site.pages |= {"/en/news/1/x": redirect("/en/news/9/x"), "/en/news/9/x": dated(9, datetime(2024, 4, 1, tzinfo=UTC))}
    served.headers.clear()
    assert [record["story_code"] for record in scrapy(*crawl).records()] == ["8", "9"]
    assert not [headers for headers in served.headers if "If-Modified-Since" in headers]
    site.pages["/en/news/9/x"] = Answer(status=304)
    again = scrapy(*crawl)  # the redirect leads where it led, and the date is sent there
    assert again.table()["unchanged"] == 1
    assert [headers["If-Modified-Since"] for headers in served.headers if "If-Modified-Since" in headers] == [
        "Mon, 01 Apr 2024 00:00:00 GMT"
    ]


def test_a_redirect_after_a_retry_is_followed_once(scrapy: Scrapy, mirror: tuple[Mirror, Served]) -> None:
    site, _ = mirror
    busy = {"left": 1}
    quick = ("-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=2")

    def answer(path: str) -> Answer:
        if path == "/en/news/2/x" and busy["left"]:
            busy["left"] = 0
            return Answer(b"", 500)
        return {"/en/news/2/x": redirect("/en/news/2/x")}.get(path) or Mirror.__call__(site, path)

    with serving(answer) as server:
        site.pages = {"/": links("/en/news/1/x", "/en/news/2/x"), "/en/news/1/x": article(1)}
        run = scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}", *quick, fast=False)
        assert run.table()["failed"] == 1
        assert server.requests.count("/en/news/2/x") == 2
    assert "1 redirects in a circle" in run.stderr
