"""Reads what a page's head says of it: OpenGraph (https://ogp.me), `article:` and plain metas, `<html lang>`."""

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate

METHOD = "meta"
# Field → the `property` or `name` of the metas that may give it, the most telling first.
_FIELDS = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "section": ("article:section",),
    "date_published": ("article:published_time", "og:published_time", "date", "dc.date", "dc.date.issued"),
    "date_modified": ("article:modified_time", "og:updated_time", "last-modified"),
}
_LISTS = {"tags": ("article:tag", "news_keywords", "keywords"), "authors": ("author", "article:author", "dc.creator")}


def extract_meta(page: Page) -> list[Candidate]:
    """Candidates from the page's head, the most telling first for each field."""
    if not page.is_html:
        return []
    metas: dict[str, list[str]] = {}
    for meta in page.tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, []).append(content)
    found = [
        Candidate(field, metas[name][0], f"{METHOD}:{name}", metas[name][0])
        for field, names in _FIELDS.items()
        for name in names
        if name in metas
    ]
    found += [
        Candidate(
            field, [part for text in metas[name] for part in _split(text)], f"{METHOD}:{name}", ", ".join(metas[name])
        )
        for field, names in _LISTS.items()
        for name in names
        if name in metas
    ]
    if "og:image" in metas:
        found.append(Candidate("images", [Image(url=url) for url in metas["og:image"]], f"{METHOD}:og:image"))
    for title in page.tree.iter("title"):
        if title.text:
            found.append(Candidate("title", title.text, f"{METHOD}:title", title.text))
        break
    return found + _languages(page, metas)


def _split(text: str) -> list[str]:
    """The entries of a comma-separated list; a URL (`article:author` often is one) is no entry."""
    return [part for part in text.split(",") if "://" not in part]


def _languages(page: Page, metas: dict[str, list[str]]) -> list[Candidate]:
    """Language tags: of `<html lang>`, of `og:locale`, of the `content-language` meta."""
    tags = [("html:lang", page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang"))]
    tags += [(name, metas[name][0]) for name in ("og:locale", "content-language", "language") if name in metas]
    return [Candidate("language", tag, f"{METHOD}:{name}", tag) for name, tag in tags if tag]
