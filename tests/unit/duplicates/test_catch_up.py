"""What a dataset has and the index lacks is taken in; what somebody did to a dataset never raises."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from newsscrape.duplicates import copies as module
from newsscrape.duplicates.copies import open_copies
from tests.unit.duplicates.test_copies import Newsroom, append
from tests.unit.duplicates.texts import prose, record


def article(number: int) -> dict[str, Any]:
    return record(f"a:{number}", prose(number, 80), canonical_url=f"https://e.org/{number}")


def found(folder: Path, *numbers: int, asking: str = "b.jsonl") -> list[int]:
    """Which of the articles are found by another outlet that has the same text."""
    copies = open_copies(folder / "duplicates", folder / asking)
    marks = [copies.find(record(f"b:{number}", prose(number, 80))) for number in numbers]
    copies.close()
    assert all(copy is None or copy.of == f"a:{number}" for number, copy in zip(numbers, marks, strict=True))
    return [number for number, copy in zip(numbers, marks, strict=True) if copy is not None]


def catch_up(folder: Path) -> None:
    open_copies(folder / "duplicates", folder / "a.jsonl").close()


def test_a_dataset_that_was_there_before_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_COMMIT_EVERY", 3)
    for n in range(10):
        append(tmp_path / "a.jsonl", article(n))
    assert found(tmp_path, *range(12)) == []
    catch_up(tmp_path)
    assert found(tmp_path, *range(12)) == list(range(10))
    append(tmp_path / "a.jsonl", article(10))
    catch_up(tmp_path)
    assert found(tmp_path, *range(12)) == list(range(11))


def test_what_was_taken_in_is_not_taken_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Newsroom(tmp_path)
    for n in range(5):
        room.publish(article(n))
    monkeypatch.setattr(module.Copies, "remember", None)
    room.reopen()
    room.copies.close()


def test_a_crash_between_dataset_and_index_loses_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for n in range(5):
        room.publish(article(n))
    place, end = append(room.path, article(5))
    room.copies.remember(article(5), place, end, None)
    room.copies.close()  # without a commit
    append(room.path, article(6))
    catch_up(tmp_path)
    assert found(tmp_path, *range(8)) == list(range(7))


@pytest.mark.parametrize("missing", [1, 10])
def test_a_line_that_breaks_off_is_taken_in_when_it_is_whole(
    tmp_path: Path, missing: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.jsonl"
    append(path, article(0))
    append(path, article(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:-missing])
    catch_up(tmp_path)
    assert found(tmp_path, 0, 1) == [0]
    path.write_bytes(whole)
    catch_up(tmp_path)
    assert found(tmp_path, 0, 1) == [0, 1]
    assert not caplog.text


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"not JSON",
        b"\xff\xfe",
        b"[1]",
        b"null",
        b"{}",
        b'{"id": "a:7"}',
        b'{"id": 7, "body": "x"}',
        b'{"id": "a:7", "body": "x"}',
        b'{"id": "a:7", "body": null, "title": 7}',
        b'{"id": "a:7", "body": "", "duplicate_of": "nowhere"}',
        b'{"id": "a:7", "body": "", "duplicate_of": 1}',
        b'{"id": "a:7", "body": "x", "duplicate_of": "a:1", "provenance": "?", "similarity": {}}',
        b'{"id": "a:7", "body": "x", "date_published": "long ago"}',
        b'{"id": "a:7", "body": "x", "date_published": 7}',
        b"[" * 2000,
    ],
)
def test_odd_lines_are_passed_over(tmp_path: Path, line: bytes) -> None:
    for value in (article(0), line, article(1), line):
        append(tmp_path / "a.jsonl", value)
    catch_up(tmp_path)
    catch_up(tmp_path)
    assert found(tmp_path, 0, 1, 2) == [0, 1]


@pytest.mark.parametrize("fields", [["id", "body"], ["id", "body", "title"], ["id", "body", "outlet", "canonical_url"]])
def test_records_with_few_fields_are_compared(tmp_path: Path, fields: list[str]) -> None:
    append(tmp_path / "a.jsonl", {name: article(0)[name] for name in fields})
    catch_up(tmp_path)
    assert found(tmp_path, 0) == [0]


def published(folder: Path) -> list[bytes]:
    """Five articles that the index has; their lines."""
    room = Newsroom(folder)
    for n in range(5):
        room.publish(article(n))
    room.copies.close()
    return room.path.read_bytes().splitlines(keepends=True)


def test_a_dataset_that_was_edited_is_read_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lines = published(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines[2:]))
    assert set(found(tmp_path, *range(5))) <= {2, 3, 4}
    assert not caplog.text
    catch_up(tmp_path)
    assert "a.jsonl was changed" in caplog.text
    assert found(tmp_path, *range(5)) == [2, 3, 4]


def test_of_a_dataset_whose_end_was_cut_the_rest_is_not_read_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a start after a power cut cuts away what never reached the disk."""
    lines = published(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines[:3]))
    monkeypatch.setattr(module.Copies, "remember", None)
    catch_up(tmp_path)
    assert not caplog.text
    assert found(tmp_path, *range(5)) == [0, 1, 2]


def test_an_edit_that_is_not_noticed_leads_nowhere_wrong(tmp_path: Path) -> None:
    lines = published(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(b"".join([lines[1], lines[0], b"x" * (len(lines[2]) - 1) + b"\n", *lines[3:]]))
    catch_up(tmp_path)
    assert set(found(tmp_path, *range(5))) >= {3, 4}
    assert 2 not in found(tmp_path, 2)


@pytest.mark.parametrize("left", [b"", None])
def test_a_dataset_that_is_gone_leads_nowhere(tmp_path: Path, left: bytes | None) -> None:
    published(tmp_path)
    if left is None:
        (tmp_path / "a.jsonl").unlink()
    else:
        (tmp_path / "a.jsonl").write_bytes(left)
    assert found(tmp_path, *range(5)) == []
    catch_up(tmp_path)
    append(tmp_path / "a.jsonl", article(1))
    catch_up(tmp_path)
    assert found(tmp_path, *range(5)) == [1]


def test_a_folder_in_a_datasets_place_leads_nowhere(tmp_path: Path) -> None:
    published(tmp_path)
    (tmp_path / "a.jsonl").unlink()
    (tmp_path / "a.jsonl").mkdir()
    assert found(tmp_path, *range(5)) == []


def test_datasets_and_index_may_be_moved_together(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    published(tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert found(tmp_path / "there", *range(6)) == list(range(5))


def test_an_index_that_was_moved_alone_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    published(tmp_path / "here")
    (tmp_path / "there").mkdir()
    shutil.move(tmp_path / "here" / "duplicates", tmp_path / "there" / "duplicates")
    assert found(tmp_path / "there", *range(5)) == []


@pytest.mark.usefixtures("small_steps")
def test_a_store_that_began_anew_is_filled_by_each_dataset(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for n in range(30):
        room.publish(article(n))
    room.copies.close()
    for path in (tmp_path / "duplicates").glob("keys-*"):
        path.write_bytes(b"")
    assert found(tmp_path, *range(30)) == []
    catch_up(tmp_path)
    assert found(tmp_path, *range(31)) == list(range(30))
