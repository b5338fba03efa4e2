"""A made-up outlet of any number of articles: what each of its URLs shows, told by the article's number alone.

In two flavours: `islamtimes` has the landmarks and the story codes of fixtures/site; `site` is an outlet that nobody
described, with JSON-LD, feeds and sitemaps.
"""

import gzip
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Literal

from tests.crawl.bulk_words import PEOPLE, paragraphs, title

A_PAGE = 40  # articles on a page of a section
A_SITEMAP = 500
_FEED = 20
_NEWS = 50
_FIRST_CODE = 1_000_000
_KINDS = ("reports", "interviews", "pictures", "comments", "letters", "archive")
SECTIONS = ("world", "harbour", "economy", "culture")
Road = Literal["listing", "feed", "sitemap", "news sitemap"]
ROADS: tuple[Road, ...] = ("listing", "feed", "sitemap", "news sitemap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What the outlet shows at the moment; `dataclasses.replace` makes the next moment's.

    Attributes:
        flavour: which outlet.
        articles: they are numbered from 1; the highest is the newest.
        edited: how many times each article was edited; those left out never.
        gone: articles that were deleted: 404, and not listed.
        etag, last_modified: which of the two headers the server gives.
        restless: whether a footer, and the ETag with it, changes with every request.
        began: when article 1 was published; each other comes `step` later.
        roads: where articles are named (flavour `site`).
    """

    flavour: Literal["islamtimes", "site"] = "islamtimes"
    articles: int = 2000
    edited: dict[int, int] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    etag: bool = True
    last_modified: bool = True
    restless: bool = False
    began: datetime = datetime(2023, 1, 1, 6, 30, tzinfo=UTC)
    step: timedelta = timedelta(minutes=47)
    roads: tuple[Road, ...] = ROADS

    @property
    def numbers(self) -> list[int]:
        """The articles that there are, the newest first."""
        return [number for number in range(self.articles, 0, -1) if number not in self.gone]

    def published(self, number: int) -> datetime:
        """When an article was published, UTC."""
        return self.began + number * self.step

    def path(self, number: int) -> str:
        """The path of an article."""
        slug = re.sub(r"[^a-z0-9]+", "-", title(number).lower()).strip("-")
        if self.flavour == "islamtimes":
            return f"/en/news/{_FIRST_CODE + number}/{slug}"
        return f"/{self.published(number):%Y/%m}/{slug}-{number}"

    def number(self, path: str) -> int | None:
        """The article of a path; None where it is none of those that there are."""
        pattern = r"/en/news/(\d+)/" if self.flavour == "islamtimes" else r"/\d{4}/\d\d/.*-(\d+)$"
        found = re.match(pattern, path)
        number = int(found[1]) - (_FIRST_CODE if self.flavour == "islamtimes" else 0) if found else 0
        return number if 1 <= number <= self.articles and number not in self.gone else None


def page(outlet: Outlet, path: str, origin: str, stamps: dict[int, datetime]) -> tuple[bytes, str] | None:
    """The body of a URL and its content type; None where there is none.

    Args:
        outlet: what there is.
        path: of the URL, with its query.
        origin: of the server, as sitemaps and feeds need it.
        stamps: when articles were edited.
    """
    number = outlet.number(path)
    if number is not None:
        show = _islamtimes_article if outlet.flavour == "islamtimes" else _site_article
        return show(outlet, number).encode(), _HTML
    if outlet.flavour == "islamtimes":
        return _islamtimes_page(outlet, path)
    return _site_page(outlet, path, origin, stamps)


_HTML, _XML, _TEXT, _GZIP = "text/html; charset=utf-8", "application/xml", "text/plain", "application/gzip"


def _listed(outlet: Outlet, section: str) -> list[int]:
    return [number for number in outlet.numbers if SECTIONS[number % len(SECTIONS)] == section]


def _part(numbers: Sequence[int], page_number: int) -> Sequence[int]:
    return numbers[(page_number - 1) * A_PAGE : page_number * A_PAGE]


def _related(outlet: Outlet, number: int) -> list[int]:
    """The five articles before this one, or after the first ones: the page stays as it is when others come or go."""
    numbers = range(number - 5, number) if number > 5 else range(number + 1, number + 6)
    return [other for other in numbers if other <= outlet.articles]


# Islam Times


@lru_cache(maxsize=1)
def _islamtimes_frame() -> tuple[str, str]:
    """What surrounds each page: as much markup as a real one has."""
    menu = "".join(
        f'<li class="menu-item menu-item-{n}"><a class="menu-link" href="/en/{section}"><span class="label">'
        f'{section.title()}</span></a><ul class="sub">'
        + "".join(f'<li><a href="/en/{section}/page/1#{kind}">{kind.title()}</a></li>' for kind in _KINDS)
        + "</ul></li>"
        for n, section in enumerate(SECTIONS)
    )
    style = "".join(f".c{n}{{margin:{n % 7}px {n % 5}px;color:#{n * 9871 % 4096:03x}}}\n" for n in range(110))
    top = (
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body class="page">'
        f'<header class="site-header"><a class="logo" href="/en/"><img src="/assets/logo.png" alt="Islam Times"></a>'
        f'<nav class="main-menu"><ul>{menu}</ul></nav><a href="/en/search">Search</a></header><main>'
    )
    bottom = (
        '</main><footer class="site-footer"><ul><li><a href="/en/about">About Us</a></li>'
        '<li><a href="https://t.me/islamtimes_en">Telegram</a></li></ul>'
        '<div class="rights">&copy; Islam Times. All rights reserved.</div></footer></body></html>'
    )
    return top, bottom


def _islamtimes_html(heading: str, content: str, head: str = "") -> str:
    top, bottom = _islamtimes_frame()
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(heading)} - Islam Times</title>'
        f"{head}{top}{content}{bottom}"
    )


def _islamtimes_article(outlet: Outlet, number: int) -> str:
    heading, path, code = title(number), outlet.path(number), _FIRST_CODE + number
    text = "".join(f"<p>{line}</p>\n" for line in paragraphs(number, outlet.edited.get(number, 0)))
    featured = "".join(
        f'<li><a href="{outlet.path(other)}"><img src="/thumb/{other}.jpg" alt="{title(other)}"></a>'
        f'<a class="t" href="{outlet.path(other)}">{title(other)}</a> '
        f'<span class="day">{_day(outlet.published(other))}</span></li>'
        for other in _related(outlet, number)
    )
    return _islamtimes_html(
        heading,
        f'<article class="story"><div class="date">{outlet.published(number):%A} {_day(outlet.published(number))} - '
        f"{outlet.published(number):%H:%M}</div><h1>{heading}</h1>"
        f'<div class="code"><span>Story Code :</span> <span>{code}</span></div>'
        f'<div class="story-body"><div class="headline2">{heading}</div>\n{text}</div></article>'
        f'<section class="comments"><h3>Comment</h3><form action="/en/comment"><textarea></textarea></form></section>'
        f'<section class="featured"><h3>Featured Stories</h3><ul>{featured}</ul></section>'
        f'<div class="share"><a href="https://share.example/?story={code}">Share</a></div>',
        f'<link rel="canonical" href="https://www.islamtimes.org{path}"><meta property="og:type" content="article">',
    )


def _islamtimes_page(outlet: Outlet, path: str) -> tuple[bytes, str] | None:
    if path == "/robots.txt":
        return b"User-agent: *\nDisallow: /en/search\nDisallow: /en/comment\n", _TEXT
    if path == "/":
        return _islamtimes_html("Islam Times", '<ul><li><a href="/en/">English</a></li></ul>').encode(), _HTML
    if path == "/en/":
        return _islamtimes_html("Home", _entries(outlet, outlet.numbers[:10])).encode(), _HTML
    if path == "/en/about":
        return _islamtimes_html("About Us", "<h1>About Us</h1><p>A made-up outlet.</p>").encode(), _HTML
    found = re.fullmatch(rf"/en/({'|'.join(SECTIONS)})(?:/page/(\d+))?", path)
    if not found:
        return None
    number, section = int(found[2] or 1), found[1]
    numbers = _listed(outlet, section)
    content = _entries(outlet, _part(numbers, number))
    if number * A_PAGE < len(numbers):
        content += f'<div class="pages"><a rel="next" href="/en/{section}/page/{number + 1}">Next</a></div>'
    return _islamtimes_html(section.title(), content).encode(), _HTML


def _entries(outlet: Outlet, numbers: Iterable[int]) -> str:
    return "<ul>{}</ul>".format(
        "".join(
            f'<li><h3><a href="{outlet.path(number)}">{title(number)}</a></h3>'
            f'<span class="day">{_day(outlet.published(number))}</span></li>\n'
            for number in numbers
        )
    )


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"


# A site that no outlet file describes


def _site_html(heading: str, content: str, head: str = "") -> str:
    menu = "".join(f'<a class="nav__link" href="/{section}/">{section.title()}</a>' for section in SECTIONS)
    filler = "".join(f'<symbol id="i{n}"><path d="M{n} {n * 3}h{n * 7}v{n * 5}z"/></symbol>' for n in range(140))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(heading)} | The Quay</title>{head}'
        f'</head><body><svg hidden>{filler}</svg><div class="top"><a href="/">The Quay</a><nav class="nav">{menu}</nav>'
        f'</div><div class="page">{content}</div><div class="foot"><a href="/about">About The Quay</a>'
        f"<p>© The Quay. All rights reserved.</p></div></body></html>"
    )


def _site_article(outlet: Outlet, number: int) -> str:
    heading, when = title(number), outlet.published(number).isoformat(timespec="seconds")
    author = random.Random(f"author {number}").choice(PEOPLE)
    text = "".join(f'<p class="a-text">{line}</p>' for line in paragraphs(number, outlet.edited.get(number, 0)))
    more = "".join(f'<li><a href="{outlet.path(n)}">{title(n)}</a></li>' for n in _related(outlet, number))
    data = (
        f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{heading}","datePublished":"{when}",'
        f'"author":{{"@type":"Person","name":"{author}"}},"inLanguage":"en"}}'
    )
    # Related stories are a road of their own: they are there only where listings are.
    related = f'<aside class="more"><h4>More stories</h4><ul>{more}</ul></aside>' if "listing" in outlet.roads else ""
    return _site_html(
        heading,
        f'<article class="a"><h1 class="a-head">{heading}</h1><div class="a-by">By {author}</div>'
        f'<time class="a-time" datetime="{when}">{_day(outlet.published(number))}</time>'
        f'<div class="a-body">{text}</div></article>{related}',
        head=f'<script type="application/ld+json">{data}</script><meta property="og:type" content="article">',
    )


def _site_page(outlet: Outlet, path: str, origin: str, stamps: dict[int, datetime]) -> tuple[bytes, str] | None:
    return _site_guide(outlet, path, origin, stamps) or _site_listing(outlet, path)


def _site_guide(outlet: Outlet, path: str, origin: str, stamps: dict[int, datetime]) -> tuple[bytes, str] | None:
    """What only machines read."""
    parts = (outlet.numbers[n : n + A_SITEMAP] for n in range(0, outlet.articles, A_SITEMAP))
    sitemaps = {f"/sitemaps/articles-{n}.xml.gz": part for n, part in enumerate(parts, 1)}
    has_sitemap = {"sitemap", "news sitemap"} & set(outlet.roads)
    if path == "/robots.txt":
        named = f"\nSitemap: {origin}/sitemap.xml\n" if has_sitemap else ""
        return f"User-agent: *\nDisallow: /print/\n{named}".encode(), _TEXT
    if path == "/sitemap.xml" and has_sitemap:
        return _sitemap_index(outlet, origin, sitemaps), _XML
    if path in sitemaps and "sitemap" in outlet.roads:
        return gzip.compress(_sitemap(outlet, origin, sitemaps[path], stamps), mtime=0), _GZIP
    if path == "/sitemaps/news.xml" and "news sitemap" in outlet.roads:
        return _news_sitemap(outlet, origin), _XML
    if path == "/feed.xml" and "feed" in outlet.roads:
        return _feed(outlet, origin), "application/rss+xml"
    return None


def _site_listing(outlet: Outlet, path: str) -> tuple[bytes, str] | None:
    if path == "/":
        named = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">' if "feed" in outlet.roads else ""
        listed = outlet.numbers[:10] if "listing" in outlet.roads else []
        return _site_html("Home", _cards(outlet, listed), head=named).encode(), _HTML
    if path == "/about":
        return _site_html("About", "<h1>About The Quay</h1><p>A paper that nobody prints.</p>").encode(), _HTML
    found = re.fullmatch(rf"/({'|'.join(SECTIONS)})/(?:\?page=(\d+))?", path)
    if not found:
        return None
    number, section = int(found[2] or 1), found[1]
    numbers = _listed(outlet, section) if "listing" in outlet.roads else []
    following = f"/{section}/?page={number + 1}" if number * A_PAGE < len(numbers) else ""
    older = f'<p><a rel="next" href="{following}">Older stories</a></p>' if following else ""
    return _site_html(section.title(), _cards(outlet, _part(numbers, number)) + older).encode(), _HTML


def _cards(outlet: Outlet, numbers: Iterable[int]) -> str:
    return "".join(f'<div class="card"><a href="{outlet.path(n)}">{title(n)}</a></div>' for n in numbers)


def _sitemap_index(outlet: Outlet, origin: str, sitemaps: Iterable[str]) -> bytes:
    paths = [*(sitemaps if "sitemap" in outlet.roads else ())]
    paths += ["/sitemaps/news.xml"] if "news sitemap" in outlet.roads else []
    entries = "".join(f"<sitemap><loc>{origin}{path}</loc></sitemap>" for path in paths)
    return f'{_DECLARATION}<sitemapindex xmlns="{_SITEMAP_NS}">{entries}</sitemapindex>'.encode()


def _sitemap(outlet: Outlet, origin: str, numbers: Iterable[int], stamps: dict[int, datetime]) -> bytes:
    entries = "".join(
        f"<url><loc>{origin}{outlet.path(number)}</loc>"
        f"<lastmod>{stamps.get(number, outlet.published(number)).isoformat(timespec='seconds')}</lastmod></url>"
        for number in numbers
    )
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAP_NS}">{entries}</urlset>'.encode()


def _news_sitemap(outlet: Outlet, origin: str) -> bytes:
    entries = "".join(
        f"<url><loc>{origin}{outlet.path(number)}</loc><news:news><news:publication><news:name>The Quay</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>"
        f"{outlet.published(number).isoformat(timespec='seconds')}</news:publication_date>"
        f"<news:title>{title(number)}</news:title></news:news></url>"
        for number in outlet.numbers[:_NEWS]
    )
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAP_NS}" xmlns:news="{_NEWS_NS}">{entries}</urlset>'.encode()


def _feed(outlet: Outlet, origin: str) -> bytes:
    entries = "".join(
        f"<item><title>{title(number)}</title><link>{origin}{outlet.path(number)}</link>"
        f"<pubDate>{outlet.published(number):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for number in outlet.numbers[:_FEED]
    )
    return (
        f'{_DECLARATION}<rss version="2.0"><channel><title>The Quay</title><link>{origin}/</link>'
        f"<description>News of the quay</description>{entries}</channel></rss>"
    ).encode()


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NS = "http://www.google.com/schemas/sitemap-news/0.9"
