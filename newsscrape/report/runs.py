"""The runs of crawls, from `runs.jsonl` beside a dataset: what each covered, its alarms, its outcomes."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsscrape.dataset.jsonl import read_lines
from newsscrape.monitor.history import PROFILE, RUN
from newsscrape.monitor.profile import FIELDS, Profile

COVERED = (*FIELDS, "body")
"""The fields whose coverage is shown. A record has a body always; a page without one gives no record."""


@dataclass(frozen=True, slots=True)
class RunAlarm:
    """An alarm as `newsscrape.monitor.alarms.Alarm` has it."""

    name: str
    field: str
    message: str


@dataclass(slots=True)
class Run:
    """A run, or what stands in for it where a dataset has none: the records of an outlet that were fetched on one day.

    Attributes:
        outlet: registry name or host.
        started_at, finished_at: ISO 8601, UTC; a day stands for both where there was no run.
        records: that it wrote.
        failures: pages that ought to have been articles and gave none.
        has: field → records that have a value there.
        alarms: what looked wrong.
        outcomes: words of `Outcome` → URLs.
        is_crawl: whether `runs.jsonl` has it.
    """

    outlet: str
    started_at: str
    finished_at: str
    records: int = 0
    failures: int = 0
    has: dict[str, int] = field(default_factory=dict)
    alarms: list[RunAlarm] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    is_crawl: bool = True

    @property
    def is_telling(self) -> bool:
        """Whether it says anything of fields: it has a record, or an alarm, since then all its pages failed."""
        return bool(self.records or self.alarms)


class RunsOfFolder:
    """The runs beside one dataset file, and which of them a record is of.

    Args:
        runs: in the order of their starts.
        first: the number of the first of them among all runs of a report.
    """

    def __init__(self, runs: list[Run], first: int) -> None:
        self._starts = [run.started_at for run in runs]
        self._runs = runs
        self._first = first

    def number_of(self, fetched_at: str | None) -> int | None:
        """The number of the run in which a page was fetched; None where no run was on then."""
        if not fetched_at:
            return None
        place = bisect_right(self._starts, fetched_at) - 1
        if place < 0 or fetched_at > self._runs[place].finished_at:
            return None
        return self._first + place


def read_runs(path: Path) -> list[Run]:
    """The runs of a file, by their starts. Of a run that was resumed the last line counts, which covers all of it.

    What is not as a crawl writes it is passed over: the file is for people and may have been edited.
    """
    found: dict[Any, Run] = {}
    for number, line in enumerate(read_lines(path, skip_broken=True)):
        if not isinstance(line, Mapping) or (run := _run_of(line)) is None:
            continue
        key = line.get(RUN)
        found[key if isinstance(key, str | int) else ("line", number)] = run
    return sorted(found.values(), key=lambda run: run.started_at)


def take_outcomes(runs: Iterable[Run], total: Counter[str]) -> None:
    """Adds the runs' outcomes to a total; the runs keep none. Outlets that are crawled each hour have many runs."""
    for run in runs:
        total.update(run.outcomes)
        run.outcomes = {}


def forget_coverage(runs: Sequence[Run], kept: int) -> None:
    """Lets go of what all but the last runs of an outlet covered, of those that say anything (`Run.is_telling`)."""
    telling = [run for run in runs if run.is_telling]
    for run in telling[: max(0, len(telling) - kept)]:
        run.has = {}


def _run_of(line: Mapping[str, Any]) -> Run | None:
    texts = [line.get(name) for name in ("outlet", "started_at", "finished_at")]
    if not all(isinstance(text, str) for text in texts):
        return None
    outlet, started_at, finished_at = map(str, texts)
    profile = Profile.from_json(line.get(PROFILE))
    return Run(
        outlet,
        started_at,
        finished_at,
        records=profile.records,
        failures=profile.failures,
        has={**profile.has, "body": profile.records},
        alarms=list(_alarms(line.get("alarms"))),
        outcomes=_counts(line.get("outcomes")),
    )


def _alarms(value: Any) -> Iterable[RunAlarm]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield RunAlarm(*(str(one.get(name, "")) for name in ("name", "field", "message")))


def _counts(value: Any) -> dict[str, int]:
    counts = value.items() if isinstance(value, Mapping) else ()
    return {str(name): count for name, count in counts if type(count) is int and count > 0}
