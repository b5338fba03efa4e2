"""What kinds of files are read: told by their names, and held against their first bytes."""

import gzip
import os
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import Literal, cast

from newsscrape.archive.members import GZIP, ZSTD_MAGICS, may_be_warc
from newsscrape.archive.remote import READ_AHEAD_BYTES, is_url, open_url

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Kind = Literal["html", "text", "warc"]

_HTML = frozenset({".html", ".htm", ".xhtml"})
_MAGIC = {".gz": (GZIP,), ".zst": ZSTD_MAGICS}
# What begins pictures, archives, documents and programs that are found under names of pages.
_OTHERS = re.compile(
    rb"\x89PNG\r|\xff\xd8\xff|GIF8[79]a|RIFF.{4}W|wOF[F2]\0|\0\0\0.ftyp|PK[\3\5\7]|%PDF-\d|Rar!\x1a|7z\xbc\xaf|\x1f\x8b|BZh\d1AY"
    rb"|\x28\xb5\x2f\xfd|\xfd7zXZ|\x7fELF|SQLite format 3\0|WARC/\d\.\d",
    re.DOTALL,
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # byte-order marks: their encodings may be full of NULs
_BINARY = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])  # MIME Sniffing, "binary data byte"
_ESCAPED = re.compile(rb"\\x([89a-f][0-9a-f])")
_LOOKED_AT_BYTES = 1024
NO_RECORD = "it is no WARC: no record begins in its first MiB"

DAMAGE = (OSError, EOFError, zlib.error, zstd.ZstdError)  # what reading a compressed file may raise


class NotOfItsKindError(Exception):
    """A file is not what its name says."""


def kind_of(name: str) -> Kind | None:
    """The kind that a file has by its name; None for a file that is not read."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    is_open = suffixes[-1:] == [".open"]
    if is_open:
        suffixes.pop()
    if suffixes and suffixes[-1] in _MAGIC:
        suffixes.pop()
    suffix = suffixes[-1] if suffixes else ""
    if suffix == ".warc":
        return "warc"
    return None if is_open else "html" if suffix in _HTML else "text" if suffix == ".txt" else None


def is_compressed(name: str) -> bool:
    """Whether a page's or a dump's file is, by its name. WARC files are told by their content."""
    return PurePosixPath(name).suffix.lower() in _MAGIC


def path_text(path: str) -> str:
    r"""A path as it stands in records: what of it is not UTF-8 as `\xe9`, since JSON cannot hold it."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _local(name: str) -> Path:
    """The file that a recorded path is of."""
    path = Path(name)
    if "\\x" in name and not path.exists():
        path = Path(os.fsdecode(_ESCAPED.sub(lambda byte: bytes([int(byte[1], 16)]), os.fsencode(name))))
    return path


def open_file(name: str, read_ahead_bytes: int = READ_AHEAD_BYTES) -> BufferedReader:
    """The file as it lies. Elsewhere than here, a request asks for so much more than is wanted.

    Raises:
        OSError: it cannot be opened.
    """
    return open_url(name, read_ahead_bytes) if is_url(name) else _local(name).open("rb")


@contextmanager
def open_content(name: str, read_ahead_bytes: int = READ_AHEAD_BYTES) -> Iterator[BufferedReader]:
    """A page's or a dump's file, without the compression that its name tells.

    Raises:
        NotOfItsKindError: it is not compressed so, or `is_rubbish`.
        OSError, EOFError, zlib.error, zstd.ZstdError: it cannot be opened; reading raises them as well.
    """
    with open_file(name, read_ahead_bytes) as file:
        content = file
        if magic := _MAGIC.get(PurePosixPath(name).suffix.lower()):
            start = file.peek(4)[:4]
            if start and not start.startswith(magic):
                raise NotOfItsKindError(f"cannot be read: not compressed as its name says, but begins with {start!r}")
            new = gzip.GzipFile(fileobj=file) if magic == (GZIP,) else zstd.ZstdFile(file)
            content = BufferedReader(cast("RawIOBase", new))
        if is_rubbish(content.peek(_LOOKED_AT_BYTES)):
            raise NotOfItsKindError("it is neither HTML nor text, by its first bytes")
        yield content


def is_rubbish(start: bytes) -> bool:
    """Whether what begins so is neither HTML nor text.

    It is when it begins as pictures, archives or programs do; or when of its first 1,024 bytes more than one in twenty
    is a control character that no text has, and neither a byte-order mark nor a `<` comes first. Nothing is not.
    """
    start = start[:_LOOKED_AT_BYTES]
    if start.startswith(_MARKS):
        return False
    if _OTHERS.match(start):
        return True
    is_binary = len(start) - len(start.translate(None, _BINARY)) > len(start) / 20
    return is_binary and not start.lstrip(b"\0\t\n\r ").startswith(b"<")


def check_kind(name: str) -> None:
    """Holds a file against its name by its first bytes, as `open_content` and `may_be_warc` tell. Empty files pass, and
    broken ones: of these the reader tells.

    Raises:
        NotOfItsKindError: it is not what its name says.
        OSError: it cannot be opened.
    """
    with open_file(name, _LOOKED_AT_BYTES) as file:
        if kind_of(name) == "warc":
            if not may_be_warc(file):
                raise NotOfItsKindError(NO_RECORD)
            return
    with suppress(*DAMAGE), open_content(name, _LOOKED_AT_BYTES):
        pass
