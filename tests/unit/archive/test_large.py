"""Pages of 200 MB, in all forms: each costs itself, and little memory. Each is read by a process of its own."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import brotli
import pytest
from backports import zstd

LARGE_BYTES = 200_000_000
PIECE = bytes(1_000_000)
READ = """
import json, pathlib, re, sys
from newsscrape.archive.inputs import find_inputs, read_input
items = [
    [type(item).__name__, item.record, item.offset, getattr(item, "reason", "")]
    for input_ in find_inputs(sys.argv[1:]) for item in read_input(input_)
]
peak = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
print(json.dumps([items, int(peak[1]) * 1024]))
"""


def page_record(number: int, body: bytes = b"<html>x") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.org/%d\r\nContent-Length: %d\r\n\r\n"
    return head % (number, len(block)) + block + b"\r\n\r\n"


def large_record() -> Iterator[bytes]:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    length = len(head) + LARGE_BYTES
    yield b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % length + head
    yield from [PIECE] * (LARGE_BYTES // len(PIECE))
    yield b"\r\n\r\n"


def bomb() -> Iterator[bytes]:
    """A page of 200 MB that its server sent as a few KB."""
    coded = brotli.compress(bytes(LARGE_BYTES), quality=1)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n"
    yield b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % (len(head) + len(coded)) + head + coded
    yield b"\r\n\r\n"


def write_parts(path: Path, parts: list[Iterable[bytes]]) -> list[int]:
    """Writes the parts in the form that the file's name says; where each begins in the file."""
    if path.name.startswith("one-member"):
        parts = [chain.from_iterable(parts)]
    offsets = []
    with path.open("wb") as file:
        for part in parts:
            offsets.append(file.tell())
            if path.suffix == ".gz":
                with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as member:
                    member.writelines(part)
            elif path.suffix == ".zst":
                with zstd.ZstdFile(file, "wb") as frame:
                    frame.writelines(part)
            else:
                file.writelines(part)
    return offsets


def read_apart(path: Path) -> tuple[list[list[object]], int]:
    """What a process of its own reads, and the most memory that it had."""
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
    items, peak_bytes = json.loads(done.stdout)
    return items, peak_bytes


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "one-member.warc.gz", "a.warc.zst"])
def test_a_page_of_200_mb_costs_itself_and_no_memory(tmp_path: Path, name: str) -> None:
    offsets = write_parts(tmp_path / name, [[page_record(0)], large_record(), [page_record(2)]])  # 1 or 3
    items, peak_bytes = read_apart(tmp_path / name)
    assert items == [
        ["Page", 0, 0, ""],
        [
            "Unreadable",
            1,
            offsets[1 % len(offsets)],
            f"cannot be read: its {LARGE_BYTES + 44} bytes are more than 100000000",
        ],
        ["Page", 2, offsets[2 % len(offsets)], ""],
    ]
    assert peak_bytes < 150_000_000


def test_a_page_of_200_mb_in_a_small_record_costs_itself(tmp_path: Path) -> None:
    offsets = write_parts(tmp_path / "a.warc", [bomb(), [page_record(1)]])
    items, peak_bytes = read_apart(tmp_path / "a.warc")
    assert items == [
        ["Unreadable", 0, 0, "cannot be read: its body has more than 100000000 bytes"],
        ["Page", 1, offsets[1], ""],
    ]
    assert peak_bytes < 300_000_000


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        ("a.html.gz", [], [["Unreadable", None, 0]]),
        (
            "a.txt",
            [b" date 2023-04-30 0\n", b" date 2023-04-30 1\nx\n"],
            [["Unreadable", 0, 0], ["Page", 1, 200_000_020]],
        ),
    ],
)
def test_a_file_or_dump_record_of_200_mb(
    tmp_path: Path, name: str, others: list[bytes], expected: list[list[object]]
) -> None:
    words = [b"words " * 166_666 + b"1234"] * 200
    first = others[:1]
    write_parts(tmp_path / name, [[*first, *words, b"\n", *others[1:]]])
    items, peak_bytes = read_apart(tmp_path / name)
    assert [item[:3] for item in items] == expected
    assert items[0][3] == "cannot be read: it has more than 100000000 bytes"
    assert peak_bytes < 300_000_000
