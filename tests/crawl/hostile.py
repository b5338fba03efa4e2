"""A server that treats crawlers as badly as servers do, path by path, and notes when it was asked for what."""

import gzip
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

from fixtures.serve import listening
from tests.crawl.bulk_words import paragraphs
from tests.crawl.outlet import ARTICLE

_LONGEST_DRIP_S = 30.0


class Asked(NamedTuple):
    """A request: when it came, on the clock of `time.monotonic`; of which host; for what."""

    at_s: float
    host: str
    path: str


class Held(NamedTuple):
    """From when on, and until when, a host is not to be asked, by an answer's Retry-After."""

    host: str
    from_s: float
    until_s: float


@dataclass
class Hostile:
    """A running server.

    Attributes:
        origin: where it listens.
        behaviours: what it does, by path or, as a proxy, by URL; 404 for the others.
        asked: the requests, in order.
        held: the times that it asked for.
    """

    behaviours: dict[str, "Behaviour"]
    origin: str = ""
    asked: list[Asked] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if not asked.path.endswith("/robots.txt")]


class Handler(BaseHTTPRequestHandler):
    """Does what the table of behaviours says."""

    protocol_version = "HTTP/1.1"
    served: Hostile

    def do_GET(self) -> None:
        self.served.asked.append(Asked(time.monotonic(), self.headers["Host"], self.path))
        self.served.behaviours.get(self.path, answer(b"not here", 404))(self)

    def say(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Sends an answer; header names are written with `_` for `-`."""
        self.send_response(status)
        given = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body)), **headers}
        for name, value in given.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def times_asked(self) -> int:
        """How often this path was asked for, this time included."""
        return sum(1 for asked in self.served.asked if asked.path == self.path)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


Behaviour = Callable[[Handler], None]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Behaviour:
    """Always this."""
    return lambda handler: handler.say(body, status, **headers)


def page(*urls: str) -> Behaviour:
    """A page with links."""
    return answer("<html><body>{}</body></html>".format("".join(f'<a href="{u}">x</a>' for u in urls)).encode())


def story(code: int) -> bytes:
    """An article of some length."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(code))
    html = ARTICLE.format(code=code, title=f"Story number {code}").replace("<p>The second paragraph.</p>", text)
    return html.encode()


def cut_story(code: int) -> bytes:
    """Its first bytes, up to the middle of its text."""
    whole = story(code)
    return whole[: (whole.index(b"<p>") + whole.rindex(b"</p>")) // 2]


def busy(status: int, then: Behaviour, *, retry_after_s: int, times: int = 1, as_date: bool = False) -> Behaviour:
    """Asks for time so many times, in seconds or by a date, and then behaves."""

    def behave(handler: Handler) -> None:
        if handler.times_asked() > times:
            then(handler)
            return
        now_s = int(time.time()) if as_date else time.time()
        value = formatdate(now_s + retry_after_s, usegmt=True) if as_date else str(retry_after_s)
        until_s = time.monotonic() + now_s + retry_after_s - time.time()
        handler.say(b"busy", status, Retry_After=value)
        handler.served.held.append(Held(handler.headers["Host"], time.monotonic(), until_s))

    return behave


def drip(handler: Handler) -> None:
    """A byte at a time, for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    end_s = time.monotonic() + _LONGEST_DRIP_S
    try:
        while time.monotonic() < end_s:
            handler.wfile.write(b"<")
            time.sleep(0.1)
    except OSError:  # the client gave up
        handler.close_connection = True


def reset(handler: Handler) -> None:
    """Breaks the connection, with a reset in the place of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
    handler.close_connection = True


def redirect(to: str) -> Behaviour:
    """Leads elsewhere."""
    return answer(status=302, Location=to)


def longer_than_said(body: bytes, more: int) -> Behaviour:
    """Declares more bytes than it sends, and closes."""

    def behave(handler: Handler) -> None:
        handler.say(body, Content_Length=str(len(body) + more))
        handler.close_connection = True

    return behave


def shorter_than_said(body: bytes, declared: int) -> Behaviour:
    """Declares fewer bytes than it sends, and leaves the connection open."""
    return answer(body, Content_Length=str(declared))


def cut_gzip(body: bytes, missing: int) -> Behaviour:
    """A gzip whose last bytes are missing, with a length that is right."""
    return answer(gzip.compress(body)[:-missing], Content_Encoding="gzip")


@contextmanager
def hostile(behaviours: dict[str, Behaviour]) -> Iterator[Hostile]:
    """A server on a free port of loopback."""
    served = Hostile(behaviours)
    handler = type("_Handler", (Handler,), {"served": served})
    with listening(handler) as served.origin:  # which does not wait for a slow answer that is still dripping
        yield served
