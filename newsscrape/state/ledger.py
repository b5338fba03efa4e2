"""The account of a run: every URL seen, and what became of it; and which is to be fetched next."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from newsscrape.dates import to_utc
from newsscrape.items import Article
from newsscrape.state.articles import content_hash
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from newsscrape.state.traps import LATER, Traps, first_priority

KEY = "newsscrape_key"  # in the meta of a request: its URL in the ledger, which redirects do not change
FEEDS_FIRST = 20  # priority of feeds and sitemaps, which say what is new
VALIDATORS = "newsscrape_validators"  # in the meta of a request: headers to ask with, and the URL that they are for
_TRIES = 5  # runs in a row in which a URL may fail before it is asked for again only where it is found again
_FAILURES = (Outcome.FAILED, Outcome.BLOCKED)  # they say nothing about the page
_REOPENED = (Outcome.LEFT, Outcome.TOO_OLD)  # by an interrupted run's second part, whose `since` may be another
_LISTED = ("feed", "sitemap", "news sitemap")  # roads on which a server itself says what it has
_ARTICLES = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.TOO_OLD, Outcome.RESERVED)
_READ_IN_VAIN = (Outcome.LISTING, Outcome.NOT_AN_ARTICLE, Outcome.DUPLICATE)
_WAY = 4  # from an article to its day, its month and its year in an archive
_LINK_CACHE = 20_000  # URLs that need not be looked up again: menus repeat on every page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A URL as a run finds it.

    Attributes:
        url, key: as found; its canonical form.
        host: its host and port, which is asked one request after the other.
        road: how it was found, in a phrase; `found_on` is the key of the URL that it was found on.
        depth: links from the start.
        priority: higher ones are fetched first.
        published, modified: what a feed or sitemap says, UTC.
        is_listed: whether it was found on a feed or sitemap. These are asked for again only if they changed, and what
            they name is then found again through them.
    """

    url: str
    key: str
    host: str
    road: str
    found_on: str | None = None
    depth: int = 0
    priority: int = 0
    published: datetime | None = None
    modified: datetime | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUrl:
    """A URL as the ledger knows it.

    Attributes:
        url, key, depth, priority, road: as in its `Sighting`.
        found_on, found_on_key: URL and key of the page that it was found on; None for the start.
        said_published, said_modified: what a feed or sitemap said of it, ISO 8601, UTC.
        was: the outcome that it had before it was opened, as a rule that of the run before; None for a new one.
        etag, last_modified: what the server said with its last body; `read_at` is the URL that this came from, another
            one after a redirect.
        fetched_at: when that was, or when it was last found unchanged, ISO 8601, UTC.
        article: id of the article that it gave.
        published: day on which that was published.
    """

    key: str
    url: str
    depth: int
    priority: int
    road: str
    found_on: str | None
    found_on_key: str | None
    said_published: str | None
    said_modified: str | None
    was: str | None
    etag: str | None
    last_modified: str | None
    read_at: str | None
    fetched_at: str | None
    article: str | None
    published: str | None

    @property
    def has_validators(self) -> bool:
        """Whether the server can tell that the page did not change."""
        return bool(self.etag or self.last_modified)


_KNOWN = """SELECT u.key, u.url, u.depth, u.priority, u.road, parent.url, parent.key, u.said_published,
    u.said_modified, u.was, u.etag, u.last_modified, u.read_at,
    u.fetched_at, u.article, u.published FROM urls u LEFT JOIN urls parent ON parent.number = u.found_on"""


