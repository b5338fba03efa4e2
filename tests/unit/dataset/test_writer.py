"""A dataset comes out whole, whatever its kind, and whatever moment a crash comes at."""

import errno
import sys
import zlib
from pathlib import Path
from typing import IO, Any

import pytest

from newsscrape.dataset import packed
from newsscrape.dataset import writer as module
from newsscrape.dataset.jsonl import encode
from newsscrape.dataset.reading import read_records
from newsscrape.dataset.writer import DatasetWriter, Position
from newsscrape.errors import ConfigurationError
from tests.unit.dataset.killing import Job
from tests.unit.dataset.records import KINDS, PACKED, article, record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHARD_BYTES = 2000  # three records


def write(path: Path, count: int, *, shard_bytes: int = 10**9, **options: Any) -> list[Path]:
    writer = DatasetWriter(path, shard_bytes=shard_bytes, **options)
    try:
        for number in range(count):
            if writer.is_full:
                writer.roll()
            writer.write(encode(article(number)))
        return writer.finish()
    finally:
        writer.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def by_id(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda r: int(r["id"][2:]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 1, 5])
def test_one_shard_is_the_file_that_was_named(tmp_path: Path, kind: str, count: int) -> None:
    path = tmp_path / "deep" / f"out{kind}"
    assert write(path, count) == [path]
    assert list(contents(path.parent)) == [path.name]
    assert by_id(list(read_records(path))) == [record(number) for number in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_more_shards_are_numbered(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out{kind}"
    files = write(path, 8, shard_bytes=SHARD_BYTES)
    assert [file.name for file in files] == [f"out-{number:05}{kind}" for number in range(3)]
    assert sorted(contents(tmp_path)) == [file.name for file in files]
    shards = [by_id(list(read_records(file))) for file in files]
    assert [len(shard) for shard in shards] == [3, 3, 2]
    assert [r for shard in shards for r in shard] == [record(number) for number in range(8)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_shard_that_stays_empty_is_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out{kind}"
    writer = DatasetWriter(path)
    writer.write(encode(article(1)))
    writer.roll()
    assert writer.position == Position(1, 0)
    assert writer.finish() == [path]
    assert list(contents(tmp_path)) == [path.name]
    assert list(read_records(path)) == [record(1)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_records_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "a" / f"out{kind}", 8, shard_bytes=SHARD_BYTES)
    write(tmp_path / "b" / f"out{kind}", 8, shard_bytes=SHARD_BYTES)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_gzip_is_one_member_without_name_and_time(tmp_path: Path) -> None:
    (path,) = write(tmp_path / "out.jsonl.gz", 5)
    packed_bytes = path.read_bytes()
    assert packed_bytes[3:8] == b"\0" * 5  # flags, time (RFC 1952)
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert member.decompress(packed_bytes).count(b"\n") == 5
    assert (member.eof, member.unused_data) == (True, b"")


def test_zstandard_is_one_frame_with_size_and_checksum(tmp_path: Path) -> None:
    (path,) = write(tmp_path / "out.jsonl.zst", 5)
    frame = path.read_bytes()
    assert zstd.get_frame_size(frame) == len(frame)
    assert zstd.get_frame_info(frame).decompressed_size == sum(len(encode(article(n))) for n in range(5))
    assert frame[4] & 0b100  # content checksum (RFC 8878, 3.1.1.1.1)


@pytest.mark.parametrize("kind", KINDS)
def test_anew_removes_at_once_what_is_the_datasets_and_nothing_else(tmp_path: Path, kind: str) -> None:
    others = [
        f"out-0000{kind}",
        f"out-000000{kind}",
        f"out-0000a{kind}",
        "out-00000.txt",
        f"about{kind}",
        f".out{kind}",
    ]
    ours = [f"out{kind}", f"out-00000{kind}", f"out-00007{kind}", f".out{kind}.00003.part", f".out{kind}.00003.tmp"]
    for name in (*others, *ours):
        (tmp_path / name).write_bytes(b"old")
    DatasetWriter(tmp_path / f"out{kind}").close()
    left = {name for name, content in contents(tmp_path).items() if content == b"old"}
    assert left == set(others)


@pytest.mark.parametrize("name", ["out.csv", "out", ".jsonl", "out.gz", "out.json"])
def test_an_ending_of_no_known_kind_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"a dataset ends in one of \.jl, .*\.jsonl\.zst, \.parquet"):
        DatasetWriter(tmp_path / name)


@pytest.mark.parametrize("kind", PACKED)
def test_only_plain_lines_can_be_appended_to(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ConfigurationError, match=r"only \.jsonl and \.jl can be appended to"):
        DatasetWriter(tmp_path / f"out{kind}", append=True)


def test_a_shard_holds_something(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="shards of 0 bytes"):
        DatasetWriter(tmp_path / "out.jsonl", shard_bytes=0)


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'newsscrape\[parquet\]'"):
        DatasetWriter(tmp_path / "out.parquet")


@pytest.mark.parametrize("before", [0, 2, 3, 4, 8])
def test_plain_lines_are_appended_as_if_written_at_once(tmp_path: Path, before: int) -> None:
    write(tmp_path / "a" / "out.jsonl", 10, shard_bytes=SHARD_BYTES)
    path = tmp_path / "b" / "out.jsonl"
    last = write(path, before, shard_bytes=SHARD_BYTES)[-1]
    with last.open("ab") as file:
        file.write(b'{"torn')
    writer = DatasetWriter(path, append=True, shard_bytes=SHARD_BYTES)
    for number in range(before, 10):
        if writer.is_full:
            writer.roll()
        writer.write(encode(article(number)))
    writer.finish()
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_appending_goes_on_where_a_crash_came_between_two_shards(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", 3)
    (tmp_path / "out.jsonl").rename(tmp_path / "out-00000.jsonl")
    writer = DatasetWriter(tmp_path / "out.jsonl", append=True)
    writer.write(encode(article(3)))
    assert list(read_records(writer.finish()[0])) == [record(number) for number in range(4)]


def test_a_folder_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    with pytest.raises(ConfigurationError, match=r"out\.jsonl: is a folder"):
        DatasetWriter(tmp_path / "out.jsonl")


def test_two_datasets_of_one_name_are_not_appended_to(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    (tmp_path / "out-00000.jsonl").touch()
    with pytest.raises(ConfigurationError, match=r"out-00000\.jsonl is there too"):
        DatasetWriter(tmp_path / "out.jsonl", append=True)


def test_more_shards_than_names_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsscrape.dataset.names._MOST_SHARDS", 2)
    with pytest.raises(ConfigurationError, match="more than 2 shards"):
        write(tmp_path / "out.jsonl.gz", 8, shard_bytes=SHARD_BYTES)


def test_a_full_disk_leaves_the_dataset_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = DatasetWriter(tmp_path / "out.jsonl.gz")
    writer.write(encode(article(0)))
    before = writer.position

    def full(line: bytes) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(writer._lines, "write_line", full)
        with pytest.raises(OSError, match="full"):
            writer.write(encode(article(1)))
    assert writer.position == before
    writer.write(encode(article(1)))
    assert list(read_records(writer.finish()[0])) == [record(0), record(1)]


def test_what_goes_wrong_in_packing_is_raised_until_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(lines: IO[bytes], file: IO[bytes]) -> None:
        raise OSError(errno.ENOSPC, "full")

    path = tmp_path / "out.jsonl.gz"
    writer = DatasetWriter(path)
    writer.write(encode(article(0)))
    with monkeypatch.context() as patch:
        patch.setitem(packed._PACKERS, ".jsonl.gz", full)
        writer.roll()
        for call in (writer.roll, writer.finish):
            with pytest.raises(OSError, match="full"):
                call()
        with pytest.raises(OSError, match="full"):
            writer.write(b"{}\n")
    writer.close()
    again = DatasetWriter(path, at=Position(1, 0))
    again.write(encode(article(1)))
    assert [r for file in again.finish() for r in read_records(file)] == [record(0), record(1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 3, 7])
def test_killed_at_any_moment_it_is_gone_on_with(tmp_path: Path, kind: str, count: int) -> None:
    lines = [encode(article(number)) for number in range(count)]
    Job(tmp_path / "whole" / f"out{kind}", lines, (), SHARD_BYTES).run()
    whole = contents(tmp_path / "whole")
    for moment in range(200):
        job = Job(tmp_path / str(moment) / f"out{kind}", lines, range(1, count, 2), SHARD_BYTES)
        is_done = job.run(moment)
        job.run(moment // 2)  # killed while it goes on, too
        job.run(1)
        assert job.run()
        assert contents(job.path.parent) == whole, moment
        if is_done:
            assert moment > 2
            return
    pytest.fail("more moments than were tried")


@pytest.mark.parametrize("kind", PACKED)
def test_what_was_finished_is_not_written_to(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out{kind}"
    writer = DatasetWriter(path)
    writer.write(encode(article(0)))
    end = writer.position
    writer.finish()
    again = DatasetWriter(path, at=end)
    assert again.position == end
    with pytest.raises(ConfigurationError, match="shard 0 is finished"):
        again.write(encode(article(1)))
    assert again.finish() == [path]
    assert list(read_records(path)) == [record(0)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [Position(0, 10**6), Position(0, 1), Position(2, 0)])
def test_a_dataset_that_was_changed_is_not_gone_on_with(tmp_path: Path, kind: str, at: Position) -> None:
    writer = DatasetWriter(tmp_path / f"out{kind}")
    writer.write(encode(article(0)))
    writer.close()
    with pytest.raises(ConfigurationError, match=r"out.*: (is not as it was left|is not there)"):
        DatasetWriter(tmp_path / f"out{kind}", at=at)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_so_far_is_read_in_the_middle_and_after_a_crash(tmp_path: Path, kind: str) -> None:
    writer = DatasetWriter(tmp_path / f"out{kind}")
    for number in range(3):
        writer.write(encode(article(number)))
        if number < 2:
            writer.roll()
    assert list(writer.records()) == [record(0), record(1), record(2)]
    position = writer.position
    writer.close()
    again = DatasetWriter(tmp_path / f"out{kind}", at=position)
    assert list(again.records()) == [record(0), record(1), record(2)]
    again.close()


def test_shards_have_a_size_by_default() -> None:
    assert module.DEFAULT_SHARD_BYTES == 1_000_000_000
