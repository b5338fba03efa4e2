"""`scrapy crawl`: Scrapy's, with an account at the end and an exit code that tells how the run went."""

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from newsscrape.dataset.folder import OutletFolder
from newsscrape.errors import ConfigurationError
from newsscrape.extensions.accounting import STATS
from newsscrape.state.ledger import Ledger
from newsscrape.state.outcome import Outcome

_REASONS_SHOWN = 4


class Command(ScrapyCrawl):
    """Crawls an outlet, or a site that is none."""

    def short_desc(self) -> str:
        """A line for the list of commands."""
        return "Crawl an outlet (see `scrapy list`), or any site (site -a url=…), into its dataset"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawls, prints the account, sets the exit code: 0 when records were written or there was nothing new."""
        assert self.crawler_process is not None
        name = _only_spider(args)
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
            spider_class(**opts.spargs)  # so that wrong arguments are wrong usage, and no crash of the crawl
        except ConfigurationError as error:
            raise UsageError(str(error), print_help=False) from None
        crawler = self._create_crawler(name)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = 1
        ledger = getattr(crawler.spider, "ledger", None)
        if isinstance(ledger, Ledger) and not self.crawler_process.bootstrap_failed:
            sys.stderr.write(account(crawler, ledger))
            self.exitcode = exit_code(crawler, ledger)


def account(crawler: Crawler, ledger: Ledger) -> str:
    """The closing table: the URLs seen by outcome, with the most frequent reasons; its lines add up to the total."""
    counts = ledger.counts()
    assert crawler.spider is not None
    lines = [f"{crawler.spider.name}: {len(ledger)} URLs seen", ""]
    for outcome in Outcome:
        # Why a record is unchanged names the record, each another: no summary.
        by_reason = {} if outcome is Outcome.UNCHANGED else ledger.reasons(outcome)
        reasons = [f"{count} {reason}" for reason, count in by_reason.items() if reason]
        if len(reasons) > _REASONS_SHOWN:
            reasons[_REASONS_SHOWN:] = ["…"]
        lines.append(f"  {outcome:<22} {counts.get(outcome, 0):>8}   {'; '.join(reasons)}".rstrip())
    lines += [f"  {'total':<22} {sum(counts.values()):>8}", ""]
    dataset = OutletFolder(crawler.settings["NEWSSCRAPE_DATA_DIR"], crawler.spider.name).articles
    return "\n".join([*lines, f"dataset: {dataset}", ""])


def exit_code(crawler: Crawler, ledger: Ledger) -> int:
    """1 when the run broke, or brought no article although it should have; else 0."""
    counts = ledger.counts()
    articles = sum(counts.get(outcome, 0) for outcome in (Outcome.EXPORTED, Outcome.UNCHANGED, Outcome.TOO_OLD))
    broken = crawler.stats.get_value(f"{STATS}broken", 0)
    reason = crawler.stats.get_value("finish_reason")
    ended_well = reason in ("finished", "limit") or str(reason).startswith("closespider_")
    return 0 if articles and ended_well and not broken else 1


def _only_spider(args: list[str]) -> str:
    unknown = [arg for arg in args if arg.startswith("-")]
    if unknown:
        raise UsageError(f"no such option: {unknown[0]}")
    if len(args) != 1:
        raise UsageError("name one outlet (`scrapy list` shows them), or `site` with -a url=…")
    return args[0]
