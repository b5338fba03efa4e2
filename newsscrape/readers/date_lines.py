"""Reads dates that a page shows as text: below the headline, beside the byline, at an article's end.

A text node with a year in it is looked at; what stands around it says whether the date is the article's: words such as
"published", class words such as `date`, the headline above, an element that by its name is no part of the article.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from newsscrape.dates import DateRules, find_date
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
    text_before,
    words_around,
)
from newsscrape.text import clean_text

METHOD = "dateline"
_NODES = etree.XPath("/html/body/descendant::text()[contains(., '20')][not(parent::script or parent::style)]")
_ABOVE = etree.XPath(
    "count(preceding::text()[contains(., '20')][ancestor::body][not(parent::script or parent::style)])"
)
# Dates without a "20": of the last century, of two digits for the year, in other digits, of other calendars.
_OTHER_DATE = re.compile(
    r"\d[./]\s?\d{1,2}[./]\s?\d\d(?!\d)|(?<!\d)(?:19|1[34]|25)\d\d(?!\d)|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]{4}"
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# A day and a year not far from each other: what costs little to tell, before dates are looked for.
_DATE_LIKE = re.compile(r"(?<!\d)\d{1,2}\D{1,28}?\d{4}(?!\d)|(?<!\d)\d{4}\D{1,24}?\d|\d[./\-]\d{1,2}[./\-]\d\d(?!\d)")
_PART = 24  # characters of a node that may be a part of a date whose other parts are nodes of their own
_COPYRIGHT = re.compile(r"©|copyright|\(c\)|all rights|rechte vorbehalten|droits réservés", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\bborn\b|geboren|expir|deadline|valid|gültig|accessed|abgerufen|\bbis\b|until\b|since\b|seit\b", re.IGNORECASE
)
_MOST_NODES = 120
_LONGEST_LINE = 120  # characters of a line that is a date line and no prose
_LONGEST_NODE = 200  # characters of a text node that are looked at
_MOST_PARTS = 20  # text nodes of a date whose parts stand apart
_MOST_IN_LINE = 3  # dates: published, updated
_LIST = 3  # as many dates alike are a list
_FIRST = 4  # nodes with dates among which such a paragraph is looked for
_LEAD = 60  # characters: a date this early in a paragraph may be an agency's "BERLIN, April 30, 2023 --"


_Node = tuple[str, etree._Element | None]  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in the page's text.

    Attributes:
        line: the text that holds it, from after the date before it.
        start, end: where in the line the day stands.
        element: the element around.
        place: its node's place among the nodes with dates.
    """

    line: str
    start: int
    end: int
    element: etree._Element
    place: int

    @property
    def text(self) -> str:
        """The date and what stands close around it."""
        return self.line[max(0, self.start - 40) : self.end + 60]


def extract_date_lines(page: Page, rules: DateRules) -> list[Candidate]:
    """Candidates of `date_published` and `date_modified` in visible text, the likeliest first."""
    head = headline(page.tree)
    around = tuple(head.iterancestors()) if head is not None else ()
    for nodes in (_nodes, _other_nodes):
        texts, headed = nodes(page.tree, head)
        found = list(_found(texts, rules))
        shapes = Counter(shape(one.element) for one in found)
        weighed = [
            (_weigh(one, around, headed) - (2 if shapes[shape(one.element)] >= _LIST else 0), one) for one in found
        ]
        weighed.sort(key=lambda pair: (-pair[0], pair[1].place))
        if good := [Candidate(_field(one), one.text, METHOD, one.text) for score, one in weighed if score > 0]:
            return good
    return []


def _nodes(tree: etree._Element, head: etree._Element | None) -> tuple[list[_Node], int | None]:
    """The text nodes with a "20", each with its element; and how many of them stand above the headline."""
    found: Any = _NODES(tree)
    headed: Any = None if head is None else _ABOVE(head)
    nodes = []
    for text in found[:_MOST_NODES]:
        parent = text.getparent()
        nodes.append((str(text), parent.getparent() if text.is_tail else parent))
    return nodes, None if headed is None else int(headed)


def _other_nodes(tree: etree._Element, head: etree._Element | None) -> tuple[list[_Node], int | None]:
    """As `_nodes`, of the short text nodes that hold another form of date."""
    nodes: list[_Node] = []
    headed = None
    body = tree.find("body")
    for element in () if body is None else body.iter(etree.Element):
        if element is head:
            headed = len(nodes)
        if element.tag in ("script", "style"):
            continue
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            if text and len(text) < _LONGEST_LINE and _OTHER_DATE.search(text):
                nodes.append((text, holder))
    return nodes[:_MOST_NODES], headed


def _found(nodes: list[_Node], rules: DateRules) -> Iterator[_Found]:
    for place, (text, element) in enumerate(nodes):
        start = text[:_LONGEST_NODE]
        if element is not None and (_DATE_LIKE.search(start) or (len(text) <= _PART and _YEAR.search(text))):
            line, date = _line_with_date(start, element, rules)
            for _ in range(_MOST_IN_LINE):
                if date is None:
                    break
                yield _Found(line, date[1], date[2], element, place)
                line = line[date[2] :]
                date = find_date(line, rules)


def _line_with_date(
    text: str, element: etree._Element | None, rules: DateRules
) -> tuple[str, tuple[str, int, int] | None]:
    """The text that holds a date: the node itself, else the element around it where its parts stand apart."""
    line = clean_text(text)
    found = find_date(line, rules)
    for _ in range(2):
        if found or element is None or element.tag in ("body", "html"):
            break
        parts = list(islice(map(str, element.itertext()), _MOST_PARTS))
        whole = clean_text(" ".join(parts))
        if len(parts) == _MOST_PARTS or len(whole) > _LONGEST_LINE:
            break
        line, found = whole, find_date(whole, rules)
        element = element.getparent()
    return line, found


def _weigh(found: _Found, around: tuple[etree._Element, ...], headed: int | None) -> float:
    """How likely a date is the article's; over 0 for one that may be.

    The weights were set by hand, on pages of half of the corpus's hosts, and hold on the other half.
    """
    rest = len(found.line) - (found.end - found.start)
    before = found.line[: found.start]
    score = 1.0
    if says_published(before) or says_published(words_around(found.element)):
        score += 2
    near = closeness(found.element, around)
    if headed is not None:
        after = found.place - headed
        score += near + (2.5 - min(after, 10) * 0.25 if after >= 0 else -0.5)
    if rest > _LONGEST_LINE - 60:
        score -= 2 if found.start < _LEAD and found.place <= _FIRST else 6
    elif rest < 25:
        score += 1
    if is_elsewhere(found.element, around):
        score -= 3 - near
    if in_link(found.element) is not None:
        score -= 1 if rest < 12 and len(found.line) < 40 else 4
    if _COPYRIGHT.search(found.line) or _OTHER_DAY.search(before[-12:]):
        score -= 3
    return score


def _field(found: _Found) -> str:
    before = found.line[: found.start][-40:]
    modified = says_modified(before) or (not says_published(before) and says_modified(text_before(found.element)))
    return "date_modified" if modified else "date_published"
