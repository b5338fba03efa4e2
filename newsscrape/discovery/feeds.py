"""What a feed names: RSS of all versions and Atom."""

import logging
from io import BytesIO

import feedparser

from newsscrape.discovery.found import Found, Road, newest_first, parse_modified, parse_published
from newsscrape.discovery.packed import as_utf8, unpack, up_to, whole_tags
from newsscrape.gate import is_crowded
from newsscrape.limits import FEED_BYTES, FEED_TAGS
from newsscrape.text import printable
from newsscrape.urls import absolute_url

logger = logging.getLogger(__name__)

# What feedparser's readers of markup, dates and encodings raise on malformed feeds; it promises nothing.
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError)


def parse_feed(content: bytes, url: str) -> list[Found]:
    """The entries of a feed, each URL once, newest first; those without a date last, in the feed's order.

    An entry's URL is its link, else its `guid` where that is a permalink; the outlet's own link where a feed service
    put its own in its place. An entry with neither is left out. Only Atom says when an entry was modified. What is no
    feed gives no entries.

    Args:
        content: the feed, packed by gzip or not; read up to `FEED_BYTES` and `FEED_TAGS`. Entities that it declares are
            not expanded.
        url: where it came from, against which relative links are read.
    """
    # In a file-like object: bytes alone might be taken for a URL to fetch.
    text = whole_tags(up_to(as_utf8(unpack(content, FEED_BYTES))[:FEED_BYTES], b"<", FEED_TAGS))
    if is_crowded(text.decode("latin-1")):
        logger.warning("%s: this feed cannot be read: its elements have too many attributes", url)
        return []
    stream = BytesIO(text)
    try:
        feed = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except _MALFORMED as error:
        logger.warning("%s: this feed cannot be read: %s: %s", url, type(error).__name__, printable(str(error)))
        return []
    is_atom = feed.get("version", "").startswith("atom")  # an empty one has no version
    # Plain dictionaries: feedparser's own gives `published` for an `updated` that is missing.
    return newest_first(found for entry in feed.entries if (found := _entry(dict(entry), url, is_atom)))


def _entry(entry: dict[str, object], url: str, is_atom: bool) -> Found | None:
    link = absolute_url(_text(entry, "feedburner_origlink") or _text(entry, "link"), url)
    if link is None:
        return None
    published, updated = _text(entry, "published"), _text(entry, "updated")
    if not is_atom:  # feedparser's name for RSS's dc:date, which says when a story came out and never that it changed
        published, updated = published or updated, ""
    return Found(url=link, road=Road.FEED, published=parse_published(published), modified=parse_modified(updated))


def _text(entry: dict[str, object], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""
