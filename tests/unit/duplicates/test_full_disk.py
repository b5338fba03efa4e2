"""A disk that is full is told of, and costs no article that was taken in before."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from newsscrape.duplicates import index as module
from newsscrape.duplicates.index import CopyIndex
from tests.unit.duplicates.test_index import add, as_it_is_and_opened_again, closed, places, segment_files


def full(*_: Any) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("small_steps")
def test_a_segment_that_cannot_be_written_is_written_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    add(index, dataset, *range(8))
    with monkeypatch.context() as patch:
        patch.setattr(module, "write_segment", full)
        for place in (8, 9):
            with pytest.raises(OSError, match="No space"):
                add(index, dataset, place)
        index.commit()
    add(index, dataset, 10)
    assert len(segment_files(tmp_path)) == 1
    for opened in as_it_is_and_opened_again(index):
        assert [places(opened, place) for place in range(11)] == [[place] for place in range(11)]


def test_a_database_that_cannot_grow_keeps_what_was_committed(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    add(index, dataset, *range(20))
    index.commit()
    (pages,) = index._run("PRAGMA page_count").fetchone()
    index._run(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        add(index, dataset, *range(20, 2000))
    index.close()
    again = CopyIndex(tmp_path)
    dataset = again.dataset(tmp_path / "a")
    assert [places(again, place) for place in range(20)] == [[place] for place in range(20)]
    add(again, dataset, 3000)
    assert places(again, 3000) == [3000]
    closed(again)


def test_after_a_full_disk_a_process_may_go_on_with_what_there_is(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    add(index, dataset, *range(20))
    index.commit()
    (pages,) = index._run("PRAGMA page_count").fetchone()
    index._run(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        add(index, dataset, *range(20, 2000))
    index._run(f"PRAGMA max_page_count = {pages + 1000}")
    other = CopyIndex(tmp_path)
    add(other, dataset, *range(5000, 5010))
    closed(other)
    assert [places(index, place) for place in range(5000, 5010)] == [[place] for place in range(5000, 5010)]
    assert places(index, 25) == []
    assert places(index, 3) == [3]
    closed(index)
