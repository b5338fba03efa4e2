"""Dates, as outlets print them, are read back; other text gives None or a date of the schema's form."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.dates import DateRules, parse_date, weekday_differs
from newsscrape.outlets.registry import outlet_named

outlet = outlet_named("islamtimes")

TEHRAN = ZoneInfo("Asia/Tehran")
FORM = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}(:\d{2})?)?)?")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2040, 1, 1)).map(  # noqa: DTZ001 (zone below)
    lambda moment: moment.replace(second=0, microsecond=0, fold=0)
)
offsets = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
lines = st.lists(
    st.sampled_from(
        "1 30 31 4 2023 99999 April Apr. avril Sunday yesterday now 21:33 25:61 - / , . + Z PM هـ ago".split()
    )
    | st.text(max_size=3),
    max_size=8,
).map(" ".join)


@given(moments)
def test_the_outlets_line_is_read_back(moment: datetime) -> None:
    line = f"{moment:%A} {moment.day} {moment:%B %Y - %H:%M}"
    date = parse_date(line, outlet.dates)
    assert date == moment.replace(tzinfo=TEHRAN).isoformat()
    assert not weekday_differs(line, date)


@given(moments, st.integers(1, 6))
def test_another_weekday_is_told(moment: datetime, shift: int) -> None:
    other = WEEKDAYS[(moment.weekday() + shift) % 7]
    assert weekday_differs(f"{other} {moment.day} {moment:%B %Y}", moment.date().isoformat())


@given(moments, offsets)
def test_iso_is_read_back(moment: datetime, offset: timezone) -> None:
    aware = moment.replace(tzinfo=offset)
    assert parse_date(aware.isoformat(), outlet.dates) == aware.isoformat()
    assert parse_date(moment.isoformat()) == moment.isoformat()
    assert parse_date(moment.date().isoformat(), outlet.dates) == moment.date().isoformat()


@pytest.mark.parametrize("rules", [DateRules(), outlet.dates], ids=["none", "islamtimes"])
@settings(deadline=None, max_examples=30)  # a text that is no date takes dateparser milliseconds
@given(text=lines)
def test_any_text_is_a_date_or_none(rules: DateRules, text: str) -> None:
    date = parse_date(text, rules)
    assert date is None or FORM.fullmatch(date)
