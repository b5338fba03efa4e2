"""What discovery finds: a URL, the road that led to it, and the dates that were given with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from newsscrape.dates import find_date

_DAY_CHARS = 10  # of an ISO date without a time
_LONGEST_DATE = 100  # characters
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)  # the two short forms of W3C-DTF
_FIRST_YEAR = 1990  # a date before the web is a default value, such as 0001-01-01 or 1970-01-01
_WESTMOST = timedelta(hours=12)  # what the clocks are behind UTC at most
_NEVER = datetime.min.replace(tzinfo=UTC)


class Road(StrEnum):
    """How a URL was found."""

    START = "start"
    LISTING = "listing"
    NEXT = "next link"
    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news sitemap"
    ROBOTS = "robots.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A URL that a page, feed or sitemap names.

    Attributes:
        url: absolute, http or https.
        road: how it was found.
        published: when it was published, UTC; None when that is not said.
        modified: when it was last changed, UTC, at the latest; None when that is not said. It is compared with the
            time of the last fetch, so what is said less exactly is kept as its end, wherever the outlet may be.
    """

    url: str
    road: Road
    published: datetime | None = None
    modified: datetime | None = None


def parse_published(text: str | None) -> datetime | None:
    """The moment, in UTC, at which a feed or sitemap says that something was published; None where it is no date.

    W3C-DTF, RFC 822, and other dates whose form alone says what they mean. A day alone is its beginning, and a time
    without a zone is taken as UTC.
    """
    moment = _parse(text)
    return moment[0] if moment else None


def parse_modified(text: str | None) -> datetime | None:
    """The latest moment, in UTC, that a feed or sitemap can mean by the date of a change; None where it is no date.

    A day, a month or a year alone is its last second; that, and a time without a zone, in the westernmost zone.
    """
    moment = _parse(text)
    return moment[1] if moment else None


def newest_first(found: Iterable[Found]) -> list[Found]:
    """What was found, each URL once, by the newest date given with it; what has none comes last, in its order."""
    once: dict[str, Found] = {}
    for one in found:
        once.setdefault(one.url, one)
    return sorted(once.values(), key=_newest_date, reverse=True)


def _newest_date(found: Found) -> datetime:
    return max(found.published or _NEVER, found.modified or _NEVER)


def _parse(text: str | None) -> tuple[datetime, datetime] | None:
    """The first and the last moment that a date can mean, in UTC."""
    text = text.strip() if text else ""
    if not text or len(text) > _LONGEST_DATE:
        return None
    try:
        return _span(text)
    except (ValueError, OverflowError):  # the 31st of February, year 0, an hour before year 1
        return None


def _span(text: str) -> tuple[datetime, datetime] | None:
    """The first and the last moment that a date can mean, in UTC.

    Raises:
        ValueError, OverflowError: there is no such moment.
    """
    if short := _MONTH.fullmatch(text):
        year, month = int(short[1]), int(short[2] or 1)
        first = datetime(year, month, 1, tzinfo=UTC)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) if short[2] else first.replace(year=year + 1)
        return _in_web_times(first, end + _WESTMOST - timedelta(seconds=1))
    iso = text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        read = find_date(text)
        if read is None:
            return None
        iso = read[0]
        moment = datetime.fromisoformat(iso)
    if len(iso) <= _DAY_CHARS:
        first = moment.replace(tzinfo=UTC)
        return _in_web_times(first, first + timedelta(days=1, seconds=-1) + _WESTMOST)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
        return _in_web_times(moment, moment + _WESTMOST)
    moment = moment.astimezone(UTC)
    return _in_web_times(moment, moment)


def _in_web_times(first: datetime, last: datetime) -> tuple[datetime, datetime] | None:
    return (first, last) if first.year >= _FIRST_YEAR else None
