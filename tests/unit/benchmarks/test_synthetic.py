import re

import pytest

from benchmarks.overlap import Similarity, shingles, similarity, words
from benchmarks.synthetic import COPY_EVERY, KINDS, LINE_EVERY, LINES, TEMPLATE_EVERY, TEMPLATES, SyntheticNews

NEWS = SyntheticNews()


def alike(a: str, b: str) -> Similarity:
    return similarity(shingles(a), shingles(b))


def test_an_article_is_a_function_of_its_number() -> None:
    assert [NEWS.article(n) for n in (7, 19, 200)] == [SyntheticNews().article(n) for n in (7, 19, 200)]
    assert NEWS.article(7) != SyntheticNews(seed=7).article(7)
    assert len({NEWS.article(n).body for n in range(50) if NEWS.article(n).copy_of is None}) == 50 - 4


def test_every_tenth_is_a_copy_of_an_earlier_one() -> None:
    copies = [article for article in map(NEWS.article, range(300)) if article.copy_of is not None]
    assert [copy.number for copy in copies] == list(range(2 * COPY_EVERY - 1, 300, COPY_EVERY))
    for copy in copies:
        assert copy.copy_of is not None
        assert copy.copy_of < copy.number
        source = NEWS.article(copy.copy_of)
        assert source.copy_of is None
        assert source.number % TEMPLATE_EVERY
        assert copy.title == source.title


@pytest.mark.parametrize("kind", KINDS)
def test_copies_are_what_they_are_called(kind: str) -> None:
    copies = [article for article in map(NEWS.article, range(19, 600, COPY_EVERY)) if article.kind == kind]
    found = [alike(copy.body, NEWS.article(copy.copy_of or 0).body) for copy in copies]
    if kind == "same":
        assert found == [Similarity(1.0, 1.0)] * len(copies)
    elif kind == "cut":
        assert all(one.containment == 1.0 and 0.4 < one.jaccard < 0.97 for one in found)
    else:
        assert all(0.6 < one.jaccard < 1 for one in found)


def test_fresh_texts_are_nobodys_copies() -> None:
    fresh = NEWS.fresh(1)
    assert fresh.copy_of is None
    assert all(alike(fresh.body, NEWS.article(number).body).containment < 0.2 for number in range(100))


def test_a_line_is_shared() -> None:
    one, other = NEWS.article(LINE_EVERY), NEWS.article(LINE_EVERY * (LINES + 1))
    assert words(one.body)[-10:] == words(other.body)[-10:]
    assert not alike(one.body, other.body).is_copy()


def test_items_of_a_template_differ_in_numbers() -> None:
    one, other = NEWS.article(0), NEWS.article(TEMPLATE_EVERY * TEMPLATES)
    assert one.body != other.body
    assert re.sub(r"\d+", "0", one.body) == re.sub(r"\d+", "0", other.body)
