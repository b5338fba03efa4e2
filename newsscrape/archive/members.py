"""Compressed files that are made of members, one after another: what they hold, and where one is broken.

A member is a gzip member (RFC 1952) or a Zstandard frame (RFC 8878). A broken one costs itself alone: reading goes on
with the next member that begins a WARC record.
"""

import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Protocol

from newsscrape.limits import INFLATED_BYTES, INFLATED_TIMES, RECORD_BYTES, SEARCHED_BYTES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"  # after the first byte of a Zstandard frame that holds no content
ZSTD_MAGICS = (ZSTD, *(bytes([number]) + _SKIPPABLE for number in range(0x50, 0x60)))
_DICTIONARY = b"\x5d" + _SKIPPABLE  # such a frame, first in the file, that holds the dictionary of all others
LOOKED_AT_BYTES = 1 << 20  # where a file's first record is looked for
_CHUNK_BYTES = 1 << 16
_PIECE_BYTES = 1 << 20  # the most that one step inflates, however well it is compressed
_START_BYTES = 1 << 18  # the first bytes of any member lie in so many: a block of a Zstandard frame has at most 128 KiB
_SHORT_START_BYTES = 512  # in which most begin
_RECORD = b"WARC/"
RECORD = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")  # a record's first line


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


_GZIP_FORMAT = _Format(GZIP, _Gunzip)
_ZSTD_FORMAT = _Format(ZSTD, zstd.ZstdDecompressor)


def read_pieces(file: BinaryIO) -> Iterator[Piece]:
    """The content of a seekable file from its beginning: plain, or of gzip or Zstandard members.

    The first bytes tell which; where no record begins there, the first one in the first MiB. The last piece of a member
    comes when its checksum was found right, and not before. Pieces have at most 1 MiB.

    Raises:
        OSError: the file cannot be read.
        zstd.ZstdError: its dictionary cannot, and no record begins in the first MiB.
    """
    start = file.read(8)
    if start.startswith(_DICTIONARY):
        size = int.from_bytes(start[4:], "little")
        try:
            return _read_members(file, _with_dictionary(file.read(min(size, RECORD_BYTES))), 8 + size)
        except zstd.ZstdError:
            file.seek(0)
            if not _holds_record(file.read(LOOKED_AT_BYTES)):
                raise
    kind = _GZIP_FORMAT if start.startswith(GZIP) else _ZSTD_FORMAT if start.startswith(ZSTD_MAGICS) else None
    at = 0
    if not (_begins_record(file, kind, 0) if kind else start.lstrip().startswith(_RECORD)):
        file.seek(0)
        kind, at = _find_format(file.read(LOOKED_AT_BYTES), kind)
    pieces = _read_members(file, kind, at) if kind else _read_plain(file)
    return chain([Piece(0, fault="no member begins here")], pieces) if at else pieces


def _find_format(head: bytes, by_magic: _Format | None) -> tuple[_Format | None, int]:
    """The format of a file that does not begin with a record, and where its first member begins.

    It is the one that the first bytes tell, if they inflate so, or if any record begins in such a member, or none
    elsewhere.
    """
    kinds = (_GZIP_FORMAT, _ZSTD_FORMAT)
    found = {kind.magic: at for kind in kinds if (at := _find_record(BytesIO(head), kind, 0)) is not None}
    plain = RECORD.search(head)
    if by_magic and (by_magic.magic in found or not (found or plain) or _inflates(head, by_magic)):
        return by_magic, 0
    member = min(kinds, key=lambda kind: found.get(kind.magic, len(head)))
    at = found.get(member.magic, len(head))
    return (None, 0) if at >= (plain.start() if plain else len(head)) else (member, at)


def _inflates(head: bytes, kind: _Format) -> bool:
    try:
        return bool(kind.new().decompress(head, LOOKED_AT_BYTES))
    except (zlib.error, zstd.ZstdError):
        return False


def _with_dictionary(content: bytes) -> _Format:
    """The format of members that lean on a dictionary, which may be compressed itself."""
    if content.startswith(ZSTD):
        content = zstd.ZstdDecompressor().decompress(content, RECORD_BYTES)
    try:
        dictionary = zstd.ZstdDict(content)
    except ValueError as error:
        raise zstd.ZstdError(f"its dictionary is none: {error}") from None
    return _Format(ZSTD, lambda: zstd.ZstdDecompressor(zstd_dict=dictionary))


