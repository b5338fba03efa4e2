"""Records are read where they lie, and whatever lies there instead of them is none."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from newsscrape.duplicates import texts as module
from newsscrape.duplicates.texts import FIELDS, DatasetTexts, PackedTexts, fields_of, is_comparable
from tests.unit.dataset.records import article
from tests.unit.duplicates.test_copies import append
from tests.unit.duplicates.texts import prose, record


@pytest.fixture
def dataset_texts() -> Iterator[DatasetTexts]:
    texts = DatasetTexts()
    yield texts
    texts.close()


def test_a_record_is_read_at_its_place(tmp_path: Path, dataset_texts: DatasetTexts) -> None:
    path = tmp_path / "a.jsonl"
    places = [append(path, record(f"a:{n}", prose(n, 5 * n)))[0] for n in range(5)]
    for n in (3, 0, 4, 4, 1):
        assert dataset_texts.read(path, places[n]) == record(f"a:{n}", prose(n, 5 * n))
    place, end = append(path, record("a:5", "appended while the file is open"))
    assert (dataset_texts.read(path, place) or {})["id"] == "a:5"
    for nothing in (places[2] + 1, end - 2, end, end + 100):
        assert dataset_texts.read(path, nothing) is None


def test_a_file_that_is_none_holds_nothing(tmp_path: Path, dataset_texts: DatasetTexts) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("a line\n[1]\n{}\n")
    for name in ("none", "folder", "text", "text/below"):
        for place in (0, 7, 11):
            assert dataset_texts.read(tmp_path / name, place) is None


def test_no_more_files_are_open_than_the_most(
    tmp_path: Path, dataset_texts: DatasetTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_OPEN", 3)
    for n in range(9):
        append(tmp_path / f"{n}.jsonl", record(f"a:{n}", ""))
    for n in (*range(9), *range(9), 3, 3):
        assert (dataset_texts.read(tmp_path / f"{n}.jsonl", 0) or {})["id"] == f"a:{n}"
        assert len(dataset_texts._open) <= 3
    dataset_texts.close()
    assert (dataset_texts.read(tmp_path / "3.jsonl", 0) or {})["id"] == "a:3"


def test_packed_records_are_read_at_their_places(tmp_path: Path) -> None:
    texts = PackedTexts(tmp_path / "texts")
    records = [record(f"a:{n}", prose(n, 50 * n) + " é字", similarity=0.5) for n in range(20)]
    places = [texts.write(each) for each in records]
    assert len(set(places)) == 20
    for n in (7, 0, 19, 7):
        read = texts.read(tmp_path, places[n])
        assert read is not None
        assert {name: read[name] for name in FIELDS if name in records[n]} == {
            name: records[n][name] for name in FIELDS if name in records[n]
        }
    texts.close()
    texts.close()


def test_a_record_that_a_full_disk_cut_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = PackedTexts(tmp_path / "texts")
    first = texts.write(record("a:1", prose(1, 50)))
    file = texts._file

    class Full:
        """Takes a few bytes, and then no more."""

        def __init__(self) -> None:
            self.taken = 0

        def __getattr__(self, name: str) -> Any:
            return getattr(file, name)

        def write(self, data: memoryview) -> int:
            if self.taken:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.taken = file.write(data[:5])
            return self.taken

    with monkeypatch.context() as patch:
        patch.setattr(texts, "_file", Full())
        with pytest.raises(OSError, match="No space"):
            texts.write(record("a:2", prose(2, 50)))
    third = texts.write(record("a:3", prose(3, 50)))
    assert [(texts.read(tmp_path, place) or {})["id"] for place in (first, third)] == ["a:1", "a:3"]
    texts.close()


@pytest.mark.parametrize(
    ("value", "comparable"),
    [
        ({"id": "a:1", "body": ""}, True),
        (record("a:1", "x"), True),
        ({"id": "a:1"}, False),
        ({"id": "a:1", "body": None}, False),
        ({"id": 1, "body": ""}, False),
        ({"id": "a:1", "body": "", "title": ["x"]}, False),
        ({"id": "a:1", "body": "", "authors": 7}, True),
        ([], False),
        (None, False),
        ("id body", False),
    ],
)
def test_what_has_an_id_and_a_body_is_comparable(value: object, comparable: bool) -> None:
    assert is_comparable(value) is comparable


def test_an_articles_fields_are_those_of_its_record() -> None:
    whole = article(1)
    read = orjson.loads(orjson.dumps(whole))
    assert all(fields_of(whole)[name] == read[name] for name in FIELDS)
    assert is_comparable(fields_of(whole))
