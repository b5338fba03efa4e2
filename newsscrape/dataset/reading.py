"""Finished datasets, read back: files of every kind, shards, folders of outlets, patterns."""

import glob
import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from newsscrape.dataset.names import ENDINGS, DatasetName
from newsscrape.dataset.parquet import read_parquet
from newsscrape.errors import ConfigurationError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BROKEN = (OSError, EOFError, zlib.error, zstd.ZstdError)


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a file, or what stands in its place.

    Attributes:
        file: where it is.
        record: position in it, from 0.
        offset: of its line, in bytes before compression; None in Parquet, which has no lines.
        value: the record; None when it is broken.
        fault: why; None when it is not.
        is_torn: whether it is the last line of a file that was, or is being, written.
    """

    file: Path
    record: int
    offset: int | None
    value: dict[str, Any] | None = None
    fault: str | None = None
    is_torn: bool = False


def find_dataset(path: str | Path) -> list[Path]:
    """The files of a dataset, in the order of their records.

    Args:
        path: a file; the name of a dataset of which there are only shards; the folder of an outlet
            (`articles.jsonl` in it); a data folder with folders of outlets in it; or a pattern (glob) of any of these.

    Raises:
        ConfigurationError: it is none of them, or the dataset is not finished; the message names it.
    """
    found = Path(path)
    if found.is_dir():
        files = [found / "articles.jsonl"] if (found / "articles.jsonl").is_file() else _outlets(found)
        if not files:
            raise ConfigurationError(
                f"{path}: no dataset is in this folder: neither articles.jsonl nor */articles.jsonl"
            )
        return files
    if found.exists():
        return [DatasetName.of(found).path]
    if matches := sorted(glob.glob(str(path))):
        return [file for match in matches for file in find_dataset(match)]
    if glob.has_magic(str(path)):
        raise ConfigurationError(f"{path}: no file matches")
    if not found.name.endswith(ENDINGS):
        raise ConfigurationError(f"{path}: no such file or folder")
    name = DatasetName.of(found)
    shards = name.shards()
    if name.numbers() - set(range(len(shards))):
        raise ConfigurationError(
            f"{path}: the dataset is not whole: its writing was interrupted, or a shard is missing"
        )
    if not shards:
        raise ConfigurationError(f"{path}: no such file")
    return shards


def read_rows(file: Path) -> Iterator[Row]:
    """The records of one file in order, the broken ones in their places; flat in memory.

    A file that breaks off within its compression ends with a row that says so.

    Raises:
        ConfigurationError: its ending is of no known kind, nothing of it can be read, or a library is missing.
    """
    name = DatasetName.of(file)
    number, offset = 0, 0
    try:
        if name.ending == ".parquet":
            for record in read_parquet(file):
                yield Row(file, number, None, record)
                number += 1
            return
        with _open(file, name.ending) as lines:
            for line in lines:
                yield _row(file, number, offset, line)
                number, offset = number + 1, offset + len(line)
    except _BROKEN as error:
        if number == 0:
            raise ConfigurationError(f"{file}: cannot be read: {error}") from None
        at = None if name.ending == ".parquet" else offset
        yield Row(file, number, at, fault=f"the file is broken from here on: {error}")


def read_records(path: str | Path) -> Iterator[dict[str, Any]]:
    """The records of a dataset, in order: equal ones whatever kind of file they come from.

    A last line that is not finished, since a crawl is at work or was killed, is passed over.

    Args:
        path: as of `find_dataset`.

    Raises:
        ConfigurationError: there is no such dataset, or a record is broken; the message names file, line and cause.
    """
    for file in find_dataset(path):
        for row in read_rows(file):
            if row.value is not None:
                yield row.value
            elif not row.is_torn:
                raise ConfigurationError(f"{file}, line {row.record + 1}: {row.fault}")


def _outlets(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*/articles.jsonl") if file.is_file())


def _open(file: Path, ending: str) -> AbstractContextManager[Iterable[bytes]]:
    if ending == ".jsonl.gz":
        return gzip.open(file, "rb")
    return zstd.open(file, "rb") if ending == ".jsonl.zst" else file.open("rb")


def _row(file: Path, number: int, offset: int, line: bytes) -> Row:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if line.endswith(b"\n"):
            return Row(file, number, offset, fault=f"no JSON: {error}")
        return Row(file, number, offset, fault="the line is not finished", is_torn=True)
    if not isinstance(value, dict):
        return Row(file, number, offset, fault=f"no record: {line[:80].decode(errors='replace').strip()}")
    return Row(file, number, offset, value)
