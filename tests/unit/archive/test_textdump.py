"""Where a dump's records begin."""

from io import BufferedReader, BytesIO
from typing import Any

import pytest

from newsscrape.archive.textdump import split_records


def records(content: bytes) -> list[bytes]:
    """The records' bytes. That their offsets are right is checked."""
    file: BufferedReader[Any] = BufferedReader(BytesIO(content))
    found = list(split_records(file))
    for record in found:
        if record.offset is not None:
            assert content.startswith(record.content or b"", record.offset)
    return [record.content or b"" for record in found]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", [b""]),
        (b"x\ny", [b"x\ny"]),
        (b" date 2023-04-30 0\nx\n", [b" date 2023-04-30 0\nx\n"]),
        (b" date 2023-04-30 0\nx\n date 2023-04-30 1\ny", [b" date 2023-04-30 0\nx\n", b" date 2023-04-30 1\ny"]),
        (b" date 2023-04-30 0\r\nx\r\n date 2023-04-30 1\r\n",
         [b" date 2023-04-30 0\r\nx\r\n", b" date 2023-04-30 1\r\n"]),  # a header without a page is a record
        (b"x\n date 2023-04-30 0\ny", [b"x\n", b" date 2023-04-30 0\ny"]),  # above the first header
        (b"\n \n date 2023-04-30 0\ny", [b" date 2023-04-30 0\ny"]),  # blank lines above it
        (b"\xef\xbb\xbf date 2023-04-30 0\nx", [b"\xef\xbb\xbf date 2023-04-30 0\nx"]),
        (b"\xc2\xa0date\t2023-04-30  17 \n", [b"\xc2\xa0date\t2023-04-30  17 \n"]),
        (b" date 2023-04-30\nx\n", [b" date 2023-04-30\nx\n"]),  # no number, no header
        (b" date 2023-04-30 0\nx\nthe date 2023-04-30 1\n", [b" date 2023-04-30 0\nx\nthe date 2023-04-30 1\n"]),
        (b" date 2023-04-30 0\n\xff\0\n", [b" date 2023-04-30 0\n\xff\0\n"]),  # byte for byte
    ],
)  # fmt: skip
def test_split_records(content: bytes, parts: list[bytes]) -> None:
    assert records(content) == parts


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_becomes_utf_8(encoding: str) -> None:
    text = "\ufeff date 2023-04-30 0\né\n date 2023-04-30 1\nü"
    first, second = records(text.encode(encoding))
    assert first.decode() == "\ufeff date 2023-04-30 0\né\n"
    assert second.decode() == " date 2023-04-30 1\nü"
