"""Dates in the forms of many countries, times and zones beside them, and what is no date."""

from datetime import UTC, datetime

import pytest

from newsscrape.dates import DateRules, find_date, parse_date, parse_epoch, within


@pytest.mark.parametrize(
    "text",
    [
        "30 April 2023", "30th of April, 2023", "April 30, 2023", "Apr. 30 2023", "Sunday, 30 April, 2023",
        "30-Apr-2023",
        "30APR2023", "30. April 2023", "30.Apr.2023", "le 30 avril 2023", "30 de abril del 2023", "30 d'abril de 2023",
        "30 aprile 2023", "30 april 2023", "30. huhtikuuta 2023", "30 kwietnia 2023", "30. dubna 2023",
        "30. apríla 2023",
        "30. travnja 2023", "30 април 2023", "30 апреля 2023 г.", "30 квітня 2023", "2023 m. balandžio 30 d.",
        "2023. gada 30. aprīlī", "30. aprill 2023", "2023. április 30.", "30 Nisan 2023", "30 Απριλίου 2023",
        "2023ko apirilaren 30a", "30 prill 2023", "30 tháng 4, 2023", "30 tháng 4 năm 2023", "30 เม.ย. 2566",
        "30 เมษายน 2566", "30 أبريل 2023", "٣٠ نيسان ٢٠٢٣", "۳۰ آوریل ۲۰۲۳", "۱۰ اردیبهشت ۱۴۰۲", "1402/02/10",
        "30 באפריל 2023", "३० अप्रैल २०२३", "৩০ এপ্রিল ২০২৩", "30 ஏப்ரல் 2023", "30 აპრილი 2023", "2023年4月30日",
        "2023년 4월 30일", "2023. 4. 30.", "2023/04/30", "2023.04.30", "2023-4-30", "20230430", "30.04.2023", "30.4.23",
        "30/04/2023", "04/30/2023", "30-04-2023", "Published 2023-04-30",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert parse_date(text) == "2023-04-30"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sun, 30 Apr 2023 21:33:00 +0200", "2023-04-30T21:33:00+02:00"),  # RFC 2822
        ("Sun Apr 30 2023 21:33:00 GMT+0200 (CEST)", "2023-04-30T21:33:00+02:00"),  # JavaScript
        ("Sun Apr 30 21:33:05 UTC 2023", "2023-04-30T21:33:05+00:00"),  # date(1)
        ("20230430T213300Z", "2023-04-30T21:33:00+00:00"),
        ("20230430213300", "2023-04-30T21:33:00"),
        ("2023-04-30T21:33:00.000+0000", "2023-04-30T21:33:00+00:00"),
        ("2023-04-30 21:33:00 UTC", "2023-04-30T21:33:00+00:00"),
        ("2023-04-30T21:33:00.1234567Z", "2023-04-30T21:33:00+00:00"),
        ("2023-4-3 9:05", "2023-04-03T09:05:00"),
        ("April 30, 2023 at 9:33 p.m. ET", "2023-04-30T21:33:00-04:00"),
        ("Jan 30, 2023 9:33 PM ET", "2023-01-30T21:33:00-05:00"),
        ("Apr 30, 2023 12:05 AM PDT", "2023-04-30T00:05:00-07:00"),
        ("Apr 30, 2023 12:05 PM", "2023-04-30T12:05:00"),
        ("30 Apr 2023, 19:28 IST", "2023-04-30T19:28:00"),  # of three countries: no zone
        ("30 April 2023 21:33 GMT+10", "2023-04-30T21:33:00+10:00"),
        ("30. April 2023, 9 Uhr", "2023-04-30T09:00:00"),
        ("30.4.2023 klo 21.33", "2023-04-30T21:33:00"),
        ("le 30/04/2023 à 21h33", "2023-04-30T21:33:00"),
        ("2023年4月30日下午9:33", "2023-04-30T21:33:00"),
        ("2023. 4. 30. 오후 9:33", "2023-04-30T21:33:00"),
        ("۱۰ اردیبهشت ۱۴۰۲ - ۲۱:۳۳", "2023-04-30T21:33:00"),
        ("21:33, 30 April 2023", "2023-04-30T21:33:00"),
        ("30 April 2023 | 5 min read", "2023-04-30"),
        ("30 April 2023 (updated 22:00)", "2023-04-30"),  # another day's time
        ("30 April 2023 25:61", "2023-04-30"),
        ("1 May 2023 and 2 May 2023", "2023-05-01"),
        ("20 March 2025", "2025-03-20"),
        ("at 10:00 | Published 30 April 2023, 9:05", "2023-04-30T09:05:00"),
    ],
)
def test_times_and_zones(text: str, iso: str) -> None:
    assert parse_date(text) == iso
    assert parse_date(iso) == iso


