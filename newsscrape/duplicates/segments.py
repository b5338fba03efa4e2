"""Keys of many articles in sorted files, which are read in place.

A file is a sorted array of 64-bit entries, 37 bits of a key and 27 of an article's number, and a table of where in it
the keys of each beginning are. It is written once, and replaced by a larger one that holds the same and more (a
log-structured merge tree: O'Neil et al., 1996). So an entry costs 8 bytes, where one of a B-tree that grows in random
places costs some 20; and what a lookup costs does not depend on how many there are.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from newsscrape.duplicates.shingles import Hashes, sorted_set
from newsscrape.files import sync_folder

_KEY_BITS, NUMBER_BITS = 37, 27
MOST_ARTICLES = 1 << NUMBER_BITS
# A key that more articles have is a turn of speech, or boilerplate.
MOST_OF_A_KEY = 64
_SHIFT = np.uint64(NUMBER_BITS)
_NUMBER = np.uint64(MOST_ARTICLES - 1)
_BUCKET = 16  # entries of a beginning, about
_BLOCK = 1 << 18  # entries of the largest part that are merged at a time


def shorten(keys: Hashes) -> Hashes:
    """Keys as they are kept: their first 37 bits, sorted, each once."""
    return sorted_set(keys >> _SHIFT)


def pack(keys: Hashes, numbers: Hashes) -> Hashes:
    """Entries of short keys, each with the number of the article that has it."""
    return (keys << _SHIFT) | numbers


def merge(parts: Sequence[Hashes]) -> Hashes:
    """The entries of sorted parts, sorted; of a key that too many articles have, one of number 0, which tells so."""
    entries = np.concatenate(parts)
    entries.sort(kind="stable")  # which merges runs that are sorted
    keys = entries >> _SHIFT
    if not (keys[MOST_OF_A_KEY:] == keys[:-MOST_OF_A_KEY]).any() and (entries & _NUMBER).all():
        return entries
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(begins, append=len(keys))
    is_common = (counts > MOST_OF_A_KEY) | (entries[begins] & _NUMBER == 0)
    is_kept = ~np.repeat(is_common, counts)
    is_kept[begins[is_common]] = True
    entries[begins[is_common]] &= ~_NUMBER
    kept: Hashes = entries[is_kept]
    return kept


def find(entries: Hashes, keys: Hashes) -> Hashes:
    """The entries of some keys.

    Args:
        entries: sorted, as `merge` gives them.
        keys: short ones, sorted.
    """
    if not len(entries):
        return entries
    begins = entries.searchsorted(keys << _SHIFT)
    found = [entries[:0]]
    for place in np.flatnonzero(entries.take(begins, mode="clip") >> _SHIFT == keys).tolist():
        run = entries[begins[place] : begins[place] + MOST_OF_A_KEY]
        found.append(run[run >> _SHIFT == keys[place]])
    return np.concatenate(found)


class Segment:
    """A file of entries, mapped into memory.

    Args:
        path: the file.
        count: the number of its entries.

    Raises:
        OSError: it is not there.
        ValueError: it is not as it was written.
    """

    def __init__(self, path: Path, count: int) -> None:
        bits = _bits(count)
        expected = 8 * count + 4 * ((1 << bits) + 1)
        if path.stat().st_size != expected:
            raise ValueError(f"{path}: has {path.stat().st_size} bytes, not {expected}")
        # Plain arrays: numpy's memmap costs more at each step.
        self.entries: Hashes = np.memmap(path, np.uint64, "r", shape=(count,)).view(np.ndarray)
        self._table = np.memmap(path, np.uint32, "r", offset=8 * count).view(np.ndarray)
        self._beginning = np.uint64(_KEY_BITS - bits)

    def find(self, keys: Hashes) -> Hashes:
        """As of `find`."""
        bucket = (keys >> self._beginning).astype(np.intp)
        begins, ends = self._table[bucket].astype(np.intp), self._table[bucket + 1]
        places = begins[:, None] + np.arange((ends - begins).max(initial=0))
        entries = self.entries.take(places, mode="clip")
        found: Hashes = entries[(entries >> _SHIFT == keys[:, None]) & (places < ends[:, None])]
        return found


def write_segment(path: Path, parts: Sequence[Hashes]) -> int:
    """Writes the entries of sorted parts to a new file, which is there whole or not at all; a block at a time.

    Returns:
        The number of entries.

    Raises:
        OSError: the disk is full or broken.
    """
    unfinished = path.with_name(f"{path.name}.open")
    with unfinished.open("w+b") as file:
        count = 0
        for block in _blocks(parts):
            file.write(block.data)
            count += len(block)
        file.flush()
        bits = _bits(count)
        bounds = np.arange(1, 1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        entries = np.memmap(unfinished, np.uint64, "r", shape=(count,))
        file.write(np.concatenate(([0], entries.searchsorted(bounds), [count])).astype(np.uint32).data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)
    return count


def _blocks(parts: Sequence[Hashes]) -> Iterator[Hashes]:
    """The merged entries of sorted parts, in order; the entries of a key are in one block."""
    largest = max(parts, key=len)
    bounds = largest[_BLOCK::_BLOCK] >> _SHIFT << _SHIFT
    begun = [0] * len(parts)
    for bound in [*bounds, None]:
        ends = [len(part) if bound is None else int(part.searchsorted(bound)) for part in parts]
        yield merge([part[begin:end] for part, begin, end in zip(parts, begun, ends, strict=True)])
        begun = ends


def _bits(count: int) -> int:
    """The bits of a key's beginning, by which a table of so many entries is divided."""
    return max(1, (count // _BUCKET).bit_length())
