"""A stream of made-up articles, any number of them, each a function of its number: nothing is kept in memory.

Words are drawn from 50,000 by Zipf's law, lengths are lognormal around 350 words. Every tenth article is a copy of an
earlier one: the same, cut, or edited. What makes stores slow in earnest is there too: of every three articles one ends
with one of 100 lines of boilerplate, and of every 200 one is an item of one of 50 templates, with other numbers in it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

VOCABULARY = 50_000
MEDIAN_WORDS, SPREAD = 350, 0.6  # of a lognormal length: two thirds of the articles have 190 to 640 words
SHORTEST, LONGEST = 60, 5000
COPY_EVERY = 10
KINDS = ("same", "cut", "edited")
LINE_EVERY, LINES = 3, 100
TEMPLATE_EVERY, TEMPLATES, TEMPLATE_WORDS, TEMPLATE_NUMBERS = 200, 50, 80, 6

_SENTENCE, _PARAGRAPH = 16, 4  # words, and sentences
_SYLLABLES = [f"{c}{v}{e}" for c in "bdfghklmnprstvwz" for v in "aeiou" for e in ("", "n", "r", "s")]
_NUMERALS = 1000  # follow the vocabulary
_FRESH, _LINE, _TEMPLATE = (1 << shift for shift in (40, 41, 42))  # numbers from here on are of no article of a stream

Words = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SyntheticArticle:
    """One of the stream.

    Attributes:
        number: its place in the stream, from 0; of fresh texts, one that no article of a stream has.
        title, body: made-up text; a copy has its source's title.
        copy_of: number of the article that it is a copy of; None where it is none.
        kind: one of `KINDS`; None where it is no copy.
    """

    number: int
    title: str
    body: str
    copy_of: int | None = None
    kind: str | None = None


@dataclass(frozen=True)
class SyntheticNews:
    """The stream of a seed: the same articles each time, in any order of asking."""

    seed: int = 6

    def article(self, number: int) -> SyntheticArticle:
        """The article of a number from 0 up; of every ten, from the second ten on, the last is a copy."""
        if number % TEMPLATE_EVERY == 0:
            return self._item(number)
        if number % COPY_EVERY != COPY_EVERY - 1 or number < COPY_EVERY:
            return self._written(number, *self._drawn(number))
        rng = self._rng(number, copying=1)
        tens = int(rng.integers(number // COPY_EVERY))
        source = COPY_EVERY * tens + int(rng.integers(1, COPY_EVERY - 1))  # neither a copy nor of a template
        kind = KINDS[number // COPY_EVERY % len(KINDS)]
        title, body = self._drawn(source)
        return self._written(number, title, _altered(body, kind, rng), source, kind)

    def fresh(self, number: int) -> SyntheticArticle:
        """A text that is no copy of any article of the stream, for a number from 0 up."""
        return self._written(_FRESH + number, *self._drawn(_FRESH + number))

    def _drawn(self, number: int) -> tuple[Words, Words]:
        rng = self._rng(number)
        length = int(np.clip(rng.lognormal(np.log(MEDIAN_WORDS), SPREAD), SHORTEST, LONGEST))
        drawn: Words = np.searchsorted(self._cumulative, rng.random(8 + length)).astype(np.int64)
        title, body = drawn[:8], drawn[8:]
        if number % LINE_EVERY == 0:
            body = np.concatenate((body, self._lines[number // LINE_EVERY % LINES]))
        return title, body

    def _item(self, number: int) -> SyntheticArticle:
        """An item of a template: the same words at the same places, and numbers of its own."""
        template = number // TEMPLATE_EVERY % TEMPLATES
        title, words = self._drawn(_TEMPLATE + template)
        body = np.resize(words, TEMPLATE_WORDS)
        places = np.arange(1, TEMPLATE_NUMBERS + 1) * (TEMPLATE_WORDS // (TEMPLATE_NUMBERS + 1))
        body[places] = VOCABULARY + self._rng(number).integers(_NUMERALS, size=TEMPLATE_NUMBERS)
        return self._written(number, title, body)

    def _written(
        self, number: int, title: Words, body: Words, copy_of: int | None = None, kind: str | None = None
    ) -> SyntheticArticle:
        tokens = [self._vocabulary[word] for word in body.tolist()]
        sentences = [" ".join(tokens[at : at + _SENTENCE]) + "." for at in range(0, len(tokens), _SENTENCE)]
        paragraphs = [" ".join(sentences[at : at + _PARAGRAPH]) for at in range(0, len(sentences), _PARAGRAPH)]
        headline = " ".join(self._vocabulary[word] for word in title.tolist())
        return SyntheticArticle(number, headline, "\n\n".join(paragraphs), copy_of, kind)

    def _rng(self, number: int, copying: int = 0) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence((self.seed, number, copying))))

    @cached_property
    def _cumulative(self) -> npt.NDArray[np.float64]:
        """The share of all words that the commonest ones make up; the last is 1."""
        weights = 1.0 / np.arange(1, VOCABULARY + 1)
        cumulative: npt.NDArray[np.float64] = np.cumsum(weights) / weights.sum()
        cumulative[-1] = 1.0
        return cumulative

    @cached_property
    def _vocabulary(self) -> list[str]:
        """Made-up words, each once, the commonest ones the shortest; then the numerals."""
        return [*map(_spelled, range(VOCABULARY)), *map(str, range(_NUMERALS))]

    @cached_property
    def _lines(self) -> list[Words]:
        """Boilerplate, 10 to 40 words a line."""
        generators = (self._rng(_LINE + line) for line in range(LINES))
        return [rng.integers(VOCABULARY // 100, size=rng.integers(10, 41)) for rng in generators]


def _altered(body: Words, kind: str, rng: np.random.Generator) -> Words:
    if kind == "cut":
        return body[: max(SHORTEST * 2 // 3, int(len(body) * rng.uniform(0.5, 0.95)))]
    if kind == "edited":
        changed = body.copy()
        places = rng.choice(len(body), max(1, round(len(body) * rng.uniform(0.002, 0.02))), replace=False)
        changed[places] = rng.integers(VOCABULARY, size=len(places))
        return changed
    return body


def _spelled(rank: int) -> str:
    """A rank as a number whose digits are syllables, so that no two are spelled alike."""
    syllables = []
    rest = rank + 1
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES) + 1)
        syllables.append(_SYLLABLES[digit - 1] if digit else "y")
    return "".join(syllables)
