"""Reads a page's `<time>` elements (https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element).

Those of comments, related stories and lists are told from the article's by where they stand: not in what is by its
name no part of an article, not in a link to another story, not one of many alike, and below the headline.
"""

import re
from collections import Counter
from typing import NamedTuple

from lxml import etree

from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_place import (
    closeness,
    headline,
    in_link,
    is_elsewhere,
    says_modified,
    says_published,
    shape,
    stated_time,
    text_before,
    words_around,
)

METHOD = "time"
# `abbr` with the date in its title is how pages did before HTML had `time`; the last is GitHub's element, used widely.
_TAGS = ("time", "abbr", "relative-time")
_ABOVE = etree.XPath("count(preceding::*[self::time or self::abbr or self::relative-time])")
_DAY_AND_YEAR = re.compile(r"\d\D+\d")
_LONGEST_DATE_LINK = 40  # characters; a link with more is a teaser of another story
_MOST = 40  # elements looked at; a page with more is a list
_LIST = 3  # as many elements alike are a list


class TimeDates(NamedTuple):
    """Candidates of `date_published` and `date_modified` from `<time>` elements.

    Attributes:
        own: of those that may be the article's, likeliest first.
        elsewhere: of all others, where they agree on one day; else empty.
    """

    own: list[Candidate]
    elsewhere: list[Candidate]


def extract_time_dates(page: Page) -> TimeDates:
    """Candidates of the page's `<time>` elements."""
    elements = [element for element, _ in zip(page.tree.iter(*_TAGS), range(_MOST), strict=False)]
    if not elements:
        return TimeDates([], [])
    head = headline(page.tree)
    around = tuple(head.iterancestors()) if head is not None else ()
    above = 0 if head is None else int(_ABOVE(head))
    shapes = Counter(map(shape, elements))
    own: list[tuple[tuple[bool, bool, bool, float], Candidate]] = []
    others = []
    for place, element in enumerate(elements):
        stated = stated_time(element)
        if stated is None or (element.tag == "abbr" and not _DAY_AND_YEAR.search(element.get("title") or "")):
            continue
        candidate = Candidate(_field(element), stated[0], METHOD, stated[1])
        if is_elsewhere(element, around) or _is_teaser(in_link(element)):
            others.append(candidate)
        else:
            listed = shapes[shape(element)] >= _LIST
            own.append(((listed, place < above, not _is_marked(element), -closeness(element, around)), candidate))
    own.sort(key=lambda one: one[0])
    agree = len({candidate.value[:10] for candidate in others}) == 1
    return TimeDates([candidate for _, candidate in own], others if agree else [])


def _label(element: etree._Element) -> str:
    return f"{text_before(element)} {element.get('itemprop') or ''} {element.text or ''}"


def _is_marked(element: etree._Element) -> bool:
    return element.get("pubdate") is not None or says_published(f"{_label(element)} {words_around(element)}")


def _field(element: etree._Element) -> str:
    label = _label(element)
    return "date_modified" if says_modified(label) and not says_published(label) else "date_published"


def _is_teaser(link: etree._Element | None) -> bool:
    return link is not None and len("".join(map(str, link.itertext())).strip()) > _LONGEST_DATE_LINK
