"""Which article a new one is a copy of, by the articles that came before."""

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import numpy as np
import orjson

from newsscrape.duplicates.compare import LEAST_IN_COMMON, LEAST_JACCARD, Compared, Likeness, compare
from newsscrape.duplicates.index import CopyIndex, Entry
from newsscrape.duplicates.keys import Keys, id_key, url_key
from newsscrape.duplicates.shingles import shingles_of
from newsscrape.duplicates.signature import Signature, signature_of
from newsscrape.duplicates.texts import DatasetTexts, is_comparable

_MOST_COMPARED = 24  # of the articles that share keys with one
_MOST_REMEMBERED = 512  # texts that were compared last
# What is so much like the first of its cluster is found wherever that is, and need not be kept in the index itself.
_SAME_JACCARD = 0.95
# Of the shorter text, that a page of another outlet must have too for its claim to be the same page to be believed: any
# page can name any address as its own, and would else cost that address's own page its record.
_SOME_LIKENESS = 0.2
_COMMIT_EVERY = 5000  # records
_logger = logging.getLogger(__name__)


class Method(StrEnum):
    """How a copy was told."""

    URL = "canonical_url"
    TEXT = "text"
    JACCARD = "jaccard"
    CONTAINMENT = "containment"


@dataclass(frozen=True, slots=True)
class Copy:
    """What an article is a copy of.

    Attributes:
        of: id of the first article of its cluster.
        similarity: of the two texts, 0 to 1, to three digits: their Jaccard similarity; or, by method `containment`,
            the share of the shorter one that the other has.
        method: how it was told.
    """

    of: str
    similarity: float
    method: Method


class Texts(Protocol):
    """Gives the records that an index points to."""

    def read(self, path: Path, place: int) -> Mapping[str, Any] | None:
        """The record at a place of a dataset; None when it is not there."""

    def close(self) -> None:
        """Closes files that are open."""


class _Text(NamedTuple):
    """An article as it is compared."""

    id: str
    outlet: str | None
    url: str | None  # canonical
    story_code: str | None
    published: str
    duplicate_of: str | None
    body: str
    shingles: Compared

    @property
    def rank(self) -> tuple[str, str]:
        """By which of several the first is told."""
        return self.published, self.id


class _Match(NamedTuple):
    rank: tuple[str, str]
    copy: Copy


