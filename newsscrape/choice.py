"""Which of a page's candidates is trusted: field by field, best first.

What an outlet's selectors give comes first. Most fields take the other sources in a fixed order (`_ORDER`). Titles and
authors weigh what the sources say: a headline that the page shows and its head repeats is the title; persons go before
the site's own name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from newsscrape.limits import TITLE_CHARS
from newsscrape.people import parse_authors
from newsscrape.readers.candidate import Candidate

# Field → methods, best first, each standing for all that begin with it. Fields left out take `_USUAL`.
_USUAL = ("outlet", "landmarks", "jsonld", "microdata", "meta")
_ORDER = {
    "authors": (
        "outlet",
        "landmarks",
        "jsonld",
        "meta:author",
        "microdata",
        "meta:parsely",
        "meta:sailthru",
        "meta",
        "byline",
        "byline:line",
    ),
    "title": ("outlet", "landmarks", "h1", "jsonld", "meta:og:title", "microdata", "meta", "title"),
    "body": ("outlet", "landmarks", "frame", "body", "jsonld", "microdata"),
    "images": ("outlet", "meta", "jsonld", "microdata", "figure", "landmarks"),
    "section": ("outlet", "landmarks", "meta", "jsonld", "microdata", "jsonld:breadcrumbs", "breadcrumbs"),
    "language": ("outlet", "landmarks", "meta:html:lang", "jsonld", "meta"),
}
_SEPARATOR = re.compile(r"\s+(?:[-–—|•·:»«/~]|::|\|\|)\s+|\s*\|\s*|\s+[»«]\s*")
_WORD = re.compile(r"\w+")
_NO_KEY = re.compile(r"[\W_]+")
_AGREES = 0.2  # least share of words that a heading has in common with a title of the head
_LIKE = 0.2  # least share of both titles' words that a heading has in common with a headline that data describes
_SHOWN = frozenset({"body", "frame:css"})  # methods of bodies that the page shows
_MUCH_MORE = 2.0  # times the length of the body that the page shows
_ANONYMOUS = frozenset(
    "admin administrator editor editors staff team redaktion redazione redacción rédaction redaction newsdesk newsroom "
    "webmaster author guest user unknown null none undefined".split()
)


def rank(field: str, candidates: Iterable[Candidate], site: frozenset[str]) -> list[Candidate]:
    """The candidates of a field, the most trusted first.

    Args:
        field: name of the `Article` field.
        candidates: of that field, in the order in which the readers gave them.
        site: the names of the page's site, as `site_keys` gives them.
    """
    order = _ORDER.get(field, _USUAL)
    candidates = list(candidates)
    ranked = (
        candidates if len(candidates) < 2 else sorted(candidates, key=lambda candidate: _place(candidate.method, order))
    )
    if field == "title":
        return _rank_titles(ranked, site)
    if field == "authors":
        return _rank_authors(ranked, site)
    if field == "body":
        return _rank_bodies(ranked)
    return ranked


def has_full_name(candidates: Iterable[Candidate], site: frozenset[str]) -> bool:
    """Whether any candidate for `authors` has a person's full name."""
    return any(_distrust(candidate, _others(_names(candidate), site)) == 0 for candidate in candidates)


def site_keys(names: Iterable[str], host: str | None) -> frozenset[str]:
    """Names of a site, and its host's, in the form in which they are compared: letters and digits alone."""
    labels = (host or "").removeprefix("www.").split(".")
    own = [*names, ".".join(labels), *(label for label in labels[:-1] if len(label) > 3)]
    return frozenset(key for name in own if (key := _key(name)))


@lru_cache(maxsize=1000)
def _place(method: str, order: tuple[str, ...]) -> int:
    """The place of a method in an order: that of the longest entry that it begins with."""
    fits = [(len(name), i) for i, name in enumerate(order) if method.startswith(name)]
    return max(fits)[1] if fits else len(order)


def _key(text: str) -> str:
    return _NO_KEY.sub("", text.casefold())


def _rank_bodies(ranked: list[Candidate]) -> list[Candidate]:
    """The body that the page shows first, unless its data has much more: then the page shows it by script only."""
    if len(ranked) > 1 and ranked[0].method in _SHOWN and _size(ranked[1]) > _MUCH_MORE * _size(ranked[0]):
        return [ranked[1], ranked[0], *ranked[2:]]
    return ranked


def _size(candidate: Candidate) -> int:
    return sum(map(len, candidate.value))


# Authors


