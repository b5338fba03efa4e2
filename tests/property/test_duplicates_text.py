"""Any text has words, and shingles that measure what counting them one by one does."""

import unicodedata
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.duplicates import words as module
from newsscrape.duplicates.compare import compare
from newsscrape.duplicates.shingles import FEWEST_WORDS, shingles_of
from newsscrape.duplicates.words import normal_words, words_of

any_text = st.text(st.characters(), max_size=200)
# Few different words, so that runs of them come again; what is between them does not count.
plain = st.lists(st.sampled_from("a b c aa ab 1 12 über ش 字".split()), min_size=FEWEST_WORDS, max_size=120).map(
    " ".join
)
marks = st.sampled_from(
    ["(AP)", "LONDON", "— ", "Read more:", "\n", "\n\n", "Reuters", "(", "/", "...", "©", "é", "字"]
)
news = st.lists(marks | st.text(max_size=4), max_size=40).map("".join)


@settings(deadline=None)
@given(text=any_text | news)
def test_words_are_apart_by_one_space_and_in_small_letters(text: str) -> None:
    for words in (words_of(text), normal_words(text)):
        said = words.decode("utf-8")
        assert said == "".join(f"{word} " for word in said.split())
        assert all(
            (module._CHARACTERS[ord(character)] or "").strip() == character for character in said if character != " "
        )


@settings(deadline=None)
@given(text=any_text | news)
def test_words_of_words_are_the_same(text: str) -> None:
    once = normal_words(text).decode("utf-8")
    assert normal_words(f"{once} {once}").split() == normal_words(once).split() * 2
    again = normal_words(once).decode("utf-8")
    assert normal_words(again).decode("utf-8") == again


@settings(deadline=None)
@given(text=any_text, many=st.booleans())
def test_both_ways_of_reading_characters_are_one(text: str, many: bool) -> None:
    with patch.object(module, "_MOST_REPLACED", 0 if many else 1000):
        one = normal_words(text)
    assert one == normal_words(text)


# Characters of which NFKC makes others, alone and by what is beside them.
composing = st.text(st.sampled_from("ae\u0301\u030a \u00a0´¨…ﬁ①ﾊﾞㄱㅏ가\u1100\u1161\u11a8Éİßőأيकािকোো字'"), max_size=40)


@settings(deadline=None)
@given(text=any_text | news | composing)
def test_words_are_those_of_the_whole_text_in_nfkc(text: str) -> None:
    """Keys on disks are made of words, so that these must stay as they were first made, by this."""
    normal = unicodedata.normalize("NFKC", text.replace("´", "'"))
    folded = normal.translate(module._CHARACTERS).encode("utf-8", "ignore")
    assert normal_words(text).split() == folded.translate(module._ASCII, module._ASCII_DROPPED).split()


@settings(deadline=None)
@given(text=news)
def test_what_is_left_out_is_at_the_ends(text: str) -> None:
    left, whole = words_of(text).split(), normal_words(text).split()
    assert left == [] or any(whole[i : i + len(left)] == left for i in range(len(whole) - len(left) + 1))


@settings(deadline=None)
@given(one=plain, other=plain, common=st.none() | plain)
def test_likeness_is_that_of_the_sets_of_runs(one: str, other: str, common: str | None) -> None:
    if common is not None:
        one, other = f"{one} {common}", f"{common} {other}"
    a, b = (
        {tuple(said[i : i + 5]) for i in range(len(said) - 4)}
        for said in (words_of(one).split(), words_of(other).split())
    )
    likeness = compare(shingles_of(one), shingles_of(other))
    assert likeness.jaccard == len(a & b) / len(a | b)
    assert likeness.containment == len(a & b) / min(len(a), len(b))
    assert likeness.size == min(len(a), len(b))
    assert likeness == compare(shingles_of(other), shingles_of(one))


@settings(deadline=None)
@given(body=any_text | plain | news, title=st.none() | any_text)
def test_any_text_has_shingles_and_is_like_itself(body: str, title: str | None) -> None:
    shingles = shingles_of(body, title)
    assert (shingles.text is None) is (words_of(body) == b"")
    assert len(shingles.all) <= max(0, len(words_of(body).split()) - 4)
    assert np.isin(shingles.lead, shingles.runs).all()
    assert compare(shingles, shingles_of(body, title)).is_copy is (shingles.text is not None)
