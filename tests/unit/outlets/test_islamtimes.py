"""What the declaration of Islam Times matches."""

import re

import pytest

from newsscrape.outlets.registry import outlet_named

outlet = outlet_named("islamtimes")

MARKS = outlet.landmarks
assert MARKS is not None


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/en/news/1055216/chinese-defense-minister", True),
        ("/en/news/1055216/", True),
        ("/en/news/1055216", True),
        ("/en/doc/news/1055216/", True),
        ("/en/news/1055216x", False),
        ("/en/news/", False),
        ("/en/news/world", False),
        ("/en/doc/1055216/", False),
        ("/fa/news/1055216/x", False),  # another edition
        ("/en/section/news/1055216/", False),
    ],
)
def test_article_urls(path: str, is_article: bool) -> None:
    assert outlet.is_article(f"https://www.islamtimes.org{path}") is is_article


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Sunday 30 April 2023 - 21:33", True),
        ("Mon 1 May 2023 - 9:05", True),
        ("Tues, 4 Sept 2023", True),
        ("30 April 2023", True),
        ("30 Apr 2023 – 21:33", True),
        ("On Sunday 30 April 2023", False),
        ("30 April 2023.", False),
        ("30 April", False),
        ("April 30 2023", False),
        ("30 Ramadan 2023", False),
    ],
)
def test_date_lines(line: str, is_date: bool) -> None:
    assert MARKS is not None
    assert bool(re.fullmatch(MARKS.date_line, line)) is is_date


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Story Code : 1055216", "1055216"),
        ("Story Code: 7", "7"),
        ("Story Code 7", None),
        ("Story Code : 7 and more", None),
        ("The Story Code : 7", None),
        ("Story Code :", None),
    ],
)
def test_code_lines(line: str, code: str | None) -> None:
    assert MARKS is not None
    match = re.fullmatch(MARKS.code, line)
    assert (match["code"] if match else None) == code
