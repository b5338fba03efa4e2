"""JSON Lines are appended whole, whatever an earlier run left."""

from pathlib import Path
from typing import Any

import pytest

from newsscrape.dataset.jsonl import JsonLinesWriter, cut_broken_tail, encode, read_lines
from newsscrape.errors import ConfigurationError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "a.jsonl"


def write(path: Path, *values: object, append: bool = True) -> None:
    writer = JsonLinesWriter(path, append=append)
    for value in values:
        writer.write(value)
    writer.close()


def test_lines_come_back(path: Path) -> None:
    values = [{"a": "é\u2028\n"}, [1, None], "x"]
    write(path, *values[:2])
    write(path, values[2])
    assert list(read_lines(path)) == values
    assert path.read_bytes().count(b"\n") == 3
    assert encode({"a": "é"}) == '{"a":"é"}\n'.encode()


def test_a_line_is_on_its_way_before_the_next(path: Path) -> None:
    writer = JsonLinesWriter(path)
    writer.write(1)
    assert path.read_bytes() == b"1\n"
    writer.close()
    writer.close()


def test_without_a_line_there_is_no_file(path: Path) -> None:
    write(path)
    assert not path.parent.exists()
    assert list(read_lines(path)) == []


def test_anew_removes_what_there_was_at_once(path: Path) -> None:
    write(path, 1)
    JsonLinesWriter(path, append=False)
    assert not path.exists()


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (b"", b""),
        (b"1\n", b"1\n"),
        (b'1\n{"torn": "', b"1\n"),
        (b'{"torn": "', b""),
        (b"1\n" + b"x" * 70_000, b"1\n"),  # longer than a step backwards
        (b"x" * 65_535 + b"\n" + b"y" * 65_536, b"x" * 65_535 + b"\n"),
    ],
)
def test_a_torn_line_is_cut_away(path: Path, left: bytes, kept: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(left)
    write(path, 2)
    assert path.read_bytes() == kept + b"2\n"


def test_a_torn_line_is_not_read(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'1\n2\n{"torn"')
    assert list(read_lines(path)) == [1, 2]


def test_a_line_that_is_no_json_is_named(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1\n{oops}\n")
    with pytest.raises(ConfigurationError, match=r"a\.jsonl, line 2: no JSON: "):
        list(read_lines(path))


def test_a_line_that_the_disk_has_no_room_for_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = JsonLinesWriter(tmp_path / "a.jsonl")
    writer.write({"n": 1})

    class Nearly:
        """A file on a disk that has room for three bytes."""

        def __init__(self, file: Any) -> None:
            self.file, self.calls = file, 0
            self.fileno = file.fileno

        def write(self, data: memoryview) -> int:
            self.calls += 1
            if self.calls > 1:
                raise OSError(28, "No space left on device")
            return int(self.file.write(data[:3]))

    real = writer._file
    writer._file = Nearly(real)  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space"):
        writer.write({"n": 2})
    writer._file = real
    writer.write({"n": 3})
    writer.close()
    assert list(read_lines(tmp_path / "a.jsonl")) == [{"n": 1}, {"n": 3}]


@pytest.mark.parametrize("tail", [b"", b'{"n": 3', b"\0\0\0\n", b"[]\n", b'oops\n{"n": 4}\n'])
def test_a_broken_tail_is_cut_away(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}\n' + tail)
    assert cut_broken_tail(path, 9) == len(tail)
    assert list(read_lines(path)) == [{"n": 1}, {"n": 2}]
    assert list(read_lines(path, 9)) == [{"n": 2}]
