"""Microdata."""

import pytest

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.microdata import extract_microdata

ARTICLE = '<div itemscope itemtype="https://schema.org/NewsArticle">{}</div>'


@pytest.mark.parametrize(
    ("inner", "field", "value"),
    [
        ('<h1 itemprop="headline">A <b>title</b></h1>', "title", "A title"),
        ('<meta itemprop="headline" content="T">', "title", "T"),
        ('<p itemprop="description">D</p>', "description", "D"),
        ('<b itemprop="author">Ann Lee</b>', "authors", ["Ann Lee"]),
        ('<b itemprop="author" itemscope><a itemprop="url" href="/a"><i itemprop="name">Ann Lee</i></a></b>',
         "authors", ["Ann Lee"]),
        ('<b itemprop="author">Ann Lee</b><b itemprop="author">Bo Ek</b>', "authors", ["Ann Lee", "Bo Ek"]),
        ('<meta itemprop="keywords" content="a,b">', "tags", ["a", "b"]),
        ('<img itemprop="image" src="/a.jpg">', "images", [Image(url="/a.jpg")]),
        ('<meta itemprop="isAccessibleForFree" content="False">', "access", "paywalled"),
        ('<meta itemprop="isAccessibleForFree" content="true">', "access", "free"),
        ('<div itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Cy</b></div>', "authors", None),
        ('<div itemscope itemtype="https://schema.org/ImageObject"><b itemprop="author">Cy</b></div>', "authors", None),
        ('<p itemprop="unknown">x</p>', "title", None),
    ],
)  # fmt: skip
def test_fields(inner: str, field: str, value: object) -> None:
    found = extract_microdata(Page(f"<html><body>{ARTICLE.format(inner)}</body></html>"))
    assert {c.field: c.value for c in found}.get(field) == value


def test_authors_of_other_articles_on_the_page_do_not_count() -> None:
    html = "".join(ARTICLE.format(f'<b itemprop="author">{name}</b>') for name in ("Ann Lee", "Bo Ek"))
    assert [c.value for c in extract_microdata(Page(f"<html>{html}</html>"))] == [["Ann Lee"]]


def test_pages_without_any() -> None:
    assert extract_microdata(Page("<html><p>x</p></html>")) == []
    assert extract_microdata(Page("itemprop")) == []
