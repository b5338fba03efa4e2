"""The links of a page."""

from newsscrape.discovery.listing import extract_links
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
