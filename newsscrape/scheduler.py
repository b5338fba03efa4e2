"""Scrapy's scheduler, fed from the ledger: what is to be fetched lies in the outlet's state, not in memory."""

from collections import Counter, deque
from typing import Protocol, runtime_checkable

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from twisted.internet.defer import Deferred

from newsscrape.politeness.hosts import Hosts, host_key
from newsscrape.state.ledger import KEY, VALIDATORS, KnownUrl, Ledger, Sighting
from newsscrape.state.outcome import Outcome
from newsscrape.storage import Storage
from newsscrape.urls import url_key

_HOPS = "newsscrape_hops"  # in the meta of a request: how many redirects were looked at


@runtime_checkable
class LedgerSpider(Protocol):
    """What a spider has whose requests come from a ledger."""

    storage: Storage
    hosts: Hosts

    def request(self, known: KnownUrl) -> Request:
        """The request for a URL of the ledger."""


class LedgerScheduler(Scheduler):
    """Makes a spider's requests from its ledger, one host after the other; for a spider without one, it is Scrapy's.

    A host that has as many requests under way as it may have is passed over, so that its troubles slow no other.
    """

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Scrapy's."""
        self._news = spider if isinstance(spider, LedgerSpider) else None
        self._redirects: deque[Request] = deque()  # they come first
        self._retries: deque[Request] = deque()  # and they last: a page that hangs does not hold up the others
        return super().open(spider)

    def has_pending_requests(self) -> bool:
        """Whether anything waits to be fetched."""
        if self._news is None:
            return super().has_pending_requests()
        return bool(self._redirects or self._retries) or not self._news.storage.ledger.is_exhausted

    def enqueue_request(self, request: Request) -> bool:
        """Takes a request that is to be made once more, or that a redirect leads to; False for one made before."""
        if self._news is None:
            return super().enqueue_request(request)
        hops = len(request.meta.get("redirect_urls", ()))
        if hops > request.meta.get(_HOPS, 0):
            request.meta[_HOPS] = hops  # it is looked at once, however often it is retried
            _ask_for_changes(request)
            if not self._may_follow(request, self._news.storage.ledger):
                return False
            self._redirects.append(request)
        else:
            self._retries.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request to a host that may be asked; None when there is none at the moment."""
        if self._news is None:
            return super().next_request()
        return self._repeated(self._redirects) or self._first() or self._repeated(self._retries)

    def _may_follow(self, request: Request, ledger: Ledger) -> bool:
        """Whether a redirect leads to a URL that was not asked for yet; one that leads in a circle is settled."""
        key = request.meta[KEY]
        if request.url in request.meta["redirect_urls"]:
            ledger.settle(key, Outcome.FAILED, "redirects in a circle")
            return False
        to = Sighting(
            url=request.url,
            key=url_key(request.url),
            host=host_key(request.url),
            road="redirect",
            depth=request.meta.get("depth", 0),
        )
        return ledger.redirected(key, to)

    def _repeated(self, requests: deque[Request]) -> Request | None:
        """The first of the retries or redirects whose host may be asked."""
        under_way = self._under_way() if requests else Counter()
        for _ in range(len(requests)):
            request = requests.popleft()
            if self._may_start(host_key(request.url), under_way):
                return request
            requests.append(request)
        return None

    def _first(self) -> Request | None:
        """The first request of a host that may be asked; the host then stands last in the row."""
        assert self._news is not None
        waiting, under_way = self._news.storage.ledger.waiting, self._under_way()
        for host in list(waiting):
            if self._may_start(host, under_way):
                known = self._news.storage.ledger.take(host)
                if known is not None:
                    if host in waiting:
                        waiting[host] = waiting.pop(host)
                    return self._news.request(known)
        return None

    def _may_start(self, host: str, under_way: Counter[str]) -> bool:
        assert self._news is not None
        return self._news.hosts.may_start(host, under_way[host])

    def _under_way(self) -> Counter[str]:
        """Requests between hand-out and answer, by host."""
        assert self.crawler is not None
        assert self.crawler.engine is not None
        return Counter(host_key(request.url) for request in self.crawler.engine.downloader.active)


def _ask_for_changes(request: Request) -> None:
    """Gives a redirected request the validators of the URL that it leads to, and no other's."""
    url, validators = request.meta[VALIDATORS]
    for name in ("If-None-Match", "If-Modified-Since"):
        request.headers.pop(name, None)
    if url == request.url:
        request.headers.update(validators)
