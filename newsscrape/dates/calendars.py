"""Month names of many languages, and the calendars that news pages use beside the Gregorian one.

`months.txt` holds a line a language, `code: ` and twelve months with a comma between, each with its names as they are
printed, inflected forms and abbreviations included (after Unicode's CLDR, by way of dateparser's locale data, and
enlarged); an underscore stands for a space.
"""

import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_JALALI_YEARS = range(1368, 1430)  # 1989 to 2050; later numbers are the Islamic calendar's years of today
# The rule of 33 years agrees with the observed calendar from 1799 to 2256 (https://en.wikipedia.org/wiki/Solar_Hijri_calendar)
# when it is counted so that 1 Farvardin 1400 is 21 March 2021.
_JALALI_EPOCH = date(622, 3, 21).toordinal()
_LEAPS_OF_33 = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_BUDDHIST = 543  # years ahead of the Gregorian calendar
_YEARS = range(1900, 2101)


def fold_word(word: str) -> str:
    """A word as the table of months has it: composed, without case, final dot, joiners, or the dot of a Turkish i."""
    folded = unicodedata.normalize("NFC", word).casefold().replace("\u0307", "").replace("\u200c", "")
    return folded.strip(".")


def month_of(word: str, languages: tuple[str, ...] = ()) -> int | None:
    """The number of a month, 1 to 12, by its folded name; the languages decide where names clash. None for no month.

    Jalali months are `jalali_month_of`'s.
    """
    by_language = _months().get(word)
    if by_language is None:
        return None
    for language in languages:
        if language in by_language:
            return by_language[language]
    return next(iter(by_language.values()))


def jalali_month_of(word: str) -> int | None:
    """The number of a month of the Persian calendar, 1 to 12; None for no month."""
    return _JALALI.index(word) + 1 if word in _JALALI else None


def gregorian(year: int, month: int, day: int) -> date | None:
    """The day that year, month and day mean: Gregorian from 1900 to 2100, else Jalali or Buddhist; None for none."""
    try:
        if year in _YEARS:
            return date(year, month, day)
        if year in _JALALI_YEARS:
            return _from_jalali(year, month, day)
        if year - _BUDDHIST in _YEARS:
            return date(year - _BUDDHIST, month, day)
    except ValueError:  # 31 April
        pass
    return None


def _from_jalali(year: int, month: int, day: int) -> date | None:
    """A day of the Persian calendar: six months of 31 days, five of 30, the last of 29 or, in a leap year, 30."""
    length = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAPS_OF_33 else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    leaps = (year - 1) // 33 * 8 + sum(1 <= leap <= (year - 1) % 33 for leap in _LEAPS_OF_33)
    days_before = (year - 1) * 365 + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return date.fromordinal(_JALALI_EPOCH + days_before + day - 1)


@cache
def _months() -> dict[str, dict[str, int]]:
    """Folded name → language → number."""
    table: dict[str, dict[str, int]] = {}
    for line in Path(__file__).with_name("months.txt").read_text(encoding="utf-8").splitlines():
        language, _, months = line.partition(": ")
        for number, names in enumerate(months.split(", "), 1):
            for name in names.split():
                table.setdefault(fold_word(name.replace("_", " ")), {}).setdefault(language, number)
    return table
