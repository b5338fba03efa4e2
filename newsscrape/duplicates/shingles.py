"""What two articles are compared by: the shingles of their words, as sorted hashes.

A shingle is a run of five words (Broder, "On the resemblance and containment of documents", 1997).
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from newsscrape.duplicates.words import normal_words, words_of

Hashes = NDArray[np.uint64]

_WIDTH = 5  # words
# Most runs of five words that two texts share by chance are turns of speech; of eight words hardly any.
_RUN_WIDTH = 8
# Bodies of fewer words say too little: "Watch the video above." They count as one text under the same title alone.
FEWEST_WORDS = 25
_LEAD_WORDS = 60
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)

_ZERO, _DIGITS = np.uint8(0x30), np.uint8(10)
_HALF, _MULTIPLIER = np.uint64(32), np.uint64(0xC4CEB9FE1A85EC53)


@dataclass(frozen=True, slots=True)
class Shingles:
    """An article's text, as it is compared with others.

    Attributes:
        all: hashes of its shingles, sorted, each once; empty for a text of under `FEWEST_WORDS` words.
        runs: the same of runs of eight words, by which texts are found that share a part.
        lead: those runs that lie in its first 60 words.
        numbers: hashes of the numbers in it, sorted, each as often as it is there.
        text: hash of all its words in order; None for a text without words.
    """

    all: Hashes
    runs: Hashes
    lead: Hashes
    numbers: Hashes
    text: int | None


def shingles_of(body: str, title: str | None = None) -> Shingles:
    """The shingles of an article.

    Args:
        body: its paragraphs.
        title: counts only for a body too short to stand for itself.
    """
    words = words_of(body)
    if words.count(b" ") < FEWEST_WORDS:
        nothing = np.empty(0, np.uint64)
        said = words + b"\n" + normal_words(title or "")
        return Shingles(nothing, nothing, nothing, nothing, hash_of(said, "text") if words else None)
    data = np.frombuffer(words, np.uint8)
    ends = np.flatnonzero(data == 0x20)
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    # The hash of any stretch of bytes is a difference of two sums (Karp and Rabin, 1987), here modulo 2**64.
    sums = np.empty(len(data) + 1, np.uint64)
    sums[0] = 0
    np.cumsum(data * _powers(_BASE, len(data)), out=sums[1:])
    before, after, shift = sums[starts], sums[ends], _powers(_INVERSE, len(data))[starts]
    runs = mix((after[_RUN_WIDTH - 1 :] - before[: 1 - _RUN_WIDTH]) * shift[: 1 - _RUN_WIDTH])
    # A number begins or ends with a digit: "3", "21st", "covid19".
    at = np.flatnonzero((data[starts] - _ZERO < _DIGITS) | (data[ends - 1] - _ZERO < _DIGITS))
    return Shingles(
        all=sorted_set((after[_WIDTH - 1 :] - before[: 1 - _WIDTH]) * shift[: 1 - _WIDTH]),
        runs=sorted_set(runs),
        lead=sorted_set(runs[: _LEAD_WORDS - _RUN_WIDTH + 1]),
        numbers=np.sort((after[at] - before[at]) * shift[at]),
        text=hash_of(words, "text"),
    )


def mix(values: Hashes) -> Hashes:
    """Values spread evenly over 64 bits: the finaliser of MurmurHash3 (Appleby, 2011) with a round less."""
    mixed = values ^ (values >> _HALF)
    mixed *= _MULTIPLIER
    mixed ^= mixed >> _HALF
    return mixed


def hash_of(text: str | bytes, kind: str) -> int:
    """A hash of a text, 64 bits; another one for each kind."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return int.from_bytes(blake2b(data, digest_size=8, person=kind.encode()).digest(), "big")


def sorted_set(hashes: Hashes) -> Hashes:
    """Hashes in order, each once."""
    hashes = np.sort(hashes)
    is_first = np.empty(len(hashes), np.bool_)
    is_first[:1] = True
    np.not_equal(hashes[1:], hashes[:-1], out=is_first[1:])
    return hashes[is_first]


def _hash(text: bytes) -> int:
    data = np.frombuffer(text, np.uint8)
    return int(mix(np.sum(data * _powers(_BASE, len(data)), keepdims=True, dtype=np.uint64))[0])


@lru_cache(maxsize=2)
def _table(base: int, size: int) -> Hashes:
    table = np.full(size, base, np.uint64)
    table[0] = 1
    return np.cumprod(table)


def _powers(base: int, size: int) -> Hashes:
    """The powers of a base modulo 2**64, from 0."""
    return _table(base, max(1 << 15, 1 << (size - 1).bit_length()))[:size]
