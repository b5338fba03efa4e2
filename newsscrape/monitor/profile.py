"""The profile of a run: counts of what its records hold, small enough for a line of `runs.jsonl`.

All counts can be added, so that runs can be pooled; none keeps text of a page. Memory is bounded however many records
come: lengths are counted in buckets of half an octave (each 1.41 times as wide as the last), repeated values by the
Misra-Gries counters below. Both depend on nothing but the records and their order.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import log2
from typing import Any
from zlib import crc32

from newsscrape.items import Article
from newsscrape.readers.candidate import DECLARED

FORMAT = 1  # of the JSON; a profile of another one is read as empty
# Fields whose presence is counted. `body` is not among them: a page without one is a failure, and gives no record.
FIELDS = (
    "title", "description", "authors", "section", "tags", "language", "date_published", "date_modified", "images",
    "featured_stories", "story_code", "canonical_url", "access",
)  # fmt: skip
# Fields of which it is known how long they are: characters, and entries of a list.
MEASURED = ("title", "body", "description", "authors", "featured_stories")
# Values of which it is known how often the commonest comes. Their names are those of `_repeatable`.
REPEATABLE = ("title", "description", "date_published", "body_start", "body_end", "images")
# What else is counted: dates with a time; dates that can be held against the time of fetching, those after it and
# those at it; authors and titles that are the site's name.
FLAGS = ("timed", "fetched", "future", "at_fetch", "author_is_site", "title_is_site")

_EXAMINED = (*FIELDS, "body", "fetched_at", "outlet", "revision")
_COUNTERS = 32  # of repeated values while a run lasts
_KEPT = 3  # of them in JSON
_METHODS = 6  # a field's sources that are told apart
# A reader by its name, and which of an outlet's selectors: the first one bears no number.
_METHOD = re.compile(r"[a-z0-9_]{1,20}(?::[0-9]{1,2})?")
_PLACE = re.compile(r":(?!0)[0-9]{1,2}\Z")
_NO_KEY = re.compile(r"[\W_]+")
_SAME_TEXT = 60  # characters of a body's first and last paragraph that are compared
_LONGEST = 200  # characters of other values that are compared
_FUTURE = timedelta(hours=1)  # clocks that go wrong are the server's affair
_AT_FETCH = timedelta(minutes=1)
_BUCKETS_AN_OCTAVE = 2
_MOST_RECORDS = 10_000_000  # of a run; a larger count in a file is a broken one
LAST_BUCKET = 80  # lengths of 2**40 and more, which no page has


class Repeats:
    """How often the commonest of many values comes, by at most 32 counters.

    A value that comes n times among m has a count of n - m/33 at least, and of n at most: Misra and Gries, "Finding
    repeated elements", Science of Computer Programming 2 (1982). Values are told apart by their CRC-32.
    """

    __slots__ = ("counts", "total")

    def __init__(self, total: int = 0, counts: Mapping[int, int] | None = None) -> None:
        self.total = total
        self.counts = dict(counts or {})

    def add(self, value: str) -> None:
        """Counts a value."""
        self._count(crc32(value.encode("utf-8", "replace")), 1)
        self.total += 1

    def merge(self, other: "Repeats") -> None:
        """Adds the counts of another run."""
        for key, count in other.counts.items():
            self._count(key, count)
        self.total += other.total

    @property
    def again(self) -> int:
        """Values that were the commonest one again, the first one not counted."""
        return max(self.counts.values(), default=1) - 1

    def _count(self, key: int, count: int) -> None:
        counts = self.counts
        if key in counts:
            counts[key] += count
        elif len(counts) < _COUNTERS:
            counts[key] = count
        else:
            less = min(count, *counts.values())
            self.counts = {other: left for other, was in counts.items() if (left := was - less)}
            if count > less:
                self.counts[key] = count - less


class Profile:
    """What the records of a run, or of several runs pooled, hold.

    Args:
        site: names of the outlet beside its registry name or host, which the records give: an author of that name is
            no person.

    Attributes:
        records: records added.
        failures: pages that ought to have been articles and gave none.
        has: field → records that have a value there.
        methods: field → reader → records whose value it gave. A reader is told by its name before a colon; an outlet's
            selectors also by their place in the field's list: `outlet`, `outlet:2`.
        lengths: field → bucket → records; `bucket_length` gives the least length of a bucket.
        repeats: name of `REPEATABLE` → its counters. A record that revises another is left out: it repeats it rightly.
        flags: name of `FLAGS` → records.
    """

    __slots__ = ("_site", "failures", "flags", "has", "lengths", "methods", "records", "repeats")

    def __init__(self, *, site: Iterable[str] = ()) -> None:
        self._site = frozenset(key for name in site if (key := _key(name)))
        self.records = 0
        self.failures = 0
        self.has = dict.fromkeys(FIELDS, 0)
        self.methods: dict[str, dict[str, int]] = {}
        self.lengths: dict[str, dict[int, int]] = {field: {} for field in MEASURED}
        self.repeats = {name: Repeats() for name in REPEATABLE}
        self.flags = dict.fromkeys(FLAGS, 0)

    def add(self, article: Article) -> None:
        """Counts an article."""
        methods = {field: provenance.method for field, provenance in article.provenance.items()}
        self._add({name: getattr(article, name) for name in _EXAMINED}, methods)

    def add_record(self, record: Mapping[str, Any]) -> None:
        """Counts a record that was read back from JSON. What is not as the schema says counts as absent."""
        provenance = record.get("provenance")
        methods = {
            field: str(by.get("method"))
            for field, by in (provenance.items() if isinstance(provenance, Mapping) else ())
            if isinstance(by, Mapping)
        }
        self._add({name: _sound(name, record.get(name)) for name in _EXAMINED}, methods)

    def add_failure(self) -> None:
        """Counts a page that ought to have been an article, by its URL or by what the page says, and gave none."""
        self.failures += 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not (self.records or self.failures)

    def to_json(self) -> dict[str, Any]:
        """The profile as JSON, some 1.5 KB; of repeated values the three commonest."""
        return {
            "format": FORMAT,
            "records": self.records,
            "failures": self.failures,
            "has": _not_zero(self.has),
            "methods": self.methods,
            "lengths": {field: {str(b): n for b, n in sorted(of.items())} for field, of in self.lengths.items() if of},
            "repeats": {name: [of.total, _commonest(of)] for name, of in self.repeats.items() if of.total},
            "flags": _not_zero(self.flags),
        }

    @classmethod
    def from_json(cls, value: Any) -> "Profile":
        """The profile that `to_json` gave; an empty one for all else, as an older version or a torn line leaves it."""
        profile = cls()
        try:
            if value["format"] != FORMAT:
                return profile
            profile.records, profile.failures = _count(value["records"]), _count(value["failures"])
            profile.has |= _counts(value["has"], FIELDS)
            profile.flags |= _counts(value["flags"], FLAGS)
            for field in [*FIELDS, "body"]:
                if field in value["methods"]:
                    for method, count in _counts(value["methods"][field]).items():
                        profile.methods.setdefault(field, {})[_method(method)] = count
            for field in MEASURED:
                of = _counts(value["lengths"].get(field, {}))
                profile.lengths[field] = {_bucket(bucket): n for bucket, n in of.items()}
            for name in REPEATABLE:
                total, counts = value["repeats"].get(name, (0, {}))
                of = _counts(counts)
                profile.repeats[name] = Repeats(_count(total), {int(key, 16): n for key, n in of.items()})
        except (KeyError, TypeError, ValueError, AttributeError):
            return cls()
        return profile

    @classmethod
    def pooled(cls, profiles: Iterable["Profile"]) -> "Profile":
        """The profile of several runs as if they had been one."""
        pool = cls()
        for profile in profiles:
            pool.records += profile.records
            pool.failures += profile.failures
            _add_counts(pool.has, profile.has)
            _add_counts(pool.flags, profile.flags)
            for field, methods in profile.methods.items():
                _add_counts(pool.methods.setdefault(field, {}), methods)
            for field, lengths in profile.lengths.items():
                _add_counts(pool.lengths[field], lengths)
            for name, repeats in profile.repeats.items():
                pool.repeats[name].merge(repeats)
        return pool

    def _add(self, values: Mapping[str, Any], methods: Mapping[str, str]) -> None:
        self.records += 1
        has = self.has
        for field in FIELDS:
            if values[field]:
                has[field] += 1
        for field in MEASURED:
            if value := values[field]:
                size = sum(map(len, value)) if field == "authors" else len(value)
                bucket = min(LAST_BUCKET, int(_BUCKETS_AN_OCTAVE * log2(size))) if size else 0
                of = self.lengths[field]
                of[bucket] = of.get(bucket, 0) + 1
        for field, method in methods.items():
            if field in has or field == "body":
                self._add_method(self.methods.setdefault(field, {}), _reader(method))
        if (values["revision"] or 1) == 1:
            for name, text in _repeatable(values):
                self.repeats[name].add(text)
        self._add_site(values)
        self._add_date(values["date_published"], values["fetched_at"])

    def _add_method(self, counts: dict[str, int], method: str) -> None:
        if method not in counts and (len(counts) >= _METHODS or not _METHOD.fullmatch(method)):
            method = "other"
        counts[method] = counts.get(method, 0) + 1

    def _add_site(self, values: Mapping[str, Any]) -> None:
        site = _names_of(values["outlet"] or "") | self._site
        self.flags["title_is_site"] += _key(values["title"] or "") in site
        self.flags["author_is_site"] += any(_key(name) in site for name in values["authors"])

    def _add_date(self, published: str | None, fetched_at: str | None) -> None:
        """Counts a date's form, and how it stands to the time of fetching; local time without an offset cannot."""
        if not published:
            return
        has_time = "T" in published
        self.flags["timed"] += has_time
        if not fetched_at:
            return
        try:
            fetched = datetime.fromisoformat(fetched_at)
            if not has_time:
                self.flags["fetched"] += 1
                # The day can begin 14 hours earlier elsewhere.
                self.flags["future"] += date.fromisoformat(published) > (fetched + timedelta(hours=14)).date()
                return
            moment = datetime.fromisoformat(published)
            if moment.tzinfo is None or fetched.tzinfo is None:
                return
            age = fetched - moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return
        self.flags["fetched"] += 1
        self.flags["future"] += age < -_FUTURE
        self.flags["at_fetch"] += abs(age) <= _AT_FETCH


