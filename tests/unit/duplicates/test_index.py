"""An index gives the articles that share keys, wherever they are kept, and forgets none that it has taken in."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from newsscrape.duplicates import index as module
from newsscrape.duplicates.index import FILE, CopyIndex
from newsscrape.duplicates.segments import MOST_OF_A_KEY
from newsscrape.duplicates.shingles import Hashes, mix
from newsscrape.errors import BusyError, ConfigurationError


def keys(*names: int) -> Hashes:
    """A key for each name."""
    return mix(np.array(names, np.uint64))


def add(index: CopyIndex, dataset: int, *places: int) -> None:
    """Adds articles with a key of their place, and one that ten of them share."""
    for place in places:
        index.add(keys(place, 10**6 + place // 10), dataset, place)


def places(index: CopyIndex, *names: int) -> list[int]:
    return [entry.place for entry in index.candidates(keys(*names))]


def segment_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("keys-*"))


def closed(index: CopyIndex) -> None:
    index.commit()
    index.close()


def as_it_is_and_opened_again(index: CopyIndex) -> Iterator[CopyIndex]:
    yield index
    closed(index)
    again = CopyIndex(index.folder)
    yield again
    closed(again)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 10, 100, 400])
def test_articles_are_found_wherever_their_keys_are_kept(tmp_path: Path, count: int) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a.jsonl")
    add(index, dataset, *range(count))
    for opened in as_it_is_and_opened_again(index):
        assert all(places(opened, place) == [place] for place in range(count))
        assert places(opened, count) == []
        assert sorted(places(opened, 10**6)) == list(range(min(count, 10)))


@pytest.mark.usefixtures("small_steps")
def test_the_list_of_segments_is_that_of_the_files(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a.jsonl")
    for flush in range(60):
        add(index, dataset, *range(9 * flush, 9 * flush + 9))
        listed = index._run("SELECT number FROM segments ORDER BY number").fetchall()
        assert [number for (number,) in listed] == list(index._segments)
        assert segment_files(tmp_path) == [f"keys-{number:06}" for (number,) in listed]
    assert len(index._segments) < 5
    assert index._run("SELECT count(*) FROM fresh").fetchone() == (0,)
    closed(index)


def test_those_that_share_most_keys_come_first_and_then_the_earliest(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a.jsonl")
    for place, names in enumerate([(1, 2), (1, 2, 3), (3,), (1, 2, 3), (9,)]):
        index.add(keys(*names), dataset, place)
    assert [(e.place, e.shared) for e in index.candidates(keys(1, 2, 3))] == [(1, 3), (3, 3), (0, 2), (2, 1)]
    assert [e.dataset for e in index.candidates(keys(9))] == [dataset]
    closed(index)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize(("holders", "found"), [(MOST_OF_A_KEY, True), (MOST_OF_A_KEY + 1, False), (300, False)])
def test_a_key_that_many_articles_have_does_not_count(tmp_path: Path, holders: int, found: bool) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a.jsonl")
    for place in range(holders):
        index.add(keys(1, 100 + place), dataset, place)
    assert bool(places(index, 1)) is found
    assert places(index, 1, 105)[0] in (5, 0)
    assert 5 in places(index, 1, 105)
    closed(index)


def test_datasets_are_known_by_their_place_beside_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "here" / "index"
    index = CopyIndex(folder)
    one, two = index.dataset(tmp_path / "here" / "a.jsonl"), index.dataset(folder / ".." / ".." / "b é.jsonl")
    assert one == index.dataset(folder / ".." / "a.jsonl") != two
    index.note_indexed(one, 17)
    add(index, one, 3)
    closed(index)
    (tmp_path / "here").rename(tmp_path / "there")
    moved = CopyIndex(tmp_path / "there" / "index")
    assert moved.path_of(one) == tmp_path / "there" / "a.jsonl"
    assert moved.path_of(two) == tmp_path / "b é.jsonl"
    assert moved.dataset(tmp_path / "there" / "a.jsonl") == one
    assert (moved.indexed_bytes(one), moved.indexed_bytes(two)) == (17, 0)
    assert places(moved, 3) == [3]
    closed(moved)


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "away")
    index = CopyIndex(tmp_path / "link")
    dataset = tmp_path / "a.jsonl"
    assert index.path_of(index.dataset(dataset)) == dataset
    closed(index)


@pytest.mark.usefixtures("small_steps")
def test_a_forgotten_datasets_articles_lead_nowhere(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    one, two = index.dataset(tmp_path / "a"), index.dataset(tmp_path / "b")
    add(index, one, *range(20))
    add(index, two, *range(20))
    index.note_indexed(one, 5)
    index.forget(one, 0)
    assert [entry.dataset for entry in index.candidates(keys(3))] == [two]
    assert index.indexed_bytes(one) == 0
    add(index, one, 3)
    assert [entry.dataset for entry in index.candidates(keys(3))] == [two, one]
    closed(index)


def test_what_was_not_committed_is_gone(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    add(index, dataset, 1)
    index.commit()
    add(index, dataset, 2)
    index._connection.close()
    again = CopyIndex(tmp_path)
    assert (places(again, 1), places(again, 2)) == ([1], [])
    closed(again)


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    index = CopyIndex(tmp_path)
    index.close()
    index.close()


@pytest.mark.usefixtures("small_steps")
def test_two_see_at_once_what_each_adds(tmp_path: Path) -> None:
    one, two = CopyIndex(tmp_path), CopyIndex(tmp_path)
    dataset = one.dataset(tmp_path / "a")
    one.commit()
    for place in range(0, 400, 2):
        for index, added in ((one, place), (two, place + 1)):
            assert places(index, added) == []
            add(index, dataset, added)
            if place % 14 == 0:
                assert places(index, added // 3) == [added // 3]
            index.commit()
    for index in (one, two):
        assert [places(index, place) for place in range(400)] == [[place] for place in range(400)]
        index.commit()
    one.close()
    two.close()


def test_one_waits_until_the_other_has_committed_but_not_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_S", 0.1)
    one, two = CopyIndex(tmp_path), CopyIndex(tmp_path)
    one.begin()
    with pytest.raises(BusyError, match=r"another process has had it for 0\.1 seconds"):
        two.begin()
    with pytest.raises(BusyError, match="another process"):
        CopyIndex(tmp_path)
    one.commit()
    two.begin()
    two.close()
    one.close()


def filled(folder: Path) -> int:
    """An index with several segments and fresh keys; the number of its articles."""
    index = CopyIndex(folder)
    dataset = index.dataset(folder / "a")
    add(index, dataset, *range(18 * 9 + 4))
    index.note_indexed(dataset, 1000)
    closed(index)
    assert len(segment_files(folder)) > 1
    return 18 * 9 + 4


@pytest.mark.usefixtures("small_steps")
def test_files_that_no_list_has_are_removed(tmp_path: Path) -> None:
    count = filled(tmp_path)
    listed = segment_files(tmp_path)
    (tmp_path / "keys-000999").write_bytes(b"12345678")
    (tmp_path / "keys-000998.open").write_bytes(b"123")
    index = CopyIndex(tmp_path)
    assert segment_files(tmp_path) == listed
    assert all(places(index, place) for place in range(count))
    closed(index)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "longer"])
def test_with_a_broken_segment_it_begins_anew(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    filled(tmp_path)
    path = tmp_path / segment_files(tmp_path)[0]
    whole = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes({"empty": b"", "cut": whole[:-8], "longer": whole + b"8" * 8}[damage])
    with caplog.at_level(logging.WARNING):
        index = CopyIndex(tmp_path)
    assert "begins anew" in caplog.text
    assert path.name in caplog.text
    assert len(segment_files(tmp_path)) == 1  # which tells other processes
    assert path.name not in segment_files(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    assert index.indexed_bytes(dataset) == -1
    assert places(index, 3) == places(index, 160) == []
    index.forget(dataset, 0)
    add(index, dataset, *range(30))
    assert places(index, 3) == [3]
    closed(index)
    caplog.clear()
    closed(CopyIndex(tmp_path))
    assert not caplog.text


@pytest.mark.usefixtures("small_steps")
def test_when_another_begins_anew_a_dataset_is_read_anew_whatever_is_noted_meanwhile(tmp_path: Path) -> None:
    filled(tmp_path)
    working = CopyIndex(tmp_path)
    dataset = working.dataset(tmp_path / "a")
    working.commit()
    (tmp_path / segment_files(tmp_path)[0]).unlink()
    closed(CopyIndex(tmp_path))
    assert places(working, 3) == []
    add(working, dataset, 500)
    working.note_indexed(dataset, 2000)
    assert places(working, 500) == [500]
    assert working.indexed_bytes(dataset) == -1
    closed(working)


@pytest.mark.usefixtures("small_steps")
def test_one_that_looked_away_while_another_began_anew_sees_what_there_is(tmp_path: Path) -> None:
    working = CopyIndex(tmp_path)
    dataset = working.dataset(tmp_path / "a")
    add(working, dataset, *range(9))
    working.commit()
    (tmp_path / segment_files(tmp_path)[0]).unlink()
    other = CopyIndex(tmp_path)
    add(other, dataset, *range(100, 109))
    other.commit()
    assert [places(working, place) for place in range(100, 109)] == [[place] for place in range(100, 109)]
    assert places(working, 3) == []
    closed(working)
    closed(other)


@pytest.mark.usefixtures("small_steps")
def test_with_keys_of_another_kind_it_begins_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE scheme SET keys = 'old'")
    connection.close()
    index = CopyIndex(tmp_path)
    assert "(old), so it begins anew" in caplog.text
    assert len(segment_files(tmp_path)) == 1
    assert places(index, 3) == []
    closed(index)


def test_a_file_that_is_no_index_is_refused_and_left(tmp_path: Path) -> None:
    content = b"no database at all, but some text" * 40
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ConfigurationError, match="cannot be used as the store of duplicates"):
        CopyIndex(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_version_is_refused_and_left(tmp_path: Path) -> None:
    closed(CopyIndex(tmp_path))
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    for _ in range(2):
        with pytest.raises(ConfigurationError, match=r"of version 7; this newsscrape reads version 1"):
            CopyIndex(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        CopyIndex(tmp_path / "file" / "index")
    (tmp_path / FILE).mkdir()
    with pytest.raises(ConfigurationError, match="cannot be used"):
        CopyIndex(tmp_path)


def test_an_index_that_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = CopyIndex(tmp_path)
    dataset = index.dataset(tmp_path / "a")
    monkeypatch.setattr(module, "MOST_ARTICLES", 4)
    add(index, dataset, 1, 2, 3)
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="is full: an index has 3 articles at most"):
            add(index, dataset, 4)
    assert places(index, 1) == [1]
    closed(index)
