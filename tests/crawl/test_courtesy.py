"""What a server's own log says of a crawl: when it was asked, and that it is left alone when it says so."""

import gzip
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest

from fixtures.serve import Answer, serving
from tests.crawl.conftest import FAST, Scrapy
from tests.crawl.outlet import article, links
from tests.crawl.raw import raw_server

pytestmark = pytest.mark.bulk

Page = Answer | Callable[[int], Answer]


@dataclass
class Watched:
    """A mirror that notes when each request came and when its answer was ready. A page may change from time to time."""

    pages: dict[str, Page]
    log: list[tuple[str, float, float]] = field(default_factory=list)

    def __call__(self, path: str) -> Answer:
        came = time.monotonic()
        page = self.pages.get(path, Answer(b"not here", 404))
        said = page if isinstance(page, Answer) else page(self.count(path))
        self.log.append((path, came, time.monotonic()))
        return said

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _, _ in self.log)

    def gaps(self) -> list[float]:
        """Seconds between an answer and the next request."""
        return [came - end for (_, _, end), (_, came, _) in pairwise(self.log)]


def stories(count: int) -> dict[str, Page]:
    return {f"/en/news/{n}/x": article(n) for n in range(1, count + 1)}


def site(pages: dict[str, Page]) -> dict[str, Page]:
    return {"/": links(*(path for path in pages if path.startswith("/en/"))), **pages}


def no(status: int, **headers: str) -> Answer:
    return Answer(b"<html><body>no</body></html>", status, {name.replace("_", "-"): v for name, v in headers.items()})


def crawl(scrapy: Scrapy, origin: str, *settings: str) -> dict[str, int]:
    """The outcomes of a crawl; later settings win, and so a test's over those of a quick crawl."""
    given = [part for setting in settings for part in ("-s", setting)]
    run = scrapy("crawl", "islamtimes", "-a", f"origin={origin}", *FAST, *given, fast=False)
    table = run.table()
    assert table.pop("total") == sum(table.values()), run.stderr
    return {words: count for words, count in table.items() if count}


def test_a_crawl_delay_is_kept_from_answer_to_request(scrapy: Scrapy) -> None:
    def slow(_: int) -> Answer:
        time.sleep(0.3)
        return article(3)

    robots = Answer(b"User-agent: *\nDisallow: /\n\nUser-agent: newsscrape\nCrawl-delay: 0.6\nDisallow: /no\n")
    mirror = Watched(site({**stories(2), "/en/news/3/x": slow, "/en/news/4/x": no(500), "/robots.txt": robots}))
    with serving(mirror) as served:
        table = crawl(scrapy, served.origin, "CONCURRENT_REQUESTS_PER_DOMAIN=4", "RETRY_TIMES=1")
    assert table == {"exported": 3, "listing": 1, "failed": 1}
    assert len(mirror.log) == 7
    assert min(mirror.gaps()) >= 0.6


