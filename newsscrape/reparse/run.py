"""A re-parse from its inputs to its output: what is written where, and how it is gone on with after a crash."""

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from newsscrape.archive.inputs import Input, PassedOver, Unreadable, read_input
from newsscrape.dataset.jsonl import JsonLinesWriter, encode, is_line_start
from newsscrape.dataset.writer import DEFAULT_SHARD_BYTES, DatasetWriter
from newsscrape.duplicates.passing import PassingCopies
from newsscrape.duplicates.policy import Policy
from newsscrape.duplicates.texts import fields_of
from newsscrape.errors import ConfigurationError
from newsscrape.limits import PAGE_BUDGET_S
from newsscrape.page import Page
from newsscrape.records import RecordRefused, page_key, refuse_copies, refuse_known
from newsscrape.reparse.checkpoint import Checkpoint, Summary
from newsscrape.reparse.learning import Tell, learn_frames
from newsscrape.reparse.parsing import Parsed, parse_saved
from newsscrape.reparse.workers import parse_in_order
from newsscrape.state.articles import KnownArticles
from newsscrape.state.lock import hold
from newsscrape.state.outcome import Outcome
from newsscrape.urls import url_key
from newsscrape.version import VERSION

BUDGET_S = PAGE_BUDGET_S
_COMMIT_EVERY_S = 2.0
_EARLIER, _NOW = 0, 1  # runs, for what the output held before and what this one writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to re-parse.

    Attributes:
        outlet: name of the pages' outlet; None to find it for each.
        jobs: processes that parse.
        budget_s: seconds that a page may take.
        shard_bytes: bytes of JSON Lines from which on a file of the output is full.
        append: whether to keep the records that the output has, and add those that it lacks.
        resume: whether to go on with what an earlier run has done.
        duplicates: what becomes of copies of other articles of the output.
        learn: whether the inputs are read once before, to learn the frames of their sites, by which pages of no outlet
            are read.
    """

    outlet: str | None = None
    jobs: int = 1
    budget_s: float = BUDGET_S
    shard_bytes: int = DEFAULT_SHARD_BYTES
    append: bool = False
    resume: bool = False
    duplicates: Policy = Policy.MARK
    learn: bool = False


Report = Callable[[Parsed, Summary], None]  # told after each page what became of it, and the account so far


@dataclass(frozen=True, slots=True)
class _Begin:
    """Stands before the first item of an input, of which everything up to a record is done."""

    source: Input
    last_record: int | None


def errors_path(output: Path) -> Path:
    """Where the faults go: `errors.jsonl` beside the output."""
    return output.with_name("errors.jsonl")


def frames_path(output: Path) -> Path:
    """Where the learned frames are kept, for as long as the state: hidden, beside the output."""
    return output.with_name(f".{output.name}.frames")


def reparse(
    inputs: Sequence[Input],
    output: Path,
    options: Options,
    report: Report | None = None,
    tell: Tell | None = None,
) -> tuple[Summary, list[Path]]:
    """Writes the article of each page to `output`, and to errors.jsonl a line for whatever is amiss; in page order.

    A line of errors.jsonl has `path`, `record`, `offset`, `level` and `reason`: level `error` for a page without an
    article, `duplicate` for one whose article is in the output already, `warning` for a fault beside which the article
    stands.

    Args:
        inputs: the files, in the order in which their records are to come.
        output: the dataset; its ending says its kind.
        options: how.
        report: told how it goes.
        tell: told how the learning goes before.

    Returns:
        The account, which includes what was done before an interruption; and the dataset's files.

    Raises:
        ConfigurationError: the output cannot be written, or not gone on with.
        BusyError: another process writes it, or that errors.jsonl.
        sqlite3.Error: the disk is full, or the state is broken.
        OSError: the disk is full or broken. What was committed can be gone on with.
    """
    run = _Run(output, options)
    try:
        if options.learn:
            run.learn(inputs, tell)
        run.take(inputs, report)
        return run.summary, run.finish()
    finally:
        run.close()


class _Run:
    """The files of one run, open."""

    def __init__(self, output: Path, options: Options) -> None:
        self._options = options
        self._frames = frames_path(output)
        self._source: Input | None = None  # that is being read
        self._last_record: int | None = None  # of it, that is done
        self._is_broken = False  # whether that one could not be read
        with ExitStack() as opened:
            for file in (output, errors_path(output)):
                lock = hold(file.with_name(f".{file.name}.lock"), f"{file}: another process writes it")
                opened.callback(lock.release)
            self._checkpoint = opened.enter_context(closing(_checkpoint(output, options)))
            if not options.resume:
                self._frames.unlink(missing_ok=True)
            at = self._checkpoint.position
            append = options.append and at is None
            self._copies: PassingCopies | None = None
            if options.duplicates is not Policy.OFF:
                self._copies = opened.enter_context(closing(PassingCopies(_copies_folder(output))))
            self._output = opened.enter_context(
                closing(DatasetWriter(output, append=append, at=at, shard_bytes=options.shard_bytes))
            )
            errors = errors_path(output)
            if at is not None:
                _cut(errors, self._checkpoint.errors_bytes)
            self._errors = opened.enter_context(closing(JsonLinesWriter(errors, append=append or at is not None)))
            self.summary = self._checkpoint.summary
            self._known = KnownArticles(self._checkpoint.store, _NOW)
            self._refuse_known = refuse_known(self._known)
            self._refuse_copies = refuse_copies(self._copies, options.duplicates) if self._copies else None
            if append or (self._copies and at is not None):
                self._adopt(append=append)
            self._commit()
            self._opened = opened.pop_all()

    def learn(self, inputs: Sequence[Input], tell: Tell | None) -> None:
        """Learns the frames of the inputs' sites, unless the run that this one goes on with has done so.

        Raises:
            ConfigurationError: that one's frames are gone, and some of its records were read by them.
        """
        if not self._frames.exists():
            if self.summary.pages:
                raise ConfigurationError(f"{self._frames}: the learned frames are gone: begin anew without --resume")
            learn_frames(inputs, self._frames, jobs=self._options.jobs, budget_s=self._options.budget_s, tell=tell)

    def take(self, inputs: Sequence[Input], report: Report | None) -> None:
        """Parses what is not done yet."""
        parse = partial(
            parse_saved,
            outlet=self._options.outlet,
            frames=self._frames if self._options.learn else None,
            signed=self._copies is not None,
        )
        results: Generator[Parsed | Unreadable | PassedOver | _Begin] = parse_in_order(
            self._items(inputs), parse, jobs=self._options.jobs, budget_s=self._options.budget_s
        )
        with closing(results):
            for done in results:
                self._settle(done)
                if report and isinstance(done, Parsed):
                    report(done, self.summary)
                if time.monotonic() - self._committed_at > _COMMIT_EVERY_S:
                    self._commit()
        self._end_input()

    def finish(self) -> list[Path]:
        """Brings the output into its final form; its files."""
        self._commit()
        return self._output.finish()

    def close(self) -> None:
        """Leaves the files; what was not committed is done again by a run that goes on."""
        self._opened.close()

    def _adopt(self, *, append: bool) -> None:
        """Notes the records that the output has: when it is appended to, in the checkpoint as well."""
        known = KnownArticles(self._checkpoint.store, _EARLIER)
        for record in self._output.records():
            if append:
                known.adopt(record, url_key(record["url"]) if record.get("url") else record["id"])
            if self._copies:
                self._copies.note(record)

    def _items(self, inputs: Sequence[Input]) -> Iterator[Page | Unreadable | PassedOver | _Begin]:
        for source in inputs:
            begun = self._checkpoint.begun(source)
            if not begun.is_finished:
                yield _Begin(source, begun.last_record)
                yield from read_input(source, after=begun.last_record)

    def _settle(self, done: Parsed | Unreadable | PassedOver | _Begin) -> None:
        match done:
            case _Begin():
                self._end_input()
                self._source, self._last_record, self._is_broken = done.source, done.last_record, False
                return
            case PassedOver():
                self.summary.passed_over[done.kind] += 1
            case Unreadable():
                self.summary.no_inputs += done.is_no_input
                self._account_for(parse_saved(done))
            case Parsed():
                self._account_for(done)
        if done.record is not None:
            self._last_record = done.record
            self._is_broken = isinstance(done, Unreadable)
        else:  # what has no number is all that its input holds, or the last of it
            self._end_input()

    def _end_input(self) -> None:
        """Notes an input as done. When it grows, its last record may: one that was cut off, or a dump's."""
        if self._source is not None:
            last = self._last_record
            if last is not None and (self._is_broken or self._source.kind == "text"):
                last = last - 1 if last else None
            self._checkpoint.note(self._source, last, is_finished=True)
            self._source = None

    def _account_for(self, parsed: Parsed) -> None:
        """Writes the record of a page, and a line for whatever is amiss."""
        outcome, reason = self._write(parsed)
        self.summary.pages += 1
        self.summary.outcomes[outcome] += 1
        place = {"path": parsed.path, "record": parsed.record, "offset": parsed.offset}
        if reason:
            level = "error" if outcome is Outcome.FAILED else "duplicate"
            self._errors.write({**place, "level": level, "reason": reason})
        for fault in parsed.faults:
            self.summary.faults[f"{fault.field}: {fault.cause}"] += 1
            self._errors.write({**place, "level": "warning", "reason": str(fault)})

    def _write(self, parsed: Parsed) -> tuple[Outcome, str]:
        article = parsed.article
        if article is None:
            return Outcome.FAILED, parsed.reason or ""
        try:
            self._refuse_known(article)
            if self._refuse_copies:
                self._refuse_copies(article, parsed.signature)
        except RecordRefused as refused:
            return refused.outcome, refused.reason
        if self._output.is_full:
            self._commit()
            self._output.roll()
        self._output.write(encode(article))
        self._known.remember(article, page_key(article))
        self.summary.marked += article.duplicate_of is not None
        if self._copies:
            self._copies.note(fields_of(article))
        return Outcome.EXPORTED, ""

    def _commit(self) -> None:
        if self._source is not None:
            self._checkpoint.note(self._source, self._last_record)
        self._committed_at = time.monotonic()
        if self._copies:
            self._copies.commit()
        self._output.sync()
        self._errors.sync()
        self._checkpoint.commit(self._output.position, self._errors.size_bytes)


def _checkpoint(output: Path, options: Options) -> Checkpoint:
    depends_on = {
        "newsscrape": VERSION,
        "outlet": options.outlet,
        "shard_bytes": options.shard_bytes,
        "duplicates": options.duplicates,
        "learn": options.learn,
    }
    return Checkpoint(output.with_name(f".{output.name}.state"), depends_on, resume=options.resume)


def _copies_folder(output: Path) -> Path:
    return output.with_name(f".{output.name}.copies")


def _cut(errors: Path, size_bytes: int) -> None:
    """Cuts errors.jsonl to the length that was committed."""
    there = errors.stat().st_size if errors.exists() else 0
    if there < size_bytes or not is_line_start(errors, size_bytes):
        raise ConfigurationError(f"{errors}: was changed since; begin anew without --resume")
    if there:
        os.truncate(errors, size_bytes)
