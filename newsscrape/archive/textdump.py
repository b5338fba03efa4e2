"""Plain-text dumps: a file of one page, or of many, each below a header line such as ` date 2023-04-30 0`."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BufferedReader

from newsscrape.limits import RECORD_BYTES

# As `newsscrape.page.RECORD_HEADER`, in bytes, and with the white space that dumps put around it: blanks, a no-break
# or zero-width space, a byte-order mark.
_BLANK = rb"(?:[ \t\r]|\xc2\xa0|\xe2\x80\x8b|\xef\xbb\xbf)"
_HEADER = re.compile(rb"%b*date%b+\d{4}-\d{2}-\d{2}%b+\d+%b*\n?" % (_BLANK, _BLANK, _BLANK, _BLANK))
_LONGEST_LINE_BYTES = 1 << 20
_PIECE_BYTES = 1 << 16
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class DumpRecord:
    """A record of a dump, byte for byte, with its header line if it has one.

    Attributes:
        offset: the byte at which it begins; None where the dump is UTF-16, and `content` is not what lies there.
        content: None for a record of more bytes than asked for.
    """

    offset: int | None
    content: bytes | None


def split_records(file: BufferedReader, largest_bytes: int = RECORD_BYTES) -> Iterator[DumpRecord]:
    """The records of a dump in order.

    What stands above the first header is a record of its own, unless it is blank. A file without a header is one
    record, and so is an empty file. UTF-16, told by its byte-order mark, becomes UTF-8. Memory holds one record at a
    time.
    """
    mark = file.peek(2)[:2]
    if mark in _UTF16:
        for record in _split(_as_utf8(file, mark), largest_bytes):
            yield DumpRecord(None, record.content)
    else:
        yield from _split(iter(partial(file.readline, _LONGEST_LINE_BYTES), b""), largest_bytes)


def _as_utf8(file: BufferedReader, mark: bytes) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be")("replace")
    rest = ""
    while data := file.read(_PIECE_BYTES):
        *lines, rest = (rest + decoder.decode(data)).split("\n")
        for line in lines:
            yield f"{line}\n".encode("utf-8", "replace")
        if len(rest) > _LONGEST_LINE_BYTES:
            yield rest.encode("utf-8", "replace")
            rest = ""
    yield (rest + decoder.decode(b"", final=True)).encode("utf-8", "replace")


def _split(lines: Iterator[bytes], largest_bytes: int) -> Iterator[DumpRecord]:
    record = bytearray()
    size = offset = count = 0
    is_blank = is_line_start = True

    def whole() -> DumpRecord:
        return DumpRecord(offset, bytes(record) if size <= largest_bytes else None)

    for line in lines:  # a line that is too long comes in parts
        if is_line_start and b"date" in line and _HEADER.fullmatch(line):
            if not is_blank:
                yield whole()
                count += 1
            offset += size
            record, size, is_blank = bytearray(), 0, True
        is_line_start = line.endswith(b"\n")
        is_blank = is_blank and not line.strip()
        size += len(line)
        if size <= largest_bytes:
            record += line
        else:
            record = bytearray()
    if count == 0 or not is_blank:
        yield whole()
