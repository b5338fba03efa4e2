"""Serves the made-up outlet of `bulk_pages` from a process of its own, fast enough to slow no crawler.

with serving(Outlet(articles=2000)) as server:
    ...                                                     # a crawl of server.origin
    server.show(replace(server.outlet, edited={7: 1}))      # what the next crawl finds
    server.take_log()                                       # what it was asked for since the last look
"""

import asyncio
import hashlib
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from multiprocessing.connection import Connection
from time import monotonic
from typing import NamedTuple

from tests.crawl.bulk_pages import Outlet, page

_KEPT = 25_000  # pages as shown before


class Asked(NamedTuple):
    """A request as the server saw it.

    Attributes:
        at_s: on the clock of `time.monotonic`, which processes of a machine share.
        path: with the query.
        status: of the answer.
        body_bytes: of the answer.
        conditional: whether it asked only for what changed.
    """

    at_s: float
    path: str
    status: int
    body_bytes: int
    conditional: bool


@dataclass
class Server:
    """A server in another process.

    Attributes:
        origin: where it listens.
        outlet: what it shows.
    """

    origin: str
    outlet: Outlet
    _pipe: Connection

    def show(self, outlet: Outlet) -> None:
        """Shows the outlet at another moment, from the next request on."""
        self.outlet = outlet
        self._pipe.send(outlet)
        self._pipe.recv()

    def take_log(self) -> list[Asked]:
        """The requests since the log was taken last, in order."""
        self._pipe.send(None)
        log: list[Asked] = self._pipe.recv()
        return log

    def asked_articles(self) -> list[Asked]:
        """As `take_log`, but articles only."""
        return [asked for asked in self.take_log() if self.outlet.number(asked.path) is not None]


@contextmanager
def serving(outlet: Outlet) -> Iterator[Server]:
    """Serves an outlet on a free port of loopback."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(outlet, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Server(ours.recv(), outlet, ours)
    finally:
        process.terminate()
        process.join()
        process.close()


def _serve(outlet: Outlet, pipe: Connection) -> None:
    asyncio.run(_run(outlet, pipe))


async def _run(outlet: Outlet, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    pages = _Pages(outlet)
    listener = await loop.create_server(partial(_Client, pages), "127.0.0.1", 0)
    pages.origin = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    loop.add_reader(pipe.fileno(), _obey, pages, pipe)
    pipe.send(pages.origin)
    await listener.serve_forever()


def _obey(pages: "_Pages", pipe: Connection) -> None:
    """Answers the process that started the server."""
    try:
        told: Outlet | None = pipe.recv()
    except EOFError:  # it is gone
        asyncio.get_running_loop().stop()
        return
    if told is None:
        pipe.send(pages.log)
        pages.log = []
    else:
        pages.show(told)
        pipe.send(None)


class _Pages:
    """What is shown, and what was asked for."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.origin = ""
        self.log: list[Asked] = []
        self._changed = datetime.now(UTC).replace(microsecond=0)
        self._stamps: dict[int, datetime] = {}  # when articles were edited
        self._rendered: dict[str, tuple[bytes, str, str] | None] = {}  # path → body, content type, ETag
        self._count = 0

    def show(self, outlet: Outlet) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        # HTTP's dates count seconds: what changes twice in one must still be told apart.
        self._changed = max(now, datetime.fromtimestamp(self._changed.timestamp() + 1, UTC))
        for number, edits in outlet.edited.items():
            if self.outlet.edited.get(number) != edits:
                self._stamps[number] = self._changed
        self.outlet = outlet
        self._rendered.clear()

    def answer(self, path: str, etag: str | None, since: str | None) -> bytes:
        """The bytes to send for a request."""
        at_s = monotonic()
        shown = self._render(path)
        headers = ""
        if shown is None:
            status, body, kind = HTTPStatus.NOT_FOUND, b"<html><body><h1>Not found</h1></body></html>", "text/html"
        else:
            body, kind, tag = shown
            modified = self._modified(path)
            headers += f'ETag: "{tag}"\r\n' if self.outlet.etag else ""
            headers += (
                f"Last-Modified: {format_datetime(modified, usegmt=True)}\r\n" if self.outlet.last_modified else ""
            )
            status = HTTPStatus.NOT_MODIFIED if self._matches(tag, modified, etag, since) else HTTPStatus.OK
            body = b"" if status == HTTPStatus.NOT_MODIFIED else body
        self.log.append(Asked(at_s, path, status, len(body), bool(etag or since)))
        length = "" if status == HTTPStatus.NOT_MODIFIED else f"Content-Length: {len(body)}\r\n"
        return f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: {kind}\r\n{headers}{length}\r\n".encode() + body

    def _render(self, path: str) -> tuple[bytes, str, str] | None:
        """Body, content type and ETag of a path; None where there is nothing."""
        if path not in self._rendered:
            if len(self._rendered) >= _KEPT:
                self._rendered.clear()
            shown = page(self.outlet, path, self.origin, self._stamps)
            self._rendered[path] = (*shown, hashlib.sha256(shown[0]).hexdigest()[:16]) if shown else None
        shown_before = self._rendered[path]
        if shown_before is None or not self.outlet.restless or "html" not in shown_before[1]:
            return shown_before
        self._count += 1
        body, kind, tag = shown_before
        nonce = f'<div class="request" data-nonce="{self._count}">Request {self._count}</div></body>'
        return body.replace(b"</body>", nonce.encode()), kind, f"{tag}-{self._count}"

    def _modified(self, path: str) -> datetime:
        """When a page last changed; listings do whenever anything did."""
        number = self.outlet.number(path)
        if number is None or self.outlet.restless:
            return self._changed
        return self._stamps.get(number, self.outlet.published(number).replace(microsecond=0))

    def _matches(self, tag: str, modified: datetime, etag: str | None, since: str | None) -> bool:
        """Whether a conditional request is to be answered with 304 (RFC 9110, section 13.2.2)."""
        if etag and self.outlet.etag:
            return f'"{tag}"' in etag
        if since and self.outlet.last_modified and not self.outlet.restless:
            return modified <= parsedate_to_datetime(since)
        return False


class _Client(asyncio.Protocol):
    """A connection: GET requests without bodies, one after another."""

    def __init__(self, pages: _Pages) -> None:
        self._pages = pages
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            request, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            path = request.split(" ")[1]
            self._transport.write(
                self._pages.answer(path, headers.get("if-none-match"), headers.get("if-modified-since"))
            )
