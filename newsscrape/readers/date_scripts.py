"""Reads dates in a page's scripts: values of keys such as `datePublished`, `publishedAt`, `first_publish_date`.

A framework's page data, and JSON-LD that is broken or describes a page or a video rather than an article, hold the
article's date where nothing else does. So do such data in attributes, where quotes are entities.
"""

import re

from newsscrape.dates import parse_epoch
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate

METHOD = "scripts"
_QUOTE = r"""(?:\\{0,3}["']|&quot;|&#34;)"""
# A value in quotes, or seconds or milliseconds since 1970. `[0,"…"]` is how some frameworks wrap it.
_VALUE = (
    rf"{_QUOTE}?\s{{0,4}}[:=,]\s{{0,4}}(?:\[\d,)?"
    rf"(?:{_QUOTE}(?P<text>[^\"'\\&<>]{{8,45}})(?=[\"'\\&])|(?P<number>\d{{10}}(?:\d{{3}})?)\b)"
)
# Patterns begin with what all their keys have in common: it is found at the speed of a search for plain text.
_KEYS = tuple(
    re.compile(key + _VALUE)
    for key in (
        r"ubli(?:shed|sh|cation)_?(?:[dD]ate|[tT]ime|[aA]t|[oO]n)?_?(?:[tT]ime(?:stamp)?)?_?(?:iso|utc|gmt|ISO|UTC|GMT)?",
        r"pub_?[dD]ate",
        r"display_?[dD]ate",
        r"post_?[dD]ate",
        r"date_?[cC]reated",
        r"uploadDate",
    )
)
_MOST = 20  # values looked at; a page with more lists many articles


def extract_script_dates(page: Page) -> list[Candidate]:
    """Candidates of `date_published`: `datePublished`, then other words of publication, else creation and upload."""
    text = page.text
    for pattern in _KEYS:
        found: tuple[list[Candidate], list[Candidate]] = ([], [])
        for match, _ in zip(pattern.finditer(text), range(_MOST), strict=False):
            value = match["text"] or match["number"]
            is_article = text[match.start() - 5 : match.start()] == "dateP"
            found[not is_article].append(Candidate("date_published", parse_epoch(value) or value, METHOD, value))
        if any(found):
            return [*found[0], *found[1]]
    return []
