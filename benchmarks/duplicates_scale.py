"""python -m benchmarks.duplicates_scale [--scale 1000000] [--store newsscrape] [--folder FOLDER] [--seed 6]

Feeds made-up articles (benchmarks/synthetic.py) to a store of duplicates: each is looked for, then added, a commit
every 1,000. At 10,000, 100,000, … articles and at the end it prints:

- articles a second for signature, query and insert, commits included, the making of the texts not; since the last line
  and, in brackets, what each of the three takes in µs;
- the median and the 99th percentile, in µs, of 2,000 look-ups of fresh texts, their signatures not included (in
  brackets the processor's time, which a busy machine does not lengthen); and how many candidates such a look-up gives,
  each of which would have to be read and compared;
- of the copies since the last line, the share whose source was among the candidates, by kind;
- bytes in the folder for each article, and the highest resident set of the process so far (with what it held before
  the store was opened).

`--store datasketch` is its MinHashLSH, in memory, over the same five-word shingles.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from benchmarks.memory import resident_bytes
from benchmarks.overlap import shingles
from benchmarks.synthetic import SyntheticArticle, SyntheticNews

FIRST_STAGE = 10_000
PROBES = 2000
COMMIT_EVERY = 1000


class Store(Protocol):
    """A store of duplicates, as this benchmark uses it. Sketches are the store's own."""

    def sketch(self, article: SyntheticArticle) -> Any:
        """What of an article it is looked for and kept by."""

    def candidates(self, sketch: Any) -> Sequence[int]:
        """Numbers of the articles that may be copies of it."""

    def add(self, sketch: Any, number: int) -> None:
        """Adds the article of a number."""

    def commit(self) -> None:
        """Makes what was added last."""

    def close(self) -> None:
        """Closes its files."""


class NewsscrapeStore:
    """The index of `newsscrape.duplicates`. An article's number is noted as its place in the one dataset there is."""

    def __init__(self, folder: Path) -> None:
        from newsscrape.duplicates.index import CopyIndex
        from newsscrape.duplicates.keys import keys_of
        from newsscrape.duplicates.shingles import shingles_of

        self._shingles_of, self._keys_of = shingles_of, keys_of
        self._index = CopyIndex(folder)
        self._dataset = self._index.dataset(folder / "articles.jsonl")

    def sketch(self, article: SyntheticArticle) -> Any:
        """Its keys."""
        return self._keys_of(self._shingles_of(article.body, article.title), None)

    def candidates(self, sketch: Any) -> Sequence[int]:
        """Articles that share keys with it."""
        return [entry.place for entry in self._index.candidates(sketch.asked)]

    def add(self, sketch: Any, number: int) -> None:
        """By the keys that are kept."""
        self._index.add(sketch.kept, self._dataset, number)

    def commit(self) -> None:
        """Ends the transaction."""
        self._index.commit()

    def close(self) -> None:
        """Closes the database."""
        self._index.close()


class DatasketchStore:
    """`datasketch.MinHashLSH` in memory: nothing is in the folder."""

    def __init__(self, _: Path) -> None:
        from datasketch import MinHash, MinHashLSH

        self._minhash = MinHash
        self._index = MinHashLSH(threshold=0.8, num_perm=128)

    def sketch(self, article: SyntheticArticle) -> Any:
        """MinHash of 128 permutations."""
        sketch = self._minhash(num_perm=128)
        sketch.update_batch([" ".join(shingle).encode() for shingle in shingles(article.body)])
        return sketch

    def candidates(self, sketch: Any) -> Sequence[int]:
        """Articles that share a band with it."""
        found: list[int] = self._index.query(sketch)
        return found

    def add(self, sketch: Any, number: int) -> None:
        """By its bands."""
        self._index.insert(number, sketch)

    def commit(self) -> None:
        """There is no disk."""

    def close(self) -> None:
        """There is no file."""


STORES: dict[str, Callable[[Path], Store]] = {"newsscrape": NewsscrapeStore, "datasketch": DatasketchStore}


@dataclass(slots=True)
class Stage:
    """What was measured since the last line.

    Attributes:
        articles: added.
        seconds: by step: sketch, query, insert.
        copies: by kind: how many copies there were, and of how many the source was a candidate.
        lookups_us: of each probe, by the clock.
        lookups_cpu_us: of each probe, by the processor.
        candidates: of all probes.
    """

    articles: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"signature": 0.0, "query": 0.0, "insert": 0.0})
    copies: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    lookups_us: list[float] = field(default_factory=list)
    lookups_cpu_us: list[float] = field(default_factory=list)
    candidates: int = 0


