"""Pages that are no article are told apart, and an article's own claim counts."""

import pytest

from newsscrape.page import Page
from newsscrape.readers.kind import why_no_article

LONG = "A sentence of an article that goes on for a while, and says something about the world. " * 4
CLAIM = '<meta property="og:type" content="article">'
LISTING = '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'
TEASER = f"<h3><a href=/story>A headline that leads to its story</a></h3><p>{LONG[:90]}</p>"
SHORT = "<h3>One</h3><p>Two</p>" * 40


def page(body: str, head: str = "", url: str | None = "https://example.org/world/story") -> Page:
    return Page(f"<html><head>{head}</head><body>{body}</body></html>", url=url)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (page(f"<p>{LONG}</p>"), None),
        (page("<p>Short, but called an article.</p>", CLAIM), None),
        (page("<p>Short.</p>", '<meta property="article:published_time" content="2024-01-01">'), None),
        (page("<p>Short.</p>", '<script type="application/ld+json">{"@type": ["NewsArticle"]}</script>'), None),
        (page("<p>Short.</p>"), "6 characters"),
        (page(f"<p>{LONG}</p>", url="https://example.org/"), "front page"),
        (page(f"<p>{LONG}</p>", url="https://example.org/en"), "front page"),
        (page(f"<p>{LONG}</p>", url="https://example.org/?p=12"), None),
        (page(f"<p>{LONG}</p>", url=None), None),
        (page(f"<p>{LONG}</p>", CLAIM, url="https://example.org/"), None),
        (page(f"<p><a href=/x>{LONG}</a></p>"), "most of its text is links"),
        (page(SHORT, LISTING), "listing by its JSON-LD"),
        (page(f"<h1>World</h1>{TEASER * 3}"), "linked headlines"),
        (page(f"<h1>World</h1>{TEASER * 3}", CLAIM), None),
        (page(f"<h1>A story</h1>{TEASER * 2}"), None),
        (page(f"<h1>A story</h1><p>{LONG}</p>{TEASER * 3}"), None),
        (page(f"<h1>A story</h1>{TEASER * 3}{f'<p>{LONG}</p>' * 4}"), None),
        (page("<p>Sorry.</p>", CLAIM + "<title>404 - Page not found</title>"), "error page"),
        (page("<p>Checking.</p>", "<title>Just a moment...</title>"), "error page"),
        (page(f"<p>{LONG * 8}</p>", "<title>Error 404: a short history of the web's error page</title>"), None),
    ],
)
def test_kinds(made: Page, reason: str | None) -> None:
    found = why_no_article(made, range(len(made.blocks)))
    assert found is None if reason is None else reason in (found or "")