class Ledger:
    """Every URL that a run saw, by its canonical form, each with one outcome, or none as long as it is open.

    An outcome stands, but for `OVER_LIMIT`: a URL that was too deep on one path may be met again on a shorter one; and
    for what `reopen` asks for.

    Attributes:
        waiting: open URLs by host.
        traps: the budgets of pages that bring nothing.
        admit: takes in a URL that another process found (`shared_ledger`); the frontier puts its rules here.

    Args:
        store: the outlet's state.
        run: number of the run.
    """

    def __init__(self, store: StateStore, run: int) -> None:
        self._store = store
        self._run = run
        self.traps = Traps()
        self.admit: Callable[[Sighting], object] = self.see
        self._seen: set[str] = set()  # URLs as found that this run has seen; forgotten at times
        self._redirected: set[str] = set()  # keys that redirects led to
        store.execute("UPDATE urls SET leased = 0 WHERE leased = 1")
        for outcome in _REOPENED:
            store.execute("UPDATE urls SET outcome = NULL, reason = '' WHERE run = ? AND outcome = ?", (run, outcome))
        store.execute("UPDATE urls SET run = ? WHERE outcome IS NULL AND run != ?", (run, run))
        self.waiting: Counter[str] = Counter(
            dict(store.query("SELECT host, count(*) FROM urls WHERE outcome IS NULL GROUP BY host").fetchall())
        )

    def __len__(self) -> int:
        count: int = self._store.query("SELECT count(*) FROM urls WHERE run = ?", (self._run,)).fetchone()[0]
        return count

    def see(self, sighting: Sighting) -> bool:
        """Notes that a URL was found; whether it is open: new to this run, or over the limit until now."""
        if sighting.url in self._seen and not sighting.is_listed:
            return False
        if len(self._seen) >= _LINK_CACHE:
            self._seen.clear()
        row = self._store.query("SELECT run, outcome, depth, road FROM urls WHERE key = ?", (sighting.key,)).fetchone()
        if row is None:
            self._insert(sighting)
        elif row[0] != self._run:
            self._renew(sighting)
        elif row[1] == Outcome.OVER_LIMIT:
            is_nearer: bool = sighting.depth < row[2]
            if is_nearer:
                self._reopen(sighting)
            return is_nearer
        else:
            self._name(sighting, *row[1::2])
            if sighting.is_listed:
                self._list(sighting)
            return False
        self._wait(sighting)
        if sighting.key in self._redirected:
            self.settle(sighting.key, Outcome.DUPLICATE, "a URL asked for before leads to it")
            return False
        return True

    def reopen(self, sighting: Sighting) -> None:
        """Asks for a URL though this run may have an outcome for it, as where an interrupted run begins again."""
        if not self.see(sighting):
            self._reopen(sighting)

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing waits to be fetched, nor may come to."""
        return not self.waiting.total()

    def take(self, host: str) -> KnownUrl | None:
        """The open URL of a host that is to be fetched next: by priority, the newest first. None when there is none."""
        while True:
            row = self._store.lease_first(host)
            if row is None:
                self._wait_less(host, self.waiting[host])
                return None
            key, url, road, priority = row
            is_suspect = self._is_suspect(url, road, first_priority(priority))
            if is_suspect and priority == first_priority(priority):
                self._store.execute("UPDATE urls SET leased = 0, priority = priority - ? WHERE key = ?", (LATER, key))
                continue
            self._wait_less(host, 1)
            if not (is_suspect and (reason := self.traps.why_spent(url))):
                return self.known(key)
            self.settle(key, Outcome.TRAP, reason)

    def known(self, key: str) -> KnownUrl | None:
        """What is known of a URL; None when it was never seen."""
        row = self._store.query(f"{_KNOWN} WHERE u.key = ?", (key,)).fetchone()
        return _known(row) if row else None

    def redirected(self, key: str, to: Sighting) -> bool:
        """Notes where a redirect leads; whether that URL is still to be asked for, as no other request has been."""
        if to.key == key:
            return True
        row = self._store.query("SELECT run, outcome FROM urls WHERE key = ?", (to.key,)).fetchone()
        if to.key in self._redirected or (row and row[0] == self._run and row[1] != Outcome.OVER_LIMIT):
            return False
        self._redirected.add(to.key)
        return True

    def settle(self, key: str, outcome: Outcome, reason: str = "") -> None:
        """Gives a URL its outcome, if it has none; `reason` is for people, and empty where the outcome says all."""
        row = self._store.execute(
            """UPDATE urls SET outcome = ?, reason = ?, failures = CASE WHEN ? THEN failures + 1 ELSE 0 END
            WHERE key = ? AND outcome IS NULL RETURNING host, leased, url, article""",
            (outcome, reason, outcome in _FAILURES, key),
        ).fetchone()
        if row is None:
            return
        host, is_leased, url, article = row
        if not is_leased:
            self._wait_less(host, 1)
        if outcome in _ARTICLES and (outcome is not Outcome.UNCHANGED or article):
            self._credit(key)
        elif is_leased and outcome in _READ_IN_VAIN:
            self.traps.note_barren(url)

    def settle_host(self, host: str, outcome: Outcome, reason: str) -> None:
        """Gives all URLs of a host that wait to be fetched this outcome."""
        self._store.execute(
            """UPDATE urls SET outcome = ?, reason = ?, failures = failures + 1
            WHERE host = ? AND outcome IS NULL AND leased = 0""",
            (outcome, reason, host),
        )
        self._wait_less(host, self.waiting[host])

    def settle_open(self, outcome: Outcome, reason: str) -> None:
        """Gives all URLs without outcome this one."""
        self._store.execute("UPDATE urls SET outcome = ?, reason = ? WHERE outcome IS NULL", (outcome, reason))
        self.waiting.clear()

    def begun(self) -> None:
        """Notes that all is known where the crawl begins."""

    def committed(self) -> None:
        """Notes that all outcomes so far are on the disk, with what they speak of."""

    def leave(self, *, finished: bool) -> None:
        """Notes that the run ends here, and whether it came to its end."""

    def fetched(self, key: str, url: str, headers: Mapping[Any, str], article: Article | None = None) -> None:
        """Notes that the body of a URL came: what the server says of it, and the article that the dataset has of it.

        Args:
            key: of the URL.
            url: that the body came from.
            headers: of the answer, in any case.
            article: None for a page that gives none.
        """
        said = {name.lower(): value for name, value in headers.items()}
        about: tuple[str | None, ...] = (None, None, None)
        if article is not None:
            about = (article.id, content_hash(article), (article.date_published or "")[:10] or None)
        self._store.execute(
            """UPDATE urls SET read_at = ?, etag = ?, last_modified = ?, article = ?, content = ?, published = ?,
            fetched_at = ?, read_run = ? WHERE key = ?""",
            (url, said.get("etag"), said.get("last-modified"), *about, to_utc(datetime.now(UTC)), self._run, key),
        )

    def kept(self, key: str) -> tuple[str | None, datetime | None]:
        """The payload digest of a URL's body in the archive, and when that came; None twice when there is none."""
        row = self._store.query("SELECT kept, kept_at FROM urls WHERE key = ?", (key,)).fetchone()
        return (row[0], datetime.fromisoformat(row[1])) if row and row[0] else (None, None)

    def keep(self, key: str, digest: str | None, fetched_at: datetime) -> None:
        """Notes that the archive has a URL's body."""
        self._store.execute("UPDATE urls SET kept = ?, kept_at = ? WHERE key = ?", (digest, to_utc(fetched_at), key))

    def forget_kept(self) -> None:
        """Notes that the archive was taken away, and has no body any more."""
        self._store.execute("UPDATE urls SET kept = NULL WHERE kept IS NOT NULL")

    def unmodified(self, key: str) -> None:
        """Notes that a URL was found unchanged."""
        self._store.execute("UPDATE urls SET fetched_at = ? WHERE key = ?", (to_utc(datetime.now(UTC)), key))

    def find_again(self, key: str) -> list[KnownUrl]:
        """The URLs that stood on a page when it was last read, as far as this run has not found them.

        From then on the page counts as read by this run, which is told so once.
        """
        rows = self._store.query(
            f"""{_KNOWN} JOIN urls page ON page.number = u.found_on
            WHERE page.key = ? AND u.run >= page.read_run AND u.run != ? ORDER BY u.number""",
            (key, self._run),
        ).fetchall()
        self._store.execute("UPDATE urls SET read_run = ? WHERE key = ?", (self._run, key))
        return [_known(row) for row in rows]

    def unfinished(self) -> list[str]:
        """The keys of earlier runs' URLs that failed, or were over a limit on records, and are worth another try."""
        rows = self._store.query(
            """SELECT key FROM urls WHERE run != ?
            AND ((failures BETWEEN 1 AND ? AND reason NOT IN ('HTTP 404', 'HTTP 410'))
            OR (outcome = ? AND reason NOT LIKE 'deeper%')) ORDER BY number""",
            (self._run, _TRIES, Outcome.OVER_LIMIT),
        )
        return [key for (key,) in rows]

    def adopt(self, sighting: Sighting, article: str, published: str | None, fetched_at: str | None) -> None:
        """Notes a URL of an earlier run, whose record a dataset holds, as read from there."""
        self.see(sighting)
        self.settle(sighting.key, Outcome.EXPORTED)
        self._store.execute(
            "UPDATE urls SET article = ?, published = ?, fetched_at = ? WHERE key = ?",
            (article, published, fetched_at, sighting.key),
        )

    def counts(self) -> dict[Outcome, int]:
        """URLs by outcome; their sum is the number of URLs seen but for open ones."""
        rows = self._store.query(
            "SELECT outcome, count(*) FROM urls WHERE run = ? AND outcome IS NOT NULL GROUP BY outcome", (self._run,)
        )
        return {Outcome(outcome): count for outcome, count in rows}

    def reasons(self, outcome: Outcome) -> dict[str, int]:
        """URLs of an outcome by reason, the most frequent first."""
        rows = self._store.query(
            """SELECT reason, count(*) AS n FROM urls WHERE run = ? AND outcome = ? GROUP BY reason
            ORDER BY n DESC, min(number)""",
            (self._run, outcome),
        )
        return dict(rows.fetchall())

    def _is_suspect(self, url: str, road: str, priority: int) -> bool:
        """Whether a URL looks like a trap: none that a feed or sitemap names, of which there are only so many."""
        return not (road in _LISTED and priority < FEEDS_FIRST) and self.traps.is_suspect(url)

    def _name(self, found: Sighting, outcome: str | None, road: str) -> None:
        """Notes that a page names a URL that the run knows; the first one that does has the merit of an article."""
        is_article = outcome in _ARTICLES or (outcome is None and road in _LISTED)
        if found.found_on and is_article and found.url not in self._seen:
            self._credit(found.found_on)
        self._seen.add(found.url)

    def _credit(self, key: str) -> None:
        """Gives back the budgets of a page that is or names an article, and of those that led to it."""
        self.traps.note_fruitful(self._store.way_to(key, _WAY))

    def _list(self, found: Sighting) -> None:
        """Notes that a feed or sitemap names a URL that the run has found elsewhere."""
        self._store.execute(
            """UPDATE urls SET said_published = ?, said_modified = ?, road = ?,
            found_on = (SELECT number FROM urls WHERE key = ?) WHERE key = ?""",
            (*_dates(found)[:2], found.road, found.found_on, found.key),
        )

    def _wait(self, found: Sighting) -> None:
        """Lets a URL wait that was opened."""
        self.waiting[found.host] += 1

    def _wait_less(self, host: str, by: int) -> None:
        self.waiting[host] -= by
        if self.waiting[host] <= 0:
            del self.waiting[host]

    def _insert(self, found: Sighting) -> None:
        self._store.execute(
            """INSERT INTO urls
            (key, url, host, run, priority, depth, said_published, said_modified, dated, road, found_on)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT number FROM urls WHERE key = ?))""",
            (found.key, found.url, found.host, self._run, found.priority, found.depth, *_dates(found), found.road,
             found.found_on),
        )  # fmt: skip

    def _renew(self, found: Sighting) -> None:
        """Opens a URL of an earlier run."""
        self._store.execute(
            """UPDATE urls SET url = ?, run = ?, was = outcome, outcome = NULL, reason = '', leased = 0, priority = ?,
            depth = ?, said_published = ?, said_modified = ?, dated = ?, road = ?,
            found_on = (SELECT number FROM urls WHERE key = ?) WHERE key = ?""",
            (found.url, self._run, found.priority, found.depth, *_dates(found), found.road, found.found_on, found.key),
        )

    def _reopen(self, found: Sighting) -> None:
        row = self._store.execute(
            """UPDATE urls SET was = outcome, outcome = NULL, reason = '', leased = 0, depth = ?
            WHERE key = ? AND outcome IS NOT NULL RETURNING key""",
            (found.depth, found.key),
        ).fetchone()
        if row:
            self._wait(found)


def _known(row: tuple[Any, ...]) -> KnownUrl:
    known = dict(zip(KnownUrl.__slots__, row, strict=True))
    return KnownUrl(**{**known, "priority": first_priority(known["priority"])})


def _dates(found: Sighting) -> tuple[str | None, str | None, str]:
    """What was said of a URL: published, modified, and the later of both."""
    published = to_utc(found.published) if found.published else None
    modified = to_utc(found.modified) if found.modified else None
    return published, modified, max(published or "", modified or "")
