"""Duplicates of finished datasets, without Scrapy: what `scrapy duplicates` does between its options and its summary.

A crawl marks what comes as it comes. Here all is there, so the first of a cluster is the article that was published
first, and the result is the same in whatever order the datasets are named and their records lie.
"""

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from newsscrape.archive.formats import path_text
from newsscrape.dataset.jsonl import JsonLinesWriter, encode
from newsscrape.dataset.names import DatasetName
from newsscrape.dataset.reading import Row, find_dataset, read_rows
from newsscrape.dataset.schema import record_checker
from newsscrape.duplicates.copies import Copies, Copy, Method, published_at
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.texts import FIELDS, DatasetTexts, PackedTexts
from newsscrape.errors import ConfigurationError
from newsscrape.files import sync_folder

Report = Callable[[str, int, int | None], None]
"""Is told, as a run goes on, what is done, to how many records or files, and to how many in all; None: not known."""

_LARGEST = 2**63 - 1  # that SQLite holds
# What of a record has a say in the result, by which one of two that are equally new is taken in any order. The mark of
# a crawl has none.
_COUNTS = tuple(name for name in FIELDS if name != "duplicate_of")
_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    published TEXT NOT NULL,    -- as of `published_at`
    fetched_at TEXT NOT NULL,   -- '' where it is not known
    revision INTEGER NOT NULL,
    content BLOB NOT NULL,      -- hash of it
    place INTEGER NOT NULL      -- of the packed text
) WITHOUT ROWID;
CREATE TABLE copies (
    place INTEGER PRIMARY KEY,  -- of the packed text
    first TEXT NOT NULL         -- id of the first of its cluster
);
"""


@dataclass(slots=True)
class ClusterSummary:
    """The account of a run.

    Attributes:
        records: that were read, broken ones included.
        unreadable: broken ones.
        articles: ids among the others.
        methods: how the duplicates were told.
        sizes: how many clusters there are of each size, in articles, the first one included.
        largest: id of the first article of the largest cluster; None when there is no cluster.
    """

    records: int = 0
    unreadable: int = 0
    articles: int = 0
    methods: Counter[Method] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    largest: str | None = None


def find_inputs(paths: Iterable[str]) -> list[Path]:
    """The files of the datasets that paths name, as of `find_dataset`, each once.

    Raises:
        ConfigurationError: a path names none.
    """
    return list({file.resolve(): file for path in paths for file in find_dataset(path)}.values())


def find_clusters(
    files: Iterable[Path], output: Path, errors: JsonLinesWriter, folder: Path, report: Report | None = None
) -> ClusterSummary:
    """Writes a line for each article that is a copy of an earlier one; flat in memory.

    Of the records of one id the newest counts: the one fetched last, of these the last revision. Articles are taken in
    the order in which they were published, by their ids when that was at one time; those without a date come last. The
    marks that records carry do not count.

    Args:
        files: of datasets.
        output: takes the lines, in that order: `id`, `duplicate_of` (id of the first of its cluster), `similarity` and
            `method`, as of `newsscrape.duplicates.copies.Copy`. It is there only when all are.
        errors: takes a line for each broken record: `path`, `record`, `offset`, `level` and `reason`.
        folder: an empty one on the disk of the output, for files that are of no use afterwards.
        report: is told of each record.

    Raises:
        ConfigurationError: a file is none of ours.
        OSError, sqlite3.Error: the disk is full or broken.
    """
    summary = ClusterSummary()
    with closing(_Articles(folder)) as articles:
        for record in _records(files, errors, summary):
            articles.take(record)
            if report is not None:
                report("records read", summary.records, None)
        summary.articles = articles.count()
        unfinished = folder / "clusters.jsonl"
        with unfinished.open("wb") as lines, closing(CopyIndex(folder / "index")) as index:
            copies = Copies(index, articles, folder / "texts")
            for number, (article, copy) in enumerate(_copies(articles, copies), start=1):
                if copy is not None:
                    summary.methods[copy.method] += 1
                    lines.write(_line(article, copy))
                if report is not None:
                    report("articles compared", number, summary.articles)
            lines.flush()
            os.fsync(lines.fileno())
        summary.sizes, summary.largest = articles.clusters()
    unfinished.replace(output)
    sync_folder(output.absolute().parent)
    return summary


def refuse_for_store(files: Iterable[Path]) -> None:
    """Makes sure that files can be read at any place, as what a store points to must be.

    Raises:
        ConfigurationError: one cannot.
    """
    for file in files:
        if not DatasetName.of(file).is_plain:
            raise ConfigurationError(
                f"{file}: a store points to records where they lie, which only a plain .jsonl file allows"
            )


def rebuild_store(store: Path, files: Sequence[Path], report: Report | None = None) -> int:
    """Makes the store by which crawls know each other's articles anew, from their datasets; the bytes of it that count.

    The marks that records carry stay as they are; what is no record is passed over. Crawls may be at work: until this
    is done they miss copies of what is not read again yet. What breaks off is made whole by doing it again.

    Args:
        store: its folder, made when there is none.
        files: plain JSON Lines, which stay where they are.
        report: is told of each dataset.

    Raises:
        ConfigurationError: the store cannot be used, or a file is of another kind.
        BusyError: another process has the store for long.
        OSError, sqlite3.Error: the disk is full or broken.
    """
    refuse_for_store(files)
    indexed_bytes = 0
    with closing(CopyIndex(store)) as index:
        index.clear()
        for number, file in enumerate(files, start=1):
            copies = Copies(index, DatasetTexts(), file)
            dataset = index.dataset(file)
            index.forget(dataset, 0)  # what a crawl that is at work has noted since, which is read again with the rest
            copies.catch_up(file)
            indexed_bytes += index.indexed_bytes(dataset)
            if report is not None:
                report("datasets in the store", number, len(files))
    return indexed_bytes


class _Article(NamedTuple):
    id: str
    place: int


class _Articles:
    """The newest record of each article: its text in a packed file, the rest in SQLite; gives them as `Texts` do."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "texts"
        self._texts = PackedTexts(self._path)
        self._connection = sqlite3.connect(folder / "articles.sqlite", isolation_level=None)
        self._run = self._connection.execute
        self._run("PRAGMA journal_mode = OFF")  # nobody reads the file after a crash
        self._run("PRAGMA synchronous = OFF")
        self._run("BEGIN")
        for statement in _SCHEMA.split(";\n")[:-1]:
            self._run(statement)

    def take(self, record: Mapping[str, Any]) -> None:
        """Takes a record, unless one of the same article is newer."""
        content = hashlib.sha256(orjson.dumps([record[name] for name in _COUNTS])).digest()
        age = (record["fetched_at"] or "", record.get("revision", 1), content)
        known = self._run("SELECT fetched_at, revision, content FROM articles WHERE id = ?", (record["id"],)).fetchone()
        if known is None or known < age:
            row = (record["id"], published_at(record["date_published"]), *age, self._texts.write(record))
            self._run("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?)", row)

    def count(self) -> int:
        """How many there are."""
        count: int = self._run("SELECT count(*) FROM articles").fetchone()[0]
        return count

    def in_order(self) -> Iterator[_Article]:
        """All of them, in the order in which they were published."""
        rows = self._run("SELECT id, place FROM articles ORDER BY published, id")
        return map(_Article._make, rows)

    def read(self, path: Path, place: int) -> dict[str, Any]:
        """The text at a place, with what this run found that it is a copy of."""
        found = self._run("SELECT first FROM copies WHERE place = ?", (place,)).fetchone()
        return {**self._texts.read(path, place), "duplicate_of": found[0] if found else None}

    def note(self, article: _Article, copy: Copy) -> None:
        """Notes what an article is a copy of."""
        self._run("INSERT INTO copies VALUES (?, ?)", (article.place, copy.of))

    def clusters(self) -> tuple[Counter[int], str | None]:
        """How many clusters there are of each size, and the first article of the largest."""
        sizes: Counter[int] = Counter()
        largest, most = None, 0
        for first, size in self._run("SELECT first, count(*) + 1 FROM copies GROUP BY first ORDER BY first"):
            sizes[size] += 1
            if size > most:
                largest, most = first, size
        return sizes, largest

    def close(self) -> None:
        """Closes the files."""
        self._connection.close()
        self._texts.close()


