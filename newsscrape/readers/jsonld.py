"""Reads the article's JSON-LD (schema.org `NewsArticle` and its kin) in `<script type="application/ld+json">`."""

import json
from collections.abc import Iterator
from typing import Any

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.text import split_lines

METHOD = "jsonld"
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle BlogPosting LiveBlogPosting Report".split()
)
_MOST_NODES = 10_000  # of a page's blocks; a page with more is not describing an article


def extract_jsonld(page: Page) -> list[Candidate]:
    """Candidates of the first article that the page's JSON-LD describes; none where it describes none."""
    if not page.is_html:
        return []
    article = next((node for node in _nodes(page) if _types(node) & _ARTICLE_TYPES), None)
    if article is None:
        return []
    found = [
        Candidate(field, value, METHOD, value)
        for field, key in (
            ("title", "headline"),
            ("description", "description"),
            ("section", "articleSection"),
            ("language", "inLanguage"),
            ("date_published", "datePublished"),
            ("date_modified", "dateModified"),
        )
        if (value := _first_text(article.get(key)))
    ]
    if body := _first_text(article.get("articleBody")):
        found.append(Candidate("body", split_lines(body), METHOD))
    for field, values in (
        ("authors", _names(article.get("author"))),
        ("tags", _keywords(article.get("keywords"))),
        ("images", _images(article.get("image"))),
    ):
        if values:
            found.append(Candidate(field, values, METHOD))
    free = article.get("isAccessibleForFree")
    if free is not None:
        access = "free" if str(free).strip().lower() == "true" else "paywalled"
        found.append(Candidate("access", access, METHOD, json.dumps(free)))
    return found


def _nodes(page: Page) -> Iterator[dict[str, Any]]:
    """Every object of the page's blocks that may describe an article: at the top, in lists, graphs, main entities.

    A block that is no JSON is noted as a fault of the page. Line ends within strings pass, as outlets write them.
    """
    queue: list[Any] = []
    for block in page.selector.xpath('//script[@type="application/ld+json"]/text()').getall():
        try:
            queue.append(json.loads(block, strict=False))
        except (ValueError, RecursionError) as error:
            page.note("page", "broken JSON-LD", f"{error}"[:200])
    seen = 0
    while queue and seen < _MOST_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, list):
            queue[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            yield node
            queue += [
                node[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(node.get(key), (list, dict))
            ]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _first_text(value: Any) -> str | None:
    """The text of a value: a string, the first of a list, or the name of an object."""
    for one in value if isinstance(value, list) else [value]:
        text = one.get("name") if isinstance(one, dict) else one
        if isinstance(text, str) and text.strip():
            return text
    return None


def _names(value: Any) -> list[str]:
    """Names of persons and organisations, each a string or an object with a name."""
    values = value if isinstance(value, list) else [value]
    return [name for one in values if (name := _first_text(one))]


def _keywords(value: Any) -> list[str]:
    """Keywords: a list, or one string with commas between them."""
    return value.split(",") if isinstance(value, str) else _names(value)


def _images(value: Any) -> list[Image]:
    """Pictures, each a URL or an `ImageObject`."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append(Image(url=one))
        elif isinstance(one, dict) and (url := _first_text(one.get("url")) or _first_text(one.get("contentUrl"))):
            found.append(
                Image(url=url, caption=_first_text(one.get("caption")), credit=_first_text(one.get("creditText")))
            )
    return found
