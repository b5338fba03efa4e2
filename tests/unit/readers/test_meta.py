"""What a page's head says."""

import pytest

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.meta import extract_meta


def candidates(head: str, html: str = "<html>") -> list[Candidate]:
    return extract_meta(Page(f"{html}<head>{head}</head><body></body></html>"))


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<meta property="og:title" content=" T ">', ("title", "T", "meta:og:title", "T")),
        ('<meta name="OG:Title" content="T">', ("title", "T", "meta:og:title", "T")),
        ('<meta name="description" content="D">', ("description", "D", "meta:description", "D")),
        ('<meta name="keywords" content="a, b,">', ("tags", ["a", " b", ""], "meta:keywords", "a, b,")),
        ('<meta property="article:tag" content="a"><meta property="article:tag" content="b">',
         ("tags", ["a", "b"], "meta:article:tag", "a, b")),
        ('<meta property="article:author" content="https://e.org/jane">',
         ("authors", [], "meta:article:author", "https://e.org/jane")),
        ('<meta property="og:image" content="/a.jpg"><meta property="og:image" content="/b.jpg">',
         ("images", [Image(url="/a.jpg"), Image(url="/b.jpg")], "meta:og:image", None)),
        ('<meta name="author" content="Ann Lee"><meta name="author" content="Bo Ek">',
         ("authors", ["Ann Lee", "Bo Ek"], "meta:author", "Ann Lee, Bo Ek")),
        ('<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ann Lee">',
         ("authors", ["Ann Lee"], "meta:twitter:data1", "Ann Lee")),
        ('<meta property="article:content_tier" content="Metered">',
         ("access", "paywalled", "meta:article:content_tier", "metered")),
        ('<meta property="og:locale" content="en_US">', ("language", "en_US", "meta:og:locale", "en_US")),
    ],
)  # fmt: skip
def test_one(head: str, found: tuple[object, ...]) -> None:
    (candidate,) = candidates(head)
    assert (candidate.field, candidate.value, candidate.method, candidate.raw) == found


def test_the_most_telling_comes_first() -> None:
    head = (
        '<meta name="description" content="plain"><meta property="og:description" content="og">'
        '<meta name="twitter:title" content="tw"><meta property="og:title" content="og">'
    )
    found = candidates(head, '<html lang="en">')
    assert [c.value for c in found if c.field == "title"] == ["og", "tw"]
    assert [c.value for c in found if c.field == "description"] == ["og", "plain"]
    assert [(c.value, c.method) for c in found if c.field == "language"] == [("en", "meta:html:lang")]


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="5">',
        '<meta property="og:title" content=" ">',
        '<meta charset="utf-8">',
        "<title></title>",
    ],
)
def test_nothing(head: str) -> None:
    assert candidates(head) == []


def test_text_has_no_head() -> None:
    assert extract_meta(Page("plain")) == []
