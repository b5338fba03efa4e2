"""What the files of a dataset are called: by kind, in one file or in shards.

A dataset of one shard is the file that the user named, `out.jsonl.gz`. One of more is `out-00000.jsonl.gz`,
`out-00001.jsonl.gz`, …, and then no file has the name itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from newsscrape.errors import ConfigurationError

# Longest first, so that `out.jsonl.gz` is no `.gz` of something.
ENDINGS = (".jsonl.zst", ".jsonl.gz", ".parquet", ".jsonl", ".jl")
_PLAIN = frozenset({".jsonl", ".jl"})
_MOST_SHARDS = 100_000  # five digits, which order the shards by name


@dataclass(frozen=True, slots=True)
class DatasetName:
    """The names of a dataset's files.

    Attributes:
        path: the file that the user named.
        ending: one of `ENDINGS`.
    """

    path: Path
    ending: str

    @classmethod
    def of(cls, path: Path) -> "DatasetName":
        """The names that follow from a path.

        Raises:
            ConfigurationError: its ending is of no known kind.
        """
        for ending in ENDINGS:
            if path.name.endswith(ending) and path.name != ending:
                return cls(path, ending)
        raise ConfigurationError(f"{path}: a dataset ends in one of {', '.join(sorted(ENDINGS))}")

    @property
    def is_plain(self) -> bool:
        """Whether the files are JSON Lines as they are, which can be appended to."""
        return self.ending in _PLAIN

    def shard(self, number: int) -> Path:
        """The file of a shard, from 0, when there is more than one.

        Raises:
            ConfigurationError: there are too many.
        """
        return self.path.with_name(f"{self._stem}-{self._digits(number)}{self.ending}")

    def spool(self, number: int) -> Path:
        """The hidden file that a shard gathers in as plain JSON Lines.

        Raises:
            ConfigurationError: there are too many.
        """
        return self.path.with_name(f".{self.path.name}.{self._digits(number)}.part")

    def unfinished(self, number: int) -> Path:
        """The hidden file that a shard is packed into, until it is whole."""
        return self.path.with_name(f".{self.path.name}.{self._digits(number)}.tmp")

    def shards(self) -> list[Path]:
        """The shards that are there, in order."""
        return [self.shard(number) for number in self._numbers(f"{self._stem}-", self.ending)]

    def numbers(self) -> set[int]:
        """The numbers of all shards of which any file is there, hidden ones included."""
        hidden = f".{self.path.name}."
        found = [
            self._numbers(f"{self._stem}-", self.ending),
            self._numbers(hidden, ".part"),
            self._numbers(hidden, ".tmp"),
        ]
        return {number for numbers in found for number in numbers}

    @property
    def _stem(self) -> str:
        return self.path.name.removesuffix(self.ending)

    def _digits(self, number: int) -> str:
        if number >= _MOST_SHARDS:
            raise ConfigurationError(f"{self.path}: more than {_MOST_SHARDS} shards; let each hold more bytes")
        return f"{number:05}"

    def _numbers(self, before: str, after: str) -> list[int]:
        if not self.path.parent.is_dir():
            return []
        name = re.compile(re.escape(before) + r"([0-9]{5})" + re.escape(after))
        return sorted(int(match[1]) for file in self.path.parent.iterdir() if (match := name.fullmatch(file.name)))
