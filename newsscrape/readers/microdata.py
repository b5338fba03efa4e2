"""Reads microdata (https://html.spec.whatwg.org/multipage/microdata.html): `itemprop` within an article's scope."""

from lxml import etree

from newsscrape.items import Image
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.visible import beginning
from newsscrape.text import clean_text

METHOD = "microdata"
_TEXTS = {
    "headline": "title",
    "description": "description",
    "articlesection": "section",
    "inlanguage": "language",
}
_NOT_THE_ARTICLE = (
    "Comment",
    "Person",
    "Organization",
    "Product",
    "Rating",
    "Offer",
    "Review",
    "ImageObject",
    "WPFooter",
)
_ACCESS = {"true": "free", "false": "paywalled"}
_ITEMS = etree.XPath("//*[@itemprop]")


def extract_microdata(page: Page) -> list[Candidate]:
    """Candidates for title, description, section, language, authors, tags, images and access.

    Only the first headline counts: a page with several lists articles, and the first is its own or leads it.
    """
    if not page.is_html or "itemprop" not in page.text:
        return []
    found = _properties(page.tree)
    candidates = [
        Candidate(field, found[prop][0], METHOD, found[prop][0]) for prop, field in _TEXTS.items() if prop in found
    ]
    free = found.get("isaccessibleforfree", [""])[0].strip().lower()
    for field, value in (
        ("authors", found.get("author") or found.get("creator")),
        ("tags", [tag for text in found.get("keywords", ()) for tag in text.split(",")]),
        ("images", [Image(url=url) for url in found.get("image", ())[:1]]),
        ("access", _ACCESS.get(free)),
    ):
        if value:
            candidates.append(Candidate(field, value, METHOD))
    return candidates


def _properties(tree: etree._Element) -> dict[str, list[str]]:
    """What the wanted properties of articles say, in page order; of authors only those of the first one's item."""
    found: dict[str, list[str]] = {}
    writers_scope: etree._Element | None = None
    for element in _ITEMS(tree):
        for prop in _WANTED.intersection(element.get("itemprop").lower().split()):
            scope = _scope(element)
            if scope is not None and (scope.get("itemtype") or "").endswith(_NOT_THE_ARTICLE):
                continue
            if prop in ("author", "creator"):
                if prop in found and scope is not writers_scope:
                    continue
                writers_scope = scope
            if text := _NAME_OF.get(prop, _value)(element):
                found.setdefault(prop, []).append(text)
    return found


def _value(element: etree._Element) -> str:
    """What an item property says: its `content`, its address, else its text."""
    for attribute in ("content", "datetime", "href", "src"):
        if value := element.get(attribute):
            return str(value).strip()
    return clean_text(beginning(element))


def _name(element: etree._Element) -> str:
    """The name of a person: of a `name` within, else the content or the text, never an address."""
    for inner in element.iter():
        if inner is not element and inner.get("itemprop") == "name":
            return clean_text(inner.get("content") or beginning(inner))
    return clean_text(element.get("content") or beginning(element, " "))


def _text(element: etree._Element) -> str:
    return clean_text(element.get("content") or beginning(element))


_NAME_OF = {"author": _name, "creator": _name, "headline": _text, "description": _text, "articlesection": _text}
_WANTED = frozenset([*_TEXTS, "author", "creator", "keywords", "image", "isaccessibleforfree"])


def _scope(element: etree._Element) -> etree._Element | None:
    """The nearest item around an element."""
    return next((around for around in element.iterancestors() if around.get("itemscope") is not None), None)
