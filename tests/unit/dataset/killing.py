"""A process that is killed while it writes a dataset: it changes nothing from a moment on."""

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import IO, Any

import pytest

from newsscrape.dataset import packed
from newsscrape.dataset.writer import DatasetWriter, Position


class Killed(BaseException):
    """Stands for kill -9: nothing of ours runs after it."""


class Killer:
    """Raises at the n-th change of the disk, and at every later one: a process that is dead changes nothing."""

    def __init__(self, patch: pytest.MonkeyPatch, moment: int) -> None:
        self.left = moment
        for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "touch"), (os, "truncate"), (os, "fsync")):
            patch.setattr(owner, name, self.at(getattr(owner, name)))
        for kind, pack in packed._PACKERS.items():
            patch.setitem(packed._PACKERS, kind, self.half(pack))

    def at(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            self.strike()
            return call(*args, **kwargs)

        return step

    def half(self, pack: Callable[[IO[bytes], IO[bytes]], None]) -> Callable[[IO[bytes], IO[bytes]], None]:
        def step(lines: IO[bytes], file: IO[bytes]) -> None:
            file.write(b"a part")
            file.flush()
            self.strike()
            file.seek(0)
            file.truncate()
            pack(lines, file)

        return step

    def strike(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


class Job:
    """Writes lines to a dataset, as a caller does that commits where it is.

    Args:
        path: the dataset.
        lines: what is written.
        commits: numbers of the lines before which it commits, besides those before a shard's end.
        shard_bytes: of a shard.
    """

    def __init__(self, path: Path, lines: Sequence[bytes], commits: Collection[int], shard_bytes: int) -> None:
        self.path, self.lines, self.commits, self.shard_bytes = path, lines, commits, shard_bytes
        self.at: Position | None = None
        self.done = 0

    def run(self, moment: int | None = None) -> bool:
        """Begins, or goes on from the last commit; whether it came to its end before it was killed at a moment."""
        with pytest.MonkeyPatch.context() as patch:
            if moment is not None:
                Killer(patch, moment)
            try:
                self._run()
            except Killed:
                return False
        return True

    def _run(self) -> None:
        writer = DatasetWriter(self.path, at=self.at, shard_bytes=self.shard_bytes)
        try:
            for number in range(self.done, len(self.lines)):
                if writer.is_full:
                    self.commit(writer, number)
                    writer.roll()
                elif number in self.commits:
                    self.commit(writer, number)
                writer.write(self.lines[number])
            self.commit(writer, len(self.lines))
            writer.finish()
        finally:
            writer._packer.shutdown()
            if writer._lines._file is not None:
                writer._lines._file.close()

    def commit(self, writer: DatasetWriter, done: int) -> None:
        writer.sync()
        self.at, self.done = writer.position, done
