"""The authors that a page shows."""

import pytest

from newsscrape.page import Page
from newsscrape.readers.byline import extract_byline

H1 = "<h1>A title of some words</h1>"


def authors(body: str) -> list[str]:
    found = extract_byline(Page(f"<html><body>{body}</body></html>"))
    return found[0].value if found else []


@pytest.mark.parametrize(
    ("html", "names"),
    [
        (f'{H1}<p class="byline">By <a href="/x">Ann Lee</a></p>', ["Ann Lee"]),
        (f'{H1}<span class="article-author__name">Ann Lee</span>', ["Ann Lee"]),
        (f'{H1}<span class="postAuthorName">Ann Lee</span>', ["Ann Lee"]),
        (f'{H1}<span class="blog__authorname">Ann Lee</span>', ["Ann Lee"]),
        (f'{H1}<a rel="author" href="/x">Ann Lee</a>', ["Ann Lee"]),
        (f'{H1}<p><a href="/authors/ann-lee">Ann Lee</a></p>', ["Ann Lee"]),
        (
            f'{H1}<div class="author"><img alt="x"><p>Ann Lee</p><p>Editor</p></div>',
            ["Ann Lee"],
        ),
        (
            f'{H1}<div class="byline">By <a href="/author/a">Ann Lee</a>, <a href="/author/b">Bo Ek</a> <a>x</a></div>',
            ["Ann Lee", "Bo Ek"],
        ),
        (
            f'{H1}<i class="author-name">Ann Lee</i><i class="author-name">Bo Ek</i>',
            ["Ann Lee", "Bo Ek"],
        ),
        (f'<p class="author">Ann Lee</p>{H1}', ["Ann Lee"]),
        (f'<article>{H1}<footer><i class="vcard">Ann Lee</i></footer></article>', ["Ann Lee"]),
        (f"{H1}<p>By Ann Lee</p>", ["Ann Lee"]),
        (f"{H1}<span>By</span><span>Ann Lee</span>", ["Ann Lee"]),
        (f"{H1}<div>Written by</div><div>Ann Lee</div><div>Editor</div>", ["Ann Lee"]),
        (f"{H1}<p>3.2.2021, 13:30 Uhr von Ann Lee</p>", ["Ann Lee"]),
        ('<p class="byline">By Ann Lee</p>', ["Ann Lee"]),
    ],
)
def test_finds(html: str, names: list[str]) -> None:
    assert authors(html) == names


@pytest.mark.parametrize(
    "html",
    [
        "",
        f"{H1}<p>By the river, where nobody was, it rained for all of the day</p>",
        f'{H1}<div class="comments"><b class="author">Ann Lee</b></div>',
        f'{H1}<b class="comment-author">Ann Lee</b>',
        f'{H1}<aside><b class="author">Ann Lee</b></aside>',
        f'{H1}<b class="author-bio-image">Ann Lee</b><b class="authority">Bo Ek</b>',
        f'{H1}<b class="author">3 min read</b>',
        f'{H1}<div class="author"></div>',
    ],
)
def test_finds_none(html: str) -> None:
    assert authors(html) == []


def test_the_nearest_below_the_headline_counts() -> None:
    far = '<p class="author">Cy Moe</p>' + "<p>x</p>" * 9
    assert authors(f'{far}{H1}<p class="author">Ann Lee</p>') == ["Ann Lee"]


def test_text_has_none() -> None:
    assert extract_byline(Page("By Ann Lee")) == []
