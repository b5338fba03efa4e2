"""Reads the day that the path of a page's URL names: `/2023/04/30/`, `/2023-04-30-`, `/20230430`, `/2023/apr/30/`."""

import re
from urllib.parse import urlsplit

from newsscrape.dates import parse_date
from newsscrape.page import Page
from newsscrape.readers.candidate import Candidate

METHOD = "url"
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/\-_.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(20[0-4]\d|199\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|/(20[0-4]\d|199\d)/?(0[1-9]|1[0-2])/?(0[1-9]|[12]\d|3[01])(?=[/_\-]|$)"
)
_NAMED = re.compile(r"/(\d{4})/([a-z]{3,9})/(\d{1,2})/", re.IGNORECASE)


def day_in_url(url: str | None) -> tuple[str, str] | None:
    """The day that the path of a URL names, as ISO 8601, and the text that names it; None where it names none."""
    if not url:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:  # a URL with half a bracket
        return None
    if named := _NAMED.search(path):
        day = parse_date(f"{named[3]} {named[2]} {named[1]}")
        return (day, named[0]) if day else None
    for match in _DAY.finditer(path):
        year, month, day_number = (part for part in match.groups() if part and part.isdigit())
        day = parse_date(f"{year}-{int(month):02}-{int(day_number):02}")
        if day:
            return day, match[0]
    return None


def extract_url_date(page: Page) -> list[Candidate]:
    """One candidate of `date_published`: the day in the URL, of the page or of its canonical link; none without one."""
    for url in (page.url, page.canonical_link):
        if found := day_in_url(url):
            return [Candidate("date_published", found[0], METHOD, found[1])]
    return []
