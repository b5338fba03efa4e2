"""Records, packed as they come, on the disk: the page begins with what is only known when all have been read."""

import gzip
from base64 import b64decode, b64encode
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import orjson

CHUNK_RECORDS = 64
"""The most records that a browser unpacks to show one."""
_CHUNK_BYTES = 1 << 20
_LEVEL = 4  # of 1 to 9; 6 takes twice the time for 4% less


def packed(content: bytes) -> str:
    """Bytes as the page carries them: gzip in base64, which needs no escape in HTML."""
    return b64encode(gzip.compress(content, _LEVEL, mtime=0)).decode()


class RecordSpool:
    """Chunks of records in a file. The oldest are let go when there are more records than the page may hold.

    Args:
        file: an empty temporary one.
        most: records that are kept at least, if there are so many; at most a chunk more.

    Attributes:
        starts: for each chunk that is kept, the number of its first record among all that came.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most
        self._lines: list[bytes] = []
        self._bytes = 0
        self._came = 0
        self._chunks: deque[tuple[int, int]] = deque()  # where they lie, and how long they are
        self.starts: deque[int] = deque()

    def add(self, record: Mapping[str, Any]) -> int:
        """Adds a record; how many of the oldest are let go for it."""
        line = orjson.dumps(record)
        self._lines.append(line)
        self._bytes += len(line)
        self._came += 1
        if len(self._lines) < CHUNK_RECORDS and self._bytes < _CHUNK_BYTES:
            return 0
        return self.flush()

    def flush(self) -> int:
        """Packs what is not packed yet; how many of the oldest records are let go for it."""
        if not self._lines:
            return 0
        content = packed(b"[" + b",".join(self._lines) + b"]").encode()
        self._chunks.append((self._file.seek(0, 2), len(content)))
        self.starts.append(self._came - len(self._lines))
        self._file.write(content)
        self._lines, self._bytes = [], 0
        before = self.starts[0]
        while len(self.starts) > 1 and self._came - self.starts[1] >= self._most:
            self.starts.popleft()
            self._chunks.popleft()
        return self.starts[0] - before

    def chunks(self) -> Iterator[str]:
        """The chunks that are kept, in order; one at a time in memory."""
        for place, length in self._chunks:
            self._file.seek(place)
            yield self._file.read(length).decode()

    def records(self, places: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The records at places among those that are kept, which are in order, with their places."""
        starts = [start - self.starts[0] for start in self.starts]
        at, chunk = -1, []
        for place in places:
            number = bisect_right(starts, place) - 1
            if number != at:
                where, length = self._chunks[number]
                self._file.seek(where)
                at, chunk = number, orjson.loads(gzip.decompress(b64decode(self._file.read(length))))
            yield place, chunk[place - starts[number]]