def _rank_authors(ranked: list[Candidate], site: frozenset[str]) -> list[Candidate]:
    """What the outlet's selectors say first, then candidates with a person's full name, then with any name, then with a
    firm's, then with the site's own.

    Of one rank, the order of the sources holds. The site's own name is left out where there are others.
    """
    found = []
    for candidate in ranked:
        names = _names(candidate)
        others = _others(names, site)
        if names:
            distrust = -1 if candidate.is_declared else _distrust(candidate, others)
            found.append((distrust, _with_value(candidate, others or names)))
    return [candidate for _, candidate in sorted(found, key=lambda one: one[0])]


def _distrust(candidate: Candidate, others: list[str]) -> int:
    if not others:
        return 3
    if candidate.method.endswith(":organization"):
        return 2
    return int(not any(" " in name or not name.isascii() for name in others))


def _names(candidate: Candidate) -> list[str]:
    return [name for text in candidate.value for name in parse_authors(text)]


def _others(names: Iterable[str], site: frozenset[str]) -> list[str]:
    return [name for name in names if (key := _key(name)) not in site and key not in _ANONYMOUS]


# Titles


def _rank_titles(ranked: list[Candidate], site: frozenset[str]) -> list[Candidate]:
    """A title of which two of the head's sources say the same comes first, then a heading that is no name of the site,
    the more the head agrees with it, then what the head says.

    A heading that has hardly a word in common with the headline in the page's data is no title of this article.
    Where a part of a heading is a title of the head, the rest is a kicker or a date, and the part goes first.
    """
    groups: dict[str, list[_Title]] = {group: [] for group in ("outlet", "landmarks", "h1", "h1:part", "title", "head")}
    for candidate in ranked:
        is_exact = candidate.method == "landmarks"
        cleaned = (
            candidate
            if is_exact
            else _with_value(candidate, without_site(candidate.value, site, knows_site=candidate.is_declared))
        )
        name = "outlet" if candidate.is_declared else cleaned.method
        group = groups[name if name in groups else "head"]
        group.append(_Title(cleaned, _words(cleaned.value)))
    headings, head = groups["h1"], groups["head"]
    said = [title.words for title in head or groups["title"]]
    described = [title.words for title in head if title.candidate.method in ("jsonld", "microdata")]
    agreed = [title for title in head if title.candidate.method == "meta:og:title" and title.words in described]
    shown_whole = any(title.words in said for title in headings)
    parts = [title for title in groups["h1:part"] if not shown_whole and title.words in said]
    proper = [
        (agreement, title)
        for title in headings
        if not _is_site(title.candidate.value, site)
        and ((agreement := _agreement(title.words, said)) >= _AGREES or not said)
        and (not described or max(_likeness(title.words, words) for words in described) >= _LIKE)
    ]
    proper.sort(key=lambda one: -one[0])
    declared = [*groups["outlet"], *groups["landmarks"]]
    best = [*declared, *agreed, *parts, *(title for _, title in proper), *head, *groups["title"], *headings]
    return [title.candidate for title in best]


class _Title(NamedTuple):
    candidate: Candidate
    words: list[str]


def _with_value(candidate: Candidate, value: Any) -> Candidate:
    if value == candidate.value:
        return candidate
    return Candidate(candidate.field, value, candidate.method, candidate.raw)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _likeness(one: list[str], other: list[str]) -> float:
    """The share of two titles' words that both have."""
    return len(set(one) & set(other)) / max(1, len(set(one) | set(other)))


def _agreement(heading: list[str], head: Iterable[list[str]]) -> float:
    """The largest share of words that a heading has in common with a title of the head."""
    words = set(heading)
    return max((len(words & set(other)) / max(1, min(len(words), len(other))) for other in head), default=0.0)


@lru_cache(maxsize=100)
def without_site(title: str, site: frozenset[str], *, knows_site: bool = False) -> str:
    """A title of the page's head without the site's name before or behind it. Idempotent.

    A short part behind a bar is taken for the site's name, unless `knows_site` says that those in `site` are all.
    """
    while True:
        cuts = list(_SEPARATOR.finditer(title)) if len(title) <= TITLE_CHARS else []
        if not cuts:
            return title
        before, behind = title[: cuts[0].start()], title[cuts[-1].end() :]
        if not title[: cuts[-1].start()].strip() or not title[cuts[0].end() :].strip():
            return title
        if _is_site(behind, site):
            title = title[: cuts[-1].start()]
        elif _is_site(before, site):
            title = title[cuts[0].end() :]
        elif not knows_site and "|" in cuts[-1][0] and len(behind.split()) <= 4:
            title = title[: cuts[-1].start()]
        else:
            return title


def _is_site(part: str, site: frozenset[str]) -> bool:
    key = _key(part)
    return not key or any(
        key == name or (len(name) > 3 and len(key) > 3 and (name in key or key in name)) for name in site
    )
