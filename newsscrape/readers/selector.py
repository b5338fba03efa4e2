"""Selectors that an outlet declares: CSS, XPath, and paths into a page's JSON-LD.

A selector is a text: CSS, with `::text` and `::attr(name)` as in parsel; `xpath:` and an expression; `jsonld:` and keys
with dots between them. One that means nothing is a mistake of whoever wrote it, and raises. What a page holds raises
nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cssselect
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from newsscrape.limits import SELECTOR_SIBLING_WORK, SELECTOR_WORK
from newsscrape.page import Page
from newsscrape.readers.jsonld import Node, values_at

Kind = Literal["css", "xpath", "jsonld"]

_XPATH, _JSONLD = "xpath:", "jsonld:"
_PATH = re.compile(r"@?[\w-]+(?:\.@?[\w-]+)*")
# EXSLT's regular expressions, by the name that parsel has for them: `re:test(@class, "…")`.
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
# What compares an element with those beside it, which takes libxml2 the square of their number, or more.
_AMONG_SIBLINGS = re.compile(r"sibling::|position\(|last\(|count\(|\[\d")
# What an evaluation may end with: libxml2's limits, and patterns that are made of what the page says.
_BROKEN_OFF = (etree.XPathError, re.error, RecursionError)
# A small page on which a selector is tried when it is compiled: names of functions are looked up only when they are
# called, and of what kind a result is, is seen then.
_TRIAL = etree.fromstring(b"<html><body><p class='a' id='b'>c</p></body></html>")


@dataclass(frozen=True, slots=True)
class Found:
    """What a selector finds on a page.

    Attributes:
        matches: in page order: elements; texts, of attributes or of text nodes; or, of JSON-LD, values as parsed.
        known: the nodes of the page's JSON-LD by their `@id`; empty for the other kinds.
    """

    matches: list[Any]
    known: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector, compiled.

    Attributes:
        kind: what it is written in.
        xpath: what finds its matches in a tree; None for a path into JSON-LD.
        path: the keys of a path into JSON-LD; empty for the other kinds.
    """

    kind: Kind
    xpath: etree.XPath | None = None
    path: tuple[str, ...] = ()

    def find(self, page: Page) -> Found:
        """What it finds on a page; nothing on plain text. Where its evaluation breaks off, or would take too long, it
        finds nothing, and a fault is noted.
        """
        if self.xpath is None:
            return Found(*values_at(page, self.path))
        if not page.is_html:
            return Found([], {})
        if self._would_take_long(page):
            page.note("page", "a selector is not evaluated", f"{self.xpath.path}: the page is too large for it")
            return Found([], {})
        try:
            found = self.xpath(page.tree)
        except _BROKEN_OFF as error:
            page.note("page", "a selector cannot be evaluated", f"{self.xpath.path}: {error}")
            return Found([], {})
        return Found(found if isinstance(found, list) else [found] if found else [], {})

    def _would_take_long(self, page: Page) -> bool:
        """Whether a page is such that libxml2, which nobody can interrupt, would take many seconds for it."""
        elements, deepest, broadest = page.shape
        assert self.xpath is not None
        compares = bool(_AMONG_SIBLINGS.search(self.xpath.path)) and elements * broadest > SELECTOR_SIBLING_WORK
        return elements * deepest > SELECTOR_WORK or compares


@lru_cache(maxsize=4096)
def compile_selector(text: str) -> Selector:
    """The selector that a text means.

    Raises:
        ValueError: it means none; the message says what is wrong with it.
    """
    if not text.strip():
        raise ValueError("it is empty")
    if text.startswith(_JSONLD):
        path = text.removeprefix(_JSONLD)
        if not _PATH.fullmatch(path):
            raise ValueError("a path into JSON-LD is keys with dots between them, such as jsonld:author.name")
        return Selector("jsonld", path=tuple(path.split(".")))
    if text.startswith(_XPATH):
        return Selector("xpath", _compiled(text.removeprefix(_XPATH)))
    try:
        xpath = HTMLTranslator().css_to_xpath(text)
    except (cssselect.SelectorError, ValueError) as error:
        raise ValueError(f"no CSS selector: {error}") from None
    return Selector("css", _compiled(xpath))


def _compiled(xpath: str) -> etree.XPath:
    """An expression, compiled and tried.

    Raises:
        ValueError: it is none, or gives a number or a truth.
    """
    try:
        compiled = etree.XPath(xpath, namespaces=_NAMESPACES, smart_strings=False)
        result = compiled(_TRIAL)
    except (*_BROKEN_OFF, ValueError) as error:
        raise ValueError(f"no XPath expression: {error}") from None
    kind = {bool: "a truth value", float: "a number"}.get(type(result))
    if kind is not None:
        raise ValueError(f"it gives {kind}, not elements or texts")
    return compiled
