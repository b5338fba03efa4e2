"""An index gives what a table of sets does, wherever its keys are kept and whenever it is opened again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.duplicates import index as index_module
from newsscrape.duplicates import segments
from newsscrape.duplicates.copies import open_copies
from newsscrape.duplicates.index import CopyIndex
from newsscrape.duplicates.shingles import Hashes, mix
from tests.unit.duplicates.test_copies import Newsroom
from tests.unit.duplicates.texts import prose, record

MOST = 5  # articles of a key that counts
articles = st.sets(st.integers(0, 12), min_size=1, max_size=5)
# An article's keys, those that are asked for, or how the index is opened again: by the same or another process.
steps = st.lists(
    st.tuples(st.just("add"), articles) | st.tuples(st.sampled_from(["ask", "other", "reopen"]), articles), max_size=60
)


def keys(names: set[int]) -> Hashes:
    return mix(np.array(sorted(names), np.uint64))


@contextmanager
def steps_of(recent: int, fresh: int, most: int) -> Iterator[None]:
    """Lets keys move on after few articles; a test that is run many times has no use for a fixture."""
    with (
        patch.object(index_module, "_MOST_RECENT", recent),
        patch.object(index_module, "_MOST_FRESH", fresh),
        patch.object(index_module, "MOST_OF_A_KEY", most),
        patch.object(segments, "MOST_OF_A_KEY", most),
        patch.object(segments, "_BLOCK", 8),
    ):
        yield


def expected(added: Sequence[set[int]], asked: set[int]) -> list[tuple[int, int]]:
    """Places of articles that share keys, and how many, by going through all of them."""
    counted = {name for name in asked if sum(name in names for names in added) <= MOST}
    shared = [(place, len(names & counted)) for place, names in enumerate(added)]
    return sorted([pair for pair in shared if pair[1]], key=lambda pair: (-pair[1], pair[0]))


@settings(max_examples=40, deadline=None)
@given(steps=steps, recent=st.integers(1, 4), fresh=st.integers(1, 7))
def test_an_index_is_a_table_of_sets(steps: list[tuple[str, set[int]]], recent: int, fresh: int) -> None:
    with TemporaryDirectory() as name, steps_of(recent, fresh, MOST):
        folder = Path(name)
        index, other = CopyIndex(folder), CopyIndex(folder)
        dataset = index.dataset(folder / "a")
        added: list[set[int]] = []
        for step, names in steps:
            if step == "add":
                index.add(keys(names), dataset, len(added))
                added.append(names)
            index.commit()
            if step == "other":
                index, other = other, index
            if step == "reopen":
                index.close()
                index = CopyIndex(folder)
            assert [(e.place, e.shared) for e in index.candidates(keys(names))] == expected(added, names)
        index.close()
        other.close()


# Texts by number: of a family they are copies of each other, cut or lengthened.
texts = st.tuples(st.integers(1, 4), st.sampled_from([25, 40, 80, 120, 160]), st.sampled_from([0, 10, 60]))


def article(number: int, text: tuple[int, int, int], date: int, reuse: int | None) -> dict[str, object]:
    family, words, more = text
    body = f"{prose(family, words)} {prose(50 + number, more)}"
    name = number if reuse is None or reuse >= number else reuse
    return record(f"a:{name}", body, date_published=f"2024-01-0{date}", canonical_url=f"https://e.org/{name}")


@settings(max_examples=25, deadline=None)
@given(
    said=st.lists(
        st.tuples(texts, st.integers(1, 9), st.none() | st.integers(0, 5), st.sampled_from(["on", "stop", "crash"])),
        min_size=1,
        max_size=14,
    )
)
def test_marks_do_not_depend_on_when_a_run_ends(
    said: list[tuple[tuple[int, int, int], int, int | None, str]],
) -> None:
    with TemporaryDirectory() as name, steps_of(2, 4, 64):
        (Path(name) / "one").mkdir()
        (Path(name) / "many").mkdir()
        one, many = Newsroom(Path(name) / "one"), Newsroom(Path(name) / "many")
        for number, (text, date, reuse, then) in enumerate(said):
            published = article(number, text, date, reuse)
            assert one.publish(published) == many.publish(published)
            if then == "stop":
                many.reopen()
            if then == "crash":  # without the index, which is made anew of the dataset
                many.copies.close()
                for path in (Path(name) / "many" / "duplicates").iterdir():
                    path.unlink()
                many.copies = open_copies(Path(name) / "many" / "duplicates", many.path)
        one.copies.close()
        many.copies.close()
        assert one.path.read_bytes() == many.path.read_bytes()
