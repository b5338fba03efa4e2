from typing import Any

import pytest

from newsscrape.report.dates import ALIKE, ANCIENT, AT_FETCH, DOUBTS, FUTURE, OLD, UNREAD, DateDoubts, counts
from tests.unit.report.records import record


@pytest.mark.parametrize(
    ("values", "bits"),
    [
        pytest.param({}, 0, id="sound"),
        pytest.param({"date_published": "2026-03-03T00:00:00+00:00"}, FUTURE, id="future"),
        pytest.param({"date_published": "2026-03-02T06:30:00+00:00"}, 0, id="clocks-differ"),
        pytest.param({"date_published": "2026-03-02"}, 0, id="same-day"),
        pytest.param({"date_published": "2026-03-04"}, FUTURE, id="future-day"),
        pytest.param({"date_published": "2026-03-02T06:00:00+00:00"}, AT_FETCH, id="at-fetch"),
        pytest.param({"date_published": "2026-03-02T06:00:00"}, 0, id="local-time"),
        pytest.param({"date_published": "1970-01-01T00:00:00+00:00"}, ANCIENT, id="epoch"),
        pytest.param({"date_published": None, "date_published_raw": "someday"}, UNREAD, id="unread"),
        pytest.param({"date_published": None}, 0, id="none"),
        pytest.param({"date_published": "2026-13-99T"}, 0, id="no-date"),
        pytest.param({"date_published": "0001-01-01T00:00:00+14:00"}, ANCIENT, id="out-of-range"),
        pytest.param({"fetched_at": None}, 0, id="never-fetched"),
        pytest.param({"fetched_at": "broken"}, 0, id="fetched-broken"),
        pytest.param({"date_published": 7}, 0, id="number"),
    ],
)
def test_a_date_that_is_wrong_by_itself(values: dict[str, Any], bits: int) -> None:
    doubts = DateDoubts()
    assert doubts.add(0, record(**values)) == bits


def test_many_of_one_moment() -> None:
    doubts = DateDoubts()
    for number in range(6):
        doubts.add(0, record(date_published="2026-03-01T00:00:00+00:00"))
        doubts.add(1, record(date_published=f"2026-02-0{number + 1}T00:00:00+00:00"))
        doubts.add(2, record(date_published="2026-03-01"))
    assert doubts.all() == [ALIKE, 0, 0] * 6


def test_an_article_far_older_than_the_others() -> None:
    doubts = DateDoubts()
    for number in range(9):
        doubts.add(0, record(date_published=f"2026-02-0{number + 1}"))
        doubts.add(1, record(date_published="2019-01-01"))
    doubts.add(0, record(date_published="2019-01-01"))
    assert doubts.all() == [0, 0] * 9 + [OLD]


def test_what_is_forgotten_counts_no_more() -> None:
    doubts = DateDoubts()
    for number in range(6):
        doubts.add(0, record(number, date_published="2026-03-01T00:00:00+00:00"))
    doubts.forget(2)
    assert doubts.all() == [0] * 4


def test_counts_are_by_name() -> None:
    assert counts([0, FUTURE, FUTURE | ALIKE]) == {DOUBTS[0]: 2, DOUBTS[4]: 1}
