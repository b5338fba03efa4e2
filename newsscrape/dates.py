"""Date lines → ISO 8601 in a zone.

A value's form says what the page gave: `2023-04-30T21:33:00+03:30` with a time and a zone, `2023-04-30T21:33:00`
with a time and no zone known, `2023-04-30` with the day alone. Text that is no date gives None, and never raises.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from newsscrape.text import clean_text

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.IGNORECASE)
# For dateparser: never complete a part that the text lacks, tell a time from midnight, and leave out "yesterday" and
# bare numbers, whose reading would hang on the moment of the run.
_DATEPARSER = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "RETURN_TIME_AS_PERIOD": True,
    "PARSERS": ["custom-formats", "absolute-time"],
}
_DIGIT = re.compile(r"\d")
_LONGEST_DATE = 200  # characters; a longer text is prose, and dateparser's time grows with it


@dataclass(frozen=True, slots=True)
class DateRules:
    """How an outlet prints its dates.

    Attributes:
        formats: `strptime` formats, tried first and in order: they cost microseconds, dateparser's own search
            milliseconds.
        languages: codes that dateparser knows (`en`); empty for any.
        timezone: IANA name of the zone of times printed without one; None where it is not known.
    """

    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    timezone: str | None = None

    @property
    def zone(self) -> tzinfo | None:
        """The time zone itself."""
        return ZoneInfo(self.timezone) if self.timezone else None


def parse_date(text: str, rules: DateRules = DateRules()) -> str | None:
    """The date that a line of text holds, as ISO 8601, else None.

    Text of ISO 8601's form is read as that or not at all. Other text is tried in this order: dateparser with the
    formats of `rules`, dateparser by the rules of the languages, dateparser's search for a date within the text (the
    first one counts). A day, a month and a year must all be there: nothing is completed from today's date.
    """
    text = clean_text(text)
    if not text or len(text) > _LONGEST_DATE:
        return None
    iso = _ISO.fullmatch(text)
    if iso is not None:  # of 2023-13-01 dateparser would swap day and month
        return _from_iso(iso, rules)
    return _from_dateparser(text, rules) or _from_search(text, rules)


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


def _from_iso(match: re.Match[str], rules: DateRules) -> str | None:
    text = match[0].upper().replace(",", ".").replace(" ", "T", 1).replace(" ", "")
    try:
        return _iso(datetime.fromisoformat(text), bool(match["time"]), rules)
    except ValueError:  # 2023-02-31
        return None


def _from_dateparser(text: str, rules: DateRules) -> str | None:
    data = _parser(rules.languages).get_date_data(text, list(rules.formats) or None)
    if data.date_obj is not None:
        return _iso(data.date_obj, "time" in data.parts, rules)
    return None


def _from_search(text: str, rules: DateRules) -> str | None:
    if not _DIGIT.search(text):
        return None
    from dateparser.search import search_dates

    found = search_dates(text, languages=list(rules.languages) or None, settings=dict(_DATEPARSER), add_period=True)
    if not found:
        return None
    _, moment, period = found[0]
    return _iso(moment, period == "time", rules)


@lru_cache(maxsize=64)
def _parser(languages: tuple[str, ...]) -> Any:
    from dateparser.date import DateDataParser  # takes 80 ms, and pages with ISO dates never need it

    return DateDataParser(languages=list(languages) or None, settings=dict(_DATEPARSER))
