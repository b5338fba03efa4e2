"""What cleaning takes away, and what it leaves."""

import pytest

from newsscrape.text import clean_author, clean_text, fold, split_lines


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("a  b\tc\n", "a b c"),
        ("a\xa0b\u2003c\u202fd\u3000e", "a b c d e"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("\ufeffDaesh", "Daesh"),
        ("Da\u200besh \u200b News", "Daesh News"),
        ("co\xadoperate", "cooperate"),
        ("\u202bAl-Quds\u202c\u2066!\u2069", "Al-Quds!"),
        ("a\0b\x07c\x7f", "abc"),
        ("a\x1fb", "a b"),
        ("\ud800x", "\ufffdx"),
        ("می\u200cرود", "می\u200cرود"),  # ZWNJ shapes Persian
        ("co\u200coperate", "cooperate"),  # and means nothing in English
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("Won’t Play By “Rules” – naïve", "Won’t Play By “Rules” – naïve"),
        ("ﬁnal ²", "ﬁnal ²"),
        (" \u200b\xa0 ", ""),
        ("", ""),
    ],
)
def test_clean_text(printed: str, clean: str) -> None:
    assert clean_text(printed) == clean


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\n\nb\n", ["a", "", "b", ""]),
        ("a\u2028b\x0bc\x0cd\x85e", ["a\u2028b\x0bc\x0cd\x85e"]),  # str.splitlines would make five
    ],
)
def test_split_lines(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("by: Jane  Doe ", "Jane Doe"),
        ("Written by Jane Doe", "Jane Doe"),
        ("By by Jane", "Jane"),
        ("Byron Katie", "Byron Katie"),
        ("Standby Staff", "Standby Staff"),
        ("By", "By"),
    ],
)
def test_clean_author(printed: str, name: str) -> None:
    assert clean_author(printed) == name


def test_fold_forgets_case_and_spaces() -> None:
    assert fold("Straße\xa0 FREI") == fold("STRASSE frei")
    assert fold("Syria") != fold("Syria's")
