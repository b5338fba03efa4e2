"""Settles what pipelines and Scrapy decide in the spider's ledger, and leaves the account: stats and `runs.jsonl`."""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newsscrape.dataset.jsonl import JsonLinesWriter, read_lines
from newsscrape.dates import to_utc
from newsscrape.items import Article
from newsscrape.monitor.alarms import Alarm, find_alarms
from newsscrape.monitor.history import read_profiles
from newsscrape.monitor.profile import Profile
from newsscrape.outlets.base import Outlet
from newsscrape.state.ledger import KEY
from newsscrape.state.outcome import Outcome
from newsscrape.storage import Storage, StorageError

STATS = "newsscrape/"  # what the stats' names begin with
NO_ARTICLE = f"{STATS}no_article"  # pages at articles' URLs of which none could be made
# Ways in which a run ends by what the user set; with all others, what is still open was lost.
_ENDED_AT_LIMIT = ("limit", "closespider_")
_COMMIT_EVERY_S = 1.0  # while the run waits for answers; while records come, `Storage` sees to it


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAccount:
    """What a run came to.

    Attributes:
        outlet: whose run it was.
        finish_reason: how it ended, in Scrapy's words.
        seen: URLs; `outcomes` and `reasons` say what became of them.
        records: how many were written.
        marked: those of them that are marked as copies of others.
        dataset: where.
        alarms: what looks wrong with them.
        errors: what broke, in sentences.
    """

    outlet: str
    finish_reason: str
    seen: int
    outcomes: dict[Outcome, int]
    reasons: dict[Outcome, dict[str, int]]
    records: int
    marked: int
    dataset: Path
    alarms: list[Alarm]
    errors: list[str]

    @property
    def ended_well(self) -> bool:
        """Whether the run came to its end, or to one that the user set."""
        return _ended_well(self.finish_reason)