def may_be_warc(file: BinaryIO) -> bool:
    """Whether a WARC record begins in the first MiB of a file, or of what it inflates to; or nothing at all is in it.

    A dictionary is sign enough: only WARC files begin with one. The file is rewound.
    """
    start = file.read(LOOKED_AT_BYTES)
    file.seek(0)
    if start.startswith(_DICTIONARY) or _holds_record(start):
        return True
    left = LOOKED_AT_BYTES
    is_blank = True
    for piece in read_pieces(BytesIO(start)):  # of one member, perhaps, whose beginning is garbage
        if RECORD.search(piece.data):
            return True
        is_blank = is_blank and not piece.fault and not piece.data.strip()
        left -= len(piece.data)
        if left < 0:
            break
    return is_blank


def _holds_record(head: bytes) -> bool:
    """Whether a record begins in these bytes, or in a member among them."""
    if RECORD.search(head):
        return True
    return any(_find_record(BytesIO(head), kind, 0) is not None for kind in (_GZIP_FORMAT, _ZSTD_FORMAT))


def end_of_last_member(file: BinaryIO) -> int:
    """Where the last whole gzip member that begins a WARC record ends in a seekable file; 0 when there is none."""
    start = file.seek(0, 2)
    while (start := _find_before(file, GZIP, start)) >= 0:
        if _begins_record(file, _GZIP_FORMAT, start):
            file.seek(start)
            pieces = _inflate(file, _GZIP_FORMAT, start, file.read(_CHUNK_BYTES))
            try:
                while True:
                    next(pieces)
            except StopIteration as done:
                return file.tell() - len(done.value)
            except (zlib.error, EOFError):
                continue
    return 0


def _read_plain(file: BinaryIO) -> Iterator[Piece]:
    file.seek(0)
    while data := file.read(_CHUNK_BYTES):
        yield Piece(None, data)


def _read_members(file: BinaryIO, kind: _Format, start: int) -> Iterator[Piece]:
    """The pieces of all members. Without a break, the file is read from one end to the other and never sought in."""
    file.seek(start)
    data = file.read(_CHUNK_BYTES)
    while data:
        try:
            data = yield from _inflate(file, kind, start, data)
            start = file.tell() - len(data)
        except (zlib.error, zstd.ZstdError, EOFError) as error:
            yield Piece(start, fault=str(error))
            found = _find_record(file, kind, start + 1)
            if found is None:
                return
            start = file.seek(found)
            data = b""
        data = data or file.read(_CHUNK_BYTES)


def _inflate(file: BinaryIO, kind: _Format, start: int, data: bytes) -> Generator[Piece, None, bytes]:
    """The pieces of one member, of which `data` is read already.

    Returns:
        What was read of that which follows it.

    Raises:
        zlib.error, zstd.ZstdError, EOFError: it is broken, or cut off.
    """
    member = kind.new()
    held = b""  # so that the last piece waits for the checksum
    packed, inflated = len(data), 0
    while True:
        content = member.decompress(data, _PIECE_BYTES)
        inflated += len(content)
        if inflated > INFLATED_BYTES + INFLATED_TIMES * packed:
            raise EOFError(f"it inflates to more than {INFLATED_TIMES} times its size")
        if content:
            if held:
                yield Piece(start, held)
            held = content
        if member.eof:
            yield Piece(start, held)
            return member.unused_data
        data = file.read(_CHUNK_BYTES) if member.needs_input else b""
        packed += len(data)
        if not data and member.needs_input:
            raise EOFError("cut off")


def _find_record(file: BinaryIO, kind: _Format, start: int) -> int | None:
    """The offset of the first member from `start` on that begins a WARC record; None when there is none.

    Where much looks like a member and is none, only short beginnings are looked into after a while.
    """
    file.seek(start)
    looked_at_bytes = 0
    while window := file.read(_CHUNK_BYTES):
        window += file.read(len(kind.magic) - 1)
        at = -1
        while (at := window.find(kind.magic, at + 1)) >= 0:
            most_bytes = _START_BYTES if looked_at_bytes < SEARCHED_BYTES else _SHORT_START_BYTES
            if _begins_record(file, kind, start + at, most_bytes):
                return start + at
            looked_at_bytes += file.tell() - start - at
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


def _begins_record(file: BinaryIO, kind: _Format, start: int, most_bytes: int = _START_BYTES) -> bool:
    """Whether what looks like a member's first bytes is one, and of a WARC record. No more is read than that takes."""
    file.seek(start)
    member, begin, size = kind.new(), b"", _SHORT_START_BYTES
    try:
        while len(begin) < len(_RECORD) and most_bytes > 0 and not member.eof:
            data = file.read(min(size, most_bytes))
            if not data:
                break
            begin += member.decompress(data, len(_RECORD) - len(begin))
            most_bytes -= size
            size *= 2
    except (zlib.error, zstd.ZstdError):
        return False
    return begin == _RECORD
