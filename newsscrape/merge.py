"""Datasets of several machines into one, without Scrapy: what `scrapy merge` does between its options and its summary.

The newest record of an article is its last in a dataset, so records are taken in the order in which their pages were
fetched, and those of one dataset in its own order.
"""

import re
import shutil
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge as merge_sorted
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import orjson

from newsscrape.archive.formats import path_text
from newsscrape.dataset.folder import OutletFolder, is_folder_name
from newsscrape.dataset.jsonl import JsonLinesWriter, encode
from newsscrape.dataset.reading import Row, find_dataset, read_rows
from newsscrape.dataset.schema import record_checker
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder, sync_folder
from newsscrape.items import Article, Source
from newsscrape.records import page_key
from newsscrape.state.articles import KnownArticles, Verdict, content_hash
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore

_SHARD = re.compile(r"-[0-9]{5}(?=\.)")
_MOST_OPEN = 256  # outlets' files at a time
_COMMIT_RECORDS = 5_000
_LARGEST = 2**63 - 1  # that SQLite and Parquet hold
_SAID = """
CREATE TABLE said (id TEXT, content TEXT, fetched_at TEXT NOT NULL, PRIMARY KEY (id, content)) WITHOUT ROWID
"""


class Sink(Protocol):
    """Where merged records go."""

    def write(self, record: dict[str, Any]) -> None:
        """Takes a record; its outlet has a name that a folder can have."""

    def finish(self) -> list[Path]:
        """Ends the output, which is there only now; its files."""

    def close(self) -> None:
        """Lets go of what is open. Harmless after `finish`."""


class DatasetSink:
    """One dataset, of the kind that its path says."""

    def __init__(self, path: Path, shard_bytes: int) -> None:
        self._writer = DatasetWriter(path, shard_bytes=shard_bytes)
        self.close = self._writer.close
        self.finish = self._writer.finish

    def write(self, record: dict[str, Any]) -> None:
        """Appends a record."""
        if self._writer.is_full:
            self._writer.roll()
        self._writer.write(encode(record))


class FolderSink:
    """A data folder with which a crawl can go on: each outlet's records in a folder of its own.

    It grows under a hidden name beside the one that it has in the end.

    Raises:
        ConfigurationError: the folder is there, and not empty.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ConfigurationError(f"{folder}: is there already; name a data folder that is new, or empty")
        self._folder = folder
        self._part = folder.with_name(f".{folder.name}.part")
        if self._part.exists():
            shutil.rmtree(self._part)  # of a merge that was interrupted
        make_folder(self._part)
        self._open: OrderedDict[str, JsonLinesWriter] = OrderedDict()

    def write(self, record: dict[str, Any]) -> None:
        """Appends a record to its outlet's dataset."""
        outlet = record["outlet"]
        if outlet not in self._open:
            if len(self._open) >= _MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[outlet] = JsonLinesWriter(OutletFolder(str(self._part), outlet).articles)
        self._open.move_to_end(outlet)
        self._open[outlet].write(record)

    def finish(self) -> list[Path]:
        """Gives the folder its name; the datasets in it."""
        self.close()
        if self._folder.exists():
            self._folder.rmdir()
        self._part.replace(self._folder)
        sync_folder(self._folder.parent)
        return sorted(self._folder.glob("*/articles.jsonl"))

    def close(self) -> None:
        """Closes the files."""
        while self._open:
            self._open.popitem()[1].close()


