"""Where articles lie that share a key with one: an SQLite file, and sorted files of keys, in a folder.

The index holds no text: it says where an article's record lies, and what it says is never trusted but looked up there.
So it need not be committed with the dataset. Entries that it lacks after a crash are added from the dataset; those that
point to no such record lead nowhere.

Processes may share a folder. Each sees at once what another has added: an article is looked for, and added, within a
transaction.
"""

import logging
import os
import sqlite3
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import numpy as np

from newsscrape.duplicates.keys import SCHEME
from newsscrape.duplicates.segments import (
    MOST_ARTICLES,
    MOST_OF_A_KEY,
    NUMBER_BITS,
    Segment,
    find,
    merge,
    pack,
    shorten,
    write_segment,
)
from newsscrape.duplicates.shingles import Hashes
from newsscrape.errors import BusyError, ConfigurationError, NewsscrapeError
from newsscrape.files import make_folder

FILE = "index.sqlite"
_VERSION = 1
_SCHEMA = """
CREATE TABLE scheme (
    keys TEXT NOT NULL              -- in which way keys are made
);
CREATE TABLE datasets (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL DEFAULT 0  -- of it, that are indexed; -1 when it must be read anew
);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL,
    place INTEGER NOT NULL          -- of its record there, in bytes
);
CREATE TABLE fresh (                -- keys that are in no segment yet
    number INTEGER PRIMARY KEY,
    keys BLOB NOT NULL
);
CREATE TABLE segments (
    number INTEGER PRIMARY KEY,     -- in the order in which they were written
    entries INTEGER NOT NULL
);
"""
_MOST_FRESH = 4096  # articles
_MOST_RECENT = 256  # articles, of which keys are kept one by one
_MERGED_UP_TO = 8  # a segment is written anew together with those after it, unless it is so many times larger
_WAIT_S = 60  # for another process's transaction
_MOST_CANDIDATES = 32
_logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """An article of the index.

    Attributes:
        number: of the article, in the order in which they came.
        dataset: number of the dataset that holds its record.
        place: of the record there, in bytes.
        shared: keys that it shares with the article that was asked for.
    """

    number: int
    dataset: int
    place: int
    shared: int


