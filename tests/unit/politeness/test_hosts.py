"""When a host may be asked: delays, back-offs, patience."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.errors import ConfigurationError
from newsscrape.politeness.hosts import GivenUp, Hosts, Limits, host_key

HOST = "outlet.example"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def hosts_by(clock: Clock, **limits: float) -> Hosts:
    return Hosts(Limits(**limits), now=clock, chance=lambda: 0.0)  # type: ignore[arg-type]


def ask(hosts: Hosts, status: int, retry_after_s: float | None = None, host: str = HOST) -> GivenUp | None:
    hosts.begin(host)
    return hosts.answered(host, status, retry_after_s)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Outlet.example/a?b", "outlet.example"),
        ("http://outlet.example:80/", "outlet.example"),
        ("http://outlet.example:8080/", "outlet.example:8080"),
        ("https://user:word@outlet.example/", "outlet.example"),
        ("http://[::1]:9/", "::1:9"),
        ("data:,x", "data:,x"),
    ],
)
def test_host_key(url: str, key: str) -> None:
    assert host_key(url) == key


def test_a_host_in_order_has_its_places(clock: Clock) -> None:
    hosts = hosts_by(clock, concurrency=2)
    assert [hosts.may_start(HOST, n) for n in range(4)] == [True, True, False, False]
    hosts.begin(HOST)
    assert hosts.wait_s(HOST) == 0
    hosts.begin(HOST)
    assert hosts.wait_s(HOST) == math.inf
    hosts.cancelled(HOST)
    assert hosts.wait_s(HOST) == 0


def test_crawl_delay_runs_from_the_end_of_the_last_request(clock: Clock) -> None:
    hosts = hosts_by(clock)
    ask(hosts, 200)  # robots.txt itself
    hosts.set_crawl_delay(HOST, 3.0)
    assert hosts.has_crawl_delay(HOST)
    assert not hosts.may_start(HOST, 1)
    assert hosts.wait_s(HOST) == pytest.approx(3.05)
    clock.now += 3.05
    assert hosts.wait_s(HOST) == 0
    hosts.begin(HOST)
    clock.now += 60  # a slow answer
    assert hosts.wait_s(HOST) == math.inf
    hosts.failed(HOST, "time-out")
    assert hosts.wait_s(HOST) == pytest.approx(3.05)


@pytest.mark.parametrize("seconds", [None, 0.0, -1.0, math.inf, math.nan])
def test_a_crawl_delay_that_is_none(clock: Clock, seconds: float | None) -> None:
    hosts = hosts_by(clock)
    hosts.set_crawl_delay(HOST, seconds)
    assert not hosts.has_crawl_delay(HOST)


@pytest.mark.parametrize("status", [429, 503, 301, 403, 500])
def test_retry_after_is_kept(clock: Clock, status: int) -> None:
    hosts = hosts_by(clock)
    assert ask(hosts, status, 20.0) is None
    assert hosts.wait_s(HOST) == pytest.approx(20.05)
    clock.now += 21
    assert hosts.wait_s(HOST) == 0


def test_a_shorter_retry_after_does_not_undercut_a_longer_one(clock: Clock) -> None:
    hosts = hosts_by(clock)
    hosts.begin(HOST)
    hosts.begin(HOST)
    hosts.answered(HOST, 503, 60.0)
    hosts.answered(HOST, 503, 1.0)
    assert hosts.wait_s(HOST) == pytest.approx(60.05)


def test_a_page_that_comes_may_say_retry_after(clock: Clock) -> None:
    hosts = hosts_by(clock)
    assert ask(hosts, 200, 3600.0) is None
    assert hosts.wait_s(HOST) == 0


def test_back_off_doubles_and_ends(clock: Clock) -> None:
    hosts = hosts_by(clock, backoff_s=5, longest_backoff_s=18, patience=9)
    waits = []
    for _ in range(4):
        ask(hosts, 429)
        waits.append(hosts.wait_s(HOST))
        clock.now += waits[-1]
    assert waits == [5, 10, 18, 18]
    ask(hosts, 200)
    assert (hosts.wait_s(HOST), hosts.may_start(HOST, 1)) == (0, False)  # what asked for time has one place for good
    ask(hosts, 503, 0.0)  # a time that is past says nothing
    assert hosts.wait_s(HOST) == 5


def test_a_host_in_trouble_is_tried_with_one_request(clock: Clock) -> None:
    hosts = hosts_by(clock, concurrency=2)
    ask(hosts, 500)
    assert not hosts.may_start(HOST, 1)
    ask(hosts, 200)
    assert hosts.may_start(HOST, 1)


def test_jitter_only_lengthens(clock: Clock) -> None:
    hosts = Hosts(Limits(backoff_s=5), now=clock, chance=lambda: 1.0)
    ask(hosts, 503)
    assert hosts.wait_s(HOST) == pytest.approx(5.5)


def test_a_retry_after_beyond_all_patience_gives_the_host_up(clock: Clock) -> None:
    hosts = hosts_by(clock, longest_wait_s=300)
    expected = GivenUp(False, "the server asks to come back in 3600 s")
    assert ask(hosts, 503, 3600.0) == expected
    assert hosts.given_up(HOST) == expected
    assert ask(hosts, 503, 3600.0) is None  # told once
    assert hosts.may_start(HOST, 5)  # so that what is left is refused, and soon
    assert hosts.given_up("other.example") is None


def test_troubles_in_a_row_give_a_host_up(clock: Clock) -> None:
    hosts = hosts_by(clock, patience=3)
    hosts.begin(HOST)
    assert hosts.failed(HOST, "reset") is None
    assert ask(hosts, 502) is None
    ask(hosts, 404)  # an answer, and so the end of the row
    assert ask(hosts, 500) is None
    assert ask(hosts, 301) is None  # says nothing
    assert ask(hosts, 429) is None
    hosts.begin(HOST)
    assert hosts.failed(HOST, "time-out") == GivenUp(False, "3 troubles in a row, last: time-out")


def test_refusals_in_a_row_give_a_host_up(clock: Clock) -> None:
    hosts = hosts_by(clock, blocked_after=2)
    assert hosts.refused(HOST, "HTTP 403") is None
    hosts.let_in(HOST)
    assert hosts.refused(HOST, "HTTP 403") is None
    assert hosts.refused(HOST, "a challenge by X") == GivenUp(
        True, "the server refused 2 pages in a row, last: a challenge by X"
    )


def test_the_trouble_of_one_host_is_not_anothers(clock: Clock) -> None:
    hosts = hosts_by(clock)
    ask(hosts, 429, 100.0)
    assert hosts.wait_s("other.example") == 0
    assert hosts.may_start("other.example", 1)


@pytest.mark.parametrize("name", ["concurrency", "backoff_s", "patience"])
def test_limits_are_positive(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name}=0"):
        Limits(**{name: 0})


ENDS = st.one_of(
    st.tuples(st.sampled_from([200, 304, 301, 404, 403, 500]), st.none()),
    st.tuples(st.sampled_from([429, 503, 302]), st.one_of(st.none(), st.floats(0, 300))),
    st.just((None, None)),
)


@given(
    st.lists(st.tuples(st.floats(0, 400), st.booleans(), st.floats(0, 90), ENDS), max_size=60),
    st.one_of(st.none(), st.floats(0.001, 120)),
    st.integers(1, 4),
)
def test_no_start_undercuts_delay_or_retry_after(
    events: list[tuple[float, bool, float, tuple[int | None, float | None]]], delay_s: float | None, places: int
) -> None:
    """Requests begin as soon as they may; whatever happens, none does so before the server allows it."""
    clock = Clock()
    hosts = Hosts(Limits(concurrency=places, patience=1000), now=clock)
    hosts.set_crawl_delay(HOST, delay_s)
    under_way, last_end, allowed_from = 0, -math.inf, -math.inf
    for pause, wants_to_start, took, (status, retry_after_s) in events:
        clock.now += pause
        if wants_to_start and hosts.wait_s(HOST) not in (0, math.inf):
            clock.now += hosts.wait_s(HOST)
        if wants_to_start and hosts.wait_s(HOST) == 0:
            assert clock.now >= allowed_from
            if delay_s:
                assert under_way == 0
                assert clock.now - last_end >= delay_s
            hosts.begin(HOST)
            under_way += 1
        assert under_way <= places
        if under_way and not (wants_to_start and took > 45):  # else it is still under way at the next event
            clock.now += took
            if status is None:
                hosts.failed(HOST, "reset")
            else:
                hosts.answered(HOST, status, retry_after_s)
                allowed_from = max(allowed_from, clock.now + (retry_after_s or 0))
            under_way -= 1
            last_end = clock.now


class Shared:
    """Turns as other processes leave them; notes what it is told."""

    def __init__(self, *waits_s: float) -> None:
        self.waits_s = list(waits_s)
        self.told: list[tuple[str, float]] = []

    def begin(self, host: str, places: int, delay_s: float) -> float:
        assert host == HOST
        self.told.append((f"begin {places}", delay_s))
        return self.waits_s.pop(0) if self.waits_s else 0.0

    def end(self, host: str, rest_s: float) -> None:
        assert host == HOST
        self.told.append(("end", rest_s))

    def rest(self, host: str, rest_s: float) -> None:
        assert host == HOST
        self.told.append(("rest", rest_s))


def test_a_request_waits_for_other_processes(clock: Clock) -> None:
    hosts = Hosts(Limits(concurrency=2), Shared(1.5), now=clock)
    assert hosts.wait_s(HOST) == 0
    assert hosts.begin(HOST) == 1.5
    assert hosts.under_way(HOST) == 0
    assert hosts.begin(HOST) == 0
    assert hosts.under_way(HOST) == 1


def test_other_processes_are_told_of_delays_and_of_the_time_that_a_host_asks_for(clock: Clock) -> None:
    shared = Shared()
    hosts = Hosts(Limits(concurrency=2), shared, now=clock)
    hosts.robots_come(HOST)
    ask(hosts, 200)
    hosts.set_crawl_delay(HOST, 3.0)
    ask(hosts, 200)
    ask(hosts, 503, 20.0)
    hosts.begin(HOST)
    hosts.failed(HOST, "reset")
    assert shared.told == [
        ("rest", 0.25),
        ("begin 2", 0.0),
        ("end", 0.0),
        ("rest", 3.05),
        ("begin 1", 3.05),
        ("end", 3.05),
        ("begin 1", 3.05),
        ("end", pytest.approx(20.05)),
        ("begin 1", 3.05),
        ("end", pytest.approx(20.05)),
    ]
