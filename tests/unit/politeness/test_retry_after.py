"""Retry-After, as servers write it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.politeness.retry_after import parse_retry_after

NOW = datetime(2026, 11, 6, 8, 49, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("Fri, 06 Nov 2026 08:49:37 GMT", 37),
        ("Friday, 06-Nov-26 08:49:37 GMT", 37),
        ("Fri Nov  6 08:49:37 2026", 37),
        ("Fri, 06 Nov 2026 08:48:00 GMT", 0),
        ("Fri, 06 Nov 2026 10:49:37 +0200", 37),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("120 seconds", None),
        ("١٢٠", None),
        ("Fri, 99 Nov 2026 08:49:37 GMT", None),
    ],
)
def test_what_it_says(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, now=NOW) == seconds


def test_a_time_is_measured_by_the_servers_own_clock() -> None:
    at, date = "Fri, 06 Nov 2026 08:49:37 GMT", "Fri, 06 Nov 2026 08:49:30 GMT"
    assert parse_retry_after(at, date=date, now=NOW) == 7
    assert parse_retry_after(at, date="today", now=NOW) == 37
    assert parse_retry_after(at, date="", now=NOW) == 37


def test_more_digits_than_a_number_holds() -> None:
    assert parse_retry_after("9" * 400) == float("inf")


@given(st.text())
def test_never_raises_and_is_never_negative(value: str) -> None:
    seconds = parse_retry_after(value, now=NOW)
    assert seconds is None or seconds >= 0
