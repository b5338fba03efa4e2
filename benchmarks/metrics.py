"""How right an extractor's answer is.

Bodies are compared as the public Article Extraction Benchmark does it (Scrapinghub, 2020): by shingles of four words, a
page counted once whatever its length, F1 taken of the two means.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from benchmarks.cases import Case

OF_BODY = ("f1", "precision", "recall", "exact", "with", "without")
FIELDS = ("f1", "precision", "recall", "exact", "title", "date", "authors", "with", "without")
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"\W+")
_SHINGLE = 4  # words
_LOOSE_TITLES = {"traf"}  # sets whose titles were noted for people to read, not to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an extractor says of a page; None or empty where it says nothing."""

    body: str | None = None
    title: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """All runs of four words, with their counts; a shorter text is one run, a text without words none."""
    words = _WORD.findall(text)
    runs = (tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def precision_recall(expected: str, found: str) -> tuple[float | None, float | None]:
    """The share of the found text's shingles that are expected; of the expected ones that were found, 0 to 1.

    None where there is nothing to take a share of: no word was found, or none is expected.
    """
    wanted, given = shingles(expected), shingles(found)
    common = (wanted & given).total()
    return (common / given.total() if given else None), (common / wanted.total() if wanted else None)


def is_exact(expected: str, found: str) -> bool:
    """Whether the words are the expected ones in the expected order; marks and spaces do not count."""
    return _WORD.findall(expected) == _WORD.findall(found)


def plain(text: str) -> str:
    """The text in lower case, without punctuation, with single spaces."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def names_f1(expected: Iterable[str], found: Iterable[str]) -> float | None:
    """F1 over the sets of names, 0 to 1; None where no name is expected."""
    wanted, given = ({plain(name) for name in names} - {""} for names in (expected, found))
    return 2 * len(wanted & given) / (len(wanted) + len(given)) if wanted else None


def harmonic_mean(a: float, b: float) -> float:
    """Of two shares; 0 when both are 0."""
    return 2 * a * b / (a + b) if a + b else 0.0


def scores(answered: Iterable[tuple[Case, Answer]]) -> dict[str, dict[str, float]]:
    """Set → field of `FIELDS` → mean score, 0 to 1. A field that no page of the set can be held against is left out."""
    marks: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for case, answer in answered:
        for field, mark in _marks(case, answer):
            marks[case.set][field].append(mark)
    return {name: _means(marks[name]) for name in sorted(marks)}


def _marks(case: Case, answer: Answer) -> Iterable[tuple[str, float]]:
    """Each mark that one page gives, with its field; a field may have several marks or none."""
    body = answer.body or ""
    if case.body:
        for field, share in zip(("precision", "recall"), precision_recall(case.body, body), strict=True):
            if share is not None:
                yield field, share
        yield "exact", is_exact(case.body, body)
    elif case.wanted is not None:
        line = " ".join(body.split())
        yield from (("with", " ".join(snippet.split()) in line) for snippet in case.wanted)
        yield from (("without", " ".join(snippet.split()) not in line) for snippet in case.unwanted or ())
    if case.title and case.set not in _LOOSE_TITLES:
        yield "title", plain(case.title) == plain(answer.title or "")
    if case.date:
        yield "date", case.date[:10] == (answer.date or "")[:10]
    names = names_f1(case.authors, answer.authors)
    if names is not None:
        yield "authors", names


def _means(marks: dict[str, list[float]]) -> dict[str, float]:
    means = {field: fmean(values) for field, values in marks.items()}
    if "recall" in means:
        means["f1"] = harmonic_mean(means.get("precision", 0.0), means["recall"])
    return {field: means[field] for field in FIELDS if field in means}
