"""Date lines → ISO 8601 in a zone.

A value's form says what the page gave: `2023-04-30T21:33:00+03:30` with a time and a zone, `2023-04-30T21:33:00`
with a time and no zone known, `2023-04-30` with the day alone. Text that is no date gives None, and never raises.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from newsscrape.dates.clock import at_time, time_after, time_before
from newsscrape.dates.forms import find_day
from newsscrape.dates.rules import DateRules as DateRules
from newsscrape.text import clean_text

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:(?:T| ?T ?| )(?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE | re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.IGNORECASE)
# For dateparser: never complete a part that the text lacks, tell a time from midnight, and leave out "yesterday" and
# bare numbers, whose reading would hang on the moment of the run.
_DATEPARSER = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "RETURN_TIME_AS_PERIOD": True,
    "PARSERS": ["custom-formats", "absolute-time"],
}
_OTHER_TAGS = {"no": "nb", "iw": "he", "in": "id"}  # what dateparser calls languages that have two tags
# Nothing is a day and a year without two numbers, or one of eight digits.
_NUMBERS = re.compile(r"\d\D+\d|\d{8}")
_DIGIT = re.compile(r"\d")
# What dateparser is asked for must have a year of four digits and another number.
_WORTH_ASKING = re.compile(r"(?<!\d)(?:(?:19|20)\d\d\D+\d|\d{1,2}\D+(?:\d+\D+)?(?:19|20)\d\d)(?!\d{3})")
_LONGEST_DATE = 200  # characters; a longer text is prose
_LONGEST_FOR_DATEPARSER = 60  # characters; its time grows with the text
_NO_RULES = DateRules()
_TIME_CODES = re.compile("%[HIcXsT]")


def parse_date(text: str, rules: DateRules = _NO_RULES) -> str | None:
    """The date that a line of text holds, as ISO 8601, else None.

    Text of ISO 8601's form is read as that or not at all. Other text is tried in this order: the formats of `rules`,
    the forms of `newsscrape.dates.forms` anywhere in the text (the first date counts), dateparser by the rules of the
    languages. A day, a month and a year must all be there:
    nothing is completed from today's date.
    """
    text = _ascii_digits(clean_text(text))
    if len(text) > _LONGEST_DATE or not _NUMBERS.search(text):
        return None
    iso = _ISO.fullmatch(text)
    if iso is not None:  # of 2023-13-01 other readings would swap day and month
        return _from_iso(iso, rules)
    return (
        _from_formats(text, rules)
        or _from_forms(text, rules)
        or _from_compact(text, rules)
        or _from_dateparser(text, rules)
    )


def find_date(text: str, rules: DateRules = _NO_RULES) -> tuple[str, int, int] | None:
    """The first date that stands in a text, and where the day begins and ends; None where there is none.

    For text that nothing marks as a date: what only dateparser, or an outlet's formats, would read is none.
    """
    text = _ascii_digits(text)
    found = find_day(text, rules)
    return (_with_time(text, found, rules), found[1], found[2]) if found else None


def parse_epoch(text: str) -> str | None:
    """Seconds or milliseconds since 1970, of 9 digits or more, as ISO 8601 in UTC; None for any other text."""
    text = text.strip()
    if not _EPOCH.fullmatch(text):
        return None
    whole = text.partition(".")[0]
    seconds = int(whole[:-3] if len(whole) > 10 else whole)
    return to_utc(datetime.fromtimestamp(seconds, UTC))


def within(iso: str, latest: datetime | None, earliest_year: int = 1990) -> bool:
    """Whether a date is one that a page on the web can have: from `earliest_year` to a day after `latest`."""
    if int(iso[:4]) < earliest_year:
        return False
    return latest is None or date.fromisoformat(iso[:10]) <= (latest + timedelta(days=1)).date()


def to_utc(moment: datetime) -> str:
    """A moment as UTC in whole seconds: `2026-11-24T14:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def weekday_differs(text: str, iso: str) -> bool:
    """Whether `text` names an English weekday that is not the weekday of the date `iso`."""
    named = _WEEKDAY.search(text)
    if named is None:
        return False
    actual = _WEEKDAYS[datetime.fromisoformat(iso[:10]).weekday()]
    return not actual.startswith(named[1].lower())


def _iso(moment: datetime, has_time: bool, rules: DateRules) -> str:
    if not has_time:
        return moment.date().isoformat()
    if moment.tzinfo is None and rules.zone is not None:
        moment = moment.replace(tzinfo=rules.zone)
    return moment.isoformat(timespec="seconds")


def _ascii_digits(text: str) -> str:
    """The text with Persian, Arabic, Devanagari, … digits as ASCII ones; every other character stays in its place."""
    return text if text.isascii() else _DIGIT.sub(lambda match: str(int(match[0])), text)


def _from_iso(match: re.Match[str], rules: DateRules) -> str | None:
    zone = (match["zone"] or "").upper()
    try:
        moment = f"{match['day']}T{match['time'] or '00:00'}{'Z' if zone in ('UTC', 'GMT') else zone}"
        return _iso(datetime.fromisoformat(moment), bool(match["time"]), rules)
    except ValueError:  # 2023-02-31, +99:00
        return None


def _from_formats(text: str, rules: DateRules) -> str | None:
    for form in rules.formats:
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 (the zone is the rules')
        except ValueError:
            continue
        return _iso(moment, bool(_TIME_CODES.search(form)), rules)
    return None


def _from_forms(text: str, rules: DateRules) -> str | None:
    found = find_day(text, rules)
    return _with_time(text, found, rules) if found else None


def _with_time(text: str, found: tuple[date, int, int], rules: DateRules) -> str:
    day, _, end = found
    clock = time_after(text, end) or time_before(text, end)
    if clock is None:
        return day.isoformat()
    try:
        return _iso(at_time(datetime.combine(day, clock[0]), clock[1]), True, rules)
    except (ValueError, OverflowError):
        return day.isoformat()


def _from_compact(text: str, rules: DateRules) -> str | None:
    """`20230430`, `20230430213300`, `20230430T2133+0200`."""
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else "T00:00"
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}{clock}")
    except ValueError:
        return None
    return _iso(moment, bool(hour), rules) if 1900 <= moment.year <= 2100 else None


def _from_dateparser(text: str, rules: DateRules) -> str | None:
    if len(text) > _LONGEST_FOR_DATEPARSER or not _WORTH_ASKING.search(text):
        return None
    parser = _parser(rules.languages)
    data = parser.get_date_data(text) if parser else None
    if data is not None and data.date_obj is not None:
        return _iso(data.date_obj, "time" in data.parts, rules)
    return None


@lru_cache(maxsize=64)
def _parser(languages: tuple[str, ...]) -> Any:
    """Dateparser for texts of some languages, any for none; None where it knows none of them."""
    from dateparser.data.languages_info import language_order  # takes 80 ms, and pages with ISO dates never need it
    from dateparser.date import DateDataParser

    known = [name for language in languages if (name := _OTHER_TAGS.get(language, language)) in language_order]
    if languages and not known:
        return None
    return DateDataParser(languages=known or None, settings=dict(_DATEPARSER))
