"""When each host may be asked: its robots.txt's Crawl-delay, its Retry-After, its troubles, its refusals."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from newsscrape.errors import ConfigurationError
from newsscrape.urls import split_http_url

# A server's log has its own clock, which may round, and notes an answer a moment after it came here.
_MARGIN_S = 0.05
_ROBOTS_S = 0.25  # in which a robots.txt that came is read
_JITTER = 0.1  # back-offs are up to a tenth longer, so that crawls which began together do not come back together
_ASKS_FOR_TIME = frozenset({429, 503})


class LetGo(Exception):
    """A request was let go unasked because the run ends; its URL is open, and no failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a crawl asks of a host, and how much it puts up with.

    Attributes:
        concurrency: requests under way to a host at a time, when it has no Crawl-delay and no
            trouble, and never asked for time.
        backoff_s: seconds without requests after a 429 or 503 that names no time; doubled by each trouble in a row.
        longest_backoff_s: the most seconds that such a wait grows to.
        longest_wait_s: a server that asks for more seconds than these is given up, not asked earlier.
        patience: troubles in a row after which a host is given up.
        blocked_after: refusals in a row after which a host is given up.

    Raises:
        ConfigurationError: a number is not positive.
    """

    concurrency: int = 2
    backoff_s: float = 5.0
    longest_backoff_s: float = 300.0
    longest_wait_s: float = 300.0
    patience: int = 10
    blocked_after: int = 5

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not value > 0:
                raise ConfigurationError(f"{name}={value}: not a positive number")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Why a host is asked no more in this run.

    Attributes:
        blocked: whether it refuses the crawl; otherwise it is in trouble.
        reason: for people.
    """

    blocked: bool
    reason: str


class Turns(Protocol):
    """Who may ask a host next, where several processes ask it."""

    def begin(self, host: str, places: int, delay_s: float) -> float:
        """Begins a request, unless as many as there are places are under way; then seconds to wait, else 0.

        For `delay_s` no other begins.
        """

    def end(self, host: str, rest_s: float) -> None:
        """A request ended, after which nobody asks the host for so many seconds."""

    def rest(self, host: str, rest_s: float) -> None:
        """Nobody asks a host for so many seconds."""


@dataclass(slots=True)
class _Host:
    under_way: int = 0
    crawl_delay_s: float = 0.0
    last_end: float = -math.inf  # when its last answer or failure came
    not_before: float = -math.inf  # by its Retry-After, or a back-off
    troubles: int = 0  # in a row
    refusals: int = 0  # in a row
    asked_for_time: bool = False
    given_up: GivenUp | None = None


