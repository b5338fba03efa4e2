"""Servers that behave badly: the run ends by itself, is never rude, and tells what became of each URL."""

import math
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import pytest

from newsscrape.dataset.schema import record_checker
from tests.crawl.conftest import Run, Scrapy
from tests.crawl.hostile import (
    Behaviour,
    Hostile,
    answer,
    busy,
    cut_gzip,
    cut_story,
    drip,
    hostile,
    longer_than_said,
    page,
    redirect,
    reset,
    shorter_than_said,
    story,
)

pytestmark = pytest.mark.bulk

CRAWL_DELAY_S = 0.5
IMPATIENT = (
    *("-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "DOWNLOAD_DELAY=0"),
    *("-s", "NEWSSCRAPE_BACKOFF_S=1", "-s", "REDIRECT_MAX_TIMES=4"),
)

# Each path, what the server does there, and what is to become of the URL.
PATHS: dict[str, tuple[Behaviour, str]] = {
    "/en/news/1/well": (answer(story(1)), "exported"),
    "/en/news/2/busy": (busy(429, answer(story(2)), retry_after_s=2), "exported"),
    "/en/news/3/busy-until": (busy(429, answer(story(3)), retry_after_s=3, as_date=True), "exported"),
    "/en/news/4/away": (busy(503, answer(story(4)), retry_after_s=2), "exported"),
    "/en/news/5/down": (answer(b"down", 503), "failed"),
    "/en/news/6/closed": (answer(b"<h1>Forbidden</h1>", 403), "blocked"),
    "/en/news/7/drip": (drip, "failed"),
    "/en/news/8/reset": (reset, "failed"),
    "/en/news/9/elsewhere": (redirect("http://localhost:9/en/news/9/elsewhere"), "off site"),
    "/en/news/10/round": (redirect("/en/news/10/round?again=1"), "failed"),
    "/en/news/11/longer": (longer_than_said(story(11), more=500), "failed"),
    "/en/news/12/shorter": (shorter_than_said(story(12), declared=len(cut_story(12))), "failed"),
    "/en/news/13/gzip-cut": (cut_gzip(story(13), missing=300), "failed"),
    "/en/news/14/gzip-crc": (cut_gzip(story(14), missing=6), "failed"),
    "/en/news/15/gzip-empty": (answer(Content_Encoding="gzip"), "not an article"),
    "/en/news/16/well": (answer(story(16)), "exported"),
}
ROBOTS = answer(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_S}\n".encode(), Content_Type="text/plain")
SITE: dict[str, Behaviour] = {
    "/robots.txt": ROBOTS,
    "/": page(*PATHS),
    "/en/news/10/round?again=1": redirect("/en/news/10/round"),
    **{path: behaviour for path, (behaviour, _) in PATHS.items()},
}


def crawl(scrapy: Scrapy, server: Hostile, *arguments: str) -> Run:
    return scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}", *IMPATIENT, *arguments, fast=False)


def assert_polite(server: Hostile, crawl_delay_s: float) -> float:
    """That no host was asked sooner than its Crawl-delay and its Retry-After allow, its robots.txt included.

    No tolerance is needed on a busy machine: a request is noted before it is answered, and the next is sent after that.

    Returns:
        The shortest time between two requests to a host, in seconds.
    """
    shortest_s = math.inf
    by_host = defaultdict(list)
    for asked in server.asked:
        by_host[asked.host].append(asked)
    for requests in by_host.values():
        # robots.txt, which states the delay, comes first.
        for earlier, later in pairwise(requests):
            gap_s = later.at_s - earlier.at_s
            shortest_s = min(shortest_s, gap_s)
            assert gap_s >= crawl_delay_s, f"{earlier.path}, and {later.path} {gap_s:.3f} s later"
    for held in server.held:
        for asked in by_host[held.host]:
            assert not held.from_s < asked.at_s < held.until_s, f"{asked.path} within {held}"
    return shortest_s


