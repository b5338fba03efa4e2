"""Every URL seen has one outcome."""

from newsscrape.state.ledger import Ledger
from newsscrape.state.outcome import Outcome


def test_a_url_is_seen_once() -> None:
    ledger = Ledger()
    assert ledger.see("a")
    assert not ledger.see("a")
    ledger.settle("a", Outcome.EXPORTED, "")
    assert not ledger.see("a")
    assert len(ledger) == 1


def test_the_first_outcome_stands() -> None:
    ledger = Ledger()
    ledger.see("a")
    ledger.settle("a", Outcome.LISTING, "")
    ledger.settle("a", Outcome.FAILED, "later")
    assert list(ledger.entries()) == [("a", Outcome.LISTING, "")]


def test_a_url_over_the_limit_may_be_met_again_on_a_shorter_path() -> None:
    ledger = Ledger()
    ledger.see("a")
    ledger.settle("a", Outcome.OVER_LIMIT, "deep")
    assert ledger.see("a")
    assert list(ledger.entries()) == [("a", None, "")]
    ledger.settle("a", Outcome.EXPORTED, "")
    assert ledger.counts() == {Outcome.EXPORTED: 1}


def test_open_urls_are_settled_at_the_end() -> None:
    ledger = Ledger()
    for url in "abc":
        ledger.see(url)
    ledger.settle("b", Outcome.EXPORTED, "")
    assert sum(ledger.counts().values()) == 1
    ledger.settle_open(Outcome.FAILED, "ended")
    assert ledger.counts() == {Outcome.FAILED: 2, Outcome.EXPORTED: 1}
    assert sum(ledger.counts().values()) == len(ledger)


def test_reasons_come_most_frequent_first() -> None:
    ledger = Ledger()
    for url, reason in (("a", "404"), ("b", "500"), ("c", "500")):
        ledger.see(url)
        ledger.settle(url, Outcome.FAILED, reason)
    assert list(ledger.reasons(Outcome.FAILED).items()) == [("500", 2), ("404", 1)]
    assert ledger.reasons(Outcome.EXPORTED) == {}


def test_outcomes_are_the_words_that_people_read() -> None:
    assert [str(outcome) for outcome in Outcome] == [
        "exported", "unchanged", "duplicate", "listing", "not an article", "off site", "refused by robots.txt",
        "over the limit", "older than asked for", "failed",
    ]  # fmt: skip
