"""Each process has an account of what it saw; what waits is everybody's."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newsscrape.state.ledger import Sighting
from newsscrape.state.outcome import Outcome
from newsscrape.state.shared import SharedCrawl, SharedUrl
from newsscrape.state.shared_ledger import SharedLedger, joins_another, member_of
from newsscrape.state.store import StateStore
from newsscrape.state.traps import Traps
from tests.unit.state.conftest import Join, entries, sighting, together

HOST = "e.org"
Two = tuple[SharedLedger, SharedLedger]


class Clock:
    """Time that passes with every look, so that none is left out."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def ledger_of(tmp_path: Path) -> Callable[[str, SharedCrawl], SharedLedger]:
    """The ledger of a member, whose run is gone on with if it is open."""

    def ledger_of(member: str, shared: SharedCrawl) -> SharedLedger:
        store = StateStore(tmp_path / f"{member}.sqlite")
        return SharedLedger(store, store.open_run or store.begin_run(0), shared, now=Clock())

    return ledger_of


@pytest.fixture
def two(join: Join, ledger_of: Callable[[str, SharedCrawl], SharedLedger]) -> Two:
    one, other = together(join("a", begun=False), join("b", begun=False))
    return ledger_of("a", one), ledger_of("b", other)


def commit(ledger: SharedLedger) -> None:
    if ledger._store.has_changes:
        ledger._store.commit(0)
    ledger.committed()


def take(ledger: SharedLedger, host: str = HOST) -> str | None:
    known = ledger.take(host)
    return known.key if known else None


def test_each_url_is_fetched_by_one_and_is_in_the_account_of_all_who_saw_it(two: Two) -> None:
    one, other = two
    for name in "xyz":
        assert one.see(sighting(name))
    for name in "yz":
        assert other.see(sighting(name))
    assert [take(one), take(other), take(one), take(other)] == ["x", "y", "z", None]
    one.settle("x", Outcome.EXPORTED)
    other.settle("y", Outcome.LISTING)
    one.settle("z", Outcome.FAILED, "HTTP 404")
    assert not one.is_exhausted
    commit(one)
    assert other.is_exhausted  # what is left is its own
    assert not one.is_exhausted  # the other may find something
    commit(other)
    assert one.is_exhausted
    for ledger in two:
        ledger.settle_open(Outcome.FAILED, "not fetched")
    assert entries(one) == [
        ("x", Outcome.EXPORTED, ""),
        ("y", Outcome.ELSEWHERE, ""),
        ("z", Outcome.FAILED, "HTTP 404"),
    ]
    assert entries(other) == [("y", Outcome.LISTING, ""), ("z", Outcome.ELSEWHERE, "")]


def test_an_outcome_is_told_when_it_is_on_the_disk_and_what_was_found_before_it(two: Two) -> None:
    one, other = two
    one.see(sighting("listing"))
    take(one)
    one.settle("listing", Outcome.LISTING)
    assert one.shared.are_done(["listing"]) == []
    one.see(sighting("found", found_on="listing"))
    commit(one)
    assert one.shared.are_done(["listing"]) == ["listing"]
    known = other.take(HOST)
    assert known is not None
    assert (known.key, known.found_on) == ("found", "listing")


def test_what_another_found_goes_by_the_rules_of_the_one_who_takes_it(two: Two) -> None:
    one, other = two

    def admit(found: Sighting) -> None:
        if other.see(found) and found.key == "old":
            other.settle("old", Outcome.TOO_OLD, "published before")

    other.admit = admit
    one.see(sighting("old", priority=1))
    one.see(sighting("new"))
    one.tend()
    assert take(other) == "new"
    commit(other)
    assert other.shared.are_done(["old", "new"]) == ["old"]
    assert entries(other) == [("old", Outcome.TOO_OLD, "published before"), ("new", None, "")]


