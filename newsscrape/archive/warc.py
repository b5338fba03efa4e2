"""WARC files (ISO 28500; WARC/1.0, 1.1 and the drafts before): their records, one at a time.

Both libraries at hand stop at the first broken record, or lose the one after it in silence; here it costs itself.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from newsscrape.archive.members import RECORD, Piece, read_pieces
from newsscrape.limits import (
    BELIEVED_BYTES,
    BELIEVED_HEADER_BYTES,
    READ_AGAIN_BYTES,
    RECORD_BYTES,
    RECORD_HEADER_BYTES,
)

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_NO_LINE_END = re.compile(rb"[^\r\n]")
_LONGEST_START_BYTES = 64
_FOLDED = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        number: its position among the file's records of every type, from 0.
        offset: as in `BrokenRecord`.
        headers: the named fields, by name in lower case; the first where a name comes twice.
        block: the content.
    """

    number: int
    offset: int
    headers: dict[str, str]
    block: bytes


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """What stands where a record should, and why it cannot be read; it counts as one record.

    `offset` is that of the gzip member or Zstandard frame; in a plain file, of the record itself.
    """

    number: int
    offset: int
    reason: str


class _BrokenError(Exception):
    """The record at hand is broken; `offset` says where, if elsewhere than at its beginning."""

    def __init__(self, reason: str, offset: int | None = None) -> None:
        super().__init__(reason)
        self.offset = offset


def read_records(file: BinaryIO, largest_bytes: int = RECORD_BYTES) -> Iterator[Record | BrokenRecord]:
    """The records of a seekable file, plain or compressed; what is broken is passed over up to the next record.

    A record whose block has more than `largest_bytes` is a broken one. Memory holds one record at a time.

    Raises:
        OSError: the file cannot be read.
    """
    size = file.seek(0, 2)
    file.seek(0)
    stream = _Stream(read_pieces(file), size)
    is_lost = False
    number = 0
    while True:
        offset = 0
        try:
            if not (stream.skip_to_record() if is_lost else stream.skip_blank_lines()):
                return
            is_lost = False
            offset = stream.offset
            headers = _read_headers(stream)
            yield Record(number, offset, headers, _read_block(stream, headers, largest_bytes))
        except _BrokenError as error:
            is_lost = True
            yield BrokenRecord(number, offset if error.offset is None else error.offset, str(error))
        number += 1


def parse_fields(lines: str) -> list[tuple[str, str]]:
    """Header lines → names as they stand and values, in order. A line without a colon is passed over."""
    fields = []
    if "\n " in lines or "\n\t" in lines:
        lines = _FOLDED.sub(" ", lines)
    for line in lines.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.append((name.strip(" \t\r"), value.strip(" \t\r")))
    return fields


def _read_headers(stream: "_Stream") -> dict[str, str]:
    if not RECORD.match(stream.peek(_LONGEST_START_BYTES)):
        raise _BrokenError("no WARC record begins here")
    head = stream.read_until(_HEADER_END, RECORD_HEADER_BYTES)
    fields = parse_fields(head.decode("utf-8", "replace").partition("\n")[2])
    return {name.lower(): value for name, value in reversed(fields)}


def _read_block(stream: "_Stream", headers: dict[str, str], largest_bytes: int) -> bytes:
    declared = headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,18}", declared):
        raise _BrokenError(f"its Content-Length is {declared!r}")
    length = int(declared)
    if length > largest_bytes:
        stream.skip(length)
        raise _BrokenError(f"its {length} bytes are more than {largest_bytes}")
    if length > BELIEVED_BYTES and stream.is_doubted:
        raise _BrokenError(f"its Content-Length of {length} is not believed, after so many that were false")
    block = stream.read(length)
    if not stream.read_end():
        stream.unread(block)  # a length too large has swallowed records
        raise _BrokenError(f"it does not end where its Content-Length of {length} says")
    return block


