"""What JSON-LD says of an article, in the forms in which outlets write it."""

import json
from typing import Any

import pytest

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.jsonld import extract_jsonld


def fields(*blocks: Any) -> dict[str, Any]:
    scripts = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    html = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return {c.field: c.value for c in extract_jsonld(Page(f"<html><head>{html}</head></html>"))}


def article(**values: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", **values}


@pytest.mark.parametrize(
    ("values", "field", "value"),
    [
        ({"headline": "T"}, "title", "T"),
        ({"headline": ["T", "U"]}, "title", "T"),
        ({"headline": 5}, "title", None),
        ({"headline": " "}, "title", None),
        ({"articleSection": ["World", "Asia"]}, "section", "World"),
        ({"inLanguage": {"@type": "Language", "name": "en"}}, "language", "en"),
        ({"articleBody": "One.\nTwo."}, "body", ["One.", "Two."]),
        ({"author": "Jane"}, "authors", ["Jane"]),
        ({"author": {"@type": "Person", "name": "Jane"}}, "authors", ["Jane"]),
        ({"author": [{"name": "Jane"}, "John", {"url": "x"}, None]}, "authors", ["Jane", "John"]),
        ({"keywords": "a, b"}, "tags", ["a", " b"]),
        ({"keywords": ["a", {"name": "b"}]}, "tags", ["a", "b"]),
        ({"image": "/a.jpg"}, "images", [Image(url="/a.jpg")]),
        (
            {"image": [{"url": "/a.jpg", "caption": "C", "creditText": "AFP"}, {"contentUrl": "/b.jpg"}, {"x": 1}]},
            "images",
            [Image(url="/a.jpg", caption="C", credit="AFP"), Image(url="/b.jpg")],
        ),
        ({"isAccessibleForFree": True}, "access", "free"),
        ({"isAccessibleForFree": "False"}, "access", "paywalled"),
        ({"isAccessibleForFree": None}, "access", None),
        ({"datePublished": "2023-04-30", "dateModified": "2023-05-01"}, "date_modified", "2023-05-01"),
    ],
)
def test_fields(values: dict[str, Any], field: str, value: Any) -> None:
    assert fields(article(**values)).get(field) == value


@pytest.mark.parametrize(
    "block",
    [
        article(headline="T"),
        {"@type": ["Thing", "https://schema.org/ReportageNewsArticle"], "headline": "T"},
        [{"@type": "Organization"}, article(headline="T")],
        {"@graph": [{"@type": "WebSite", "headline": "no"}, article(headline="T")]},
        {"@type": "WebPage", "mainEntity": article(headline="T")},
        {"@type": "WebPage", "mainEntityOfPage": [article(headline="T")]},
        '{"@type": "Article",\n"headline": "T"}',
        '{"@type": "Article", "headline": "T", "description": "two\nlines"}',  # as outlets write it
    ],
)
def test_where_the_article_is(block: Any) -> None:
    assert fields({"@type": "Person", "headline": "no"}, block)["title"] == "T"


@pytest.mark.parametrize("block", [{"@type": "Product", "headline": "T"}, {"headline": "T"}, [], "null", "5", '"x"'])
def test_what_is_no_article(block: Any) -> None:
    assert fields(block) == {}


@pytest.mark.parametrize("broken", ["{", "", "[" * 100_000, "no JSON"])
def test_a_broken_block_is_noted_and_the_next_one_read(broken: str) -> None:
    good = json.dumps(article(headline="T"))
    html = (
        f'<html><script type="application/ld+json">{broken} </script><script type="application/ld+json">{good}</script>'
    )
    page = Page(html)
    assert [c.value for c in extract_jsonld(page)] == ["T"]
    assert [(fault.field, fault.cause) for fault in page.faults] == [("page", "broken JSON-LD")]


def test_text_has_none() -> None:
    assert extract_jsonld(Page("plain")) == []