def test_what_failed_before_a_restart_and_waits_still_is_tried_again(two: Two) -> None:
    for ledger in two:
        for name in "xy":
            ledger.see(sighting(name))
        ledger.tend()
        for name in "xy":
            ledger.settle(name, Outcome.FAILED, "robots.txt cannot be read")
    assert [take(ledger) for ledger in two] == ["x", "y"]
    for ledger, name in zip(two, "xy", strict=True):  # neither waits for what the other holds and will never do
        ledger.settle(name, Outcome.EXPORTED)
        commit(ledger)
    assert [ledger.is_exhausted for ledger in two] == [True, True]


def test_what_is_settled_when_it_is_found_is_not_offered(two: Two) -> None:
    one, other = two
    one.see(sighting("x"))
    one.settle("x", Outcome.OFF_SITE)
    assert not one.tend()
    assert other.is_exhausted


def test_where_a_crawl_begins_is_asked_for_whatever_is_known_but_once(two: Two) -> None:
    one, other = two
    one.shared.is_alone, other.shared.is_alone = True, False
    one.see(sighting("front"))
    one.settle("front", Outcome.UNCHANGED)
    other.see(sighting("front"))
    other.settle("front", Outcome.UNCHANGED)
    one.reopen(sighting("front"))
    one.begun()
    one.tend()
    assert take(other) == "front"
    other.settle("front", Outcome.LISTING)
    commit(other)
    other.reopen(sighting("front"))
    assert take(other) is None
    one.reopen(sighting("front"))
    assert take(one) is None  # it is left to the one who has it
    assert take(other) == "front"


def test_a_page_over_a_limit_of_this_process_is_left_to_the_others(two: Two) -> None:
    one, other = two
    one.see(sighting("x"))
    take(one)
    one.settle("x", Outcome.OVER_LIMIT, "over -a limit=1")
    commit(one)
    assert take(other) is None
    one.settle_open(Outcome.OVER_LIMIT, "")
    one.leave(finished=True)
    assert take(other) == "x"


def test_a_host_that_this_process_gives_up_is_left_to_the_others(two: Two) -> None:
    one, other = two
    for name in "xy":
        one.see(sighting(name))
    assert take(one) == "x"
    one.settle_host(HOST, Outcome.BLOCKED, "refused")
    one.settle("x", Outcome.BLOCKED, "HTTP 403")
    commit(one)
    assert not one.waiting
    assert take(one) is None
    assert one.is_exhausted
    assert not other.is_exhausted
    assert take(other) == "y"
    assert entries(one) == [("x", Outcome.BLOCKED, "HTTP 403"), ("y", Outcome.BLOCKED, "refused")]


def test_what_is_left_to_a_process_that_gives_up_its_host_is_anybodys(
    join: Join, ledger_of: Callable[[str, SharedCrawl], SharedLedger]
) -> None:
    owner = join("a")
    owner.offer([SharedUrl(sighting(name), None, anyhow=False) for name in "xyz"])
    while owner.take(HOST):
        pass
    owner.done([(name, True) for name in "xyz"])
    shared = together(join("a", begun=False), join("b", begun=False))
    one, other = ledger_of("a", shared[0]), ledger_of("b", shared[1])
    other.see(sighting("x"))
    other.see(sighting("y"))
    assert take(other) is None
    one.settle_host(HOST, Outcome.BLOCKED, "refused")
    one.tend()
    other.see(sighting("z"))
    assert [take(other), take(other), take(other)] == ["x", "y", "z"]


def test_where_a_redirect_leads_is_fetched_by_one(two: Two) -> None:
    one, other = two
    one.see(sighting("from"))
    assert take(one) == "from"
    other.see(sighting("known"))
    other.tend()
    assert not one.redirected("from", sighting("known"))
    assert one.redirected("from", sighting("to"))
    assert one.redirected("from", sighting("from"))
    other.see(sighting("to"))
    assert take(other) == "known"
    assert take(other) is None
    one.settle("from", Outcome.EXPORTED)
    commit(one)
    assert one.shared.are_done(["from", "to"]) == ["from", "to"]


