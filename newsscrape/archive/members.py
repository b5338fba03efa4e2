"""Compressed files that are made of members, one after another: what they hold, and where one is broken.

A member is a gzip member (RFC 1952) or a Zstandard frame (RFC 8878). A broken one costs itself alone: reading goes on
with the next member that begins a WARC record.
"""

import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"  # after the first byte of a Zstandard frame that holds no content
_DICTIONARY = b"\x5d" + _SKIPPABLE  # such a frame, first in the file, that holds the dictionary of all others
_CHUNK_BYTES = 1 << 16
_PIECE_BYTES = 1 << 20  # the most that one step inflates, however well it is compressed
_START_BYTES = 1 << 18  # the first bytes of any member lie in so many: a block of a Zstandard frame has at most 128 KiB
_RECORD = b"WARC/"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a file's content, or a break in it.

    Attributes:
        offset: where the member that it belongs to begins in the file; None in a plain file, which has no members.
        data: the content; empty at a break.
        fault: what is broken, so that content is missing here.
    """

    offset: int | None
    data: bytes = b""
    fault: str | None = None


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """zlib's decompressor of one member, with the methods of the Zstandard one."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


@dataclass(frozen=True, slots=True)
class _Format:
    """How the members of a file begin, and what decompresses one."""

    magic: bytes
    new: Callable[[], _Decompressor]


def read_pieces(file: BinaryIO) -> Iterator[Piece]:
    """The content of a seekable file from its beginning: plain, or of gzip or Zstandard members, by its first bytes.

    The last piece of a member comes when its checksum was found right, and not before. Pieces have at most 1 MiB.

    Raises:
        OSError: the file cannot be read.
    """
    start = file.read(8)
    if start.startswith(GZIP):
        return _read_members(file, _Format(GZIP, _Gunzip), 0)
    if start.startswith(_DICTIONARY):
        size = int.from_bytes(start[4:], "little")
        content = file.read(size)
        dictionary = zstd.ZstdDict(zstd.decompress(content) if content.startswith(_ZSTD) else content)
        with_dictionary = _Format(_ZSTD, lambda: zstd.ZstdDecompressor(zstd_dict=dictionary))
        return _read_members(file, with_dictionary, 8 + size)
    if start.startswith(_ZSTD) or start[1:4] == _SKIPPABLE:
        return _read_members(file, _Format(_ZSTD, zstd.ZstdDecompressor), 0)
    return _read_plain(file)


def end_of_last_member(file: BinaryIO) -> int:
    """Where the last whole gzip member that begins a WARC record ends in a seekable file; 0 when there is none."""
    gzip = _Format(GZIP, _Gunzip)
    start = file.seek(0, 2)
    while (start := _find_before(file, GZIP, start)) >= 0:
        if _begins_record(file, gzip, start):
            pieces = _inflate(file, gzip, start)
            try:
                while True:
                    next(pieces)
            except StopIteration as done:
                return int(done.value)
            except (zlib.error, EOFError):
                continue
    return 0


def _read_plain(file: BinaryIO) -> Iterator[Piece]:
    file.seek(0)
    while data := file.read(_CHUNK_BYTES):
        yield Piece(None, data)


def _read_members(file: BinaryIO, kind: _Format, start: int) -> Iterator[Piece]:
    while not _is_end(file, start):
        try:
            start = yield from _inflate(file, kind, start)
        except (zlib.error, zstd.ZstdError, EOFError) as error:
            yield Piece(start, fault=str(error))
            found = _find_record(file, kind, start + 1)
            if found is None:
                return
            start = found


def _inflate(file: BinaryIO, kind: _Format, start: int) -> Generator[Piece, None, int]:
    """The pieces of one member.

    Returns:
        Where it ends in the file.

    Raises:
        zlib.error, zstd.ZstdError, EOFError: it is broken, or cut off.
    """
    file.seek(start)
    member = kind.new()
    held = b""  # so that the last piece waits for the checksum
    while not member.eof:
        data = b""
        if member.needs_input:
            data = file.read(_CHUNK_BYTES)
            if not data:
                raise EOFError("cut off")
        content = member.decompress(data, _PIECE_BYTES)
        if content:
            if held:
                yield Piece(start, held)
            held = content
    end = file.tell() - len(member.unused_data)
    yield Piece(start, held)
    return end


def _find_record(file: BinaryIO, kind: _Format, start: int) -> int | None:
    """The offset of the first member from `start` on that begins a WARC record; None when there is none."""
    file.seek(start)
    while window := file.read(_CHUNK_BYTES):
        window += file.read(len(kind.magic) - 1)
        at = -1
        while (at := window.find(kind.magic, at + 1)) >= 0:
            if _begins_record(file, kind, start + at):
                return start + at
        start = file.seek(start + _CHUNK_BYTES)
    return None


def _find_before(file: BinaryIO, magic: bytes, end: int) -> int:
    """The offset of the last `magic` that begins before `end`; -1 when there is none."""
    while end > 0:
        start = max(0, end - _CHUNK_BYTES)
        file.seek(start)
        at = file.read(end - start + len(magic) - 1).rfind(magic)
        if at >= 0:
            return start + at
        end = start
    return -1


def _begins_record(file: BinaryIO, kind: _Format, start: int) -> bool:
    """Whether what looks like a member's first bytes is one, and of a WARC record."""
    file.seek(start)
    try:
        return kind.new().decompress(file.read(_START_BYTES), len(_RECORD)) == _RECORD
    except (zlib.error, zstd.ZstdError):
        return False


def _is_end(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    return not file.read(1)
