"""What outlets say of AI and text mining is recorded, and obeyed where the user says so."""

from collections.abc import Iterator

import pytest

from fixtures.serve import Answer, Served, serving
from tests.crawl.conftest import Scrapy
from tests.crawl.outlet import Mirror, article, links

HTML = {"Content-Type": "text/html"}


@pytest.fixture
def mirror() -> Iterator[Served]:
    by_header, by_meta = article(3), article(4)
    by_header.headers = {**HTML, "X-Robots-Tag": "noai"}
    by_meta.body = by_meta.body.replace(b"<head>", b'<head><meta name="tdm-reservation" content="1">')
    pages = {
        "/robots.txt": Answer(b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /en/news/2\n"),
        "/": links(*(f"/en/news/{n}/x" for n in range(1, 5))),
        "/en/news/1/x": article(1),
        "/en/news/2/x": article(2),
        "/en/news/3/x": by_header,
        "/en/news/4/x": by_meta,
    }
    with serving(Mirror(pages)) as served:
        yield served


def test_statements_are_recorded_an_article(scrapy: Scrapy, mirror: Served) -> None:
    run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}")
    rights = {record["story_code"]: record["rights"] for record in run.records()}
    assert {code: said["reserved"] for code, said in rights.items()} == {"1": False, "2": True, "3": True, "4": True}
    assert [(said["source"], said["name"], said["value"]) for said in rights["2"]["statements"]] == [
        ("robots.txt", "ccbot", "Disallow"),
        ("robots.txt", "gptbot", "Disallow"),
    ]
    assert [said["source"] for code in "34" for said in rights[code]["statements"]] == ["header", "meta"]


@pytest.mark.parametrize("how", ["setting", "variable"])
def test_they_are_obeyed_where_the_user_says_so(scrapy: Scrapy, mirror: Served, how: str) -> None:
    setting = ("-s", "NEWSSCRAPE_OBEY_RIGHTS=1") if how == "setting" else ()
    env = {"NEWSSCRAPE_OBEY_RIGHTS": "1"} if how == "variable" else {}
    run = scrapy("crawl", "islamtimes", "-a", f"origin={mirror.origin}", *setting, env=env)
    assert run.code == 0, run.stderr
    assert [record["story_code"] for record in run.records()] == ["1"]
    assert run.table()["rights reserved"] == 3
    assert "/en/news/2/x" not in mirror.requests  # robots.txt has said it before
    assert "1 robots.txt: ccbot, gptbot" in run.stderr
