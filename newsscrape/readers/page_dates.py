"""A page's dates, from all sources in the order in which they are trusted.

Sources are read when they are asked for and once: most pages say in their head what a search through the body would
cost a millisecond to find.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain

from newsscrape.dates import DateRules, parse_date
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate
from newsscrape.readers.date_lines import extract_date_lines
from newsscrape.readers.date_metas import MetaDates, extract_date_metas
from newsscrape.readers.date_scripts import extract_script_dates
from newsscrape.readers.date_times import TimeDates, extract_time_dates
from newsscrape.readers.date_url import extract_url_date
from newsscrape.readers.microdata_dates import extract_microdata_dates

_MODIFIED = "modified"
_LOCAL_DIFFERENCE = 1  # days by which a moment in UTC and the outlet's local day in the URL may differ


class PageDates:
    """The dates of one page.

    Args:
        page: the page.
        rules: how it prints its dates.
        in_body: whether to look at what the body shows, besides what head, scripts and address say.
    """

    def __init__(self, page: Page, rules: DateRules, *, in_body: bool = True) -> None:
        self._page = page
        self._rules = rules
        self._in_body = in_body
        self._lines: list[Candidate] = []

    def published(self, first: Iterable[Candidate]) -> Iterator[Candidate]:
        """Candidates of `date_published`, best first, with those of other readers (landmarks, JSON-LD) at their head.

        The day in the URL goes before a date that is more than a day away from it: an outlet's system may have
        imported the article again, or changed its date, and the address stays. Not before that of the outlet's own
        selectors.
        """
        if not self._page.is_html:
            yield from first
            return
        for candidate in chain(first, self._other_sources()):
            if not candidate.is_declared and self._is_far_from_url(candidate):
                yield from self._url
            yield candidate
        # A page that says only when it was changed: the day of the version that it shows. Provenance tells.
        for candidate in self.modified(()):
            yield replace(candidate, field="date_published", method=_MODIFIED)

    def modified(self, first: Iterable[Candidate]) -> Iterator[Candidate]:
        """Candidates of `date_modified`, best first; the lines of the page only where `published` had to read them."""
        yield from first
        if self._page.is_html:
            yield from self._metas.modified
            yield from _of("date_modified", self._microdata)
            if self._in_body:
                yield from _of("date_modified", self._times.own)
            yield from _of("date_modified", self._lines)

    def _other_sources(self) -> Iterator[Candidate]:
        yield from self._metas.published
        yield from _of("date_published", self._microdata)
        if self._in_body:
            yield from _of("date_published", self._times.own)
        yield from extract_script_dates(self._page)
        yield from self._url
        if self._in_body:
            self._lines = extract_date_lines(self._page, self._rules)
            yield from _of("date_published", self._lines)
        yield from self._metas.other
        if self._in_body:
            yield from self._times.elsewhere

    def _is_far_from_url(self, candidate: Candidate) -> bool:
        if not self._url or not isinstance(candidate.value, str):
            return False
        day = parse_date(candidate.value, self._rules)
        if day is None:
            return False
        away = date.fromisoformat(day[:10]) - date.fromisoformat(self._url[0].value)
        return abs(away.days) > _LOCAL_DIFFERENCE

    @cached_property
    def _metas(self) -> MetaDates:
        return extract_date_metas(self._page)

    @cached_property
    def _microdata(self) -> list[Candidate]:
        return extract_microdata_dates(self._page)

    @cached_property
    def _times(self) -> TimeDates:
        return extract_time_dates(self._page)

    @cached_property
    def _url(self) -> list[Candidate]:
        return extract_url_date(self._page)


def _of(field: str, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    return (candidate for candidate in candidates if candidate.field == field)
