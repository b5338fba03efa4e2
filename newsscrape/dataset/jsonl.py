"""JSON Lines: one record a line, UTF-8, appended whole."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder, sync_folder

_logger = logging.getLogger(__name__)


def encode(value: Any) -> bytes:
    """A dataclass or plain value as one line of JSON, line end included."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


class JsonLinesWriter:
    """Appends lines to a file, which is made, with its folders, when the first line comes.

    A line reaches the operating system whole, in one write, before `write` returns, and the disk when `sync` returns.
    A line that an earlier run left unfinished is cut away first, so that it does not spoil the next; and so is one
    that a full disk left unfinished.

    Args:
        path: the file.
        append: whether to keep what the file holds; otherwise it is removed at once, if it is there.
    """

    def __init__(self, path: Path, *, append: bool = True) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        if not append and path.exists():
            path.unlink()

    @property
    def size_bytes(self) -> int:
        """The file's length; 0 when there is none."""
        return self.path.stat().st_size if self.path.exists() else 0

    def write(self, value: Any) -> None:
        """Appends a value as a line.

        Raises:
            OSError: the disk is full or broken; the file is as before.
        """
        self.write_line(encode(value))

    def write_line(self, line: bytes) -> None:
        """Appends a line that is JSON already, its end included.

        Raises:
            OSError: the disk is full or broken; the file is as before.
        """
        file = self._open()
        before = os.fstat(file.fileno()).st_size
        rest = memoryview(line)
        try:
            while rest:  # a disk that is nearly full takes a part, and then raises
                rest = rest[file.write(rest) :]
        except OSError:
            os.ftruncate(file.fileno(), before)
            raise

    def sync(self) -> None:
        """Waits until the disk has all lines."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Waits for the disk and closes the file; harmless when nothing was written, and when called twice."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        if self._file is None:
            is_new = not self.path.exists()
            make_folder(self.path.parent)
            self._file = self.path.open("ab", buffering=0)
            if is_new:
                sync_folder(self.path.parent)
            else:
                cut_torn_line(self.path)
        return self._file


def read_lines(path: Path, start: int = 0, *, skip_broken: bool = False) -> Iterator[Any]:
    """The values of a JSON Lines file, one a line, from a byte on; nothing when there is no file.

    A last line without its end is one that was never finished, and is passed over.

    Raises:
        ConfigurationError: a line is no JSON, and `skip_broken` is not set; the message names file and line.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                place = f"line {number}" + (f" after byte {start}" if start else "")
                if skip_broken:
                    _logger.warning("%s, %s: no JSON, passed over", path, place)
                    continue
                raise ConfigurationError(f"{path}, {place}: no JSON: {error}") from None
            yield value


def cut_torn_line(path: Path) -> None:
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


def is_line_start(path: Path, offset: int) -> bool:
    """Whether a line begins at a byte of a file, or would if the file went on; always at 0, also without a file."""
    if offset == 0:
        return True
    if not path.exists():
        return False
    with path.open("rb") as file:
        file.seek(offset - 1)
        return file.read(1) == b"\n"


def cut_broken_tail(path: Path, start: int) -> int:
    """Cuts a file that is sound up to `start` before the first line after it that is no JSON object.

    A crash of the machine can leave such lines, since disks need not write in order.

    Returns:
        The number of bytes that were cut away.
    """
    end = start
    with path.open("r+b") as file:
        file.seek(start)
        for line in file:
            if not line.endswith(b"\n") or not _is_object(line):
                break
            end += len(line)
        size = file.seek(0, os.SEEK_END)
        file.truncate(end)
        os.fsync(file.fileno())
    return size - end


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
