"""Every URL seen has one outcome, and is asked for once a run, the newest first."""

from collections.abc import Callable
from datetime import UTC, datetime

from newsscrape.items import Article
from newsscrape.state.ledger import Ledger
from newsscrape.state.outcome import Outcome
from newsscrape.state.store import StateStore
from tests.unit.state.conftest import entries, sighting

NextRun = Callable[[], Ledger]


def taken(ledger: Ledger, host: str = "e.org") -> list[str]:
    keys = []
    while (known := ledger.take(host)) is not None:
        keys.append(known.key)
    return keys


def test_a_url_is_seen_once(ledger: Ledger) -> None:
    assert ledger.see(sighting("a"))
    assert not ledger.see(sighting("a"))
    assert not ledger.see(sighting("a?utm_source=x", key="a"))
    ledger.settle("a", Outcome.EXPORTED)
    assert not ledger.see(sighting("a"))
    assert len(ledger) == 1


def test_the_first_outcome_stands(ledger: Ledger) -> None:
    ledger.see(sighting("a"))
    ledger.settle("a", Outcome.LISTING)
    ledger.settle("a", Outcome.FAILED, "later")
    assert entries(ledger) == [("a", Outcome.LISTING, "")]


def test_a_url_over_the_limit_may_be_met_again_on_a_shorter_path(ledger: Ledger) -> None:
    ledger.see(sighting("a", depth=9))
    ledger.settle("a", Outcome.OVER_LIMIT, "deep")
    assert not ledger.see(sighting("a", depth=9))
    assert ledger.see(sighting("a", depth=1))
    assert entries(ledger) == [("a", None, "")]
    known = ledger.take("e.org")
    assert known is not None
    assert known.depth == 1


def test_counts_and_reasons_cover_every_url(ledger: Ledger) -> None:
    for name in "abcd":
        ledger.see(sighting(name))
    ledger.settle("a", Outcome.FAILED, "HTTP 500")
    ledger.settle("b", Outcome.FAILED, "HTTP 404")
    ledger.settle("c", Outcome.FAILED, "HTTP 500")
    ledger.settle_open(Outcome.OVER_LIMIT, "the end")
    assert ledger.counts() == {Outcome.FAILED: 3, Outcome.OVER_LIMIT: 1}
    assert ledger.reasons(Outcome.FAILED) == {"HTTP 500": 2, "HTTP 404": 1}
    assert sum(ledger.counts().values()) == len(ledger)


def test_what_is_important_goes_first_then_what_is_new_then_what_is_near(ledger: Ledger) -> None:
    ledger.see(sighting("far", depth=3))
    ledger.see(sighting("near", depth=1))
    ledger.see(sighting("old", published=datetime(2020, 1, 1, tzinfo=UTC)))
    ledger.see(sighting("new", published=datetime(2020, 1, 1, tzinfo=UTC), modified=datetime(2024, 1, 1, tzinfo=UTC)))
    ledger.see(sighting("feed", priority=20))
    assert taken(ledger) == ["feed", "new", "old", "near", "far"]


def test_each_host_has_a_queue_of_its_own(ledger: Ledger) -> None:
    ledger.see(sighting("a", host="one"))
    ledger.see(sighting("b", host="two"))
    ledger.see(sighting("c", host="two"))
    assert ledger.waiting == {"one": 1, "two": 2}
    assert taken(ledger, "two") == ["b", "c"]
    assert ledger.waiting.total() == 1
    ledger.settle("a", Outcome.OFF_SITE)
    assert ledger.waiting.total() == 0
    assert taken(ledger, "one") == []


def test_a_host_that_is_given_up_is_settled_but_for_what_is_under_way(ledger: Ledger) -> None:
    for name in "abc":
        ledger.see(sighting(name))
    ledger.take("e.org")
    ledger.settle_host("e.org", Outcome.BLOCKED, "no")
    assert ledger.counts() == {Outcome.BLOCKED: 2}
    assert ledger.take("e.org") is None
    ledger.settle("a", Outcome.EXPORTED)
    assert ledger.counts() == {Outcome.BLOCKED: 2, Outcome.EXPORTED: 1}


def test_a_redirect_leads_to_a_url_once(ledger: Ledger) -> None:
    for name in ("a", "b", "known"):
        ledger.see(sighting(name))
    assert ledger.redirected("a", sighting("target"))
    assert not ledger.redirected("b", sighting("target"))
    assert not ledger.redirected("a", sighting("known"))
    ledger.settle("known", Outcome.OVER_LIMIT, "deeper than DEPTH_LIMIT=2")
    assert ledger.redirected("a", sighting("known"))  # nobody else asks for it
    assert ledger.redirected("a", sighting("a"))  # round and round: Scrapy counts how often
    assert not ledger.see(sighting("target"))
    assert ledger.counts() == {Outcome.DUPLICATE: 1, Outcome.OVER_LIMIT: 1}


