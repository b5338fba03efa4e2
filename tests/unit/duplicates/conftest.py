"""An index that moves keys on after few articles, so that short tests see all of its places."""

import pytest

from newsscrape.duplicates import index


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_MOST_RECENT", 3)
    monkeypatch.setattr(index, "_MOST_FRESH", 9)


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_WAIT_S", 10)
