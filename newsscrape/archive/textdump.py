"""Plain-text dumps: a file of one page, or of many, each below a header line such as ` date 2023-04-30 0`."""

import codecs
import re
from collections.abc import Iterator
from io import BufferedReader

# As `newsscrape.page.RECORD_HEADER`, in bytes, and with the white space that dumps put around it: blanks, a no-break
# or zero-width space, a byte-order mark.
_BLANK = rb"(?:[ \t\r]|\xc2\xa0|\xe2\x80\x8b|\xef\xbb\xbf)"
_HEADER = re.compile(rb"%b*date%b+\d{4}-\d{2}-\d{2}%b+\d+%b*\n?" % (_BLANK, _BLANK, _BLANK, _BLANK))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def split_records(file: BufferedReader) -> Iterator[bytes]:
    """The records of a dump in order, each with its header line if it has one, and byte for byte.

    What stands above the first header is a record of its own, unless it is blank. A file without a header is one
    record, and so is an empty file. UTF-16, told by its byte-order mark, becomes UTF-8. Reads a line at a time.
    """
    mark = file.peek(2)[:2]
    return _split(_as_utf8(file, mark) if mark in _UTF16 else iter(file))


def _as_utf8(file: BufferedReader, mark: bytes) -> Iterator[bytes]:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    for line in codecs.getreader(encoding)(file, "replace"):
        yield line.encode("utf-8", "replace")


def _split(lines: Iterator[bytes]) -> Iterator[bytes]:
    record: list[bytes] = []
    count = 0
    for line in lines:
        if _HEADER.fullmatch(line):
            if any(part.strip() for part in record):
                yield b"".join(record)
                count += 1
            record = []
        record.append(line)
    if count == 0 or any(part.strip() for part in record):
        yield b"".join(record)
