"""`scrapy crawl`: Scrapy's, with an account at the end and an exit code that tells how the run went."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newsscrape.commands.options import (
    add_duplicates_option,
    add_switches,
    take_duplicates_option,
    take_outlets,
    take_switches,
)
from newsscrape.errors import ConfigurationError, NewsscrapeError
from newsscrape.extensions.accounting import Accounting, RunAccount
from newsscrape.spiders.base import NewsSpider
from newsscrape.state.outcome import Outcome
from newsscrape.text import printable

_SWITCHES = {
    "--no-archive": ("NEWSSCRAPE_NO_ARCHIVE", "keep no copy of the pages"),
    "--learn": (
        "NEWSSCRAPE_LEARN",
        "with `site`: learn where its pages have their text from those in its archive",
    ),
    "--refetch": ("NEWSSCRAPE_REFETCH", "ask for every page in full, whatever is known of it"),
    "--strict": ("NEWSSCRAPE_STRICT", "exit with 3 when an alarm is raised"),
    "--quiet": ("NEWSSCRAPE_QUIET", "show neither progress nor, when all went well, the account"),
    "--json": ("NEWSSCRAPE_JSON", "print the account to standard output, as one JSON object"),
}
_REASONS_SHOWN = 4
# What URLs of articles come to
_ARTICLES = (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.TOO_OLD, Outcome.RESERVED, Outcome.ELSEWHERE)
_NEEDED = ("title", "date_published")  # no news without
_LONGEST_REASON = 80  # characters


class Command(ScrapyCrawl):
    """Crawls an outlet, or a site that is none."""

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Crawl an outlet (see `scrapy list`), or any site (site -a url=…), into its dataset"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the command's options to Scrapy's; each is a setting too."""
        super().add_options(parser)
        add_switches(parser, _SWITCHES)
        add_duplicates_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Takes the options as settings."""
        super().process_options(args, opts)
        assert self.settings is not None
        take_switches(opts, self.settings, _SWITCHES)
        take_duplicates_option(opts, self.settings)
        take_outlets(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawls, prints the account, sets the exit code: 0 when records were written or there was nothing new."""
        assert self.crawler_process is not None
        name = _only_spider(args)
        self._require_arguments(name, opts.spargs)
        crawler = self._create_crawler(name)
        wrong: list[NewsscrapeError] = []
        _note_wrong(self.crawler_process.crawl(crawler, **opts.spargs), wrong)
        self.crawler_process.start()
        if wrong:
            sys.stderr.write(f"{printable(str(wrong[0]))}\n")
            self.exitcode = 2 if isinstance(wrong[0], ConfigurationError) else 1
        elif self.crawler_process.bootstrap_failed:
            self.exitcode = 1
        elif (accounting := crawler.get_extension(Accounting)) is not None:
            self._close(accounting, crawler.settings)

    def _close(self, accounting: Accounting, settings: BaseSettings) -> None:
        """Prints the account, and sets the exit code by it; a run that came to none broke."""
        account = accounting.account
        if account is None:
            self.exitcode = 1
            sys.stderr.writelines(f"error: {printable(error)}\n" for error in accounting.errors)
            return
        self.exitcode = exit_code(account, strict=settings.getbool("NEWSSCRAPE_STRICT"))
        if settings.getbool("NEWSSCRAPE_JSON"):
            sys.stdout.write(closing_json(account, accounting.line, accounting.seconds, self.exitcode))
        elif self.exitcode or not settings.getbool("NEWSSCRAPE_QUIET"):
            sys.stderr.write(closing_table(account))

    def _require_arguments(self, name: str, arguments: dict[str, str]) -> None:
        """Makes wrong names and arguments wrong usage, and no crash of the crawl."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        try:
            spider_class = loader.load(name)
        except KeyError:
            raise UsageError(
                f"no outlet is named {name!r}; there are: {', '.join(sorted(loader.list()))}. "
                "For a site that is none of them: scrapy crawl site -a url=https://example.org/",
                print_help=False,
            ) from None
        try:
            if issubclass(spider_class, NewsSpider):
                spider_class(**arguments)  # type: ignore[arg-type]  # of its subclasses, which read them
        except ConfigurationError as error:
            raise UsageError(printable(str(error)), print_help=False) from None


def closing_table(account: RunAccount) -> str:
    """The account as people read it: URLs by outcome, with the most frequent reasons; its lines add up to the total."""
    lines = [f"{account.outlet}: {account.seen} {'URL' if account.seen == 1 else 'URLs'} seen", ""]
    for outcome, count in account.outcomes.items():
        reasons = [f"{n} {words[:_LONGEST_REASON]}" for words, n in account.reasons[outcome].items() if words]
        if len(reasons) > _REASONS_SHOWN:
            reasons[_REASONS_SHOWN:] = ["…"]
        lines.append(f"  {outcome:<24} {count:>8}   {'; '.join(reasons)}".rstrip())
    lines += [f"  {'total':<24} {sum(account.outcomes.values()):>8}", ""]
    lines += [f"alarm: {alarm}" for alarm in account.alarms]
    lines += [f"error: {error}" for error in _errors(account)]
    added = f"{account.records} {'record' if account.records == 1 else 'records'} added"
    if account.marked:
        added += f", {account.marked} of them marked as {'a copy of another' if account.marked == 1 else 'copies'}"
    return "\n".join(map(printable, [*lines, f"dataset: {account.dataset} ({added})", ""]))


def closing_json(account: RunAccount, line: Mapping[str, Any], seconds: float, code: int) -> str:
    """The account as programs read it: a line of JSON, in ASCII. docs/operations.md tells its fields.

    Args:
        account: of the run.
        line: of it in `runs.jsonl`; its profile, of which alarms are made, is left out.
        seconds: that the run took.
        code: the command's exit code.
    """
    told = {name: value for name, value in line.items() if name != "profile"}
    more = {
        "reasons": {str(outcome): reasons for outcome, reasons in account.reasons.items() if any(reasons)},
        "errors": _errors(account),
        "files": [str(account.dataset)],
        "seconds": round(seconds, 3),
        "exit_code": code,
    }
    return f"{json.dumps(told | more)}\n"


def exit_code(account: RunAccount, *, strict: bool) -> int:
    """1 when the run broke, or brought nothing although it should have; 3 for an alarm when `strict`; else 0."""
    if account.errors or what_is_lacking(account) is not None:
        return 1
    return 3 if strict and account.alarms else 0


def what_is_lacking(account: RunAccount) -> str | None:
    """Why a run is no success though nothing broke, in a sentence; None when it is one."""
    count = account.outcomes
    if not account.ended_well:
        left = f"; the next one goes on with {count[Outcome.LEFT]} URLs" if count[Outcome.LEFT] else ""
        return f"the run was interrupted ({account.finish_reason}){left}"
    for alarm in account.alarms:
        if alarm.name == "field missing" and alarm.field in _NEEDED:
            return f"no record is of use: {alarm.message}"
    return None if any(count[outcome] for outcome in _ARTICLES) else _why_none(account.seen, count)


def _errors(account: RunAccount) -> list[str]:
    """Why a run is no success, in sentences."""
    lack = what_is_lacking(account)
    return account.errors if lack is None else [*account.errors, lack]


def _why_none(seen: int, count: Mapping[Outcome, int]) -> str:
    """Why a run found no article."""
    if count[Outcome.BLOCKED]:
        return "no article came: the server keeps this crawler out"
    if count[Outcome.FAILED]:
        return "no article came: see why URLs failed"
    if seen <= 1:
        return "no URL was found on the page where the crawl starts"
    return "no article was found on the pages that were read"


def _note_wrong(crawl: Any, wrong: list[NewsscrapeError]) -> None:
    """Keeps, of a crawl's errors, those that the user can mend; others are logged as Scrapy does.

    Args:
        crawl: a Deferred or a Task, as Scrapy's process gives.
        wrong: takes the error.
    """

    def keep(failure: Failure) -> None:
        if not isinstance(failure.value, NewsscrapeError):
            failure.raiseException()
        wrong.append(failure.value)

    if isinstance(crawl, Deferred):
        crawl.addErrback(keep)
    else:
        Deferred.fromFuture(crawl).addErrback(keep)


def _only_spider(args: list[str]) -> str:
    unknown = [arg for arg in args if arg.startswith("-")]
    if unknown:
        raise UsageError(f"no such option: {unknown[0]}")
    if len(args) != 1:
        raise UsageError("name one outlet (`scrapy list` shows them), or `site` with -a url=…")
    return args[0]
