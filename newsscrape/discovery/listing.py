"""The links of a page, to other pages and to feeds."""

import re

from lxml import etree

from newsscrape.discovery.found import Found, Road
from newsscrape.page import Page
from newsscrape.urls import absolute_url

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
# The plural: many outlets have a section named Comment. The other languages are those of blog software's titles.
_COMMENTS = re.compile(
    r"(?<![a-z])(?:comments|commentaires|comentarios|comentários|commenti|kommentare|kommentar-feed|reacties)(?![a-z])",
    re.IGNORECASE,
)


def extract_found(page: Page) -> list[Found]:
    """The page's links (`<a>`, `<area>`, `<link rel=next>`), each URL once, in page order.

    Their road is `NEXT` where one of a URL's links has `rel=next` (HTML, link types), else `LISTING`. A link into the
    page itself (`#top`) is none, and neither is what has no absolute http(s) URL.
    """
    roads: dict[str, Road] = {}
    base = page.base_url
    for element in page.tree.iter("a", "area", "link"):
        link = element.get("href")
        is_next = "next" in _tokens(element, "rel")
        if link is None or link.lstrip().startswith("#") or (element.tag == "link" and not is_next):
            continue
        url = absolute_url(link, base)
        if url and (is_next or url not in roads):
            roads[url] = Road.NEXT if is_next else Road.LISTING
    return [Found(url=url, road=road) for url, road in roads.items()]


def extract_links(page: Page) -> list[str]:
    """The URLs of `extract_found`."""
    return [found.url for found in extract_found(page)]


def extract_feed_links(page: Page) -> list[str]:
    """Absolute URLs of the feeds, RSS or Atom, that a page names as its alternates, each once, in page order.

    Feeds of readers' comments are left out.
    """
    urls: dict[str, None] = {}
    for link in page.elements["link"]:
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if kind not in _FEED_TYPES or "alternate" not in _tokens(link, "rel"):
            continue
        url = absolute_url(link.get("href", ""), page.base_url)
        if url and not _COMMENTS.search(link.get("title", "")) and not _COMMENTS.search(url):
            urls[url] = None
    return list(urls)


def _tokens(element: etree._Element, name: str) -> list[str]:
    value = element.get(name)
    return value.lower().split() if value else []
