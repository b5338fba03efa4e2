"""The links of a page."""

from newsscrape.discovery.found import Road
from newsscrape.discovery.listing import extract_feed_links, extract_found, extract_links
from newsscrape.page import Page

HTML = """<html><head><link rel="next" href="/p/2"><link rel="stylesheet" href="/x.css"></head><body>
<a href="/a">1</a> <a href=" b ">2</a> <a href="#top">no</a> <a href="mailto:x@e.org">no</a> <a name="x">no</a>
<map><area href="//e.com/c"></map> <a href="/a">again</a> <a href="/a#part">3</a></body></html>"""


def test_links_in_page_order_each_once() -> None:
    assert extract_links(Page(HTML, url="https://e.org/d/")) == [
        "https://e.org/p/2", "https://e.org/a", "https://e.org/d/b", "https://e.com/c", "https://e.org/a#part",
    ]  # fmt: skip


def test_text_has_none() -> None:
    assert extract_links(Page("https://e.org/a", url="https://e.org/")) == []


def test_a_next_link_wins_and_keeps_its_place() -> None:
    page = Page(
        """<html><head><link rel=prev href=/0><link rel="NEXT" href="/2"></head><body>
        <a href=/a>a</a> <a href=/p/2>2</a>
        <a rel="nofollow next" href=/p/2>next</a> <a href="/2">again</a> <a rel=nextdoor href=/b>b</a></body></html>""",
        url="https://e.org/",
    )
    assert [(found.url, found.road) for found in extract_found(page)] == [
        ("https://e.org/2", Road.NEXT),
        ("https://e.org/a", Road.LISTING),
        ("https://e.org/p/2", Road.NEXT),
        ("https://e.org/b", Road.LISTING),
    ]


def test_feeds_that_a_page_names() -> None:
    page = Page(
        """<html><head><base href="https://e.org/en/">
        <link rel=alternate type="application/rss+xml" title="News" href="rss">
        <link rel="Alternate home" type="application/atom+xml; charset=utf-8" href="/atom">
        <link rel=alternate type=application/rdf+xml title="Comment" href=/comment/rdf>
        <link rel=alternate type=application/rss+xml title="News" href="rss">
        <link rel=alternate type=application/rss+xml title="E » Comments Feed" href=/rss/2>
        <link rel=alternate type=application/rss+xml href=/comments/feed/>
        <link rel=alternate type=application/rss+xml title="Flux des commentaires" href=/rss/3>
        <link rel=alternate type=application/json href=/json> <link rel=alternate hreflang=fr href=/fr>
        <link rel=self type=application/rss+xml href=/self> <link rel=alternate type=application/rss+xml>
        <link rel=alternate type=application/rss+xml href="feed:x"></head><body></body></html>""",
        url="https://e.org/",
    )
    assert extract_feed_links(page) == ["https://e.org/en/rss", "https://e.org/atom", "https://e.org/comment/rdf"]