@contextmanager
def one_answer_a_connection(said: bytes) -> Iterator[tuple[str, list[float]]]:
    """A server that promises to keep connections open, and closes each when a second request comes on it."""
    came: list[float] = []

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            for first in (True, False):
                asked = connection.recv(65536)
                if asked:
                    came.append(time.monotonic())
                if asked and first:
                    robots = asked.startswith(b"GET /robots.txt")
                    body = b"User-agent: *\nCrawl-delay: 0.5\n" if robots else said
                    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                    connection.sendall(head % len(body) + body)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", came
        listener.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_breaks_is_no_reason_to_ask_at_once(scrapy: Scrapy) -> None:
    with one_answer_a_connection(links("/en/news/1/x", "/en/news/2/x").body) as (origin, came):
        crawl(scrapy, origin)
    assert len(came) == 4  # robots.txt, the front page, two pages
    assert min(later - earlier for earlier, later in pairwise(came)) >= 0.5


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept(scrapy: Scrapy, status: int) -> None:
    def sometimes(count: int) -> Answer:
        return article(2) if count >= 2 else no(status, Retry_After="1")

    mirror = Watched(site({**stories(3), "/en/news/2/x": sometimes}))
    with serving(mirror) as served:
        table = crawl(scrapy, served.origin, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert table == {"exported": 3, "listing": 1}  # though RETRY_TIMES=0: the server asked to be asked again
    refused = [end for path, _, end in mirror.log if path == "/en/news/2/x"][:2]
    for end in refused:
        later = [came for _, came, _ in mirror.log if came > end]
        assert min(later) - end >= 1


def test_requests_that_wait_for_download_delay_are_held_as_well(scrapy: Scrapy) -> None:
    """Two requests may be under way at once; when one brings a Retry-After, the other has not slipped through."""
    mirror = Watched(site({**stories(4), "/": lambda _: links(*stories(4))}))
    mirror.pages["/en/news/1/x"] = lambda count: article(1) if count else no(429, Retry_After="2")
    with serving(mirror) as served:
        table = crawl(scrapy, served.origin, "DOWNLOAD_DELAY=0.4", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    assert table == {"exported": 4, "listing": 1}
    end = next(end for path, _, end in mirror.log if path == "/en/news/1/x")
    assert min(came for _, came, _ in mirror.log if came > end) - end >= 2


def test_without_retry_after_the_waits_grow(scrapy: Scrapy) -> None:
    mirror = Watched(site({"/en/news/1/x": lambda count: article(1) if count >= 3 else no(503)}))
    with serving(mirror) as served:
        table = crawl(scrapy, served.origin, "NEWSSCRAPE_BACKOFF_S=0.3", "RETRY_TIMES=3")
    assert table == {"exported": 1, "listing": 1}
    waits = mirror.gaps()[-3:]
    assert all(wait >= least for wait, least in zip(waits, (0.3, 0.6, 1.2), strict=True))


def test_a_server_that_wants_hours_is_given_up(scrapy: Scrapy) -> None:
    mirror = Watched(site({**stories(5), "/en/news/1/x": no(503, Retry_After="7200")}))
    with serving(mirror) as served:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={served.origin}", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert "the server asks to come back in 7200 s" in run.stderr
    assert [path for path, _, _ in mirror.log][-1] == "/en/news/1/x"  # no request after it
    assert run.table()["failed"] >= 1


def test_troubles_in_a_row_end_the_hosts_run(scrapy: Scrapy) -> None:
    mirror = Watched(site(dict.fromkeys(stories(20), no(500))))
    with serving(mirror) as served:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={served.origin}", "-s", "NEWSSCRAPE_PATIENCE=4")
    table = run.table()
    assert (run.code, table["failed"], table["listing"]) == (1, 20, 1)
    assert 4 <= len(mirror.log) - 2 <= 5  # robots.txt and the front page besides; one may have been under way
    assert "4 troubles in a row, last: HTTP 500" in run.stderr


CHALLENGE = Answer(
    b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
)


@pytest.mark.parametrize("answer", [no(403), no(451), CHALLENGE], ids=["403", "451", "challenge"])
def test_refusals_are_blocked_and_end_the_hosts_run(scrapy: Scrapy, answer: Answer) -> None:
    mirror = Watched(site(dict.fromkeys(stories(20), answer)))
    with serving(mirror) as served:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={served.origin}", "-s", "NEWSSCRAPE_BLOCKED_AFTER=3")
    table = run.table()
    assert (run.code, table["blocked"], table["failed"]) == (1, 20, 0)
    assert 3 <= len(mirror.log) - 2 <= 4
    assert "the server refused 3 pages in a row" in run.stderr


def test_a_single_refusal_costs_its_page(scrapy: Scrapy) -> None:
    mirror = Watched(site({**stories(4), "/en/news/2/x": no(403)}))
    with serving(mirror) as served:
        assert crawl(scrapy, served.origin) == {"exported": 3, "listing": 1, "blocked": 1}


@pytest.mark.parametrize(
    ("robots", "table"),
    [
        (no(404), {"exported": 1, "listing": 1}),
        (no(403), {"exported": 1, "listing": 1}),
        (no(302, Location="/robots.txt"), {"exported": 1, "listing": 1}),
        (no(500), {"failed": 2}),
        (no(429, Retry_After="9999"), {"failed": 2}),
    ],
    ids=["404", "403", "circle", "500", "429"],
)
def test_robots_txt_that_is_not_there(scrapy: Scrapy, robots: Answer, table: dict[str, int]) -> None:
    mirror = Watched(site({**stories(1), "/robots.txt": robots}))
    with serving(mirror) as served:
        assert crawl(scrapy, served.origin) == table
        if "failed" in table:
            assert [path for path, _, _ in mirror.log] == ["/robots.txt"]


def test_a_robots_txt_may_be_redirected_to_another_site(scrapy: Scrapy) -> None:
    rules = Watched({"/rules": Answer(b"User-agent: *\nDisallow: /en/news/2/\n")})
    with serving(rules) as elsewhere:
        mirror = Watched(site({**stories(2), "/robots.txt": no(301, Location=f"{elsewhere.origin}/rules")}))
        with serving(mirror) as served:
            allowed = f"NEWSSCRAPE_ALLOW_PRIVATE={elsewhere.origin}"
            assert crawl(scrapy, served.origin, allowed) == {"exported": 1, "listing": 1, "refused by robots.txt": 1}


def test_bodies_that_are_cut_off_are_no_records(scrapy: Scrapy) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    packed = gzip.compress(article(1).body)
    coded = {**html, "Content-Encoding": "gzip"}
    pages: dict[str, Page] = {
        "/en/news/1/x": Answer(packed, headers=coded),
        "/en/news/2/x": Answer(packed[:-20], headers=coded),
        "/en/news/3/x": Answer(article(3).body, headers={**html, "Content-Length": "99999"}),
        "/en/news/4/x": lambda count: Answer(gzip.compress(article(4).body) if count else packed[:-20], headers=coded),
    }
    mirror = Watched(site(pages))
    with serving(mirror) as served:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={served.origin}", *FAST, "-s", "RETRY_TIMES=1", fast=False)
    assert sorted(record["id"] for record in run.records()) == ["islamtimes:1", "islamtimes:4"]
    assert run.table()["failed"] == 2
    assert "gzip is cut off" in run.stderr
    assert "ResponseDataLossError" in run.stderr
    assert mirror.count("/en/news/2/x") == 2


def test_the_trouble_of_one_host_does_not_slow_another(scrapy: Scrapy, tmp_path: Path) -> None:
    troubled = Watched({f"/{n}": no(429, Retry_After="3") for n in range(30)})
    well = Watched({f"/{n}": Answer(b"fine") for n in range(30)})
    with serving(troubled) as one, serving(well) as other:
        (tmp_path / "both.py").write_text(
            "from scrapy import Request, Spider\n"
            "from newsscrape.politeness.hosts import Hosts, Limits\n"
            "class Both(Spider):\n"
            "    name = 'both'\n"
            "    hosts = Hosts(Limits(concurrency=1, patience=2))\n"
            f"    private_origins = ['{one.origin}', '{other.origin}']\n"
            "    async def start(self):\n"
            f"        for n in range(5): yield Request('{one.origin}/%d' % n)\n"
            f"        for n in range(30): yield Request('{other.origin}/%d' % n)\n"
            "    def parse(self, response): pass\n",
            encoding="utf-8",
        )
        scrapy("runspider", "both.py", *FAST, "-s", "ROBOTSTXT_OBEY=False")
    assert (len(well.log), len(troubled.log)) == (30, 2)
    assert max(came for _, came, _ in well.log) < max(came for _, came, _ in troubled.log)


def test_an_interrupt_ends_a_long_wait(tmp_path: Path) -> None:
    mirror = Watched(site({**stories(3), "/en/news/1/x": no(429, Retry_After="200")}))
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"}
    with serving(mirror) as served:
        command = [sys.executable, "-m", "scrapy", "crawl", "islamtimes", "-a", f"origin={served.origin}", *FAST]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
            while not mirror.count("/en/news/1/x"):
                assert process.poll() is None
                time.sleep(0.05)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            asked = time.monotonic()
            _, said = process.communicate(timeout=30)
    assert time.monotonic() - asked < 5
    assert "Spider closed (shutdown)" in said
    assert mirror.count("/en/news/1/x") == 1


def test_a_hostile_server_is_survived_and_accounted_for(scrapy: Scrapy) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(200):
            connection.sendall(b"<p>")
            time.sleep(0.05)

    def reset(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    hostile = {"/en/news/1/x": drip, "/en/news/2/x": reset, "/en/news/3/x": silent}
    plain = {
        **{f"/en/news/{n}/x": no(302, Location=f"/en/news/{n}/x?{n}") for n in (4, 5)},
        "/en/news/4/x?4": no(302, Location="/en/news/4/x"),
        "/en/news/5/x?5": no(302, Location="http://localhost:9/"),
        "/en/news/6/x": no(503),
        "/en/news/7/x": Answer(b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}),
        "/en/news/8/x": no(403),
        "/en/news/9/x": Answer(b"", headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}),
        "/en/news/10/x": article(10),
    }
    front = links(*(f"/en/news/{n}/x" for n in range(1, 11)))
    with raw_server({"/": front, **plain}, hostile) as origin:
        table = crawl(scrapy, origin, "DOWNLOAD_TIMEOUT=1", "NEWSSCRAPE_BACKOFF_S=0.1", "RETRY_TIMES=1")
    # The story of an empty body is no article; the circle ends where it began, or after so many redirects.
    assert table.pop("failed", 0) + table.pop("duplicate", 0) == 6
    assert table == {"exported": 1, "listing": 1, "off site": 1, "blocked": 1, "not an article": 1}
