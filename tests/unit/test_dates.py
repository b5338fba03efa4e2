"""Date lines → ISO 8601, worked out by hand."""

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import pytest

from newsscrape.dates import DateRules, parse_date, to_utc, weekday_differs
from newsscrape.outlets.registry import outlet_named

outlet = outlet_named("islamtimes")

BERLIN = DateRules(timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Sunday 30 April 2023 - 21:33", "2023-04-30T21:33:00+03:30"),
        ("Mon 1 May 2023 - 9:05", "2023-05-01T09:05:00+03:30"),
        ("1 May 2023", "2023-05-01"),
        ("Monday 1 May 2023", "2023-05-01"),
        ("Monday 1 May 2023 - 00:00", "2023-05-01T00:00:00+03:30"),  # midnight is a time
        ("\u200bSunday\xa030\tApril  2023 - 21:33 ", "2023-04-30T21:33:00+03:30"),
        ("sunday 30 april 2023 - 21:33", "2023-04-30T21:33:00+03:30"),
        ("Sunday, 30 Apr 2023 – 21:33", "2023-04-30T21:33:00+03:30"),
        ("Monday 30 April 2023 - 21:33", "2023-04-30T21:33:00+03:30"),  # a wrong weekday: the date stands
        ("Friday 1 July 2022 - 12:00", "2022-07-01T12:00:00+04:30"),  # Iran had summer time until 2022
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_the_outlets_lines(line: str, iso: str) -> None:
    assert parse_date(line, outlet.dates) == iso


@pytest.mark.parametrize(
    ("text", "rules", "iso"),
    [
        ("2023-04-30", BERLIN, "2023-04-30"),
        ("2023-04-30T21:33:05Z", BERLIN, "2023-04-30T21:33:05+00:00"),
        ("2023-04-30T21:33:05.123456+0330", BERLIN, "2023-04-30T21:33:05+03:30"),
        ("2023-04-30T21:33:05,5+03", BERLIN, "2023-04-30T21:33:05+03:00"),
        ("2023-04-30 21:33 +03:30", BERLIN, "2023-04-30T21:33:00+03:30"),
        ("2023-04-30t21:33z", BERLIN, "2023-04-30T21:33:00+00:00"),
        ("2023-04-30T21:33", BERLIN, "2023-04-30T21:33:00+02:00"),  # summer time
        ("2023-01-30T21:33", BERLIN, "2023-01-30T21:33:00+01:00"),
        ("2023-04-30T21:33", DateRules(), "2023-04-30T21:33:00"),  # no zone is known
        ("30 April 2023 21:33", DateRules(), "2023-04-30T21:33:00"),
    ],
)
def test_iso_and_zones(text: str, rules: DateRules, iso: str) -> None:
    assert parse_date(text, rules) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("30 avril 2023", "2023-04-30"),
        ("30. April 2023, 21:33", "2023-04-30T21:33:00"),
        ("Publié le 30 avril 2023 à 21:33", "2023-04-30T21:33:00"),
        ("Publicado el 30 de abril de 2023", "2023-04-30"),
        ("Обновлено 30 апреля 2023 г.", "2023-04-30"),
        ("30 апреля 2023", "2023-04-30"),
        ("30 de abril de 2023", "2023-04-30"),
        ("30 أبريل 2023", "2023-04-30"),
        ("2023年4月30日", "2023-04-30"),
    ],
)
def test_other_languages(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "yesterday", "2 hours ago", "now", "Chinese Defense Minister", "April 2023", "30 April", "2023",
        "1055216", "21:33", "2023-02-31", "2023-13-01T10:00", "31 April 2023", "Story Code : 1055216",
        "30 April 2023 " + "and so on " * 20,
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text, outlet.dates) is None


def test_the_usual_line_does_not_cost_a_search() -> None:
    parse_date("Sunday 30 April 2023 - 21:33", outlet.dates)  # dateparser is loaded
    with (
        patch(
            "dateparser.date.DateDataParser._parse_using_applicable_locales",
            side_effect=AssertionError("searched by language"),
        ),
        patch("dateparser.search.search_dates", side_effect=AssertionError("searched within the text")),
    ):
        for line in ("Sunday 30 April 2023 - 21:33", "30 April 2023", "Mon 1 May 2023 - 9:05"):
            assert parse_date(line, outlet.dates) is not None


@pytest.mark.parametrize(
    ("text", "iso", "differs"),
    [
        ("Sunday 30 April 2023 - 21:33", "2023-04-30T21:33:00+03:30", False),
        ("Sun 30 April 2023", "2023-04-30", False),
        ("Monday 30 April 2023", "2023-04-30", True),
        ("Thurs, 4 May 2023", "2023-05-04", False),
        ("Tues 4 May 2023", "2023-05-04", True),
        ("30 April 2023", "2023-04-30", False),  # names none
        ("Dimanche 30 avril 2023", "2023-04-30", False),  # none in English
        ("The Sunny Side, 2 May 2023", "2023-05-02", False),
    ],
)
def test_weekday_differs(text: str, iso: str, differs: bool) -> None:
    assert weekday_differs(text, iso) is differs


def test_to_utc_has_whole_seconds() -> None:
    moment = datetime(2026, 11, 24, 17, 30, 5, 999999, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert to_utc(moment) == "2026-11-24T14:00:05Z"


@pytest.mark.parametrize("language", ["no", "iw", "in", "xx", "nb"])
def test_a_language_that_dateparser_does_not_know_raises_nothing(language: str) -> None:
    assert parse_date("5 mayonnaise 2024 sometime", DateRules(languages=(language,))) is None
    assert parse_date("5 May 2024", DateRules(languages=(language,))) == "2024-05-05"