class _Stream:
    """The content of a file as one stream of bytes, whatever pieces it comes in.

    What meets a break in the file raises `_BrokenError`, once, and goes on behind it.
    """

    def __init__(self, pieces: Iterator[Piece], file_bytes: int) -> None:
        self._pieces = pieces
        self._file_bytes = file_bytes
        self._buffer = b""
        self._at = 0  # what lies before it in the buffer is read
        self._read_again_bytes = 0
        self._position = 0  # of the buffer's first byte in the stream
        self._members: deque[tuple[int, int | None]] = deque()  # where they begin in the stream, and in the file

    @property
    def offset(self) -> int:
        """Where the member that the next byte comes from begins in the file; in a plain file, where the byte is."""
        here = self._position + self._at
        while len(self._members) > 1 and self._members[1][0] <= here:
            self._members.popleft()
        offset = self._members[0][1] if self._members else None
        return here if offset is None else offset

    @property
    def is_doubted(self) -> bool:
        """Whether so much was read more than once that long records are no longer worth it."""
        return self._read_again_bytes > READ_AGAIN_BYTES

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay unread; fewer at the end."""
        while len(self._buffer) - self._at < size and self._fill():
            pass
        return self._buffer[self._at : self._at + size]

    def read(self, size: int) -> bytes:
        data = self._buffer[self._at : self._at + size]
        if len(data) == size:
            self._at += size
            return data
        parts = []
        missing = size
        while missing:
            part = self._buffer[self._at : self._at + missing]
            self._at += len(part)
            parts.append(part)
            missing -= len(part)
            if missing and not self._fill():
                self.unread(b"".join(parts))
                raise _BrokenError(f"the file ends {missing} bytes before its end")
        return b"".join(parts)

    def unread(self, data: bytes) -> None:
        """Gives back what was read; it is counted, since a file of false lengths has itself read without end."""
        self._read_again_bytes += len(data)
        if data and self._buffer.endswith(data, 0, self._at):
            self._at -= len(data)
            return
        self._buffer = data + self._buffer[self._at :]
        self._position += self._at - len(data)
        self._at = 0

    def read_until(self, end: re.Pattern[bytes], longest: int) -> bytes:
        """What lies before the end, which is read as well."""
        longest = BELIEVED_HEADER_BYTES if self.is_doubted else longest
        while not (found := end.search(self._buffer, self._at, self._at + longest)):
            size = len(self._buffer) - self._at
            if size > longest or not self._fill():
                self._read_again_bytes += min(size, longest)
                self._at += 1  # lest the search for the next record find this one
                raise _BrokenError("its header does not end")
        data = self._buffer[self._at : found.start()]
        self._at = found.end()
        return data

    def read_end(self) -> bool:
        """Reads what ends a record: two line ends, or fewer or more before the next. False when something else comes.

        With two, nothing behind them is looked at: a break there is the next record's.
        """
        if self.peek(4) == b"\r\n\r\n":
            self._at += 4
            return True
        return not self.skip_blank_lines() or self.peek(5) == b"WARC/"

    def skip_blank_lines(self) -> bool:
        """Whether there is more."""
        while True:
            if found := _NO_LINE_END.search(self._buffer, self._at):
                self._at = found.start()
                return True
            self._at = len(self._buffer)
            if not self._fill():
                return False

    def skip(self, size: int) -> None:
        """Passes over bytes, but not over the beginning of a member, and none when a plain file has not so many."""
        missing = size - (len(self._buffer) - self._at)
        if self._members[-1][1] is None and self._position + len(self._buffer) + missing > self._file_bytes:
            return
        member = self._members[-1]
        while missing > 0 and member == self._members[-1]:
            self._at = len(self._buffer)
            if not self._fill():
                return
            missing -= len(self._buffer)
        if member == self._members[-1]:
            self._at = len(self._buffer) + missing

    def skip_to_record(self) -> bool:
        """Passes over what is no beginning of a record; whether there is one."""
        while not (found := RECORD.search(self._buffer, self._at)):
            self._at = max(self._at, len(self._buffer) - _LONGEST_START_BYTES)
            if not self._fill():
                return False
        self._at = found.start()
        return True

    def _fill(self) -> bool:
        """Adds a piece to the buffer; False at the end of the file."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        if piece.fault:
            self.unread(b"")
            self._position += len(self._buffer)
            self._buffer = b""
            raise _BrokenError(piece.fault, piece.offset)
        self.unread(b"")
        if not self._members or self._members[-1][1] != piece.offset:
            self._members.append((self._position + len(self._buffer), piece.offset))
        self._buffer += piece.data
        return True