@dataclass(slots=True)
class MergeSummary:
    """The account of a merge: records read, by what became of them, and those among the exported that are revisions."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    revisions: int = 0


def find_inputs(paths: Iterable[str]) -> list[list[Path]]:
    """The datasets that paths name, as of `find_dataset`: of each its files, in order.

    Raises:
        ConfigurationError: a path names none.
    """
    datasets = []
    for path in paths:
        files = groupby(find_dataset(path), lambda file: file.with_name(_SHARD.sub("", file.name)))
        datasets += [list(shards) for _, shards in files]
    return datasets


def merge(datasets: Sequence[Sequence[Path]], sink: Sink, errors: JsonLinesWriter, folder: Path) -> MergeSummary:
    """Writes each article of the datasets once, and once more for each change of it; flat in memory.

    Args:
        datasets: of each its files.
        sink: takes the records.
        errors: takes a line for each record that is not written although its content is not: `path`, `record`,
            `offset`, `level` (`error` for a broken one, `duplicate`) and `reason`.
        folder: an empty one, for files that are of no use afterwards.

    Raises:
        ConfigurationError: a file is none of ours.
        OSError: the disk is full or broken.
    """
    summary = MergeSummary()
    store = StateStore(folder / "known.sqlite")
    known = _Known(store)
    try:
        streams = [_stream(files, folder / f"{number}.jsonl") for number, files in enumerate(datasets)]
        for number, (_, row, complaint) in enumerate(merge_sorted(*streams, key=lambda entry: entry.when), start=1):
            verdict = Verdict(Outcome.FAILED, complaint) if row.value is None or complaint else known.judge(row.value)
            summary.outcomes[verdict.outcome] += 1
            if row.value is not None and verdict.outcome is Outcome.EXPORTED:
                record = _as_revision(row.value, verdict)
                sink.write(record)
                known.adopt(record)
                summary.revisions += verdict.revision > 1
            elif verdict.outcome is not Outcome.UNCHANGED:
                level = "error" if verdict.outcome is Outcome.FAILED else "duplicate"
                place = {"path": path_text(str(row.file)), "record": row.record, "offset": row.offset}
                errors.write({**place, "level": level, "reason": verdict.reason})
            if number % _COMMIT_RECORDS == 0:
                store.commit(0)
    finally:
        store.close()
    return summary


class _Entry(NamedTuple):
    """A record in its stream: the time that its place has there, and what is wrong with it, if anything."""

    when: str
    row: Row
    complaint: str


def _stream(files: Iterable[Path], spool: Path) -> Iterator[_Entry]:
    """The records of a dataset in its order; the time of each is the latest so far, so that times rise."""
    when = ""
    check = record_checker()
    for file in files:
        rows = read_rows(file)
        for row in _in_time(rows, spool) if file.suffix == ".parquet" else rows:
            complaint = row.fault or ""
            if row.value is not None:
                complaint = _complaint(row.value, check(row.value))
            if row.value is not None and not complaint:
                when = max(when, row.value["fetched_at"] or "")
            yield _Entry(when, row, complaint)


def _complaint(record: dict[str, Any], broken: str | None) -> str:
    if broken:
        return f"the record is not valid: {broken}"
    outlet = record["outlet"]
    if not is_folder_name(outlet):
        return f"the record is not valid: outlet must be a name: {outlet[:80]!r}"
    for name, number in (("revision", record.get("revision", 1)), ("source.record", record["source"]["record"] or 0)):
        if abs(number) > _LARGEST:
            return f"the record is not valid: {name} must have 64 bits: {number}"
    return ""


def _in_time(rows: Iterable[Row], spool: Path) -> Iterator[Row]:
    """The rows of a Parquet file, which are sorted by other columns, in the order that they were written in.

    They go through a file, since they may be many.
    """
    places = []
    with spool.open("w+b") as file:
        for row in rows:
            value = row.value or {}
            places.append(
                (str(value.get("fetched_at") or ""), value.get("revision", 1), row.record, file.tell(), row.fault)
            )
            file.write(encode(row.value))
        places.sort(key=lambda place: place[:3])
        for _, _, record, offset, fault in places:
            file.seek(offset)
            yield Row(row.file, record, None, orjson.loads(file.readline()), fault)


class _Known:
    """What is written, and what becomes of the next record because of it."""

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._written = KnownArticles(store, 0)
        self._asked = KnownArticles(store, 1)
        store.execute(_SAID)

    def judge(self, record: dict[str, Any]) -> Verdict:
        """Whether a valid record is new, a change, or known.

        Content that the article had before is a change only when its page was fetched later than what was written, or
        when its own dataset says that it follows on that. What is older than what was written cannot come behind it.
        """
        article = _article(record)
        verdict = self._asked.judge(article, page_key(article))
        if verdict.outcome is not Outcome.EXPORTED or verdict.previous_sha256 is None:
            return verdict
        follows = (record.get("revision", 1), record.get("previous_sha256"))
        if follows == (verdict.revision, verdict.previous_sha256):
            return verdict
        last, is_said = self._store.query(
            "SELECT max(fetched_at), max(content = ?) FROM said WHERE id = ?", (content_hash(article), article.id)
        ).fetchone()
        when = record["fetched_at"] or ""
        if is_said and when <= last:
            return Verdict(Outcome.UNCHANGED, "an earlier revision", is_written=True)
        if when and when < last:
            return Verdict(Outcome.DUPLICATE, f"older than the record of {article.id} before it", is_written=True)
        return verdict

    def adopt(self, record: dict[str, Any]) -> None:
        """Notes a record that is written."""
        article = _article(record)
        self._written.adopt(record, page_key(article))
        said = (article.id, content_hash(article), record["fetched_at"] or "")
        self._store.execute("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", said)


def _article(record: dict[str, Any]) -> Article:
    """What is needed to judge a record."""
    source = record["source"]
    return Article(
        id=record["id"],
        url=record["url"],
        canonical_url=record["canonical_url"],
        story_code=record["story_code"],
        title=record["title"],
        description=record["description"],
        body=record["body"],
        authors=record["authors"],
        date_published=record["date_published"],
        source=Source(path=source["path"], record=source["record"], sha256=source["sha256"]),
    )


def _as_revision(record: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """The record with its number in the merged dataset; that of an article which is new there stays."""
    if verdict.previous_sha256 is None:
        return record
    revision = max(verdict.revision, record.get("revision", 1))
    return {**record, "revision": revision, "previous_sha256": verdict.previous_sha256}
