"""Dates as feeds and sitemaps write them, and the order of what was found."""

from datetime import UTC, datetime

import pytest

from newsscrape.discovery.found import Found, Road, newest_first, parse_modified, parse_published


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year, month and day are always there


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-01T10:00:00Z", utc(2024, 5, 1, 10), utc(2024, 5, 1, 10)),
        (" 2024-05-01T10:00+02:00\n", utc(2024, 5, 1, 8), utc(2024, 5, 1, 8)),
        ("2024-05-01T10:00:00.1234567Z", utc(2024, 5, 1, 10, 0, 0, 123456), utc(2024, 5, 1, 10, 0, 0, 123456)),
        ("2024-05-01 10:00:00 +0000", utc(2024, 5, 1, 10), utc(2024, 5, 1, 10)),
        ("Wed, 02 Oct 2024 13:00:00 EST", utc(2024, 10, 2, 18), utc(2024, 10, 2, 18)),
        ("2024-05-01T10:00:00", utc(2024, 5, 1, 10), utc(2024, 5, 1, 22)),
        ("2024-05-01", utc(2024, 5, 1), utc(2024, 5, 2, 11, 59, 59)),
        ("02 Oct 2024", utc(2024, 10, 2), utc(2024, 10, 3, 11, 59, 59)),
        ("2024-02", utc(2024, 2, 1), utc(2024, 3, 1, 11, 59, 59)),
        ("2024-12", utc(2024, 12, 1), utc(2025, 1, 1, 11, 59, 59)),
        ("2024", utc(2024, 1, 1), utc(2025, 1, 1, 11, 59, 59)),
    ],
)
def test_what_a_date_can_mean(text: str, first: datetime, last: datetime) -> None:
    assert (parse_published(text), parse_modified(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [None, "", "yesterday", "2024-02-31", "2024-13", "0001-01-01T00:00:00", "1970-01-01", "0001-01-01T00:00:00+12:00",
     "9999", "9999-12", "9999-12-31T23:59:59-12:00", "9999-12-31T23:00:00", "0000", "2024-05-01" + " " * 100 + "x"],
)  # fmt: skip
def test_what_is_no_date(text: str | None) -> None:
    assert parse_modified(text) is None


def test_newest_first_each_url_once() -> None:
    def found(url: str, **dates: datetime) -> Found:
        return Found(url=url, road=Road.FEED, **dates)

    old, new = utc(2024, 1, 1), utc(2024, 2, 1)
    urls = [found("a"), found("b", published=old), found("c"), found("d", published=new), found("b", published=new),
            found("e", published=old, modified=new)]  # fmt: skip
    assert [one.url for one in newest_first(urls)] == ["d", "e", "b", "a", "c"]
