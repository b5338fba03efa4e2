"""Where a site goes on for ever and brings nothing: calendars, facets, session ids in links, made-up mazes.

Such pages are told by what comes of them. Pages whose URLs have one shape share a budget: so many of them may be read
in a row without an article. Each article that hangs on one of them gives the whole budget back, so that an archive of
twenty years is read to its end, however many pages it has. Once a budget was spent, pages of that kind come after all
others, those that are nearest to the start first, so that a way without end does not use up what was meant for the
archive beside it. Then they have the budget once more, as articles may be among them, and are refused when that is
spent, or any that articles gave back after it. It is counted for three scopes, each wider and with more to spend: the
shape; the part of the site, by the first segment of the path; the host.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newsscrape.urls import split_http_url

BUDGET = 400  # a daily archive may have a year without an article, and some
LATER = 1000  # taken from the priority of a URL that looks like a trap: all others go first
_SCOPES = (1, 4, 12)  # budgets of a shape, a part and a host, in multiples
_LONGEST_URL = 2083  # characters; what browsers and servers have long agreed on
_DEEPEST_PATH = 20  # segments
_MOST_REPEATS = 3  # of a segment in a path: relative links that lead below themselves repeat it without end
_MOST_PARAMETERS = 20  # of a query
_DIGITS = re.compile(r"[0-9]+")
_SLUG = re.compile(r"(?:[^-_]*[-_]){2}|.{25}|[^\x00-\x7f]")  # a title; sections have a word or two
_TOKEN = re.compile(r"(?=.*[0-9])[0-9a-z]{12,}", re.IGNORECASE)  # a hash or the like


class Traps:
    """The budgets of a run.

    Args:
        budget: pages of one shape that may be read in a row without an article; 0 for no bound.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._barren: Counter[str] = Counter()  # pages read since the last article, by scope
        self._suspects: set[str] = set()  # scopes whose budget was spent once
        self._tried_again: set[str] = set()  # those of them that have had it once more

    def note_barren(self, url: str) -> None:
        """A page was read that is no article."""
        for scope, times in zip(scopes_of(url), _SCOPES, strict=True):
            self._barren[scope] += 1
            if self._budget and self._barren[scope] >= self._budget * times:
                self._suspects.add(scope)

    def note_fruitful(self, urls: Iterable[str]) -> None:
        """Pages are articles, or name such as no page of their kind named before, or lead to such pages."""
        for scope in (scope for url in urls for scope in scopes_of(url)):
            self._barren.pop(scope, None)

    def is_suspect(self, url: str) -> bool:
        """Whether a page is to come after all others, as the budget of its kind was spent before."""
        return not self._suspects.isdisjoint(scopes_of(url)) if self._suspects else False

    def why_spent(self, url: str) -> str | None:
        """Why a suspect is not worth its request, as nothing came of so many like it; None when it may be."""
        for scope, times in zip(scopes_of(url), _SCOPES, strict=True):
            if not self._budget or self._barren[scope] < self._budget * times:
                continue
            if scope in self._tried_again:
                return f"{self._budget * times} pages like {scope} in a row brought no article"
            self._tried_again.add(scope)
            del self._barren[scope]
        return None


def first_priority(priority: int) -> int:
    """The priority that a URL had before it was put off, if it was."""
    return priority + LATER if priority < -LATER // 2 else priority


@lru_cache(maxsize=4096)
def scopes_of(url: str) -> tuple[str, str, str]:
    """What a URL shares its budgets with, from the narrowest: its shape, its part of the site, its host.

    A shape has `#` for numbers, `*` for titles and tokens, and of the query the names alone:
    `news.example/2024/05/rain-in-the-hills?page=2` is of `news.example/#/#/*?page`.
    """
    parts = urlsplit(url)
    segments = [_shape_of(unquote(segment)) for segment in parts.path.split("/") if segment]
    names = sorted({_DIGITS.sub("#", name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    query = f"?{'&'.join(names)}" if names else ""
    host = parts.netloc.lower()
    shape = "/".join([host, *segments]) + query
    part = "/".join([host, *segments[:1], "…"]) + ("?…" if names else "")
    return shape, part, f"{host}/…"


def _shape_of(segment: str) -> str:
    if _SLUG.match(segment) or _TOKEN.fullmatch(segment):
        return "*"
    return _DIGITS.sub("#", segment.lower())


def why_endless(url: str) -> str | None:
    """Why no page of a site has such a URL, unless the site makes them up: `a path of 31 parts`; None for others."""
    parts = split_http_url(url)
    if parts is None:
        return None
    if len(url) > _LONGEST_URL:
        return f"a URL of more than {_LONGEST_URL} characters"
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > _DEEPEST_PATH:
        return f"a path of more than {_DEEPEST_PATH} parts"
    words = Counter(segment for segment in segments if not segment.isdigit())
    if words and words.most_common(1)[0][1] > _MOST_REPEATS:
        return "a path that repeats itself"
    if parts.query.count("&") >= _MOST_PARAMETERS:
        return f"a query of more than {_MOST_PARAMETERS} parameters"
    return None