def test_what_an_interrupted_run_left_open_is_offered_again(
    join: Join, ledger_of: Callable[[str, SharedCrawl], SharedLedger]
) -> None:
    first = ledger_of("a", join("a"))
    for name in "xyz":
        first.see(sighting(name))
    assert take(first) == "x"
    first.settle("x", Outcome.EXPORTED)
    commit(first)
    first.settle_open(Outcome.LEFT, "the run was interrupted")
    first._store.commit(0)
    first._store.close()
    empty = join("a")  # Redis has nothing of what waited: `first` did not leave, but this is another outlet's
    empty._prefix = "another:"
    empty.run = empty._send("join")[0]
    again = ledger_of("a", empty)
    assert [take(again), take(again), take(again)] == ["y", "z", None]


def test_while_redis_is_away_nothing_is_exhausted_and_nothing_forgotten(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    one.see(sighting("x"))
    assert take(one) == "x"
    one.settle("x", Outcome.EXPORTED)
    one.see(sighting("y"))
    with monkeypatch.context() as patch:
        patch.setattr(one.shared, "_call", lambda *_: None)
        commit(one)
        assert not one.tend()
        assert not one.is_exhausted
        assert take(one) is None
    commit(one)
    assert one.shared.are_done(["x"]) == ["x"]
    assert take(other) == "y"


def test_a_run_that_is_over_is_exhausted(two: Two, join: Join) -> None:
    one, other = two
    other.see(sighting("x"))
    other.see(sighting("y"))
    other._offers.clear()
    join("c")
    assert not one.tend()
    assert one.is_exhausted
    assert other.is_exhausted
    other.settle_open(Outcome.FAILED, "not fetched")
    assert other.counts() == {Outcome.ELSEWHERE: 2}


def test_hosts_keep_their_places_in_the_row(two: Two) -> None:
    one, _ = two
    for host in ("one", "two", "three"):
        one.see(sighting(f"{host}/1", host=host))
        one.see(sighting(f"{host}/2", host=host))
    one.tend()
    hosts = sorted(one.waiting)
    first = next(iter(one.waiting))
    one._mine[first] = one._mine.pop(first)
    one.see(sighting("new", host="four"))
    one.tend()
    assert list(one.waiting)[-2:] == [first, "four"]
    assert sorted([*hosts, "four"]) == sorted(one.waiting)


def test_a_state_keeps_its_name_and_tells_one_run_from_the_next(store: StateStore) -> None:
    member = member_of(store)
    assert member_of(store) == member
    assert [joins_another(store, run) for run in ("1", "1", "2", "2")] == [False, False, True, False]


def test_what_looks_like_a_trap_comes_last_and_is_refused_when_nothing_came_of_it(two: Two) -> None:
    one, other = two
    one.traps = Traps(2)
    for number in range(7):
        url = f"http://{HOST}/calendar/{number}"
        one.see(replace(sighting(url), url=url, priority=5))
    one.see(sighting("z"))
    assert [take(one) for _ in range(2)] == [f"http://{HOST}/calendar/{number}" for number in range(2)]
    for number in range(2):
        one.settle(f"http://{HOST}/calendar/{number}", Outcome.LISTING)
    assert take(one) == "z"
    one.settle("z", Outcome.NOT_AN_ARTICLE)
    assert one.waiting[HOST] == 5
    assert not one.is_exhausted
    for number in range(2, 4):
        assert take(one) == f"http://{HOST}/calendar/{number}"
        one.settle(f"http://{HOST}/calendar/{number}", Outcome.LISTING)
    assert take(one) is None
    assert one.waiting[HOST] == 0
    assert one.counts()[Outcome.TRAP] == 3
    commit(one)
    assert one.is_exhausted
    assert other.is_exhausted


def test_what_was_put_off_is_settled_with_its_host(two: Two) -> None:
    one, _ = two
    one.traps = Traps(1)
    for number in range(3):
        url = f"http://{HOST}/calendar/{number}"
        one.see(replace(sighting(url), url=url))
    one.see(sighting("z"))
    assert take(one) == f"http://{HOST}/calendar/0"
    one.settle(f"http://{HOST}/calendar/0", Outcome.LISTING)
    assert take(one) == "z"
    one.settle_host(HOST, Outcome.FAILED, "troubles")
    assert take(one) is None
    assert one.reasons(Outcome.FAILED) == {"troubles": 2}
