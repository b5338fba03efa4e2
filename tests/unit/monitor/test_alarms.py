"""Which alarms a run raises, and what they say. How well breaks are found stands in tests/quality/test_alarms.py."""

import re
from pathlib import Path
from typing import Any

import pytest

from newsscrape.items import Article, Image, Provenance
from newsscrape.monitor.alarms import _LENGTH, Alarm, _questions, find_alarms
from newsscrape.monitor.profile import Profile

DOCS = Path(__file__).parents[3] / "docs" / "alarms.md"
STARTS = "abcdefghijklmnopqrstuvwxyz"


def article(number: int, **values: Any) -> Article:
    methods = {"title": "jsonld", "date_published": "jsonld"}
    return Article(
        **{
            "outlet": "courier.example",
            "title": f"A title of some length {number}",
            "description": f"Description {number}",
            "authors": ["Ann Lee"],
            "images": [Image(url=f"https://e.org/{number}.jpg")],
            "body": f"{number} begins. " + "x" * (900 + 37 * (number % 9)) + f" and ends {number}",
            "date_published": f"2023-04-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00+00:00",
            "fetched_at": "2023-05-02T06:00:00Z",
            "provenance": {field: Provenance(method=method) for field, method in methods.items()},
        }
        | values
    )


def run(first: int, size: int = 10, **values: Any) -> Profile:
    profile = Profile()
    for number in range(first, first + size):
        profile.add(article(number, **values))
    return profile


def runs(count: int = 12, size: int = 10) -> list[Profile]:
    return [run(size * number, size) for number in range(count)]


def names(alarms: list[Alarm]) -> list[tuple[str, str]]:
    return [(alarm.name, alarm.field) for alarm in alarms]


@pytest.mark.parametrize(
    ("values", "name", "field"),
    [
        ({"authors": []}, "field missing", "authors"),
        ({"date_published": None}, "field missing", "date_published"),
        ({"date_published": "2023-04-30"}, "time of day missing", "date_published"),
        ({"date_published": "2023-04-30T01:02:03+00:00"}, "dates all the same", "date_published"),
        ({"date_published": "2023-05-30T01:02:03+00:00"}, "dates in the future", "date_published"),
        ({"date_published": "2023-05-02T06:00:10+00:00"}, "dates are the time of fetching", "date_published"),
        ({"title": "A title of some length!"}, "titles all equal", "title"),
        ({"title": "Courier.example"}, "title is the site", "title"),
        ({"authors": ["Courier Example"]}, "author is the site", "authors"),
        ({"body": "Too short."}, "body short", "body"),
        ({"body": "Long. " * 900}, "body long", "body"),
        ({"body": "Cookies are used here by 120 partners, who see what you read."}, "bodies begin alike", "body"),
        ({"description": "All the news"}, "descriptions all equal", "description"),
        ({"images": [Image(url="https://e.org/logo.png")]}, "pictures all the same", "images"),
        ({"provenance": {"title": Provenance(method="title")}}, "source changed", "title"),
    ],
)  # fmt: skip
def test_a_change_of_all_records_is_named(values: dict[str, Any], name: str, field: str) -> None:
    assert (name, field) in names(find_alarms(run(500, **values), runs()))


def test_nothing_changed() -> None:
    history = runs()
    assert find_alarms(run(500), history) == find_alarms(run(500, 1), history) == find_alarms(Profile(), history) == []
    assert find_alarms(run(0), []) == []


def test_what_an_alarm_says() -> None:
    (alarm,) = find_alarms(run(500, authors=[]), runs())
    assert alarm.message == "authors: 0 of 10 records have it, 100% of 120 before"
    assert str(alarm) == f"field missing: {alarm.message}"
    some = Profile.pooled([run(500, 7, authors=[]), run(507, 3)])
    (alarm,) = find_alarms(some, runs())
    assert (alarm.name, alarm.message) == ("field dropped", "authors: 3 of 10 records have it, 100% of 120 before")
    (alarm,) = find_alarms(run(500, provenance={"title": Provenance(method="h1")}), runs())
    assert alarm.message == "title: 0 of 10 values come from jsonld, most from h1, 100% of 120 before"


def by(**methods: str) -> dict[str, Any]:
    return {"provenance": {field: Provenance(method=method) for field, method in methods.items()}}


def test_a_selector_that_gives_way_to_the_next_is_named() -> None:
    history = [run(10 * n, **by(title="outlet:css")) for n in range(12)]
    (alarm,) = find_alarms(run(500, 4, **by(title="outlet:jsonld:2")), history)
    assert str(alarm) == "source changed: title: 0 of 4 values come from outlet, most from outlet:2, 100% of 120 before"


