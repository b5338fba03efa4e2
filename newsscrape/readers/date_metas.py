"""Reads dates of a page's head: `<meta>` elements whose name says published, created, issued, modified.

Names are compared without prefix, case and punctuation, so that `article:published_time`, `bt:pubDate` and
`cXenseParse:publishtime` are told by what they say (https://ogp.me#type_article, Dublin Core, Parse.ly, Sailthru, …).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsscrape.dates import parse_epoch
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate

METHOD = "meta"
_PUNCTUATION = re.compile(r"[\s_.\-]+")
_PUBLISHED = re.compile(
    r"(?:article|parsely|news|content|dc|dcterms|citation|first|original|page|date|time)*"
    r"(?:publish(?:ed)?|pub|publication|publishing|issued|posted|online|release[d]?)"
    r"(?:date|time|datetime|on|at|iso)*"
)
_MODIFIED = re.compile(
    r"(?:article|parsely|news|content|dc|dcterms|page|date|time|last)*"
    r"(?:modified|modification|modify|updated?|mod|revised|revision)(?:date|time|datetime|on|at|iso)*"
)
# Names that do not say what happened on the day: many systems write the last change there, or the moment of delivery.
_DATE = re.compile(r"(?:dc|dcterms|article|sailthru|citation|news|page|content)?(?:date|datetime|displaydate)")
_CREATED = re.compile(r"(?:dc|dcterms)?(?:date|time)?(?:creat(?:ed|ion)|submitted|upload)(?:date|time|on|at)*")
_SAYS_DATE = re.compile(r"date|time|publi|modif|created|issued|posted", re.IGNORECASE)


class MetaDates(NamedTuple):
    """Candidates by what the metas' names say, each list in page order.

    Attributes:
        published: of `date_published`, from metas that say so.
        other: of `date_published`, from metas that say no more than date, then those that say created.
        modified: of `date_modified`.
    """

    published: list[Candidate]
    other: list[Candidate]
    modified: list[Candidate]


def extract_date_metas(page: Page) -> MetaDates:
    """Candidates of `date_published` and `date_modified` from the page's metas."""
    found = MetaDates([], [], [])
    created = []
    for name, value in _metas(page):
        compact = _PUNCTUATION.sub("", name.rpartition(":")[2])
        text = parse_epoch(value) or value
        if _PUBLISHED.fullmatch(compact):
            found.published.append(Candidate("date_published", text, f"{METHOD}:{name}", value))
        elif _MODIFIED.fullmatch(compact):
            found.modified.append(Candidate("date_modified", text, f"{METHOD}:{name}", value))
        elif _DATE.fullmatch(compact):
            found.other.append(Candidate("date_published", text, f"{METHOD}:{name}", value))
        elif _CREATED.fullmatch(compact):
            created.append(Candidate("date_published", text, f"{METHOD}:{name}", value))
    found.other.extend(created)
    return found


def _metas(page: Page) -> Iterator[tuple[str, str]]:
    """Names, in lower case, and contents of the metas whose name speaks of a date."""
    for meta in page.elements["meta"]:
        for key in ("property", "name", "itemprop"):
            name = meta.get(key)
            if name and _SAYS_DATE.search(name):
                value = (meta.get("content") or meta.get("value") or "").strip()
                if value:
                    yield name.strip().lower(), value
                break
