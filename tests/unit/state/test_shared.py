"""What processes share lies in Redis: each URL is one's at a time, and comes back from one that is gone."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.state.shared import SharedCrawl, SharedCrawlError, SharedUrl, connect
from tests.redis_server import RedisServer
from tests.unit.state.conftest import Join, sighting, together

HOST = "e.org"
SHORT_S = 0.2


def url(name: str, *, anyhow: bool = False, **values: Any) -> SharedUrl:
    return SharedUrl(sighting(name, **values), None, anyhow)


def taken(shared: SharedCrawl, host: str = HOST) -> list[str]:
    keys = []
    while (one := shared.take(host)) is not None:
        keys.append(one[0].found.key)
    return keys


def wait_until(holds: Callable[[], Any]) -> None:
    end_s = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def test_a_url_waits_once_and_is_taken_once(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    one.offer([url("x"), url("y")])
    other.offer([url("y"), url("z")])
    assert one.look() == (0, {HOST: (3, 3)})
    assert taken(one) == ["x", "y", "z"]
    assert taken(other) == []
    assert other.look() == (3, {HOST: (0, 0)})
    one.done([("x", True), ("y", False)])
    one.offer([url("x"), url("z")])
    assert other.look() == (1, {HOST: (0, 0)})
    assert one.are_done(["x", "y", "z", "never seen"]) == ["x", "y"]


def test_urls_come_in_the_order_of_the_local_ledger(join: Join) -> None:
    old, new = datetime(1969, 4, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    shared = join()
    shared.offer(
        [
            url("deep", depth=3),
            url("plain"),
            url("later", published=old, modified=new),
            url("old", published=old),
            url("plain 2"),
            url("first", priority=20, depth=7),
            url("at the end of time", published=datetime(9999, 12, 31, tzinfo=UTC)),
        ]
    )
    assert taken(shared) == ["first", "at the end of time", "later", "old", "plain", "plain 2", "deep"]


def test_a_url_arrives_as_it_was_offered(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    moment = datetime(2024, 4, 1, 12, tzinfo=UTC)
    offered = SharedUrl(
        sighting("https://e.org/ä\n|x", found_on="front", depth=2, priority=10, published=moment),
        "https://e.org/",
        anyhow=True,
    )
    one.offer([offered])
    assert other.take(HOST) == (offered, 0)


def test_what_a_dead_process_had_comes_back(join: Join) -> None:
    dead, survivor = together(join("a", SHORT_S, begun=False), join("b", begun=False))
    dead.offer([url("x"), url("y"), url("z")])
    assert dead.take(HOST)
    assert dead.take(HOST)
    dead.done([("x", True)])
    assert survivor.look() == (1, {HOST: (1, 1)})
    wait_until(lambda: survivor.look() == (0, {HOST: (2, 2)}))
    assert taken(survivor) == ["y", "z"]
    # It was only slow: what it does nevertheless is done, and nobody takes it once more.
    survivor.leave(finished=False)
    dead.done([("y", True)])
    third = join("c")
    assert taken(third) == ["z"]


def test_a_heartbeat_keeps_leases(join: Join) -> None:
    alive, other = together(join("a", SHORT_S, begun=False), join("b", begun=False))
    alive.offer([url("x")])
    alive.take(HOST)
    end_s = time.monotonic() + 3 * SHORT_S
    while time.monotonic() < end_s:
        alive.beat()
        assert other.look() == (1, {HOST: (0, 0)})
        time.sleep(SHORT_S / 20)


def test_a_run_is_open_while_anything_waits_or_is_held(join: Join) -> None:
    first = join("a", begun=False)
    second = join("b")
    assert (first.is_alone, second.is_alone, second.run) == (True, False, first.run)  # it is about to offer something
    first.offer([url("x")])
    first.begun()
    assert join("c").run == first.run
    first.take(HOST)
    assert join("c").run == first.run
    first.done([("x", True)])
    later = join("d")
    assert int(later.run) > int(first.run)
    assert first.look() is None
    assert (first.is_over, first.error) == (True, None)
    later.offer([url("x")])
    assert later.look() == (0, {HOST: (0, 1)})  # which is left to its owner


def test_a_run_whose_processes_are_gone_goes_on(join: Join) -> None:
    first = join("a")
    first.offer([url("x"), url("front", anyhow=True)])
    assert taken(first) == ["x", "front"]
    first.done([("front", True)])
    first.leave(finished=False)
    again = join("a")
    assert (again.run, again.is_alone) == (first.run, True)
    again.offer([url("front", anyhow=True), url("x")])
    assert taken(again) == ["x", "front"]
    late = join("b")
    again.done([("front", True)])
    late.offer([url("front", anyhow=True)])  # it is not alone: the front has been read
    assert taken(late) == []


def test_the_last_to_finish_closes_the_run_whatever_waits(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    one.offer([url("x")])
    one.leave(finished=True)
    assert taken(other) == ["x"]
    other.leave(finished=True)
    assert join("c").run != one.run


def test_a_process_that_comes_back_to_a_closed_run_finds_it_over(join: Join) -> None:
    slow, other = together(join("a", SHORT_S, begun=False), join("b", begun=False))
    other.offer([url("x")])
    assert taken(other) == ["x"]
    other.done([("x", True)])
    time.sleep(2 * SHORT_S)
    other.look()
    other.leave(finished=True)
    slow.offer([url("x")])  # which it finds only now
    assert slow.take(HOST) is None
    assert (slow.is_over, slow.error) == (True, None)


def test_urls_are_left_to_their_owner_for_a_while(join: Join) -> None:
    owner = join("a", SHORT_S)
    owner.offer([url("x"), url("y"), url("z")])
    assert taken(owner) == ["x", "y", "z"]
    owner.done([("x", True), ("y", True), ("z", False)])
    other, here = together(join("b", begun=False), join("a", SHORT_S, begun=False))
    other.offer([url("x"), url("y"), url("z")])
    assert other.look() == (0, {HOST: (1, 3)})
    assert taken(other) == ["z"]
    one = here.take(HOST)
    assert one is not None
    assert one[0].found.key == "x"
    wait_until(lambda: other.look() == (0, {HOST: (2, 2)}))  # the owner gives no sign of life: its URLs are anybody's
    assert sorted(taken(other)) == ["x", "y"]


def test_where_a_redirect_leads_is_asked_for_once(join: Join) -> None:
    one, other = together(join("a", SHORT_S, begun=False), join("b", begun=False))
    other.offer([url("known")])
    assert not one.claim(url("known"))
    assert one.claim(url("target"))
    other.offer([url("target")])
    assert other.look() == (1, {HOST: (1, 1)})
    wait_until(lambda: other.look() == (0, {HOST: (2, 2)}))  # the one that followed it is dead
    assert taken(other) == ["known", "target"]


def test_where_a_redirect_leads_is_left_to_its_owner(join: Join) -> None:
    owner = join("a")
    owner.offer([url("target")])
    assert taken(owner) == ["target"]
    owner.done([("target", True)])
    other, here = together(join("b", begun=False), join("a", begun=False))
    assert not other.claim(url("target"))
    assert taken(other) == []
    assert taken(here) == ["target"]


def test_many_urls_go_in_parts(join: Join) -> None:
    shared = join()
    names = [f"u{n}" for n in range(1201)]
    assert shared.offer([url(name) for name in names])
    assert taken(shared) == names
    assert shared.done([(name, True) for name in names])
    assert shared.are_done(names) == names
    assert not shared.leases


# Turns at a host


def test_as_many_requests_as_there_are_places_for_all(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    assert one.begin(HOST, 2, 0.0) == 0
    assert other.begin(HOST, 2, 0.0) == 0
    assert one.begin(HOST, 2, 0.0) > 0
    assert one.begin("other.org", 1, 0.0) == 0
    other.end(HOST, 0.0)
    assert one.begin(HOST, 2, 0.0) == 0


def test_a_delay_and_a_rest_hold_for_all(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    assert one.begin(HOST, 1, 50.0) == 0
    assert 49 < other.begin(HOST, 1, 0.0) <= 50  # should the one die meanwhile
    one.end(HOST, 100.0)
    other.rest(HOST, 10.0)
    assert 99 < other.begin(HOST, 1, 0.0) <= 100


def test_those_who_wait_come_before_the_one_that_asked_last(join: Join) -> None:
    one, other = together(join("a", begun=False), join("b", begun=False))
    assert one.begin(HOST, 1, 0.0) == 0
    assert other.begin(HOST, 1, 0.0) > 0
    one.end(HOST, 0.0)
    assert one.begin(HOST, 1, 0.0) > 0
    assert other.begin(HOST, 1, 0.0) == 0


def test_the_place_of_a_dead_process_is_free_after_its_lease(join: Join) -> None:
    dead, alive, other = together(
        join("a", SHORT_S, begun=False), join("b", SHORT_S, begun=False), join("c", begun=False)
    )
    assert dead.begin(HOST, 1, 0.0) == 0
    assert alive.begin("far.org", 1, 0.0) == 0

    def is_free() -> bool:
        alive.beat()
        return other.begin(HOST, 1, 0.0) == 0

    wait_until(is_free)
    assert other.begin("far.org", 1, 0.0) > 0


# When Redis fails


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_redis_that_comes_back_is_asked_again_and_an_answer_that_was_lost_is_given_back(
    join: Join, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from redis import ConnectionError as NoConnection

    clock = Clock()
    shared = join("a", now=clock)
    shared.offer([url("x"), url("y")])
    assert shared.take(HOST)
    send = shared._send

    def lose(operation: str, *arguments: Any) -> list[Any]:
        send(operation, *arguments)
        raise NoConnection("reset")

    with monkeypatch.context() as patch:
        patch.setattr(shared, "_send", lose)
        assert shared.take(HOST) is None
    assert shared.take(HOST) is None  # not before it is time
    assert shared.offer([url("z")]) is False
    assert shared.done([("x", True)]) is False
    assert not shared.claim(url("w")) or "w" in shared.leases
    clock.now += 1
    assert [found.found.key for found, _ in iter(lambda: shared.take(HOST), None)] == ["y"]
    assert shared.done([("x", True), ("y", True)])
    assert shared.error is None
    assert "redis://127.0.0.1" in caplog.text


def test_a_redis_that_stays_away_is_an_error(server: RedisServer, monkeypatch: pytest.MonkeyPatch, join: Join) -> None:
    from redis import TimeoutError as NoAnswer

    clock = Clock()
    shared = join("a", lease_s=5.0, now=clock)

    def fail(*_: Any) -> list[Any]:
        raise NoAnswer("too slow")

    monkeypatch.setattr(shared, "_send", fail)
    while shared.error is None:
        assert shared.look() is None
        assert shared.begin(HOST, 1, 0.0) > 0
        assert shared.are_done(["x"]) == []
        clock.now += 0.5
    assert 5 <= clock.now < 10
    assert str(shared.error) == f"redis://127.0.0.1:{server.port}/0: Redis did not answer for 5 s: too slow"


def test_a_redis_that_lost_the_run_is_an_error(server: RedisServer, join: Join) -> None:
    shared = join()
    with server.client() as client:
        client.flushall()
    assert shared.look() is None
    assert "has lost the crawl" in str(shared.error)


def test_no_redis_is_an_error_at_once() -> None:
    client = connect("redis://user:secret@127.0.0.1:9/3")
    with pytest.raises(SharedCrawlError, match=r"^redis://127\.0\.0\.1:9/3: Redis cannot be used: "):
        SharedCrawl(client, "outlet", "a", 30.0)
    client.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@e.org/",
        "e.org:6379",
        "",
        "redis://:secret/secret@e.org:6379/0",
        "redis://:secret#secret?secret@secret@e.org:6379/0",
        "redis://:secret[@e.org:6379/0",
        "http://e.org/0?password=secret",
    ],
)
def test_a_url_that_is_none_of_redis(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^NEWSSCRAPE_REDIS_URL=") as caught:
        connect(url)
    assert "secret" not in str(caught.value)


def test_a_socket_is_named_by_its_path() -> None:
    with (
        connect("unix:///nowhere/redis.sock") as client,
        pytest.raises(SharedCrawlError, match=r"^/nowhere/redis\.sock: "),
    ):
        SharedCrawl(client, "outlet", "a", 30.0)


def test_without_redis_py_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'newsscrape\[redis\]'"):
        connect("redis://127.0.0.1:9/0")
