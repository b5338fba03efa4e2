"""Detectors of near-duplicates: newsscrape's own, and what peers offer."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from benchmarks.copies import Text
from benchmarks.overlap import Pair, shingles


class Detector(Protocol):
    """Finds the copies among texts."""

    @property
    def name(self) -> str:
        """As on the command line."""

    @property
    def module(self) -> str:
        """What must be importable for it to run."""

    def pairs(self, texts: Sequence[Text]) -> set[Pair]:
        """Pairs of positions (i < j) of texts that it holds to be copies of each other."""


@dataclass(frozen=True, slots=True)
class Newsscrape:
    """The copies of `newsscrape.duplicates`, each text with those before it; clusters or not."""

    name: str = "newsscrape"
    module: str = "rensa"

    def pairs(self, texts: Sequence[Text]) -> set[Pair]:
        """Each text looked for before it is added."""
        from newsscrape.duplicates.passing import PassingCopies

        found: set[Pair] = set()
        with TemporaryDirectory() as folder, closing(PassingCopies(Path(folder) / "copies")) as copies:
            for j, text in enumerate(texts):
                record = {"id": str(j), "title": text.title, "body": text.body, "date_published": text.date}
                found.update((int(copy.of), j) for copy in copies.matches(record))
                copies.note(record)
        return found


@dataclass(frozen=True, slots=True)
class DatasketchLSH:
    """`datasketch.MinHashLSH` over the shingles of the yardstick; what it gives is taken as it is."""

    name: str = "datasketch"
    module: str = "datasketch"
    threshold: float = 0.8
    permutations: int = 128

    def pairs(self, texts: Sequence[Text]) -> set[Pair]:
        """Each text asked for before it is added."""
        from datasketch import MinHash, MinHashLSH

        index = MinHashLSH(threshold=self.threshold, num_perm=self.permutations)
        found: set[Pair] = set()
        for j, text in enumerate(texts):
            sketch = MinHash(num_perm=self.permutations)
            sketch.update_batch([" ".join(shingle).encode() for shingle in shingles(text.body)])
            found.update((i, j) for i in index.query(sketch))
            index.insert(j, sketch)
        return found


@dataclass(frozen=True, slots=True)
class TrafilaturaSimhash:
    """`trafilatura.deduplication.Simhash` of title and text, as its fingerprints of documents are made.

    trafilatura compares hashes and leaves the threshold to its user. The usual one for its 64 bits is three bits that
    differ (Manku, Jain and Das Sarma, "Detecting near-duplicates for web crawling", 2007).
    """

    name: str = "trafilatura"
    module: str = "trafilatura"
    bits: int = 3

    def pairs(self, texts: Sequence[Text]) -> set[Pair]:
        """Each hash held against those before it."""
        from trafilatura.deduplication import Simhash

        hashes = np.array([Simhash(f"{text.title} {text.body}").hash for text in texts], dtype=np.uint64)
        found: set[Pair] = set()
        for j in range(1, len(hashes)):
            differing = np.unpackbits((hashes[:j] ^ hashes[j]).view(np.uint8).reshape(j, 8), axis=1).sum(axis=1)
            found.update((int(i), j) for i in np.flatnonzero(differing <= self.bits))
        return found


DETECTORS: dict[str, Detector] = {
    detector.name: detector
    for detector in (
        Newsscrape(),
        DatasketchLSH(),
        TrafilaturaSimhash(),
        TrafilaturaSimhash(name="trafilatura-6", bits=6),
    )
}


def is_installed(detector: Detector) -> bool:
    """Whether what it needs can be imported; it is not imported to tell."""
    try:
        return find_spec(detector.module) is not None
    except ModuleNotFoundError:  # the package above it is missing
        return False
