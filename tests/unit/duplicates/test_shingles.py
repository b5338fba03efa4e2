"""The shingles of a text are those that are counted one by one."""

import os
import subprocess
import sys

import numpy as np
import pytest

from newsscrape.duplicates.shingles import FEWEST_WORDS, Hashes, hash_of, shingles_of, sorted_set
from newsscrape.duplicates.words import words_of
from tests.unit.duplicates.texts import prose


def runs(body: str, width: int) -> set[tuple[str, ...]]:
    words = words_of(body).decode().split()
    return {tuple(words[i : i + width]) for i in range(len(words) - width + 1)}


def shared(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other))


def test_there_is_a_hash_for_each_run_of_words() -> None:
    body = prose(1, 200)
    shingles = shingles_of(body)
    assert len(shingles.all) == len(runs(body, 5))
    assert len(shingles.runs) == len(runs(body, 8))
    beginning = " ".join(words_of(body).decode().split()[:60])
    assert len(shingles.lead) == len(runs(beginning, 8)) == 53
    assert shared(shingles.lead, shingles.runs) == 53


def test_a_run_that_is_there_twice_counts_once() -> None:
    body = "one two three four five six seven eight " * 10
    assert len(shingles_of(body).all) == 8
    assert len(shingles_of("word " * 100).all) == 1
    assert len(shingles_of("word " * 100).runs) == 1


def test_a_runs_hash_is_the_same_wherever_it_stands() -> None:
    part = prose(2, 100)
    alone = shingles_of(part)
    for before in ("x", "some words before it", prose(3, 3000)):
        among = shingles_of(f"{before} {part} and after")
        assert shared(alone.all, among.all) == len(alone.all)
        assert shared(alone.runs, among.runs) == len(alone.runs)


def test_words_that_only_join_to_the_same_letters_differ() -> None:
    one = shingles_of("ab c " * 5 + prose(4, 40))
    other = shingles_of("a bc " * 5 + prose(4, 40))
    assert shared(one.all, other.all) == len(runs(prose(4, 40), 5))
    assert one.text != other.text


@pytest.mark.parametrize("count", [0, 1, 2, FEWEST_WORDS - 1])
def test_a_short_text_is_compared_as_a_whole_with_its_title(count: int) -> None:
    body = prose(5, count)
    short = shingles_of(body, "Title")
    assert not len(short.all)
    assert not len(short.runs)
    assert not len(short.lead)
    assert not len(short.numbers)
    if count:
        assert short.text == shingles_of(f"{body.upper()}!", "“Title”").text
        assert len({short.text, shingles_of(body).text, shingles_of(body, "Other").text}) == 3
    else:
        assert short.text is None


@pytest.mark.parametrize("count", [FEWEST_WORDS, FEWEST_WORDS + 1, 59, 60, 61])
def test_a_longer_text_is_compared_by_its_shingles_whatever_its_title(count: int) -> None:
    shingles = shingles_of(prose(5, count), "Title")
    assert len(shingles.all) == count - 4
    assert len(shingles.runs) == count - 7
    assert len(shingles.lead) == min(count, 60) - 7
    assert shingles.text == shingles_of(prose(5, count)).text


def test_all_hashes_are_in_order_each_once() -> None:
    shingles = shingles_of(prose(6, 500) * 3)
    for hashes in (shingles.all, shingles.runs, shingles.lead):
        assert hashes.dtype == np.uint64
        assert (hashes[1:] > hashes[:-1]).all()
    assert sorted_set(np.array([3, 1, 3, 2, 1], np.uint64)).tolist() == [1, 2, 3]
    assert sorted_set(np.empty(0, np.uint64)).tolist() == []


def test_numbers_are_kept_as_often_as_they_are_there() -> None:
    body = f"{prose(7, 40)} 12 12 3.5 ۱۲ 5th covid19 no1no"
    numbers = shingles_of(body).numbers
    assert len(numbers) == 7  # 12 three times, 3, 5, 5th, covid19
    assert len(set(numbers.tolist())) == 5
    assert (numbers[1:] >= numbers[:-1]).all()
    assert not len(shingles_of(prose(7, 40)).numbers)


def test_hashes_are_the_same_in_every_process() -> None:
    body = prose(8, 100)
    program = (
        "import sys; from newsscrape.duplicates.shingles import *; s = shingles_of(sys.argv[1]);"
        "print(s.text, hash_of('é', 'id'), s.all.sum(), s.runs.sum(), s.lead.sum(), s.numbers.sum())"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", program, body],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }
    s = shingles_of(body)
    assert shown == {f"{s.text} {hash_of('é', 'id')} {s.all.sum()} {s.runs.sum()} {s.lead.sum()} {s.numbers.sum()}\n"}


def test_any_text_has_a_hash() -> None:
    assert len({hash_of(text, "id") for text in ("", "a", "b", "ab", "ba", "\ud800", "é", "x" * 100_000)}) == 8
    assert hash_of("a", "id") == hash_of(b"a", "id") != hash_of("a", "url")


@pytest.mark.parametrize("size", [2**15 - 1, 2**15, 2**15 + 1, 2**16 + 1])
def test_texts_of_every_length_are_hashed_alike(size: int) -> None:
    body = (prose(9, size // 2))[:size]
    shingles = shingles_of(body)
    assert len(shingles.all) == len(runs(body, 5))
    assert shared(shingles.all, shingles_of(body[: size // 2]).all) >= len(runs(body[: size // 2], 5)) - 1
