"""Mutations of pages: deterministic, and each does something."""

from random import Random

import pytest

from benchmarks.mutations import MUTATIONS, mutated
from tests.fuzz.seeds import PAGE

OTHER = PAGE.replace(b"Ferry", b"Tram")
LARGEST_BYTES = 1_000_000  # of what a page of 3 kB becomes


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_the_page_and_only_by_chance(name: str) -> None:
    made = {MUTATIONS[name](PAGE, OTHER, Random(seed)) for seed in range(20)}
    assert len(made) > (2 if name != "bury_in_json" else 1)
    assert made != {PAGE}
    assert max(map(len, made)) <= LARGEST_BYTES
    assert MUTATIONS[name](PAGE, OTHER, Random(1)) == MUTATIONS[name](PAGE, OTHER, Random(1))


@pytest.mark.parametrize("content", [b"x", b"<", "\ud800".encode("utf-8", "surrogatepass"), b"<p>", b"\0" * 9])
def test_any_page_can_be_mutated(content: bytes) -> None:
    for number in range(3 * len(MUTATIONS)):
        name, made = mutated(content, b"", number, seed=1)
        assert isinstance(made, bytes)
        assert name.split("+")[0] == list(MUTATIONS)[number % len(MUTATIONS)]


def test_the_number_and_the_seed_tell_what_is_made() -> None:
    assert mutated(PAGE, OTHER, 5, seed=1) == mutated(PAGE, OTHER, 5, seed=1)
    assert mutated(PAGE, OTHER, 5, seed=1) != mutated(PAGE, OTHER, 5, seed=2)
    assert mutated(PAGE, OTHER, 5, seed=1) != mutated(PAGE, OTHER, 5 + len(MUTATIONS), seed=1)
