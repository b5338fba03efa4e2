"""Reads what a page's head says of it: OpenGraph (https://ogp.me), `article:` and plain metas, `<html lang>`."""

import re

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate

METHOD = "meta"
# Field → the `property` or `name` of the metas that may give it, the most telling first.
_FIELDS = {
    "title": ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "section": ("article:section", "parsely-section", "cxenseparse:section", "og:article:section", "section"),
}
_LISTS = {
    "tags": ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"),
    "authors": (
        "author",
        "article:author",
        "og:article:author",
        "parsely-author",
        "sailthru.author",
        "citation_author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "article:author_name",
        "article:byline",
        "cxenseparse:author",
        "creator",
    ),
}
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")
_TIERS = {"free": "free", "metered": "paywalled", "locked": "paywalled", "paid": "paywalled", "premium": "paywalled"}
_WRITTEN = re.compile(
    r"(?:written|posted|words|published) by|by|authors?|verfasst von|geschrieben von|écrit par|"
    r"escrito por|scritto da|autor|auteur|geschreven door|skrevet av|skrevet af|skriven av|автор",
    re.IGNORECASE,
)
_IMAGES = ("og:image", "twitter:image")


def extract_meta(page: Page) -> list[Candidate]:
    """Candidates from the page's head, the most telling first for each field."""
    if not page.is_html:
        return []
    metas = page.metas
    found = [
        Candidate(field, metas[name][0], f"{METHOD}:{name}", metas[name][0])
        for field, names in _FIELDS.items()
        for name in names
        if name in metas
    ]
    found += [
        Candidate(field, _entries(field, metas[name]), f"{METHOD}:{name}", ", ".join(metas[name]))
        for field, names in _LISTS.items()
        for name in names
        if name in metas
    ]
    found += [
        Candidate("images", [Image(url=url) for url in metas[name]], f"{METHOD}:{name}")
        for name in _IMAGES
        if name in metas
    ]
    return [*found, *_labelled_authors(metas), *_access(metas), *_languages(page)]


def _entries(field: str, contents: list[str]) -> list[str]:
    """The entries of a list: a meta each, or of tags all in one with commas between them. `article:author` is often
    an address, which is nobody's name.
    """
    if field == "authors":
        return [text for text in contents if "://" not in text]
    return contents[0].split(",") if len(contents) == 1 else contents


def _labelled_authors(metas: dict[str, list[str]]) -> list[Candidate]:
    """The authors in a labelled text of Twitter's card, which blog software calls "Written by" in many languages."""
    return [
        Candidate("authors", data[:1], f"{METHOD}:twitter:data{number}", data[0])
        for number in (1, 2)
        if (label := metas.get(f"twitter:label{number}"))
        and (data := metas.get(f"twitter:data{number}"))
        and _WRITTEN.fullmatch(label[0].strip(" :"))
    ]


def _access(metas: dict[str, list[str]]) -> list[Candidate]:
    tier = metas.get("article:content_tier", [""])[0].strip().lower()
    return [Candidate("access", _TIERS[tier], f"{METHOD}:article:content_tier", tier)] if tier in _TIERS else []


def site_names(page: Page) -> list[str]:
    """What the page's head calls its site."""
    return [
        name
        for key in (
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "al:ios:app_name",
            "twitter:site",
            "publisher",
            "dc.publisher",
            "copyright",
        )
        for name in page.metas.get(key, ())
    ]


def _languages(page: Page) -> list[Candidate]:
    """Language tags: of `<html lang>`, of `og:locale`, of the `content-language` meta."""
    tags = [("html:lang", page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang"))]
    tags += [(name, page.metas[name][0]) for name in _LANGUAGES if name in page.metas]
    return [Candidate("language", tag, f"{METHOD}:{name}", tag) for name, tag in tags if tag]
