"""The profile of a run: what it counts, how small it stays, what it reads back."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.items import Article, FeaturedStory, Image, Provenance
from newsscrape.monitor.profile import LAST_BUCKET, Profile, Repeats, bucket_length

TEXT = st.text("aT2-:\x1b\ud800é", max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def article(number: int = 0, **values: Any) -> Article:
    return Article(
        **{
            "outlet": "www.courier.example",
            "title": f"Title {number}",
            "body": f"First {number}.\n\nLast {number}.",
            "date_published": f"2023-05-01T{number % 24:02}:{number % 60:02}:00+02:00",
            "fetched_at": "2023-05-02T06:00:00Z",
            "provenance": {"title": Provenance(method="jsonld"), "date_published": Provenance(method="meta:og")},
        }
        | values
    )


def profile(*articles: Article) -> Profile:
    made = Profile()
    for one in articles:
        made.add(one)
    return made


def test_what_is_counted() -> None:
    images = [Image(url="https://e.org/1.jpg")]
    made = profile(article(1, authors=["Ann Lee"]), article(2, images=images), article(3, date_published="2023-05-01"))
    made.add_failure()
    assert (made.records, made.failures) == (3, 1)
    assert [made.has[field] for field in ("title", "authors", "images", "tags")] == [3, 1, 1, 0]
    assert made.flags["timed"] == 2
    assert made.methods == {"title": {"jsonld": 3}, "date_published": {"meta": 3}}
    assert sum(made.lengths["body"].values()) == 3


@pytest.mark.parametrize(
    ("method", "reader"),
    [
        ("jsonld", "jsonld"),
        ("meta:og:title", "meta"),
        ("meta:2", "meta"),
        ("outlet:css", "outlet"),
        ("outlet:css:2", "outlet:2"),
        ("outlet:jsonld:12", "outlet:12"),
        ("outlet:css:0", "outlet"),
        ("Strange", "other"),
    ],
)
def test_readers_are_told_by_name_and_selectors_by_place(method: str, reader: str) -> None:
    made = profile(article(provenance={"title": Provenance(method=method)}))
    assert made.methods == {"title": {reader: 1}}
    assert Profile.from_json(made.to_json()).methods == made.methods


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({"authors": ["The Courier", "COURIER"]}, ["author_is_site"]),  # the names that the caller gave
        ({"authors": ["Courier.example"]}, ["author_is_site"]),
        ({"title": "www.courier.example"}, ["title_is_site"]),
        ({"authors": ["Ann Lee"], "title": "The Courier of Lyon"}, []),
        ({"date_published": "2023-05-02T09:00:00+02:00"}, []),  # an hour ahead
        ({"date_published": "2023-05-02T09:30:00+02:00"}, ["future"]),
        ({"date_published": "2023-05-02"}, []),
        ({"date_published": "2023-05-04"}, ["future"]),
        ({"date_published": "2023-05-02T08:00:30+02:00"}, ["at_fetch"]),
        ({"date_published": "2023-05-02T06:00:00"}, []),  # local time of an unknown zone
        ({"date_published": "no date"}, []),
        ({"date_published": "0001-01-01T00:00:00+14:00"}, []),
    ],
)
def test_flags(values: dict[str, Any], flags: list[str]) -> None:
    made = Profile(site=["The Courier", "Courier"])
    made.add(article(**values))
    assert [flag for flag, count in made.flags.items() if count and flag not in ("timed", "fetched")] == flags


def test_a_record_read_back_counts_as_its_article_does() -> None:
    stories = [FeaturedStory(title="A story")]
    one = article(images=[Image(url="https://e.org/1.jpg")], authors=["Ann"], tags=["a"], featured_stories=stories)
    of_record = Profile()
    of_record.add_record(json.loads(json.dumps(asdict(one))))
    assert of_record.to_json() == profile(one).to_json()


@given(st.dictionaries(st.sampled_from(list(asdict(Article()))), JSON))
def test_a_record_may_hold_anything(record: dict[str, Any]) -> None:
    made = Profile()
    made.add_record(record)
    assert made.records == 1
    assert Profile.from_json(json.loads(json.dumps(made.to_json()))).to_json() == made.to_json()


def test_revisions_repeat_rightly() -> None:
    made = profile(article(1), article(1, revision=2), article(1, revision=3))
    assert (made.records, made.repeats["title"].total, made.repeats["title"].again) == (3, 1, 0)


def test_a_day_without_a_time_repeats_rightly() -> None:
    assert profile(*(article(n, date_published="2023-05-01") for n in range(3))).repeats["date_published"].total == 0


def test_json_is_small_whatever_came() -> None:
    made = Profile()
    for number in range(1000):
        provenance = {field: Provenance(method=f"m{number % 40}") for field in asdict(Article())}
        body = "x" * 2 ** (number % 20)
        made.add(
            article(number, body=body, description=f"d{number}", provenance=provenance, authors=["A"] * (number % 50))
        )
    assert len(json.dumps(made.to_json(), separators=(",", ":"))) < 4096
    few = profile(*(article(number, description=f"d{number}", authors=["Ann Lee"]) for number in range(30)))
    assert len(json.dumps(few.to_json(), separators=(",", ":"))) < 1024


def test_json_comes_back() -> None:
    made = profile(*map(article, range(9)))
    made.add_failure()
    again = Profile.from_json(json.loads(json.dumps(made.to_json())))
    assert again.to_json() == made.to_json()
    again.add(article(10))  # a run that is resumed goes on
    assert again.records == 10


@pytest.mark.parametrize(
    "broken",
    [
        None, 3, [], {}, {"format": 0}, {"format": 1}, {"format": 1, "records": -1},
        profile(article()).to_json() | {"records": 10**30},
        profile(article()).to_json() | {"has": {"title": "many"}},
        profile(article()).to_json() | {"methods": {"title": {"\x1b[31m": 1}}},
        profile(article()).to_json() | {"lengths": {"body": {"99999999": 1}}},
        profile(article()).to_json() | {"repeats": {"title": [1]}},
        profile(article()).to_json() | {"repeats": {"title": [1, {"xyz": 1}]}},
    ],
)  # fmt: skip
def test_what_is_no_profile_is_an_empty_one(broken: Any) -> None:
    assert Profile.from_json(broken).is_empty


@given(JSON, st.sampled_from(list(profile(article()).to_json())))
def test_any_json_gives_a_profile(value: Any, key: str) -> None:
    Profile.from_json(value)
    Profile.from_json(profile(article()).to_json() | {key: value})


def test_pooled_runs_are_one_run() -> None:
    articles = [article(number, authors=["Ann Lee"][: number % 2]) for number in range(10)]
    pooled = Profile.pooled([profile(*articles[:3]), Profile(), profile(*articles[3:])])
    assert pooled.to_json() == profile(*articles).to_json()


@given(st.lists(st.sampled_from("aaabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), max_size=400))
def test_repeats_are_not_overcounted_and_hardly_undercounted(values: list[str]) -> None:
    repeats = Repeats()
    for value in values:
        repeats.add(value)
    truth = max(map(values.count, values), default=1)
    assert truth - len(values) / 33 <= repeats.again + 1 <= truth


def test_buckets() -> None:
    for bucket in range(LAST_BUCKET):
        assert bucket_length(bucket) <= bucket_length(bucket + 1)
    made = profile(*(article(body="x" * length) for length in (1, 2, 500, 10_000)))
    for bucket, length in zip(made.lengths["body"], (1, 2, 500, 10_000), strict=True):
        assert bucket_length(bucket) <= length < bucket_length(bucket + 1)
