"""Entries of a block of featured stories: which lines are a picture, a title, a day."""

import pytest

from newsscrape.items import FeaturedStory
from newsscrape.outlets.registry import outlet_named
from newsscrape.page import Page
from newsscrape.readers.featured import read_featured

outlet = outlet_named("islamtimes")

D1, D2 = "29 April 2023", "30 April 2023"
Entry = tuple[str, str | None, str | None]  # title, alternative text, day


def stories(content: str) -> list[FeaturedStory]:
    assert outlet.landmarks is not None
    page = Page(content, url="https://www.islamtimes.org/en/news/7/a")
    heading = next(i for i, line in enumerate(page.lines) if line.text == "Featured Stories")
    return read_featured(page, page.lines, heading, outlet.landmarks.day)


def entries(content: str) -> list[Entry]:
    return [(story.title, story.image_alt, story.date_raw) for story in stories(content)]


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ([], []),
        (["A", "A", D1], [("A", "A", D1)]),
        (["A", D1], [("A", None, D1)]),
        (["A", "A"], [("A", "A", None)]),
        (["A"], [("A", None, None)]),
        (["A", "B", D1, "C"], [("A", None, None), ("B", None, D1), ("C", None, None)]),
        (["Syria", "Syria's Envoy", D1], [("Syria's Envoy", "Syria", D1)]),  # cut at the apostrophe
        (["Syria", "Syria Today", D1], [("Syria", None, None), ("Syria Today", None, D1)]),
        (["Won’t", "Won’t Play", D1], [("Won’t", None, None), ("Won’t Play", None, D1)]),  # a curly one cuts nothing
        (["A", "A", D1, "A", "A", D2], [("A", "A", D1), ("A", "A", D2)]),  # the same story twice
        (["A", "A", D1, "A", D2], [("A", "A", D1), ("A", None, D2)]),
        (["A", "a", D1], [("a", "A", D1)]),  # case does not tell them apart
        ([D1, D1, D2], [(D1, D1, D2)]),  # a title that looks like a date
        ([D1, D2], [(D1, None, D2)]),
        ([D1], [(D1, None, None)]),
        (["A", D1, D2], [("A", None, D1), (D2, None, None)]),
        (["A", "A", "A"], [("A", "A", None), ("A", None, None)]),  # a picture goes first
    ],
)
def test_text(lines: list[str], read: list[Entry]) -> None:
    assert entries("\n".join(["Featured Stories", *lines])) == read


PICTURE = '<img src="/i.jpg" alt="Syria">'


@pytest.mark.parametrize(
    ("block", "read"),
    [
        (f"<li><a href=/a>{PICTURE}</a><a href=/a>T</a><i>{D1}</i></li>", [("T", "Syria", D1)]),
        (f"<li><a href=/a>{PICTURE} T</a> | {D1}</li>", [("T", "Syria", D1)]),
        (f"<li><a href=/a>T</a> ({D1})</li>", [("T", None, D1)]),
        (f"<li>{PICTURE}</li><li><a href=/a>T</a></li><li>{D1}</li>", [("T", "Syria", D1)]),
        (f"<li>{PICTURE}</li>", []),  # a picture alone is no story
        ('<li><img src="/i.jpg"><a href=/a>T</a></li>', [("T", None, None)]),  # no alternative text
        ("<li><a href=/a>A</a></li><li><a href=/b>B</a></li>", [("A", None, None), ("B", None, None)]),
        ("<li><a href=/a>A</a></li><li>More …</li>", [("A", None, None)]),  # no link, no picture, no day: no entry
        (f"<li><a href=/a>A</a> {D1} <a href=/b>B</a> {D2}</li>", [("A", None, D1), ("B", None, D2)]),
        (f"<li><a href=/a>{D1}</a> <i>{D2}</i></li>", [(D1, None, D2)]),
        (f"<li><a href=/a><b>{D1}</b> <i>{D1}</i></a></li>", [(D1, D1, None)]),  # a title twice
        (f"<li><a href=/a><b>{D1}</b> <i>{D2}</i></a></li>", [(D1, None, D2)]),
        (f"<li><a href=/a><b>T -</b> <i>{D1}</i></a></li>", [("T -", None, D1)]),  # the sign is the title's
        (f"<li><a href=/a>T - <i>{D1}</i></a></li>", [("T", None, D1)]),
        (f"<li><a href=/a><b>T</b> - <i>{D1}</i></a></li>", [("T", None, D1)]),
        ("<li><a href=/a>Syria</a></li><li><a href=/b>Syria's Envoy</a></li>",
         [("Syria", None, None), ("Syria's Envoy", None, None)]),  # two links are two stories
    ],
)  # fmt: skip
def test_html(block: str, read: list[Entry]) -> None:
    assert entries(f"<body><section><h3>Featured Stories</h3><ul>{block}</ul></section></body>") == read


@pytest.mark.parametrize(
    "html",
    [
        "<div><h3>Featured Stories</h3><a href=/a>A</a></div><div><a href=/x>About</a></div>",
        "<h3>Featured Stories</h3><a href=/a>A</a><h3>Most read</h3><a href=/x>X</a>",  # the next heading
        "<h3>Featured Stories</h3><a href=/a>A</a><footer><a href=/x>X</a></footer>",
        "<div><div><h3>Featured Stories</h3></div><ul><li><a href=/a>A</a></ul></div><p><a href=/x>X</a></p>",
    ],
)
def test_where_the_block_ends(html: str) -> None:
    assert entries(f"<body>{html}</body>") == [("A", None, None)]


@pytest.mark.parametrize("empty", ["<ul></ul>", "<ul> <li></li></ul>", "<table></table>"])
def test_an_empty_block_has_no_stories(empty: str) -> None:
    assert entries(f"<body><h3>Featured Stories</h3>{empty}<div><a href=/x>About us</a></div></body>") == []


def test_a_heading_at_the_end_has_no_stories() -> None:
    assert entries("<body><p>x</p><h3>Featured Stories</h3></body>") == []


@pytest.mark.parametrize(
    "block",
    [
        '<a href="/en/news/8/b"><img alt="T" src="i.jpg">T</a>',
        '<a href="/en/news/8/b"><img alt="T" src="i.jpg"></a> <span>T</span>',  # the picture's link is the story's
        '<img alt="T" src="i.jpg"><a href="/en/news/8/b">T</a>',
    ],
)
def test_urls_are_absolute(block: str) -> None:
    (story,) = stories(f"<body><h3>Featured Stories</h3><div>{block}</div></body>")
    assert (story.title, story.url) == ("T", "https://www.islamtimes.org/en/news/8/b")
