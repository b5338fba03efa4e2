"""What a crawl has found, and which of it is asked for."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from scrapy.linkextractors import IGNORED_EXTENSIONS

from newsscrape.discovery.found import Found, Road
from newsscrape.politeness.hosts import GivenUp, host_key
from newsscrape.state.ledger import FEEDS_FIRST, KnownUrl, Ledger, Sighting
from newsscrape.state.outcome import Outcome
from newsscrape.state.revisit import RevisitRules
from newsscrape.state.traps import why_endless
from newsscrape.urls import url_key

# Feeds, sitemaps and robots.txt must name whole addresses, even where a mirror serves them.
_ABSOLUTE = frozenset({Road.FEED, Road.SITEMAP, Road.NEWS_SITEMAP, Road.ROBOTS})


class Scope(Protocol):
    """Where a crawl goes, as its spider says."""

    def is_inside(self, url: str) -> bool:
        """Whether a URL belongs to the crawl."""

    def priority_of(self, url: str) -> int:
        """The priority of a page's request."""

    def localized(self, url: str) -> str:
        """A URL as this crawl asks for it."""

    def why_reserved(self, url: str) -> str | None:
        """Why a URL is not to be asked for, where what outlets say of AI is obeyed."""


class Frontier:
    """Takes what was found into the ledger, and settles there what is not to be asked for.

    Args:
        ledger: the account of the run.
        scope: where the crawl goes.
        rules: what need not be asked for again.
        deepest: links from the start, at most; 0 for no limit.
        given_up: why a host is asked no more; None for the others.
    """

    def __init__(
        self,
        ledger: Ledger,
        scope: Scope,
        rules: RevisitRules,
        *,
        deepest: int,
        given_up: Callable[[str], GivenUp | None],
    ) -> None:
        self._ledger = ledger
        self._scope = scope
        self._rules = rules
        self._deepest = deepest
        self._given_up = given_up
        ledger.admit = self.admit

    def begin(self, pages: Iterable[Found], feeds: Iterable[Found]) -> None:
        """Asks for the URLs where the crawl begins, in any case, and for what earlier runs left over."""
        for found in pages:
            self._ledger.reopen(self._sighting(found))
        for found in feeds:
            self._ledger.reopen(self._sighting(found, priority=FEEDS_FIRST))
        for key in self._ledger.unfinished():
            known = self._ledger.known(key)
            if known and self._scope.is_inside(known.url):  # not those of a mirror that is gone
                self._see(_again(known))
        self._ledger.begun()

    def follow(
        self, found: Iterable[Found], found_on: str | None = None, *, depth: int = 0, priority: int | None = None
    ) -> None:
        """Takes in what was found on a page, feed or sitemap.

        Args:
            found: URLs, in the order in which they are to be fetched.
            found_on: key of that page; None for what robots.txt names.
            depth: links from the start to what was found.
            priority: of their requests; None for that of pages, which the scope tells.
        """
        for one in found:
            self.admit(self._sighting(one, found_on, depth, priority))

    def admit(self, sighting: Sighting) -> None:
        """Takes in a URL; where it is settled as unchanged, what was found on it as well."""
        if self._see(sighting):
            self.find_again(sighting.key)

    def find_again(self, key: str) -> None:
        """Takes in what was found on a page when it was last read, as it is not read again."""
        pages = [key]
        while pages:  # no recursion: related stories make chains
            found = self._ledger.find_again(pages.pop())
            pages += [known.key for known in found if self._see(_again(known))]

    def _sighting(
        self, found: Found, found_on: str | None = None, depth: int = 0, priority: int | None = None
    ) -> Sighting:
        url = self._scope.localized(found.url) if found.road in _ABSOLUTE else found.url
        return Sighting(
            url=url,
            key=url_key(url),
            host=host_key(url),
            road=found.road,
            found_on=found_on,
            depth=depth,
            priority=self._scope.priority_of(url) if priority is None else priority,
            published=found.published,
            modified=found.modified,
            is_listed=found_on is not None and found.road in _ABSOLUTE,
        )

    def _see(self, sighting: Sighting) -> bool:
        """Notes a URL; whether it is settled as unchanged, so that what was found on it is to be found again."""
        if not self._ledger.see(sighting):
            return False
        settled = self._refused(sighting)
        if settled is None and (known := self._ledger.known(sighting.key)):
            settled = self._rules.verdict(sighting, known)
        if settled:
            self._ledger.settle(sighting.key, *settled)
        return settled is not None and settled[0] is Outcome.UNCHANGED

    def _refused(self, sighting: Sighting) -> tuple[Outcome, str] | None:
        """Why a URL is not for this crawl; None when it is."""
        if not self._scope.is_inside(sighting.url):
            return Outcome.OFF_SITE, ""
        if reason := why_endless(sighting.url):
            return Outcome.TRAP, reason
        return self._unwanted(sighting)

    def _unwanted(self, sighting: Sighting) -> tuple[Outcome, str] | None:
        """Why a URL of the outlet is not asked for; None when it is."""
        if sighting.priority != FEEDS_FIRST and (kind := file_kind(sighting.url)):
            return Outcome.NOT_AN_ARTICLE, f"a file of kind {kind}"
        if self._deepest and sighting.depth > self._deepest:
            return Outcome.OVER_LIMIT, f"deeper than DEPTH_LIMIT={self._deepest}"
        if sighting.priority != FEEDS_FIRST and (reserved := self._scope.why_reserved(sighting.url)):
            return Outcome.RESERVED, reserved
        if given_up := self._given_up(sighting.host):
            return Outcome.BLOCKED if given_up.blocked else Outcome.FAILED, given_up.reason
        return None


def file_kind(url: str) -> str | None:
    """The ending, `.jpg`, of a URL that is a picture's, a document's or another file's; None for what may be a page."""
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return suffix if suffix.removeprefix(".") in IGNORED_EXTENSIONS else None


def _again(known: KnownUrl) -> Sighting:
    """A URL as it was found before."""
    return Sighting(
        url=known.url,
        key=known.key,
        host=host_key(known.url),
        road=known.road,
        found_on=known.found_on_key,
        depth=known.depth,
        priority=known.priority,
        published=_moment(known.said_published),
        modified=_moment(known.said_modified),
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