def feed(store: Store, news: SyntheticNews, numbers: range) -> Stage:
    """Looks for each article of the numbers, then adds it."""
    stage = Stage()
    seconds, clock = stage.seconds, time.perf_counter
    for number in numbers:
        article = news.article(number)
        started = clock()
        sketch = store.sketch(article)
        sketched = clock()
        found = store.candidates(sketch)
        looked = clock()
        store.add(sketch, number)
        if (number + 1) % COMMIT_EVERY == 0 or number + 1 == numbers.stop:
            store.commit()
        seconds["signature"] += sketched - started
        seconds["query"] += looked - sketched
        seconds["insert"] += clock() - looked
        stage.articles += 1
        if article.kind is not None:
            count = stage.copies[article.kind]
            count[0] += 1
            count[1] += article.copy_of in found
    return stage


def probe(store: Store, news: SyntheticNews, stage: Stage, probes: int) -> None:
    """Looks for texts that are no copies, and notes how long each look-up takes; the store stays as it is."""
    for number in range(probes):
        sketch = store.sketch(news.fresh(number))
        started, cpu_started = time.perf_counter(), time.thread_time()
        found = store.candidates(sketch)
        stage.lookups_cpu_us.append((time.thread_time() - cpu_started) * 1e6)
        stage.lookups_us.append((time.perf_counter() - started) * 1e6)
        stage.candidates += len(found)
    store.commit()  # a look-up may have begun a transaction


def stages(scale: int) -> Iterator[range]:
    """The numbers of each stage: up to 10,000, to 100,000, … and to the end."""
    begun, end = 0, FIRST_STAGE
    while begun < scale:
        yield range(begun, min(end, scale))
        begun, end = end, end * 10


def line(stage: Stage, total: int, folder: Path, resting_bytes: int) -> str:
    """A stage's figures."""
    steps = " ".join(f"{name} {seconds / stage.articles * 1e6:.0f}" for name, seconds in stage.seconds.items())
    recall = " ".join(f"{kind} {found / count:.4f}" for kind, (count, found) in sorted(stage.copies.items()))
    median_us, p99_us = np.percentile(stage.lookups_us, (50, 99))
    median_cpu_us, p99_cpu_us = np.percentile(stage.lookups_cpu_us, (50, 99))
    (_, peak) = resident_bytes(os.getpid()) or (0, 0)
    rate = stage.articles / sum(stage.seconds.values())
    fresh = stage.candidates / len(stage.lookups_us)
    figures = {
        "articles a second": f"{rate:.0f} ({steps})",
        "look-up, median": f"{median_us:.0f} µs ({median_cpu_us:.0f}), {fresh:.3f} candidates",
        "look-up, p99": f"{p99_us:.0f} µs ({p99_cpu_us:.0f})",
        "sources found": recall,
        "on disk": f"{folder_bytes(folder) / total:.0f} bytes an article",
        "resident, highest": f"{peak / 1e6:.0f} MB ({resting_bytes / 1e6:.0f} MB before)",
    }
    return "\n".join([f"{total} articles", *(f"  {name:<20}{shown}" for name, shown in figures.items())])


def folder_bytes(folder: Path) -> int:
    """Of all files in a folder and below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(arguments: list[str] | None = None) -> int:
    """Feeds the store and prints each stage."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.duplicates_scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--scale", type=int, default=1_000_000, metavar="N", help="articles (default: 1,000,000)")
    parser.add_argument("--store", choices=sorted(STORES), default="newsscrape")
    parser.add_argument("--folder", type=Path, help="where a temporary folder is made for the store")
    parser.add_argument("--probes", type=int, default=PROBES, metavar="N", help="fresh texts (default: 2,000)")
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args(arguments)
    if options.scale < 1 or options.probes < 1:
        parser.error("--scale and --probes are numbers from 1 up")
    news = SyntheticNews(options.seed)
    news.article(0)  # the vocabulary is made
    (resting_bytes, _) = resident_bytes(os.getpid()) or (0, 0)
    with TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name) / "store"
        store = STORES[options.store](folder)
        for numbers in stages(options.scale):
            stage = feed(store, news, numbers)
            probe(store, news, stage, options.probes)
            print(line(stage, numbers.stop, folder, resting_bytes), flush=True)
        store.close()
        print(f"closed: {folder_bytes(folder) / options.scale:.0f} bytes an article on disk")
    return 0


if __name__ == "__main__":
    sys.exit(main())
