"""The files that a user names, and the pages that they hold.

`.html` (`.htm`, `.xhtml`) is one page a file, `.txt` a plain-text dump of one record or many, `.warc` an archive of
requests and responses; plain, `.gz` or `.zst`. A WARC file may have `.open` behind its name: a crawl writes it still.
"""

import gzip
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast

from newsscrape.archive.textdump import split_records
from newsscrape.archive.warc import BrokenRecord
from newsscrape.archive.warcpages import pages_of_warc
from newsscrape.errors import ConfigurationError
from newsscrape.page import Page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_HTML = frozenset({".html", ".htm", ".xhtml"})
_TEXT = frozenset({".txt"})
_WARC = frozenset({".warc"})
_COMPRESSED = frozenset({".gz", ".zst"})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A saved page that cannot be read, and why."""

    path: str
    record: int | None
    reason: str


def find_files(names: Iterable[str]) -> list[Path]:
    """The files that names stand for: files, folders (with all below them, in order), globs.

    In folders, files of other kinds and hidden ones are passed over.

    Raises:
        ConfigurationError: a name stands for nothing, or for a file of no known kind.
    """
    found: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p, path) and _kind(p))
        elif path.exists():
            files = [path]
        else:
            files = [
                Path(match) for match in sorted(glob(name, recursive=True)) if has_magic(name) and Path(match).is_file()
            ]
        if not files:
            raise ConfigurationError(f"{name}: no such file, or a folder or pattern without saved pages")
        for file in files:
            if not _kind(file):
                raise ConfigurationError(
                    f"{file}: of no known kind; known are .html, .htm, .xhtml, .txt and .warc, plain, .gz or .zst"
                )
        found += files
    return list(dict.fromkeys(found))


def read_pages(files: Iterable[Path], passed_over: Counter[str] | None = None) -> Iterator[Page | Unreadable]:
    """The pages of files in order. One that cannot be read, or not to its end, gives an `Unreadable` in its place.

    What WARC files hold besides pages is counted in `passed_over`, by its kind.
    """
    passed_over = Counter() if passed_over is None else passed_over
    for path in files:
        record = -1
        try:
            if _kind(path) == "warc":
                yield from _read_warc(path, passed_over)
                continue
            with _open(path) as file:
                if _kind(path) == "html":
                    yield Page(file.read(), path=path.as_posix(), markup=True)
                    continue
                for record, content in enumerate(split_records(file)):
                    yield Page(content, path=path.as_posix(), record=record)
        except (OSError, EOFError, zlib.error, zstd.ZstdError) as error:
            broken = record + 1 if _kind(path) == "text" else None  # the one after the last that came whole
            yield Unreadable(path.as_posix(), broken, f"cannot be read: {error}")


def _read_warc(path: Path, passed_over: Counter[str]) -> Iterator[Page | Unreadable]:
    with path.open("rb") as file:
        for page in pages_of_warc(file, path.as_posix(), passed_over):
            if isinstance(page, BrokenRecord):
                reason = f"the record at byte {page.offset} cannot be read: {page.reason}"
                yield Unreadable(path.as_posix(), page.number, reason)
            else:
                yield page


def _kind(path: Path) -> str | None:
    """`html`, `text`, `warc`, or None for a file of another kind, by its name."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    is_open = suffixes[-1:] == [".open"]
    if is_open:
        suffixes.pop()
    if suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    suffix = suffixes[-1] if suffixes else ""
    if suffix in _WARC:
        return "warc"
    return None if is_open else "html" if suffix in _HTML else "text" if suffix in _TEXT else None


def _is_hidden(path: Path, top: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(top).parts)


def _open(path: Path) -> BufferedReader:
    match path.suffix.lower():
        case ".gz":
            return BufferedReader(cast("RawIOBase", gzip.open(path)))
        case ".zst":
            return BufferedReader(cast("RawIOBase", zstd.open(path)))
        case _:
            return path.open("rb")
