"""Asks each host only when it may be asked, and learns from its answers. `politeness.hosts` has the rules."""

import asyncio
from contextlib import suppress
from time import monotonic

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from newsscrape.middlewares.account import announce, hosts_of, refuse, settle
from newsscrape.middlewares.boundary import IS_ROBOTS
from newsscrape.middlewares.download import IS_FRESH
from newsscrape.politeness.challenge import challenge_of
from newsscrape.politeness.hosts import Hosts, LetGo, host_key
from newsscrape.politeness.retry_after import parse_retry_after
from newsscrape.state.outcome import Outcome

_SLICE_S = 0.25  # the longest sleep: so soon does a wait see that the run ends
_TURNS = 10  # of the event loop, in which an answer's bytes become a response
# 403; 451, "unavailable for legal reasons" (RFC 7725), with which outlets shut out whole countries. A 401 asks for a
# login, and concerns its page.
_REFUSALS = frozenset({403, 451})


class RunEnds(IgnoreRequest, LetGo):
    """The run ends while a request waits for its turn."""


class CourtesyMiddleware:
    """The gate before the downloader, which all requests pass, those for robots.txt included.

    It opens only when the downloader would send at once: a request that waited there, for DOWNLOAD_DELAY, could
    not be held any more when another's answer asks for time.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._begun: set[Request] = set()
        self._ended = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CourtesyMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits for the host's turn; IgnoreRequest where it is given up, or the run ends."""
        hosts = hosts_of(self.crawler)
        if hosts is None:
            return
        host = host_key(request.url)
        has_listened = False
        while True:
            if given_up := hosts.given_up(host):
                raise refuse(self.crawler, request, given_up)
            if self._is_closing():
                raise RunEnds("not fetched: the run ended")
            wait_s = max(hosts.wait_s(host), self._slot_wait_s(request))
            if not wait_s:
                if not has_listened and hosts.under_way(host):
                    has_listened = await self._listen()
                    continue
                request.meta[IS_FRESH] = hosts.has_crawl_delay(host)
                wait_s = hosts.begin(host)
                if not wait_s:
                    break
            has_listened = False
            ended = self._ended
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), min(wait_s, _SLICE_S))
        self._begun.add(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Tells the host's state of an answer."""
        hosts = self._end(request)
        if hosts is not None:
            host = host_key(request.url)
            if request.meta.get(IS_ROBOTS):
                hosts.robots_come(host)
            announce(self.crawler, host, hosts.answered(host, response.status, self._retry_after_s(request, response)))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tells the host's state of a failure."""
        hosts = self._end(request)
        if hosts is None:
            return
        host = host_key(request.url)
        if isinstance(exception, IgnoreRequest | DownloadCancelledError):  # ours, such as for a body that is too long
            hosts.cancelled(host)
        else:
            announce(self.crawler, host, hosts.failed(host, f"{type(exception).__name__}: {exception}".rstrip(": ")))

    async def _listen(self) -> bool:
        """Lets answers be read that have come while the process was busy: one may ask for time."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return True

    def _end(self, request: Request) -> Hosts | None:
        """The hosts, if the request had begun: what an HTTP cache answers never came here."""
        if request not in self._begun:
            return None
        self._begun.discard(request)
        self._ended.set()
        self._ended = asyncio.Event()
        return hosts_of(self.crawler)

    def _retry_after_s(self, request: Request, response: Response) -> float | None:
        """What the answer asks for. While it does, a request is tried again as often as the host's patience lasts."""
        value = response.headers.get("Retry-After")
        if value is None:
            return None
        date = response.headers.get("Date") or b""
        wait_s = parse_retry_after(value.decode("latin-1"), date=date.decode("latin-1"))
        hosts = hosts_of(self.crawler)
        if wait_s and response.status in (429, 503) and hosts is not None:
            request.meta.setdefault("max_retry_times", hosts.limits.patience)
        return wait_s

    def _slot_wait_s(self, request: Request) -> float:
        """Seconds until Scrapy's downloader would send a request at once, by its delay and its concurrency."""
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is None:
            return 0.0
        if slot.free_transfer_slots() <= 0:
            return _SLICE_S
        wait_s = slot.lastseen + slot.delay * (1 + slot.jitter) - monotonic() if slot.delay else 0.0
        return max(wait_s, 0.001 if slot.latercall else 0.0)

    def _is_closing(self) -> bool:
        engine = self.crawler.engine
        assert engine is not None
        slot = engine._slot  # noqa: SLF001  # the engine has no other way to tell
        return not engine.running or (slot is not None and slot.closing is not None)


class RefusalMiddleware:
    """Settles refused pages and challenges as blocked; they are not tried again.

    It stands where bodies are decompressed, before a challenge's own refresh is followed or its status retried.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RefusalMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises IgnoreRequest for an answer that refuses the page."""
        hosts = hosts_of(self.crawler)
        if hosts is None or request.meta.get(IS_ROBOTS):
            return response
        host = host_key(request.url)
        how = _refusal_of(response)
        if how is None:
            if response.status < 500 and response.status != 429:
                hosts.let_in(host)
            return response
        settle(self.crawler, request, Outcome.BLOCKED, how)
        announce(self.crawler, host, hosts.refused(host, how))
        raise IgnoreRequest(how)


def _refusal_of(response: Response) -> str | None:
    headers = {
        name.decode("latin-1").lower(): b",".join(values).decode("latin-1") for name, values in response.headers.items()
    }
    if who := challenge_of(headers, response.body):
        return f"a challenge by {who}"
    return f"HTTP {response.status}" if response.status in _REFUSALS else None
