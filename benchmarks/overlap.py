"""How alike two texts really are: sets of five-word shingles, compared exactly.

Plain sets of tuples, and nothing of newsscrape's: the yardstick may not share the faults of what it measures.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

SHINGLE_WORDS = 5
COPY_JACCARD = 0.8
COPY_CONTAINMENT = 0.9

Shingle = tuple[str, ...]
Pair = tuple[int, int]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Similarity:
    """Of two texts' shingles.

    Attributes:
        jaccard: shared shingles to all that either text has, 0 to 1.
        containment: shared shingles to those of the text that has fewer, 0 to 1.
    """

    jaccard: float = 0.0
    containment: float = 0.0

    def is_copy(self, margin: float = 0.0) -> bool:
        """Whether one of the two is a copy of the other; with a margin, by at least that much, or short by less."""
        return self.jaccard >= COPY_JACCARD + margin or self.containment >= COPY_CONTAINMENT + margin


def words(text: str) -> list[str]:
    """Case-folded words, a run of letters, digits and underscores each."""
    return _WORD.findall(text.casefold())


def shingles(text: str) -> set[Shingle]:
    """Runs of five words that follow one another; of a text with fewer words, all of them as one; none of no words."""
    found = [sys.intern(word) for word in words(text)]
    if len(found) <= SHINGLE_WORDS:
        return {tuple(found)} if found else set()
    return set(zip(*(found[start:] for start in range(SHINGLE_WORDS)), strict=False))


def similarity(a: set[Shingle], b: set[Shingle]) -> Similarity:
    """Of two texts by their shingles; 0 where one has none."""
    return _similarity(len(a & b), len(a), len(b))


def close_pairs(texts: Sequence[str], least: float = 0.1) -> dict[Pair, Similarity]:
    """All pairs of texts (i < j) whose containment is at least so much, and thereby all with such a Jaccard.

    An index from shingles to texts counts what each text shares with those before it, so nothing is missed.
    """
    holders: defaultdict[Shingle, list[int]] = defaultdict(list)
    sizes: list[int] = []
    close: dict[Pair, Similarity] = {}
    for j, text in enumerate(texts):
        own = shingles(text)
        sizes.append(len(own))
        shared = Counter(chain.from_iterable(holders[shingle] for shingle in own))
        for i, count in shared.items():
            alike = _similarity(count, sizes[i], len(own))
            if alike.containment >= least:
                close[i, j] = alike
        for shingle in own:
            holders[shingle].append(j)
    return close


def _similarity(shared: int, a: int, b: int) -> Similarity:
    if not shared:
        return Similarity()
    return Similarity(shared / (a + b - shared), shared / min(a, b))
