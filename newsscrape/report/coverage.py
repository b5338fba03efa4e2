"""Field coverage a run as a heat map: a table, so that it can be read, heard and walked through by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsscrape.report.runs import COVERED, Run, RunAlarm

MOST_MAPS = 20
"""Outlets that have a heat map: those with the most alarms, then those with the most records."""
MOST_RUNS = 30
"""Runs of an outlet that a heat map shows, the last ones."""
MOST_ALARMS = 200
"""Alarms that are listed, the last ones."""
STEPS = 10
"""Shades, besides the one for nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a run's records have a field.

    Attributes:
        has, of: the numbers.
        alarms: of the field in this run.
    """

    has: int
    of: int
    alarms: tuple[RunAlarm, ...]

    @property
    def percent(self) -> str:
        """The share, rounded so that only all is 100% and only none 0%; a dash where there was no record."""
        if not self.of:
            return "–"
        share = self.has / self.of
        return f"{min(max(round(100 * share), 0 if not self.has else 1), 100 if self.has >= self.of else 99)}%"

    @property
    def shade(self) -> int:
        """The share as one of `STEPS`, 0 for none and the last for all alone; -1 where there was no record."""
        if not self.of:
            return -1
        return STEPS if self.has >= self.of else -(-(STEPS - 1) * self.has // self.of)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The coverage of an outlet's last runs.

    Attributes:
        outlet: whose.
        runs: the columns.
        rows: field → a cell for each run.
        left_out: earlier runs.
    """

    outlet: str
    runs: list[Run]
    rows: dict[str, list[Cell]]
    left_out: int

    @property
    def unit(self) -> str:
        """What a column is."""
        return "run" if any(run.is_crawl for run in self.runs) else "day"


def heat_maps(runs: Sequence[Run], days: Sequence[Run]) -> list[HeatMap]:
    """A heat map an outlet, the outlets with most alarms first; of at most `MOST_MAPS`.

    Args:
        runs: of crawls.
        days: stand-ins for runs, for records that are of none.
    """
    by_outlet: dict[str, list[Run]] = {}
    for run in (*runs, *days):
        by_outlet.setdefault(run.outlet, []).append(run)
    ranked = sorted(by_outlet, key=lambda outlet: (*_rank(by_outlet[outlet]), outlet))
    return [_heat_map(outlet, by_outlet[outlet]) for outlet in ranked[:MOST_MAPS]]


def alarm_lines(runs: Sequence[Run]) -> list[tuple[int, Run, RunAlarm]]:
    """The alarms, the newest first, with their runs and the runs' numbers; at most `MOST_ALARMS`."""
    found = [(number, run, alarm) for number, run in enumerate(runs) for alarm in run.alarms]
    return sorted(found, key=lambda one: one[1].started_at, reverse=True)[:MOST_ALARMS]


def _rank(runs: Sequence[Run]) -> tuple[int, int]:
    return -sum(len(run.alarms) for run in runs), -sum(run.records for run in runs)


def _heat_map(outlet: str, runs: Sequence[Run]) -> HeatMap:
    telling = sorted((run for run in runs if run.is_telling), key=lambda run: run.started_at)
    shown = telling[-MOST_RUNS:]
    rows = {field: [_cell(run, field) for run in shown] for field in COVERED}
    return HeatMap(outlet, shown, rows, len(telling) - len(shown))


def _cell(run: Run, field: str) -> Cell:
    alarms = tuple(alarm for alarm in run.alarms if alarm.field == field)
    # Every record has a body; what has none fails.
    of = run.records + run.failures if field == "body" else run.records
    return Cell(run.has.get(field, 0), of, alarms)