class Copies:
    """The articles of one dataset and of those that share its index, among which copies of new ones are sought.

    The articles of a cluster are copies of its first one: found alike with it, or alike with another one of them and
    with half of their words in common with it.

    Args:
        index: where articles are found.
        texts: gives what it points to. Both are closed with this.
        dataset: the file that the new articles are written to.
    """

    def __init__(self, index: CopyIndex, texts: Texts, dataset: Path) -> None:
        self._index = index
        self._texts = texts
        self._dataset = index.dataset(dataset)
        self._last: OrderedDict[int, _Text] = OrderedDict()
        self._asked: tuple[_Text, Keys] | None = None  # the last article that was looked for
        self._paths: dict[int, Path] = {}
        index.commit()

    def find(self, record: Mapping[str, Any], signature: Signature | None = None) -> Copy | None:
        """What an article is a copy of; None for one that says something of its own.

        Until `remember` or `commit` nobody else adds an article to the index.

        Args:
            record: it needs the fields `newsscrape.duplicates.texts.FIELDS`.
            signature: the article's, where it is made already.
        """
        text, keys = self._asked = _with_keys(record, signature)
        matches = []
        for other, likeness in self._alike(text, keys):
            copy = _copy(text, other, likeness)
            if copy is None or (first := self._first(text, other, copy)) is None:
                continue
            if first.copy.method is Method.TEXT:
                return first.copy  # none can be nearer, and a wire story may have many copies
            matches.append(first)
        return min(matches, key=lambda match: match.rank).copy if matches else None

    def matches(self, record: Mapping[str, Any]) -> list[Copy]:
        """All articles that one is a copy of, or that are copies of it, the earliest first, clusters or not."""
        text, keys = _with_keys(record)
        found = [
            _Match(other.rank, copy)
            for other, likeness in self._alike(text, keys)
            if (copy := _copy(text, other, likeness)) is not None
        ]
        return [match.copy for match in sorted(found, key=lambda match: match.rank)]

    def remember(self, record: Mapping[str, Any], place: int, end: int, copy: Copy | None) -> None:
        """Notes that the dataset has an article's record, so that its copies are found.

        Args:
            record: as of `find`.
            place: of the record, as the texts know it.
            end: bytes of the dataset, that record included.
            copy: what the article is a copy of.

        Raises:
            OSError, sqlite3.OperationalError: the disk is full or broken.
        """
        text, keys = self._last_asked(record) or _with_keys(record)
        if record.get("revision", 1) != 1 and self._has_same(text, keys):
            kept = url_key(None)
        elif copy is None:
            kept = np.concatenate((keys.kept, id_key(text.id)))
        elif copy.method is not Method.CONTAINMENT and copy.similarity >= _SAME_JACCARD:
            kept = url_key(text.url)
        else:
            kept = keys.kept
        if len(kept):
            self._index.add(kept, self._dataset, place)
        self._index.note_indexed(self._dataset, end)

    def catch_up(self, path: Path) -> None:
        """Takes in what a dataset of JSON Lines has and the index lacks: all of it, when it was changed besides.

        Args:
            path: the dataset's file, as given to the constructor.
        """
        begun = self._begin_of_new(path)
        for number, (record, place, end) in enumerate(_read(path, begun)):
            self.remember(record, place, end, recorded_copy(record))
            if number % _COMMIT_EVERY == 0:
                self._index.commit()
        self._index.commit()

    def _begin_of_new(self, path: Path) -> int:
        """The byte of a dataset from which on its articles are to be taken in; later ones are forgotten."""
        indexed = self._index.indexed_bytes(self._dataset)
        size = path.stat().st_size if path.exists() else 0
        begun = min(indexed, size)  # a crash may have cut its end
        last = self._index.last_place(self._dataset, begun)
        is_as_before = last is None or (_is_line_start(path, last) and self._texts.read(path, last) is not None)
        if indexed < 0 or not is_as_before or not _is_line_start(path, begun):
            if indexed >= 0:
                _logger.warning("%s was changed: its articles are read anew for duplicates", path)
            begun = 0
        if begun != indexed:
            self._index.forget(self._dataset, begun)
        return begun

    def commit(self) -> None:
        """Makes what was noted known to other processes."""
        self._index.commit()

    def close(self) -> None:
        """Closes the files; what was not committed is lost. Harmless when called twice."""
        self._index.close()
        self._texts.close()

    def _last_asked(self, record: Mapping[str, Any]) -> tuple[_Text, Keys] | None:
        """An article's text and keys, where it is the one that was looked for last, as a rule."""
        last = self._asked
        return last if last and (last[0].id, last[0].body) == (record["id"], record["body"]) else None

    def _has_same(self, text: _Text, keys: Keys) -> bool:
        """Whether the index has the article by a record of hardly another text, which need not be kept twice."""
        others = [other for entry in self._index.candidates(keys.asked) if (other := self._read(entry)) is not None]
        return any(
            compare(text.shingles, other.shingles).jaccard >= _SAME_JACCARD for other in others if other.id == text.id
        )

    def _alike(self, text: _Text, keys: Keys) -> Iterator[tuple[_Text, Likeness]]:
        """The articles that may be copies, and how much they are."""
        compared = 0
        for entry in self._index.candidates(keys.asked):
            other = self._read(entry)
            if other is None or text.id in (other.id, other.duplicate_of):
                continue
            yield other, compare(text.shingles, other.shingles)
            compared += 1
            if compared == _MOST_COMPARED:
                return

    def _first(self, text: _Text, other: _Text, copy: Copy) -> _Match | None:
        """The first article of the cluster that another one is of; None when the text has too little of it."""
        if other.duplicate_of is None:
            return _Match(other.rank, copy)
        entries = self._index.candidates(id_key(other.duplicate_of))
        firsts = [f for entry in entries if (f := self._read(entry)) is not None and f.id == other.duplicate_of]
        for first in firsts:
            likeness = compare(text.shingles, first.shingles)
            if copy.method is Method.URL or likeness.containment >= LEAST_IN_COMMON:
                return _Match(first.rank, _copy(text, first, likeness) or _in_part(first, likeness, copy))
        if firsts or copy.method is Method.CONTAINMENT:
            return None
        return _Match(other.rank, replace(copy, of=other.duplicate_of))  # its dataset is gone

    def _read(self, entry: Entry) -> _Text | None:
        if entry.number not in self._last:
            if entry.dataset not in self._paths:
                self._paths[entry.dataset] = self._index.path_of(entry.dataset)
            record = self._texts.read(self._paths[entry.dataset], entry.place)
            if record is None:
                return None
            if len(self._last) >= _MOST_REMEMBERED:
                self._last.popitem(last=False)
            self._last[entry.number] = _text_of(record, shingles_of(record["body"], record.get("title")))
        self._last.move_to_end(entry.number)
        return self._last[entry.number]


