"""The forms in which the world's outlets print a day: in numbers, and with the month's name.

One pattern a form; each finds its own dates in a text, and the one that stands first counts.
"""

import re
from collections.abc import Callable
from datetime import date

from newsscrape.dates.calendars import fold_word, gregorian, jalali_month_of, month_of
from newsscrape.dates.rules import DateRules

_Reader = Callable[[re.Match[str], DateRules], date | None]
# Words between the parts of a date: "30 de abril de 2023", "2023. gada 30. aprīlī", "30th of April".
_PARTICLES = frozenset(
    "de del d do da of the den st nd rd th er ere ste a m ko ed gada г год года р жылы жылғы ж il оф -".split()
)
_SPLIT = re.compile(r"[\s,/\-–—'’()|º°ª_]+")
_YEAR_DAY_FIRST_LANGUAGES = ("ko", "zh", "ja", "hu", "lt", "sv")
_NEAR_DAYS = 7


def find_day(text: str, rules: DateRules) -> tuple[date, int, int] | None:
    """The first day in a text, and where it stands: (day, start, end). None where there is none."""
    best: tuple[date, int, int] | None = None
    for pattern, read in _FORMS:
        match = pattern.search(text)
        while match is not None and (best is None or match.start() < best[1]):
            day = read(match, rules)
            if day is not None:
                best = (day, match.start(), match.end())
            # Not from the match's end: of "10:00 | Published 30 April" the first try takes the 30 for a year.
            match = pattern.search(text, match.start() + 1)
    return best


def _year_month_day(match: re.Match[str], _: DateRules) -> date | None:
    return gregorian(int(match["year"]), int(match["month"]), int(match["day"]))


def _two_numbers(match: re.Match[str], rules: DateRules) -> date | None:
    """`30/04/2023`, `30.04.23`, `04/30/2023`: by a number over 12, a day known otherwise, the dot, the rules."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == 2:
        if rules.languages and rules.languages[0] in _YEAR_DAY_FIRST_LANGUAGES:
            return gregorian(2000 + first, second, year)
        year += 2000 if year < 70 else 1900
    day_first, month_first = gregorian(year, second, first), gregorian(year, first, second)
    if day_first is None or month_first is None:
        return day_first or month_first
    if rules.near:
        near = date.fromisoformat(rules.near)
        for one, other in ((day_first, month_first), (month_first, day_first)):
            if abs((one - near).days) <= _NEAR_DAYS < abs((other - near).days):
                return one
    return month_first if match["sep"] != "." and rules.puts_month_first else day_first


def _named(match: re.Match[str], rules: DateRules) -> date | None:
    """A day, a year, and a text between or beside them that must be a month's name and particles."""
    month, is_jalali = _month_in(match["words"], rules.languages)
    if month is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if is_jalali != (1300 <= year < 1500):
        return None
    return gregorian(year, month, int(match["day"]))


def _month_in(words: str, languages: tuple[str, ...]) -> tuple[int | None, bool]:
    """The month that words name, and whether it is a Persian one; None where they hold anything else."""
    month, is_jalali = None, False
    folded = fold_word(words.strip())
    whole = month_of(folded, languages) or (month_of(folded.replace("-", " "), languages))
    if whole:
        return whole, False
    for token in _SPLIT.split(folded):
        for word in [token.strip(".")] if month_of(token.strip("."), languages) else token.split("."):
            if not word or word in _PARTICLES:
                continue
            if month is not None:
                return None, False
            month = month_of(word, languages)
            if month is None:
                month = jalali_month_of(word)
                is_jalali = True
            if month is None:
                return None, False
    return month, is_jalali


_D = r"(?<!\d)(?P<day>\d{1,2})"
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(
            r"(?<![\d/.\-])(?P<year>\d{4})\s?(?P<sep>[-/.]|年|년)\s?(?P<month>\d{1,2})\s?(?:(?P=sep)|月|월)\s?"
            r"(?P<day>\d{1,2})(?!\d)[日일]?"
        ),
        _year_month_day,
    ),
    (
        re.compile(
            r"(?<![\d:/\-])(?<!\d[.,])(?P<first>\d{1,2})\s?(?P<sep>[./\-])\s?(?P<second>\d{1,2})\s?(?P=sep)\s?"
            r"(?P<year>\d{4}|\d{2})(?![\d/]|[.\-]\d|:\d)"
        ),
        _two_numbers,
    ),
    (
        re.compile(
            rf"{_D}\s?(?:tháng|thg)\s?(?P<month>\d{{1,2}})\s?(?:[,./\-]|năm)?\s?(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
        ),
        _year_month_day,
    ),
    (
        re.compile(rf"{_D}(?P<words>[^\d\n]{{2,28}}?)(?P<year>\d{{4}}|(?<=['’\s\-/.])\d\d)(?![\d:]|[.,]\d)"),
        _named,
    ),
    (
        re.compile(
            r"(?<![^\s\d,./|:()\-])(?P<words>[^\s\d,./|:()\-]{3,})[.,]?[\s\-/]{0,3}(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
            r"(?:\s?[,.]?\s?(?:at\s)?\d\d:\d\d:\d\d\s(?:[A-Z]{2,5}\s|[+-]\d{4}\s)?|\s?[,./\-]?\s?(?:de\s|del\s)?)"
            r"(?P<year>\d{4}|(?<=\s['’])\d\d)(?!\d)"
        ),
        _named,
    ),
    (
        re.compile(r"(?<!\d)(?P<year>\d{4})(?P<words>[^\d\n]{2,28}?)(?P<day>\d{1,2})(?![\d:])"),
        _named,
    ),
    (
        re.compile(
            r"(?<!\d)(?P<year>\d{4})(?:[\s.]+|\s?\.?\s?(?:gada|жылғы|жылы|ж\.|г\.)\s)(?P<day>\d{1,2})[\s.\-]{1,3}"
            r"(?P<words>[^\s\d,./|:()\-]{3,})"
        ),
        _named,
    ),
)
