"""One extractor over all pages, in a process of its own, warm, each page's time beside lxml's bare parse of it.

Clocks lie on a machine that does other things too. So the bare parse of a page is timed next to its extraction, before
it and after it by turns; a run is repeated, and each page counts with its median. Each repeat is a fresh process that
sees each page once: run twice over a page, an extractor would find in its caches what it is to be timed for.
"""

import logging
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median
from types import FrameType

from lxml.etree import LxmlError

from benchmarks.cases import Case
from benchmarks.extractors import Extract, Input, load, parse_only
from benchmarks.metrics import Answer
from benchmarks.warmup import FIRST_PAGES

_LONGEST_S = 60  # a page that takes longer is an error
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Timed:
    """What an extractor made of a page.

    Attributes:
        answer: empty after an error.
        seconds: its time.
        parse_seconds: that of lxml's bare parse.
        error: the exception's name, or None.
    """

    answer: Answer
    seconds: float
    parse_seconds: float
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Times of one extractor over the pages, in milliseconds; ratios are to the bare parse of the same pages.

    Attributes:
        mean_ms, median_ms, p99_ms: over pages; the 99th percentile is the nearest rank.
        parse_ms: mean of the bare parse.
        ratio: `mean_ms` to `parse_ms`.
        p99_ratio, worst_ratio: over pages' own ratios.
        worst: id of the page with the worst.
    """

    mean_ms: float
    parse_ms: float
    ratio: float
    median_ms: float
    p99_ms: float
    p99_ratio: float
    worst_ratio: float
    worst: str


class _TooSlow(BaseException):
    """Past `except Exception` of the extractor's own."""


def run(name: str, cases: list[Case], folds: Path | None, turn: int = 0) -> list[Timed]:
    """Runs one extractor over the cases in a fresh process, on one core.

    The bare parse comes before the extraction where `turn` and the page's index add up to an odd number.

    Raises:
        BrokenProcessPool: the process died, by a fault of compiled code or for want of memory.
        FileNotFoundError, ImportError: the extractor, or a model, cannot be loaded.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(_start, name, folds).result()
        return list(process.map(_one, range(turn, turn + len(cases)), cases))


_extract: Extract  # of this process


def _start(name: str, folds: Path | None) -> None:
    """Loads the extractor; gives it the first pages, whose times do not count."""
    global _extract  # noqa: PLW0603 (a process has one extractor)
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    logging.disable(logging.CRITICAL)
    _extract = load(name, folds)
    for page in FIRST_PAGES:
        _timed(0, page)


def _one(turn: int, case: Case) -> Timed:
    return _timed(turn, Input(case.markup(), case.url, case.host))


def _timed(turn: int, page: Input) -> Timed:
    before = _parse_seconds(page) if turn % 2 else None
    answer, error = Answer(), None
    with _limited():
        start = time.perf_counter()
        try:
            answer = _extract(page)
        except (Exception, _TooSlow) as raised:  # noqa: BLE001 (whatever it raises is its answer, and counted)
            error = type(raised).__name__.lstrip("_")
        seconds = time.perf_counter() - start
    return Timed(answer, seconds, _parse_seconds(page) if before is None else before, error)


def _parse_seconds(page: Input) -> float:
    start = time.perf_counter()
    with suppress(LxmlError):  # a page without one element: refusing it is what the floor costs
        parse_only(page)
    return time.perf_counter() - start


@contextmanager
def _limited() -> Iterator[None]:
    """Raises _TooSlow within, after the longest time that a page may take (where the system has such an alarm)."""

    def raise_too_slow(_signal: int, _frame: FrameType | None) -> None:
        raise _TooSlow

    if not hasattr(signal, "alarm"):
        yield
        return
    signal.signal(signal.SIGALRM, raise_too_slow)
    signal.alarm(_LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)


def times(cases: list[Case], runs: list[list[Timed]]) -> Times:
    """Sums up the runs of one extractor over the cases."""
    spent = [1000 * median(page.seconds for page in pages) for pages in zip(*runs, strict=True)]
    parse = [1000 * median(page.parse_seconds for page in pages) for pages in zip(*runs, strict=True)]
    # Of one run, where the two were timed side by side; then the median of the runs.
    ratios = [median(page.seconds / page.parse_seconds for page in pages) for pages in zip(*runs, strict=True)]
    worst = max(range(len(cases)), key=ratios.__getitem__)
    return Times(
        mean_ms=fmean(spent),
        parse_ms=fmean(parse),
        ratio=fmean(spent) / fmean(parse),
        median_ms=median(spent),
        p99_ms=percentile(spent, 99),
        p99_ratio=percentile(ratios, 99),
        worst_ratio=ratios[worst],
        worst=cases[worst].id,
    )


def percentile(values: list[float], percent: int) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[ceil(len(values) * percent / 100) - 1]