def test_every_kind_of_trouble_is_accounted_for_and_none_makes_rude(
    scrapy: Scrapy, record_property: Callable[[str, object], None]
) -> None:
    with hostile(SITE) as server:
        run = crawl(scrapy, server)
    assert run.code == 0, run.stderr[-5000:]
    table = run.table()
    assert table.pop("total") == sum(table.values()) == 1 + len(PATHS)
    (line,) = run.records("data/islamtimes/runs.jsonl")
    assert (line["finish_reason"], line["outcomes"]) == ("finished", table)

    outcomes = [outcome for _, outcome in PATHS.values()]
    expected = {outcome: outcomes.count(outcome) for outcome in set(outcomes)} | {"listing": 1}
    assert {words: count for words, count in table.items() if count} == expected
    whole = {f"islamtimes:{path.split('/')[3]}" for path, (_, outcome) in PATHS.items() if outcome == "exported"}
    assert {record["id"] for record in run.records()} == whole
    assert all(record_checker()(record) is None for record in run.records())

    assert set(server.paths()) == set(SITE) - {"/robots.txt"}
    assert len(server.held) == 3
    shortest_s = assert_polite(server, CRAWL_DELAY_S)
    record_property(
        "figure",
        f"a bad server: {len(PATHS)} kinds of trouble, {sum(table.values())} URLs, each with one outcome; Crawl-delay "
        f"{CRAWL_DELAY_S} s, shortest time between requests {shortest_s:.3f} s; none within a Retry-After, "
        f"of which there were {len(server.held)}",
    )


_CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"
REFUSALS = {
    "403": answer(b"<h1>Forbidden</h1>", 403),
    "403 with a challenge": answer(_CHALLENGE, 403, cf_mitigated="challenge"),
    "503 with a challenge": answer(_CHALLENGE, 503, cf_mitigated="challenge"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_host_that_keeps_crawlers_out_is_left_alone(scrapy: Scrapy, refusal: str) -> None:
    stories = [f"/en/news/{n}/x" for n in range(1, 21)]
    with hostile({"/": page(*stories), **dict.fromkeys(stories, REFUSALS[refusal])}) as server:
        run = crawl(scrapy, server)
    table = run.table()
    assert run.code == 1  # nothing came, and should have
    assert (table["blocked"], table["listing"], table["total"]) == (20, 1, 21)
    asked = server.paths()[1:]
    assert 0 < len(asked) <= 10
    assert len(set(asked)) == len(asked)  # who is refused does not knock again


def test_a_server_that_asks_for_time_for_ever_is_given_up(scrapy: Scrapy) -> None:
    stories = [f"/en/news/{n}/x" for n in range(1, 6)]
    always = {path: busy(429, answer(), retry_after_s=1, times=1000) for path in stories}
    with hostile({"/": page(*stories), **always}) as server:
        # One at a time: a second request may be on its way when the answer to the first asks for time.
        run = crawl(scrapy, server, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    table = run.table()
    assert (run.code, table.pop("total"), table["exported"]) == (1, 6, 0)
    assert sum(table.values()) == 6
    assert_polite(server, 0)


def test_a_front_page_that_never_comes_ends_the_run(scrapy: Scrapy) -> None:
    with hostile({"/": drip, "/en/": reset}) as server:
        run = crawl(scrapy, server)
    assert (run.code, run.table()["failed"], run.table()["total"]) == (1, 2, 2)


def test_one_hosts_trouble_does_not_slow_another(scrapy: Scrapy) -> None:
    """The server stands in for the whole web: as a proxy, it is asked for absolute URLs."""
    stories = [f"http://www.courier.example/en/news/{n}/x" for n in range(1, 9)]
    troubled = "http://courier.example/en/news/9/x"
    web = {
        "http://www.courier.example/": page(troubled, *stories),
        troubled: busy(503, answer(story(9)), retry_after_s=6),
        **{url: answer(story(n)) for n, url in enumerate(stories, 1)},
    }
    with hostile(web) as server:
        run = scrapy(
            *("crawl", "site", "-a", "url=http://www.courier.example/", *IMPATIENT),
            env={"http_proxy": server.origin, "no_proxy": "", "NO_PROXY": ""},
            fast=False,
        )
    assert (run.code, run.table()["exported"]) == (0, 9), run.stderr[-5000:]
    (held,) = server.held
    last_s = max(asked.at_s for asked in server.asked if asked.path in stories)
    assert last_s < held.until_s
    assert_polite(server, 0)
