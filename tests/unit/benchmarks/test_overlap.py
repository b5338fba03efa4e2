from itertools import combinations

import pytest

from benchmarks.overlap import Similarity, close_pairs, shingles, similarity, words

TEN = "one two three four five six seven eight nine ten"


def test_words_are_folded_and_bare() -> None:
    assert words("The STRASSE, the Straße – 3.5%") == ["the", "strasse", "the", "strasse", "3", "5"]


def test_shingles_are_five_words_long() -> None:
    assert shingles("One two, three four five six") == {
        ("one", "two", "three", "four", "five"),
        ("two", "three", "four", "five", "six"),
    }


@pytest.mark.parametrize(("text", "expected"), [("", set()), ("– !", set()), ("a b", {("a", "b")})])
def test_a_short_text_is_one_shingle(text: str, expected: set[tuple[str, ...]]) -> None:
    assert shingles(text) == expected


def test_similarity_counts_shared_shingles() -> None:
    # Ten words have six shingles; of the last one changed, one is lost and one is new.
    changed = TEN.replace("ten", "eleven")
    assert similarity(shingles(TEN), shingles(changed)) == Similarity(5 / 7, 5 / 6)
    # A cut text is contained in the whole.
    assert similarity(shingles(TEN), shingles(TEN.removesuffix(" nine ten"))) == Similarity(4 / 6, 1.0)
    assert similarity(shingles(TEN), set()) == Similarity(0.0, 0.0)
    assert similarity(shingles(TEN), shingles("quite other words stand here")) == Similarity(0.0, 0.0)


@pytest.mark.parametrize(
    ("alike", "margin", "is_copy"),
    [
        (Similarity(0.8, 0.85), 0.0, True),
        (Similarity(0.79, 0.89), 0.0, False),
        (Similarity(0.3, 0.9), 0.0, True),
        (Similarity(0.81, 0.91), 0.02, False),
        (Similarity(0.79, 0.85), -0.02, True),
    ],
)
def test_a_copy_reaches_either_threshold(alike: Similarity, margin: float, is_copy: bool) -> None:
    assert alike.is_copy(margin) is is_copy


def test_all_close_pairs_are_found() -> None:
    texts = [TEN, "quite other words stand here", TEN.upper(), f"{TEN} and more words that follow them to the end", ""]
    close = close_pairs(texts)
    assert set(close) == {(0, 2), (0, 3), (2, 3)}
    for i, j in combinations(range(len(texts)), 2):
        expected = similarity(shingles(texts[i]), shingles(texts[j]))
        assert close.get((i, j), Similarity()) == expected


def test_pairs_below_the_least_containment_are_left_out() -> None:
    half = "one two three four five six seven a b c"  # three shingles of six
    assert set(close_pairs([TEN, half], least=0.5)) == {(0, 1)}
    assert close_pairs([TEN, half], least=0.51) == {}
