"""No pattern of the project takes more than time in proportion to its text: none tries the same again and again."""

import time

import pytest

from newsscrape.text import clean_text
from tests.hostile.patterns import Held, all_patterns, trying_texts

CHARS = 2000
TIMES = 4  # as long a text takes four times as long, and sixteen times where all is tried again from each place
GROWTH = 9.0
WORTH_A_LOOK_S = 0.001  # in which some 50,000 steps are done: a quadratic pattern makes two millions of them

# Patterns that only see so many characters, whose module cuts them.
BOUNDED = {
    "newsscrape.duplicates.words._DATELINE": 120,  # _LONGEST_DATELINE
    "newsscrape.duplicates.words._CLOSING_TAG": 60,  # _LONGEST_TAG
}
# Patterns that see texts of `clean_text` alone, in which no two blanks follow one another.
CLEAN = {
    "newsscrape.choice._SEPARATOR",
    "newsscrape.people._AND",
    "newsscrape.people._COMMA",
    "newsscrape.readers.images._CREDIT",
}
PATTERNS = {held.place: held for held in all_patterns()}


def use(held: Held, text: str) -> float:
    """Seconds of the processor that the pattern takes for a text, in the ways in which it is used."""
    own = text.encode("latin-1", "replace") if isinstance(held.pattern.pattern, bytes) else text
    start = time.process_time()
    if held.methods - {"match", "fullmatch"}:
        for _ in held.pattern.finditer(own):  # type: ignore[arg-type]  # it is of the pattern's own kind
            pass
    if "match" in held.methods:
        held.pattern.match(own)  # type: ignore[arg-type]
    if "fullmatch" in held.methods:
        held.pattern.fullmatch(own)  # type: ignore[arg-type]
    return time.process_time() - start


def grows_too_fast(held: Held, unit: str, end: str, chars: int = CHARS) -> bool:
    """Whether a text that is four times as long takes more than nine times as long, each time that it is tried."""
    short, long = (unit * (count // len(unit)) + end for count in (chars, TIMES * chars))
    if use(held, short) < WORTH_A_LOOK_S:
        return False
    return all(use(held, long) > GROWTH * min(use(held, short) for _ in range(3)) for _ in range(3))


def is_clean(unit: str) -> bool:
    return clean_text(f"x{unit}{unit}x") == f"x{unit}{unit}x"


def test_patterns_are_found_where_they_are() -> None:
    assert len(PATTERNS) > 150
    assert {"newsscrape.text._UNPRINTABLE", "newsscrape.embedded._STRING_END", *BOUNDED, *CLEAN} <= set(PATTERNS)
    assert any(place.startswith("newsscrape.readers.kind:") for place in PATTERNS)  # within a function


@pytest.mark.parametrize("place", sorted(set(PATTERNS) - set(BOUNDED)))
def test_no_pattern_tries_again_and_again(place: str) -> None:
    held = PATTERNS[place]
    trying = [
        (unit, end)
        for unit in trying_texts(held.pattern)
        if place not in CLEAN or is_clean(unit)
        for end in ("", "\x01", "\n\x01")
        if grows_too_fast(held, unit, end)
    ]
    assert not trying


@pytest.mark.parametrize("place", sorted(BOUNDED))
def test_patterns_for_short_texts_are_quick_with_these(place: str) -> None:
    held, most = PATTERNS[place], BOUNDED[place]
    slowest = max(use(held, (unit * most)[:most]) for unit in trying_texts(held.pattern))
    assert slowest < 0.05


def test_a_trap_is_found() -> None:
    import re

    trap = Held("trap", re.compile(r"\s+$"), frozenset({"search"}))
    assert any(grows_too_fast(trap, unit, "\x01") for unit in trying_texts(trap.pattern))
