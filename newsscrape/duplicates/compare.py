"""Whether one article is a copy of another, by their real similarity."""

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from newsscrape.duplicates.shingles import Hashes

LEAST_JACCARD = 0.8
LEAST_CONTAINMENT = 0.9
# Of a text that is no copy itself but copies one, so much must be in the first of the cluster as well: a summary that
# strings briefs together makes no cluster of them.
LEAST_IN_COMMON = 0.5
# Reports that are made from a template (weather, prices, results) differ in their numbers: short ones in more than one
# of five, any in as many as one for so many shingles.
_SHORT_SHINGLES = 120
_LEAST_NUMBERS_SHARED = 0.8
_SHINGLES_A_NUMBER = 40


class Compared(Protocol):
    """What of a text is compared: `Shingles` have it, and so has an article's `Signature`."""

    @property
    def all(self) -> Hashes:
        """As of `Shingles`."""

    @property
    def numbers(self) -> Hashes:
        """As of `Shingles`."""

    @property
    def text(self) -> int | None:
        """As of `Shingles`."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are.

    Attributes:
        jaccard: shingles that both have, of those that either has.
        containment: shingles that both have, of those of the text that has fewer.
        size: shingles of the text that has fewer.
        numbers: numbers that stand in it.
        differing: those of them that the other text does not have.
    """

    jaccard: float
    containment: float
    size: int
    numbers: int
    differing: int

    @property
    def is_copy(self) -> bool:
        """Whether one is a copy of the other, in whole or in part."""
        return (self.jaccard >= LEAST_JACCARD or self.containment >= LEAST_CONTAINMENT) and not self._is_template

    @property
    def similarity(self) -> float:
        """Of the two measures the one that makes a copy of it: Jaccard similarity, or else containment."""
        return self.jaccard if self.jaccard >= LEAST_JACCARD else self.containment

    @property
    def _is_template(self) -> bool:
        if self.size < _SHORT_SHINGLES and self.numbers - self.differing < _LEAST_NUMBERS_SHARED * self.numbers:
            return True
        return self.differing * _SHINGLES_A_NUMBER > max(self.size, 2 * _SHINGLES_A_NUMBER)


def compare(one: Compared, other: Compared) -> Likeness:
    """How alike two texts are. Texts too short for shingles are alike when they are equal."""
    if not len(one.all) or not len(other.all):
        same = float(one.text is not None and one.text == other.text)
        return Likeness(same, same, 0, 0, 0)
    small, large = sorted((one, other), key=lambda shingles: (len(shingles.all), len(shingles.numbers)))
    at = np.searchsorted(large.all, small.all)
    shared = int(np.count_nonzero(large.all.take(at, mode="clip") == small.all))
    return Likeness(
        jaccard=shared / (len(small.all) + len(large.all) - shared),
        containment=shared / len(small.all),
        size=len(small.all),
        numbers=len(small.numbers),
        differing=(Counter(small.numbers.tolist()) - Counter(large.numbers.tolist())).total(),
    )
