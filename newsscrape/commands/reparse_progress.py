"""Tells how a re-parse goes while it runs: a bar on a terminal, else a plain line now and then."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from tqdm import tqdm

from newsscrape.archive.inputs import Input
from newsscrape.reparse.checkpoint import Summary
from newsscrape.reparse.learning import Tell
from newsscrape.reparse.parsing import Parsed
from newsscrape.reparse.run import Report
from newsscrape.state.outcome import Outcome

_BAR_EVERY_S = 0.1
_BAR = "{percentage:3.0f}%|{bar}| {desc}"

Show = Callable[[float | None, str], None]  # shows the share of the input that is done, None when unknown, and words


@contextmanager
def progress(inputs: Sequence[Input], *, every_s: float) -> Iterator[tuple[Report | None, Tell | None]]:
    """What `reparse` is to tell how it goes; what it tells is shown on standard error.

    Args:
        inputs: all that is read.
        every_s: seconds between lines where standard error is no terminal; 0 for none.
    """
    if sys.stderr.isatty():
        with tqdm(total=1, bar_format=_BAR, leave=False, desc="starting") as bar:
            yield _tellers(Way(inputs), lambda share, words: _renew(bar, share, words), _BAR_EVERY_S)
    elif every_s > 0:
        yield _tellers(Way(inputs), _write, every_s)
    else:
        yield None, None


class Way:
    """How far a re-parse is on its way through the input.

    Attributes:
        share: of the input's bytes that is done, from 0 to 1; None when unknown: before the first page, or where a file
            system does not tell sizes.

    Args:
        inputs: all that is read, in its order.
    """

    def __init__(self, inputs: Sequence[Input]) -> None:
        self.share: float | None = None
        self._starts: dict[str | None, int] = {}
        self._total = 0
        for source in inputs:
            self._starts[source.name] = self._total
            self._total += source.size_bytes or 0
        self._is_sized = self._total > 0 and None not in [source.size_bytes for source in inputs]
        self._began_at: float | None = None
        self._earlier_pages = 0  # of the run that this one goes on with
        self._earlier_share = 0.0

    def words(self, parsed: Parsed, summary: Summary, now: float) -> str:
        """Goes on to a page: `1,204 pages, 1,180 records, 80.1 pages/s, 3 failed, 01:20 left`.

        Args:
            parsed: what became of the page.
            summary: the account so far.
            now: seconds of a clock; at the first page it starts, so that learning is no part of the rate.
        """
        done = (self._starts[parsed.path] + (parsed.offset or 0)) / self._total if self._is_sized else None
        self.share = done
        if self._began_at is None:
            self._began_at = now
            self._earlier_pages = summary.pages - 1
            self._earlier_share = done or 0.0
        elapsed_s = now - self._began_at
        rate = (summary.pages - self._earlier_pages) / elapsed_s if elapsed_s > 0 else 0.0
        words = (
            f"{summary.pages:,} pages, {summary.outcomes[Outcome.EXPORTED]:,} records, {rate:.1f} pages/s, "
            f"{summary.outcomes[Outcome.FAILED]:,} failed"
        )
        if done is None or done <= self._earlier_share:
            return words
        left_s = elapsed_s * (1 - done) / (done - self._earlier_share)
        return f"{words}, {tqdm.format_interval(left_s)} left"


def _tellers(way: Way, show: Show, every_s: float) -> tuple[Report, Tell]:
    """What is told of pages and of learning, shown once in so many seconds."""
    due_at = monotonic() + every_s

    def show_if_due(share: float | None, words: str) -> None:
        nonlocal due_at
        now = monotonic()
        if now >= due_at:
            due_at = now + every_s
            show(share, words)

    def report(parsed: Parsed, summary: Summary) -> None:
        words = way.words(parsed, summary, monotonic())
        show_if_due(way.share, words)

    def tell(words: str) -> None:
        show_if_due(None, words)

    return report, tell


def _renew(bar: "tqdm[Any]", share: float | None, words: str) -> None:
    bar.n = share or 0
    bar.set_description_str(words)


def _write(share: float | None, words: str) -> None:
    sys.stderr.write(f"{words}\n" if share is None else f"{share:.0%}: {words}\n")
    sys.stderr.flush()
