"""What is counted of a dataset's records as they go by: all that the overview shows, in memory that stays small."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from newsscrape.report.runs import COVERED, Run

LENGTHS = (250, 500, 1000, 2000, 4000, 8000, 16000, 32000)
"""Where the classes of lengths end, in characters of the body; the last class has no end."""
CLUSTERS = {"2": (2, 2), "3–5": (3, 5), "6–10": (6, 10), "11 and more": (11, 1 << 60)}
"""Classes of clusters by their articles, the first one included."""
NOT_GIVEN = "not given"


@dataclass(slots=True)
class Tally:
    """Counts over all records.

    Attributes:
        records: that were read, the following not counted.
        unreadable: lines that are no record, and records that are not valid.
        revisions: records that revise an earlier one.
        outlets: name → records.
        languages: BCP 47 tag → records.
        lengths: number of the class of `LENGTHS` → records.
        days: (outlet, day of publication) → records; dates that cannot be right are left out.
        undated: the others.
        copies: id of the first article of a cluster → its copies.
        first_fetched, last_fetched: of all, ISO 8601; empty where none says.
    """

    records: int = 0
    unreadable: int = 0
    revisions: int = 0
    outlets: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    days: Counter[tuple[str, str]] = field(default_factory=Counter)
    undated: int = 0
    copies: Counter[str] = field(default_factory=Counter)
    first_fetched: str = ""
    last_fetched: str = ""
    _copy_ids: set[int] = field(default_factory=set)

    def add(self, record: Mapping[str, Any], *, has_plausible_date: bool = True) -> None:
        """Counts a record."""
        self.records += 1
        outlet = str(record.get("outlet") or NOT_GIVEN)
        self.outlets[outlet] += 1
        self.languages[str(record.get("language") or NOT_GIVEN)] += 1
        self.lengths[_length_class(len(str(record.get("body") or "")))] += 1
        self.revisions += bool(record.get("previous_sha256"))
        if has_plausible_date and (day := day_of(record.get("date_published"))):
            self.days[outlet, day] += 1
        else:
            self.undated += 1
        if first := record.get("duplicate_of"):
            key = hash(record.get("id"))
            if key not in self._copy_ids:  # a revision of a copy is no other copy
                self._copy_ids.add(key)
                self.copies[str(first)] += 1
        if fetched := record.get("fetched_at"):
            self.first_fetched = min(self.first_fetched or str(fetched), str(fetched))
            self.last_fetched = max(self.last_fetched, str(fetched))

    def clusters(self) -> dict[str, int]:
        """Class of `CLUSTERS` → clusters."""
        sizes = Counter(count + 1 for count in self.copies.values())
        return {
            name: sum(count for size, count in sizes.items() if least <= size <= most)
            for name, (least, most) in CLUSTERS.items()
        }


class FetchDays:
    """Stand-ins for runs: the records of an outlet that were fetched on one day, where `runs.jsonl` has no run."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], Run] = {}

    def add(self, record: Mapping[str, Any], missing: int) -> tuple[str, str]:
        """Counts a record with its missing fields, as bits; the key of its stand-in."""
        outlet = str(record.get("outlet") or NOT_GIVEN)
        day = str(record.get("fetched_at") or "")[:10]
        run = self._runs.get((outlet, day))
        if run is None:
            run = self._runs[outlet, day] = Run(outlet, day, day, has=dict.fromkeys(COVERED, 0), is_crawl=False)
        run.records += 1
        for place, name in enumerate(COVERED):
            run.has[name] += not missing >> place & 1
        return outlet, day

    def runs(self) -> list[Run]:
        """The stand-ins, by their days."""
        return [run for _, run in sorted(self._runs.items(), key=lambda one: (one[0][1], one[0][0]))]


@dataclass(slots=True)
class Columns:
    """What the list, the search and the filters need of each record: a column for each property, a row a record.

    Attributes:
        titles: as in the record; empty where it has none.
        outlets: numbers in `outlet_names`.
        dates: of publication, to the minute; empty where there is none.
        missing: fields of `COVERED` without a value, as bits.
        runs: number of the run it is of; -1 for none.
        id_texts: the ids.
        first_texts: `duplicate_of`; empty for none.
        outlet_names: each once.
    """

    titles: list[str] = field(default_factory=list)
    outlets: "array[int]" = field(default_factory=lambda: array("I"))
    dates: list[str] = field(default_factory=list)
    missing: "array[int]" = field(default_factory=lambda: array("I"))
    runs: "array[int]" = field(default_factory=lambda: array("i"))
    id_texts: list[str] = field(default_factory=list)
    first_texts: list[str] = field(default_factory=list)
    outlet_names: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.titles)

    def add(self, record: Mapping[str, Any], missing: int, run: int | None) -> int:
        """Adds a record; the number of its outlet."""
        outlet = self.outlet_names.setdefault(str(record.get("outlet") or NOT_GIVEN), len(self.outlet_names))
        self.titles.append(str(record.get("title") or ""))
        self.outlets.append(outlet)
        self.dates.append(str(record.get("date_published") or "")[:16])
        self.missing.append(missing)
        self.runs.append(-1 if run is None else run)
        self.id_texts.append(str(record.get("id") or ""))
        self.first_texts.append(str(record.get("duplicate_of") or ""))
        return outlet

    def forget(self, count: int) -> None:
        """Takes away the first records."""
        lists: tuple[Any, ...] = (self.titles, self.dates, self.id_texts, self.first_texts)
        for column in (*lists, self.outlets, self.missing, self.runs):
            del column[:count]

    def revisions(self) -> list[list[int]]:
        """The places of the records of each id that has several."""
        places: dict[str, list[int]] = {}
        for place, name in enumerate(self.id_texts):
            places.setdefault(name, []).append(place)
        return [each for each in places.values() if len(each) > 1]

    def clusters(self) -> list[list[int]]:
        """The places of each cluster's articles, the first one before the others; of an id its last record."""
        newest = {name: place for place, name in enumerate(self.id_texts)}
        clusters: dict[str, list[int]] = {}
        for place in newest.values():
            if first := self.first_texts[place]:
                clusters.setdefault(first, [newest[first]] if first in newest else []).append(place)
        return [each for each in clusters.values() if len(each) > 1]


def missing_fields(record: Mapping[str, Any]) -> int:
    """The fields of `COVERED` without a value, as bits in their order."""
    return sum(1 << place for place, name in enumerate(COVERED) if not record.get(name))


def day_of(published: Any) -> str | None:
    """The day of an ISO 8601 date; None where it is none."""
    day = published[:10] if isinstance(published, str) else ""
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    return day


def _length_class(length: int) -> int:
    return sum(length >= end for end in LENGTHS)
