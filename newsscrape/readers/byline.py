"""Reads the authors that a page shows: elements that their `rel`, class or id call an author, and lines "By …".

Words are general ones ("author", "byline", "autor"), never a site's own. Of several places the one nearest to the
headline counts: comments, related stories and the boxes below an article name people too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import etree

from newsscrape.page import Page
from newsscrape.people import has_lead, is_lead, printed_names
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.visible import beginning, joined_text
from newsscrape.text import clean_text

METHOD = "byline"
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Words that are written as one with what they are about: `authorname`.
_JOINED = re.compile(
    r"^(author|byline|autor)(?=(?:names?|link|info|box|wrap(?:per)?|bio|text|im(?:g|age)|avatar|block|title|role)$)"
)
# What words of a class or id say of an element: that it is a name, that it holds one, that it is something else.
_AUTHOR = frozenset(
    "author authors byline bylines autor autoren autore autores auteur writer contributor vcard".split()
)
_HINTS = ("author", "byline", "autor", "auteur", "writer", "contributor", "vcard")
_NAMING = frozenset("name names fn link url by".split())
_OTHER = frozenset(
    "comment comments commenter reply related widget footer sidebar social share twitter facebook image img avatar "
    "photo picture thumb thumbnail icon bio description desc about title job role position email follow more "
    "recommended testimonial quote next prev teaser promo no without hide posts recent popular headline".split()
)
_ABOUT = frozenset(("about", "bio"))  # a box about the author, most often below the article
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:in|en|es|e)?|auteurs?|contributors?|columnists?|writers?|journalists?|redakteur\w*|by|bio)[/=]\w"
)
_TO_AUTHOR = re.compile(
    r"author|autor|auteur|contributor|profile|people|person|staff|writer|/by/|/users?/|/team|redakt", re.IGNORECASE
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "button", "form", "select"))
# Elements that a page may mark as an author; leaving the others out saves a third of the search.
_BEARERS = "a address b cite dd div em footer h1 h2 h3 h4 h5 h6 header i li p section small span strong td ul".split()
_AWAY = frozenset(("aside", "footer", "nav", "blockquote"))
_LONGEST_LINE = 150  # characters
_MOST_PIECES = 40  # pieces of text within one that are read
_MOST_LINES = 4
_MOST_TRIED = 12  # marked elements that are looked into
_NEAR = 40  # texts after the headline of which one may be a line "By …"
_NEAR_ELEMENTS = 100  # elements after the headline that are searched before the rest of the page
_GROUP = 25  # elements between the bylines of one article's several authors


@dataclass(frozen=True, slots=True)
class _Mark:
    """An element that is marked as an author.

    Attributes:
        place: its position among the page's elements.
        weight: how telling its mark is, 1 to 3.
    """

    place: int
    weight: int
    element: etree._Element

    @property
    def signature(self) -> tuple[str, str | None]:
        """What marks of several authors have in common."""
        return str(self.element.tag), self.element.get("class")


def extract_byline(page: Page) -> list[Candidate]:
    """Candidates for `authors`: of marked elements, then of a line "By …" below the headline."""
    if not page.is_html:
        return []
    headline = _headline(page)
    below: list[str] = []
    if headline is not None:  # most bylines stand here, and the page need not be searched as a whole
        marks = _marks(islice(_following(headline), _NEAR_ELEMENTS))
        names = _marked_names([mark for mark in marks if mark.weight > 1], headline)
        if _has_full_name(names):
            return [_candidate(METHOD, names)]
        below = _line_below(page, headline)
        if _has_full_name(below):
            return [_candidate(f"{METHOD}:line", below)]
    names = _marked_names(_marks(page.tree.iter(*_BEARERS), headline), headline)
    found = ((METHOD, names), (f"{METHOD}:line", below))
    return [_candidate(method, names) for method, names in found if names]


def _candidate(method: str, names: list[str]) -> Candidate:
    return Candidate("authors", names, method, ", ".join(names))


def _has_full_name(names: list[str]) -> bool:
    return any(" " in name for name in names)


def _headline(page: Page) -> etree._Element | None:
    """The page's first `h1` with a text of some length; a short one is most often the site's name."""
    headings = page.elements["h1"]
    return next((h for h in headings if len(beginning(h).split()) > 2), headings[0] if headings else None)


def _marks(elements: Iterable[etree._Element], headline: etree._Element | None = None) -> list[_Mark]:
    """The marked ones of some elements, the most trustworthy first: well marked before others, near before far ones."""
    marks: list[_Mark] = []
    at = 0
    for place, element in enumerate(elements):
        css = element.get("class")
        weight = _weight(css) if css else 0
        if element is headline:
            at = place
        if element.tag == "a" and weight < 3:
            if "author" in (element.get("rel") or ""):
                weight = 3
            elif not weight and _AUTHOR_PAGE.search(element.get("href") or ""):
                weight = 2
        if weight:
            marks.append(_Mark(place, weight, element))
    return sorted(marks, key=lambda mark: (mark.weight < 2, _distance(mark.place, at)))


def _marked_names(marks: list[_Mark], headline: etree._Element | None) -> list[str]:
    """The names of the first mark that shows any, with those of its like beside it."""
    around_headline = set(headline.iterancestors()) if headline is not None else set()
    for tried, first in enumerate(marks):
        if tried == _MOST_TRIED:
            break
        if _stands_away(first.element, around_headline) or not (names := _names_in(first.element)):
            continue
        found = dict.fromkeys(names)
        place = first.place
        for mark in sorted(marks, key=lambda mark: mark.place):
            if place < mark.place <= place + _GROUP and mark.signature == first.signature:
                found.update(dict.fromkeys(_names_in(mark.element)))
                place = mark.place
        return list(found)
    return []


@lru_cache(maxsize=20_000)
def _weight(css: str) -> int:
    """How surely a class calls an element an author: 3 a name, 2 an author, 1 a box that may hold one, 0 not."""
    low = css.lower()
    if not any(hint in low for hint in _HINTS):
        return 0
    best = 0
    for token in css.split():
        words = {part for word in _WORD.findall(token) for part in _JOINED.sub(r"\1 ", word.lower()).split()}
        if words & _AUTHOR:
            if words & _OTHER:
                best = max(best, int(words & _OTHER <= _ABOUT))
            else:
                best = max(best, 3 if words & _NAMING else 2)
        elif words & {"comment", "comments"}:
            return 0
    return best


def _stands_away(element: etree._Element, around_headline: set[etree._Element]) -> bool:
    """Whether an element stands in a part of the page that is not the article: comments, asides, the footer.

    What holds the headline too is no such part, whatever its class says.
    """
    if element.tag in _UNSEEN:
        return True
    for around in islice(element.iterancestors(), 12):
        if around in around_headline or around.tag == "body":
            return False
        css = (around.get("class") or "") + " " + (around.get("id") or "")
        if around.tag == "footer" and any(outer.tag in ("article", "main") for outer in around.iterancestors()):
            continue
        if around.tag in _AWAY or (css != " " and _is_away(css)):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_away(css: str) -> bool:
    tokens = css.lower().split()
    return any(
        words
        & {
            "comment",
            "comments",
            "related",
            "recommended",
            "commentlist",
            "disqus",
            "sidebar",
            "teaser",
            "testimonial",
            "testimonials",
        }
        for words in (set(re.findall("[a-z]+", token)) for token in tokens)
    )


def _names_in(element: etree._Element) -> list[str]:
    """The names that an element shows: of its links to authors' pages, else of its first line that holds any."""
    links = dict.fromkeys(
        clean_text(joined_text(link))
        for link in islice(element.iter("a"), 10)
        if _TO_AUTHOR.search(link.get("href") or "") or "author" in (link.get("rel") or "")
    )
    if names := [name for link in links for name in printed_names(link)]:
        return names
    lines = [line for part in joined_text(element, "\n", _MOST_PIECES).split("\n") if (line := clean_text(part))]
    return next((names for line in lines[:_MOST_LINES] if (names := printed_names(line))), [])


def _distance(place: int, headline: int) -> int:
    """How far from the headline; what stands above it is three times as far as what stands below."""
    return place - headline if place >= headline else 3 * (headline - place)


def _line_below(page: Page, headline: etree._Element) -> list[str]:
    """The names of the first text "By …" below the headline, or of the text after a lone "Written by"."""
    title = next((text for text in headline.itertext() if not text.isspace()), None)
    below, expecting = -1, False
    for raw in page.tree.itertext():
        if below < 0:
            below += raw == title
            continue
        text = raw.strip()
        if not text:
            continue
        below += 1
        if below > _NEAR:
            break
        if len(text) > _LONGEST_LINE:
            expecting = False
            continue
        line = clean_text(text)
        if expecting:
            if names := printed_names(line):
                return names
            expecting = not any(map(str.isalnum, line))
        else:
            expecting = is_lead(line)
            if not expecting and has_lead(line) and (names := printed_names(line)) and not names[0][0].islower():
                return names
    return []


def _following(element: etree._Element) -> Iterator[etree._Element]:
    """The elements after one in page order, without those within it."""
    at: etree._Element | None = element
    while at is not None:
        for sibling in at.itersiblings():
            yield from sibling.iter()
        at = at.getparent()
