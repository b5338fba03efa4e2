"""How a redesign breaks a field: its landmark or selector renamed, gone, or saying something else."""

import html
import re
from collections.abc import Callable
from functools import partial

from newsscrape.items import Article
from newsscrape.text import clean_text

# The page and its article before the break → the page after it.
Break = Callable[[str, Article], str]
_HTML_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_TEXT_LINE = re.compile(r"^.*$", re.MULTILINE)
_CODE = r"Story Code ?:?( ?\d+)?"


def _lines(text: str, changed: Callable[[str], str | None]) -> str:
    """The page with its lines of text changed; None for those that stay."""

    def line(match: re.Match[str]) -> str:
        new = changed(clean_text(html.unescape(match[0])))
        return match[0] if new is None else html.escape(new, quote=False)

    head, body, rest = text.partition("<body") if "<body" in text else ("", "", text)
    lines = _HTML_TEXT if "<" in text else _TEXT_LINE
    return head + body + lines.sub(line, rest)


def _title(new: str, text: str, article: Article) -> str:
    return _lines(text, lambda line: new if line == article.title else None)


def _date(new: str, text: str, article: Article) -> str:
    return _lines(text, lambda line: new if line == article.date_published_raw else None)


def _code(new: str | None, text: str, article: Article) -> str:
    def changed(line: str) -> str | None:
        if re.fullmatch(_CODE, line):
            return "" if new is None else line.replace("Story Code", new)
        return "" if new is None and line and line == article.story_code else None

    return _lines(text, changed)


def _line(old: str, new: str, text: str, article: Article) -> str:
    return _lines(text, lambda line: new if line == old else None)


def _body_and_more(text: str, article: Article) -> str:
    """Neither landmark below the body is left."""
    return _line("Featured Stories", "Latest", _line("Comment", "Leave a Reply", text, article), article)


def _body_gone(text: str, article: Article) -> str:
    paragraphs = set(article.body.split("\n\n"))
    return _lines(text, lambda line: "" if line in paragraphs else None)


def _body_cut(text: str, article: Article) -> str:
    """A teaser is left, as before a wall."""
    first, *others = article.body.split("\n\n")
    new = {first: first[:50] + "…"} | dict.fromkeys(others, "")
    return _lines(text, new.get)


def _replaced(pattern: str, new: str, text: str, article: Article) -> str:
    return re.sub(pattern, new, text, flags=re.DOTALL | re.IGNORECASE)


_LANDMARKS: list[tuple[str, str, Break]] = [
    ("title", "gone", partial(_title, "")),
    ("title", "another text", partial(_title, "Islam Times")),
    ("date_published", "gone", partial(_date, "")),
    ("date_published", "relative", partial(_date, "2 hours ago")),
    ("story_code", "another label", partial(_code, "News ID")),
    ("story_code", "gone", partial(_code, None)),
    ("body", "another end", partial(_line, "Comment", "Leave a Reply")),
    ("body", "no end", _body_and_more),
    ("body", "gone", _body_gone),
    ("body", "a teaser", _body_cut),
    ("featured_stories", "another heading", partial(_line, "Featured Stories", "Latest")),
    ("featured_stories", "no heading", partial(_line, "Featured Stories", "")),
]
_HEAD: list[tuple[str, str, Break]] = [
    ("description", "meta gone", partial(_replaced, r'<meta (name|property)="(og:)?description"[^>]*>', "")),
    ("description", "the site's", partial(_replaced, r'(="(og:)?description" content=")[^"]*', r"\1All the news")),
    ("images", "gone", partial(_replaced, r'<figure.*?</figure>|<meta property="og:image"[^>]*>', "")),
    ("images", "a logo", partial(_replaced, r'(="og:image" content=")[^"]*', r"\1https://cdn.example/logo.png")),
    ("language", "gone", partial(_replaced, r"(<html)[^>]*", r"\1")),
]
OUTLET = _LANDMARKS + _HEAD


def _key(name: str) -> Break:
    return partial(_replaced, rf'"{name}":', f'"x-{name}":')


def _meta(name: str) -> Break:
    return partial(_replaced, rf'"{name}"', f'"x-{name}"')


SITES: dict[str, list[tuple[str, str, Break]]] = {
    "jsonld": [
        ("title", "key renamed", _key("headline")),
        ("title", "says the site", partial(_replaced, r'"headline": "[^"]*"|<h1>.*?</h1>|<title>[^<]*', "")),
        ("date_published", "key renamed", _key("datePublished")),
        ("authors", "key renamed", _key("author")),
        ("authors", "the site", partial(_replaced, r'("Person", "name": ")[^"]*', r"\1Jsonld Courier")),
        ("section", "key renamed", _key("articleSection")),
        ("description", "key renamed", _key("description")),
        ("images", "key renamed", _key("image")),
        ("body", "a teaser", _body_cut),
        ("body", "gone", _body_gone),
        ("title", "all data gone", partial(_replaced, r"<script.*?</script>", "")),
        ("date_published", "all data gone", partial(_replaced, r"<script.*?</script>", "")),
    ],
    "metas": [
        ("title", "meta renamed", _meta("og:title")),
        ("date_published", "meta renamed", _meta("article:published_time")),
        ("date_published", "the day", partial(_replaced, r'(_time" content="[0-9-]{10})[^"]*', r"\1")),
        ("authors", "meta renamed", _meta("author")),
        ("authors", "the site", partial(_replaced, r'("author" content=")[^"]*', r"\1Metas Courier")),
        ("section", "meta renamed", _meta("article:section")),
        ("description", "meta renamed", _meta("og:description")),
        ("images", "meta renamed", _meta("og:image")),
        ("images", "a logo", partial(_replaced, r'("og:image" content=")[^"]*', r"\1https://cdn.example/logo.png")),
        ("body", "a teaser", _body_cut),
    ],
    "visible": [
        ("title", "no heading", partial(_replaced, r"<h1>.*?</h1>", "")),
        ("title", "no title at all", partial(_replaced, r"<h1>.*?</h1>|<title>.*?</title>", "")),
        ("date_published", "gone", partial(_replaced, r"<p class='when'>.*?</p>", "")),
        ("date_published", "relative", partial(_replaced, r"Published \d.*?</p>", "Published 2 hours ago</p>")),
        ("authors", "gone", partial(_replaced, r"<p class='byline'>.*?</p>", "")),
        ("images", "gone", partial(_replaced, r"<figure>.*?</figure>", "")),
        ("body", "a teaser", _body_cut),
        ("language", "gone", partial(_replaced, r"(<html)[^>]*", r"\1")),
    ],
}  # fmt: skip
