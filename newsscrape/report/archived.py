"""The saved pages of chosen records, found in an archive by the hash of their bytes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from newsscrape.archive.inputs import Input, read_input
from newsscrape.page import Page


def choose_places(alarmed: Iterable[int], count: int, most: int) -> list[int]:
    """The records whose pages are shown: the newest of those of runs with alarms, then the newest of the others.

    Args:
        alarmed: places of records of runs with alarms, in order.
        count: how many records there are, the newest last.
        most: how many are chosen. Half of them at most are left to alarms while others are there.
    """
    first = sorted(set(alarmed), reverse=True)
    chosen = dict.fromkeys(first[: most - most // 2])
    chosen |= dict.fromkeys(range(count - 1, max(-1, count - 1 - (most - len(chosen))), -1))
    for place in (*first, *range(count - 1, -1, -1)):
        if len(chosen) >= most:
            break
        chosen.setdefault(place)
    return sorted(list(chosen)[:most])


def find_pages(archive: Iterable[Input], wanted: Mapping[str, Any]) -> Iterator[tuple[str, Page]]:
    """The pages with the hashes that are wanted, each once, as (hash, page); reading ends when all are found.

    Args:
        archive: files of saved pages; the newest, last by name, are read first.
        wanted: keys are SHA-256 of pages' bytes, as in `source.sha256`.
    """
    left = set(wanted)
    for source in sorted(archive, key=lambda one: one.name, reverse=True):
        if not left:
            return
        for item in read_input(source):
            if isinstance(item, Page) and item.sha256 in left:
                left.discard(item.sha256)
                yield item.sha256, item
                if not left:
                    return
