"""Where title, date, authors and related stories stand on a site's pages.

A selector is held against what the general extractor chose on each page: where both agree on most pages, the selector
will be right on the site's other pages too, also where the general extractor is not.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from newsscrape.dates import parse_date
from newsscrape.frames.sample import Sample
from newsscrape.page import Page
from newsscrape.people import parse_authors
from newsscrape.readers.date_rules import date_rules
from newsscrape.readers.frame.names import names_of
from newsscrape.readers.frame.places import select
from newsscrape.readers.jsonld import METHOD, extract_jsonld
from newsscrape.text import clean_text, fold

# Field → the path of its value in JSON-LD.
_JSONLD = {"title": "headline", "date_published": "datePublished", "authors": "author"}
# Field → names of `<meta>` elements that are made for it, the most specific first.
_METAS = {
    "title": ("og:title", "twitter:title"),
    "date_published": (
        "article:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "date",
    ),
    "authors": ("author", "parsely-author", "sailthru.author", "article:author", "byl"),
}
_OFFERED = 2  # selectors of a field
_AGREES = 0.5  # least share of pages on which a selector says what the general extractor does
_LONGEST = 300  # characters of a title, a date or a byline
_MADE_FOR = {"title": ("h1",), "authors": ("a[rel=author]", '[rel="author"]', '[itemprop="author"] [itemprop="name"]')}
# Quotation marks and dashes, which a page's head often has otherwise than its headline.
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("‘’‚‛´`", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_DIGIT = re.compile(r"\d")
_RELATED = re.compile(r"related|recommend|read-?(?:more|next|also)|more-(?:on|from|stories)|also-?read", re.IGNORECASE)
_FEWEST_STORIES = 2  # links with a title, that make a list of related stories
_SHORTEST_TITLE = 20  # characters of a link to a story

Value = str | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a field's value stands.

    Attributes:
        selectors: the best first: CSS, with `::attr(name)` for an attribute's value, or `jsonld:path`.
        agrees: share of the pages on which the best one says what the general extractor does, 0 to 1.
    """

    selectors: tuple[str, ...]
    agrees: float


def place_fields(samples: Sequence[Sample]) -> dict[str, FieldPlace]:
    """Field → its place, for title, date, authors and related stories; those that no selector finds are left out."""
    places = {field: _place(field, samples) for field in _JSONLD}
    places["featured_stories"] = _place_related(samples)
    return {field: place for field, place in places.items() if place is not None}


def values_at(page: Page, selector: str) -> list[str]:
    """The texts that a selector finds on a page, clean and not empty, in page order; see `FieldPlace.selectors`."""
    if selector.startswith("jsonld:"):
        field = next((name for name, path in _JSONLD.items() if f"jsonld:{path}" == selector), None)
        found = (one.value for one in extract_jsonld(page) if one.field == field and one.method == METHOD)
        return [text for value in found for text in ([value] if isinstance(value, str) else value)]
    css, _, attribute = selector.partition("::attr(")
    elements = select(page, css)
    texts = (one.get(attribute[:-1]) if attribute else "".join(map(str, one.itertext())) for one in elements)
    return [text for raw in texts if raw and (text := clean_text(raw))]


def _place(field: str, samples: Sequence[Sample]) -> FieldPlace | None:
    read, wanted = _READ[field], [_wanted(field, sample) for sample in samples]
    known = [(sample, value) for sample, value in zip(samples, wanted, strict=True) if value]
    if not known:
        return None
    offers = {selector for sample, value in known for selector in _offers(field, sample, value)}
    ranked = sorted(
        (-_agreement(selector, read, known), _kind(field, selector), len(selector), selector) for selector in offers
    )
    good = [(-agreement, selector) for agreement, _, _, selector in ranked if -agreement >= _AGREES]
    if not good:
        return None
    return FieldPlace(tuple(selector for _, selector in good[:_OFFERED]), good[0][0])


def _agreement(selector: str, read: Callable[[Page, list[str]], Value], known: Sequence[tuple[Sample, Value]]) -> float:
    """The share of pages on which a selector gives the wanted value."""
    return sum(read(sample.page, values_at(sample.page, selector)) == value for sample, value in known) / len(known)


