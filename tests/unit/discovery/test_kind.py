"""What answers hold, by how they begin."""

import gzip

import pytest

from newsscrape.discovery.kind import kind_of

URL = "https://e.org/x"
PROLOG = (
    '\ufeff\n<?xml version="1.0"?><?xml-stylesheet href="a>b"?>\n<!-- <html> -- > -->\n<!DOCTYPE x [<!ENTITY a "b">]>'
)
HTML = "<!DOCTYPE html><html><body><rss></rss></body></html>"


@pytest.mark.parametrize("prolog", ["", PROLOG, " \n", "<!-- a --><!-- b -->"])
@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ('<rss version="2.0">', "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "feed"),
        ('<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/">', "feed"),
        ('<rdf:RDF xmlns:rdf="x" xmlns:foaf="y">', "page"),
        ("<urlset>", "sitemap"),
        ("<urlset/>", "sitemap"),
        ('<sm:sitemapindex xmlns:sm="x">', "sitemap"),
        ("<feedback>", "page"),
        ("<html><rss>", "page"),
        (HTML, "page"),
    ],
)
def test_by_the_root_element(prolog: str, root: str, kind: str) -> None:
    content = f"{prolog}{root}"
    assert kind_of(content.encode(), "text/html", URL) == kind
    assert kind_of(content.encode("utf-16"), None, URL) == kind
    assert kind_of(gzip.compress(content.encode()), "application/gzip", URL) == kind


def test_a_packed_answer_is_looked_into_where_it_is_cut_off() -> None:
    packed = gzip.compress("".join(f"<urlset {number**9}>" for number in range(20_000)).encode())
    assert kind_of(packed[: len(packed) // 2], None, URL) == "sitemap"


@pytest.mark.parametrize(
    ("content", "content_type", "url", "kind"),
    [
        ("https://e.org/a\nhttps://e.org/b", "text/plain; charset=utf-8", "https://e.org/sitemap.txt", "sitemap"),
        ("\ufeffhttps://e.org/a", "Text/Plain", "https://e.org/Site-Map/1", "sitemap"),
        ("https://e.org/a is a page", "text/plain", "https://e.org/sitemap.txt", "page"),
        ("https://e.org/a\n", "text/plain", "https://e.org/a.txt", "page"),
        ("https://e.org/a\n", "text/html", "https://e.org/sitemap.txt", "page"),
        ("https://e.org/a\n", None, "https://e.org/sitemap.txt", "page"),
        ("User-agent: *", "text/plain", "https://e.org/sitemap.txt", "page"),
        ("", None, URL, "page"),
        ("<!-- never ends <rss>", None, URL, "page"),
    ],
)
def test_texts(content: str, content_type: str | None, url: str, kind: str) -> None:
    assert kind_of(content.encode(), content_type, url) == kind


def test_a_packed_text_needs_no_content_type() -> None:
    assert kind_of(gzip.compress(b"https://e.org/a\n"), None, "https://e.org/sitemap.txt.gz") == "sitemap"


def test_what_only_begins_like_gzip_is_a_page() -> None:
    assert kind_of(b"\x1f\x8bx", None, "https://e.org/sitemap.xml.gz") == "page"
