"""Entries that were written are found, and files that are not as they were written are refused."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from newsscrape.duplicates import segments
from newsscrape.duplicates.segments import (
    MOST_ARTICLES,
    MOST_OF_A_KEY,
    NUMBER_BITS,
    Segment,
    find,
    merge,
    pack,
    write_segment,
)
from newsscrape.duplicates.shingles import Hashes


def entries(*pairs: tuple[int, int]) -> Hashes:
    return pack(np.array([key for key, _ in pairs], np.uint64), np.array([n for _, n in pairs], np.uint64))


def asked(*keys: int) -> Hashes:
    return np.array(keys, np.uint64)


def random_entries(seed: int, count: int) -> Hashes:
    return np.sort(np.random.default_rng(seed).integers(0, 2**64, count, np.uint64))


def pairs_of(entries: Hashes) -> list[tuple[int, int]]:
    """Entries as keys and numbers of articles."""
    return [(entry >> NUMBER_BITS, entry & (MOST_ARTICLES - 1)) for entry in entries.tolist()]


@pytest.mark.parametrize("counts", [(1,), (15,), (16,), (17,), (3, 1000), (1000, 3, 1), (5000, 4000)])
def test_what_was_written_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: tuple[int, ...]) -> None:
    monkeypatch.setattr(segments, "_BLOCK", 64)
    parts = [random_entries(seed, count) for seed, count in enumerate(counts)]
    path = tmp_path / "keys"
    count = write_segment(path, parts)
    segment = Segment(path, count)
    everything = np.sort(np.concatenate(parts))
    assert np.array_equal(segment.entries, everything)
    assert [file.name for file in tmp_path.iterdir()] == ["keys"]
    keys = np.unique(everything >> np.uint64(27))
    assert sorted(segment.find(keys).tolist()) == sorted(find(everything, keys).tolist())
    assert len(segment.find(keys)) == sum(counts)
    assert not len(segment.find(np.setdiff1d(keys + np.uint64(1), keys)))
    assert not len(segment.find(asked()))


def test_lowest_and_highest_keys_and_numbers_are_found(tmp_path: Path) -> None:
    pairs = [(0, 1), (0, 2**27 - 1), (1, 5), (2**37 - 2, 1), (2**37 - 1, 2**27 - 1)]
    write_segment(tmp_path / "keys", [entries(*pairs)])
    segment = Segment(tmp_path / "keys", 5)
    keys = asked(0, 1, 2, 2**37 - 2, 2**37 - 1)
    assert pairs_of(segment.find(keys)) == pairs
    assert pairs_of(find(segment.entries, keys)) == pairs


def test_of_a_key_that_too_many_have_one_entry_tells_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_BLOCK", 16)
    many = entries(*((7, number) for number in range(1, 200)))
    others = entries((6, 1), (8, 2))
    count = write_segment(tmp_path / "keys", [many[:150], many[150:], others])
    segment = Segment(tmp_path / "keys", count)
    assert pairs_of(segment.find(asked(6, 7, 8))) == [(6, 1), (7, 0), (8, 2)]
    again = merge([segment.entries, entries((7, 300))])
    assert pairs_of(again) == [(6, 1), (7, 0), (8, 2)]
    exactly = many[:MOST_OF_A_KEY]
    assert np.array_equal(merge([exactly]), exactly)


def test_a_file_that_is_not_as_it_was_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    count = write_segment(path, [random_entries(1, 100)])
    whole = path.read_bytes()
    for size in (0, 1, 8, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=rf"keys: has {size} bytes"):
            Segment(path, count)
    path.write_bytes(whole + b"x")
    with pytest.raises(ValueError, match="not"):
        Segment(path, count)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        Segment(path, count)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    first = write_segment(path, [random_entries(1, 100)])

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_segment(path, [random_entries(2, 200)])
    assert len(Segment(path, first).entries) == 100
    second = write_segment(path, [random_entries(2, 200)])
    assert len(Segment(path, second).entries) == 200