def test_an_interrupted_run_goes_on(store: StateStore, ledger: Ledger) -> None:
    for name in "abcd":
        ledger.see(sighting(name))
    ledger.take("e.org")
    ledger.settle("a", Outcome.EXPORTED)
    ledger.take("e.org")  # b is under way
    ledger.settle("c", Outcome.LEFT, "interrupted")
    ledger.see(sighting("old"))
    ledger.settle("old", Outcome.TOO_OLD, "published before 2024-01-01")  # the second part may ask for other days
    again = Ledger(store, store.open_run or 0)
    assert len(again) == 5
    assert sorted(taken(again)) == ["b", "c", "d", "old"]
    assert not again.see(sighting("a"))
    again.reopen(sighting("a"))
    assert taken(again) == ["a"]


def test_a_new_run_sees_everything_anew_and_remembers(ledger: Ledger, next_run: NextRun) -> None:
    ledger.see(sighting("a"))
    ledger.settle("a", Outcome.EXPORTED)
    ledger.fetched("a", "a", {"ETag": '"1"'}, Article(id="x:1", date_published="2024-01-01T08:00:00Z"))
    second = next_run()
    assert len(second) == 0
    assert second.see(sighting("a", road="feed", found_on=None))
    known = second.take("e.org")
    assert known is not None
    assert (known.was, known.etag, known.article, known.road) == (Outcome.EXPORTED, '"1"', "x:1", "feed")
    assert known.published == "2024-01-01"
    assert known.has_validators


def test_what_failed_is_tried_again_until_it_failed_too_often(ledger: Ledger, next_run: NextRun) -> None:
    outcomes = {
        "down": (Outcome.FAILED, "HTTP 503"),
        "gone": (Outcome.FAILED, "HTTP 404"),
        "busy": (Outcome.FAILED, "HTTP 429"),
        "blocked": (Outcome.BLOCKED, "a challenge"),
        "limit": (Outcome.OVER_LIMIT, "not fetched: the run ended (limit)"),
        "dropped": (Outcome.OVER_LIMIT, "over -a limit=3"),
        "deep": (Outcome.OVER_LIMIT, "deeper than DEPTH_LIMIT=2"),
        "good": (Outcome.EXPORTED, ""),
    }
    for name, (outcome, reason) in outcomes.items():
        ledger.see(sighting(name))
        ledger.settle(name, outcome, reason)
    assert next_run().unfinished() == ["down", "busy", "blocked", "limit", "dropped"]
    for _ in range(4):
        ledger = next_run()
        ledger.see(sighting("down"))
        ledger.settle("down", Outcome.FAILED, "HTTP 503")
    assert "down" in next_run().unfinished()
    ledger = next_run()
    ledger.see(sighting("down"))
    ledger.settle("down", Outcome.FAILED, "HTTP 503")
    assert "down" not in next_run().unfinished()


def test_what_stood_on_a_page_is_found_again_while_it_stands_there(ledger: Ledger, next_run: NextRun) -> None:
    ledger.see(sighting("feed"))
    ledger.fetched("feed", "feed", {})
    ledger.see(sighting("old", found_on="feed"))
    ledger.settle_open(Outcome.LISTING, "")
    second = next_run()
    second.see(sighting("feed"))
    second.fetched("feed", "feed", {})
    second.see(sighting("new", found_on="feed"))
    second.settle_open(Outcome.LISTING, "")
    for _ in range(2):  # the page is found unchanged, run after run
        ledger = next_run()
        ledger.see(sighting("feed"))
        assert [known.key for known in ledger.find_again("feed")] == ["new"]
        assert ledger.find_again("feed") == []
        ledger.see(sighting("new", found_on="feed"))
        ledger.settle_open(Outcome.LISTING, "")


def test_what_is_known_names_the_page_it_was_found_on(ledger: Ledger) -> None:
    ledger.see(sighting("http://e.org/Feed", key="feed"))
    ledger.see(sighting("a", found_on="feed", road="feed"))
    known = ledger.known("a")
    assert known is not None
    assert (known.road, known.found_on, known.found_on_key) == ("feed", "http://e.org/Feed", "feed")
    assert ledger.known("never seen") is None


def test_a_feed_takes_over_what_other_pages_name_too(ledger: Ledger, next_run: NextRun) -> None:
    for name in ("front", "feed"):
        ledger.see(sighting(name))
        ledger.fetched(name, name, {})
    ledger.see(sighting("a", found_on="front"))
    ledger.see(sighting("a", found_on="front"))  # again, as menus do
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    assert not ledger.see(sighting("a", found_on="feed", road="feed", modified=moment, is_listed=True))
    ledger.settle_open(Outcome.LISTING, "")
    second = next_run()
    second.see(sighting("feed"))
    (known,) = second.find_again("feed")
    assert (known.key, known.road, known.said_modified) == ("a", "feed", "2024-01-01T00:00:00Z")


def test_hosts_of_which_nothing_is_asked_leave_no_trace(ledger: Ledger) -> None:
    for n in range(9):
        ledger.see(sighting(f"a{n}", host=f"h{n}"))
        ledger.settle(f"a{n}", Outcome.OFF_SITE)
    assert not ledger.waiting
