"""Processes share an index: nothing that one has committed is lost to another, or by a kill."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from newsscrape.duplicates import index as index_module
from newsscrape.duplicates.copies import open_copies
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.segments import MOST_ARTICLES, shorten
from newsscrape.errors import BusyError
from tests.unit.duplicates import sharing
from tests.unit.duplicates.test_index import segment_files
from tests.unit.duplicates.texts import prose, record

CONTEXT = multiprocessing.get_context("spawn")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("killed_at", [1, 9, 10, 47])
def test_a_kill_loses_nothing(tmp_path: Path, killed_at: int) -> None:
    command = [sys.executable, "-m", "tests.unit.duplicates.sharing", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        while (line := process.stdout.readline()) and int(line) < killed_at:
            pass
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    copies = open_copies(tmp_path / "duplicates", tmp_path / "a.jsonl")
    ids = [orjson.loads(line)["id"] for line in (tmp_path / "a.jsonl").read_bytes().splitlines(keepends=True)[:-1]]
    assert len(ids) >= killed_at
    for n, name in enumerate(ids):
        copy = copies.find(record(f"b:{n}", prose(n, 60)))
        assert copy is not None
        assert copy.of == name
    copies.close()


def test_each_sees_what_the_others_added_before(tmp_path: Path) -> None:
    pipes = [CONTEXT.Pipe() for _ in range(3)]
    processes = [
        CONTEXT.Process(target=sharing.take_turns, args=(tmp_path, n, there)) for n, (_, there) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    for place in range(120):
        turn, _ = pipes[place * place % 3 if place % 5 else place % 3]
        turn.send(place)
        assert turn.poll(60)
        assert turn.recv() is True
    for (turn, there), process in zip(pipes, processes, strict=True):
        turn.send(-1)
        process.join(60)
        assert process.exitcode == 0
        turn.close()
        there.close()
        process.close()


def test_of_texts_that_all_publish_at_once_each_has_one_first(tmp_path: Path) -> None:
    together, count = 3, 60
    barrier = CONTEXT.Barrier(together)
    processes = [
        CONTEXT.Process(target=sharing.publish_at_once, args=(tmp_path, n, count, barrier.wait))
        for n in range(together)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
        process.close()
    records = [orjson.loads(line) for path in tmp_path.glob("*.jsonl") for line in path.read_bytes().splitlines()]
    for seed in range(count):
        of_text = [r for r in records if r["id"].endswith(f":{seed}")]
        (first,) = [r["id"] for r in of_text if r["duplicate_of"] is None]
        assert [r["duplicate_of"] for r in of_text if r["id"] != first] == [first] * (together - 1)


@pytest.mark.usefixtures("small_steps")
def test_files_that_others_replace_and_remove_are_read_to_the_end_of_a_transaction(tmp_path: Path) -> None:
    one, two = CopyIndex(tmp_path), CopyIndex(tmp_path)
    dataset = one.dataset(tmp_path / "a")
    for place in range(9):
        one.add(sharing.keys(place), dataset, place)
    assert [entry.place for entry in two.candidates(sharing.keys(3))] == [3]
    before = segment_files(tmp_path)
    two.commit()
    for place in range(9, 18):
        one.add(sharing.keys(place), dataset, place)
    one.commit()
    assert segment_files(tmp_path) != before
    assert [int(n) for n in two._segments] == [1]
    assert [entry & (MOST_ARTICLES - 1) for entry in two._segments[1].find(shorten(sharing.keys(3))).tolist()] == [4]
    assert [entry.place for entry in two.candidates(sharing.keys(12))] == [12]
    two.close()
    one.close()


def test_processes_may_make_an_index_at_once(tmp_path: Path) -> None:
    together, times = 3, 12
    barrier = CONTEXT.Barrier(together, timeout=60)
    processes = [
        CONTEXT.Process(target=sharing.make_at_once, args=(tmp_path, n, times, barrier.wait)) for n in range(together)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
        process.close()
    for time in range(times):
        index = CopyIndex(tmp_path / str(time))
        assert all(index.candidates(sharing.keys(n)) for n in range(together))
        index.close()


class Contended(sqlite3.Connection):
    """Refuses to turn to its log at first, as SQLite does at once where another connection does so too."""

    refusals = 3

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if "journal_mode" in sql and self.refusals:
            self.refusals -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return super().execute(sql, *parameters)


def test_an_index_that_another_is_making_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Contended))
    CopyIndex(tmp_path).close()
    monkeypatch.setattr(Contended, "refusals", 10**9)
    monkeypatch.setattr(index_module, "_WAIT_S", 0.05)
    with pytest.raises(BusyError, match="another process"):
        CopyIndex(tmp_path)


@pytest.mark.usefixtures("small_steps")
def test_files_that_another_removes_first_are_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    commit = index.commit

    def commit_and_let_another_open() -> None:
        commit()
        CopyIndex(tmp_path).close()

    monkeypatch.setattr(index, "commit", commit_and_let_another_open)
    for place in range(40):
        index.add(sharing.keys(place), dataset, place)
    assert [entry.place for entry in index.candidates(sharing.keys(3))] == [3]
    assert segment_files(tmp_path) == [f"keys-{number:06}" for number in index._segments]
    index.close()
