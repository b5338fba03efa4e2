"""What a crawl writes of one outlet, by one process at a time, and committed together.

The dataset leads. A commit waits, in this order, until the disk has the archive, then the dataset, then the state that
speaks of both. A crash at any moment thus leaves a dataset that is at most ahead of its state, and the next start
reads the records that the state lacks. A dataset that does not end a line where the state says that it did, since
somebody removed or edited records, is read anew.
"""

import errno
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from newsscrape.archive.warcwriter import Revisit, WarcWriter, payload_digest
from newsscrape.dataset.folder import OutletFolder
from newsscrape.dataset.jsonl import JsonLinesWriter, cut_broken_tail, cut_torn_line, is_line_start, read_lines
from newsscrape.duplicates.copies import open_copies, recorded_copy
from newsscrape.duplicates.texts import fields_of
from newsscrape.errors import ConfigurationError, NewsscrapeError
from newsscrape.files import make_folder
from newsscrape.items import Article
from newsscrape.politeness.hosts import host_key
from newsscrape.state.articles import KnownArticles
from newsscrape.state.ledger import Ledger, Sighting
from newsscrape.state.lock import hold
from newsscrape.state.outcome import Outcome
from newsscrape.state.shared import SharedCrawl
from newsscrape.state.shared_ledger import SharedLedger, joins_another, member_of
from newsscrape.state.store import StateStore
from newsscrape.urls import url_key

# When changes are committed, while they come. Pages whose commit a crash took away are fetched once more.
_LONGEST_LAG_S = 1.0
_MOST_RECORDS = 20
_logger = logging.getLogger(__name__)


class StorageError(NewsscrapeError):
    """Nothing can be written any more, such as on a full disk. What was committed stands."""


