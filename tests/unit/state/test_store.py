"""The state's file: committed as a whole, of one version."""

import sqlite3
from pathlib import Path

import pytest

from newsscrape.errors import ConfigurationError
from newsscrape.state.store import StateStore


def test_what_is_not_committed_is_lost(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "s")
    store.begin_run(5)
    store.commit(5)
    store.finish_run(1)
    assert store.has_changes
    store.close()
    again = StateStore(tmp_path / "s")
    assert (again.open_run, again.dataset_bytes) == (1, 5)
    assert not again.has_changes


def test_a_commit_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    connection = StateStore(tmp_path / "s").connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_others_may_read_meanwhile(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "s")
    store.begin_run(0)
    store.commit(0)
    store.begin_run(0)
    with sqlite3.connect(tmp_path / "s") as reader:
        assert reader.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    reader.close()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but long enough to look like one " * 9, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="text: cannot be used as the state"):
        StateStore(tmp_path / "text")
    store = StateStore(tmp_path / "newer")
    store.connection.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(ConfigurationError, match="newer: of version 99"):
        StateStore(tmp_path / "newer")


def test_a_run_is_open_until_it_is_finished(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "s")
    assert store.open_run is None
    run = store.begin_run(7)
    assert store.open_run == run
    assert store.run_start(run)[1] == 7
    store.finish_run(run)
    assert store.open_run is None
    assert store.begin_run(9) == run + 1
