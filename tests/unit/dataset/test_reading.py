"""A dataset is read back by any of its names, and what is broken in it is named."""

import gzip
import sys
from pathlib import Path

import pytest

from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.reading import find_dataset, read_records, read_rows
from newsscrape.dataset.writer import DatasetWriter
from newsscrape.errors import ConfigurationError
from tests.unit.dataset.records import KINDS, article, record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def put(path: Path, *numbers: int, shard_bytes: int = 10**9) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = DatasetWriter(path, shard_bytes=shard_bytes)
    for number in numbers:
        if writer.is_full:
            writer.roll()
        writer.write(encode(article(number)))
    writer.finish()
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_the_same_from_every_kind(tmp_path: Path, kind: str) -> None:
    assert list(read_records(put(tmp_path / f"a{kind}", 6))) == [record(6)]


@pytest.mark.parametrize("kind", KINDS)
def test_shards_are_read_by_the_name_that_they_share_or_by_a_pattern(tmp_path: Path, kind: str) -> None:
    path = put(tmp_path / f"a{kind}", 1, 2, 3, shard_bytes=1)
    assert list(read_records(path)) == [record(1), record(2), record(3)]
    assert list(read_records(str(tmp_path / f"a-*{kind}"))) == [record(1), record(2), record(3)]
    assert list(read_records(tmp_path / f"a-00001{kind}")) == [record(2)]


def test_folders_of_outlets(tmp_path: Path) -> None:
    files = [
        put(tmp_path / "data" / name / "articles.jsonl", number) for number, name in ((1, "b"), (2, "c"), (3, "a"))
    ]
    assert list(read_records(tmp_path / "data")) == [record(3), record(1), record(2)]
    assert find_dataset(tmp_path / "data" / "b") == files[:1]
    assert find_dataset(str(tmp_path / "data" / "[bc]")) == files[:2]


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    assert list(read_records(put(tmp_path / "a[1].jsonl", 1))) == [record(1)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.jsonl", "no such file"),
        ("none-*.jsonl", "no file matches"),
        ("none", "none: no such file or folder"),
        ("folder", "no dataset is in this folder"),
        ("page.html", "a dataset ends in one of"),
        ("cut.jsonl.gz", "the dataset is not whole"),
        ("gap.jsonl", "the dataset is not whole"),
    ],
)
def test_what_is_no_dataset_is_named(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.html").touch()
    (tmp_path / "gap-00000.jsonl").touch()
    (tmp_path / "gap-00002.jsonl").touch()
    DatasetWriter(tmp_path / "cut.jsonl.gz").close()
    with pytest.raises(ConfigurationError, match=said) as caught:
        list(read_records(tmp_path / name))
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [(b"{oops\n", r"a\.jsonl, line 2: no JSON: "), (b"[1, 2]\n", r"a\.jsonl, line 2: no record: \[1, 2\]")],
)
def test_a_broken_line_is_named(tmp_path: Path, line: bytes, said: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(encode(record(1)) + line)
    with pytest.raises(ConfigurationError, match=said):
        list(read_records(tmp_path / "a.jsonl"))


def test_a_line_that_is_not_finished_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(encode(record(1)) + encode(record(2))[:-9])
    assert list(read_records(tmp_path / "a.jsonl")) == [record(1)]


def test_a_whole_last_line_needs_no_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(encode(record(1)) + encode(record(2))[:-1])
    assert list(read_records(tmp_path / "a.jsonl")) == [record(1), record(2)]


@pytest.mark.parametrize("kind", [".jsonl.gz", ".jsonl.zst"])
def test_files_of_several_members_are_read_whole(tmp_path: Path, kind: str) -> None:
    compress = gzip.compress if kind == ".jsonl.gz" else zstd.compress
    (tmp_path / f"a{kind}").write_bytes(compress(encode(record(1))) + compress(encode(record(2))))
    assert list(read_records(tmp_path / f"a{kind}")) == [record(1), record(2)]


@pytest.mark.parametrize("kind", [".jsonl.gz", ".jsonl.zst"])
def test_a_file_that_breaks_off_is_named_where_it_does(tmp_path: Path, kind: str) -> None:
    path = put(tmp_path / f"a{kind}", *range(2000))
    path.write_bytes(path.read_bytes()[:-500])
    *good, broken = read_rows(path)
    assert [row.value for row in good] == [record(number) for number in range(len(good))]
    assert (broken.record, broken.offset) == (len(good), sum(len(encode(row.value)) for row in good))
    with pytest.raises(ConfigurationError, match=rf"line {len(good) + 1}: the file is broken from here on: "):
        list(read_records(path))


@pytest.mark.parametrize("kind", [".jsonl.gz", ".jsonl.zst"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"a{kind}").write_bytes(b"something else")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        list(read_records(tmp_path / f"a{kind}"))


def test_offsets_lead_to_the_lines(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", 1, 2, 3)
    content = path.read_bytes()
    assert [content[row.offset :].startswith(encode(row.value)) for row in read_rows(path)] == [True] * 3
