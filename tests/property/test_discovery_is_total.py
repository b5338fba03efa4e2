"""Nothing that a server sends makes discovery raise, and all it finds are absolute URLs with moments in UTC."""

import gzip
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from newsscrape.discovery.feeds import parse_feed
from newsscrape.discovery.found import Found, parse_modified, parse_published
from newsscrape.discovery.kind import kind_of
from newsscrape.discovery.listing import extract_feed_links, extract_found, extract_links
from newsscrape.discovery.packed import unpack
from newsscrape.discovery.sitemaps import parse_sitemap
from newsscrape.page import Page
from newsscrape.urls import split_http_url

URL = "https://e.org/en/sitemap.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>E</title>
<item><title>&a; &eacute; &amp;lt;</title>
<link>https://e.org/a?x=1&amp;y=2</link><guid isPermaLink="true">/a</guid>
<pubDate>Wed, 01 Jan 2025 10:00:00 +0200</pubDate><dc:date>2025-01-01</dc:date><dc:creator>A (a@e.org)</dc:creator>
<enclosure url="/a.mp3" length="x" type="audio/mpeg"/>
<media:content url="//[" width="-1"/>
<category domain="x">C</category>
<description><![CDATA[<p><a href="/a">A</a>]]></description></item></channel></rss>"""
ATOM = """<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="http://[/" xml:lang="en"><a:id>x</a:id><a:entry>
<a:link rel="alternate" href="//["/><a:link href="b"/><a:published>2025-01-01T10:00:00Z</a:published>
<a:updated>0001-01-01T00:00:00+14:00</a:updated><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div>
</a:content><a:author><a:name>A</a:name><a:email>a@e.org</a:email></a:author></a:entry></a:feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item rdf:about="/a"><link>/a</link></item></rdf:RDF>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a?x=1&y</loc>
<lastmod>9999-12-31T23:59:59-12:00</lastmod><news:news><news:publication_date>2025-01-01</news:publication_date>
</news:news></url><sitemap><loc><![CDATA[https://e.org/b]]></loc></sitemap></urlset>"""
TEXT = "https://e.org/a\nhttps://e.org/b\n"
HTML = """<html><head><base href="//["><link rel="next alternate" type="application/rss+xml" href="/a"></head><body>
<a href="http://[">x</a><a href="https://e.org:x/">y</a><area href="/b"></body></html>"""
SAMPLES = [sample.encode(code) for sample in (RSS, ATOM, RDF, SITEMAP, TEXT, HTML) for code in ("utf-8", "utf-16")]
PIECES = st.sampled_from(
    [
        b"<", b">", b"&", b"&#0;", b"&#x110000;", b"&a;", b"<!--", b"]]>", b"<![CDATA[", b"<?xml encoding='x'?>",
        b"<?xml version='1.0' encoding='utf-7'?>", b"<!DOCTYPE x [", b"<!ENTITY % a '&#37;a;'>%a;", b"\0", b"\xff\xfe",
        b"<url>", b"</url>", b"<item>", b"</item>", b"<loc>", b"<link>", b"http://[", b"0000-00-00", b"99999999999",
        b"xmlns:x='", b"<x:y>", b"</urlset>", b"<entry>", b"<link href='", b"\x1f\x8b", b"\xef\xbb\xbf", b"\xc3",
    ]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample with a few cuts, repetitions and strange pieces, packed or not."""
    content = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        piece = draw(PIECES | st.binary(max_size=4) | st.just(content[start:end]))
        content = content[:start] + piece + content[draw(st.sampled_from([start, end])) :]
    if draw(st.booleans()):
        packed = gzip.compress(content)
        return packed[: draw(st.integers(len(packed) // 2, len(packed)))]
    return content


CONTENTS = mutated() | st.binary(max_size=200) | st.binary(max_size=50).map(lambda tail: b"\x1f\x8b\x08\0" + tail)


def assert_sound(found: list[Found]) -> None:
    assert len({one.url for one in found}) == len(found)
    for one in found:
        assert split_http_url(one.url)
        assert all(date is None or date.tzinfo is UTC for date in (one.published, one.modified))


@given(CONTENTS, st.none() | st.text(max_size=20) | st.just("text/plain"))
def test_kind(content: bytes, content_type: str | None) -> None:
    assert kind_of(content, content_type, URL) in ("feed", "sitemap", "page")


@given(CONTENTS)
def test_feed(content: bytes) -> None:
    assert_sound(parse_feed(content, URL))


@given(CONTENTS)
def test_sitemap(content: bytes) -> None:
    sitemap = parse_sitemap(content, URL)
    assert_sound(sitemap.entries)
    assert_sound(sitemap.sitemaps)


@given(CONTENTS)
def test_listing(content: bytes) -> None:
    page = Page(content, url=URL)
    assert_sound(extract_found(page))
    assert extract_links(page) == [found.url for found in extract_found(page)]
    assert all(split_http_url(url) for url in extract_feed_links(page))


@given(CONTENTS, st.integers(0, 300))
def test_unpacked_within_the_limit(content: bytes, largest_bytes: int) -> None:
    assert len(unpack(content, largest_bytes)) <= max(largest_bytes, 0 if content[:2] == b"\x1f\x8b" else len(content))


@given(
    st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?", fullmatch=True)
)
def test_dates(text: str) -> None:
    published, modified = parse_published(text), parse_modified(text)
    assert (published is None) == (modified is None)
    assert published is None or modified is None or published <= modified
