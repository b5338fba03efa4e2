"""A state and the runs over it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsscrape.state.ledger import Ledger, Sighting
from newsscrape.state.store import StateStore


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
