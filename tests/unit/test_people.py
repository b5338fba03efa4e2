"""Bylines to names."""

import pytest

from newsscrape.people import has_lead, is_lead, looks_like_name, parse_authors, printed_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("By Ann Lee", ["Ann Lee"]),
        ("Written by: Ann Lee", ["Ann Lee"]),
        ("Von Ann Lee und Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Par Ann Lee et Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Por Ana Paz y Leo Ruiz", ["Ana Paz", "Leo Ruiz"]),
        ("Text: Ann Lee", ["Ann Lee"]),
        ("Autor: Ann Lee", ["Ann Lee"]),
        ("Автор: Анна Ли", ["Анна Ли"]),
        ("Ann Lee, Bo Ek and Cy Moe", ["Ann Lee", "Bo Ek", "Cy Moe"]),
        ("Ann Lee & Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Lee & Sons", ["Lee & Sons"]),
        ("Ann Lee; Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee | Staff Writer", ["Ann Lee"]),
        ("Ann Lee, Senior Political Correspondent", ["Ann Lee"]),
        ("Ann Lee - Editorial Team", ["Ann Lee"]),
        ("Ann Lee, Ph.D.", ["Ann Lee, Ph.D."]),
        ("Lee, Ann", ["Ann Lee"]),
        ("Ann Lee (ann@example.org)", ["Ann Lee"]),
        ("Ann Lee @annlee", ["Ann Lee"]),
        ("ann@example.org", ["ann@example.org"]),
        ("Ann Lee, April 3, 2023", ["Ann Lee"]),
        ("Ann Lee on Apr 3", ["Ann Lee"]),
        ("<b>Ann</b> O&#39;Hara", ["Ann O'Hara"]),
        ("https://e.org/ann", []),
        ("Photo: Ann Lee", []),
        ("srf/abc", ["srf/abc"]),
        ("", []),
        ("By", ["By"]),
    ],
)
def test_parse_authors(text: str, names: list[str]) -> None:
    assert parse_authors(text) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("Ann Lee Senior Writer", ["Ann Lee"]),
        ("03.02.2021 | 13:10 Uhr | Ann Lee", ["Ann Lee"]),
        ("13:30 von Olga", ["Olga"]),
        ("View all posts by Ann Lee →", ["Ann Lee"]),
        ("the Example Team", ["the Example Team"]),
        ("5 min read", []),
        ("Updated April 3", []),
        ("Who wrote this?", []),
        ("this is what we know so far", []),
        ("By", []),
        ("x" * 500, []),
    ],
)
def test_printed_names(line: str, names: list[str]) -> None:
    assert printed_names(line) == names


@pytest.mark.parametrize("name", ["Ann Lee", "Ludwig van der Berg", "松岡大地", "mikenils", "IN-Redaktion"])
def test_names(name: str) -> None:
    assert looks_like_name(name)


@pytest.mark.parametrize("text", ["", "123", "Read more", "Author", "A: B", "one two three four five six seven"])
def test_no_names(text: str) -> None:
    assert not looks_like_name(text)


def test_leads() -> None:
    assert has_lead("By Ann Lee")
    assert has_lead("3.2.2021 von Ann Lee")
    assert not has_lead("Bylaws of the town")
    assert is_lead("Written by")
    assert is_lead("Von:")
    assert not is_lead("Ann Lee")
