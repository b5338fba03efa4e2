"""What middlewares tell the spider: what became of a request, and that a host is given up."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from newsscrape.politeness.hosts import GivenUp, Hosts
from newsscrape.state.ledger import KEY, Ledger
from newsscrape.state.outcome import Outcome


def hosts_of(crawler: Crawler) -> Hosts | None:
    """The hosts that the spider knows; None for a spider of the user's own, which is left alone."""
    return getattr(crawler.spider, "hosts", None)


def settle(crawler: Crawler, request: Request, outcome: Outcome, reason: str) -> None:
    """Gives the URL of a request its outcome, where the spider has a ledger and the URL is in it."""
    ledger: Ledger | None = getattr(crawler.spider, "ledger", None)
    if ledger is not None and KEY in request.meta:
        ledger.settle(request.meta[KEY], outcome, reason)


def announce(crawler: Crawler, host: str, given_up: GivenUp | None) -> None:
    """Tells log, stats and spider that a host was given up; nothing for None."""
    if given_up is None:
        return
    assert crawler.spider is not None
    outcome = _outcome(given_up)
    crawler.spider.logger.warning("%s is asked no more (%s): %s", host, outcome, given_up.reason)
    crawler.stats.inc_value(f"newsscrape/given_up/{host}")
    if hasattr(crawler.spider, "give_up"):
        crawler.spider.give_up(host, outcome, given_up.reason)


def refuse(crawler: Crawler, request: Request, given_up: GivenUp) -> IgnoreRequest:
    """Settles a request to a host that is given up, and makes the exception to raise."""
    settle(crawler, request, _outcome(given_up), given_up.reason)
    return IgnoreRequest(given_up.reason)


def _outcome(given_up: GivenUp) -> Outcome:
    return Outcome.BLOCKED if given_up.blocked else Outcome.FAILED