def _kind(field: str, selector: str) -> int:
    """How soon a kind of selector fails: data for machines lasts; but for titles, which it often has otherwise."""
    is_data = selector.startswith(("jsonld:", "meta["))
    by_name = selector in _MADE_FOR.get(field, ()) or "[itemprop" in selector or "[rel" in selector
    if field == "title":
        return 2 * is_data
    return 0 if selector.startswith("jsonld:") else 1 if is_data else 2 if by_name else 3


def _wanted(field: str, sample: Sample) -> Value:
    article = sample.article
    if field == "title":
        return _plain(article.title) if article.title else None
    if field == "authors":
        return frozenset(map(fold, article.authors)) or None
    return article.date_published[:10] if article.date_published else None


def _as_title(_: Page, values: list[str]) -> Value:
    return _plain(values[0]) if values else None


def _plain(title: str) -> str:
    return fold(title.translate(_TYPOGRAPHY))


def _as_day(page: Page, values: list[str]) -> Value:
    found = parse_date(values[0], date_rules(page)) if values and len(values[0]) < _LONGEST else None
    return found[:10] if found else None


def _as_names(_: Page, values: list[str]) -> Value:
    return frozenset(fold(name) for text in values if len(text) < _LONGEST for name in parse_authors(text)) or None


_READ: dict[str, Callable[[Page, list[str]], Value]] = {
    "title": _as_title,
    "date_published": _as_day,
    "authors": _as_names,
}


def _offers(field: str, sample: Sample, value: Value) -> Iterator[str]:
    """Selectors that may find a field's value on a page."""
    yield f"jsonld:{_JSONLD[field]}"
    yield from _MADE_FOR.get(field, ())
    for name in _METAS[field]:
        for key in ("property", "name", "itemprop"):
            if any((meta.get(key) or "").lower() == name for meta in sample.page.elements["meta"]):
                yield from {f'meta[{key}="{meta.get(key)}"]::attr(content)' for meta in _metas(sample.page, key, name)}
    for element in _showing(field, sample, value):
        tag = "" if element.tag in ("span", "div") else str(element.tag)
        ending = "::attr(datetime)" if field == "date_published" and element.get("datetime") else ""
        own = [f"{'' if name.startswith('#') else tag}{name}" for name in names_of(element)]
        yield from (f"{name}{ending}" for name in own)
        for above in _named_above(element):
            yield f"{above} {element.tag!s}{ending}"
        if element.tag in ("h1", "time"):
            yield f"{element.tag!s}{ending}"


def _metas(page: Page, key: str, name: str) -> Iterable[etree._Element]:
    return (meta for meta in page.elements["meta"] if (meta.get(key) or "").lower() == name)


def _showing(field: str, sample: Sample, value: Value) -> Iterator[etree._Element]:
    """The elements of the page's body that show a field's value and hold little else."""
    read = _READ[field]
    for element in sample.page.tree.iter("h1", "h2", "time", "a", "span", "div", "p", "li", "address", "cite", "b"):
        if len(element) > 4:
            continue
        text = (field == "date_published" and element.get("datetime")) or "".join(map(str, element.itertext()))
        if 2 < len(text) < _LONGEST and (field != "date_published" or _DIGIT.search(text)):
            text = clean_text(text)
            if field == "authors" and not any(name in fold(text) for name in value or ()):
                continue
            if read(sample.page, [text]) == value:
                yield element


def _named_above(element: etree._Element) -> list[str]:
    """Selectors of the innermost element around one that has a name."""
    for ancestor in element.iterancestors():
        if names := list(names_of(ancestor)):
            return names
    return []


def _place_related(samples: Sequence[Sample]) -> FieldPlace | None:
    """Lists of links to other stories, by the names of the elements around them; they differ from page to page."""
    offers = {
        name
        for sample in samples
        for element in sample.elements
        for name in names_of(element)
        if _RELATED.search(name) and not name.startswith("[data")
    }
    ranked = []
    for name in offers:
        found = [tuple(_titles(sample, f"{name} a")) for sample in samples]
        lists = [titles for titles in found if len(titles) >= _FEWEST_STORIES]
        if len(lists) >= _AGREES * len(samples) and (len(set(lists)) > 1 or len(samples) == 1):
            ranked.append((-len(lists), -sum(map(len, lists)), len(name), name))
    if not ranked:
        return None
    pages, _, _, name = min(ranked)
    return FieldPlace((f"{name} a",), -pages / len(samples))


def _titles(sample: Sample, selector: str) -> list[str]:
    return [text for text in values_at(sample.page, selector) if len(text) >= _SHORTEST_TITLE]