@pytest.mark.parametrize(
    ("jalali", "iso"),
    [
        ("1400/01/01", "2021-03-21"), ("1399/12/30", "2021-03-20"), ("1403/12/30", "2025-03-20"),
        ("1379/10/11", "2000-12-31"),
        ("1402/12/30", None), ("1402/07/31", None), ("1402/13/01", None), ("1445/09/01", None),
    ],
)  # fmt: skip
def test_the_persian_calendar(jalali: str, iso: str | None) -> None:
    assert parse_date(jalali) == iso


@pytest.mark.parametrize(
    ("text", "rules", "iso"),
    [
        ("03/04/2023", DateRules(), "2023-03-04"),
        ("03/04/2023", DateRules(languages=("en",)), "2023-03-04"),
        ("03/04/2023", DateRules(languages=("en",), month_first=False), "2023-04-03"),
        ("03/04/2023", DateRules(languages=("fr",)), "2023-04-03"),
        ("03.04.2023", DateRules(languages=("en",)), "2023-04-03"),  # nobody writes the month first with dots
        ("13/04/2023", DateRules(languages=("en",)), "2023-04-13"),
        ("04/13/2023", DateRules(languages=("fr",)), "2023-04-13"),
        ("03/04/2023", DateRules(languages=("fr",), near="2023-03-05"), "2023-03-04"),
        ("03/04/2023", DateRules(near="2023-04-02"), "2023-04-03"),
        ("03/04/2023", DateRules(near="2020-01-01"), "2023-03-04"),
        ("23.04.30", DateRules(languages=("ko",)), "2023-04-30"),
        ("30 listopada 2023", DateRules(languages=("hr",)), "2023-10-30"),
        ("30 listopada 2023", DateRules(languages=("pl",)), "2023-11-30"),
    ],
)
def test_rules_decide_between_readings(text: str, rules: DateRules, iso: str) -> None:
    assert parse_date(text, rules) == iso


@pytest.mark.parametrize(
    "text",
    [
        "12 people in May 2023", "version 1.2.3", "10.0.0.1", "Updated 5 minutes ago", "2023-02-31", "31 April 2023",
        "99/99/2023",
        "2 comments and 14 shares", "+1 202 555 0123", "3 of 2023", "Mai 2023",
        "Dismay 5, 2023",
    ],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


def test_formats_of_an_outlet_go_first() -> None:
    assert parse_date("04/03/2023 10:00", DateRules(formats=("%d/%m/%Y %H:%M",))) == "2023-03-04T10:00:00"
    assert parse_date("04/03/2023", DateRules(formats=("%d/%m/%Y %H:%M", "%d/%m/%Y"))) == "2023-03-04"


def test_a_date_is_found_where_it_stands() -> None:
    assert find_date("Posted on 30 April 2023, 9:05") == ("2023-04-30T09:05:00", 10, 23)
    assert find_date("Posted on Sunday") is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1682890380", "2023-04-30T21:33:00Z"), (" 1682890380000 ", "2023-04-30T21:33:00Z"),
        ("1682890380.5", "2023-04-30T21:33:00Z"),
        ("1055216", None), ("20230430", None), ("2023-04-30", None), ("", None), ("99999999999999999", None),
    ],
)  # fmt: skip
def test_seconds_since_1970(text: str, iso: str | None) -> None:
    assert parse_epoch(text) == iso


@pytest.mark.parametrize(
    ("iso", "fetched", "possible"),
    [
        ("1989-12-31", None, False),
        ("1990-01-01", None, True),
        ("2999-01-01", None, True),  # without a clock nothing is too late
        ("2023-05-01", datetime(2023, 4, 30, 21, tzinfo=UTC), True),
        ("2023-05-02T00:00:00+00:00", datetime(2023, 4, 30, 21, tzinfo=UTC), False),
    ],
)
def test_within(iso: str, fetched: datetime | None, possible: bool) -> None:
    assert within(iso, fetched) is possible
