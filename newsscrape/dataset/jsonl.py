"""JSON Lines: one record a line, UTF-8, appended whole."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from newsscrape.errors import ConfigurationError


def encode(value: Any) -> bytes:
    """A dataclass or plain value as one line of JSON, line end included."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


class JsonLinesWriter:
    """Appends lines to a file, which is made, with its folders, when the first line comes.

    A line reaches the operating system whole, in one write, before `write` returns; `close` waits until the disk has
    it. A line that an earlier run left unfinished is cut away first, so that it does not spoil the next.

    Args:
        path: the file.
        append: whether to keep what the file holds; otherwise it is removed at once, if it is there.
    """

    def __init__(self, path: Path, *, append: bool = True) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        if not append and path.exists():
            path.unlink()

    def write(self, value: Any) -> None:
        """Appends a line."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("ab", buffering=0)
            _cut_torn_line(self.path)
        rest = memoryview(encode(value))
        while rest:  # a disk that is nearly full takes a part, and then raises
            rest = rest[self._file.write(rest) :]

    def close(self) -> None:
        """Waits for the disk and closes the file; harmless when nothing was written, and when called twice."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def read_lines(path: Path) -> Iterator[Any]:
    """The values of a JSON Lines file, one a line; nothing when there is no file.

    A last line without its end is one that was never finished, and is passed over.

    Raises:
        ConfigurationError: a line is no JSON; the message names file and line.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise ConfigurationError(f"{path}, line {number}: no JSON: {error}") from None


def _cut_torn_line(path: Path) -> None:
    """Cuts away what follows the file's last line end."""
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        start = end
        while start > 0:
            step = min(65536, start)
            file.seek(start - step)
            line_end = file.read(step).rfind(b"\n")
            if line_end >= 0:
                start += line_end + 1 - step
                break
            start -= step
        if start < end:
            file.truncate(start)