class Hosts:
    """The state of each host by its key (`host_key`). Times are seconds of a monotonic clock.

    A request begins (`begin`, once `wait_s` gives 0) and ends in one of `answered`, `failed` and `cancelled`.

    Args:
        limits: see there.
        turns: shared with other processes; None where this one is alone.
        delay_s: seconds from the beginning of a request to that of the next, as all processes keep them; the downloader
            of each keeps its own.
        now: the clock.
        chance: gives numbers from 0 to 1, for the jitter.
    """

    def __init__(
        self,
        limits: Limits,
        turns: Turns | None = None,
        *,
        delay_s: float = 0.0,
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.limits = limits
        self._turns = turns
        self._set_delay_s = delay_s
        self._now = now
        self._chance = chance
        self._hosts: dict[str, _Host] = {}

    def may_start(self, host: str, under_way: int) -> bool:
        """Whether a scheduler may hand out one more request of a host.

        Args:
            host: its key.
            under_way: the host's requests between hand-out and answer, waiting ones included.
        """
        state = self._of(host)
        return state.given_up is not None or under_way < self._places(state)

    def wait_s(self, host: str) -> float:
        """Seconds until a request may begin: 0 for now, infinity for after the end of another."""
        state = self._of(host)
        if state.under_way >= self._places(state):
            return math.inf
        free_at = state.not_before
        if state.crawl_delay_s:
            free_at = max(free_at, state.last_end + _delay_s(state))
        return max(0.0, free_at - self._now())

    def under_way(self, host: str) -> int:
        """Requests of the host that began and have not ended."""
        return self._of(host).under_way

    def begin(self, host: str) -> float:
        """A request of the host goes out; seconds to wait where other processes do not let it, else 0."""
        state = self._of(host)
        wait_s = 0.0
        if self._turns:
            wait_s = self._turns.begin(host, self._places(state), max(_delay_s(state), self._set_delay_s))
        if not wait_s:
            state.under_way += 1
        return wait_s

    def answered(self, host: str, status: int, retry_after_s: float | None = None) -> GivenUp | None:
        """A request got an answer.

        Args:
            host: its key.
            status: of HTTP.
            retry_after_s: what the answer's Retry-After asks for; None without one.

        Returns:
            Why the host is given up, if it is by this answer.
        """
        state = self._of(host)
        is_trouble = status in (408, 429) or status >= 500
        if is_trouble:
            state.troubles += 1
        elif not 300 <= status < 400 or status == 304:  # where a redirect leads will tell
            state.troubles = 0
        if retry_after_s and not 200 <= status < 300:
            if retry_after_s > self.limits.longest_wait_s:
                self._end(host)
                return self.give_up(host, GivenUp(False, f"the server asks to come back in {retry_after_s:.0f} s"))
            self._not_for(state, retry_after_s + _MARGIN_S)
        elif status in _ASKS_FOR_TIME:
            self._not_for(state, self._backoff_s(state.troubles))
        self._end(host)
        return self._patience_ends(host, f"HTTP {status}") if is_trouble else None

    def failed(self, host: str, cause: str) -> GivenUp | None:
        """A request got no answer: no connection, a reset, a time-out. Returns as `answered` does."""
        self._end(host).troubles += 1
        return self._patience_ends(host, cause)

    def cancelled(self, host: str) -> None:
        """A request ended without telling anything of its host."""
        self._end(host)

    def refused(self, host: str, how: str) -> GivenUp | None:
        """A page is refused or a challenge stands before it: `how` says which. Returns as `answered` does."""
        state = self._of(host)
        state.refusals += 1
        if state.refusals < self.limits.blocked_after:
            return None
        return self.give_up(host, GivenUp(True, f"the server refused {state.refusals} pages in a row, last: {how}"))

    def let_in(self, host: str) -> None:
        """A page came that is no refusal."""
        self._of(host).refusals = 0

    def set_crawl_delay(self, host: str, seconds: float | None) -> None:
        """Notes a host's Crawl-delay; None, or what is no positive finite number, is none."""
        state = self._of(host)
        state.crawl_delay_s = seconds if seconds and 0 < seconds < math.inf else 0.0
        if self._turns and state.crawl_delay_s:
            self._turns.rest(host, _delay_s(state))

    def robots_come(self, host: str) -> None:
        """A robots.txt is about to end its request: no other process asks until its Crawl-delay is known."""
        if self._turns:
            self._turns.rest(host, _ROBOTS_S)

    def has_crawl_delay(self, host: str) -> bool:
        """Whether a host's robots.txt gives a Crawl-delay."""
        return self._of(host).crawl_delay_s > 0

    def give_up(self, host: str, given_up: GivenUp) -> GivenUp | None:
        """The host is asked no more. Returns `given_up`, or None if it was given up before."""
        state = self._of(host)
        if state.given_up:
            return None
        state.given_up = given_up
        return given_up

    def given_up(self, host: str) -> GivenUp | None:
        """Why the host is asked no more, or None."""
        return self._of(host).given_up

    def _of(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())

    def _places(self, state: _Host) -> int:
        """A host in trouble is tried with one request at a time.

        So is for good one that asked for time: what is under way beside a request cannot be held when the answer
        comes, and arrives within the time that the server asked for.
        """
        return 1 if state.crawl_delay_s or state.troubles or state.asked_for_time else self.limits.concurrency

    def _end(self, host: str) -> _Host:
        state = self._of(host)
        state.under_way -= 1
        state.last_end = self._now()
        if self._turns:
            self._turns.end(host, max(_delay_s(state), state.not_before - self._now(), 0.0))
        return state

    def _not_for(self, state: _Host, seconds: float) -> None:
        state.asked_for_time = True
        state.not_before = max(state.not_before, self._now() + seconds)

    def _backoff_s(self, troubles: int) -> float:
        grown = self.limits.backoff_s * 2.0 ** min(troubles - 1, 30)
        return min(grown, self.limits.longest_backoff_s) * (1 + _JITTER * self._chance())

    def _patience_ends(self, host: str, cause: str) -> GivenUp | None:
        troubles = self._of(host).troubles
        if troubles < self.limits.patience:
            return None
        return self.give_up(host, GivenUp(False, f"{troubles} troubles in a row, last: {cause}"))


def _delay_s(state: _Host) -> float:
    return state.crawl_delay_s + _MARGIN_S if state.crawl_delay_s else 0.0


@lru_cache(maxsize=1024)  # it is asked of the same few requests under way again and again
def host_key(url: str) -> str:
    """What a server is known by: `example.org`, or `example.org:8080` where the port is not the scheme's own.

    http and https of a host are one server. A URL that is not http(s) is its own key.
    """
    parts = split_http_url(url)
    if parts is None:
        return url
    host = parts.hostname or ""
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"
