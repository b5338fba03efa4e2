"""Entries of feeds."""

import gzip
from datetime import UTC, datetime

import pytest

from newsscrape.discovery.feeds import parse_feed
from newsscrape.discovery.found import Found, Road

URL = "https://e.org/en/rss"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><channel>
<link>https://e.org/</link><pubDate>Thu, 02 Jan 2025 10:00:00 GMT</pubDate>
<item><title>No date</title><link>https://e.org/c</link></item>
<item><title>Old</title><link> /b?x=1&amp;y=2 </link><pubDate>Wed, 01 Jan 2025 10:00:00 +0200</pubDate></item>
<item><title>New</title><guid>https://e.org/a</guid><pubDate>Thu, 02 Jan 2025 10:00:00 GMT</pubDate></item>
<item><title>No link</title><guid isPermaLink="false">https://e.org/id</guid></item>
<item><title>Script</title><link>javascript:x</link></item>
<item><title>Served by another</title><link>https://feeds.example/1</link><f:origLink>https://e.org/d</f:origLink></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><updated>2025-01-03T00:00:00Z</updated>
<entry><link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="a"/><id>tag:1</id>
<published>2025-01-01T10:00:00Z</published><updated>2025-01-02T12:00:00+02:00</updated></entry>
<entry><link href="/b"/><published>2025-01-03T10:00:00Z</published></entry></feed>"""


def test_rss() -> None:
    assert parse_feed(RSS.encode(), URL) == [
        Found(url="https://e.org/a", road=Road.FEED, published=datetime(2025, 1, 2, 10, tzinfo=UTC)),
        Found(url="https://e.org/b?x=1&y=2", road=Road.FEED, published=datetime(2025, 1, 1, 8, tzinfo=UTC)),
        Found(url="https://e.org/c", road=Road.FEED),
        Found(url="https://e.org/d", road=Road.FEED),
    ]


def test_atom_says_what_was_modified() -> None:
    assert parse_feed(ATOM.encode(), URL) == [
        Found(url="https://e.org/b", road=Road.FEED, published=datetime(2025, 1, 3, 10, tzinfo=UTC)),
        Found(
            url="https://e.org/en/a",
            road=Road.FEED,
            published=datetime(2025, 1, 1, 10, tzinfo=UTC),
            modified=datetime(2025, 1, 2, 10, tzinfo=UTC),
        ),
    ]


def test_the_date_of_rss_1_is_that_of_publication() -> None:
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="x"><link>https://e.org/a</link>
    <dc:date>2025-01-01T10:00Z</dc:date></item></rdf:RDF>"""
    assert parse_feed(rdf, URL) == [
        Found(url="https://e.org/a", road=Road.FEED, published=datetime(2025, 1, 1, 10, tzinfo=UTC))
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    assert parse_feed(RSS.encode(encoding), URL) == parse_feed(RSS.encode(), URL)


def test_packed() -> None:
    assert parse_feed(gzip.compress(RSS.encode()), URL) == parse_feed(RSS.encode(), URL)


def test_what_is_cut_off_gives_no_half_url() -> None:
    cut = RSS[: RSS.index("https://feeds.example/1") + 12].encode()
    assert [found.url for found in parse_feed(cut, URL)] == [
        "https://e.org/a", "https://e.org/b?x=1&y=2", "https://e.org/c",
    ]  # fmt: skip


def test_entities_are_not_expanded() -> None:
    laughs = "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    feed = f"""<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>
    <rss><channel><item><link>https://e.org/&i;&file;</link></item></channel></rss>"""
    assert all(len(found.url) < 50 for found in parse_feed(feed.encode(), URL))


@pytest.mark.parametrize("content", [b"", b"https://e.org/rss", b"<html><a href='/a'>a</a></html>", b"\x1f\x8bx"])
def test_what_is_no_feed_has_no_entries(content: bytes) -> None:
    assert parse_feed(content, URL) == []
