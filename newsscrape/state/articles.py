"""The articles that a dataset holds: which of them a new one repeats, and which it revises."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from newsscrape.items import Article
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from newsscrape.urls import host_of, in_domain

# What an article says. Pictures' addresses, related stories, tags and the time of the last change are not among them:
# outlets renew these while the article stays the same.
_CONTENT = ("title", "description", "body", "authors", "date_published")

_MOST_CLAIMS = 100  # articles that name one canonical URL, of which it is sought whose it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an article: a record, of which revision; or none, since one is written, for which reason."""

    outcome: Outcome
    reason: str = ""
    is_written: bool = False
    revision: int = 1
    previous_sha256: str | None = None


class KnownArticles:
    """The articles of a dataset by id and canonical URL, in a state.

    Args:
        store: the state.
        run: number of the run that asks.
        again: the outcome of an article that the run has written from the same page. In a crawl this happens only
            after an interruption, and the page's record is exported.
    """

    def __init__(self, store: StateStore, run: int, *, again: Outcome = Outcome.DUPLICATE) -> None:
        self._store = store
        self._run = run
        self._again = again

    def judge(self, article: Article, key: str) -> Verdict:
        """Whether an article is new, changed, or known.

        An article with a known id is a revision when its content changed since its URL was last read. At another URL
        than the record's it is one as well, as when an outlet renames an article, unless the run has found the
        record's URL too and the page calls that its own. Within a run the first URL counts.

        Args:
            article: the article.
            key: canonical form of the URL that was asked for, or another stable name of the page.
        """
        known = self._store.query(
            "SELECT key, content, page_sha256, revision, run, canonical_url FROM articles WHERE id = ?", (article.id,)
        ).fetchone()
        if known is None:
            other = self._same_address(article)
            return (
                Verdict(Outcome.DUPLICATE, f"same canonical URL as {other}", is_written=True)
                if other
                else Verdict(Outcome.EXPORTED)
            )
        owner, content, page_sha256, revision, run, canonical_url = known
        here, is_own = content_hash(article), owner == key
        if run == self._run and (here == content or not is_own):
            return Verdict(self._again if is_own else Outcome.DUPLICATE, f"same id as {article.id}", is_written=True)
        if here in (content, self._said_before(key)):
            return Verdict(Outcome.UNCHANGED, "as the dataset has it", is_written=True)
        if not is_own and article.canonical_url == canonical_url and self._is_alive(owner):
            return Verdict(Outcome.DUPLICATE, f"another address of {article.id}", is_written=True)
        return Verdict(Outcome.EXPORTED, "changed", revision=revision + 1, previous_sha256=page_sha256)

    def remember(self, article: Article, key: str) -> None:
        """Notes that the dataset has an article's record."""
        self.adopt(
            {
                "id": article.id,
                "canonical_url": article.canonical_url,
                "story_code": article.story_code,
                "revision": article.revision,
                "source": {"sha256": article.source.sha256},
                **{name: getattr(article, name) for name in _CONTENT},
            },
            key,
        )

    def adopt(self, record: Mapping[str, Any], key: str) -> None:
        """Notes a record that a dataset holds, as read from it."""
        self._store.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record["id"],
                record.get("canonical_url"),
                record.get("story_code") is not None,
                key,
                _hash(record),
                (record.get("source") or {}).get("sha256", ""),
                record.get("revision", 1),
                self._run,
            ),
        )

    def _said_before(self, key: str) -> str | None:
        """The hash of what the article at a URL said when that was last read."""
        row = self._store.query("SELECT content FROM urls WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _is_alive(self, key: str) -> bool:
        """Whether the run has found a URL."""
        row = self._store.query("SELECT run FROM urls WHERE key = ?", (key,)).fetchone()
        return row is not None and row[0] == self._run

    def _same_address(self, article: Article) -> str | None:
        """The id of another article with the same canonical URL, whose page is of that URL's site.

        Any page can say of itself that its address is another site's: such a claim costs the other site no record. Two
        numbers are two stories, whatever their link.
        """
        if not article.canonical_url:
            return None
        rows = self._store.query(
            "SELECT id, has_code, key FROM articles WHERE canonical_url = ? LIMIT ?",
            (article.canonical_url, _MOST_CLAIMS),
        )
        for id_, has_code, key in rows:
            if _is_own(article.canonical_url, key):
                return None if has_code and article.story_code else str(id_)
        return None


def _is_own(address: str, key: str) -> bool:
    """Whether a page may speak for a canonical URL: its host is of that URL's domain, or the other way round.

    Args:
        address: the canonical URL.
        key: what the page is known by; one that has no URL has its address from that link alone, and is believed.
    """
    host, named = host_of(key), host_of(address)
    if host is None or named is None:
        return True
    return in_domain(host, named.removeprefix("www.")) or in_domain(named, host.removeprefix("www."))


def content_hash(article: Article) -> str:
    """A hash of what an article says; when it differs, the article changed."""
    return _hash({name: getattr(article, name) for name in _CONTENT})


def _hash(record: Mapping[str, Any]) -> str:
    said = orjson.dumps([record.get(name) for name in _CONTENT])
    return hashlib.sha256(said).hexdigest()[:32]
