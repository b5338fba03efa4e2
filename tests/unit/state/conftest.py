"""A state and the runs over it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsscrape.state.ledger import Ledger, Sighting
from newsscrape.state.shared import SharedCrawl, connect
from newsscrape.state.store import StateStore
from tests.redis_server import RedisServer, running_redis

LONG_S = 60.0
Join = Callable[..., SharedCrawl]


def sighting(url: str, **values: object) -> Sighting:
    return Sighting(**{"url": url, "key": url, "host": "e.org", "road": "listing", **values})  # type: ignore[arg-type]


def entries(ledger: Ledger) -> list[tuple[str, str | None, str]]:
    """Every URL that the run saw, with its outcome and reason."""
    rows = ledger._store.query("SELECT key, outcome, reason FROM urls WHERE run = ? ORDER BY number", (ledger._run,))
    return rows.fetchall()


@pytest.fixture
def store(tmp_path: Path) -> StateStore:
    return StateStore(tmp_path / "state.sqlite")


@pytest.fixture
def next_run(store: StateStore) -> Callable[[], Ledger]:
    """Ends the run that is open, if one is, and begins another."""

    def begin() -> Ledger:
        if store.open_run is not None:
            store.finish_run(store.open_run)
        return Ledger(store, store.begin_run(0))

    return begin


@pytest.fixture
def ledger(next_run: Callable[[], Ledger]) -> Ledger:
    return next_run()


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def join(server: RedisServer) -> Iterator[Join]:
    clients: list[Any] = []

    def join(member: str = "a", lease_s: float = LONG_S, begun: bool = True, **values: Any) -> SharedCrawl:
        clients.append(connect(server.url))
        shared = SharedCrawl(clients[-1], "outlet", member, lease_s, **values)
        if begun:
            shared.begun()
        return shared

    with server.client() as client:
        client.flushall()
    yield join
    for client in clients:
        client.close()


def together(*processes: SharedCrawl) -> tuple[SharedCrawl, ...]:
    """Processes that have said where the crawl begins once all are there; else the first would have been alone."""
    for shared in processes:
        shared.begun()
    return processes
