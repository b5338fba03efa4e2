"""Datasets and folders of goldens, read once: counts, columns and packed records."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from newsscrape.archive.inputs import Input
from newsscrape.clusters import find_inputs
from newsscrape.dataset.reading import read_rows
from newsscrape.dataset.schema import record_checker
from newsscrape.page import Page
from newsscrape.report.archived import choose_places, find_pages
from newsscrape.report.coverage import MOST_RUNS
from newsscrape.report.dates import ANCIENT, FUTURE, DateDoubts
from newsscrape.report.golden_rows import golden_rows, is_golden_folder
from newsscrape.report.runs import Run, RunsOfFolder, forget_coverage, read_runs, take_outcomes
from newsscrape.report.saved import inert_page
from newsscrape.report.spool import RecordSpool, packed
from newsscrape.report.tally import Columns, FetchDays, Tally, missing_fields

RUNS = "runs.jsonl"
Progress = Callable[[int], object]
"""Is told, now and then, how many records were read."""
_TELL_EVERY = 1000
_LONGEST_PAGE = 5_000_000  # characters of a saved page


@dataclass(slots=True)
class Inputs:
    """What a report is about.

    Attributes:
        files: of datasets.
        goldens: folders of golden pages.
        archive: files of saved pages.
    """

    files: list[Path]
    goldens: list[Path]
    archive: list[Input] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may hold.

    Attributes:
        records: that can be looked into, the last ones of the datasets.
        pages: saved pages beside their records.
    """

    records: int = 100_000
    pages: int = 50


class Gathered:
    """All that the page shows.

    Args:
        file: an empty temporary file, for the records.
        limits: what the page may hold.

    Attributes:
        tally: counts over all records.
        columns, doubts: of the records that the page holds.
        runs: of crawls, by file; what they covered is known of the last ones alone.
        outcomes: words of `Outcome` → URLs, of all runs.
        fetch_days: what stands in for them.
        spool: the records.
        pages: place among the records that the page holds → packed HTML of the saved page.
    """

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self.limits = limits
        self.tally = Tally()
        self.columns = Columns()
        self.doubts = DateDoubts()
        self.runs: list[Run] = []
        self.outcomes: Counter[str] = Counter()
        self.fetch_days = FetchDays()
        self.spool = RecordSpool(file, limits.records)
        self.pages: dict[int, str] = {}

    def add(self, record: dict[str, Any], runs: RunsOfFolder | None) -> None:
        """Adds a record, of one of the runs of its folder."""
        missing = missing_fields(record)
        run = runs.number_of(record.get("fetched_at")) if runs else None
        if run is None:
            self.fetch_days.add(record, missing)
        doubts = self.doubts.add(self.columns.add(record, missing, run), record)
        self.tally.add(record, has_plausible_date=not doubts & (FUTURE | ANCIENT))
        self._forget(self.spool.add(record))

    def show_page(self, place: int, page: Page, record: Mapping[str, Any]) -> None:
        """Adds the saved page of the record at a place, unless it is so long that nobody would read it."""
        content = inert_page(page, record)
        if len(content) <= _LONGEST_PAGE:
            self.pages[place] = packed(content.encode())

    def finish(self) -> None:
        """Packs what is left."""
        self._forget(self.spool.flush())

    def _forget(self, count: int) -> None:
        if count:
            self.columns.forget(count)
            self.doubts.forget(count)
            self.pages = {place - count: page for place, page in self.pages.items() if place >= count}


def find_report_inputs(names: Iterable[str]) -> Inputs:
    """The datasets and folders of goldens that names stand for.

    Raises:
        ConfigurationError: a name stands for neither.
    """
    paths = list(names)
    goldens = [path for path in map(Path, paths) if is_golden_folder(path)]
    return Inputs(find_inputs(path for path in paths if Path(path) not in goldens), goldens)


def gather(inputs: Inputs, file: IO[bytes], limits: Limits, progress: Progress | None = None) -> Gathered:
    """Reads everything once; memory holds the columns, some 500 bytes a record of those that the page holds.

    Args:
        inputs: what to read.
        file: as of `Gathered`.
        limits: what the page may hold.
        progress: is told of every thousandth record.

    Raises:
        ConfigurationError: a file cannot be read at all, or a golden is broken.
        OSError: the disk is full or broken.
    """
    gathered = Gathered(file, limits)
    for record, runs in _records(inputs.files, gathered):
        gathered.add(record, runs)
        if progress is not None and gathered.tally.records % _TELL_EVERY == 0:
            progress(gathered.tally.records)
    for folder in inputs.goldens:
        for record, page in golden_rows(folder):
            if len(gathered.pages) < limits.pages:
                gathered.show_page(len(gathered.columns), page, record)
            gathered.add(record, None)
    gathered.finish()
    if inputs.archive:
        _add_pages(gathered, inputs.archive)
    return gathered


def _records(files: Sequence[Path], gathered: Gathered) -> Iterator[tuple[dict[str, Any], RunsOfFolder | None]]:
    """The valid records of files, with the runs of their folders. What is no record is counted."""
    of_folder: dict[Path, RunsOfFolder | None] = {}
    check = record_checker()
    for file in files:
        folder = file.absolute().parent
        if folder not in of_folder:
            runs = read_runs(folder / RUNS)
            take_outcomes(runs, gathered.outcomes)
            forget_coverage(runs, MOST_RUNS)
            of_folder[folder] = RunsOfFolder(runs, len(gathered.runs)) if runs else None
            gathered.runs += runs
        for row in read_rows(file):
            if row.value is not None and check(row.value) is None:
                yield row.value, of_folder[folder]
            elif not row.is_torn:
                gathered.tally.unreadable += 1


def _add_pages(gathered: Gathered, archive: list[Input]) -> None:
    """Adds the saved pages of the newest records, and of those of runs with alarms."""
    runs = gathered.columns.runs
    alarmed = [place for place, run in enumerate(runs) if run >= 0 and gathered.runs[run].alarms]
    places = choose_places(alarmed, len(runs), gathered.limits.pages)
    wanted: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for place, record in gathered.spool.records(places):
        if digest := _digest(record):
            wanted.setdefault(digest, []).append((place, record))
    for digest, page in find_pages(archive, wanted):
        for place, record in wanted[digest]:
            gathered.show_page(place, page, record)


def _digest(record: dict[str, Any]) -> str | None:
    source = record.get("source")
    return source.get("sha256") if isinstance(source, dict) else None
