"""Answers that have no end, or are no answers: each costs its own URL a bounded time, and the crawl goes on."""

import gzip
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, repeat
from pathlib import Path
from urllib.parse import urlsplit

from tests.crawl.conftest import Scrapy
from tests.crawl.hostile import Behaviour, Handler, answer, drip, hostile, page, redirect, story

TIMEOUT_S = 2
MAXSIZE = 2_000_000
MOST_SENT = 32_000_000  # bytes that fit into what lies between two processes, and what is read before it is enough
LONGEST_S = 30.0  # for which a server here goes on
IMPATIENT = (
    *("-s", f"DOWNLOAD_TIMEOUT={TIMEOUT_S}", "-s", f"DOWNLOAD_MAXSIZE={MAXSIZE}", "-s", "NEWSSCRAPE_PATIENCE=50"),
    *("-s", "REDIRECT_MAX_TIMES=4"),
)
CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

sent: Counter[str] = Counter()  # bytes, by path


def endless(parts: Iterator[bytes], *, every_s: float = 0.0) -> Behaviour:
    """Sends these, until nobody listens any more."""

    def behave(handler: Handler) -> None:
        end_s = time.monotonic() + LONGEST_S
        handler.close_connection = True
        try:
            for part in parts:
                handler.wfile.write(part)
                sent[handler.path] += len(part)
                time.sleep(every_s)
                if time.monotonic() > end_s:
                    return
        except OSError:
            return

    return behave


def after(head: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head
    yield from parts


def letters(text: bytes) -> Iterator[bytes]:
    yield from (bytes([letter]) for letter in text)


TIMED_OUT, TOO_LONG, HEADERS = f"took longer than {TIMEOUT_S}", "longer than DOWNLOAD_MAXSIZE", "bytes of headers"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(100_000_000), 9)
# Each path, what the server does there, and words of the reason that the account gives.
PATHS: dict[str, tuple[Behaviour, str]] = {
    "/en/news/1/headers-by-letters": (endless(letters(b"HTTP/1.1 200 OK\r\n" + b"a" * 999), every_s=0.1), TIMED_OUT),
    "/en/news/2/body-by-letters": (drip, TIMED_OUT),
    "/en/news/3/hints": (endless(repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 99)), HEADERS),
    "/en/news/4/slow-hints": (endless(repeat(b"HTTP/1.1 102 Processing\r\n\r\n"), every_s=0.1), TIMED_OUT),
    "/en/news/5/headers": (endless(after(b"", repeat(b"X-A: aaaaaaaaaaaaaaaa\r\n" * 99))), HEADERS),
    "/en/news/6/header-line": (endless(after(b"X-A: ", repeat(b"a" * 65536))), "DownloadFailedError"),
    "/en/news/7/chunks": (endless(after(CHUNKED, repeat(CHUNK))), TOO_LONG),
    "/en/news/8/slow-chunks": (endless(after(CHUNKED, repeat(b"1\r\na\r\n")), every_s=0.1), TIMED_OUT),
    "/en/news/9/chunk-size": (endless(after(CHUNKED, repeat(b"0" * 65536))), "ResponseDataLossError"),
    "/en/news/10/open-end": (endless(after(b"\r\n", repeat(b"<p>")), every_s=0.1), TIMED_OUT),
    "/en/news/11/too-long": (endless(after(b"Content-Length: 1000000000000\r\n\r\n", repeat(CHUNK))), TOO_LONG),
    "/en/news/12/bomb": (answer(BOMB, Content_Encoding="gzip"), TOO_LONG),
    "/en/news/13/chain": (redirect("/en/news/14/chain"), "max redirections reached"),
    "/en/news/20/silence": (endless(iter([b""] * 100), every_s=0.1), TIMED_OUT),
}
CHAIN: dict[str, Behaviour] = {f"/en/news/{n}/chain": redirect(f"/en/news/{n + 1}/chain") for n in range(14, 20)}
GOOD = {f"/en/news/{n}/well": answer(story(n)) for n in range(31, 35)}


def test_each_answer_without_end_costs_its_own_url(
    scrapy: Scrapy, record_property: Callable[[str, object], None]
) -> None:
    sent.clear()
    behaviours = {path: behaviour for path, (behaviour, _) in PATHS.items()}
    with hostile({"/": page(*PATHS, *GOOD), **behaviours, **CHAIN, **GOOD}) as server:
        began_s = time.monotonic()
        run = scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}", *IMPATIENT, "-s", "LOG_LEVEL=INFO")
        took_s = time.monotonic() - began_s
    table = run.table()
    assert run.code == 0, run.stderr[-5000:]
    assert (table["exported"], table["failed"], table["total"]) == (len(GOOD), len(PATHS), 1 + len(GOOD) + len(PATHS))
    assert max(sent.values()) < MOST_SENT
    reasons = reasons_of(run.folder / "data/islamtimes/state.sqlite")
    for path, (_, words) in PATHS.items():
        assert words in reasons[path], path
    record_property(
        "figure", f"{len(PATHS)} answers without end, {took_s:.0f} s in all with a limit of {TIMEOUT_S} s each"
    )


def reasons_of(state: Path) -> dict[str, str]:
    """Path → why its URL failed."""
    with closing(sqlite3.connect(state)) as connection:
        rows = connection.execute("SELECT url, reason FROM urls WHERE outcome = 'failed'").fetchall()
    return {urlsplit(url).path: reason for url, reason in rows}


def test_of_a_robots_txt_of_100_mb_the_beginning_holds(scrapy: Scrapy) -> None:
    sent.clear()
    rules = b"User-agent: *\nDisallow: /en/news/32\n"
    padding = (b"# " + b"a" * 998 + b"\n") * 1000
    robots = endless(after(b"Content-Length: 100000000\r\n\r\n", chain([rules], repeat(padding, 100))))
    with hostile({"/robots.txt": robots, "/": page(*GOOD), **GOOD}) as server:
        run = scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}")
    table = run.table()
    assert (run.code, table["exported"], table["refused by robots.txt"]) == (0, 3, 1), run.stderr[-3000:]
    assert sent["/robots.txt"] < MOST_SENT


def test_a_robots_txt_that_drips_or_bursts_allows_nothing(scrapy: Scrapy) -> None:
    bomb = gzip.compress(b"User-agent: *\n" + bytes(100_000_000), 9)
    for robots in (drip, answer(bomb, Content_Encoding="gzip")):
        with hostile({"/robots.txt": robots, "/": page(*GOOD), **GOOD}) as server:
            run = scrapy("crawl", "islamtimes", "-a", f"origin={server.origin}", *IMPATIENT)
            assert (run.code, server.paths()) == (1, [])
        assert "robots.txt cannot be read: " in run.stderr
