"""The dataset that re-parse and merge write: of any kind, in shards, and gone on with after a crash at any moment.

Plain JSON Lines are written in place. Of every other kind a shard gathers as plain JSON Lines in a hidden file beside
the output, and is packed when it is whole: a crash costs no more than with plain ones. The caller keeps the position
that it has reached, and commits it before `roll` and before `finish`; whatever these had done when a crash came, a
writer that is opened `at` it goes on from there.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsscrape.dataset.jsonl import JsonLinesWriter, cut_torn_line, is_line_start, read_lines
from newsscrape.dataset.names import DatasetName
from newsscrape.dataset.packed import pack
from newsscrape.dataset.parquet import require_pyarrow
from newsscrape.dataset.reading import read_records
from newsscrape.errors import ConfigurationError
from newsscrape.files import make_folder, sync_folder

DEFAULT_SHARD_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next line goes.

    Attributes:
        shard: its number, from 0.
        size_bytes: of the JSON Lines before it in that shard.
    """

    shard: int = 0
    size_bytes: int = 0


class DatasetWriter:
    """Writes records to a dataset whose path's ending says its kind.

    Before each line the caller asks whether the shard `is_full`; if so, it commits `position` and calls `roll`. Shards
    then end at the same records in a run that was interrupted as in one that was not.

    A shard is packed in a thread while the next one is written. What goes wrong there is raised by the next call of
    `write`, `roll` or `finish`; the shard's records are safe in its hidden file.

    Args:
        path: the dataset's file; its folders are made.
        append: whether to keep what there is, and write behind it. Otherwise the dataset's files, those of an
            interrupted run included, are removed at once.
        at: where to go on after a crash. What lies behind is removed, whatever the crash left, shards that are packed
            in part or have their final names included.
        shard_bytes: of JSON Lines, from which on a shard `is_full`.

    Raises:
        ConfigurationError: the path is a folder, or its ending of no known kind, or of one that cannot be appended to;
            a library is missing; the dataset cannot be gone on with at `at`.
        OSError: the folder cannot be written to.
    """

    def __init__(
        self,
        path: Path,
        *,
        append: bool = False,
        at: Position | None = None,
        shard_bytes: int = DEFAULT_SHARD_BYTES,
    ) -> None:
        self._name = DatasetName.of(path)
        if append and not self._name.is_plain:
            raise ConfigurationError(f"{path}: only .jsonl and .jl can be appended to")
        if path.is_dir():
            raise ConfigurationError(f"{path}: is a folder")
        if shard_bytes < 1:
            raise ConfigurationError(f"{path}: shards of {shard_bytes} bytes: they hold at least 1")
        if self._name.ending == ".parquet":
            require_pyarrow()
        self._shard_bytes = shard_bytes
        self._packer = ThreadPoolExecutor(1)
        self._packing: Future[None] | None = None
        make_folder(path.parent)
        if at is not None:
            self._go_on(at)
        elif append:
            self._begin(self._last())
        else:
            path.unlink(missing_ok=True)
            self._remove_behind(-1)
            self._begin(0)

    @property
    def position(self) -> Position:
        """Where the next line goes."""
        return Position(self._number, self._size_bytes)

    @property
    def is_full(self) -> bool:
        """Whether the shard has its bytes, or was packed to its end, so that `roll` comes before the next line."""
        return self._is_packed or self._size_bytes >= self._shard_bytes

    def write(self, line: bytes) -> None:
        """Appends a record's JSON, its line end included, as `newsscrape.dataset.jsonl.encode` gives it.

        Raises:
            OSError: the disk is full or broken; the dataset is as before.
            ConfigurationError: the shard was ended before a crash.
        """
        if self._packing is not None and self._packing.done():
            self._wait()
        if self._is_packed:
            raise ConfigurationError(f"{self._name.path}: shard {self._number} is finished, and cannot be written to")
        self._lines.write_line(line)
        self._size_bytes += len(line)

    def records(self) -> Iterator[dict[str, Any]]:
        """The records that the dataset has so far; those of a shard that is Parquet already in the order of that.

        Raises:
            ConfigurationError: a record is broken; the message names file, line and cause.
        """
        self._wait()
        for number in range(self._number + self._is_packed):
            yield from read_records(self._name.shard(number))
        if not self._is_packed:
            yield from read_lines(self._file(self._number))

    def sync(self) -> None:
        """Waits until the disk has all lines."""
        self._lines.sync()

    def roll(self) -> None:
        """Ends the shard, which is packed, and begins the next one. The caller has committed `position`.

        Raises:
            OSError: the disk is full or broken.
            ConfigurationError: there are too many shards.
        """
        self._file(self._number + 1)  # raises when there are too many
        self._end_shard()
        self._begin(self._number + 1)

    def finish(self) -> list[Path]:
        """Packs the last shard, gives the files their final names, and closes. The caller has committed `position`.

        Returns:
            The files in the order of their records: one, even without records, or all shards.

        Raises:
            OSError: the disk is full or broken.
        """
        last = self._number
        if last and not self._size_bytes:
            self._lines.close()
            self._file(last).unlink(missing_ok=True)
            last -= 1
        elif last or not self._name.is_plain:
            self._end_shard()
        self._wait()
        self.close()
        if last:
            return [self._name.shard(number) for number in range(last + 1)]
        self._rename(self._name.shard(0), self._name.path)
        return [self._name.path]

    def close(self) -> None:
        """Leaves the dataset as it is, to be gone on with. Harmless when called twice."""
        self._lines.close()
        self._packer.shutdown()

    def _begin(self, number: int) -> None:
        """Opens a shard's file of lines at its end; it is made when it is not there."""
        self._number, self._is_packed = number, False
        file = self._file(number)
        if file.exists():
            cut_torn_line(file)
        else:
            file.touch()
            sync_folder(file.parent)
        self._lines = JsonLinesWriter(file)
        self._size_bytes = self._lines.size_bytes

    def _file(self, number: int) -> Path:
        """The file that a shard's lines are written to."""
        if not self._name.is_plain:
            return self._name.spool(number)
        return self._name.shard(number) if number else self._name.path

    def _last(self) -> int:
        """The shard that is appended to."""
        shards = self._name.shards()
        if shards and self._name.path.exists():
            raise ConfigurationError(f"{self._name.path}: cannot be appended to, since {shards[0].name} is there too")
        if shards == [self._name.shard(0)]:  # a crash came before the second
            self._rename(shards[0], self._name.path)
        return max(self._name.numbers(), default=0)

    def _end_shard(self) -> None:
        self._lines.close()
        self._wait()
        if self._name.is_plain:
            self._rename(self._name.path, self._name.shard(0))
        elif not self._is_packed:
            self._packing = self._packer.submit(self._pack, self._number)

    def _pack(self, number: int) -> None:
        name = self._name
        pack(name.spool(number), name.unfinished(number), name.shard(number), name.ending)

    def _wait(self) -> None:
        """Waits for the shard that is being packed. What goes wrong is raised by each call: the shard is not there."""
        if self._packing is not None:
            self._packing.result()
            self._packing = None

    def _go_on(self, position: Position) -> None:
        self._remove_behind(position.shard)
        if position.shard or not self._name.is_plain:
            self._rename(self._name.path, self._name.shard(0))  # `finish` had come so far
        else:
            self._rename(self._name.shard(0), self._name.path)  # `roll` had
        for number in range(position.shard):
            if self._name.spool(number).exists():
                self._pack(number)
            elif not self._name.shard(number).exists():
                raise ConfigurationError(f"{self._name.shard(number)}: is not there, so that nothing can follow it")
        file = self._file(position.shard)
        if not self._name.is_plain and self._name.shard(position.shard).exists():
            if not file.exists():  # packed to its end, so that the position is that end
                self._number, self._size_bytes, self._is_packed = position.shard, position.size_bytes, True
                self._lines = JsonLinesWriter(file)
                return
            self._name.shard(position.shard).unlink()  # the lines are there still, and are packed again
        size = file.stat().st_size if file.exists() else 0
        if size < position.size_bytes or not is_line_start(file, position.size_bytes):
            raise ConfigurationError(f"{file}: is not as it was left: no line begins at byte {position.size_bytes}")
        if size:
            os.truncate(file, position.size_bytes)
        self._begin(position.shard)

    def _remove_behind(self, number: int) -> None:
        """Removes all files of later shards, and what was not packed to its end."""
        for other in self._name.numbers():
            self._name.unfinished(other).unlink(missing_ok=True)
            if other > number:
                self._name.spool(other).unlink(missing_ok=True)
                self._name.shard(other).unlink(missing_ok=True)

    def _rename(self, old: Path, new: Path) -> None:
        if old.exists():
            old.replace(new)
            sync_folder(new.parent)