class Storage:
    """An outlet's dataset, state and archive, open for one run.

    Attributes:
        folder: where they lie.
        run: number of the run.
        resumed: whether the run goes on with one that was interrupted.
        ledger: the account of its URLs.
        shared: the crawl that other processes take part in; None for a crawl of its own.
        articles: what the dataset holds.
        copies: the articles that new ones may be copies of; None where nobody looks for them.
        started_at: when the run began, ISO 8601, UTC.
        written: records that the run has written, those before an interruption included.
        marked: those of them that are marked as copies.
        error: why nothing can be written any more; None while all is well.

    Args:
        folder: the outlet's files.
        archive: opens the archive of the responses, once the folder is ours; None keeps none.
        join: gives the crawl that several processes share, to the member of this name; None for a crawl of its own.
        duplicates: folder of the index by which copies are found; None looks for none.

    Raises:
        BusyError: another process writes here, or keeps the index of duplicates to itself.
        ConfigurationError: a file is none of ours, or the folder cannot be written to.
        StorageError: the disk is full.
        SharedCrawlError: the shared crawl cannot be joined.
    """

    def __init__(
        self,
        folder: OutletFolder,
        archive: Callable[[], WarcWriter] | None = None,
        join: Callable[[str], SharedCrawl] | None = None,
        duplicates: Path | None = None,
    ) -> None:
        self.folder = folder
        self.error: StorageError | None = None
        try:
            make_folder(folder.articles.parent)
            self._lock = hold(
                folder.lock,
                f"{folder.articles.parent}: another crawl writes here; wait until it ends, or give this "
                "one another NEWSSCRAPE_DATA_DIR",
            )
            self._archive = archive() if archive else None
            self._state = StateStore(folder.state)
            self._dataset = JsonLinesWriter(folder.articles)
            self._begin(join)
            self.copies = open_copies(duplicates, folder.articles) if duplicates else None
        except (OSError, sqlite3.OperationalError) as error:
            kind = StorageError if _is_full(error) else ConfigurationError
            raise kind(f"{folder.articles.parent}: cannot be used: {error}") from None
        self.commit()

    def _begin(self, join: Callable[[str], SharedCrawl] | None) -> None:
        """Catches up with the dataset, and opens the run."""
        interrupted = self._state.open_run
        self._adopt(interrupted)
        self.shared = join(member_of(self._state)) if join else None
        if self.shared and joins_another(self._state, self.shared.run) and interrupted:
            # The others have come to the end of that run. What this process had left open, the new run asks for.
            self._state.finish_run(interrupted)
            interrupted = None
        self.resumed = interrupted is not None
        self.run = interrupted or self._state.begin_run(self._dataset.size_bytes)
        self.ledger = SharedLedger(self._state, self.run, self.shared) if self.shared else Ledger(self._state, self.run)
        self.articles = KnownArticles(self._state, self.run, again=Outcome.EXPORTED)
        self.started_at, self._dataset_start = self._state.run_start(self.run)
        copies = [record.get("duplicate_of") is not None for record in self.records()]
        self.written, self.marked = len(copies), sum(copies)
        if self._archive is not None and not any(self.folder.archive.glob("*.warc*")):
            self.ledger.forget_kept()

    def records(self) -> Iterator[dict[str, Any]]:
        """The records that the run has written so far, as read from the dataset."""
        return read_lines(self.folder.articles, self._dataset_start)

    def write(self, article: Article, key: str) -> None:
        """Appends an article's record to the dataset.

        Raises:
            StorageError: it cannot be written; the dataset is as before.
        """
        self._require_sound()
        place = self._dataset.size_bytes
        try:
            self._dataset.write(article)
        except OSError as error:
            raise self._broken("the dataset", error) from None
        self.written += 1
        self.marked += article.duplicate_of is not None
        try:
            self.articles.remember(article, key)
            self.ledger.settle(key, Outcome.EXPORTED)
        except sqlite3.OperationalError as error:
            raise self._broken("the state", error) from None
        try:
            self._remember_copy(article, place)
        except (OSError, sqlite3.OperationalError) as error:
            raise self._broken("the store of duplicates", error) from None

    def keep(
        self, key: str, url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes, fetched_at: datetime
    ) -> None:
        """Writes a response to the archive; as a revisit, without its body, when the archive has that body.

        Args:
            key: of the URL that was asked for.
            url: that the response came from.
            status: its HTTP status.
            headers: as they came.
            body: without transfer and content codings.
            fetched_at: when, with a time zone.

        Raises:
            StorageError: it cannot be written; the archive is as before.
        """
        if self._archive is None:
            return
        self._require_sound()
        digest, kept_at = self.ledger.kept(key)
        here = digest if status == 304 else payload_digest(body)
        try:
            if status != 304 and (here != digest or not body):
                self._archive.write_response(url, status, headers, body, fetched_at, digest=here)
                self.ledger.keep(key, here, fetched_at)
            else:
                profile = Revisit.NOT_MODIFIED if status == 304 else Revisit.SAME_PAYLOAD
                self._archive.write_revisit(
                    url, status, headers, fetched_at, profile=profile, refers_to_date=kept_at, digest=here
                )
        except OSError as error:
            raise self._broken("the archive", error) from None

    def _remember_copy(self, article: Article, place: int) -> None:
        """Notes an article as one that others may be copies of, at once, since other crawls may share the index."""
        if self.copies is not None:
            fields = fields_of(article)
            self.copies.remember(fields, place, self._dataset.size_bytes, recorded_copy(fields))
            self.copies.commit()

    def commit_in_time(self) -> None:
        """Commits when the last commit is long enough ago, in time or in records."""
        is_long_ago = time.monotonic() - self._committed_at >= _LONGEST_LAG_S
        if is_long_ago or self.written - self._committed >= _MOST_RECORDS:
            self.commit()

    def commit(self) -> None:
        """Makes all that was written last: first the archive, then the dataset, then the state.

        Raises:
            StorageError: the disk is full or broken.
        """
        self._require_sound()
        self._committed_at, self._committed = time.monotonic(), self.written
        try:
            if self._state.has_changes:
                if self._archive is not None:
                    self._archive.flush()
                self._dataset.sync()
                self._state.commit(self._dataset.size_bytes)
            if self.copies is not None:
                self.copies.commit()  # lets other crawls go on, where the last article was not written
        except (OSError, sqlite3.OperationalError) as error:
            raise self._broken("what was written", error) from None
        self.ledger.committed()

    def close(self, *, finished: bool) -> None:
        """Commits and leaves the folder to others. A run that is not finished is gone on with by the next start."""
        try:
            if self.error is None:
                if finished:
                    self._state.finish_run(self.run)
                self.commit()
            self.ledger.leave(finished=finished)
        finally:
            self._dataset.close()
            self._state.close()
            if self.copies is not None:
                self.copies.close()
            if self._archive is not None:
                self._archive.close()
            self._lock.release()

    def _require_sound(self) -> None:
        if self.error is not None:
            raise self.error

    def _broken(self, what: str, error: Exception) -> StorageError:
        self.error = StorageError(f"{self.folder.articles.parent}: {what} cannot be written: {error}")
        return self.error

    def _adopt(self, run: int | None) -> None:
        """Notes the records that the dataset has and the state lacks.

        Those of a run that was interrupted are its own, and their URLs are open still, so that what hangs on them is
        found; the others are taken as of a run before the first.
        """
        path = self.folder.articles
        if path.exists():
            cut_torn_line(path)
        start = self._state.dataset_bytes
        if not is_line_start(path, start):
            _logger.warning("%s was changed by somebody else: what it holds is read anew", path)
            self._state.forget_articles(self._dataset.size_bytes)
            start = 0
        elif run and path.exists() and (cut := cut_broken_tail(path, start)):
            _logger.warning("%s: cut away %d bytes that a crash left unfinished", path, cut)
        articles, ledger = KnownArticles(self._state, run or 0), Ledger(self._state, run or 0)
        for record in read_lines(path, start):
            if not isinstance(record, dict) or not isinstance(record.get("id"), str):
                raise ConfigurationError(f"{path}: a record without an id: {str(record)[:80]}")
            url = record.get("url") or record["id"]
            key = url_key(url)
            articles.adopt(record, key)
            if run is None:
                found = Sighting(url=url, key=key, host=host_key(url), road="dataset")
                published = (record.get("date_published") or "")[:10]
                ledger.adopt(found, record["id"], published or None, record.get("fetched_at"))


def _is_full(error: Exception) -> bool:
    """Whether the disk is full, which is no mistake of the user's."""
    return getattr(error, "errno", None) == errno.ENOSPC or (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )
