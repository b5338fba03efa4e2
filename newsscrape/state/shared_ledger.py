"""The ledger of a process that shares its crawl: what waits lies in Redis, the account of what it saw is its own."""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from newsscrape.state.ledger import KnownUrl, Ledger, Sighting
from newsscrape.state.outcome import Outcome
from newsscrape.state.shared import SharedCrawl, SharedUrl
from newsscrape.state.store import StateStore

_LOOK_EVERY_S = 0.2
_MOST_LATER = 1000  # URLs of a host that one process puts off; the others may have the rest
# With these a process has validators of a URL, or its record, and should ask for it the next time as well.
_KEPT = frozenset({Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.LISTING, Outcome.NOT_AN_ARTICLE})
_OPEN_TO_OTHERS = frozenset({Outcome.OVER_LIMIT, Outcome.LEFT})
_TRIED = frozenset({Outcome.FAILED, Outcome.BLOCKED})  # or not even that


class SharedLedger(Ledger):
    """A ledger whose open URLs are offered to all, and taken from there; their outcomes are told once they last.

    What it found and others took stays open in its own account, until `settle_open`.

    Args:
        store: the outlet's state, on this machine.
        run: number of the run in it.
        shared: the shared crawl.
        now: a monotonic clock.
    """

    def __init__(
        self, store: StateStore, run: int, shared: SharedCrawl, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(store, run)
        self.shared = shared
        self._now = now
        self._offers: dict[str, SharedUrl] = {}
        self._settled: dict[str, bool] = {}  # of what was taken: whether this member has something of it
        self._claims: dict[str, str] = {}  # what a redirect leads to, by the URL that was asked for
        self._later: defaultdict[str, deque[Sighting]] = defaultdict(deque)  # taken, by host: they look like traps
        self._given_up: set[str] = set()  # hosts
        self._give_ups: set[str] = set()  # those of which the others were not told yet
        self._has_begun = False
        self._looked_at, self._others_hold, self._all_waiting = float("-inf"), 0, Counter[str]()
        self._mine: Counter[str] = Counter()
        self._offer_open()

    @property
    def waiting(self) -> Counter[str]:
        """URLs by host that this process may take, as they were a moment ago."""
        self._look()
        return self._mine

    @waiting.setter
    def waiting(self, counts: Counter[str]) -> None:
        """Passes over what the account alone would have."""

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing waits for any process, and no other is at work, which might find something."""
        self._look(_LOOK_EVERY_S if self._others_hold else 0.0)
        return self.shared.is_over or not (
            self._offers
            or self._others_hold
            or any(self._later.values())
            or any(host not in self._given_up for host in self._all_waiting)
        )

    def reopen(self, sighting: Sighting) -> None:
        """Asks for a URL whatever is known of it; where other processes are at work, once in the shared run."""
        super().reopen(sighting)
        self._offers[sighting.key] = SharedUrl(sighting, None, anyhow=True)

    def begun(self) -> None:
        """Lets the others end, should there be nothing to do."""
        self._has_begun = True

    def take(self, host: str) -> KnownUrl | None:
        """The next URL of a host that this process is to fetch: one that it found itself, or another one did."""
        self._send_offers()
        if host in self._given_up:
            return None
        while len(self._later[host]) < _MOST_LATER and (taken := self.shared.take(host)) is not None:
            lease, more = taken
            self._count(host, more)
            key = lease.found.key
            if lease.anyhow:
                super().reopen(lease.found)
            else:
                self.admit(lease.found)
            if self._lease(key) or self._lease_again(lease.found):
                if not self._is_suspect(lease.found.url, lease.found.road, lease.found.priority):
                    return self.known(key)
                self._later[host].append(lease.found)
        return self._take_later(host)

    def _take_later(self, host: str) -> KnownUrl | None:
        """The next of the URLs that look like traps, when nothing else waits."""
        while self._later[host]:
            found = self._later[host].popleft()
            if not (reason := self.traps.why_spent(found.url)):
                self._count(host, 0)
                return self.known(found.key)
            self.settle(found.key, Outcome.TRAP, reason)
        self._count(host, 0)
        return None

    def _lease_again(self, found: Sighting) -> bool:
        """Whether a URL that was taken, and has its outcome here, is fetched nevertheless.

        It has that by the rules, or from before its lease ran out, or before this process began anew: then one that
        was in vain is tried again, as nobody had more luck.
        """
        (outcome,) = self._store.query("SELECT outcome FROM urls WHERE key = ?", (found.key,)).fetchone()
        if outcome in _TRIED:
            super().reopen(found)
            return self._lease(found.key)
        if outcome not in _OPEN_TO_OTHERS:
            self._settled.setdefault(found.key, outcome in _KEPT)
        return False

    def known(self, key: str) -> KnownUrl | None:
        """What is known of a URL, and where another process found it."""
        known = super().known(key)
        lease = self.shared.leases.get(key)
        if known is not None and known.found_on is None and lease is not None:
            return replace(known, found_on=lease.found_on_url)
        return known

    def redirected(self, key: str, to: Sighting) -> bool:
        """As the local ledger's, and whether no other process has seen that URL."""
        if not super().redirected(key, to):
            return False
        if to.key != key and to.key not in self.shared.leases:
            known = self.known(key)
            found = replace(to, priority=known.priority, road=known.road) if known else to
            if not self.shared.claim(SharedUrl(found, known.found_on if known else None, anyhow=False)):
                return False
            self._claims[to.key] = key
        return True

    def settle(self, key: str, outcome: Outcome, reason: str = "") -> None:
        """Gives a URL its outcome, which the others are told when it lasts."""
        super().settle(key, outcome, reason)
        self._offers.pop(key, None)
        if key in self.shared.leases and outcome not in _OPEN_TO_OTHERS:
            self._settled.setdefault(key, outcome in _KEPT)

    def settle_host(self, host: str, outcome: Outcome, reason: str) -> None:
        """Gives all URLs of a host that wait here this outcome; other processes may have more luck with it."""
        super().settle_host(host, outcome, reason)
        for found in self._later.pop(host, ()):
            self.settle(found.key, outcome, reason)
        self._given_up.add(host)
        self._give_ups.add(host)
        self._offers = {key: offer for key, offer in self._offers.items() if offer.found.host != host}
        self._count(host, 0)

    def settle_open(self, outcome: Outcome, reason: str) -> None:
        """Gives all URLs without outcome this one, but for those that another process has fetched."""
        rows = self._store.query("SELECT key, leased FROM urls WHERE outcome IS NULL").fetchall()
        waiting = [key for key, leased in rows if not leased]
        for key in [key for key, _ in rows] if self.shared.is_over else self.shared.are_done(waiting):
            super().settle(key, Outcome.ELSEWHERE)
        super().settle_open(outcome, reason)

    def committed(self) -> None:
        """Tells the others what is done, and before that what was found on it."""
        if not self._send_offers():
            return
        done = dict(self._settled)
        done |= {to: done[key] for to, key in self._claims.items() if key in done}
        if self.shared.done(list(done.items())):
            self._settled.clear()
            for to in done.keys() & self._claims.keys():
                del self._claims[to]

    def leave(self, *, finished: bool) -> None:
        """Gives back what was not done."""
        self.shared.leave(finished=finished)

    def tend(self) -> bool:
        """To be called several times a second: keeps the leases, offers what was found; whether anything waits."""
        self.shared.beat()
        self._send_offers()
        return self.waiting.total() > 0

    def _wait(self, found: Sighting) -> None:
        if found.key not in self.shared.leases:
            self._offers[found.key] = SharedUrl(found, self._url_of(found.found_on), anyhow=False)

    def _wait_less(self, host: str, by: int) -> None:
        """What waits is counted in Redis."""

    def _lease(self, key: str) -> bool:
        """Notes that an open URL is fetched here; False for one that has its outcome."""
        row = self._store.execute(
            "UPDATE urls SET leased = 1 WHERE key = ? AND outcome IS NULL RETURNING key", (key,)
        ).fetchone()
        return row is not None

    def _send_offers(self) -> bool:
        if self._offers:
            if not self.shared.offer(self._offers.values()):
                return False
            self._offers.clear()
            self._looked_at = float("-inf")
        self._give_ups -= {host for host in self._give_ups if self.shared.give_up(host)}
        if self._has_begun:
            self._has_begun = not self.shared.begun()
        return True

    def _offer_open(self) -> None:
        """Offers what an interrupted run left open, as Redis may have lost it, or never have had it."""
        rows = self._store.query(
            """SELECT u.url, u.key, u.host, u.road, parent.key, u.depth, u.priority, u.said_published, u.said_modified
            FROM urls u LEFT JOIN urls parent ON parent.number = u.found_on WHERE u.outcome IS NULL ORDER BY u.number"""
        ).fetchall()
        for url, key, host, road, found_on, depth, priority, published, modified in rows:
            self._wait(
                Sighting(
                    url=url,
                    key=key,
                    host=host,
                    road=road,
                    found_on=found_on,
                    depth=depth,
                    priority=priority,
                    published=datetime.fromisoformat(published) if published else None,
                    modified=datetime.fromisoformat(modified) if modified else None,
                )
            )

    def _url_of(self, key: str | None) -> str | None:
        row = self._store.query("SELECT url FROM urls WHERE key = ?", (key,)).fetchone() if key else None
        return row[0] if row else None

    def _look(self, at_most_every_s: float = _LOOK_EVERY_S) -> None:
        """Looks into Redis what waits, unless that was seen a moment ago."""
        if self._now() - self._looked_at < at_most_every_s:
            return
        self._looked_at = self._now()
        seen = self.shared.look()
        if seen is None:
            self._others_hold = 0 if self.shared.is_over else 1  # nothing is known: it may be there again soon
            self._mine.clear()
            return
        self._others_hold, hosts = seen
        self._all_waiting = Counter({host: count for host, (_, count) in hosts.items() if count})
        for host in list(self._mine):
            self._count(host, hosts.get(host, (0, 0))[0])
        for host, (mine, _) in hosts.items():
            self._count(host, mine)

    def _count(self, host: str, mine: int) -> None:
        """Notes how many URLs of a host this process may take; the host keeps its place in the row."""
        mine += len(self._later[host])
        if mine and host not in self._given_up:
            self._mine[host] = mine
        else:
            self._mine.pop(host, None)


def member_of(store: StateStore) -> str:
    """The name under which this state's folder takes part in shared crawls."""
    store.execute("CREATE TABLE IF NOT EXISTS membership (member TEXT NOT NULL, run TEXT)")
    row = store.query("SELECT member FROM membership").fetchone()
    if row is None:
        row = store.execute("INSERT INTO membership VALUES (?, NULL) RETURNING member", (token_hex(8),)).fetchone()
    return str(row[0])


def joins_another(store: StateStore, run: str) -> bool:
    """Notes which shared run this state takes part in; whether it was another one until now."""
    (before,) = store.query("SELECT run FROM membership").fetchone()
    store.execute("UPDATE membership SET run = ?", (run,))
    return before not in (None, run)
