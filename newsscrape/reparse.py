"""Saved pages into records, without Scrapy: what `scrapy reparse` does between its options and its summary."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from newsscrape.archive.files import Unreadable
from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.errors import ExtractionError, Fault
from newsscrape.items import Article
from newsscrape.outlets.registry import outlet_named, outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from newsscrape.records import RecordRefused, page_key, refuse_known, run_chain, validate
from newsscrape.state.articles import KnownArticles
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_IN_FLIGHT = 16  # pages per process that are read ahead


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a saved page: its article, or the reason why there is none; and the faults on it."""

    path: str | None
    record: int | None
    article: Article | None
    reason: str | None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Summary:
    """The account of a re-parse: pages read, by outcome, and the faults on them by kind."""

    pages: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def parse_saved(page: Page | Unreadable, outlet: str | None = None) -> Parsed:
    """Parses one saved page, by the outlet named or by the one that the page shows."""
    if isinstance(page, Unreadable):
        return Parsed(page.path, page.record, None, page.reason)
    try:
        article = parse_article(page, outlet_named(outlet) if outlet else outlet_of(page))
    except ExtractionError as error:
        return Parsed(page.path, page.record, None, error.reason, page.faults)
    except Exception as error:  # noqa: BLE001 (a mistake of ours must cost one page, not the run; the line says which)
        return Parsed(page.path, page.record, None, f"internal error: {error!r}", page.faults)
    return Parsed(page.path, page.record, article, None, page.faults)


def map_in_order(function: Callable[[_In], _Out], items: Iterable[_In], jobs: int) -> Iterator[_Out]:
    """`map` over `jobs` processes, results in the order of the items, and no more items read ahead than are in work."""
    if jobs == 1:
        yield from map(function, items)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        pending: deque[Future[_Out]] = deque()
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) >= jobs * _IN_FLIGHT:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def reparse(
    pages: Iterable[Page | Unreadable],
    output: JsonLinesWriter,
    errors: JsonLinesWriter,
    *,
    outlet: str | None,
    jobs: int,
) -> Summary:
    """Writes the article of each page to `output`, and a line for whatever is amiss to `errors`; both in page order.

    A line of `errors` has `path`, `record`, `level` and `reason`: level `error` for a page without an article,
    `duplicate` for one whose article is in the output already, `warning` for a fault beside which the article stands.
    """
    summary = Summary()
    store = StateStore(None)
    earlier, known = KnownArticles(store, 0), KnownArticles(store, 1)
    for record in read_lines(output.path):
        earlier.adopt(record, record.get("url") or record["id"])

    def write(article: Article) -> None:
        output.write(article)
        known.remember(article, page_key(article))

    steps = (validate, refuse_known(known), write)
    for parsed in map_in_order(partial(parse_saved, outlet=outlet), pages, jobs):
        summary.pages += 1
        outcome, reason = _write(parsed, steps)
        summary.outcomes[outcome] += 1
        place = {"path": parsed.path, "record": parsed.record}
        if reason:
            level = "error" if outcome is Outcome.FAILED else "duplicate"
            errors.write({**place, "level": level, "reason": reason})
        for fault in parsed.faults:
            summary.faults[f"{fault.field}: {fault.cause}"] += 1
            errors.write({**place, "level": "warning", "reason": str(fault)})
    return summary


def _write(parsed: Parsed, steps: Iterable[Callable[[Article], None]]) -> tuple[Outcome, str]:
    if parsed.article is None:
        return Outcome.FAILED, parsed.reason or ""
    try:
        run_chain(parsed.article, steps)
    except RecordRefused as refused:
        return refused.outcome, refused.reason
    return Outcome.EXPORTED, ""