def open_copies(folder: Path, dataset: Path) -> Copies:
    """The articles that an index has; what a dataset has besides is added.

    Args:
        folder: of the index.
        dataset: JSON Lines, which this process alone writes to.

    Raises:
        ConfigurationError: the folder cannot be used.
        BusyError: another process has it for long.
    """
    copies = Copies(CopyIndex(folder), DatasetTexts(), dataset)
    copies.catch_up(dataset)
    return copies


def published_at(date: str | None) -> str:
    """The instant of publication, so that instants are in order as texts: in UTC, with none last.

    A day is taken for its begin, and a time without an offset as one in UTC.
    """
    if date is None:
        return "none"
    try:
        instant = datetime.fromisoformat(date)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):  # the schema lets impossible days pass, and so do the edges of time
        return date


def recorded_copy(record: Mapping[str, Any]) -> Copy | None:
    """What a record says that it is a copy of."""
    of, similarity = record.get("duplicate_of"), record.get("similarity")
    if not isinstance(of, str):
        return None
    said: Any = record.get("provenance")
    for name in ("duplicate_of", "method"):
        said = said.get(name) if isinstance(said, Mapping) else None
    method = Method(said) if isinstance(said, str) and said in set(Method) else Method.CONTAINMENT
    return Copy(of, similarity if isinstance(similarity, float | int) else 0.0, method)


def _copy(text: _Text, other: _Text, likeness: Likeness) -> Copy | None:
    """How a text is a copy of another; None when it is not."""
    if text.shingles.text is not None and text.shingles.text == other.shingles.text:
        return Copy(other.id, 1.0, Method.TEXT)
    is_believed = text.outlet == other.outlet or likeness.containment >= _SOME_LIKENESS
    if is_believed and _are_one_address(text, other):
        return Copy(other.id, round(likeness.jaccard, 3), Method.URL)
    if not likeness.is_copy:
        return None
    method = Method.JACCARD if likeness.jaccard >= LEAST_JACCARD else Method.CONTAINMENT
    return Copy(other.id, round(likeness.similarity, 3), method)


def _in_part(first: _Text, likeness: Likeness, copy: Copy) -> Copy:
    """How a text is a copy of the first of a cluster, when it is one of another article there."""
    if copy.method is Method.URL:
        return Copy(first.id, round(likeness.jaccard, 3), Method.URL)
    return Copy(first.id, round(likeness.containment, 3), Method.CONTAINMENT)


def _are_one_address(text: _Text, other: _Text) -> bool:
    """Whether both name the same page as theirs.

    Some sites name their front page on every page; and an outlet that numbers its stories tells them apart, whatever
    their links say.
    """
    if text.url is None or text.url != other.url or urlsplit(text.url).path in ("", "/"):
        return False
    return text.outlet != other.outlet or text.story_code is None or other.story_code is None


def _with_keys(record: Mapping[str, Any], signature: Signature | None = None) -> tuple[_Text, Keys]:
    signature = signature or signature_of(record)
    return _text_of(record, signature), signature.keys


def _text_of(record: Mapping[str, Any], shingles: Compared) -> _Text:
    return _Text(
        id=record["id"],
        outlet=record.get("outlet"),
        url=record.get("canonical_url"),
        story_code=record.get("story_code"),
        published=published_at(record.get("date_published")),
        duplicate_of=record.get("duplicate_of"),
        body=record["body"],
        shingles=shingles,
    )


def _read(path: Path, begun: int) -> Iterator[tuple[dict[str, Any], int, int]]:
    """The records of a file from a byte on, each with the bytes at which it begins and ends."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        lines.seek(begun)
        place = begun
        for line in lines:
            if not line.endswith(b"\n"):
                return
            end = place + len(line)
            if (record := _loaded(line)) is not None:
                yield record, place, end
            place = end


def _loaded(line: bytes) -> dict[str, Any] | None:
    """A line's record; None where somebody has written something else."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return record if is_comparable(record) else None


def _is_line_start(path: Path, place: int) -> bool:
    if place <= 0:
        return place == 0
    with path.open("rb") as file:
        file.seek(place - 1)
        return file.read(1) == b"\n"