class CopyIndex:
    """The index of a folder, made when there is none.

    Args:
        folder: where it lies.

    Raises:
        ConfigurationError: the folder is none of ours, or cannot be used.
        BusyError: another process has it for long.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._recent: dict[int, int] = {}  # key → the first of the recent articles that have it
        self._repeated: dict[int, list[int]] = {}  # key → the others
        self._fresh = np.empty(0, np.uint64)
        self._fresh_count = self._fresh_to = 0
        self._segments: dict[int, Segment] = {}
        self._data_version = -1
        self._is_under_way = False  # whether a transaction is, as far as we know
        try:
            make_folder(folder)
            self._connection = sqlite3.connect(folder / FILE, isolation_level=None, timeout=_WAIT_S)
        except (OSError, sqlite3.DatabaseError) as error:
            raise self._explained(error) from None
        self._run = self._connection.execute
        try:
            self._run("PRAGMA wal_autocheckpoint = 100")  # pages: a large log is much beside a small index
            self._run("PRAGMA auto_vacuum = FULL")  # the file shrinks when keys move into segments
            self._use_log()
            self._run("PRAGMA synchronous = NORMAL")  # what a power cut takes is added again from the datasets
            self._open()
        except (OSError, sqlite3.DatabaseError) as error:
            self._connection.close()
            raise self._explained(error) from None

    def dataset(self, path: Path) -> int:
        """The number of a dataset, which is given one when it has none."""
        name = self._name(path)
        self.begin()
        self._run("INSERT OR IGNORE INTO datasets (name) VALUES (?)", (name,))
        number: int = self._run("SELECT number FROM datasets WHERE name = ?", (name,)).fetchone()[0]
        return number

    def path_of(self, dataset: int) -> Path:
        """Where a dataset lies."""
        (name,) = self._run("SELECT name FROM datasets WHERE number = ?", (dataset,)).fetchone()
        return Path(os.path.normpath(self.folder.resolve() / name))

    def indexed_bytes(self, dataset: int) -> int:
        """The bytes of a dataset of which the index has the articles; -1 when it must be read anew."""
        length: int = self._run("SELECT bytes FROM datasets WHERE number = ?", (dataset,)).fetchone()[0]
        return length

    def last_place(self, dataset: int, before: int) -> int | None:
        """Where the last article of a dataset lies before a byte; None when there is none."""
        sql = "SELECT max(place) FROM articles WHERE dataset = ? AND place < ?"
        place: int | None = self._run(sql, (dataset, before)).fetchone()[0]
        return place

    def forget(self, dataset: int, place: int) -> None:
        """Forgets a dataset's articles from a place on."""
        self.begin()
        self._run("DELETE FROM articles WHERE dataset = ? AND place >= ?", (dataset, place))
        self._run("UPDATE datasets SET bytes = ? WHERE number = ?", (place, dataset))

    def clear(self) -> None:
        """Forgets the articles of all datasets, which must be read anew, and commits. They keep their numbers."""
        self.begin()
        replaced = self._forget_all()
        self.commit()
        for old in replaced:
            self._path(old).unlink(missing_ok=True)  # a process that has just opened the store may have been faster

    def candidates(self, keys: Hashes) -> list[Entry]:
        """The articles that share keys, those with the most first; nothing is added by others until `commit`.

        Keys that many articles have do not count, and of articles that share keys those with the fewest may be missing.

        Args:
            keys: as of `newsscrape.duplicates.keys`.
        """
        self.begin()
        short = shorten(keys)
        found = [segment.find(short) for segment in self._segments.values()]
        entries = np.concatenate((find(self._fresh, short), *found)).tolist()
        for key in self._recent.keys() & short.tolist():
            numbers = (self._recent[key], *self._repeated.get(key, ()))
            entries += [key << NUMBER_BITS | number for number in numbers]
        if not entries:
            return []
        holders = Counter(entry >> NUMBER_BITS for entry in entries)
        common = {key for key, count in holders.items() if count > MOST_OF_A_KEY}
        common |= {entry >> NUMBER_BITS for entry in entries if not entry & (MOST_ARTICLES - 1)}
        shared = Counter(entry & (MOST_ARTICLES - 1) for entry in entries if entry >> NUMBER_BITS not in common)
        best = sorted(shared, key=lambda number: (-shared[number], number))[:_MOST_CANDIDATES]
        if not best:
            return []
        marks = ",".join("?" * len(best))
        places = self._run(f"SELECT number, dataset, place FROM articles WHERE number IN ({marks})", best)  # noqa: S608
        rows = {number: Entry(number, dataset, place, shared[number]) for number, dataset, place in places}
        return [rows[number] for number in best if number in rows]

    def add(self, keys: Hashes, dataset: int, place: int) -> None:
        """Adds an article by its keys.

        Raises:
            ConfigurationError: the index is full.
            OSError: the disk is full or broken.
        """
        self.begin()
        number = self._run("INSERT INTO articles (dataset, place) VALUES (?, ?)", (dataset, place)).lastrowid or 0
        if number >= MOST_ARTICLES:
            raise ConfigurationError(f"{self.folder}: is full: an index has {MOST_ARTICLES - 1} articles at most")
        short = shorten(keys)
        self._run("INSERT INTO fresh VALUES (?, ?)", (number, short.tobytes()))
        self._take_in(number, short)
        if self._fresh_count >= _MOST_FRESH:
            self._flush()

    def note_indexed(self, dataset: int, size_bytes: int) -> None:
        """Notes that the index has the articles of so many bytes of a dataset."""
        self.begin()
        self._run("UPDATE datasets SET bytes = ? WHERE number = ? AND bytes >= 0", (size_bytes, dataset))

    def begin(self) -> None:
        """Begins a transaction, unless one is under way; waits while another process is in one.

        Raises:
            BusyError: for long.
        """
        if self._connection.in_transaction:
            return
        try:
            self._run("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            raise self._explained(error) from None
        if self._is_under_way:  # SQLite has rolled the last one back, since the disk was full
            self._data_version, self._segments = -1, {}
            self._empty_fresh()
        self._is_under_way = True
        (version,) = self._run("PRAGMA data_version").fetchone()
        if version != self._data_version:  # another process has changed something
            self._catch_up()
            self._data_version = version

    def commit(self) -> None:
        """Ends the transaction, so that other processes see what was added."""
        if self._connection.in_transaction:
            self._run("COMMIT")
            self._is_under_way = False

    def close(self) -> None:
        """Closes the files; what was not committed is lost. Harmless when called twice."""
        self._connection.close()
        self._segments.clear()

    def _use_log(self) -> None:
        """Lets SQLite write a log ahead; where two make an index at once it does not wait by itself for that."""
        until = monotonic() + _WAIT_S
        while True:
            try:
                self._run("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or monotonic() > until:
                    raise
                sleep(0.01)
            else:
                return

    def _open(self) -> None:
        """Makes the tables when there are none; begins anew when keys are made in another way by now."""
        self._run("BEGIN IMMEDIATE")
        (version,) = self._run("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"of version {version}; this newsscrape reads version {_VERSION}")
        if version == 0:
            for statement in _SCHEMA.split(";\n")[:-1]:
                self._run(statement)
            self._run("INSERT INTO scheme VALUES (?)", (SCHEME,))
            self._run(f"PRAGMA user_version = {_VERSION}")
        (made_by,) = self._run("SELECT keys FROM scheme").fetchone()
        if made_by != SCHEME:
            self._begin_anew(f"its keys were made in another way ({made_by})")
        self._catch_up()
        for path in set(self.folder.glob("keys-*")) - {self._path(number) for number in self._segments}:
            path.unlink(missing_ok=True)  # a crash, or another way of making keys, left it
        self.commit()

    def _begin_anew(self, cause: str) -> None:
        """Forgets all articles, so that all datasets are read anew when they are next written to."""
        _logger.warning("%s: %s, so it begins anew", self.folder, cause)
        self._forget_all()
        self._run("UPDATE scheme SET keys = ?", (SCHEME,))

    def _forget_all(self) -> list[int]:
        """Forgets all articles, within a transaction; the numbers of segments whose files may go when it is committed.

        What other processes have in memory of the articles they drop when they see another segment; so one is made, of
        a number that none had, with an entry of no article.
        """
        replaced = [number for (number,) in self._run("SELECT number FROM segments")]
        for table in ("articles", "fresh", "segments"):
            self._run(f"DELETE FROM {table}")  # noqa: S608
        self._run("UPDATE datasets SET bytes = -1")
        number = max(replaced, default=0) + 1
        count = write_segment(self._path(number), [np.zeros(1, np.uint64)])
        self._run("INSERT INTO segments VALUES (?, ?)", (number, count))
        self._segments = {number: Segment(self._path(number), count)}
        self._empty_fresh()
        return replaced

    def _catch_up(self) -> None:
        """Takes in what other processes have added; begins anew when a segment is not as it was written."""
        try:
            self._take_in_others()
        except (FileNotFoundError, ValueError) as error:
            self._begin_anew(f"it is broken ({error})")

    def _take_in_others(self) -> None:
        counts = dict(self._run("SELECT number, entries FROM segments ORDER BY number").fetchall())
        if list(counts) != list(self._segments):
            self._segments = {number: Segment(self._path(number), count) for number, count in counts.items()}
            self._empty_fresh()
        for number, keys in self._run("SELECT number, keys FROM fresh WHERE number > ?", (self._fresh_to,)):
            self._take_in(number, np.frombuffer(keys, np.uint64))

    def _take_in(self, number: int, short: Hashes) -> None:
        """Keeps an article's keys in memory."""
        recent = self._recent
        for key in short.tolist():
            if key in recent:
                self._repeated.setdefault(key, []).append(number)
            else:
                recent[key] = number
        self._fresh_to = number
        self._fresh_count += 1
        if self._fresh_count % _MOST_RECENT == 0:
            self._settle()

    def _settle(self) -> None:
        """Moves the keys that are kept one by one among the sorted ones."""
        pairs = [*self._recent.items(), *((key, n) for key, numbers in self._repeated.items() for n in numbers)]
        recent = np.array(pairs, np.uint64).reshape(-1, 2)
        self._fresh = merge([self._fresh, np.sort(pack(recent[:, 0], recent[:, 1]))])
        self._recent.clear()
        self._repeated.clear()

    def _flush(self) -> None:
        """Writes the fresh keys into a segment, together with the segments that are not much larger."""
        self._settle()
        parts = [self._fresh]
        replaced = []
        for number, segment in reversed(self._segments.items()):
            if len(segment.entries) > _MERGED_UP_TO * sum(map(len, parts)):
                break
            parts.append(segment.entries)
            replaced.append(number)
        (number,) = self._run("SELECT coalesce(max(number), 0) + 1 FROM segments").fetchone()
        count = write_segment(self._path(number), parts)
        segment = Segment(self._path(number), count)  # before others can replace it
        self._connection.executemany("DELETE FROM segments WHERE number = ?", [(old,) for old in replaced])
        self._run("INSERT INTO segments VALUES (?, ?)", (number, count))
        self._run("DELETE FROM fresh")
        self.commit()
        for old in replaced:
            del self._segments[old]
        self._segments[number] = segment
        self._empty_fresh()
        self._run("PRAGMA wal_checkpoint")  # or else a power cut brings back a list of segments that are gone
        for old in replaced:
            self._path(old).unlink(missing_ok=True)  # a process that has just opened the store may have been faster

    def _empty_fresh(self) -> None:
        self._recent.clear()
        self._repeated.clear()
        self._fresh = np.empty(0, np.uint64)
        self._fresh_count = self._fresh_to = 0

    def _explained(self, error: Exception) -> NewsscrapeError:
        if _is_busy(error):
            return BusyError(f"{self.folder}: another process has had it for {_WAIT_S} seconds")
        return ConfigurationError(f"{self.folder}: cannot be used as the store of duplicates: {error}")

    def _path(self, number: int) -> Path:
        return self.folder / f"keys-{number:06}"

    def _name(self, path: Path) -> str:
        """A dataset's name: its path from the index's folder, so that both may be moved together."""
        return Path(os.path.relpath(path.resolve(), self.folder.resolve())).as_posix()


def _is_busy(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
