"""What an answer holds: a page, a feed, or a sitemap."""

import re
import zlib
from typing import Literal

from newsscrape.discovery.packed import as_utf8, is_packed

_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
# What may stand before the root element. Each alternative begins in its own way, so that there is little to try again.
# No possessive quantifiers: over groups they match nothing in Python 3.11.2, which Debian 12 has.
_PROLOG = re.compile(
    rb"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^\[<>]*(?:\[[^\]]*\]\s*)?>)*",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|rdf|urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE)
_URL_LINE = re.compile(rb"\s*https?://\S+\s*(?:\n|\Z)", re.IGNORECASE)
_RSS_1 = re.compile(rb"http://purl\.org/rss/1\.0/|http://(?:my|channel)\.netscape\.com/", re.IGNORECASE)
_SITEMAP_URL = re.compile(r"site_?-?map|urllist", re.IGNORECASE)
_HEAD_BYTES = 16_384  # where the root element begins, at the latest

Kind = Literal["feed", "sitemap", "page"]


def kind_of(content: bytes, content_type: str | None, url: str) -> Kind:
    """What an answer holds, told by how it begins, as servers name feeds and sitemaps in many ways.

    A feed begins with an `<rss>`, `<feed>` or, for RSS 0.9 and 1.0, `<rdf:RDF>` element, a sitemap with `<urlset>` or
    `<sitemapindex>`, packed by gzip or not. A text is a sitemap where its first line is a URL and its own URL says
    so. All else is a page.

    Args:
        content: the body.
        content_type: the Content-Type header; None where there is none.
        url: where it came from.
    """
    if _HTML.match(content, 0, 1024):
        return "page"
    packed = is_packed(content)
    head = as_utf8(_first_unpacked(content) if packed else content[:_HEAD_BYTES])
    start = _PROLOG.match(head)
    root = _ROOT.match(head, start.end() if start else 0)
    if root is not None:
        return _kind_of_root(root[1].lower(), head)
    is_text = packed or (content_type or "").lower().lstrip().startswith("text/plain")
    if is_text and _SITEMAP_URL.search(url) and _URL_LINE.match(head):
        return "sitemap"
    return "page"


def _kind_of_root(name: bytes, head: bytes) -> Kind:
    if name in (b"urlset", b"sitemapindex"):
        return "sitemap"
    return "page" if name == b"rdf" and not _RSS_1.search(head) else "feed"


def _first_unpacked(content: bytes) -> bytes:
    """The first bytes of what gzip packed; none where it is damaged."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[:_HEAD_BYTES], _HEAD_BYTES)
    except zlib.error:
        return b""
