"""The files that a user names, and the pages that they hold.

`.html` (`.htm`, `.xhtml`) is one page a file, `.txt` a plain-text dump of one record or many, `.warc` an archive of
requests and responses; plain, `.gz` or `.zst`. A WARC file may have `.open` behind its name: a crawl writes it still.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from itertools import chain
from pathlib import Path

from newsscrape.archive.formats import (
    DAMAGE,
    NO_RECORD,
    Kind,
    NotOfItsKindError,
    check_kind,
    is_compressed,
    kind_of,
    open_content,
    open_file,
    path_text,
)
from newsscrape.archive.members import may_be_warc
from newsscrape.archive.remote import Found, find_urls, is_url
from newsscrape.archive.textdump import split_records
from newsscrape.archive.warc import BrokenRecord
from newsscrape.archive.warcpages import PassedOver, pages_of_warc
from newsscrape.errors import ConfigurationError
from newsscrape.limits import RECORD_BYTES
from newsscrape.page import Page

__all__ = ["Input", "PassedOver", "Unreadable", "find_inputs", "read_input"]

_PIECE_BYTES = 1 << 20
_TOO_LARGE = f"cannot be read: it has more than {RECORD_BYTES} bytes"


@dataclass(frozen=True, slots=True)
class Input:
    """One file that a user named.

    Attributes:
        name: its path or URL, as it stands in `source.path`: see `path_text`.
        kind: what it holds, by its name.
        size_bytes: as it lies, compressed or not; None where its file system does not tell.
    """

    name: str
    kind: Kind
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What cannot be read, and why.

    Attributes:
        path: the file.
        record: the position of what is broken among the file's records, from 0; None for the file as a whole.
        offset: the byte of the file at which it begins; None when unknown.
        reason: a sentence.
        is_no_input: whether the file is of none of the formats, whatever its name says; nothing else comes of it.
    """

    path: str
    record: int | None
    offset: int | None
    reason: str
    is_no_input: bool = False


def find_inputs(names: Iterable[str]) -> list[Input]:
    """What names stand for: files, folders (with all below them, in order), patterns; URLs of any of these.

    In folders, files of other kinds and hidden ones are passed over. A file that is named outright must be what its
    name says, by its first bytes, or be empty; one that is found in a folder or by a pattern is not opened.

    Raises:
        ConfigurationError: a name stands for nothing, or for a file of no known kind, or for one that is none of it.
    """
    found: dict[str, Input] = {}
    for name in names:
        how, files = find_urls(name) if is_url(name) else _find_paths(name)
        inputs = [Input(path, kind, size_bytes) for path, size_bytes in files if (kind := kind_of(path))]
        if how != "folder" and len(inputs) < len(files):
            odd = next(path for path, _ in files if not kind_of(path))
            raise ConfigurationError(
                f"{odd}: of no known kind; known are .html, .htm, .xhtml, .txt and .warc, plain, .gz or .zst"
            )
        if not inputs:
            raise ConfigurationError(f"{name}: no such file, or a folder or pattern without saved pages")
        if how == "file":
            _check(inputs[0])
        for input_ in inputs:
            found.setdefault(input_.name, input_)
    return list(found.values())


def _find_paths(name: str) -> tuple[Found, list[tuple[str, int | None]]]:
    """As `find_urls`, of the local file system."""
    path = Path(name)
    if not name:
        raise ConfigurationError("'': an empty name stands for no file")
    try:
        if path.is_dir():
            return "folder", list(_walk(path))
        if path.is_file():
            return "file", [_sized(path)]
        if path.exists():
            raise ConfigurationError(f"{name}: neither a file nor a folder; save what comes from it first")
        matches = sorted(glob(name, recursive=True)) if has_magic(name) else []
        return "pattern", [_sized(path) for path in map(Path, matches) if path.is_file()]
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be listed: {error}") from None


def _walk(folder: Path) -> Iterator[tuple[str, int | None]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name)
            elif (folder / entry.name).is_file():  # `entry.is_file` raises for a link that leads to itself
                yield path_text((folder / entry.name).as_posix()), entry.stat().st_size


def _sized(path: Path) -> tuple[str, int | None]:
    return path_text(path.as_posix()), path.stat().st_size


def _check(input_: Input) -> None:
    try:
        check_kind(input_.name)
    except NotOfItsKindError as error:
        raise ConfigurationError(f"{input_.name}: {error}") from None
    except OSError as error:
        raise ConfigurationError(f"{input_.name}: cannot be read: {error}") from None


def read_input(input_: Input, after: int | None = None) -> Iterator[Page | Unreadable | PassedOver]:
    """What an input holds, in order. What cannot be read, or not to its end, gives an `Unreadable` in its place.

    Args:
        input_: the file.
        after: the position of a record; it, and what comes before it, is passed over. An HTML file has no records.
    """
    first = 0 if after is None else after + 1
    following: int | None = None if input_.kind == "html" else first
    read = {"html": _read_html, "text": _read_text, "warc": _read_warc}[input_.kind]
    try:
        for item in read(input_.name, first):
            yield item
            following = None if item.record is None else item.record + 1
    except NotOfItsKindError as error:
        yield Unreadable(input_.name, None, 0, f"{error}", is_no_input=True)
    except DAMAGE as error:
        yield Unreadable(input_.name, following, None, f"cannot be read: {error}")


def _read_html(name: str, _: int) -> Iterator[Page | Unreadable]:
    pieces: list[bytes] = []
    size = 0
    with open_content(name) as file:
        while piece := file.read(_PIECE_BYTES):
            pieces.append(piece)
            size += len(piece)
            if size > RECORD_BYTES:
                yield Unreadable(name, None, 0, _TOO_LARGE)
                return
    yield Page(b"".join(pieces), path=name, offset=0, markup=True)


def _read_text(name: str, first: int) -> Iterator[Page | Unreadable]:
    with open_content(name) as file:
        for number, record in enumerate(split_records(file)):
            offset = None if is_compressed(name) else record.offset
            if number < first:
                continue
            if record.content is None:
                yield Unreadable(name, number, offset, _TOO_LARGE)
            else:
                yield Page(record.content, path=name, record=number, offset=offset)


def _read_warc(name: str, first: int) -> Iterator[Page | Unreadable | PassedOver]:
    with open_file(name) as file:
        items = pages_of_warc(file, name, first - 1)
        if first == 0 and not may_be_warc(file):
            held: list[Page | BrokenRecord | PassedOver] = []
            for item in items:
                held.append(item)
                if not isinstance(item, BrokenRecord):
                    break
            if held and isinstance(held[-1], BrokenRecord):  # the last of all
                raise NotOfItsKindError(NO_RECORD)
            items = chain(held, items)
        for item in items:
            if isinstance(item, BrokenRecord):
                yield Unreadable(name, item.number, item.offset, f"cannot be read: {item.reason}")
            else:
                yield item