def _reader(method: str) -> str:
    """The reader that a method names: `outlet:2` for `outlet:css:2`, the second of an outlet's selectors."""
    name = method.partition(":")[0]
    place = _PLACE.search(method) if name == DECLARED else None
    return name + (place[0] if place else "")


def bucket_length(bucket: int) -> int:
    """The least length that falls into a bucket."""
    length = int(2 ** (bucket / _BUCKETS_AN_OCTAVE))
    return length if int(_BUCKETS_AN_OCTAVE * log2(max(1, length))) >= bucket else length + 1


def _repeatable(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What of a record might wrongly be the same in others. A day without a time is so rightly."""
    for field in ("title", "description"):
        if values[field]:
            yield field, values[field][:_LONGEST]
    if values["date_published"] and "T" in values["date_published"]:
        yield "date_published", values["date_published"]
    if body := values["body"]:
        yield "body_start", body[:_SAME_TEXT].partition("\n\n")[0]
        yield "body_end", body[-_SAME_TEXT:].rpartition("\n\n")[2]
    if values["images"]:
        image = values["images"][0]
        yield "images", str(image.get("url") if isinstance(image, Mapping) else image.url)[-_LONGEST:]


def _sound(name: str, value: Any) -> Any:
    """A value of a record, if it is of the kind that its field has."""
    if name in ("authors", "tags"):
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    if name in ("images", "featured_stories"):
        return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
    if name == "revision":
        return value if isinstance(value, int) else 1
    return value if isinstance(value, str) else None


@lru_cache(maxsize=16)
def _names_of(outlet: str) -> frozenset[str]:
    """The keys of an outlet's registry name, or of its host with and without `www.` and the last label."""
    host = outlet.removeprefix("www.")
    return frozenset(key for name in (outlet, host, host.rpartition(".")[0]) if (key := _key(name)))


def _key(name: str) -> str:
    """A name in the form in which names are compared: letters and digits alone."""
    return _NO_KEY.sub("", name.casefold())


def _not_zero(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _commonest(repeats: Repeats) -> dict[str, int]:
    ranked = sorted(repeats.counts.items(), key=lambda one: (-one[1], one[0]))
    return {f"{key:x}": count for key, count in ranked[:_KEPT]}


def _add_counts(counts: dict[Any, int], more: Mapping[Any, int]) -> None:
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _MOST_RECORDS:
        raise ValueError
    return value


def _bucket(value: str) -> int:
    bucket = int(value)
    if not 0 <= bucket <= LAST_BUCKET:
        raise ValueError
    return bucket


def _method(value: str) -> str:
    if not _METHOD.fullmatch(value):
        raise ValueError
    return value


def _counts(value: Mapping[str, Any], names: Iterable[str] | None = None) -> dict[str, int]:
    known = value.keys() if names is None else [name for name in names if name in value]
    return {name: _count(value[name]) for name in known}