def test_of_several_usual_sources_none_gives_the_values() -> None:
    """A field of two selectors, each of its own kind of page: a value from neither is odd in any run."""
    mixed = [
        Profile.pooled([run(10 * n, 6, **by(title="outlet:css")), run(10 * n + 6, 4, **by(title="outlet:css:2"))])
        for n in range(12)
    ]
    assert find_alarms(run(500, 4, **by(title="outlet:css:2")), mixed) == []
    (alarm,) = find_alarms(run(500, 4, **by(title="h1")), mixed)
    assert alarm.message == "title: 0 of 4 values come from outlet or outlet:2, most from h1, 100% of 120 before"


def test_selectors_that_miss_where_other_readers_find_some() -> None:
    """Two values that another reader gives, and two that nobody does, show the same break."""
    history = [run(10 * n, **by(authors="outlet:css")) for n in range(12)]
    lacking, other = run(500, 2, authors=[], provenance={}), run(502, 2, **by(authors="byline"))
    assert find_alarms(lacking, history) == find_alarms(other, history) == []
    (alarm,) = find_alarms(Profile.pooled([lacking, other]), history)
    message = "authors: 0 of 4 records have it from the outlet's selectors, 100% of 120 before"
    assert str(alarm) == f"selectors miss: {message}"


def test_pages_without_a_body_count_for_the_bodys_selectors() -> None:
    history = [run(10 * n, **by(body="outlet:css")) for n in range(12)]
    now = run(500, 2, **by(body="body"))
    for _ in range(2):
        now.add_failure()
    assert [alarm.message for alarm in find_alarms(now, history)] == [
        "body: 0 of 4 pages have it from the outlet's selectors, 100% of 120 before"
    ]


@pytest.mark.parametrize("values", [{"authors": []}, by(authors="byline")])
def test_what_became_of_the_field_is_said_once(values: dict[str, Any]) -> None:
    history = [run(10 * n, **by(authors="outlet:css")) for n in range(12)]
    (alarm,) = find_alarms(run(500, **({"provenance": {}} | values)), history)
    assert alarm.name in ("field missing", "source changed")


def test_pages_that_fail() -> None:
    now = Profile()
    for _ in range(6):
        now.add_failure()
    (alarm,) = find_alarms(now, runs())
    assert (alarm.name, alarm.message) == ("articles fail", "body: 0 of 6 pages gave an article, 100% of 120 before")
    assert names(find_alarms(now, [])) == [("articles fail", "body")]


def test_small_runs_find_a_break_in_a_few_records() -> None:
    history = runs(20, 1)
    found = []
    for hour in range(8):
        now = run(500 + hour, 1, description=None)
        found.append(names(find_alarms(now, history[-20:])))
        history.append(now)
    assert found[0] == []  # one record without it may be chance
    assert found[-1] == [("field missing", "description")]


def test_single_records_that_repeat_those_of_other_runs() -> None:
    history = runs(20, 1)
    for _ in range(9):
        now = run(500, 1)
        alarms = names(find_alarms(now, history[-20:]))
        history.append(now)
    assert ("titles all equal", "title") in alarms
    assert find_alarms(run(700, 1), history[-20:]) == []


def test_an_alarm_lasts_and_ends_with_its_cause() -> None:
    history = runs(20)
    for day in range(6):
        now = run(500 + 10 * day, authors=[])
        assert names(find_alarms(now, history[-20:])) == [("field missing", "authors")]
        history.append(now)
    assert find_alarms(run(700), history[-20:]) == []


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"title": None}, "field missing"),
        ({"date_published": None}, "field missing"),
        ({"title": "The same"}, "titles all equal"),
        ({"authors": ["courier example"]}, "author is the site"),
    ],
)
def test_a_first_run_is_judged_by_itself(values: dict[str, Any], name: str) -> None:
    assert name in [alarm.name for alarm in find_alarms(run(0, 5, **values), [])]
    assert find_alarms(run(0, 3, **values), []) == []
    assert find_alarms(run(0, 5, **values), [run(10 * n, **values) for n in range(1, 6)]) == []  # the outlet's habit


def test_habits_that_vary_raise_nothing() -> None:
    history: list[Profile] = []
    for day in range(20):
        without = day * 7 % 5
        now = Profile.pooled([run(20 * day, without, authors=[]), run(20 * day + without, 10 - without)])
        assert find_alarms(now, history) == []
        history.append(now)


def test_profiles_with_impossible_counts_raise_no_error() -> None:
    odd = run(0).to_json() | {"records": 2, "has": {"title": 900, "authors": 5}, "flags": {"timed": 10**6}}
    profile = Profile.from_json(odd)
    assert not profile.is_empty
    find_alarms(profile, [profile] * 5)


def test_every_alarm_has_its_row() -> None:
    selected = run(0, provenance={"title": Provenance(method="outlet:css")})
    asked = {question.name for question in _questions(selected)} | {name for pair in _LENGTH.values() for name in pair}
    rows = re.findall(r"^\| `(.+?)` ", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(asked | {"field missing"})
