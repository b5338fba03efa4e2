"""An index that is cleared while another process uses it: both find what was added since, and nothing else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from newsscrape.duplicates import index as module
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.shingles import Hashes, mix


def keys(number: int) -> Hashes:
    """Keys that only one article has."""
    return mix(np.arange(number * 8, number * 8 + 8, dtype=np.uint64))


def places(index: CopyIndex, numbers: range) -> list[int]:
    """Where the articles lie that are found by their keys."""
    found = [entry.place for number in numbers for entry in index.candidates(keys(number))]
    index.commit()
    return found


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CopyIndex, CopyIndex]]:
    """The index of a folder as two processes have it; its segments are small."""
    monkeypatch.setattr(module, "_MOST_FRESH", 16)
    monkeypatch.setattr(module, "_MOST_RECENT", 4)
    with closing(CopyIndex(tmp_path / "store")) as one, closing(CopyIndex(tmp_path / "store")) as other:
        yield one, other


def add(index: CopyIndex, path: Path, numbers: range) -> None:
    dataset = index.dataset(path)
    for number in numbers:
        index.add(keys(number), dataset, number)
        index.note_indexed(dataset, number)
    index.commit()


@pytest.mark.parametrize("count", [3, 16, 50])
def test_both_forget_and_go_on(two: tuple[CopyIndex, CopyIndex], tmp_path: Path, count: int) -> None:
    one, other = two
    add(one, tmp_path / "a.jsonl", range(1, count + 1))
    assert places(other, range(1, count + 1)) == list(range(1, count + 1))
    one.clear()
    for index in two:
        assert places(index, range(1, count + 1)) == []
        assert index.indexed_bytes(index.dataset(tmp_path / "a.jsonl")) == -1
        index.commit()
    add(one, tmp_path / "a.jsonl", range(101, 101 + count))  # as many, so that a segment might have the old number
    add(other, tmp_path / "b.jsonl", range(201, 201 + count))
    for index in two:
        assert places(index, range(1, 300)) == [*range(101, 101 + count), *range(201, 201 + count)]


def test_what_another_process_had_in_memory_takes_no_place(two: tuple[CopyIndex, CopyIndex], tmp_path: Path) -> None:
    one, other = two
    add(other, tmp_path / "a.jsonl", range(1, 16))
    one.clear()
    add(one, tmp_path / "a.jsonl", range(101, 104))
    add(other, tmp_path / "b.jsonl", range(201, 202))  # with what it had, these would be enough for a segment
    for index in two:
        assert places(index, range(1, 300)) == [101, 102, 103, 201]


def test_a_dataset_keeps_its_number(two: tuple[CopyIndex, CopyIndex], tmp_path: Path) -> None:
    one, other = two
    number = other.dataset(tmp_path / "a.jsonl")
    other.commit()
    one.clear()
    other.add(keys(1), number, 7)
    other.commit()
    (entry,) = one.candidates(keys(1))
    one.commit()
    assert (one.path_of(entry.dataset), entry.place) == (tmp_path / "a.jsonl", 7)


def test_the_old_segments_are_gone_and_the_folder_can_be_opened_again(
    two: tuple[CopyIndex, CopyIndex], tmp_path: Path
) -> None:
    add(two[0], tmp_path / "a.jsonl", range(1, 17))
    before = set((tmp_path / "store").glob("keys-*"))
    two[0].clear()
    two[0].clear()
    assert before
    assert not before & set((tmp_path / "store").glob("keys-*"))
    with closing(CopyIndex(tmp_path / "store")) as third:
        assert places(third, range(1, 17)) == []
