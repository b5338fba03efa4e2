"""Words of texts and of elements' names, and their odds."""

import pytest

from newsscrape.blocks import Nodes
from newsscrape.readers.body.words import head_words, name_odds, name_words, text_odds, word_keys


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("By Jane Doe", ["by", "jane", "doe"]),
        ("Published: 30 April 2023", ["published", "00", "april", "0000"]),
        ("", []),
        ("—", []),
        ("Straße öffnet", ["strasse", "öffnet"]),
        ("word " * 40, ["word"] * 12),
    ],
)
def test_the_words_that_a_text_begins_with(text: str, words: list[str]) -> None:
    assert head_words([text, "next"]) == [words, ["next"]]


def test_keys_tell_first_words_and_short_texts() -> None:
    assert word_keys(["read", "more"], "Read more") == ["read", "more", "^read", "^read more", "=read more"]
    assert word_keys(["read"], "Read" + "." * 60) == ["read", "^read"]
    assert word_keys([], "…") == []


@pytest.mark.parametrize(
    ("names", "tag", "words"),
    [
        ("article-body storyText", "div", ("article", "body", "story", "text")),
        ("css-1x2 a", "p", ("css",)),
        ("", "amp-ad", ("ad", "amp")),
        ("ABCNews", "div", ("abc", "news")),
    ],
)
def test_the_words_that_name_an_element(names: str, tag: str, words: tuple[str, ...]) -> None:
    assert name_words(names, tag) == words


def test_odds_of_texts() -> None:
    odds = {"more": -1.0, "^read": -2.0, "x": 5.0}
    assert text_odds([["read", "more"], []], ["Read more", "—"], odds) == [(-3.0, -2.0, -1.0, 2), (0.0, 0.0, 0.0, 0)]


def test_odds_of_names_reach_inwards() -> None:
    nodes = Nodes(tags=["html", "div", "p"], names=["", "article share", ""], parents=[-1, 0, 1])
    assert name_odds(nodes, {"article": 2.0, "share": -1.0}) == [
        (0.0, 0.0, 0.0, 0.0),
        (1.0, -1.0, 2.0, 1.0),
        (0.0, -1.0, 2.0, pytest.approx(0.7)),
    ]
