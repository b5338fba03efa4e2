"""Ties between readings, one by one, as docs/islamtimes.md breaks them."""

import pytest

from newsscrape.outlets.registry import outlet_named
from newsscrape.page import Page
from newsscrape.readers.landmarks import Layout, find_layout

outlet = outlet_named("islamtimes")

MARKS = outlet.landmarks
DATE = "Sunday 30 April 2023 - 21:33"


def layout(content: str) -> Layout | None:
    assert MARKS is not None
    return find_layout(Page(content), MARKS)


def found(content: str) -> tuple[str | None, str, str | None, list[str]]:
    """Date line, title, code and body."""
    it = layout(content)
    assert it is not None
    date = None if it.date is None else it.lines[it.date].text
    return date, it.title, it.code, [it.lines[i].text for i in it.body if not it.lines[i].in_frame]


@pytest.mark.parametrize(
    ("text", "date", "title", "code", "body"),
    [
        (f"{DATE}\nT\nStory Code : 7\nT\nB\nComment", DATE, "T", "7", ["B"]),
        (f"{DATE}\nT\nStory Code : 7\nB", DATE, "T", "7", ["B"]),  # the title stands once
        (f"{DATE}\nT\nB\nC", DATE, "T", None, ["B", "C"]),
        (f"{DATE}\nT\nT\nB", DATE, "T", None, ["B"]),
        ("T\nStory Code : 7\nT\nB", None, "T", "7", ["B"]),  # no date line
        (f"{DATE}\nStory Code : 7\nT\nB", DATE, "T", "7", ["B"]),  # the title stands below the code alone
        (f"{DATE}\n1 May 2023\nStory Code : 7\n1 May 2023\nB", DATE, "1 May 2023", "7", ["B"]),  # a title like a day
        (f"{DATE}\nKicker\nT\nStory Code : 7\nB", DATE, "T", "7", ["B"]),  # the nearest line
        (f"{DATE}\nT\nSubtitle\nStory Code : 7\nT\nB", DATE, "T", "7", ["B"]),  # the one that stands there again
        (f"{DATE}\nT\nStory Code :\n7\nB", DATE, "T", "7", ["B"]),
        (f"{DATE}\nT\nB\nComment on this\nC\nComment\nD", DATE, "T", None, ["B", "Comment on this", "C"]),
        (f"{DATE}\nT\nB\nFeatured Stories\nS", DATE, "T", None, ["B"]),  # no `Comment`
        (f"{DATE}\nT\nB\nthe Featured Stories of\nC", DATE, "T", None, ["B", "the Featured Stories of", "C"]),
        ("30 April 2023\nT\nB\nComment", "30 April 2023", "T", None, ["B"]),
        (f"{DATE}\nT\n1\n2\n3\n4\n5\n6\nStory Code : 7\n8", DATE, "T", None, [*"123456", "Story Code : 7", "8"]),
    ],
)
def test_text(text: str, date: str | None, title: str, code: str | None, body: list[str]) -> None:
    assert found(text) == (date, title, code, body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Prose.\nMore.",
        f"Prose.\n{DATE}\nT\nB",  # without a code a date line must be the first
        "30 April 2023\nT\nB",  # says little, and nothing else bears it out
        DATE,
        "Story Code : 7",
        "Story Code :\nseven\nB",
        f"<div>{DATE}</div><h1>T</h1><p>B</p></body>",  # HTML may hold dates anywhere
        f"<footer>{DATE}</footer><p>T</p><p>B</p><div>Comment</div>",
    ],
)
def test_pages_that_do_not_bear_the_landmarks(text: str) -> None:
    assert layout(text) is None


CODE = "<div>Story Code : 7</div>"


@pytest.mark.parametrize(
    ("html", "date", "title", "code", "body"),
    [
        (f"<i>1 May 2023</i><div>{DATE}</div><h1>T</h1>{CODE}<p>B</p>", DATE, "T", "7", ["B"]),
        (f"<div>1 May 2023</div><nav>N</nav><div>{DATE}</div><h2>T</h2><p>B</p>Comment", DATE, "T", None, ["B"]),
        (f"<div>{DATE}</div><div>T</div><p>B</p>Comment", DATE, "T", None, ["B"]),
        (f"<div>{DATE}</div><h1>T</h1><div>Print</div>{CODE}<p>B</p>", DATE, "T", "7", ["B"]),  # a heading
        (f"<div>{DATE}</div><h1>T</h1>{CODE}<form>Print</form><h2>T</h2><p>B</p>", DATE, "T", "7", ["B"]),
        (f"<div><span>{DATE}</span> <span>Story Code : 7</span></div><h1>T</h1><p>B</p>", DATE, "T", "7", ["B"]),
        (f"<h1>T</h1>{CODE}<p>30 April 2023</p><p>B</p>", None, "T", "7", ["30 April 2023", "B"]),
        (f"<h1>T</h1>{CODE}<p>B</p><p>x</p><div>T</div>", None, "T", "7", ["B", "x", "T"]),
        (
            f"<main><div>{DATE}</div><h1>T</h1>{CODE}<div><p>B</p><p>C</p></div></main><div>About us</div></body>",
            DATE, "T", "7", ["B", "C"],
        ),  # without an end, the smallest element around title and body
        (
            f"<div>{DATE}</div><div><h1>T</h1>{CODE}<form>Print</form></div><div><p>B</p></div>",
            DATE, "T", "7", ["B"],
        ),
        (
            f"<div>{DATE}</div><h1>T</h1>{CODE}<p>Signed <b>1 May 2023</b> in C</p>",
            DATE, "T", "7", ["Signed 1 May 2023 in C"],
        ),
        (
            f"<div>{DATE}</div><h1>T</h1><p>See <b>Story Code : 9</b> for it</p>Comment",
            DATE, "T", None, ["See Story Code : 9 for it"],
        ),
        (
            f"<div>{DATE}</div><h1>T</h1><p>See <b>Story Code : 9</b></p>Comment",
            DATE, "T", None, ["See Story Code : 9"],
        ),
    ],
)  # fmt: skip
def test_html(html: str, date: str | None, title: str, code: str | None, body: list[str]) -> None:
    assert found(f"<html><body>{html}") == (date, title, code, body)


@pytest.mark.parametrize(("end", "ended"), [("Comment", True), ("Featured Stories", True), ("", False)])
def test_what_ends_the_body(end: str, ended: bool) -> None:
    it = layout(f"{DATE}\nT\nB\n{end}")
    assert it is not None
    assert (it.ended, it.featured is not None) == (ended, end == "Featured Stories")
