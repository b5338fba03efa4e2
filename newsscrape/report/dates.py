"""Dates that look wrong, told by the records alone. Each is a question to a person, not a verdict."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zlib import crc32

DOUBTS = (
    "after it was fetched",
    "before 1995",
    "when it was fetched",
    "printed, but not read",
    "one moment for many",
    "far older than others",
)
"""What may look wrong, in words; a record's doubts are bits in this order."""
FUTURE, ANCIENT, AT_FETCH, UNREAD, ALIKE, OLD = (1 << place for place in range(len(DOUBTS)))

_CLOCKS_DIFFER = timedelta(hours=1)
_AT_FETCH = timedelta(minutes=1)
_ANOTHER_ZONE = timedelta(hours=14)  # by which a day can begin earlier elsewhere
_FIRST_YEAR = "1995"  # outlets' sites begin
_MANY, _MUCH = 5, 0.2  # so many records, and such a share of the outlet's, have one moment
_LONG_DAYS = 365
_TIMES_OLDER = 20  # than the median of the outlet's articles when fetched
_NO_AGE = -(2**31)
_NO_MOMENT = 0


class DateDoubts:
    """The doubts of records, in the order in which they were added; 16 bytes a record."""

    def __init__(self) -> None:
        self._bits = array("I")
        self._outlets = array("I")
        self._ages_days = array("i")
        self._moments = array("I")  # CRC-32 of dates with a time

    def add(self, outlet: int, record: dict[str, Any]) -> int:
        """Adds a record of the outlet of a number; those of its doubts, as bits, that it tells by itself."""
        published, fetched = _text(record.get("date_published")), _moment(_text(record.get("fetched_at")))
        bits = 0
        if published is None:
            bits |= UNREAD if _text(record.get("date_published_raw")) else 0
        elif published < _FIRST_YEAR:
            bits |= ANCIENT
        age = _age(published, fetched) if published and fetched else None
        if published and age is not None:
            is_timed = "T" in published
            if age < (-_CLOCKS_DIFFER if is_timed else -_ANOTHER_ZONE):
                bits |= FUTURE
            elif is_timed and abs(age) <= _AT_FETCH:
                bits |= AT_FETCH
        self._bits.append(bits)
        self._outlets.append(outlet)
        self._ages_days.append(_NO_AGE if age is None else max(-9999, min(age.days, 99999)))
        self._moments.append(crc32(published.encode()) if published and "T" in published else _NO_MOMENT)
        return bits

    def forget(self, count: int) -> None:
        """Takes away the first records."""
        for column in (self._bits, self._outlets, self._ages_days, self._moments):
            del column[:count]

    def all(self) -> list[int]:
        """The bits of each record, with those that take all records to tell."""
        old = _old(self._outlets, self._ages_days)
        alike = _alike(self._outlets, self._moments)
        return [
            bits | (OLD if old.get(outlet, _LONG_DAYS * 999) < age else 0) | (ALIKE if (outlet, moment) in alike else 0)
            for bits, outlet, age, moment in zip(self._bits, self._outlets, self._ages_days, self._moments, strict=True)
        ]


def counts(doubts: Iterable[int]) -> dict[str, int]:
    """How many records have each of the doubts that any has."""
    found = Counter(place for bits in doubts if bits for place in range(len(DOUBTS)) if bits >> place & 1)
    return {DOUBTS[place]: found[place] for place in sorted(found)}


def _old(outlets: Sequence[int], ages_days: Sequence[int]) -> dict[int, float]:
    """The age in days from which on an article of an outlet is far older than the others."""
    by_outlet: defaultdict[int, list[int]] = defaultdict(list)
    for outlet, age in zip(outlets, ages_days, strict=True):
        if age != _NO_AGE:
            by_outlet[outlet].append(max(0, age))
    return {outlet: max(_LONG_DAYS, _TIMES_OLDER * (median(ages) + 1)) for outlet, ages in by_outlet.items()}


def _alike(outlets: Sequence[int], moments: Sequence[int]) -> set[tuple[int, int]]:
    """The moments that many of an outlet's records have."""
    found = Counter((o, m) for o, m in zip(outlets, moments, strict=True) if m != _NO_MOMENT)
    timed = Counter(o for o, m in zip(outlets, moments, strict=True) if m != _NO_MOMENT)
    return {key for key, count in found.items() if count >= max(_MANY, _MUCH * timed[key[0]])}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _age(published: str, fetched: datetime) -> timedelta | None:
    """How long before it was fetched an article was published; None for no date. Local time counts as UTC: near enough
    for days, and of no use for minutes, so that it is never at the moment of fetching.
    """
    try:
        if "T" not in published:
            begin = date.fromisoformat(published)
            return fetched - datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        moment = datetime.fromisoformat(published)
        if moment.tzinfo is None:
            age = fetched - moment.replace(tzinfo=UTC)
            return None if abs(age) <= _ANOTHER_ZONE else age
        return fetched - moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
