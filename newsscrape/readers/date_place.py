"""What the surroundings of a date in a page's body say of it: whether it is the article's, and which of its dates."""

import re
from collections.abc import Container
from itertools import islice

from lxml import etree

from newsscrape.dates import parse_epoch
from newsscrape.readers.visible import beginning
from newsscrape.text import clean_text, fold

_ELSEWHERE = frozenset("aside footer nav form select option blockquote".split())
_ELSEWHERE_NAMES = re.compile(
    r"(?:^|[\s_\-])(?:comments?|kommentare?|related|recommend\w*|sidebar|footer|teasers?|more|latest|popular|"
    r"trending|recent\w*|carousel|slider|newsletter|events?|cards?|archives?|calendar|read-?next|promo)(?:[\s_\-]|$)|(?:^|\s)widget",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"modif|updat|revised|edited|aktuali[sz]|geändert|\bstand\b|bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|"
    r"mis à jour|\bmàj\b|\bmaj\b|actualiz|atualiz|aggiorna|zaktualiz|обновл|güncelle|수정|更新",
    re.IGNORECASE,
)
# Words of text and words of class names, which say the same.
_PUBLISHED = re.compile(
    r"publi|posted|post(?:ed)?[-_ ]?(?:on|date|meta)|written|created|dateline|entry-(?:date|meta)|"
    r"article[-_]?(?:date|meta|info)|(?<!up)date(?:$|[\s_\-:])|"
    r"(?:^|[\s_\-])(?:date|time|datum|fecha|data|timestamp|byline|pubdate)(?:[\s_\-:]|$)|"
    r"veröffentlicht|erstellt|geplaatst|julkaistu|опубликован|yayın|发布|發佈|公開|일자|입력",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FOR_MACHINES = re.compile(r"\d{4}-|\d{8,}")
_DAY_AND_YEAR = re.compile(r"\d\D+\d")
_NEAR_LINK = 4  # levels: an element this far within a link is the link's text


def headline(tree: etree._Element) -> etree._Element | None:
    """The article's headline: the first `h1` (else `h2`) whose text the page's title holds, else the first `h1`."""
    title = tree.find(".//title")
    whole = fold("".join(map(str, title.itertext()))) if title is not None else ""
    first = None
    for tag in ("h1", "h2"):
        for heading in tree.iter(tag):
            text = fold(beginning(heading))
            if tag == "h1" and first is None:
                first = heading
            if len(text) > 12 and (text in whole or (whole and whole[:40] in text)):
                return heading
    return first


def says_modified(words: str) -> bool:
    """Whether words name a date of change."""
    return _MODIFIED.search(words) is not None


def says_published(words: str) -> bool:
    """Whether words name a date of publication, or a date at all."""
    return _PUBLISHED.search(words) is not None


def is_elsewhere(element: etree._Element, around: Container[etree._Element]) -> bool:
    """Whether an element stands in what is by its name no part of an article, or in another headline's link.

    Args:
        element: the element.
        around: the elements around the headline: what holds the headline is no other part of the page.
    """
    for ancestor in [element, *element.iterancestors()]:
        if ancestor in around or ancestor.tag in ("body", "main"):
            return False
        if ancestor.tag in _ELSEWHERE:
            return True
        if _ELSEWHERE_NAMES.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return True
    return False


def in_link(element: etree._Element) -> etree._Element | None:
    """The link that an element stands in, or None."""
    for depth, ancestor in enumerate([element, *element.iterancestors()]):
        if ancestor.tag == "a":
            return ancestor
        if depth == _NEAR_LINK:
            break
    return None


def stated_time(element: etree._Element) -> tuple[str, str] | None:
    """The date that an element states, and its raw text; None where it states nothing.

    An attribute counts where it is one for machines, as they ought to be; else the text; else any attribute. Seconds
    since 1970 are given as ISO 8601.
    """
    values = [(element.get(key) or "").strip() for key in ("datetime", "content", "data-datetime", "title")]
    text = clean_text(beginning(element))
    raw = (
        next(filter(_FOR_MACHINES.match, values), None)
        or (text if _DAY_AND_YEAR.search(text) else None)
        or next(filter(_DIGIT.search, values), None)
    )
    return (parse_epoch(raw) or raw, raw) if raw else None


def words_around(element: etree._Element) -> str:
    """Class and id words of an element and of the two around it, and the text just before it."""
    words = [element.get("itemprop") or ""]
    near = [element, *islice(element.iterancestors(), 2)]
    words += [f"{one.get('class') or ''} {one.get('id') or ''}" for one in near]
    words.append(text_before(element))
    return " ".join(words)[:400]


def text_before(element: etree._Element) -> str:
    """The text that stands just before an element: of its elder sibling, or its parent's first words.

    A sibling with digits says when something else was.
    """
    previous = element.getprevious()
    if previous is not None:
        text = previous.tail or ""
        return text[-60:] if _DIGIT.search(previous.text or "") else f"{previous.text or ''} {text}"[-60:]
    parent = element.getparent()
    return (parent.text or "")[-60:] if parent is not None else ""


def closeness(element: etree._Element, around: tuple[etree._Element, ...]) -> float:
    """1.5 for an element whose nearest ancestor around the headline is close to both, less for others."""
    for up, ancestor in enumerate([element, *element.iterancestors()]):
        if ancestor in around:
            return max(0.0, 1.5 - 0.25 * max(0, up - 2) - 0.25 * max(0, around.index(ancestor) - 1))
    return 0.0


def shape(element: etree._Element) -> tuple[str | None, ...]:
    """What the dates of a list's entries have in common, and the article's date with no other: tags and classes."""
    parent = element.getparent()
    if parent is None:
        return (str(element.tag), element.get("class"))
    return (str(element.tag), element.get("class"), str(parent.tag), parent.get("class"))
