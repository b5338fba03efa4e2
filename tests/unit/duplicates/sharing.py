"""What processes do that share an index: run by tests in processes of their own."""

import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from newsscrape.duplicates import index as module
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.shingles import Hashes, mix
from tests.unit.duplicates.test_copies import Newsroom
from tests.unit.duplicates.texts import prose, record


def keys(*names: int) -> Hashes:
    """A key for each name."""
    return mix(np.array(names, np.uint64))


def take_small_steps() -> None:
    """Lets the index move keys on after few articles."""
    module._MOST_RECENT, module._MOST_FRESH = 3, 9


def publish_until_killed(folder: Path) -> None:
    """Publishes articles, each with a copy, as fast as it can, and says so of each."""
    take_small_steps()
    room = Newsroom(folder)
    for n in range(1_000_000):
        room.publish(record(f"a:{n}", prose(n, 60)))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def take_turns(folder: Path, number: int, turn: Connection) -> None:
    """Adds an article for each number that is received, after all before it were found; ends with -1."""
    take_small_steps()
    index = CopyIndex(folder)
    dataset = index.dataset(folder / f"{number}.jsonl")
    index.commit()
    while (place := turn.recv()) >= 0:
        found = [[entry.place for entry in index.candidates(keys(name))] for name in range(max(0, place - 30), place)]
        index.add(keys(place), dataset, place)
        index.commit()
        turn.send(found == [[name] for name in range(max(0, place - 30), place)])
    index.close()


def publish_at_once(folder: Path, number: int, count: int, begin: Callable[[], object]) -> None:
    """Publishes articles of which each other process publishes one with the same text, at the same time."""
    take_small_steps()
    begin()
    room = Newsroom(folder, f"outlet{number}")
    for n in range(count):
        seed = (n * 7 + number * 13) % count  # each in an order of its own
        room.publish(record(f"outlet{number}:{seed}", prose(seed, 40)))
    room.copies.close()


def make_at_once(folder: Path, number: int, times: int, begin: Callable[[], object]) -> None:
    """Makes indexes at the same time as other processes, and adds an article to each."""
    for time in range(times):
        begin()
        index = CopyIndex(folder / str(time))
        index.add(keys(number), index.dataset(folder / f"{number}.jsonl"), 0)
        index.commit()
        index.close()


if __name__ == "__main__":
    publish_until_killed(Path(sys.argv[1]))
