"""The records that an index points to, read where they lie: in a dataset, or in a file beside it."""

import sys
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import orjson

from newsscrape.items import Article

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What of a record is needed to compare it.
FIELDS = ("id", "outlet", "canonical_url", "story_code", "title", "body", "date_published", "duplicate_of")
_MOST_OPEN = 64  # datasets
_LENGTH_BYTES = 4
_LEVEL = 1  # of Zstandard: a third of what zlib takes, and fewer bytes


def fields_of(article: Article) -> dict[str, Any]:
    """What of an article's record is needed to compare it with others, and what it says of being a copy."""
    fields = {name: getattr(article, name) for name in (*FIELDS, "similarity", "revision")}
    said = article.provenance.get("duplicate_of")
    return fields | {"provenance": {"duplicate_of": {"method": said.method}} if said else {}}


def is_comparable(record: Any) -> bool:
    """Whether a value has what is needed, as records have."""
    return (
        isinstance(record, Mapping)
        and all(isinstance(record.get(name), str) for name in ("id", "body"))
        and all(isinstance(record.get(name), str | None) for name in FIELDS)
    )


class DatasetTexts:
    """Records of JSON Lines files, by the byte at which their line begins."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, IO[bytes]] = OrderedDict()

    def read(self, path: Path, place: int) -> Mapping[str, Any] | None:
        """The record at a place; None when there is none, since the file is gone or was changed."""
        try:
            file = self._file(path)
            file.seek(place)
            record = orjson.loads(file.readline())
        except (OSError, orjson.JSONDecodeError):
            return None
        return record if is_comparable(record) else None

    def close(self) -> None:
        """Closes the files."""
        while self._open:
            self._open.popitem()[1].close()

    def _file(self, path: Path) -> IO[bytes]:
        if path not in self._open:
            if len(self._open) >= _MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[path] = path.open("rb")
        self._open.move_to_end(path)
        return self._open[path]


class PackedTexts:
    """What is needed of records, in a file of its own, for records that lie where no place can be read alone.

    Args:
        path: the file, which is begun anew.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self._compressor = zstd.ZstdCompressor(_LEVEL)
        self._size_bytes = 0

    def write(self, record: Mapping[str, Any]) -> int:
        """Appends a record; its place.

        Raises:
            OSError: the disk is full or broken.
        """
        said = orjson.dumps({name: record.get(name) for name in FIELDS})
        packed = self._compressor.compress(said, self._compressor.FLUSH_FRAME)
        place = self._size_bytes
        rest = memoryview(len(packed).to_bytes(_LENGTH_BYTES, "big") + packed)
        self._file.seek(place)
        while rest:  # a disk that is nearly full takes a part, and then raises
            rest = rest[self._file.write(rest) :]
        self._size_bytes = self._file.tell()
        return place

    def read(self, _: Path, place: int) -> Mapping[str, Any]:
        """The record at a place that `write` gave."""
        self._file.seek(place)
        length = int.from_bytes(self._file.read(_LENGTH_BYTES), "big")
        record: Mapping[str, Any] = orjson.loads(zstd.decompress(self._file.read(length)))
        return record

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
