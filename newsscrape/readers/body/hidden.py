"""Finds text that a page's markup does not show, because a script is to put it there.

Templates (`<template>`, `<script type="text/template">`, `<noscript>`) hold markup; a framework's page data holds JSON,
in which the article is a string of markup, or a string a paragraph under one key. Either is made markup again, so that
it can be read as any page is. Asked only where a page shows next to nothing: it costs milliseconds.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape, unescape

from lxml import etree

from newsscrape.page import Page

_TEMPLATE_TYPES = re.compile(r"text/(?:x-)?(?:html|template|handlebars|mustache|.*-template)", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|br|div|h[2-6])\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PAIR = re.compile(r'"([\w$-]{1,60})"\s*:\s*"((?:[^"\\]|\\.)*)"')
# A long string, and its end; what does not end is passed over as a whole, or each quote in it would be tried.
_STRING = re.compile(r'"((?:[^"\\]|\\.){200,})("|\\?\Z|\\\n)')
_LEAST_PROSE = 300  # characters that are worth being called an article
_SENTENCE = 60  # characters of a string that may be a sentence, if it has spaces or a full stop
_LONGEST_SCRIPT = 3_000_000  # characters; longer ones are programs


def hidden_markup(page: Page) -> str | None:
    """Markup of the text that the page hides most of; None where it hides none to speak of."""
    found = [*_templates(page), *_page_data(page)]
    best = max(found, key=_prose, default="")
    return best if _prose(best) >= _LEAST_PROSE else None


def _templates(page: Page) -> Iterator[str]:
    """The markup in templates: raw where a script holds it, else of the elements."""
    for script in page.elements["script"]:
        if script.text and _TEMPLATE_TYPES.fullmatch(script.get("type") or ""):
            yield script.text
    for element in page.tree.iter("template", "noscript", "textarea"):
        markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        if element.tag == "textarea" or not len(element):  # a parser that knows these elements keeps their markup raw
            yield "".join(map(str, element.itertext()))
        else:
            yield markup.partition(">")[2].rpartition("<")[0]


def _page_data(page: Page) -> Iterator[str]:
    """What stands under each key of the JSON in the page's scripts, as markup."""
    by_key: dict[str, dict[str, None]] = defaultdict(dict)
    for script in page.elements["script"]:
        if script.text and len(script.text) < _LONGEST_SCRIPT and "ld+json" not in (script.get("type") or ""):
            for key, text in _pairs(script.text):
                if _reads(text):
                    by_key[key][text] = None  # each once: data often has an article twice
    for texts in by_key.values():
        yield "\n".join(text if _MARKUP.search(text) else f"<p>{escape(text, quote=False)}</p>" for text in texts)


def _pairs(script: str) -> Iterator[tuple[str, str]]:
    """Keys and strings of the JSON in a script, and of JSON that stands in a string of it."""
    for key, literal in _PAIR.findall(script):
        if (text := _decoded(literal)) is not None:
            yield key, text
    if '\\"' in script:
        for literal, end in _STRING.findall(script):
            if end == '"' and '\\"' in literal and (inner := _decoded(literal)) is not None:
                for key, twice in _PAIR.findall(inner):
                    if (text := _decoded(twice)) is not None:
                        yield key, text


def _decoded(literal: str) -> str | None:
    try:
        text = str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return None
    return unescape(text) if "&lt;" in text and "<" not in text else text


def _reads(text: str) -> bool:
    return len(text) >= _SENTENCE and (" " in text or "。" in text) and not text.startswith(("http", "{", "["))


def _prose(markup: str) -> int:
    """How many characters of the markup read as sentences."""
    return sum(len(line) for line in _TAG.sub("\n", markup).split("\n") if len(line) >= _SENTENCE)