def _records(files: Iterable[Path], errors: JsonLinesWriter, summary: ClusterSummary) -> Iterator[dict[str, Any]]:
    """The records of files that are sound; the others are noted as errors. A line that is not finished is passed over.

    What is read is counted.
    """
    check = record_checker()
    for file in files:
        for row in read_rows(file):
            if row.is_torn:
                continue
            summary.records += 1
            fault = row.fault if row.value is None else _complaint(row.value, check(row.value))
            if row.value is not None and fault is None:
                yield row.value
            else:
                summary.unreadable += 1
                errors.write({**_place(row), "level": "error", "reason": fault})


def _place(row: Row) -> dict[str, Any]:
    return {"path": path_text(str(row.file)), "record": row.record, "offset": row.offset}


def _complaint(record: dict[str, Any], broken: str | None) -> str | None:
    if broken:
        return f"the record is not valid: {broken}"
    if abs(record.get("revision", 1)) > _LARGEST:
        return f"the record is not valid: revision must have 64 bits: {record['revision']}"
    return None


def _copies(articles: _Articles, copies: Copies) -> Iterator[tuple[_Article, Copy | None]]:
    """Each article in order, and what it is a copy of."""
    for article in articles.in_order():
        record = articles.read(Path(), article.place)
        copy = copies.find(record)
        if copy is not None:
            articles.note(article, copy)
            record["duplicate_of"] = copy.of
        copies.remember(record, article.place, article.place, copy)
        yield article, copy


def _line(article: _Article, copy: Copy) -> bytes:
    return encode(
        {"id": article.id, "duplicate_of": copy.of, "similarity": copy.similarity, "method": copy.method.value}
    )