class Accounting:
    """Gives every URL of a run its outcome. Spiders without a storage are left alone.

    Attributes:
        account: what the run came to; None until it has ended.
        line: the same as `runs.jsonl` has it; empty until then.
        seconds: that this process spent on the run; 0 until then.
    """

    def __init__(self, crawler: Crawler, storage: Storage) -> None:
        self.crawler = crawler
        self.storage = storage
        self.ledger = storage.ledger
        outlet = getattr(crawler.spider, "outlet", None)
        self.profile = Profile(site=[outlet.title] if isinstance(outlet, Outlet) else [])
        self.errors: list[str] = []
        self.account: RunAccount | None = None
        self.line: dict[str, Any] = {}
        self.seconds = 0.0
        for handler, signal in (
            (self.spider_opened, signals.spider_opened),
            (self.item_scraped, signals.item_scraped),
            (self.item_dropped, signals.item_dropped),
            (self.item_error, signals.item_error),
            (self.spider_error, signals.spider_error),
            (self.request_dropped, signals.request_dropped),
            (self.spider_closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Accounting":
        """Scrapy's constructor; NotConfigured for a spider without a storage."""
        storage = getattr(crawler.spider, "storage", None)
        if not isinstance(storage, Storage):
            raise NotConfigured
        return cls(crawler, storage)

    def spider_opened(self, spider: Spider) -> None:
        """Takes in what an interrupted run wrote, and sees to it that what is written lasts."""
        for record in self.storage.records():
            self.profile.add_record(record)
        self._opened_at = monotonic()
        self._commits = create_looping_call(self._commit)
        self._commits.start(_COMMIT_EVERY_S, now=False)

    def item_scraped(self, item: Any, response: Response | None, spider: Spider) -> None:
        """An article went through all pipelines."""
        self._settle(response, Outcome.EXPORTED, "")
        if isinstance(item, Article):
            self.profile.add(item)
            self._note_read(response, item)

    def item_dropped(self, item: Any, response: Response | None, exception: Exception, spider: Spider) -> None:
        """A pipeline refused an article."""
        outcome = getattr(exception, "outcome", Outcome.FAILED)
        self._settle(response, outcome, str(exception))
        if isinstance(item, Article) and outcome in (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.DUPLICATE):
            self._note_read(response, item)

    def item_error(self, item: Any, response: Response | None, spider: Spider, failure: Failure) -> None:
        """A pipeline broke."""
        self._break(f"error in a pipeline: {failure.value!r}", response)

    def spider_error(self, failure: Failure, response: Response | Failure | None, spider: Spider) -> None:
        """The spider broke."""
        self._break(f"error in the spider: {failure.value!r}", response if isinstance(response, Response) else None)

    def request_dropped(self, request: Request, spider: Spider) -> None:
        """A redirect led to a URL that was asked for before, or the other way round."""
        if KEY in request.meta:
            self.ledger.settle(request.meta[KEY], Outcome.DUPLICATE, "leads to a URL asked for before")

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Settles what is open, writes the account, and closes the outlet's files."""
        self._commits.stop()
        self.seconds = monotonic() - self._opened_at
        if self.storage.error:
            self.errors.append(str(self.storage.error))
        if self.storage.shared and self.storage.shared.error:
            self.errors.append(str(self.storage.shared.error))
        finished = _ended_well(reason)
        try:
            if reason == "finished":
                self.ledger.settle_open(Outcome.FAILED, "not fetched: the run ended")
            elif finished:
                self.ledger.settle_open(Outcome.OVER_LIMIT, f"not fetched: the run ended ({reason})")
            else:
                self.ledger.settle_open(Outcome.LEFT, f"the run was interrupted ({reason})")
            self.account = self._account(reason)
            self.line = self._line(self.account)
            self._write(self.account)
        except (OSError, sqlite3.OperationalError) as error:
            self.errors.append(f"the run's account cannot be written: {error}")
        finally:
            try:
                self.storage.close(finished=finished)
            except StorageError as error:
                self.errors.append(str(error))

    def _account(self, reason: str) -> RunAccount:
        for _ in range(self.crawler.stats.get_value(NO_ARTICLE, 0)):
            self.profile.add_failure()
        counts = self.ledger.counts()
        started_at = self.storage.started_at
        runs = (
            line
            for line in read_lines(self.storage.folder.runs, skip_broken=True)
            if isinstance(line, dict) and line.get("started_at") != started_at
        )
        return RunAccount(
            outlet=self.storage.folder.outlet,
            finish_reason=reason,
            seen=len(self.ledger),
            outcomes={outcome: counts.get(outcome, 0) for outcome in Outcome},
            reasons={outcome: self.ledger.reasons(outcome) for outcome in Outcome},
            records=self.storage.written,
            marked=self.storage.marked,
            dataset=self.storage.folder.articles,
            alarms=find_alarms(self.profile, read_profiles(runs)),
            errors=self.errors,
        )

    def _line(self, account: RunAccount) -> dict[str, Any]:
        return {
            "outlet": account.outlet,
            "run": self.storage.run,
            "started_at": self.storage.started_at,
            "finished_at": to_utc(datetime.now(UTC)),
            "finish_reason": account.finish_reason,
            "resumed": self.storage.resumed,
            "seen": account.seen,
            "outcomes": {str(outcome): count for outcome, count in account.outcomes.items()},
            "records": account.records,
            "marked": account.marked,
            "faults": self._faults(),
            "alarms": [asdict(alarm) for alarm in account.alarms],
            "profile": self.profile.to_json(),
        }

    def _write(self, account: RunAccount) -> None:
        """Writes an account to the stats, and its line to `runs.jsonl`."""
        stats = self.crawler.stats
        stats.set_value(f"{STATS}seen", account.seen)
        stats.set_value(f"{STATS}alarms", len(account.alarms))
        stats.set_value(f"{STATS}marked", account.marked)
        for outcome, count in account.outcomes.items():
            stats.set_value(f"{STATS}outcome/{outcome}", count)
        writer = JsonLinesWriter(self.storage.folder.runs)
        writer.write(self.line)
        writer.close()

    def _commit(self) -> None:
        """Makes what was written last, or ends the run."""
        try:
            self.storage.commit()
        except StorageError:
            self._commits.stop()
            deferred_from_coro(self.crawler.engine.close_spider_async(reason="storage"))

    def _note_read(self, response: Response | None, article: Article) -> None:
        if response is not None and KEY in response.meta:
            self.ledger.fetched(response.meta[KEY], response.url, response.headers.to_unicode_dict(), article)

    def _faults(self) -> dict[str, int]:
        start = f"{STATS}fault/"
        stats = self.crawler.stats.get_stats()
        return {name.removeprefix(start): count for name, count in sorted(stats.items()) if name.startswith(start)}

    def _break(self, reason: str, response: Response | None) -> None:
        if reason not in self.errors:
            self.errors.append(reason)
        self._settle(response, Outcome.FAILED, reason)

    def _settle(self, response: Response | None, outcome: Outcome, reason: str) -> None:
        if response is not None and KEY in response.meta:
            self.ledger.settle(response.meta[KEY], outcome, reason)


def _ended_well(reason: str) -> bool:
    return reason == "finished" or reason.startswith(_ENDED_AT_LIMIT)
